"""What people typed and have not yet submitted."""

from django.conf import settings
from django.db import models

from tidtam.common.fields import ExactDecimalField
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit

from .rounds import Round
from .values import ValueRevision


class DraftFigure(models.Model):
    """A figure as typed: the text itself, and the numbers where it can be read.

    It stays after submission as the record of what was typed. `version` counts the
    saves, so that two people in one form see a difference. `jump_answer` is what was
    answered when a large change was questioned; empty means not answered.
    """

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, db_index=False)
    state = models.CharField(max_length=14, choices=ValueRevision.State, blank=True)
    raw_value = models.TextField(blank=True)
    raw_numerator = models.TextField(blank=True)
    raw_denominator = models.TextField(blank=True)
    value = ExactDecimalField(null=True)
    numerator = ExactDecimalField(null=True)
    denominator = ExactDecimalField(null=True)
    note = models.TextField(blank=True)
    jump_answer = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "indicator"], name="draft_figure_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.indicator_id}"
