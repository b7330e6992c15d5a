"""Every write to plans, projects and milestones."""

from .common import PlanningError
from .evidence import SentFile, milestone_done, milestone_file_remove
from .loading import MilestoneDraft, PlanDraft, ProjectDraft, plans_store
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
    disbursement_record,
    milestone_change,
    milestone_remove,
    milestone_write,
    project_change,
    project_remove,
    project_write,
)

__all__ = [
    "MilestoneDraft",
    "MilestoneWords",
    "PlanDraft",
    "PlanWords",
    "PlanningError",
    "ProjectDraft",
    "ProjectWords",
    "SentFile",
    "disbursement_record",
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
