"""Every write to checklists, visits, what was found, and problems."""

from .checklists import checklist_change, checklist_make
from .findings import (
    Answered,
    FindingWords,
    checks_record,
    finding_add,
    finding_change,
    finding_remove,
    questions_changed,
)
from .loading import problems_load, visits_load
from .photos import photo_add, photo_remove
from .problems import (
    ProblemWords,
    problem_close,
    problem_decline,
    problem_flow_in,
    problem_own,
    problem_pass_up,
    problem_reopen,
    problem_report,
    problem_say,
)
from .visits import (
    VisitWords,
    visit_cancel,
    visit_change,
    visit_hold,
    visit_plan,
    visit_reply,
    visit_report,
)

__all__ = [
    "Answered",
    "FindingWords",
    "ProblemWords",
    "VisitWords",
    "checklist_change",
    "checklist_make",
    "checks_record",
    "finding_add",
    "finding_change",
    "finding_remove",
    "photo_add",
    "photo_remove",
    "problem_close",
    "problem_decline",
    "problem_flow_in",
    "problem_own",
    "problem_pass_up",
    "problem_reopen",
    "problem_report",
    "problem_say",
    "problems_load",
    "questions_changed",
    "visit_cancel",
    "visit_change",
    "visit_hold",
    "visit_plan",
    "visit_reply",
    "visit_report",
    "visits_load",
]
