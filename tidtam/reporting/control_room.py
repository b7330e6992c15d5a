"""The control room as its page shows it: strips of tiles, counts, a filtered table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tidtam.common.naming import named
from tidtam.organisation.models import Unit

from .models import Round
from .remarks import Remarked, remarked
from .routes import Route
from .selectors import OfficeRow, Stage, control_room
from .words import OVERDUE, STAGES, Standing

LATE = "late"
# Stages in which nothing was sent, so that a passed due time makes them overdue.
_SILENT = {Stage.NOT_STARTED, Stage.DRAFTING}


@dataclass(frozen=True)
class Office:
    """An area or bureau in the control room, and the group it stood in."""

    row: OfficeRow
    group: Unit | None

    @property
    def is_overdue(self) -> bool:
        """Say whether the due time passed and nothing was ever sent."""
        return self.row.is_overdue and self.row.stage in _SILENT

    @property
    def is_late(self) -> bool:
        """Say whether it sent after the due time, or has not sent since."""
        submission = self.row.submission
        return self.row.is_overdue or bool(submission and submission.is_late)

    @property
    def key(self) -> str:
        """Return the word by which the address names its state."""
        return LATE if self.is_overdue else self.row.stage

    @property
    def standing(self) -> Standing:
        """Return how far it has come."""
        return OVERDUE if self.is_overdue else STAGES[self.row.stage]

    @property
    def has_sent(self) -> bool:
        """Say whether its report is under review or accepted."""
        return self.row.stage not in {*_SILENT, Stage.RETURNED}

    @property
    def group_name(self) -> str:
        """Return the name of its group."""
        return named(self.group) if self.group else ""

    @property
    def school_share(self) -> float | None:
        """Return the share of its schools that has sent."""
        if not self.row.expected:
            return None
        return self.row.sent_schools / self.row.expected


@dataclass(frozen=True)
class Strip:
    """One group with its offices as tiles."""

    group: Unit | None
    offices: list[Office]
    everyone: int
    done: int

    @property
    def share(self) -> float:
        """Return the share of its offices that has sent."""
        return self.done / self.everyone if self.everyone else 0.0


@dataclass(frozen=True)
class RoomFilter:
    """What the page is narrowed to and how it is sorted; empty text does nothing."""

    state: str = ""
    sector: str = ""
    group: str = ""
    sort: str = ""
    view: str = ""

    def fits(self, office: Office) -> bool:
        """Say whether the office is among those asked for."""
        wanted = (
            not self.state or office.key == self.state,
            not self.sector or office.row.unit.sector == self.sector,
            not self.group or (office.group and office.group.code == self.group),
        )
        return all(wanted)


STEP_ORDER: list[str] = [
    LATE,
    Stage.RETURNED,
    *(stage for stage in Stage if stage is not Stage.RETURNED),
]


def _by_state(office: Office) -> float:
    return STEP_ORDER.index(office.key)


def _by_schools(office: Office) -> float:
    share = office.school_share
    return -1.0 if share is None else share


SORTS: dict[str, Callable[[Office], float]] = {
    "state": _by_state,
    "schools": _by_schools,
}


@dataclass(frozen=True)
class ControlRoom:
    """Everything that the page of a round's control room shows."""

    round: Round
    offices: list[Office]
    filter: RoomFilter

    @cached_property
    def shown(self) -> list[Office]:
        """Return the offices that fit the filter, sorted as asked."""
        fitting = [office for office in self.offices if self.filter.fits(office)]
        key = SORTS.get(self.filter.sort.removeprefix("-"))
        if key is None:
            return fitting[::-1] if self.filter.sort == "-unit" else fitting
        is_down = self.filter.sort.startswith("-")
        return sorted(fitting, key=key, reverse=is_down)

    @property
    def areas(self) -> list[Office]:
        """Return the area offices alone, which the counts are of."""
        return [office for office in self.offices if office.row.route == Route.AREA]

    @property
    def strips(self) -> list[Strip]:
        """Return the groups with their tiles, in order; bureaus come last."""
        groups: dict[int, tuple[Unit | None, list[Office]]] = {}
        for office in self.offices:
            is_group = office.group and office.group.kind == Unit.Kind.GROUP
            group = office.group if is_group else None
            groups.setdefault(group.pk if group else 0, (group, []))[1].append(office)
        ordered = sorted(
            groups.values(),
            key=lambda pair: (pair[0] is None, pair[0].sort_key if pair[0] else ""),
        )
        return [
            Strip(
                group,
                [office for office in offices if self.filter.fits(office)],
                len(offices),
                sum(office.has_sent for office in offices),
            )
            for group, offices in ordered
        ]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many areas are in each state, by the word of the address."""
        found: dict[str, int] = {}
        for office in self.areas:
            found[office.key] = found.get(office.key, 0) + 1
        return found

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the parts of the pipeline bar; each filters the page."""
        counts = self.counts
        standings = [*((str(stage), STAGES[stage]) for stage in Stage), (LATE, OVERDUE)]
        return [
            {
                "key": key,
                "step": standing.step,
                "word": standing.word,
                "count": counts.get(key, 0),
                "url": f"?state={key}",
            }
            for key, standing in standings
        ]

    @property
    def overdue(self) -> int:
        """Return how many areas are overdue."""
        return self.counts.get(LATE, 0)

    @property
    def awaiting(self) -> int:
        """Return how many reports wait for the monitoring bureau."""
        return self.counts.get(Stage.AWAITS_ACCEPTING, 0)

    @property
    def sent(self) -> int:
        """Return how many areas have sent."""
        return sum(office.has_sent for office in self.areas)

    @property
    def schools_expected(self) -> int:
        """Return how many schools the round expects."""
        return sum(office.row.expected for office in self.offices)

    @property
    def schools_sent(self) -> int:
        """Return how many schools have sent."""
        return sum(office.row.sent_schools for office in self.offices)

    @property
    def school_share(self) -> float:
        """Return the share of schools that has sent."""
        expected = self.schools_expected
        return self.schools_sent / expected if expected else 0.0

    @property
    def sectors(self) -> list[tuple[str, str, int]]:
        """Return the sectors of the offices: code, label, how many."""
        counts: dict[str, int] = {}
        for office in self.areas:
            sector = office.row.unit.sector
            counts[sector] = counts.get(sector, 0) + 1
        return [
            (sector.value, str(sector.label), counts[sector.value])
            for sector in Unit.Sector
            if counts.get(sector.value)
        ]

    @property
    def groups(self) -> list[Unit]:
        """Return the groups, in order."""
        return [strip.group for strip in self.strips if strip.group]


def control_room_of(round_: Round, wanted: RoomFilter) -> ControlRoom:
    """Return the control room of a round. Five queries for any number of areas."""
    rows = control_room(round_)
    groups = Unit.objects.in_bulk({row.branch_id for row in rows if row.branch_id})
    offices = [Office(row, groups.get(row.branch_id or 0)) for row in rows]
    return ControlRoom(round_, offices, wanted)


def outliers_of(round_: Round, offices: Sequence[Office]) -> list[Remarked]:
    """Return the offices whose own figures jump or are a copy. Five queries."""
    sent = [
        office.row.submission
        for office in offices
        if office.row.submission is not None and office.has_sent
    ]
    for submission in sent:
        submission.round = round_
    units = {office.row.unit.pk: office.row.unit for office in offices}
    for submission in sent:
        submission.unit = units[submission.unit_id]
    found = remarked(round_, sent)
    return [row for row in found if row.remarks.jumps or row.remarks.is_copy]
