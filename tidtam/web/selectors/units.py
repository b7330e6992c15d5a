"""Units as their pages show them: the tree, the filtered list, one unit on a day."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    units_granted_to,
    units_once_under,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.common.search import words_of
from tidtam.organisation import selectors
from tidtam.organisation.models import Closure, Placement, Unit, UnitFact
from tidtam.organisation.selectors import FactSum, Seat, Stay, Successions
from tidtam.web.locator import Locator, locator_of

PAGE_SIZE = 50


def units_seen_by(user: Visitor) -> QuerySet[Unit]:
    """Return the units whose pages the user may open.

    Those under the user's today, and those that have closed under them.
    """
    open_today = units_visible_to(user, Permission.UNIT_VIEW)
    closed = units_once_under(user, Permission.UNIT_VIEW)
    return Unit.objects.filter(
        Q(pk__in=open_today.values("pk")) | Q(pk__in=closed.values("pk"))
    )


def units_of_today(user: Visitor) -> QuerySet[Unit]:
    """Return the units that stand under the user's today."""
    return units_visible_to(user, Permission.UNIT_VIEW)


def page_of(units: QuerySet[Unit], number: str | None) -> Page[Unit]:
    """Return a page of fifty; the last one for a number that is too great."""
    return Paginator(units, PAGE_SIZE).get_page(number)


# ---------- the tree ----------


@dataclass(frozen=True)
class Node:
    """A unit in the tree, how many stand right under it, and those, where shown."""

    unit: Unit
    count: int
    branch: "Branch | None" = None


@dataclass(frozen=True)
class Branch:
    """A page of the units right under one."""

    parent: Unit
    nodes: Sequence[Node]
    page: Page[Unit]


def tree_of(user: Visitor, day: datetime.date) -> list[Node]:
    """Return the user's uppermost units; a single one is opened. Six queries."""
    roots = _uppermost(
        selectors.in_order(units_granted_to(user, Permission.UNIT_VIEW)), day
    )
    nodes = _nodes(roots, day)
    if len(nodes) != 1 or not nodes[0].count:
        return nodes
    return [Node(nodes[0].unit, nodes[0].count, branch_of(nodes[0].unit, day))]


def branch_of(parent: Unit, day: datetime.date, number: str | None = None) -> Branch:
    """Return a page of the units that stand right under the parent on the day."""
    page = page_of(selectors.children_on(parent, day), number)
    return Branch(parent, _nodes(page.object_list, day), page)


def _nodes(units: Iterable[Unit], day: datetime.date) -> list[Node]:
    shown = list(units)
    parents = [unit for unit in shown if unit.kind != Unit.Kind.SCHOOL]
    counts = selectors.child_counts_on(parents, day) if parents else {}
    return [Node(unit, counts.get(unit.pk, 0)) for unit in shown]


def _uppermost(units: Iterable[Unit], day: datetime.date) -> list[Unit]:
    """Return the units that stand under no other of them on the day."""
    shown = list(units)
    ids = [unit.pk for unit in shown]
    under = set(
        Closure.objects.filter(
            selectors.holds_on(day), unit__in=ids, ancestor__in=ids, depth__gt=0
        ).values_list("unit", flat=True)
    )
    return [unit for unit in shown if unit.pk not in under]


# ---------- lists ----------


@dataclass(frozen=True)
class UnitFilter:
    """What a list is narrowed to; empty text narrows nothing."""

    q: str = ""
    kind: str = ""
    sector: str = ""
    province: str = ""

    def __bool__(self) -> bool:
        return any((self.q.strip(), self.kind, self.sector, self.province))

    def narrowed(self, units: QuerySet[Unit]) -> QuerySet[Unit]:
        """Return those of the units that fit."""
        units = selectors.with_words(units, words_of(self.q))
        for name, value in (
            ("kind", self.kind),
            ("sector", self.sector),
            ("province_code", self.province),
        ):
            if value:
                units = units.filter(**{name: value})
        return units


@dataclass(frozen=True)
class Row:
    """A unit of a list: how many stand right under it, its pupils, if it has a page.

    `closed` says that it stands nowhere today.
    """

    unit: Unit
    count: int
    pupils: Decimal | None = None
    opens: bool = True
    closed: bool = False


@dataclass(frozen=True)
class UnitTable:
    """A page of a list of units; columns without a figure are left out."""

    page: Page[Unit]
    rows: Sequence[Row]

    @property
    def has_counts(self) -> bool:
        """Say whether units stand under any of them."""
        return any(row.count for row in self.rows)

    @property
    def has_pupils(self) -> bool:
        """Say whether pupils of any of them were counted."""
        return any(row.pupils is not None for row in self.rows)


def table_of(
    units: QuerySet[Unit],
    day: datetime.date,
    number: str | None,
    sees: Callable[[Iterable[int]], set[int]] | None = None,
) -> UnitTable:
    """Return a page of the units; `sees` tells of ids which have a page to open."""
    page = page_of(units, number)
    nodes = _nodes(page.object_list, day)
    schools = [node.unit for node in nodes if node.unit.kind == Unit.Kind.SCHOOL]
    pupils = selectors.pupils_on(schools, day) if schools else {}
    ids = [node.unit.pk for node in nodes]
    opening = sees(ids) if sees else set(ids)
    standing = _standing(ids) if sees else set(ids)
    rows = [
        Row(
            node.unit,
            node.count,
            pupils.get(node.unit.pk),
            node.unit.pk in opening,
            node.unit.pk not in standing,
        )
        for node in nodes
    ]
    return UnitTable(page, rows)


@dataclass(frozen=True)
class Children:
    """The units right under one on a day that the user may know of.

    `table` holds those that fit the filter. `elsewhere` is how many stood there then
    and are under others today, out of the user's sight.
    """

    table: UnitTable
    elsewhere: int


def children_known(user: Visitor, unit: Unit, day: datetime.date) -> QuerySet[Unit]:
    """Return the units right under this one on the day that the user may know of.

    Today that is all of them. Of those of another day it leaves out what stands under
    others today; what is closed today belongs to nobody and stays.
    """
    children = selectors.children_on(unit, day)
    today = clock.today()
    if day == today:
        return children
    open_today = Placement.objects.filter(selectors.holds_on(today)).values("unit")
    return children.filter(Q(pk__in=units_of_today(user)) | ~Q(pk__in=open_today))


def children_shown(
    user: Visitor,
    unit: Unit,
    day: datetime.date,
    wanted: UnitFilter,
    number: str | None,
) -> Children:
    """Return a page of the units right under this one on the day, that fit."""
    if unit.kind == Unit.Kind.SCHOOL:
        return Children(table_of(Unit.objects.none(), day, number), 0)
    known = children_known(user, unit, day)
    fitting = wanted.narrowed(known)
    if day == clock.today():
        return Children(table_of(fitting, day, number), 0)
    elsewhere = selectors.children_on(unit, day).count() - known.count()
    sees = partial(_seen, user)
    return Children(table_of(fitting, day, number, sees), elsewhere)


def _seen(user: Visitor, ids: Iterable[int]) -> set[int]:
    """Return those of the ids whose units the user may open."""
    return set(
        units_seen_by(user).filter(pk__in=list(ids)).values_list("pk", flat=True)
    )


def _standing(ids: Sequence[int]) -> set[int]:
    """Return those of the ids whose units stand somewhere today."""
    today = selectors.holds_on(clock.today())
    return set(
        Placement.objects.filter(today, unit__in=ids).values_list("unit", flat=True)
    )


# ---------- one unit ----------


@dataclass(frozen=True)
class Portrait:
    """Who a unit is on a day, where it stands and stood, and who sits in it.

    `opening` are the ids of the units named here that the user may open.
    """

    is_open: bool
    chain: Sequence[Unit]
    counts: Mapping[Unit.Kind, int]
    facts: Sequence[UnitFact]
    sums: Sequence[FactSum]
    board: Sequence[Seat]
    seats: Sequence[Seat]
    timeline: Sequence[Stay]
    successions: Successions
    locator: Locator | None
    opening: set[int]

    @property
    def last_day(self) -> datetime.date | None:
        """Return the last day of a unit that stands nowhere since; else None."""
        latest = self.timeline[:2]
        is_closed = len(latest) == 2 and latest[0].closed
        return latest[1].until if is_closed else None


def portrait_of(user: Visitor, unit: Unit, day: datetime.date) -> Portrait:
    """Return all about a unit on a day but its children. At most eleven queries."""
    chain = selectors.chain_on(unit, day)
    stays = selectors.timeline(unit)
    steps = selectors.successions(unit)
    seats = selectors.seats_on(unit, day)
    has_units = unit.kind != Unit.Kind.SCHOOL
    named = [
        *(above.pk for above in chain),
        *(stay.parent.pk for stay in stays if stay.parent),
        *(step.unit.pk for step in (*steps.came_from, *steps.became)),
    ]
    return Portrait(
        is_open=any(stay.holds_on(day) for stay in stays),
        chain=chain,
        counts=selectors.kind_counts_on(unit, day) if has_units else {},
        facts=selectors.facts_on(unit, day),
        sums=selectors.fact_sums_on(unit, day) if unit.kind in SUMMED else (),
        board=[seat for seat in seats if seat.position.board],
        seats=[seat for seat in seats if not seat.position.board],
        timeline=stays,
        successions=steps,
        locator=locator_of(unit, _province_codes(unit, day)),
        opening=_seen(user, named),
    )


def _province_codes(unit: Unit, day: datetime.date) -> set[str]:
    """Return the provinces of the unit; of a group, those of its areas."""
    if unit.kind == Unit.Kind.GROUP:
        codes = selectors.children_on(unit, day).order_by()
        return set(codes.values_list("province_code", flat=True).distinct())
    return {unit.province_code} if unit.kind in LOCATED else set()


# Over the whole country the sum would read every school: that is the national page's.
SUMMED = frozenset({Unit.Kind.GROUP, Unit.Kind.AREA, Unit.Kind.BUREAU})
LOCATED = frozenset({Unit.Kind.AREA, Unit.Kind.SCHOOL})
