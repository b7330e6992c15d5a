"""Problems: reported, triaged, owned, closed only with what was changed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.contents import clean_name, content_of
from tidtam.common.files import files_in_transaction
from tidtam.common.naming import named
from tidtam.fieldwork import obstacles
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Finding, Problem, ProblemStep
from tidtam.fieldwork.selectors.visits import stands_under
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import chain_on
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Submission

State = Problem.State
Step = ProblemStep.Step


@dataclass(frozen=True)
class ProblemWords:
    """What the form of a problem says; `page` is where it was reported from."""

    unit: Unit
    title: str
    text: str
    urgency: int = Problem.Urgency.NORMAL
    since: datetime.date | None = None
    suggestion: str = ""
    policy_item: PolicyItem | None = None
    indicator: Indicator | None = None
    project: Project | None = None
    page: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class Attached:
    """A file as it was sent."""

    file: BinaryIO
    name: str


def problem_report(
    *, words: ProblemWords, by: User, attached: Attached | None = None
) -> Problem:
    """Report a problem of a unit; its superior triages it first.

    Raises PermissionDenied if `by` may not report for the unit, ContentError for a
    file that is not taken, and FieldworkError for a day to come.
    """
    check(by, Permission.PROBLEM_REPORT, words.unit)
    if words.since is not None and words.since > clock.today():
        raise FieldworkError(
            _("This day is still to come. Write since when it is so."), "since"
        )
    problem = Problem(
        **vars(words),
        handler=_superior_of(words.unit),
        reported_at=clock.now(),
        reported_by=by,
    )
    with files_in_transaction() as kept:
        problem.save()
        _note(problem, Step.REPORTED, by, words.text, attached, kept)
        _record(problem, by, "reported", after=_said(problem))
    return problem


def problem_flow_in(submission: Submission) -> None:
    """Take the obstacles of a report that was just sent in as a problem of its unit.

    Called inside the transaction of the sending. A report that is sent again changes
    the words while nobody has triaged them, and is noted on the problem afterwards.
    Words that say that there is none are none (`obstacles.is_problem`).
    """
    text = submission.obstacles.strip()
    by: Doer = submission.submitted_by or audit.OPERATOR
    rows = Problem.objects.select_for_update(of=("self",))
    known = rows.filter(submission=submission).first()
    if not obstacles.is_problem(text):
        return
    if known is None:
        _flow_in(submission, text, by)
        return
    if known.text == text and known.suggestion == submission.suggestions.strip():
        return
    before = _said(known)
    if known.state == State.REPORTED:
        known.title = obstacles.title_of(text)
        known.text, known.suggestion = text, submission.suggestions.strip()
        known.version += 1
        known.save()
    _note(known, Step.RESTATED, by, text)
    _record(known, by, "restated", before=before, after={"text": text})


def _flow_in(submission: Submission, text: str, by: Doer) -> None:
    problem = Problem.objects.create(
        unit=submission.unit,
        title=obstacles.title_of(text),
        text=text,
        suggestion=submission.suggestions.strip(),
        submission=submission,
        handler=_superior_of(submission.unit, submission.area or submission.branch),
        reported_at=clock.now(),
        reported_by=by if isinstance(by, User) else None,
    )
    _note(problem, Step.FLOWED_IN, by, text)
    _record(problem, by, "flowed_in", after=_said(problem))


@transaction.atomic
def problem_own(
    *,
    problem: Problem,
    owner: Unit,
    urgency: int,
    due_on: datetime.date,
    version: int,
    by: Doer,
    text: str = "",
) -> None:
    """Triage: give it to an owner, with its urgency and a day.

    The owner is the handler or stands under it. An owned one may be given to another
    the same way. Raises PermissionDenied, or FieldworkError for another owner, a day
    gone by, or where it moved on meanwhile.
    """
    row = _triaged(problem, version, by, (State.REPORTED, State.OWNED))
    today = clock.today()
    if owner != row.handler and not stands_under(owner, row.handler, today):
        raise FieldworkError(
            _("%(owner)s does not stand under %(unit)s. Choose another, or pass it up.")
            % {"owner": named(owner), "unit": named(row.handler)},
            "owner",
        )
    if due_on < today:
        raise FieldworkError(
            _("This day has gone by. Give a day on which it can still be solved."),
            "due_on",
        )
    before = _standing(row)
    row.owner, row.urgency, row.due_on, row.reason = owner, urgency, due_on, ""
    _move(row, State.OWNED, Step.OWNED, by, text, before)


@transaction.atomic
def problem_pass_up(*, problem: Problem, version: int, text: str, by: Doer) -> None:
    """Triage: let the superior of the handler triage it, with the reason.

    Raises PermissionDenied, or FieldworkError without a reason or above the commission.
    """
    row = _triaged(problem, version, by, (State.REPORTED, State.OWNED))
    if not text.strip():
        raise FieldworkError(_("Write what you ask of the superior unit."), "text")
    above = _superior_of(row.handler)
    if above == row.handler:
        raise FieldworkError(_("Nobody stands above. Give it to an owner instead."))
    before = _standing(row)
    row.handler, row.owner, row.due_on = above, None, None
    _move(row, State.REPORTED, Step.PASSED_UP, by, text, before)


@transaction.atomic
def problem_decline(*, problem: Problem, version: int, text: str, by: Doer) -> None:
    """Triage: do not take it up, with the reason that its reporter reads."""
    row = _triaged(problem, version, by, (State.REPORTED, State.OWNED))
    if not text.strip():
        raise FieldworkError(
            _("Write why it is not taken up, so that the reporter knows."), "text"
        )
    before = _standing(row)
    row.reason, row.ended_at = text.strip(), clock.now()
    row.owner, row.due_on = None, None
    _move(row, State.DECLINED, Step.DECLINED, by, text, before)


def problem_say(
    *,
    problem: Problem,
    version: int,
    text: str,
    by: Doer,
    attached: Attached | None = None,
) -> None:
    """Say how far the owner is, with a file or none."""
    with files_in_transaction() as kept:
        row = _solved_by(problem, version, by)
        if not text.strip():
            raise FieldworkError(_("Write how far it is."), "text")
        row.version += 1
        row.save()
        _note(row, Step.SAID, by, text.strip(), attached, kept)
        _record(row, by, "said", after={"text": text.strip()})


def problem_close(
    *,
    problem: Problem,
    version: int,
    text: str,
    by: Doer,
    attached: Attached | None = None,
) -> None:
    """Close it with what was changed. Raises FieldworkError without it."""
    with files_in_transaction() as kept:
        row = _solved_by(problem, version, by)
        if not text.strip():
            raise FieldworkError(
                _("Write what was changed, so that it does not come again."), "text"
            )
        before = _standing(row)
        row.changed, row.ended_at, row.reason = text.strip(), clock.now(), ""
        _move(row, State.CLOSED, Step.CLOSED, by, text, before, attached, kept)


@transaction.atomic
def problem_reopen(*, problem: Problem, version: int, text: str, by: Doer) -> None:
    """Say for the unit that has it that it is not solved, with what is still wrong.

    What had an owner goes back to it, with a fresh day by its urgency; what was
    declined is triaged anew. Raises PermissionDenied, or FieldworkError.
    """
    row = _locked(problem)
    check(by, Permission.PROBLEM_REPORT, row.unit)
    _expect(row, version, (State.CLOSED, State.DECLINED))
    if not text.strip():
        raise FieldworkError(_("Write what is still wrong."), "text")
    before = _standing(row)
    row.reason, row.ended_at, row.changed = text.strip(), None, ""
    state = State.OWNED if row.owner else State.REPORTED
    if state == State.OWNED:
        row.due_on = due_by(row.urgency, clock.today())
    _move(row, state, Step.REOPENED, by, text, before)


DAYS = {
    Problem.Urgency.DANGER: 1,
    Problem.Urgency.HIGH: 7,
    Problem.Urgency.NORMAL: 30,
    Problem.Urgency.LOW: 90,
}


def due_by(urgency: int, day: datetime.date) -> datetime.date:
    """Return the day by which a problem of this urgency should be solved."""
    return day + datetime.timedelta(days=DAYS[Problem.Urgency(urgency)])


# ---------- parts of the above ----------


def _superior_of(unit: Unit, once: Unit | None = None) -> Unit:
    """Return under whom the unit stands today; nobody stands above the commission.

    One that has closed since stands under whom it stood `once`.
    """
    above = chain_on(unit, clock.today())
    return above[-1] if above else once or unit


def _locked(problem: Problem) -> Problem:
    rows = Problem.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "handler", "owner").get(pk=problem.pk)


def _triaged(
    problem: Problem, version: int, by: Doer, states: Sequence[State]
) -> Problem:
    row = _locked(problem)
    check(by, Permission.PROBLEM_TRIAGE, row.handler)
    _expect(row, version, states)
    return row


def _solved_by(problem: Problem, version: int, by: Doer) -> Problem:
    row = _locked(problem)
    check(by, Permission.PROBLEM_SOLVE, row.owner or row.handler)
    _expect(row, version, (State.OWNED,))
    return row


def _expect(row: Problem, version: int, states: Sequence[State]) -> None:
    if row.state not in states or row.version != version:
        raise FieldworkError(
            _("It is “%(state)s” by now. Open its page anew to see what can be done.")
            % {"state": State(row.state).label}
        )


def _move(
    row: Problem,
    state: State,
    step: Step,
    by: Doer,
    text: str,
    before: dict[str, Any],
    attached: Attached | None = None,
    kept: list[Any] | None = None,
) -> None:
    row.state, row.version = state, row.version + 1
    row.save()
    _note(row, step, by, text.strip(), attached, kept)
    after = {**_standing(row), "text": text.strip()}
    _record(row, by, step.value, before=before, after=after)


def _note(
    problem: Problem,
    step: Step,
    by: Doer,
    text: str,
    attached: Attached | None = None,
    kept: list[Any] | None = None,
) -> None:
    """Keep a step with its words; a file goes into `kept` until the end is known."""
    note = ProblemStep(
        problem=problem,
        at=clock.now(),
        by=by if isinstance(by, User) else None,
        step=step,
        text=text,
    )
    if attached is not None and kept is not None:
        content = content_of(attached.file)
        note.original_name = clean_name(attached.name)
        note.content_type, note.sha256 = content.content_type, content.sha256
        attached.file.seek(0)
        note.file.save(note.original_name, File(attached.file), save=False)
        kept.append(note.file)
    note.save()


def _standing(row: Problem) -> dict[str, Any]:
    return {
        "state": row.state,
        "handler": row.handler.code,
        "owner": row.owner.code if row.owner else None,
        "urgency": row.urgency,
        "due_on": row.due_on.isoformat() if row.due_on else None,
    }


def _said(row: Problem) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "urgency": row.urgency}


def _record(
    problem: Problem,
    by: Doer,
    what: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any],
) -> None:
    audit.record(
        by=by,
        action=f"problem.{what}",
        target=problem,
        unit=problem.unit,
        before=before,
        after=after,
    )
