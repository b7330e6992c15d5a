"""Budget lines of a draft and disbursements of a plan in force.

The sums of a project are reckoned anew, exactly, with everything that changes.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import clock
from tidtam.common.thai import number
from tidtam.planning.models import BudgetLine, Disbursement, Plan, Project, State
from tidtam.planning.rules import disbursement_problems
from tidtam.planning.selectors import same_project

from .common import (
    PlanningError,
    changes,
    expect,
    expect_version,
    locked,
    record,
    refuse,
)

# What a disbursement is called of which a file or an older version gave only the sum.
BROUGHT_FORWARD = "ยอดยกมา"
MOST_BAHT = Decimal("9999999999999.99")


@dataclass(frozen=True)
class LineWords:
    """What a budget line says."""

    kind: str
    planned: Decimal
    note: str = ""


@dataclass(frozen=True)
class Payment:
    """What was paid of a line: the day, the money, and the paper that shows it."""

    paid_on: datetime.date
    amount: Decimal
    reference: str


@transaction.atomic
def budget_line_write(*, project: Project, words: LineWords, by: Doer) -> BudgetLine:
    """Add money of one kind to a project of a draft."""
    plan = _locked(project.plan, by, State.DRAFT)
    # A number stands for one line in all versions, so that payments follow it.
    lines = BudgetLine.objects.filter(same_project(project))
    last = lines.aggregate(last=Max("number"))["last"]
    line = BudgetLine.objects.create(
        project=project, number=(last or 0) + 1, **vars(words)
    )
    totals_reckon([project.pk])
    after = {**_said(line), "project": project.code}
    record(plan, by, "budget_line.written", target=line, after=after)
    return line


@transaction.atomic
def budget_line_change(
    *, line: BudgetLine, words: LineWords, version: int, by: Doer
) -> BudgetLine:
    """Change a line of a draft, if it still is the version that was read."""
    plan = _locked(line.project.plan, by, State.DRAFT)
    line = BudgetLine.objects.select_related("project").get(pk=line.pk)
    expect_version(line, version)
    before, after = changes(line, vars(words))
    line.version += 1
    line.save()
    totals_reckon([line.project_id])
    record(plan, by, "budget_line.changed", target=line, before=before, after=after)
    return line


@transaction.atomic
def budget_line_remove(*, line: BudgetLine, by: Doer) -> None:
    """Take a line out of a draft, unless something of it is disbursed."""
    plan = _locked(line.project.plan, by, State.DRAFT)
    if line.disbursements.exists():
        raise PlanningError(
            _("Something of it is disbursed. Keep it in the plan; it may plan 0 baht.")
        )
    before = {**_said(line), "project": line.project.code}
    record(plan, by, "budget_line.removed", target=line, before=before)
    line.delete()
    totals_reckon([line.project_id])


@transaction.atomic
def disbursement_record(
    *, line: BudgetLine, payment: Payment, by: Doer
) -> Disbursement:
    """Record what was paid of a line of a plan in force.

    More than is planned is kept and shown as such. Raises PlanningError for a day to
    come or of another fiscal year, and for one that is recorded already.
    """
    plan = _locked(line.project.plan, by, State.IN_FORCE)
    refuse(disbursement_problems(plan.fiscal_year, payment.paid_on, clock.today()))
    if line.disbursements.filter(**vars(payment)).exists():
        raise PlanningError(
            _(
                "This payment is recorded already: the same day, amount and reference. "
                "If it is another one, write its own reference."
            ),
            "reference",
        )
    last = line.disbursements.aggregate(last=Max("number"))["last"]
    row = Disbursement.objects.create(
        line=line, number=(last or 0) + 1, **vars(payment)
    )
    totals_reckon([line.project_id])
    after = _paid(row, line)
    record(plan, by, "project.disbursed", target=line.project, after=after)
    return row


@transaction.atomic
def disbursement_remove(*, disbursement: Disbursement, by: Doer) -> None:
    """Take out what was recorded by mistake; the trail keeps it."""
    line = disbursement.line
    plan = _locked(line.project.plan, by, State.IN_FORCE)
    row = line.disbursements.filter(pk=disbursement.pk).first()
    if row is None:
        return
    before = _paid(row, line)
    row.delete()
    totals_reckon([line.project_id])
    record(plan, by, "project.disbursement_removed", target=line.project, before=before)


def totals_reckon(projects: Iterable[int]) -> None:
    """Reckon the sums of these projects from their lines, exactly. Three queries."""
    rows = {row.pk: row for row in Project.objects.filter(pk__in=list(projects))}
    for row in rows.values():
        row.budget_planned = row.budget_disbursed = Decimal(0)
    lines = BudgetLine.objects.filter(project__in=rows)
    for pk, planned in lines.values_list("project", "planned"):
        rows[pk].budget_planned += planned
    paid = Disbursement.objects.filter(line__project__in=rows)
    for pk, amount in paid.values_list("line__project", "amount"):
        rows[pk].budget_disbursed += amount
    for row in rows.values():
        if max(row.budget_planned, row.budget_disbursed) > MOST_BAHT:
            raise PlanningError(
                _("The money of project %(code)s is above %(most)s baht. Check it.")
                % {"code": row.code, "most": number(MOST_BAHT, 2)}
            )
    Project.objects.bulk_update(
        rows.values(), ["budget_planned", "budget_disbursed"], batch_size=500
    )


# ---------- parts of the above ----------


def _locked(plan: Plan, by: Doer, state: State) -> Plan:
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, state)
    return plan


def _said(line: BudgetLine) -> dict[str, Any]:
    return {"kind": line.kind, "planned": str(line.planned), "note": line.note}


def _paid(row: Disbursement, line: BudgetLine) -> dict[str, Any]:
    return {
        "line": line.number,
        "kind": line.kind,
        "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        "amount": str(row.amount),
        "reference": row.reference,
    }
