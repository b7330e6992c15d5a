"""Units, who stood under whom and when, their facts, and who holds which position."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.common.fields import ExactDecimalField


class Unit(models.Model):
    """A body of the basic education system. Its code and identity never change.

    Nothing is read from the shape of a code. `sort_key` orders names as a Thai
    reader expects, with numbers in their natural order.
    """

    class Kind(models.TextChoices):
        """What the unit is; the order is that of the tree."""

        COMMISSION = "commission", _("Commission")
        BUREAU = "bureau", _("Bureau")
        GROUP = "group", _("Area group")
        AREA = "area", _("Area office")
        SCHOOL = "school", _("School")

    class Sector(models.TextChoices):
        """Which schools the unit runs or is."""

        PRIMARY = "primary", pgettext_lazy("sector", "Primary")
        SECONDARY = "secondary", pgettext_lazy("sector", "Secondary")
        SPECIAL = "special", pgettext_lazy("sector", "Special education")

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name_th = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    short_name_th = models.CharField(max_length=120, blank=True)
    sector = models.CharField(max_length=10, choices=Sector, blank=True)
    province_code = models.CharField(max_length=2, blank=True)
    sort_key = models.CharField(max_length=500, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="commission"),
                name="unit_only_one_commission",
            )
        ]
        indexes = [models.Index(fields=["kind", "sort_key"], name="unit_by_kind")]

    def __str__(self) -> str:
        return self.short_name_th or self.name_th


class Placement(models.Model):
    """A unit standing under a parent from one day to before another (half-open).

    Only the commission has no parent. `valid_to` is the first day no longer there;
    empty means open.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="child_placements"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="placement_from_before_to",
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="placement_unit_from"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_to__isnull=True),
                name="placement_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id} {self.valid_from}"


class Closure(models.Model):
    """A unit under one of its ancestors for a span of days; itself at depth 0.

    Derived from placements: who is under whom, when, in one query.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="ancestors")
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="descendants")
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["ancestor", "valid_from", "valid_to", "unit"],
                name="closure_downwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} << {self.ancestor_id} {self.valid_from}"


class UnitFact(models.Model):
    """A measure of a unit on a day: pupils, teachers, classrooms."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="facts")
    on = models.DateField()
    measure = models.CharField(max_length=40)
    value = ExactDecimalField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "measure", "on"], name="unit_fact_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.measure} {self.on}"


class Succession(models.Model):
    """One unit following another by merger or split; history stays on the old one.

    `share` is the part of the old unit that went over, 0 to 1, or empty.
    """

    class Kind(models.TextChoices):
        """How the new unit came about."""

        MERGE = "merge", _("Merger")
        SPLIT = "split", _("Split")

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    share = ExactDecimalField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_unit", "to_unit", "on"], name="succession_key"
            ),
            models.CheckConstraint(
                condition=~Q(from_unit=F("to_unit")), name="succession_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} > {self.to_unit_id}"


class Person(models.Model):
    """A human being who holds positions; not an account."""

    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    is_invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name_th


class Position(models.Model):
    """A seat in a unit, such as director of an area office or chair of a board.

    `board` marks the seats of a group's executive board; `order` is the order of
    seats on paper.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    board = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title_th", "order"], name="position_key"
            )
        ]

    def __str__(self) -> str:
        return self.title_th


class Holding(models.Model):
    """A person holding a position from one day to before another."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="holding_from_before_to",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.position_id}"
