"""Reader and writer of the files of plans, their projects, milestones and money."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path
from typing import Any

from tidtam.common import tables
from tidtam.common.fields import plain
from tidtam.common.tables import Faults
from tidtam.planning.drafts import (
    budget_line_drafts,
    disbursement_drafts,
    milestone_drafts,
    plan_drafts,
    project_drafts,
)
from tidtam.policies.services import ItemKey

from .columns import BUDGETS, DISBURSEMENTS, MILESTONES, PLANS, PROJECTS
from .money import stage_money
from .plans import PlanningStage, stage_plans

__all__ = [
    "BUDGETS",
    "DISBURSEMENTS",
    "MILESTONES",
    "PLANS",
    "PROJECTS",
    "PlanningStage",
    "stage",
    "write",
]


def stage(
    folder: Path,
    faults: Faults,
    *,
    kinds: Mapping[str, str],
    policy_items: Collection[ItemKey],
    indicators: Collection[str],
) -> PlanningStage:
    """Read the five files against what is stored and staged before them."""
    staged = stage_plans(
        folder, faults, kinds=kinds, policy_items=policy_items, indicators=indicators
    )
    stage_money(folder, staged, faults)
    return staged


def write(folder: Path) -> None:
    """Write the five files, sorted as text by their keys."""
    for table, drafts in (
        (PLANS, plan_drafts()),
        (PROJECTS, project_drafts()),
        (MILESTONES, milestone_drafts()),
        (BUDGETS, budget_line_drafts()),
        (DISBURSEMENTS, disbursement_drafts()),
    ):
        size = len(table.key)
        # The dataclasses hold their fields in the order of the columns.
        rows = (tuple(map(_cell, astuple(draft))) for draft in drafts)
        tables.write_table(
            folder / table.file,
            list(table.columns),
            sorted(rows, key=lambda row, size=size: row[:size]),  # type: ignore[misc]
        )


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime.datetime):
        return tables.moment_text(value)
    if isinstance(value, tuple):
        parts = ("/".join(part) if isinstance(part, tuple) else part for part in value)
        return "|".join(parts)
    return "" if value is None else str(value)
