"""Invitations with their calendar files."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer
from tidtam.common import clock
from tidtam.common.thai import date_official, in_bangkok, time_short
from tidtam.meetings import wording
from tidtam.meetings.calendar import invitation_file
from tidtam.meetings.models import AgendaItem, Invitation, Meeting
from tidtam.meetings.papers import place_of

from .common import MeetingError, State, locked, move, moved_on


@transaction.atomic
def meeting_invite(*, meeting: Meeting, by: Doer) -> int:
    """Send the invitation with its calendar file to every member with an address.

    Returns how many are sent; each is kept as proof and leaves after the commit. A
    second invitation replaces the first in calendars. Raises MeetingError where no
    member has an address, or the meeting has begun.
    """
    row = locked(meeting, by)
    if row.state not in {State.PLANNED, State.INVITED}:
        raise moved_on(row)
    if row.starts_at <= clock.now():
        raise MeetingError(_("It has begun already."))
    members = [each for each in row.series.members.all() if each.email]
    if not members:
        raise MeetingError(
            _("No member has an e-mail address. Write one on the page of the members.")
        )
    row.sequence += 1
    items = list(row.items.all())
    text = invitation_text(row, items)
    now = clock.now()
    file = invitation_file(
        row,
        items,
        organiser=settings.DEFAULT_FROM_EMAIL,
        attendees=[(each.email, str(each)) for each in members],
        moment=now,
    )
    Invitation.objects.bulk_create(
        Invitation(
            meeting=row,
            member=each,
            sequence=row.sequence,
            to=each.email,
            sent_at=now,
            text=text,
        )
        for each in members
    )
    addresses = [each.email for each in members]
    after = {"to": addresses, "sequence": row.sequence}
    move(row, State.INVITED, by, "invited", after)
    number = wording.NUMBER.format(row.numbered)
    subject = f"ขอเชิญ{row.name.removeprefix(wording.THE)} {number}"
    transaction.on_commit(partial(_send, subject, text, file, addresses, row.pk))
    return len(members)


def invitation_text(meeting: Meeting, items: Iterable[AgendaItem]) -> str:
    """Return the words of the invitation."""
    starts = in_bangkok(meeting.starts_at)
    number = wording.NUMBER.format(meeting.numbered)
    lines = [
        f"ขอเชิญเข้าร่วม{meeting.name} {number}",
        f"{date_official(starts.date())} เวลา {time_short(starts)}",
        wording.AT.format(place_of(meeting)),
    ]
    if meeting.online_link:
        lines.append(meeting.online_link)
    lines += ["", wording.AGENDA]
    lines += [f"{item.number} {item.title}" for item in items]
    lines += ["", "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม"]
    if settings.SIMULATED:
        lines += ["", "ข้อมูลจำลอง"]
    return "\n".join(lines)


def _send(
    subject: str, text: str, file: bytes, addresses: Sequence[str], pk: int
) -> None:
    """Send one message a member, in one connection; with a stable message id."""
    connection = get_connection()
    messages = []
    for address in addresses:
        message = EmailMessage(
            subject, text, settings.DEFAULT_FROM_EMAIL, [address], connection=connection
        )
        message.extra_headers["X-Tidtam-Meeting"] = str(pk)
        message.attach("invite.ics", file, 'text/calendar; method="REQUEST"')
        messages.append(message)
    connection.send_messages(messages)
