"""A meeting as calendars understand it (RFC 5545)."""

import datetime
from collections.abc import Iterable

import icalendar

from tidtam.common.thai import in_bangkok

from . import wording
from .models import AgendaItem, Meeting
from .papers import place_of

USUAL_LENGTH = datetime.timedelta(hours=3)


def invitation_file(
    meeting: Meeting,
    items: Iterable[AgendaItem],
    *,
    organiser: str,
    attendees: Iterable[tuple[str, str]],
    moment: datetime.datetime,
) -> bytes:
    """Return the invitation; `attendees` are pairs of address and name.

    The identity stays the same and the sequence grows, so that a calendar takes a
    second invitation as a change of the first.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tidtam//Meetings//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    event = icalendar.Event()
    event.add("uid", f"meeting-{meeting.pk}@tidtam")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", moment.astimezone(datetime.UTC))
    starts = in_bangkok(meeting.starts_at)
    event.add("dtstart", starts)
    ends = meeting.ends_at or meeting.starts_at + USUAL_LENGTH
    event.add("dtend", in_bangkok(ends))
    number = wording.NUMBER.format(meeting.numbered)
    event.add("summary", f"{meeting.name} {number}")
    event.add("location", place_of(meeting))
    lines = [f"{wording.ITEM.format(item.number)} {item.title}" for item in items]
    if meeting.online_link:
        lines.append(meeting.online_link)
        event.add("url", meeting.online_link)
    event.add("description", "\n".join(lines))
    event.add("organizer", f"mailto:{organiser}")
    for address, name in attendees:
        person = icalendar.vCalAddress(f"mailto:{address}")
        person.params["CN"] = icalendar.vText(name)
        person.params["RSVP"] = icalendar.vText("TRUE")
        event.add("attendee", person, encode=False)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made
