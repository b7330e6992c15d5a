"""By which steps a submission is reviewed, and who takes each: one table.

A step moves a submission into `state`. It is taken by holders of `permission` over the
unit's frozen superior of the round that `over` names, and over that unit alone: a
superior of a later day does not review an older round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tidtam.accounts.permissions import Permission
from tidtam.organisation.models import Unit

from .models import Submission

Route = Submission.Route
State = Submission.State


class Over(StrEnum):
    """Over which unit the person who takes a step must hold the permission."""

    CARRIER = "carrier"  # the area of a school, or the bureau where it has none
    UNIT = "unit"
    BRANCH = "branch"
    COMMISSION = "commission"


@dataclass(frozen=True)
class Step:
    """One step of a route: into which state, by whom."""

    state: Submission.State
    permission: Permission
    over: Over


SCHOOL_STEPS = (
    Step(State.VERIFIED, Permission.REPORT_VERIFY, Over.CARRIER),
    Step(State.CERTIFIED, Permission.REPORT_CERTIFY_SCHOOL, Over.CARRIER),
)
ACCEPT = Step(State.ACCEPTED, Permission.REPORT_ACCEPT, Over.COMMISSION)
CERTIFY_OFFICE = Step(State.CERTIFIED, Permission.REPORT_CERTIFY_AREA, Over.UNIT)

ROUTES: Mapping[str, tuple[Step, ...]] = {
    Route.SCHOOL: SCHOOL_STEPS,
    Route.AREA: (
        CERTIFY_OFFICE,
        Step(State.GROUP_VERIFIED, Permission.REPORT_VERIFY_GROUP, Over.BRANCH),
        ACCEPT,
    ),
    # A bureau that has schools submits as an area does; no group stands between.
    Route.BUREAU: (CERTIFY_OFFICE, ACCEPT),
    Route.GROUP: (
        Step(State.CERTIFIED, Permission.REPORT_CERTIFY_GROUP, Over.UNIT),
        ACCEPT,
    ),
    Route.CENTRAL: (Step(State.ACCEPTED, Permission.CENTRAL_ACCEPT, Over.COMMISSION),),
}

# Routes whose submissions take those of schools further.
CARRYING: frozenset[str] = frozenset({Route.AREA, Route.BUREAU})

ROUTE_OF_KIND: Mapping[str, Submission.Route] = {
    Unit.Kind.SCHOOL: Route.SCHOOL,
    Unit.Kind.AREA: Route.AREA,
    Unit.Kind.BUREAU: Route.BUREAU,
    Unit.Kind.GROUP: Route.GROUP,
    Unit.Kind.COMMISSION: Route.CENTRAL,
}


def route_of(unit: Unit, *, central: bool = False) -> Submission.Route:
    """Return the route of what the unit, or the centre for it, reports."""
    return Route.CENTRAL if central else ROUTE_OF_KIND[unit.kind]


def next_step(submission: Submission) -> Step | None:
    """Return the step that a submission under way waits for, or None at the end."""
    if not submission.is_under_way:
        return None
    steps = ROUTES[submission.route]
    done = [step.state for step in steps]
    place = done.index(State(submission.state)) + 1 if submission.state in done else 0
    return steps[place] if place < len(steps) else None


def returning_step(submission: Submission) -> Step:
    """Return the step whose people may send the submission back as it stands.

    It is the step whose turn it is; after the last one, that last one. What an area
    carries and สตผ. has accepted is reopened by those who accept.
    """
    if submission.state == State.ACCEPTED and submission.route == Route.SCHOOL:
        return ACCEPT
    return next_step(submission) or ROUTES[submission.route][-1]


def state_before(step: Step, route: str) -> Submission.State:
    """Return the state in which a submission waits for the step."""
    states = [State.SUBMITTED, *(item.state for item in ROUTES[route])]
    return states[states.index(step.state) - 1]


def place_of(step: Step, submission: Submission, commission_id: int) -> int | None:
    """Return the id of the unit over which the step's permission must be held."""
    return {
        Over.CARRIER: submission.area_id or submission.branch_id,
        Over.UNIT: submission.unit_id,
        Over.BRANCH: submission.branch_id,
        Over.COMMISSION: commission_id,
    }[step.over]
