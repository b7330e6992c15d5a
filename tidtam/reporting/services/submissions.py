"""Submitting, withdrawing, and what an area's submission carries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission
from tidtam.common import audit, clock, hooks
from tidtam.organisation.models import Unit
from tidtam.reporting.errors import (
    CarriedError,
    StepError,
    SubmissionProblem,
    SubmissionProblemsError,
)
from tidtam.reporting.models import (
    DeclaredMissing,
    ReviewStep,
    Round,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import CARRYING, Route, State, route_of
from tidtam.reporting.selectors.asked import schools_listed
from tidtam.reporting.selectors.cells import Cell, cells_of

from .access import (
    open_submission,
    round_check,
    state_set,
    step_record,
    submission_lock,
    submission_start,
    unit_check,
    unit_lock,
)
from .values import values_changed

Action = ReviewStep.Action


@transaction.atomic
def submission_submit(
    *,
    round_: Round,
    unit: Unit,
    client_key: str,
    by: User,
    missing: Mapping[int, str] | None = None,
    central: bool = False,
) -> Submission:
    """Submit what the unit, or the centre for it, entered in the round.

    Every figure asked of the unit must be filled in and right; of central figures
    those that were entered so far go in this lot. An area's or bureau's submission
    takes its certified schools along and needs a reason for each other one:
    `missing` is school id -> reason. Figures become preliminary at once; only those
    that are not under review or accepted are made anew.

    `client_key` is made by the form: a repeat gives the same submission and has no
    second effect. Raises PermissionDenied, RoundNotOpenError, RoundClosedError,
    NotListedError, LockedError, or SubmissionProblemsError, which names every point.
    """
    route = route_of(unit, central=central)
    unit_check(by, Permission.REPORT_SUBMIT, unit, route)
    unit_lock(unit)
    if repeated := _submitted_with(client_key, round_, unit, route):
        return repeated
    submission = open_submission(round_, unit, route)
    parcel = _parcel(submission, missing or {})
    if parcel.problems:
        raise SubmissionProblemsError(parcel.problems)
    return _send(submission, parcel, client_key, by)


@transaction.atomic
def supplementary_submit(
    *, round_: Round, unit: Unit, client_key: str, by: User
) -> Submission:
    """Submit the schools that were certified after the area's own submission left.

    It goes the same route; what was accepted is not opened for it. Raises as
    submission_submit does; StepError while the area's first submission has not left,
    SubmissionProblemsError where no certified school waits.
    """
    route = route_of(unit)
    unit_check(by, Permission.REPORT_SUBMIT, unit, route)
    unit_lock(unit)
    if repeated := _submitted_with(client_key, round_, unit, route):
        return repeated
    submission = _supplementary(round_, unit, route)
    schools = list(_certified_schools(submission))
    if not schools:
        raise SubmissionProblemsError([_nothing_to_send(unit)])
    return _send(submission, Parcel(schools=schools), client_key, by)


@transaction.atomic
def submission_withdraw(
    *, submission: Submission, by: User, text: str = ""
) -> Submission:
    """Take back what was submitted and is not yet accepted.

    Its figures leave the preliminary ones at once; schools that an area's submission
    carried are free again. Raises PermissionDenied, CarriedError, or StepError where
    nothing is under way.
    """
    unit_check(by, Permission.REPORT_WITHDRAW, submission.unit, submission.route)
    submission = submission_lock(submission)
    if not submission.is_under_way:
        raise StepError(_("Only what is under review can be withdrawn."))
    refuse_carried(submission)
    now = clock.now()
    ended = ValueRevision.objects.filter(
        round=submission.round_id,
        unit=submission.unit_id,
        submission=submission,
        superseded_at=None,
        official_at=None,
    ).update(superseded_at=now)
    Submission.objects.filter(carried_by=submission, state=State.CERTIFIED).update(
        carried_by=None
    )
    submission.carried_by = None
    state_set(submission, State.WITHDRAWN, now, "carried_by")
    step_record(
        submission,
        by=by,
        action=Action.WITHDRAWN,
        stage=State.SUBMITTED,
        at=now,
        text=text.strip(),
    )
    audit.record(
        by=by,
        action="submission.withdrawn",
        target=submission,
        unit=submission.unit,
        after={"values": ended},
    )
    values_changed(round_=submission.round, units={submission.unit_id})
    return submission


def refuse_carried(submission: Submission) -> None:
    """Raise CarriedError while another submission that is under way carries it."""
    carrier = submission.carried_by
    if carrier is not None and carrier.is_under_way:
        raise CarriedError


@dataclass
class Parcel:
    """What a submission takes: own figures, schools, schools declared missing.

    `problems` is what has to be mended first.
    """

    cells: Sequence[Cell] = ()
    schools: Sequence[Submission] = ()
    missing: Mapping[int, str] | None = None
    problems: Sequence[SubmissionProblem] = ()


def _submitted_with(
    client_key: str, round_: Round, unit: Unit, route: str
) -> Submission | None:
    """Return the submission that a request with this key has submitted already."""
    if not client_key:
        raise ValueError("a submission needs the client key of its form")
    return Submission.objects.filter(
        round=round_, unit=unit, route=route, steps__client_key=client_key
    ).first()


def _supplementary(round_: Round, unit: Unit, route: str) -> Submission:
    """Return the supplementary submission to send now."""
    sent = list(
        Submission.objects.filter(round=round_, unit=unit, route=route)
        .select_related("round", "unit")
        .order_by("number")
    )
    if route not in CARRYING or not sent or sent[0].is_open:
        raise StepError(_("The area's own submission has to be sent first."))
    waiting = [item for item in sent[1:] if item.is_open]
    round_check(round_, waiting[0] if waiting else None)
    return waiting[0] if waiting else submission_start(round_, unit, route)


def _parcel(submission: Submission, missing: Mapping[int, str]) -> Parcel:
    """Gather what the submission takes, and what is wrong with it."""
    unit = submission.unit
    asked = cells_of(submission.round, unit, submission.route, submission)
    is_central = submission.route == Route.CENTRAL
    cells = [
        cell for cell in asked if not (cell.is_locked or (is_central and cell.is_empty))
    ]
    parcel = Parcel(cells=cells)
    problems = [item for cell in cells for item in _cell_problems(unit, cell)]
    if submission.route in CARRYING and submission.number == 0:
        parcel.schools = list(_certified_schools(submission))
        parcel.missing = _missing(submission, parcel.schools, missing)
        problems += _missing_problems(parcel.missing)
    is_bare = not asked and submission.route not in CARRYING
    if is_bare or (is_central and not cells):
        problems.append(_nothing_to_send(unit))
    parcel.problems = problems
    return parcel


def _cell_problems(unit: Unit, cell: Cell) -> Iterable[SubmissionProblem]:
    indicator = cell.asked.indicator_id
    for field, reason, remedy in cell.problems:
        yield SubmissionProblem(unit.pk, indicator, field, reason, remedy)
    if cell.question and not cell.problems:
        yield SubmissionProblem(
            unit.pk,
            indicator,
            "jump_answer",
            _("the figure changed by %(percent)d percent since the last round")
            % {"percent": cell.question.percent},
            _("mend the figure, or confirm it and say why it changed"),
        )


def _certified_schools(submission: Submission) -> Iterable[Submission]:
    """Return the certified schools that no other submission carries, locked."""
    certified = Submission.objects.select_for_update().filter(
        round=submission.round_id,
        route=Route.SCHOOL,
        state=State.CERTIFIED,
        area=submission.area_id,
        branch=submission.branch_id,
    )
    return [
        school
        for school in certified.order_by("pk")
        if school.carried_by_id in {None, submission.pk}
    ]


def _missing(
    submission: Submission, schools: Iterable[Submission], reasons: Mapping[int, str]
) -> dict[int, str]:
    """Return each listed school that does not travel along, with the reason given."""
    travelling = {school.unit_id for school in schools}
    travelling |= set(
        Submission.objects.filter(
            round=submission.round_id,
            route=Route.SCHOOL,
            state__in=[State.CERTIFIED, State.ACCEPTED],
            carried_by__unit=submission.unit_id,
        ).values_list("unit_id", flat=True)
    )
    listed = schools_listed(submission.round, submission.unit)
    return {
        school: reasons.get(school, "").strip()
        for school in listed.values_list("unit_id", flat=True)
        if school not in travelling
    }


def _missing_problems(missing: Mapping[int, str]) -> Iterable[SubmissionProblem]:
    return [
        SubmissionProblem(
            school,
            None,
            "missing",
            _("the school is not certified"),
            _("certify its report, or declare it missing with a reason"),
        )
        for school, reason in missing.items()
        if not reason
    ]


def _nothing_to_send(unit: Unit) -> SubmissionProblem:
    return SubmissionProblem(
        unit.pk,
        None,
        "",
        _("there is nothing to submit"),
        _("fill in a figure, or certify a school, first"),
    )


def _send(
    submission: Submission, parcel: Parcel, client_key: str, by: User
) -> Submission:
    """Write the figures, take the schools along, and record the step."""
    now = clock.now()
    submission.first_submitted_at = submission.first_submitted_at or now
    submission.submitted_at, submission.submitted_by = now, by
    revisions = _revisions_write(submission, parcel.cells, now)
    Submission.objects.filter(pk__in=[item.pk for item in parcel.schools]).update(
        carried_by=submission
    )
    submission.declared_missing.all().delete()
    DeclaredMissing.objects.bulk_create(
        DeclaredMissing(submission=submission, school_id=school, reason=reason)
        for school, reason in (parcel.missing or {}).items()
    )
    state_set(
        submission,
        State.SUBMITTED,
        now,
        "first_submitted_at",
        "submitted_at",
        "submitted_by",
    )
    _record_typists(submission, parcel.cells, by)
    step_record(
        submission,
        by=by,
        action=Action.SUBMITTED,
        stage=State.SUBMITTED,
        at=now,
        client_key=client_key,
    )
    audit.record(
        by=by,
        action="submission.submitted",
        target=submission,
        unit=submission.unit,
        after={
            "values": len(revisions),
            "schools": len(parcel.schools),
            "declared_missing": len(parcel.missing or {}),
            "digest": audit.digest_of(_said(revision) for revision in revisions),
        },
    )
    if revisions:
        values_changed(round_=submission.round, units={submission.unit_id})
    for told in hooks.after_submission_sent:
        told(submission)
    return submission


def _revisions_write(
    submission: Submission, cells: Sequence[Cell], now: datetime.datetime
) -> list[ValueRevision]:
    """Make a revision of each figure; what stood for it, imported, ends."""
    ended = [cell.current.pk for cell in cells if cell.current]
    ValueRevision.objects.filter(pk__in=ended).update(superseded_at=now)
    return ValueRevision.objects.bulk_create(
        ValueRevision(
            round=submission.round,
            unit=submission.unit,
            indicator_id=cell.asked.indicator_id,
            state=cell.figure.state,
            value=cell.figure.value,
            numerator=cell.figure.numerator,
            denominator=cell.figure.denominator,
            note=_note(cell),
            submitted_at=submission.first_submitted_at,
            recorded_at=now,
            submission=submission,
        )
        for cell in cells
    )


def _note(cell: Cell) -> str:
    """Return the note with the answer to a questioned jump, each text once."""
    texts = [cell.typed.note.strip()]
    if cell.jump:
        texts.append(cell.typed.jump_answer.strip())
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _record_typists(submission: Submission, cells: Iterable[Cell], by: User) -> None:
    """Put into the trail who typed figures that another person submits."""
    typists: dict[int, tuple[User, datetime.datetime]] = {}
    for cell in cells:
        draft = cell.draft
        if draft is None or draft.updated_by is None or draft.updated_by == by:
            continue
        known = typists.get(draft.updated_by.pk)
        if known is None or known[1] < draft.updated_at:
            typists[draft.updated_by.pk] = (draft.updated_by, draft.updated_at)
    ReviewStep.objects.bulk_create(
        ReviewStep(
            submission=submission,
            action=Action.ENTERED,
            stage=State.SUBMITTED,
            at=at,
            actor_id=person.pk,
            actor_label=str(person)[:200],
        )
        for person, at in typists.values()
    )


def _said(revision: ValueRevision) -> tuple[object, ...]:
    return (
        revision.indicator_id,
        revision.state,
        revision.value,
        revision.numerator,
        revision.denominator,
        revision.note,
    )
