"""The steps of review: on to the next one, back with a reason, and open again."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.common import audit, clock
from tidtam.reporting.errors import NotAskedError, ReportingError, StepError
from tidtam.reporting.models import (
    Reason,
    ReturnedValue,
    ReviewStep,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import (
    CARRYING,
    ROUTES,
    State,
    Step,
    next_step,
    returning_step,
)

from .access import state_set, step_check, step_record, submission_lock
from .submissions import refuse_carried
from .values import values_changed

Action = ReviewStep.Action


@dataclass(frozen=True)
class ValueReturn:
    """A single figure to send back, and why.

    `unit_id` names a school whose submission an area's carries; None is the unit
    that submitted. Without a reason of its own that of the whole return counts.
    """

    indicator_id: int
    reason_code: str = ""
    text: str = ""
    unit_id: int | None = None


class ReasonError(ReportingError):
    """A return needs a reason code and a text that says what to mend."""

    def __init__(self) -> None:
        super().__init__(_("Choose a reason and write what has to be mended."))


def submission_verify(
    *,
    submission: Submission,
    by: User,
    text: str = "",
    seen_at: datetime.datetime | None = None,
) -> Submission:
    """Verify a school's submission, as its area's officer. Raises as step_take."""
    return step_take(
        submission=submission, state=State.VERIFIED, by=by, text=text, seen_at=seen_at
    )


def submission_certify(
    *,
    submission: Submission,
    by: User,
    text: str = "",
    seen_at: datetime.datetime | None = None,
) -> Submission:
    """Certify a school's, an area's or a group's submission. Raises as step_take."""
    return step_take(
        submission=submission, state=State.CERTIFIED, by=by, text=text, seen_at=seen_at
    )


def submission_verify_group(
    *,
    submission: Submission,
    by: User,
    text: str = "",
    seen_at: datetime.datetime | None = None,
) -> Submission:
    """Verify an area's submission for its group. Raises as step_take."""
    return step_take(
        submission=submission,
        state=State.GROUP_VERIFIED,
        by=by,
        text=text,
        seen_at=seen_at,
    )


def submission_accept(
    *,
    submission: Submission,
    by: User,
    text: str = "",
    seen_at: datetime.datetime | None = None,
) -> Submission:
    """Accept a submission: all figures it carries become official now.

    Raises as step_take.
    """
    return step_take(
        submission=submission, state=State.ACCEPTED, by=by, text=text, seen_at=seen_at
    )


@transaction.atomic
def step_take(
    *,
    submission: Submission,
    state: str,
    by: User,
    text: str = "",
    seen_at: datetime.datetime | None = None,
) -> Submission:
    """Take the step of the submission's route that leads into the state.

    `seen_at` is the `submitted_at` that the reviewer looked at: a submission that was
    sent again since is not passed unseen. Raises PermissionDenied (OwnWorkError for
    who did another step of it), or StepError where it is not the turn of this step.
    """
    submission = submission_lock(submission)
    step = _step_into(submission, state)
    step_check(by, step, submission)
    if next_step(submission) != step:
        raise StepError(_("The submission has moved on: it is not at this step."))
    if seen_at is not None and seen_at != submission.submitted_at:
        raise StepError(_("It was submitted again since you opened it. Look again."))
    now = clock.now()
    if step.state == State.ACCEPTED:
        _make_official(submission, now)
    before = submission.state
    state_set(submission, step.state, now)
    step_record(
        submission,
        by=by,
        action=step.state,
        stage=step.state,
        at=now,
        text=text.strip(),
    )
    audit.record(
        by=by,
        action=f"submission.{step.state}",
        target=submission,
        unit=submission.unit,
        before={"state": before},
        after={"state": step.state},
    )
    return submission


@transaction.atomic
def submission_return(
    *,
    submission: Submission,
    reason_code: str,
    text: str,
    by: User,
    values: Sequence[ValueReturn] = (),
) -> Submission:
    """Send a submission under review back, whole or for single figures.

    What is sent back leaves the preliminary figures at once, and only that unlocks.
    A figure of a school that an area's submission carries goes back to the school,
    whose submission then no longer travels along. The step whose turn it is may send
    back; after a school's last step, that one, until its area has submitted.

    Raises PermissionDenied, StepError, CarriedError, ReasonError, or NotAskedError
    for a figure that the submission does not hold.
    """
    submission = submission_lock(submission)
    if not submission.is_under_way:
        raise StepError(_("Only what is under review can be sent back."))
    step = returning_step(submission)
    step_check(by, step, submission)
    refuse_carried(submission)
    return _send_back(
        submission, step, Action.RETURNED, _reasoned(reason_code, text, values), by
    )


@transaction.atomic
def submission_reopen(
    *,
    submission: Submission,
    reason_code: str,
    text: str,
    by: User,
    values: Sequence[ValueReturn] = (),
) -> Submission:
    """Open an accepted submission again, whole or for single figures.

    The official figures stay official until the new revisions are accepted. A
    school's then travels in a supplementary submission of its area. Raises as
    submission_return does.
    """
    submission = submission_lock(submission)
    step = returning_step(submission)
    step_check(by, step, submission)
    if submission.state != State.ACCEPTED:
        raise StepError(_("Only what was accepted can be opened again."))
    return _send_back(
        submission, step, Action.REOPENED, _reasoned(reason_code, text, values), by
    )


@dataclass(frozen=True)
class _Return:
    """A return with its reasons checked."""

    reason_code: str
    text: str
    values: Sequence[ValueReturn]


def _reasoned(reason_code: str, text: str, values: Sequence[ValueReturn]) -> _Return:
    codes = {reason_code, *(item.reason_code for item in values if item.reason_code)}
    if not codes <= set(Reason.values) or not text.strip():
        raise ReasonError
    return _Return(reason_code, text.strip(), values)


def _step_into(submission: Submission, state: str) -> Step:
    for step in ROUTES[submission.route]:
        if step.state == state:
            return step
    raise StepError(_("The route of this submission has no such step."))


def _make_official(submission: Submission, now: datetime.datetime) -> None:
    """Make every standing figure of the submission and its schools official.

    What was official for the same key ends. The same few statements for any size.
    """
    carried = Submission.objects.filter(carried_by=submission, state=State.CERTIFIED)
    units = {submission.unit_id, *carried.values_list("unit_id", flat=True)}
    brought = Q(submission=submission) | Q(submission__in=carried.values("pk"))
    of_round = ValueRevision.objects.filter(
        round=submission.round_id, unit__in=units, part=""
    )
    new = of_round.filter(brought, superseded_at=None, official_at=None)
    replaced = of_round.filter(
        Exists(new.filter(unit=OuterRef("unit"), indicator=OuterRef("indicator"))),
        official_at__isnull=False,
        unofficial_at=None,
    )
    replaced.update(unofficial_at=now)
    new.update(official_at=now)
    carried.update(state=State.ACCEPTED, state_at=now)
    values_changed(round_=submission.round, units=units)


def _send_back(
    submission: Submission, step: Step, action: str, said: _Return, by: User
) -> Submission:
    """Send back what was said; schools that are named go back to themselves."""
    own = [item for item in said.values if item.unit_id in {None, submission.unit_id}]
    of_schools = [item for item in said.values if item not in own]
    schools = _schools_named(submission, of_schools)
    is_whole = not said.values
    _give_back(submission, step, action, said, own, by, is_whole=is_whole)
    for school in schools:
        named = [item for item in of_schools if item.unit_id == school.unit_id]
        _give_back(school, step, Action.RETURNED, said, named, by, is_whole=False)
    units = {submission.unit_id, *(school.unit_id for school in schools)}
    values_changed(round_=submission.round, units=units)
    return submission


def _schools_named(
    submission: Submission, values: Iterable[ValueReturn]
) -> list[Submission]:
    """Return the carried submissions of the schools named, locked."""
    wanted = {item.unit_id for item in values}
    found = list(
        Submission.objects.select_for_update(of=("self",))
        .filter(carried_by=submission, state=State.CERTIFIED, unit__in=wanted)
        .select_related("round", "unit")
        .order_by("pk")
    )
    if len(found) != len(wanted) or (wanted and submission.route not in CARRYING):
        raise NotAskedError
    return found


def _give_back(
    submission: Submission,
    step: Step,
    action: str,
    said: _Return,
    values: Sequence[ValueReturn],
    by: User,
    *,
    is_whole: bool,
) -> None:
    """End the figures that go back, unlock them, and record the step and reasons."""
    now = clock.now()
    ended = _end_values(submission, None if is_whole else values, now)
    submission.carried_by = None
    state_set(submission, State.RETURNED, now, "carried_by")
    recorded = step_record(
        submission,
        by=by,
        action=action,
        stage=step.state,
        at=now,
        reason_code=said.reason_code,
        text=said.text,
        is_whole=is_whole,
    )
    ReturnedValue.objects.bulk_create(
        ReturnedValue(
            step=recorded,
            indicator_id=item.indicator_id,
            reason_code=item.reason_code or said.reason_code,
            text=item.text.strip() or said.text,
        )
        for item in values
    )
    audit.record(
        by=by,
        action=f"submission.{action}",
        target=submission,
        unit=submission.unit,
        after={
            "reason_code": said.reason_code,
            "text": said.text,
            "is_whole": is_whole,
            "indicators": [item.indicator_id for item in values],
            "values": ended,
        },
    )


def _end_values(
    submission: Submission,
    values: Sequence[ValueReturn] | None,
    now: datetime.datetime,
) -> int:
    """End the standing figures, all of them or those named; return how many."""
    standing = ValueRevision.objects.filter(
        round=submission.round_id,
        unit=submission.unit_id,
        submission=submission,
        superseded_at=None,
    )
    if values is not None:
        wanted = {item.indicator_id for item in values}
        standing = standing.filter(indicator__in=wanted)
        if not len(values) == len(wanted) == standing.count():
            raise NotAskedError
    return standing.update(superseded_at=now)
