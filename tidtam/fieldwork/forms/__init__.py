"""Forms of visits, checklists and problems."""

from .problems import (
    OwnForm,
    ProblemForm,
    RegisterForm,
    SolveForm,
    StepForm,
    first_values,
)
from .visits import (
    CheckForm,
    ChecklistForm,
    FindingForm,
    ListForm,
    PhotoForm,
    ReasonForm,
    ReplyForm,
    VisitForm,
    finding_values,
    visit_values,
)

__all__ = [
    "CheckForm",
    "ChecklistForm",
    "FindingForm",
    "ListForm",
    "OwnForm",
    "PhotoForm",
    "ProblemForm",
    "ReasonForm",
    "RegisterForm",
    "ReplyForm",
    "SolveForm",
    "StepForm",
    "VisitForm",
    "finding_values",
    "first_values",
    "visit_values",
]
