"""Every write to rounds, figures, submissions and evidence."""

from .drafts import DraftOutcome, draft_save, submission_words_save
from .evidence import evidence_add, evidence_remove
from .loading import (
    DraftLoad,
    LoadBatch,
    StepLoad,
    SubmissionLoad,
    ValueLoad,
    values_load,
)
from .refreeze import RefreezeError, round_refreeze
from .review import (
    ReasonError,
    ValueReturn,
    step_take,
    submission_accept,
    submission_certify,
    submission_reopen,
    submission_return,
    submission_verify,
    submission_verify_group,
)
from .rounds import BrokenChainError, round_open, rounds_open_due, rounds_store
from .submissions import (
    submission_submit,
    submission_withdraw,
    supplementary_submit,
)
from .values import ValueDraft, values_import

__all__ = [
    "BrokenChainError",
    "DraftLoad",
    "DraftOutcome",
    "LoadBatch",
    "ReasonError",
    "RefreezeError",
    "StepLoad",
    "SubmissionLoad",
    "ValueDraft",
    "ValueLoad",
    "ValueReturn",
    "draft_save",
    "evidence_add",
    "evidence_remove",
    "round_open",
    "round_refreeze",
    "rounds_open_due",
    "rounds_store",
    "step_take",
    "submission_accept",
    "submission_certify",
    "submission_reopen",
    "submission_return",
    "submission_submit",
    "submission_verify",
    "submission_verify_group",
    "submission_withdraw",
    "submission_words_save",
    "supplementary_submit",
    "values_import",
    "values_load",
]
