"""What every write of a report begins with: the right, the lock, the open round."""

import datetime

from django.db.models import Max

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, check_over
from tidtam.common import clock
from tidtam.organisation.models import Unit
from tidtam.reporting.errors import (
    LockedError,
    NotListedError,
    OwnWorkError,
    RoundClosedError,
    RoundNotOpenError,
)
from tidtam.reporting.models import ReviewStep, Round, Submission
from tidtam.reporting.routes import Route, Step, place_of
from tidtam.reporting.selectors.asked import commission_id, placing_of, submission_of


def unit_check(by: User, permission: Permission, unit: Unit, route: str) -> None:
    """Raise PermissionDenied unless the person may do this for the unit's report.

    What is entered centrally takes the right to enter it, over the commission.
    """
    if route == Route.CENTRAL:
        check_over(by, Permission.CENTRAL_ENTER, [commission_id()])
    else:
        check_over(by, permission, [unit.pk])


def step_check(by: User, step: Step, submission: Submission) -> None:
    """Raise PermissionDenied unless the person may take the step.

    They must hold the right over the frozen superior of the round, and must have
    done no other step of this submission, entering figures included.
    """
    place = place_of(step, submission, commission_id())
    check_over(by, step.permission, [place] if place else [], superiors=False)
    others = ReviewStep.objects.filter(submission=submission, actor_id=by.pk)
    if others.exclude(stage=step.state).exists():
        raise OwnWorkError


def unit_lock(unit: Unit) -> None:
    """Let one writer at a time work on a unit's reports."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def submission_lock(submission: Submission) -> Submission:
    """Return the submission as it stands now, locked until the end of the write."""
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("round", "unit")
        .get(pk=submission.pk)
    )


def round_check(round_: Round, submission: Submission | None) -> None:
    """Raise unless the unit may work on its report now.

    After closing only what was sent back may be mended.
    """
    if not round_.is_opened or clock.now() < round_.opens_at:
        raise RoundNotOpenError
    is_sent_back = (
        submission is not None and submission.state == Submission.State.RETURNED
    )
    if clock.now() >= round_.closes_at and not is_sent_back:
        raise RoundClosedError


def open_submission(round_: Round, unit: Unit, route: str) -> Submission:
    """Return the submission that the unit works on, a new one where there is none.

    Raises LockedError where all of it is under way or accepted, NotListedError where
    the unit has no part in the round. Central figures come in as many lots as need be.
    """
    submission = submission_of(round_, unit, route)
    round_check(round_, submission)
    if submission is not None and submission.is_open:
        return submission
    if submission is not None and route != Route.CENTRAL:
        raise LockedError
    return submission_start(round_, unit, route)


def submission_start(round_: Round, unit: Unit, route: str) -> Submission:
    """Make the next submission of the unit by the route, as a draft."""
    placing = placing_of(round_, unit)
    if placing is None:
        raise NotListedError
    last = Submission.objects.filter(round=round_, unit=unit, route=route).aggregate(
        number=Max("number")
    )["number"]
    return Submission.objects.create(
        round=round_,
        unit=unit,
        route=route,
        number=0 if last is None else last + 1,
        state_at=clock.now(),
        area_id=placing.area_id,
        branch_id=placing.branch_id,
    )


def step_record(
    submission: Submission,
    *,
    by: User,
    action: str,
    stage: str,
    at: datetime.datetime,
    reason_code: str = "",
    text: str = "",
    is_whole: bool = False,
    client_key: str = "",
) -> ReviewStep:
    """Add a step to the submission's trail."""
    return ReviewStep.objects.create(
        submission=submission,
        action=action,
        stage=stage,
        at=at,
        actor_id=by.pk,
        actor_label=str(by)[:200],
        reason_code=reason_code,
        text=text,
        is_whole=is_whole,
        client_key=client_key,
    )


def state_set(
    submission: Submission, state: str, at: datetime.datetime, *fields: str
) -> None:
    """Move the submission into a state and save it, with other changed fields."""
    submission.state = state
    submission.state_at = at
    submission.save(update_fields=["state", "state_at", *fields])
