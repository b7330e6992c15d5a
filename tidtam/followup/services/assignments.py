"""What owners answer to directives, and what the issuer says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.contents import clean_name, content_of
from tidtam.followup.models import Assignment, Progress
from tidtam.followup.selectors import own_work

from .common import FollowupError

State = Assignment.State


@dataclass(frozen=True)
class Attached:
    """A file as it was sent; `stored` are the names it was kept under."""

    file: BinaryIO
    name: str
    stored: list[tuple[Any, str]] = field(default_factory=list)


def assignment_acknowledge(*, assignment: Assignment, version: int, by: Doer) -> None:
    """Say that the owner has read it and will do it."""
    _answer(assignment, version, by, (State.ISSUED,), State.ACKNOWLEDGED)


def assignment_report(
    *,
    assignment: Assignment,
    version: int,
    text: str,
    by: Doer,
    attached: Attached | None = None,
) -> None:
    """Say how far the owner is, with a file of evidence or none."""
    states = (State.ISSUED, State.ACKNOWLEDGED, State.IN_PROGRESS)
    _answer(assignment, version, by, states, State.IN_PROGRESS, text, attached)


def assignment_finish(
    *,
    assignment: Assignment,
    version: int,
    text: str,
    by: Doer,
    attached: Attached | None = None,
) -> None:
    """Say that it is done, and what was done; the issuer verifies it next."""
    states = (State.ISSUED, State.ACKNOWLEDGED, State.IN_PROGRESS)
    _answer(assignment, version, by, states, State.DONE, text, attached)


@transaction.atomic
def assignment_verify(
    *, assignment: Assignment, version: int, by: Doer, text: str = ""
) -> None:
    """Verify that it is done, for the issuer.

    Raises PermissionDenied if `by` may not issue for the issuer, and FollowupError for
    another state by now, or where it is the own work of `by` (`selectors.own_work`).
    """
    row = _judged(assignment, version, by)
    _move(row, State.VERIFIED, by, text)


@transaction.atomic
def assignment_return(
    *, assignment: Assignment, version: int, reason: str, by: Doer
) -> None:
    """Return what was said to be done, with the reason. Raises the same."""
    row = _judged(assignment, version, by)
    if not reason.strip():
        raise FollowupError(
            _("Write what is missing, so that the owner can mend it."), "reason"
        )
    _move(row, State.IN_PROGRESS, by, reason.strip(), reason=reason.strip())


def _answer(
    assignment: Assignment,
    version: int,
    by: Doer,
    expected: Sequence[State],
    state: State,
    text: str = "",
    attached: Attached | None = None,
) -> None:
    try:
        with transaction.atomic():
            row = _locked(assignment)
            check(by, Permission.DIRECTIVE_ANSWER, row.unit)
            _expect(row, version, expected)
            if state != State.ACKNOWLEDGED and not text.strip():
                raise FollowupError(_("Write what was done so far."), "text")
            _move(row, state, by, text.strip(), attached=attached)
    except BaseException:
        for storage, name in attached.stored if attached else ():
            storage.delete(name)  # the row was rolled back, so its file must go, too
        raise


def _judged(assignment: Assignment, version: int, by: Doer) -> Assignment:
    row = _locked(assignment)
    check(by, Permission.DIRECTIVE_ISSUE, row.directive.issuer)
    _expect(row, version, (State.DONE,))
    if isinstance(by, User) and own_work(by).filter(pk=row.pk).exists():
        raise FollowupError(
            _(
                "You reported it yourself, or belong to the unit that did. Another "
                "person of the issuer verifies it."
            )
        )
    return row


def _locked(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("directive__issuer", "unit").get(pk=assignment.pk)


def _expect(row: Assignment, version: int, states: Sequence[State]) -> None:
    if row.state not in states or row.version != version:
        raise FollowupError(
            _("It is “%(state)s” by now. Open its page anew to see what can be done.")
            % {"state": State(row.state).label}
        )


ACTIONS = {
    State.ACKNOWLEDGED: "acknowledged",
    State.IN_PROGRESS: "reported",
    State.DONE: "finished",
    State.VERIFIED: "verified",
}


def _move(
    row: Assignment,
    state: State,
    by: Doer,
    text: str,
    *,
    reason: str = "",
    attached: Attached | None = None,
) -> None:
    before, now = row.state, clock.now()
    row.state, row.reason, row.version = state, reason, row.version + 1
    if state == State.ACKNOWLEDGED:
        row.acknowledged_at = now
    elif state == State.VERIFIED:
        row.verified_at = now
    elif state == State.DONE:
        row.done_at = now
    else:
        row.done_at = None
    row.save()
    note = Progress(
        assignment=row,
        at=now,
        by=by if isinstance(by, User) else None,
        step=state.value,
        text=text,
    )
    if attached is not None:
        _attach(note, attached)
    note.save()
    action = "returned" if reason else ACTIONS[state]
    audit.record(
        by=by,
        action=f"assignment.{action}",
        target=row,
        unit=row.unit,
        before={"state": before},
        after={
            "state": state.value,
            "directive": row.directive.numbered,
            "text": text,
            **({"file": note.original_name} if attached else {}),
        },
    )


def _attach(note: Progress, attached: Attached) -> None:
    """Keep the file; it goes again where the transaction does not end well."""
    content = content_of(attached.file)
    note.original_name = clean_name(attached.name)
    note.content_type = content.content_type
    note.sha256 = content.sha256
    attached.file.seek(0)
    note.file.save(note.original_name, File(attached.file), save=False)
    attached.stored.append((note.file.storage, note.file.name or ""))
