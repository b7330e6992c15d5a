"""Checklists: what visitors ask everywhere, so that answers lie side by side."""

from django.db import models

from tidtam.organisation.models import Unit


class Checklist(models.Model):
    """Questions that a unit hands down to those who visit for it and under it.

    A visit takes a copy of the questions, so that changing them changes no visit.
    `is_open` says whether new visits may take it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="checklists")
    title = models.CharField(max_length=200)
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "title"], name="checklist_title")
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a checklist."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "order"], name="question_order"
            )
        ]

    def __str__(self) -> str:
        return self.text
