"""Checklists, visits and what was found; problems and what became of them."""

from .checklists import Checklist, Question
from .problems import CLOSED_STATES, Problem, ProblemStep
from .visits import Check, Finding, Photo, Visit

__all__ = [
    "CLOSED_STATES",
    "Check",
    "Checklist",
    "Finding",
    "Photo",
    "Problem",
    "ProblemStep",
    "Question",
    "Visit",
]
