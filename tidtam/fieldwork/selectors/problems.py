"""Reads of problems: who sees which, whose turn it is, what is late."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.fieldwork.models import Problem, ProblemStep
from tidtam.organisation.models import Closure, Unit
from tidtam.organisation.selectors import children_on, holds_on, in_order
from tidtam.planning.models import Project
from tidtam.planning.selectors import same_project

State = Problem.State
OPEN_STATES = (State.REPORTED, State.OWNED)
SHOWN_IN_PANEL = 5
MOST_OWNERS = 400


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; empty narrows nothing.

    `turn` is triage or solve: what waits for the user's own units. `state` is open,
    late, or a state. `unit`, `item`, `indicator` and `project` name what it is about:
    a unit's code (it and those under it), framework/code, a code, an id.
    """

    words: Sequence[str] = ()
    turn: str = ""
    state: str = ""
    urgency: int | None = None
    unit: str = ""
    item: str = ""
    indicator: str = ""
    project: int | None = None


def problems_visible_to(user: Visitor) -> QuerySet[Problem]:
    """Return the problems of the user's units, and those that they own or triage."""
    units = units_visible_to(user, Permission.PROBLEM_VIEW).values("pk")
    return Problem.objects.filter(
        Q(unit__in=units) | Q(owner__in=units) | Q(handler__in=units)
    )


def register_of(user: User, wanted: Wanted) -> QuerySet[Problem]:
    """Return the problems that fit: open and late first, then by urgency and age."""
    found = problems_visible_to(user).select_related("unit", "owner", "handler")
    for word in wanted.words:
        found = found.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(unit__name_th__icontains=word)
            | Q(unit__short_name_th__icontains=word)
        )
    today = clock.today()
    if wanted.turn:
        found = found.filter(_turn_of(user, wanted.turn))
    if wanted.state == "open":
        found = found.filter(state__in=OPEN_STATES)
    elif wanted.state == "late":
        found = found.filter(state=State.OWNED, due_on__lt=today)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.urgency is not None:
        found = found.filter(urgency=wanted.urgency)
    return in_turn(_about(found, wanted), today)


def _about(found: QuerySet[Problem], wanted: Wanted) -> QuerySet[Problem]:
    if wanted.unit:
        under = Closure.objects.filter(
            holds_on(clock.today()), ancestor__code=wanted.unit
        )
        found = found.filter(unit__in=under.values("unit"))
    framework, _slash, code = wanted.item.partition("/")
    if wanted.item:
        found = found.filter(
            policy_item__framework__code=framework, policy_item__code=code
        )
    if wanted.indicator:
        found = found.filter(indicator__code=wanted.indicator)
    if wanted.project is not None:
        project = Project.objects.select_related("plan").filter(pk=wanted.project)
        same = project.first()
        found = found.filter(same_project(same)) if same else found.none()
    return found


def in_turn(problems: QuerySet[Problem], day: datetime.date) -> QuerySet[Problem]:
    """Put late ones first, then what waits by urgency and age, then what has ended."""
    rank = Case(
        When(state=State.OWNED, due_on__lt=day, then=Value(0)),
        When(state__in=OPEN_STATES, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = problems.annotate(rank=rank)
    return ranked.order_by("rank", "urgency", "reported_at", "pk")


def _turn_of(user: User, turn: str) -> Q:
    """Return what waits for the user's own units to be triaged or to be solved."""
    if turn == "triage":
        own = units_granted_to(user, Permission.PROBLEM_TRIAGE).values("pk")
        return Q(state=State.REPORTED, handler__in=own)
    own = units_granted_to(user, Permission.PROBLEM_SOLVE).values("pk")
    return Q(state=State.OWNED, owner__in=own)


def problem_of(user: User, number: int) -> Problem | None:
    """Return one problem that the user may read."""
    rows = problems_visible_to(user).select_related(
        "unit", "owner", "handler", "policy_item__framework", "indicator",
        "project__plan__unit", "finding__visit", "submission__round",
        "submission__unit", "reported_by__person",
    )  # fmt: skip
    return rows.filter(pk=number).first()


def steps_of(problem: Problem) -> QuerySet[ProblemStep]:
    """Return what was done, the latest first."""
    return problem.steps.select_related("by__person").order_by("-at", "-pk")


def step_of(user: User, number: int) -> ProblemStep | None:
    """Return one step, with a file, of a problem that the user may read."""
    rows = ProblemStep.objects.filter(
        problem__in=problems_visible_to(user).values("pk")
    )
    return rows.exclude(file="").filter(pk=number).first()


def reporting_units(user: User) -> QuerySet[Unit]:
    """Return the units that the user's grants name, for which problems are reported."""
    return in_order(units_granted_to(user, Permission.PROBLEM_REPORT))


def owners_offered(problem: Problem, day: datetime.date) -> list[Unit]:
    """Return who may be given the problem: the handler and those right under it.

    The unit that has it stands among them, at whatever depth under the handler.
    """
    under = children_on(problem.handler, day)
    if problem.handler.kind != Unit.Kind.AREA:
        under = under.exclude(kind=Unit.Kind.SCHOOL)
    found = [problem.handler, *under[:MOST_OWNERS]]
    if problem.unit not in found:
        found.append(problem.unit)
    return found


# ---------- what waits ----------


@dataclass(frozen=True)
class Turn:
    """How many problems there are, and the first of them."""

    count: int
    first: Problem | None


TURNS = {State.OWNED: "solve", State.REPORTED: "triage"}


def waiting_for(user: User) -> Mapping[str, Turn]:
    """Return what waits for the user's own units; turns as in `Wanted`. One query."""
    mine = _turn_of(user, "solve") | _turn_of(user, "triage")
    rows = in_turn(Problem.objects.filter(mine), clock.today())
    firsts = rows.select_related("unit").annotate(
        of_turn=Window(Count("pk"), partition_by="state"),
        place=Window(
            RowNumber(),
            partition_by="state",
            order_by=["rank", "urgency", "reported_at", "pk"],
        ),
    )
    found = {
        TURNS[State(row.state)]: Turn(row.of_turn, row)
        for row in firsts.filter(place=1)
    }
    return {turn: found.get(turn, Turn(0, None)) for turn in TURNS.values()}


def unowned_danger(user: Visitor) -> Turn:
    """Return the most urgent problems that the user sees and nobody has taken up.

    One query.
    """
    rows = problems_visible_to(user).filter(
        state=State.REPORTED, urgency__lte=Problem.Urgency.HIGH
    )
    first = (
        rows.select_related("unit", "handler")
        .annotate(among=Window(Count("pk")))
        .order_by("urgency", "reported_at")
        .first()
    )
    return Turn(first.among, first) if first else Turn(0, None)


# ---------- on other pages ----------


@dataclass(frozen=True)
class Standing:
    """Problems about something: the first, how many are open, how many there are."""

    problems: Sequence[Problem]
    open: int
    count: int


def problems_about(user: Visitor, where: Q) -> Standing:
    """Return the problems that fit and the user may read. One query."""
    rows = problems_visible_to(user).filter(where).select_related("unit", "owner")
    counted = in_turn(rows, clock.today()).annotate(
        of_all=Window(Count("pk")),
        of_open=Window(Count("pk", filter=Q(state__in=OPEN_STATES))),
    )
    first = list(counted[:SHOWN_IN_PANEL])
    if not first:
        return Standing((), 0, 0)
    return Standing(first, first[0].of_open, first[0].of_all)


def at_and_under(unit: Unit, day: datetime.date) -> Q:
    """Return the condition that a problem is of the unit or of one under it."""
    under = Closure.objects.filter(holds_on(day), ancestor=unit)
    return Q(unit__in=under.values("unit"))
