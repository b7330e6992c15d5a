"""What is stored of meetings, as the exchange file says it."""

import datetime
from collections.abc import Iterator

from .models import Meeting, Vote
from .services import MeetingDraft
from .services.loading import MeetingKey


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


def vote_times() -> dict[MeetingKey, list[datetime.time]]:
    """Return at which hours votes were taken, by meeting."""
    found: dict[MeetingKey, list[datetime.time]] = {}
    rows = Vote.objects.order_by("taken_at").values_list(
        "item__meeting__series__unit__code",
        "item__meeting__series__name",
        "item__meeting__year",
        "item__meeting__number",
        "taken_at",
    )
    for unit, series, year, number, at in rows:
        found.setdefault((unit, series, year, number), []).append(at)
    return found
