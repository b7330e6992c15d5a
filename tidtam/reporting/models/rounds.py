"""Rounds and their frozen lists."""

from django.db import models
from django.db.models import F, Q

from tidtam.common.periods import SPANS, Period
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation.models import Unit


class Round(models.Model):
    """A call for figures of some indicators for one fiscal period.

    Opening freezes who must report, under whom they stand, and each indicator's
    version. `span` is the period within the fiscal year, such as Q1.
    """

    code = models.CharField(max_length=20, unique=True)
    fiscal_year = models.PositiveSmallIntegerField()
    span = models.CharField(max_length=2, choices=[(span, span) for span in SPANS])
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")) & Q(closes_at__gte=F("due_at")),
                name="round_opens_then_due_then_closes",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> Period:
        """Return the fiscal period of the round."""
        return Period(self.fiscal_year, self.span)

    @property
    def is_opened(self) -> bool:
        """Say whether the round's list is frozen."""
        return self.opened_at is not None


class RoundIndicator(models.Model):
    """An indicator that a round asks for; its version is frozen on opening."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="asked")
    indicator = models.ForeignKey(Indicator, models.PROTECT)
    version = models.ForeignKey(IndicatorVersion, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "indicator"], name="round_indicator_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.indicator_id}"


class RoundUnit(models.Model):
    """A unit on a round's frozen list, and under whom it stood on the opening day.

    `area` is empty for areas' superiors and special schools; `branch` is the group
    or bureau right below the commission, empty for the commission itself. A unit
    that is itself an area or branch carries its own id there.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="listed")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="listings")
    area = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="round_unit_key")
        ]
        indexes = [models.Index(fields=["round", "area"], name="round_unit_by_area")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class RoundExclusion(models.Model):
    """A unit of the right level that the round does not ask; no indicator means all."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="exclusions")
    unit = models.ForeignKey(Unit, models.PROTECT)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "indicator"], name="round_exclusion_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.indicator_id}"
