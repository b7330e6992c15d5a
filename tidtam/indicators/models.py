"""Definitions of indicators, their versions, and dated target curves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tidtam.common.fields import ExactDecimalField
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem


class Indicator(models.Model):
    """A measure whose definition may change by version; the code never does."""

    code = models.CharField(max_length=20, unique=True)
    policy_items = models.ManyToManyField(PolicyItem, related_name="indicators")

    def __str__(self) -> str:
        return self.code


class IndicatorVersion(models.Model):
    """How an indicator is reported, added up, scored and lit from a moment on.

    Rounds freeze the version that was newest when they opened. Level values are
    kept as level_1..level_5; those that a scoring does not use are empty.
    """

    class Direction(models.TextChoices):
        """Which way is better; for a range the target is the middle."""

        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")
        RANGE = "range", _("Nearer is better")

    class OverUnits(models.TextChoices):
        """How the figures of many units become one."""

        SUM = "sum", _("Sum")
        RATIO = "ratio", _("Ratio of sums")
        MEAN = "mean", _("Mean of units")
        MAX = "max", _("Highest")
        MIN = "min", _("Lowest")
        SHARE_TRUE = "share_true", _("Share of units")
        NONE = "none", _("Not added up")

    class OverTime(models.TextChoices):
        """How the figures of many rounds become one."""

        SUM = "sum", _("Sum")
        RATIO = "ratio", _("Ratio of sums")
        LAST = "last", _("Latest")
        MEAN = "mean", _("Mean of rounds")
        MAX = "max", _("Highest")
        MIN = "min", _("Lowest")
        NONE = "none", _("Not combined")

    class ReportedBy(models.TextChoices):
        """The kind of unit whose figure it is."""

        SCHOOL = "school", _("School")
        AREA = "area", _("Area office")
        GROUP = "group", _("Area group")
        COMMISSION = "commission", _("Commission")

    class EnteredBy(models.TextChoices):
        """Who types the figure in."""

        UNIT = "unit", _("The unit itself")
        CENTRAL = "central", _("The centre")

    class RatioBound(models.TextChoices):
        """What numerator and denominator may be."""

        SHARE = "share", _("Part of the denominator")
        RATE = "rate", _("Per denominator")

    class Scoring(models.TextChoices):
        """How a value becomes a score."""

        LEVELS = "levels", _("Five levels")
        THREE_TARGETS = "three_targets", _("Three targets")
        MILESTONE = "milestone", _("Milestones")
        NONE = "none", _("Not scored")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    name_th = models.CharField(max_length=500)
    name_en = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=5, choices=Direction)
    over_units = models.CharField(max_length=10, choices=OverUnits)
    over_time = models.CharField(max_length=5, choices=OverTime)
    reported_by = models.CharField(max_length=10, choices=ReportedBy)
    entered_by = models.CharField(max_length=7, choices=EnteredBy)
    ratio_bound = models.CharField(max_length=5, choices=RatioBound, blank=True)
    factor = ExactDecimalField()
    decimals = models.PositiveSmallIntegerField()
    coverage_floor = ExactDecimalField()
    amber_within = ExactDecimalField()
    weight = ExactDecimalField()
    scoring = models.CharField(max_length=13, choices=Scoring)
    level_1 = ExactDecimalField(null=True)
    level_2 = ExactDecimalField(null=True)
    level_3 = ExactDecimalField(null=True)
    level_4 = ExactDecimalField(null=True)
    level_5 = ExactDecimalField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "number"], name="indicator_version_key"
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=models.Q(is_current=True),
                name="indicator_one_current",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th

    @property
    def is_ratio(self) -> bool:
        """Say whether a report gives a numerator and a denominator."""
        return self.over_units == self.OverUnits.RATIO


class TargetPoint(models.Model):
    """One dated point of the target curve of an indicator for a unit.

    A replaced curve keeps its old points with the moment of their replacement, so
    that a past answer can be given again.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    on = models.DateField()
    value = ExactDecimalField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "on"],
                condition=models.Q(superseded_at__isnull=True),
                name="target_one_point_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.on}"
