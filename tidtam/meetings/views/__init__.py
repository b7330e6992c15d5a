"""Pages of meetings."""

from .inviting import invitation_list, invitations_resend, meeting_invite
from .keeping import (
    attendance_edit,
    guest_add,
    incident_add,
    incident_remove,
    item_add,
    item_edit,
    meeting_add,
    meeting_edit,
    meeting_hold,
    minutes_adopt,
    paper_add,
    series_add,
    series_edit,
    statement_add,
)
from .press import release_approve, release_edit, release_paper, release_public
from .reading import (
    evidence_pack,
    invitation_ics,
    meeting_detail,
    meeting_list,
    meeting_list_csv,
    meeting_paper,
    paper_file,
)
from .votes import vote_edit, vote_remove

__all__ = [
    "attendance_edit",
    "evidence_pack",
    "guest_add",
    "incident_add",
    "incident_remove",
    "invitation_ics",
    "invitation_list",
    "invitations_resend",
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
    "vote_edit",
    "vote_remove",
]
