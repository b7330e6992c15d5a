"""Every write to plans, projects and milestones."""

from .common import PlanningError
from .drafts import (
    BudgetLineDraft,
    DisbursementDraft,
    MilestoneDraft,
    PlanDraft,
    ProjectDraft,
)
from .evidence import SentFile, milestone_done, milestone_file_remove
from .loading import plans_store
from .money import (
    LineWords,
    Payment,
    budget_line_change,
    budget_line_remove,
    budget_line_write,
    disbursement_record,
    disbursement_remove,
)
from .plans import (
    PlanWords,
    plan_amend,
    plan_approve,
    plan_change,
    plan_discard,
    plan_enforce,
    plan_for_next_year,
    plan_return,
    plan_submit,
    plan_write,
)
from .projects import (
    MilestoneWords,
    ProjectWords,
    milestone_change,
    milestone_remove,
    milestone_write,
    project_change,
    project_remove,
    project_write,
)

__all__ = [
    "BudgetLineDraft",
    "DisbursementDraft",
    "LineWords",
    "MilestoneDraft",
    "MilestoneWords",
    "Payment",
    "PlanDraft",
    "PlanWords",
    "PlanningError",
    "ProjectDraft",
    "ProjectWords",
    "SentFile",
    "budget_line_change",
    "budget_line_remove",
    "budget_line_write",
    "disbursement_record",
    "disbursement_remove",
    "milestone_change",
    "milestone_done",
    "milestone_file_remove",
    "milestone_remove",
    "milestone_write",
    "plan_amend",
    "plan_approve",
    "plan_change",
    "plan_discard",
    "plan_enforce",
    "plan_for_next_year",
    "plan_return",
    "plan_submit",
    "plan_write",
    "plans_store",
    "project_change",
    "project_remove",
    "project_write",
]
