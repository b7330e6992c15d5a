"""Every write to meetings and what is recorded of them."""

from .agenda import (
    ItemWords,
    item_add,
    item_change,
    order_of,
    paper_add,
)
from .attendance import (
    attendance_record,
    guest_add,
    incident_add,
    incident_remove,
    statement_add,
)
from .common import (
    MeetingError,
)
from .invitations import (
    invitation_text,
    invitations_resend,
    meeting_invite,
)
from .loading import MeetingDraft, meetings_store
from .meetings import (
    MeetingWords,
    meeting_change,
    meeting_hold,
    meeting_plan,
    meetings_loaded,
    minutes_adopt,
    places_of,
    year_by,
    year_of,
)
from .press import (
    release_approve,
    release_begin,
    release_change,
)
from .series import (
    series_change,
    series_make,
)
from .votes import VoteWords, vote_record, vote_remove

__all__ = [
    "ItemWords",
    "MeetingDraft",
    "MeetingError",
    "MeetingWords",
    "VoteWords",
    "attendance_record",
    "guest_add",
    "incident_add",
    "incident_remove",
    "invitation_text",
    "invitations_resend",
    "item_add",
    "item_change",
    "meeting_change",
    "meeting_hold",
    "meeting_invite",
    "meeting_plan",
    "meetings_loaded",
    "meetings_store",
    "minutes_adopt",
    "order_of",
    "paper_add",
    "places_of",
    "release_approve",
    "release_begin",
    "release_change",
    "series_change",
    "series_make",
    "statement_add",
    "vote_record",
    "vote_remove",
    "year_by",
    "year_of",
]
