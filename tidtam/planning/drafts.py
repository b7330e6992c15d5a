"""What is stored of plans, as the exchange files say it."""

from collections.abc import Iterator
from typing import Any

from .models import Milestone, Plan, Project
from .services import MilestoneDraft, PlanDraft, ProjectDraft


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
