"""Every write to directives and what their owners answer."""

from .assignments import (
    Attached,
    assignment_acknowledge,
    assignment_finish,
    assignment_report,
    assignment_return,
    assignment_verify,
)
from .common import FollowupError
from .directives import DirectiveWords, directive_raise
from .effects import effects_write, effects_write_open
from .loading import (
    AssignmentDraft,
    DirectiveDraft,
    directives_load,
    directives_store,
)

__all__ = [
    "AssignmentDraft",
    "Attached",
    "DirectiveDraft",
    "DirectiveWords",
    "FollowupError",
    "assignment_acknowledge",
    "assignment_finish",
    "assignment_report",
    "assignment_return",
    "assignment_verify",
    "directive_raise",
    "directives_load",
    "directives_store",
    "effects_write",
    "effects_write_open",
]
