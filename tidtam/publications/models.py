"""Editions of reports, kept as they were said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.organisation.models import Unit

# How the summary is drawn from the figures; it grows when a rule or chapter changes.
RULES = 1


class Edition(models.Model):
    """A yearly summary of a unit; `number` counts the editions of unit and year.

    `content` is the whole paper as blocks, so that its files are made again equal at
    any time. `as_of` is the moment whose figures it gives, `rules` the version of how
    they are drawn, `content_hash` that of all it says and `figures_hash` that of its
    chapters of figures, which can be reckoned again.
    """

    class State(models.TextChoices):
        """Who may read it: a draft the unit's own, what is published everyone."""

        DRAFT = "draft", gettext_lazy("Draft")
        PUBLISHED = "published", gettext_lazy("Published")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="editions")
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    as_of = models.DateTimeField()
    rules = models.PositiveSmallIntegerField(default=RULES)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    figures_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "number"], name="edition_key"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | Q(state="draft", published_at=None),
                name="edition_published_at_with_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fiscal_year}/{self.number}"
