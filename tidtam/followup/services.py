"""Every write to directives and what their owners answer."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.naming import named
from tidtam.common.periods import fiscal_year_of
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import (
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    ValueRevision,
)
from tidtam.reporting.services import ValueDraft, values_import
from tidtam.reporting.services.evidence import clean_name, content_of

from . import effects
from .models import Assignment, Directive, Progress
from .selectors import units_under

State = Assignment.State


class FollowupError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class DirectiveWords:
    """What a directive says, to whom, and where it came from."""

    issuer: Unit
    owners: tuple[Unit, ...]
    title: str
    text: str
    due_on: datetime.date
    partners: tuple[Unit, ...] = ()
    origin: str = Directive.Origin.OTHER
    origin_ref: str = ""
    origin_name: str = ""
    policy_item: PolicyItem | None = None
    indicator: Indicator | None = None
    project: Project | None = None
    issued_on: datetime.date | None = None


@dataclass(frozen=True)
class Attached:
    """A file as it was sent; `stored` are the names it was kept under."""

    file: BinaryIO
    name: str
    stored: list[tuple[Any, str]] = field(default_factory=list)


@transaction.atomic
def directive_raise(*, words: DirectiveWords, by: Doer) -> Directive:
    """Issue a directive to its owners, under the next number of issuer and year.

    Raises PermissionDenied if `by` may not issue for the unit, and FollowupError for
    no owner, an owner who does not stand under the issuer, or a due day gone by.
    """
    check(by, Permission.DIRECTIVE_ISSUE, words.issuer)
    issued_on = words.issued_on or clock.today()
    _refuse(words, issued_on)
    Unit.objects.select_for_update().get(pk=words.issuer.pk)
    year = fiscal_year_of(issued_on)
    directive = Directive.objects.create(
        issuer=words.issuer,
        fiscal_year=year,
        number=_next_number(words.issuer, year),
        title=words.title,
        text=words.text,
        issued_on=issued_on,
        due_on=words.due_on,
        origin=words.origin,
        origin_ref=words.origin_ref,
        origin_name=words.origin_name,
        policy_item=words.policy_item,
        indicator=words.indicator,
        project=words.project,
        issued_by=by if isinstance(by, User) else None,
    )
    directive.partners.set(words.partners)
    Assignment.objects.bulk_create(
        Assignment(directive=directive, unit=unit) for unit in words.owners
    )
    audit.record(
        by=by,
        action="directive.raised",
        target=directive,
        unit=words.issuer,
        after={
            "number": directive.numbered,
            "title": words.title,
            "due_on": words.due_on.isoformat(),
            "owners": [unit.code for unit in words.owners],
            "partners": [unit.code for unit in words.partners],
        },
    )
    return directive


def _refuse(words: DirectiveWords, issued_on: datetime.date) -> None:
    if not words.owners:
        raise FollowupError(_("Choose who is to do it."), "owners")
    if words.due_on < issued_on:
        raise FollowupError(
            _("This day has gone by. Give a day on which it can still be done."),
            "due_on",
        )
    ids = {unit.pk for unit in words.owners}
    under = units_under(words.issuer, issued_on).filter(pk__in=ids)
    strange = ids - set(under.values_list("pk", flat=True))
    if strange:
        names = ", ".join(named(unit) for unit in words.owners if unit.pk in strange)
        raise FollowupError(
            _("Not under the issuing unit: %(names)s. Take them out.")
            % {"names": names},
            "owners",
        )


def _next_number(issuer: Unit, fiscal_year: int) -> int:
    rows = Directive.objects.filter(issuer=issuer, fiscal_year=fiscal_year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


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
    """Verify that it is done. Raises PermissionDenied, FollowupError."""
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
    finisher = row.progress.filter(step=State.DONE).order_by("-at", "-pk").first()
    is_own = isinstance(by, User) and finisher is not None and finisher.by_id == by.pk
    if is_own:
        raise FollowupError(
            _("You reported this yourself. Another person of the issuer verifies it.")
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


@transaction.atomic
def directives_load(
    *,
    directives: Iterable[tuple[Directive, Sequence[Assignment], Sequence[Unit]]],
    notes: Iterable[Progress],
    by: audit.Operator,
) -> dict[str, int]:
    """Load directives as they are, with one event for all; for the demo."""
    rows = list(directives)
    Directive.objects.bulk_create(row for row, _owners, _partners in rows)
    Directive.partners.through.objects.bulk_create(
        Directive.partners.through(directive_id=row.pk, unit_id=unit.pk)
        for row, _owners, partners in rows
        for unit in partners
    )
    owners = [part for row, parts, _partners in rows for part in _of(row, parts)]
    Assignment.objects.bulk_create(owners)
    kept = list(notes)
    for note in kept:
        note.assignment_id = note.assignment.pk
    Progress.objects.bulk_create(kept)
    counts = {"directives": len(rows), "assignments": len(owners)}
    audit.record(
        by=by, action="directives.loaded", target_type="followup", after=counts
    )
    return counts


def _of(row: Directive, parts: Sequence[Assignment]) -> Sequence[Assignment]:
    for part in parts:
        part.directive_id = row.pk
    return parts


# ---------- figures that are born here ----------

# The indicators whose figures the platform knows itself.
DIRECTIVES_ON_TIME, REPORTS_ON_TIME = "EFF-10", "EFF-05"


@transaction.atomic
def effects_write(*, round_: Round, by: audit.Operator) -> int:
    """Write directives and reports on time as figures of the round; return how many.

    Only while the round is open and its period is over, only for ratios that the round
    asks for, and never over a figure that somebody sent by a route of review. Figures
    that stand already as reckoned leave no trace. See ADR 0013.
    """
    if not _takes_effects(round_):
        return 0
    drafts = [
        draft
        for asked in round_.asked.select_related("indicator", "version")
        for draft in _effects(round_, asked)
    ]
    if drafts:
        values_import(round_=round_, drafts=drafts, moment=clock.now(), by=by)
    return len(drafts)


def effects_write_open(*, by: audit.Operator) -> int:
    """Do so for every round that is open; return how many figures were written."""
    now = clock.now()
    rounds = Round.objects.filter(opened_at__isnull=False, closes_at__gt=now)
    return sum(effects_write(round_=round_, by=by) for round_ in rounds)


def _takes_effects(round_: Round) -> bool:
    is_open = round_.opened_at is not None and clock.now() < round_.closes_at
    return is_open and clock.today() > round_.period.last_day


def _effects(round_: Round, asked: RoundIndicator) -> list[ValueDraft]:
    version = asked.version
    if version is None or version.over_units != "ratio":
        return []
    code = asked.indicator.code
    listed = RoundUnit.objects.filter(
        round=round_, unit__kind=version.reported_by
    ).exclude(
        unit__in=RoundExclusion.objects.filter(
            Q(indicator=asked.indicator) | Q(indicator=None), round=round_
        ).values("unit")
    )
    units = list(listed.values_list("unit", flat=True))
    if code == DIRECTIVES_ON_TIME:
        found = effects.directives_on_time(units, round_.period, round_.period.last_day)
    elif code == REPORTS_ON_TIME:
        found = effects.reports_on_time(units, round_.period)
    else:
        return []
    standing = ValueRevision.objects.filter(
        round=round_, indicator=asked.indicator, part="", superseded_at=None
    ).values_list("unit", "submission", "numerator", "denominator")
    kept = {
        unit
        for unit, submission, numerator, denominator in standing
        if submission is not None or found.get(unit) == (numerator, denominator)
    }
    return [
        ValueDraft(unit, asked.indicator_id, "reported", None, str(n), str(d), "", None)
        for unit, (n, d) in found.items()
        if unit not in kept
    ]
