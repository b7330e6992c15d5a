"""What is stored of plans, as the exchange files say it."""

from collections.abc import Iterator
from typing import Any

from .models import BudgetLine, Disbursement, Milestone, Plan, Project
from .services import (
    BudgetLineDraft,
    DisbursementDraft,
    MilestoneDraft,
    PlanDraft,
    ProjectDraft,
)


def plan_drafts() -> Iterator[PlanDraft]:
    """Give every stored plan."""
    rows = Plan.objects.values_list(
        "unit__code",
        "fiscal_year",
        "number",
        "state",
        "preface",
        "approach",
        "reason",
        "submitted_at",
        "approved_at",
        "in_force_at",
    )
    return (PlanDraft(*row) for row in rows)


def project_drafts() -> Iterator[ProjectDraft]:
    """Give every stored project."""
    items = _links("policy_items__framework__code", "policy_items__code")
    indicators = _links("indicators__code")
    rows = Project.objects.values_list(
        "pk",
        "plan__unit__code",
        "plan__fiscal_year",
        "plan__number",
        "code",
        "title",
        "why",
        "responsible",
        "starts_on",
        "ends_on",
        "next_year",
        "budget_planned",
        "budget_disbursed",
        "money_source",
        "order",
    )
    for row in rows:
        codes = tuple(code for (code,) in indicators.get(row[0], ()))
        yield ProjectDraft(*row[1:-1], items.get(row[0], ()), codes, row[-1])


def _links(*columns: str) -> dict[int, Any]:
    found: dict[int, list[tuple[str, ...]]] = {}
    for pk, *key in Project.objects.values_list("pk", *columns):
        if key[0] is not None:
            found.setdefault(pk, []).append(tuple(key))
    return {pk: tuple(sorted(keys)) for pk, keys in found.items()}


def milestone_drafts() -> Iterator[MilestoneDraft]:
    """Give every stored milestone."""
    rows = Milestone.objects.values_list(
        "project__plan__unit__code",
        "project__plan__fiscal_year",
        "project__plan__number",
        "project__code",
        "code",
        "title",
        "weight",
        "due_on",
        "done_on",
        "evidence",
    )
    return (MilestoneDraft(*row) for row in rows)


def budget_line_drafts() -> Iterator[BudgetLineDraft]:
    """Give every stored budget line."""
    rows = BudgetLine.objects.values_list(
        "project__plan__unit__code",
        "project__plan__fiscal_year",
        "project__plan__number",
        "project__code",
        "number",
        "kind",
        "note",
        "planned",
    )
    return (BudgetLineDraft(*row) for row in rows)


def disbursement_drafts() -> Iterator[DisbursementDraft]:
    """Give every stored disbursement."""
    rows = Disbursement.objects.values_list(
        "line__project__plan__unit__code",
        "line__project__plan__fiscal_year",
        "line__project__plan__number",
        "line__project__code",
        "line__number",
        "number",
        "paid_on",
        "amount",
        "reference",
    )
    return (DisbursementDraft(*row) for row in rows)
