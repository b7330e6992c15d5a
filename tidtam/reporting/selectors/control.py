"""How a round goes: areas and their schools by state, and who was in time."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_over
from tidtam.common import clock
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.reporting.models import (
    DeclaredMissing,
    DraftFigure,
    Round,
    RoundIndicator,
    RoundUnit,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import CARRYING, Route

from .asked import commission_id, schools_listed

State = Submission.State


def may_control(user: User) -> bool:
    """Say whether the control room is open to the user: it shows the whole country."""
    return holds_over(user, Permission.CONTROL_ROOM_VIEW, [commission_id()])


class Stage(StrEnum):
    """How far an office's own submission has come, as the control room counts it."""

    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    AWAITS_CERTIFYING = "awaits_certifying"
    AWAITS_GROUP = "awaits_group"
    AWAITS_ACCEPTING = "awaits_accepting"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass
class OfficeRow:
    """An area, a bureau with schools, or a group, in the control room of a round.

    `schools` counts the listed schools' submissions by state; `expected` is how many
    schools are listed. `submission` is the office's own (number 0), `extra` its
    supplementary ones.
    """

    unit: Unit
    branch_id: int | None
    route: str
    due_at_passed: bool
    expected: int = 0
    schools: Counter[str] = field(default_factory=Counter)
    late_schools: int = 0
    submission: Submission | None = None
    extra: list[Submission] = field(default_factory=list)

    @property
    def sent_schools(self) -> int:
        """Return how many schools' reports are under review or accepted."""
        open_states = (State.DRAFT, State.RETURNED, State.WITHDRAWN)
        return sum(
            count for state, count in self.schools.items() if state not in open_states
        )

    @property
    def silent_schools(self) -> int:
        """Return how many schools have not begun, or not sent."""
        return self.expected - self.sent_schools

    @property
    def stage(self) -> Stage:
        """Return how far the office has come."""
        state = self.submission.state if self.submission else ""
        if state == State.CERTIFIED:
            is_area = self.route == Route.AREA
            return Stage.AWAITS_GROUP if is_area else Stage.AWAITS_ACCEPTING
        if state in _STAGES:
            return _STAGES[state]
        has_begun = bool(state) or any(self.schools.values())
        return Stage.DRAFTING if has_begun else Stage.NOT_STARTED

    @property
    def is_overdue(self) -> bool:
        """Say whether the due time passed before the office ever submitted."""
        first = self.submission.first_submitted_at if self.submission else None
        return first is None and self.due_at_passed


_STAGES: dict[str, Stage] = {
    State.SUBMITTED: Stage.AWAITS_CERTIFYING,
    State.GROUP_VERIFIED: Stage.AWAITS_ACCEPTING,
    State.ACCEPTED: Stage.ACCEPTED,
    State.RETURNED: Stage.RETURNED,
}


@dataclass(frozen=True)
class SchoolRow:
    """A school in its area's list: how far its report is.

    `state` is that of its submission, empty where it has not begun; `typed` is how
    many figures it has typed. `missing_reason` is why the area declared it missing.
    """

    unit: Unit
    submission: Submission | None
    typed: int
    missing_reason: str

    @property
    def state(self) -> str:
        """Return the state of the school's submission, or empty."""
        return self.submission.state if self.submission else ""


@dataclass(frozen=True)
class Timeliness:
    """How many units under a placing submitted in time, late, or not at all."""

    area_id: int | None
    branch_id: int | None
    expected: int
    on_time: int
    late: int

    @property
    def silent(self) -> int:
        """Return how many have never submitted."""
        return self.expected - self.on_time - self.late


@dataclass(frozen=True)
class CentralLine:
    """A centrally entered indicator of a round: how many units' figures are there."""

    indicator_id: int
    code: str
    name: str
    expected: int
    entered: int
    accepted: int


def control_room(round_: Round, *, branch: Unit | None = None) -> list[OfficeRow]:
    """Return a row for each area and bureau with schools, in Thai order.

    `branch` narrows it to one group or bureau. Four queries for any number of areas.
    """
    rows = _offices(round_, branch)
    _count_schools(round_, rows, branch)
    for submission in _of_branch(
        Submission.objects.filter(round=round_, route__in=CARRYING), branch
    ).order_by("number"):
        row = rows.get(submission.unit_id)
        if row is not None and submission.number == 0:
            row.submission = submission
        elif row is not None:
            row.extra.append(submission)
    return sorted(rows.values(), key=lambda row: (row.unit.sort_key, row.unit.code))


def groups_in_round(round_: Round) -> list[OfficeRow]:
    """Return a row for each group that reports itself. Two queries."""
    passed = clock.now() > round_.due_at
    submissions = {
        item.unit_id: item
        for item in Submission.objects.filter(round=round_, route=Route.GROUP)
    }
    listed = RoundUnit.objects.filter(
        round=round_, unit__kind=Unit.Kind.GROUP
    ).select_related("unit")
    return [
        OfficeRow(
            unit=row.unit,
            branch_id=row.branch_id,
            route=Route.GROUP,
            due_at_passed=passed,
            submission=submissions.get(row.unit_id),
        )
        for row in listed.order_by("unit__sort_key", "unit__code")
    ]


def stage_counts(rows: list[OfficeRow]) -> Counter[Stage]:
    """Return how many offices stand at each stage."""
    return Counter(row.stage for row in rows)


def schools_of(round_: Round, carrier: Unit) -> list[SchoolRow]:
    """Return the area's or bureau's schools with their states, in Thai order.

    Five queries for any number of schools.
    """
    listed = list(schools_listed(round_, carrier).select_related("unit"))
    ids = [row.unit_id for row in listed]
    submissions = {
        item.unit_id: item
        for item in Submission.objects.filter(
            round=round_, route=Route.SCHOOL, unit__in=ids
        ).select_related("round", "carried_by")
    }
    typed = dict(
        DraftFigure.objects.filter(round=round_, unit__in=ids)
        .exclude(state="")
        .values_list("unit_id")
        .annotate(count=Count("pk"))
    )
    missing = dict(
        DeclaredMissing.objects.filter(
            submission__round=round_, submission__unit=carrier
        )
        .order_by("pk")
        .values_list("school_id", "reason")
    )
    return [
        SchoolRow(
            unit=row.unit,
            submission=submissions.get(row.unit_id),
            typed=typed.get(row.unit_id, 0),
            missing_reason=missing.get(row.unit_id, ""),
        )
        for row in listed
    ]


def timeliness(round_: Round, route: str = Route.SCHOOL) -> list[Timeliness]:
    """Return who submitted in time, by area and branch: late is after the due time.

    The first submission counts, whatever came of it. Two queries.
    """
    expected = _expected(round_, route)
    in_time = Q(first_submitted_at__lte=round_.due_at)
    sent = {
        (area, branch): (on_time, late)
        for area, branch, on_time, late in Submission.objects.filter(
            round=round_, route=route, number=0
        )
        .values_list("area", "branch")
        .annotate(
            on_time=Count("pk", filter=in_time),
            late=Count("pk", filter=Q(first_submitted_at__gt=round_.due_at)),
        )
    }
    return [
        Timeliness(*place, count, *sent.get(place, (0, 0)))
        for place, count in sorted(
            expected.items(), key=lambda item: (item[0][1] or 0, item[0][0] or 0)
        )
    ]


def central_lines(round_: Round) -> list[CentralLine]:
    """Return how far the centrally entered figures of a round are, by indicator.

    Four queries.
    """
    asked = list(
        RoundIndicator.objects.filter(
            round=round_, version__entered_by=IndicatorVersion.EnteredBy.CENTRAL
        )
        .select_related("indicator", "version")
        .order_by("indicator__code")
    )
    kinds = dict(
        RoundUnit.objects.filter(round=round_)
        .values_list("unit__kind")
        .annotate(count=Count("pk"))
    )
    counts = {
        indicator: (entered, accepted)
        for indicator, entered, accepted in ValueRevision.objects.filter(
            round=round_, indicator__in=[row.indicator_id for row in asked]
        )
        .values_list("indicator")
        .annotate(
            entered=Count("pk", filter=Q(superseded_at=None)),
            accepted=Count(
                "pk", filter=Q(official_at__isnull=False, unofficial_at=None)
            ),
        )
    }
    return [
        CentralLine(
            indicator_id=row.indicator_id,
            code=row.indicator.code,
            name=row.version.name_th,
            expected=kinds.get(row.version.reported_by, 0),
            entered=counts.get(row.indicator_id, (0, 0))[0],
            accepted=counts.get(row.indicator_id, (0, 0))[1],
        )
        for row in asked
        if row.version
    ]


def _offices(round_: Round, branch: Unit | None) -> dict[int, OfficeRow]:
    """Return the rows of all areas and bureaus with a part in the round."""
    passed = clock.now() > round_.due_at
    kinds = [Unit.Kind.AREA, Unit.Kind.SCHOOL]
    placings = list(
        _of_branch(RoundUnit.objects.filter(round=round_), branch)
        .filter(unit__kind__in=kinds)
        .order_by()
        .values_list("area", "branch", "unit__kind")
        .annotate(count=Count("pk"))
    )
    units = Unit.objects.in_bulk({area or above for area, above, _, _ in placings})
    rows: dict[int, OfficeRow] = {}
    for area, above, kind, count in placings:
        pk = area or above
        row = rows.setdefault(
            pk,
            OfficeRow(
                unit=units[pk],
                branch_id=above,
                route=Route.AREA if area else Route.BUREAU,
                due_at_passed=passed,
            ),
        )
        if kind == Unit.Kind.SCHOOL:
            row.expected += count
    return rows


def _count_schools(
    round_: Round, rows: dict[int, OfficeRow], branch: Unit | None
) -> None:
    """Count the schools of each office by the state of their reports."""
    counted = (
        _of_branch(Submission.objects.filter(round=round_, route=Route.SCHOOL), branch)
        .values_list("area", "branch", "state")
        .annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(first_submitted_at__gt=round_.due_at)),
        )
    )
    for area, above, state, count, late in counted:
        if row := rows.get(area or above or 0):
            row.schools[state] += count
            row.late_schools += late


Placed = TypeVar("Placed", RoundUnit, Submission)


def _of_branch(rows: QuerySet[Placed], branch: Unit | None) -> QuerySet[Placed]:
    """Narrow rows to those placed under one group or bureau."""
    return rows.filter(branch=branch) if branch is not None else rows


def _expected(round_: Round, route: str) -> dict[tuple[int | None, int | None], int]:
    """Return how many units of the route are listed, by (area, branch)."""
    kind = {
        Route.SCHOOL: Unit.Kind.SCHOOL,
        Route.AREA: Unit.Kind.AREA,
        Route.GROUP: Unit.Kind.GROUP,
    }[Submission.Route(route)]
    return {
        (area, branch): count
        for area, branch, count in RoundUnit.objects.filter(
            round=round_, unit__kind=kind
        )
        .order_by()
        .values_list("area", "branch")
        .annotate(count=Count("pk"))
    }
