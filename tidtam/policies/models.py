"""Frameworks of policy per fiscal year, their items, and how items align."""

from django.db import models
from django.db.models import F, Q


class Framework(models.Model):
    """A set of policy items in force for one fiscal year (Buddhist era)."""

    code = models.CharField(max_length=20, unique=True)
    fiscal_year = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.code


class PolicyItem(models.Model):
    """One item of a framework; `order` is its place among its siblings."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="items")
    code = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children"
    )
    title_th = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500, blank=True)
    text_th = models.TextField(blank=True)
    order = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"], name="policy_item_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class Alignment(models.Model):
    """An item of one framework serving the same end as an item of another."""

    item = models.ForeignKey(PolicyItem, models.PROTECT, related_name="alignments")
    other = models.ForeignKey(PolicyItem, models.PROTECT, related_name="aligned_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "other"], name="alignment_key"),
            models.CheckConstraint(
                condition=~Q(item=F("other")), name="alignment_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} = {self.other_id}"
