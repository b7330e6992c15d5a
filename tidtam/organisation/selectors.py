"""Reads of units: who stands where on a day, who sits in them, what became of them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from .models import Closure, Holding, Placement, Position, Succession, Unit, UnitFact

# The kinds in the order of the tree, for sorting and for lists.
KIND_ORDER = Case(
    *(When(kind=kind, then=Value(place)) for place, kind in enumerate(Unit.Kind)),
    output_field=IntegerField(),
)


def holds_on(day: datetime.date, prefix: str = "") -> Q:
    """Return the condition that a half-open span holds on the day.

    `prefix` leads to the row with the span, such as `placements__`.
    """
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def in_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Return the units as a reader expects them: by kind, then by name."""
    return units.order_by(KIND_ORDER, "sort_key", "code")


# ---------- where a unit stands ----------


def units_open_on(day: datetime.date) -> QuerySet[Unit]:
    """Return the units that have a placement on the day."""
    open_then = Placement.objects.filter(holds_on(day)).values("unit")
    return Unit.objects.filter(pk__in=open_then)


def is_open_on(unit: Unit, day: datetime.date) -> bool:
    """Say whether the unit has a placement on the day."""
    return unit.placements.filter(holds_on(day)).exists()


def children_on(unit: Unit, day: datetime.date) -> QuerySet[Unit]:
    """Return the units that stand right under this one on the day, in order."""
    under = Placement.objects.filter(holds_on(day), parent=unit).values("unit")
    return in_order(Unit.objects.filter(pk__in=under))


def chain_on(unit: Unit, day: datetime.date) -> list[Unit]:
    """Return the units above this one on the day, from the commission down.

    The chain ends below a superior that is not open on that day. One query.
    """
    above = Closure.objects.filter(holds_on(day), unit=unit, depth__gt=0)
    return [row.ancestor for row in above.select_related("ancestor").order_by("-depth")]


def child_counts_on(units: Iterable[Unit], day: datetime.date) -> dict[int, int]:
    """Return how many units stand right under each, by id; 0 is left out. One query."""
    rows = (
        Placement.objects.filter(holds_on(day), parent__in=[u.pk for u in units])
        .values_list("parent")
        .annotate(count=Count("pk"))
    )
    return {parent: count for parent, count in rows if parent is not None}


def kind_counts_on(unit: Unit, day: datetime.date) -> dict[Unit.Kind, int]:
    """Return how many units of each kind stand anywhere under this one on the day."""
    rows = (
        Closure.objects.filter(holds_on(day), ancestor=unit, depth__gt=0)
        .values_list("unit__kind")
        .annotate(count=Count("pk"))
    )
    counts = dict(rows)
    return {kind: counts[kind] for kind in Unit.Kind if kind in counts}


# ---------- what became of it ----------


@dataclass(frozen=True)
class Stay:
    """A span in which a unit stood under one parent, or (no parent, `closed`) nowhere.

    `until` is the last day, or None where the stay goes on.
    """

    since: datetime.date
    until: datetime.date | None
    parent: Unit | None
    closed: bool = False

    def holds_on(self, day: datetime.date) -> bool:
        """Say whether the unit was open on the day, in this stay."""
        is_then = self.since <= day and (self.until is None or day <= self.until)
        return is_then and not self.closed


def timeline(unit: Unit) -> list[Stay]:
    """Return where the unit stood, newest first; gaps are stays under no parent."""
    rows = unit.placements.select_related("parent").order_by("valid_from")
    stays: list[Stay] = []
    ended: datetime.date | None = None
    for row in rows:
        if ended is not None and ended < row.valid_from:
            stays.append(Stay(ended, _eve(row.valid_from), None, closed=True))
        stays.append(Stay(row.valid_from, _eve(row.valid_to), row.parent))
        ended = row.valid_to
    if ended is not None:
        stays.append(Stay(ended, None, None, closed=True))
    return stays[::-1]


def _eve(day: datetime.date | None) -> datetime.date | None:
    return day - datetime.timedelta(days=1) if day else None


@dataclass(frozen=True)
class Step:
    """One end of a succession, seen from the unit at its other end."""

    unit: Unit
    kind: Succession.Kind
    on: datetime.date
    share: Decimal | None


@dataclass(frozen=True)
class Successions:
    """What a unit came from and what came of it, in the order of time."""

    came_from: Sequence[Step]
    became: Sequence[Step]

    def __bool__(self) -> bool:
        return bool(self.came_from or self.became)


def successions(unit: Unit) -> Successions:
    """Return the units that this one followed, and those that followed it."""
    rows = (
        Succession.objects.filter(Q(from_unit=unit) | Q(to_unit=unit))
        .select_related("from_unit", "to_unit")
        .order_by("on", "to_unit__sort_key", "from_unit__sort_key")
    )
    found: dict[bool, list[Step]] = {True: [], False: []}
    for row in rows:
        is_heir = row.from_unit_id == unit.pk
        other = row.to_unit if is_heir else row.from_unit
        step = Step(other, Succession.Kind(row.kind), row.on, row.share)
        found[is_heir].append(step)
    return Successions(came_from=found[False], became=found[True])


# ---------- facts and people ----------


def facts_on(unit: Unit, day: datetime.date) -> list[UnitFact]:
    """Return the newest fact of each measure on or before the day, by measure."""
    newest: dict[str, UnitFact] = {}
    for fact in unit.facts.filter(on__lte=day).order_by("measure", "on"):
        newest[fact.measure] = fact
    return list(newest.values())


@dataclass(frozen=True)
class FactSum:
    """The newest count of a measure over the units under one, and how many gave it."""

    measure: str
    on: datetime.date
    total: float
    units: int


def fact_sums_on(unit: Unit, day: datetime.date) -> list[FactSum]:
    """Return the newest sum of each measure over all units that stood under this one.

    Their membership is that of the day asked for. One query.
    """
    under = Closure.objects.filter(holds_on(day), ancestor=unit, depth__gt=0)
    rows = (
        UnitFact.objects.filter(on__lte=day, unit__in=under.values("unit"))
        .values_list("measure", "on")
        .annotate(total=Sum(Cast("value", FloatField())), units=Count("pk"))
        .order_by("measure", "on")
    )
    newest = {measure: FactSum(measure, on, total, n) for measure, on, total, n in rows}
    return list(newest.values())


def pupils_on(units: Iterable[Unit], day: datetime.date) -> dict[int, Decimal]:
    """Return the newest count of pupils of each unit that has one, by id. One query."""
    rows = UnitFact.objects.filter(
        unit__in=[unit.pk for unit in units], measure="pupils", on__lte=day
    ).order_by("on")
    return {fact.unit_id: fact.value for fact in rows}


@dataclass(frozen=True)
class Seat:
    """A position of a unit, and who holds it on the day, if anyone."""

    position: Position
    holding: Holding | None


def seats_on(unit: Unit, day: datetime.date) -> list[Seat]:
    """Return every position of the unit with its holder on the day, in paper order."""
    then = Holding.objects.filter(holds_on(day)).select_related("person")
    positions = unit.positions.order_by("order", "title_th").prefetch_related(
        Prefetch("holdings", then, to_attr="held_then")
    )
    return [
        Seat(position, next(iter(position.held_then), None)) for position in positions
    ]


def board_of(unit: Unit, day: datetime.date) -> list[Seat]:
    """Return the seats of the executive board of a group."""
    return [seat for seat in seats_on(unit, day) if seat.position.board]


# ---------- search ----------

SHORTEST_CODE = 4


def with_words(units: QuerySet[Unit], words: Sequence[str]) -> QuerySet[Unit]:
    """Return the units whose name or code holds every word, in any order.

    Thai words are looked for in Thai names, Latin ones in English names and codes,
    figures in all of them; so most searches read one or two columns. A short figure is
    the number in a name (เขต 1), for nearly every code holds it somewhere.
    """
    for word in words:
        is_number = word.isascii() and word.isdigit()
        places = Q()
        if is_number or not word.isascii():
            places |= Q(name_th__icontains=word) | Q(short_name_th__icontains=word)
        if word.isascii():
            places |= Q(name_en__icontains=word)
        if word.isascii() and not (is_number and len(word) < SHORTEST_CODE):
            places |= Q(code__icontains=word)
        units = units.filter(places)
    return units


def by_name(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Return the units by name alone, for lists across kinds."""
    return units.order_by(F("sort_key"), "code")
