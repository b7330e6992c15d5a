"""What is stored of meetings, as the exchange file says it."""

from collections.abc import Iterator

from .models import Meeting
from .services import MeetingDraft


def meeting_drafts() -> Iterator[MeetingDraft]:
    """Give every stored meeting."""
    rows = Meeting.objects.values_list(
        "series__unit__code",
        "series__name",
        "series__numbering",
        "year",
        "number",
        "state",
        "starts_at",
        "ends_at",
        "place",
        "online",
        "online_link",
        "opening",
        "taken_by",
        "taken_by_position",
        "checked_by",
        "checked_by_position",
        "recorded_minutes",
        "note",
    )
    return (MeetingDraft(*row) for row in rows)
