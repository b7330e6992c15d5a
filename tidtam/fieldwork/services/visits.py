"""Visits: planned, made, reported to the visited unit, answered by it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.naming import named
from tidtam.common.periods import fiscal_year_of
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Check, Checklist, Visit
from tidtam.fieldwork.selectors.visits import checklists_for, stands_under
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

State = Visit.State


@dataclass(frozen=True)
class VisitWords:
    """What the form of a visit says; `team` names the visitors, one a line."""

    visited: Unit
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    mode: str
    team: str
    purpose: str = ""
    summary: str = ""
    checklist: Checklist | None = None
    policy_items: tuple[PolicyItem, ...] = field(default=())


@transaction.atomic
def visit_plan(*, unit: Unit, words: VisitWords, by: Doer) -> Visit:
    """Plan a visit of the unit under the next number of the fiscal year.

    The questions of the checklist are copied. Raises PermissionDenied if `by` may not
    make visits for the unit, and FieldworkError where the visited unit does not stand
    under it that day or the checklist is not one that the unit may take.
    """
    check(by, Permission.VISIT_EDIT, unit)
    _refuse(unit, words)
    Unit.objects.select_for_update().get(pk=unit.pk)
    year = fiscal_year_of(words.starts_on)
    last = Visit.objects.filter(unit=unit, fiscal_year=year).aggregate(
        last=Max("number")
    )["last"]
    visit = Visit.objects.create(
        unit=unit,
        fiscal_year=year,
        number=(last or 0) + 1,
        written_by=by if isinstance(by, User) else None,
        **_columns(words),
    )
    visit.policy_items.set(words.policy_items)
    _ask(visit)
    visit_event(visit, by, "planned", after=_plain(_columns(words)))
    return visit


@transaction.atomic
def visit_change(*, visit: Visit, words: VisitWords, version: int, by: Doer) -> Visit:
    """Change the words of a visit whose report has not been sent.

    Another checklist replaces the questions as long as none is answered. Raises
    PermissionDenied, or FieldworkError where the report is sent, somebody changed it
    meanwhile, the new days lie in another fiscal year, or as `visit_plan` does.
    """
    row = visit_locked(visit, by)
    if row.version != version:
        raise FieldworkError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the visit, and store again."
            )
        )
    _refuse(row.unit, words, row.checklist_id)
    if fiscal_year_of(words.starts_on) != row.fiscal_year:
        raise FieldworkError(
            _(
                "The number of the visit belongs to fiscal year %(year)d. Call it off, "
                "and plan a visit in the other year."
            )
            % {"year": row.fiscal_year},
            "starts_on",
        )
    columns = _columns(words)
    before = {name: getattr(row, name) for name in columns}
    changed = {name: value for name, value in columns.items() if value != before[name]}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.policy_items.set(words.policy_items)
    if "checklist" in changed:
        _ask_anew(row)
    visit_event(
        row,
        by,
        "changed",
        before=_plain({name: before[name] for name in changed}),
        after=_plain(changed),
    )
    return row


@transaction.atomic
def visit_hold(*, visit: Visit, by: Doer) -> None:
    """Say that the visit was made. Raises FieldworkError before its first day."""
    row = visit_locked(visit, by)
    _expect(row, State.PLANNED)
    if row.starts_on > clock.today():
        raise FieldworkError(_("Its day is still to come."))
    _move(row, State.MADE, by, "made")


@transaction.atomic
def visit_report(*, visit: Visit, by: Doer) -> None:
    """Send the report to the visited unit; from then on the record stays as it is.

    Raises FieldworkError where there is neither a finding nor a summary.
    """
    row = visit_locked(visit, by)
    _expect(row, State.MADE)
    if not row.summary.strip() and not row.findings.exists():
        raise FieldworkError(
            _("There is nothing to send yet. Write a finding or a summary first.")
        )
    row.reported_at = clock.now()
    row.reported_by = by if isinstance(by, User) else None
    _move(row, State.REPORTED, by, "reported")


@transaction.atomic
def visit_cancel(*, visit: Visit, reason: str, by: Doer) -> None:
    """Call off a visit that was planned, with the reason."""
    row = visit_locked(visit, by)
    _expect(row, State.PLANNED)
    if not reason.strip():
        raise FieldworkError(_("Write why it is called off."), "reason")
    row.reason = reason.strip()
    _move(row, State.CANCELLED, by, "cancelled", {"reason": row.reason})


@transaction.atomic
def visit_reply(*, visit: Visit, text: str, by: Doer) -> None:
    """Answer a report for the visited unit; a later answer replaces the one before.

    Raises PermissionDenied, or FieldworkError before the report is sent.
    """
    rows = Visit.objects.select_for_update(of=("self",))
    row = rows.select_related("unit", "visited").get(pk=visit.pk)
    check(by, Permission.VISIT_ANSWER, row.visited)
    _expect(row, State.REPORTED)
    if not text.strip():
        raise FieldworkError(_("Write what your unit says to the report."), "text")
    before = row.reply
    row.reply, row.replied_at = text.strip(), clock.now()
    row.replied_by = by if isinstance(by, User) else None
    row.save()
    audit.record(
        by=by,
        action="visit.replied",
        target=row,
        unit=row.visited,
        before={"reply": before},
        after={"reply": row.reply},
    )


# ---------- what the other services share ----------


def visit_locked(visit: Visit, by: Doer) -> Visit:
    """Return the visit, locked, where `by` may change it.

    Raises PermissionDenied, or FieldworkError where its record is closed.
    """
    rows = Visit.objects.select_for_update(of=("self",))
    row = rows.select_related("unit", "visited").get(pk=visit.pk)
    check(by, Permission.VISIT_EDIT, row.unit)
    if not row.is_open:
        raise _moved_on(row)
    return row


def visit_event(
    visit: Visit,
    by: Doer,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any],
) -> None:
    """Record what happened to the visit, for the unit that makes it."""
    audit.record(
        by=by,
        action=f"visit.{what}",
        target=visit,
        unit=visit.unit,
        before=before,
        after=after,
    )


def _refuse(unit: Unit, words: VisitWords, kept_checklist: int | None = None) -> None:
    if not stands_under(words.visited, unit, words.starts_on):
        raise FieldworkError(
            _("%(visited)s does not stand under %(unit)s that day. Choose another.")
            % {"visited": named(words.visited), "unit": named(unit)},
            "visited",
        )
    if words.ends_on < words.starts_on:
        raise FieldworkError(_("It cannot end before it begins."), "ends_on")
    checklist = words.checklist
    if checklist is None or checklist.pk == kept_checklist:
        return
    if not checklists_for(unit).filter(pk=checklist.pk).exists():
        raise FieldworkError(
            _("This checklist is not for visits of the unit. Choose another."),
            "checklist",
        )


def _ask(visit: Visit) -> None:
    if visit.checklist is None:
        return
    Check.objects.bulk_create(
        Check(visit=visit, order=question.order, text=question.text)
        for question in visit.checklist.questions.all()
    )


def _ask_anew(visit: Visit) -> None:
    if visit.checks.exclude(answer="").exists():
        raise FieldworkError(
            _("Questions are answered already, so the checklist stays as it is."),
            "checklist",
        )
    visit.checks.all().delete()
    _ask(visit)


def _columns(words: VisitWords) -> dict[str, Any]:
    return {
        name: value for name, value in vars(words).items() if name != "policy_items"
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, datetime.date)
        else str(value)
        if isinstance(value, Unit | Checklist)
        else value
        for name, value in values.items()
    }


def _expect(row: Visit, state: State) -> None:
    if row.state != state:
        raise _moved_on(row)


def _moved_on(row: Visit) -> FieldworkError:
    return FieldworkError(
        _("It is “%(state)s” by now. Open its page anew to see what can be done.")
        % {"state": State(row.state).label}
    )


def _move(
    row: Visit,
    state: State,
    by: Doer,
    what: str,
    after: Mapping[str, Any] | None = None,
) -> None:
    before = row.state
    row.state = state
    row.save()
    said = {"state": state.value, **(after or {})}
    visit_event(row, by, what, before={"state": before}, after=said)
