"""Rounds, who must report in them, the figures, and their way through review."""

from .drafts import DraftFigure
from .evidence import Evidence
from .rounds import Round, RoundExclusion, RoundIndicator, RoundUnit
from .submissions import (
    OPEN_STATES,
    SENT_STATES,
    UNDER_WAY_STATES,
    DeclaredMissing,
    Reason,
    ReturnedValue,
    ReviewStep,
    Submission,
)
from .values import ValueRevision

__all__ = [
    "OPEN_STATES",
    "SENT_STATES",
    "UNDER_WAY_STATES",
    "DeclaredMissing",
    "DraftFigure",
    "Evidence",
    "Reason",
    "ReturnedValue",
    "ReviewStep",
    "Round",
    "RoundExclusion",
    "RoundIndicator",
    "RoundUnit",
    "Submission",
    "ValueRevision",
]
