"""Reported figures: revisions that are never overwritten."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tidtam.common.fields import ExactDecimalField, MomentField
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit

from .rounds import Round
from .submissions import Submission


class ValueRevision(models.Model):
    """What a unit said of an indicator in a round, and the four moments of it.

    The figure is preliminary from `recorded_at` until `superseded_at` (replaced,
    returned or withdrawn) and official from `official_at` until `unofficial_at`,
    both half-open. Only these two ends are ever filled in later. A ratio has
    numerator and denominator and no value; the others the reverse; a unit to which
    the question does not apply gives a note and no figure. A missing figure has no
    row. `submitted_at` is the unit's first submission, which counts for timeliness.
    `submission` is what brought the figure; imported ones have none.
    """

    class State(models.TextChoices):
        """The two states that have a row; MISSING and NOT_DUE have none."""

        REPORTED = "reported", _("Reported")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, db_index=False)
    part = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=14, choices=State)
    value = ExactDecimalField(null=True)
    numerator = ExactDecimalField(null=True)
    denominator = ExactDecimalField(null=True)
    note = models.TextField(blank=True)
    submitted_at = MomentField(null=True)
    recorded_at = MomentField()
    superseded_at = MomentField(null=True)
    official_at = MomentField(null=True)
    unofficial_at = MomentField(null=True)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="values", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["round", "unit", "indicator"], name="value_by_unit")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "indicator", "part"],
                condition=models.Q(superseded_at__isnull=True),
                name="value_one_current",
            ),
            models.UniqueConstraint(
                fields=["round", "unit", "indicator", "part"],
                condition=models.Q(
                    official_at__isnull=False, unofficial_at__isnull=True
                ),
                name="value_one_official",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.indicator_id}"
