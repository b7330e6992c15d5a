"""Pages of meetings."""

from .keeping import (
    attendance_edit,
    guest_add,
    item_add,
    item_edit,
    meeting_add,
    meeting_edit,
    meeting_hold,
    meeting_invite,
    minutes_adopt,
    paper_add,
    series_add,
    series_edit,
    statement_add,
)
from .press import release_approve, release_edit, release_paper, release_public
from .reading import (
    invitation_ics,
    meeting_detail,
    meeting_list,
    meeting_list_csv,
    meeting_paper,
    paper_file,
)

__all__ = [
    "attendance_edit",
    "guest_add",
    "invitation_ics",
    "item_add",
    "item_edit",
    "meeting_add",
    "meeting_detail",
    "meeting_edit",
    "meeting_hold",
    "meeting_invite",
    "meeting_list",
    "meeting_list_csv",
    "meeting_paper",
    "minutes_adopt",
    "paper_add",
    "paper_file",
    "release_approve",
    "release_edit",
    "release_paper",
    "release_public",
    "series_add",
    "series_edit",
    "statement_add",
]
