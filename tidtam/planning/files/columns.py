"""Columns of the files of plans, and how their cells are read."""

from decimal import Decimal

from django.utils.translation import gettext as _

from tidtam.common import tables
from tidtam.common.tables import BadCellError, Table
from tidtam.indicators.files import policy_item_keys
from tidtam.planning import rules
from tidtam.planning.models import BudgetLine, Project, State

CENTS = Decimal("0.01")
MOST = Decimal(10) ** 13
HEAVIEST = Decimal(10) ** 7


def _money(raw: str) -> Decimal:
    """Read an amount in baht, from 0, with at most two decimals."""
    value = tables.number(raw)
    if value < 0 or value >= MOST or value != value.quantize(CENTS):
        raise BadCellError(
            _("%(raw)r is not an amount in baht") % {"raw": raw},
            _("write 0 or more, with at most two digits after the point"),
        )
    return value


def _weight(raw: str) -> Decimal:
    """Read a weight above 0, with at most two decimals."""
    value = tables.number(raw)
    if not 0 < value < HEAVIEST or value != value.quantize(CENTS):
        raise BadCellError(
            _("%(raw)r is not a weight") % {"raw": raw},
            _("write a number above 0, with at most two digits after the point"),
        )
    return value


def _number(raw: str) -> int:
    """Read the number of a version, from 1."""
    value = tables.count(raw)
    if not 0 < value < 1000:
        raise BadCellError(
            _("%(raw)r is not the number of a version") % {"raw": raw},
            _("write a whole number from 1"),
        )
    return value


def _paid(raw: str) -> Decimal:
    """Read an amount in baht above 0."""
    value = _money(raw)
    if not value:
        raise BadCellError(
            _("nothing is paid with 0 baht"), _("write what was paid, or no such row")
        )
    return value


def _place(raw: str) -> int:
    """Read the number of a row within its project or line, from 1."""
    value = tables.count(raw)
    if not 0 < value < 30_000:
        raise BadCellError(
            _("%(raw)r is not a number within the project") % {"raw": raw},
            _("write a whole number from 1"),
        )
    return value


_PLAN_KEY: dict[str, tables.Cell] = {
    "unit_code": tables.code,
    "fiscal_year": tables.fiscal_year,
    "number": _number,
}
PLANS = Table(
    "plans.csv",
    {
        **_PLAN_KEY,
        "state": tables.choice(State.values),
        "preface": tables.text(rules.LONG),
        "approach": tables.text(rules.LONG),
        "reason": tables.text(rules.LONG),
        "submitted_at": tables.optional(tables.moment),
        "approved_at": tables.optional(tables.moment),
        "in_force_at": tables.optional(tables.moment),
    },
    tuple(_PLAN_KEY),
)
PROJECTS = Table(
    "projects.csv",
    {
        **_PLAN_KEY,
        "code": tables.code,
        "title": tables.text(300, required=True),
        "why": tables.text(rules.LONG),
        "responsible": tables.text(200),
        "starts_on": tables.day,
        "ends_on": tables.day,
        "next_year": tables.choice(Project.NextYear.values),
        "budget_planned": _money,
        "budget_disbursed": _money,
        "money_source": tables.text(200),
        "policy_items": policy_item_keys,
        "indicators": lambda raw: tuple(sorted(tables.codes(raw))),
        "order": tables.count,
    },
    (*_PLAN_KEY, "code"),
)
MILESTONES = Table(
    "milestones.csv",
    {
        **_PLAN_KEY,
        "project_code": tables.code,
        "code": tables.code,
        "title": tables.text(300, required=True),
        "weight": _weight,
        "due_on": tables.day,
        "done_on": tables.optional(tables.day),
        "evidence": tables.text(rules.LONG),
    },
    (*_PLAN_KEY, "project_code", "code"),
)
_LINE_KEY: dict[str, tables.Cell] = {
    **_PLAN_KEY,
    "project_code": tables.code,
    "line": _place,
}
BUDGETS = Table(
    "budgets.csv",
    {
        **_LINE_KEY,
        "kind": tables.choice(BudgetLine.Kind.values),
        "note": tables.text(200),
        "planned": _money,
    },
    tuple(_LINE_KEY),
)
DISBURSEMENTS = Table(
    "disbursements.csv",
    {
        **_LINE_KEY,
        "payment": _place,
        "paid_on": tables.optional(tables.day),
        "amount": _paid,
        "reference": tables.text(200, required=True),
    },
    (*_LINE_KEY, "payment"),
)
