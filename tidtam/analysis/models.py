"""Stored results for areas and above, with partials that can be merged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tidtam.common.fields import ExactDecimalField
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Round


class Basis(models.TextChoices):
    """Which figures are reckoned with."""

    OFFICIAL = "official"
    PRELIMINARY = "preliminary"


class ResultRun(models.Model):
    """One reckoning of a period on a basis; only the current one is shown."""

    period = models.CharField(max_length=7)
    basis = models.CharField(max_length=11, choices=Basis)
    as_of = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "basis"],
                condition=models.Q(is_current=True),
                name="result_run_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.basis} {self.pk}"


class ResultCell(models.Model):
    """The mergeable partials of one indicator over the units of one placing.

    A placing is (area, branch): the reporting units that stand under that area in
    that branch. Sums are exact. `total`, `highest` and `lowest` are over the units'
    figures, in twelfths: the mean of one to four rounds is a whole number of them.
    `last_order` is the place in its span of the last round that expects any of them.
    """

    run = models.ForeignKey(ResultRun, models.CASCADE, related_name="cells")
    indicator = models.ForeignKey(Indicator, models.CASCADE, db_index=False)
    area = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", db_index=False
    )
    expected = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField()
    true_units = models.PositiveIntegerField()
    last_order = models.PositiveSmallIntegerField()
    numerator = ExactDecimalField(digits=38, null=True)
    denominator = ExactDecimalField(digits=38, null=True)
    total = ExactDecimalField(digits=38, null=True)
    highest = ExactDecimalField(digits=38, null=True)
    lowest = ExactDecimalField(digits=38, null=True)

    def __str__(self) -> str:
        return f"{self.run_id} {self.indicator_id} {self.area_id}"


class Result(models.Model):
    """A figure of an area or a unit above it: one row of results.csv.

    `version` is the definition that was reckoned with. `value`, `numerator`,
    `denominator`, `coverage`, `target` and `score` are unrounded doubles; empty
    means that there is none.
    """

    class Light(models.TextChoices):
        """The computed light; it is always one of the four."""

        GREEN = "green", _("On target")
        AMBER = "amber", _("Near target")
        RED = "red", _("Off target")
        GREY = "grey", _("Not concluded")

    run = models.ForeignKey(ResultRun, models.CASCADE, related_name="results")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    version = models.ForeignKey(IndicatorVersion, models.CASCADE, db_index=False)
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    expected = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField()
    coverage = models.FloatField(null=True)
    target = models.FloatField(null=True)
    score = models.FloatField(null=True)
    light = models.CharField(max_length=5, choices=Light)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit", "indicator"], name="result_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.unit_id} {self.indicator_id}"


class ValuesChange(models.Model):
    """A note that figures of a round changed; rows are only added.

    The newest id stamps the disposable copy of a round's facts; unhandled rows are
    what the next refresh must reckon again. `whole` means the whole round, else
    only the units placed under (area, branch); no round means that targets changed.
    """

    round = models.ForeignKey(Round, models.CASCADE, null=True, db_index=False)
    area = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", db_index=False
    )
    whole = models.BooleanField(default=False)
    at = models.DateTimeField()
    handled = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["handled"],
                condition=models.Q(handled=False),
                name="values_change_waiting",
            ),
            models.Index(fields=["round", "-id"], name="values_change_by_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.area_id}"
