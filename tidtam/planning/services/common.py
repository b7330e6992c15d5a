"""What the services of plans, projects and milestones share."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer
from tidtam.common import audit
from tidtam.planning.models import BudgetLine, Milestone, Plan, Project, State
from tidtam.planning.rules import Problem

Row = Plan | Project | Milestone | BudgetLine


class PlanningError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


def person(by: Doer) -> User | None:
    """Return the account, None for the operator."""
    return by if isinstance(by, User) else None


def locked(plan: Plan) -> Plan:
    """Lock the plan, so that what is done to it happens one thing after another."""
    rows = Plan.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=plan.pk)


def expect(plan: Plan, *states: State) -> None:
    """Refuse what the state of the plan does not allow."""
    if plan.state not in states:
        raise PlanningError(
            _("The plan is “%(state)s” by now. Open its page to see what can be done.")
            % {"state": State(plan.state).label}
        )


def expect_version(row: Row, version: int) -> None:
    """Refuse to write over what somebody else has changed meanwhile."""
    if row.version != version:
        raise PlanningError(
            _(
                "Somebody else has changed it since you opened it. What you wrote is "
                "still below: compare it with the page of the plan, and store again."
            )
        )


def refuse(problems: Iterable[Problem]) -> None:
    """Raise the first of the problems."""
    for field, reason, remedy in problems:
        raise PlanningError(f"{reason[:1].upper()}{reason[1:]}; {remedy}.", field)


def plain(value: Any) -> Any:
    """Return a value as the audit trail keeps it."""
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return value


def changes(
    row: Any, columns: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fill the columns in; return what they were and are, where that differs."""
    before, after = {}, {}
    for name, value in columns.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = plain(old), plain(value)
        setattr(row, name, value)
    return before, after


def record(
    plan: Plan,
    by: Doer,
    action: str,
    *,
    target: Row | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one event to the trail of the plan's unit."""
    audit.record(
        by=by,
        action=action,
        target=target or plan,
        unit=plan.unit,
        before=before,
        after=after,
    )
