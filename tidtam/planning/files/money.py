"""Reader of budgets.csv and disbursements.csv, and their sums in projects.csv."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import clock, tables
from tidtam.common.fields import plain
from tidtam.common.tables import Faults, unknown_key
from tidtam.planning import rules
from tidtam.planning.drafts import budget_line_drafts, disbursement_drafts
from tidtam.planning.models import BudgetLine
from tidtam.planning.services import BudgetLineDraft, DisbursementDraft
from tidtam.planning.services.drafts import LineKey, ProjectKey

from .columns import BUDGETS, DISBURSEMENTS, PROJECTS
from .plans import PlanningStage

Lines = dict[ProjectKey, list[BudgetLineDraft]]
Payments = dict[ProjectKey, list[DisbursementDraft]]


def stage_money(folder: Path, staged: PlanningStage, faults: Faults) -> None:
    """Read both files against the projects as they will stand."""
    before = len(faults.found)
    lines = {draft.key: draft for draft in budget_line_drafts()}
    paid = {draft.key: draft for draft in disbursement_drafts()}
    named: set[ProjectKey] = set()
    _stage_lines(folder, staged, lines, named, faults)
    _stage_payments(folder, staged, lines, paid, named, faults)
    if len(faults.found) == before:
        _check_sums(staged, lines.values(), paid.values(), named, faults)


def _stage_lines(
    folder: Path,
    staged: PlanningStage,
    lines: dict[LineKey, BudgetLineDraft],
    named: set[ProjectKey],
    faults: Faults,
) -> None:
    for row in tables.read_table(folder, BUDGETS, faults) or ():
        draft = BudgetLineDraft(*row.values)
        named.add(draft.project_key)
        if draft.project_key not in staged.days:
            project = draft.project_key
            unknown_key(faults, BUDGETS, row, "project_code", PROJECTS, project)
        if lines.get(draft.key) != draft:
            staged.budgets.append(draft)
        lines[draft.key] = draft


def _stage_payments(
    folder: Path,
    staged: PlanningStage,
    lines: dict[LineKey, BudgetLineDraft],
    paid: dict[tuple[str, int, int, str, int, int], DisbursementDraft],
    named: set[ProjectKey],
    faults: Faults,
) -> None:
    for row in tables.read_table(folder, DISBURSEMENTS, faults) or ():
        draft = DisbursementDraft(*row.values)
        named.add(draft.project_key)
        if draft.line_key not in lines:
            unknown_key(faults, DISBURSEMENTS, row, "line", BUDGETS, draft.line_key)
        for column, reason, remedy in rules.disbursement_problems(
            draft.fiscal_year, draft.paid_on, clock.today()
        ):
            faults.add(DISBURSEMENTS.file, row.line, column, reason, remedy)
        if paid.get(draft.key) != draft:
            staged.disbursements.append(draft)
        paid[draft.key] = draft


def _check_sums(
    staged: PlanningStage,
    lines: Iterable[BudgetLineDraft],
    paid: Iterable[DisbursementDraft],
    named: set[ProjectKey],
    faults: Faults,
) -> None:
    """What projects.csv says must be the sums; of a project without lines it counts."""
    lines_of: Lines = {}
    for line in lines:
        lines_of.setdefault(line.project_key, []).append(line)
    paid_of: Payments = {}
    for payment in paid:
        paid_of.setdefault(payment.project_key, []).append(payment)
    for key, draft in staged.sums.items():
        own, payments = lines_of.get(key, []), paid_of.get(key, [])
        if key not in named and _is_lump(own, payments):
            continue
        for column, said, total, file in (
            (
                "budget_planned",
                draft.budget_planned,
                sum((line.planned for line in own), Decimal(0)),
                BUDGETS.file,
            ),
            (
                "budget_disbursed",
                draft.budget_disbursed,
                sum((payment.amount for payment in payments), Decimal(0)),
                DISBURSEMENTS.file,
            ),
        ):
            if said != total:
                faults.add(
                    PROJECTS.file,
                    staged.lines[key],
                    column,
                    _("the rows of %(file)s sum to %(total)s")
                    % {"file": file, "total": plain(total)},
                    _("write that sum, or change the rows of %(file)s")
                    % {"file": file},
                )


def _is_lump(
    lines: Sequence[BudgetLineDraft], paid: Sequence[DisbursementDraft]
) -> bool:
    """Say whether nothing but a sum is known, as services.loading.is_lump does."""
    return (
        len(lines) <= 1
        and all(line.kind == BudgetLine.Kind.UNSPECIFIED for line in lines)
        and all(payment.paid_on is None for payment in paid)
    )
