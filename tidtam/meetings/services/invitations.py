"""Invitations with their calendar files."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from smtplib import SMTPException

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
from tidtam.meetings.selectors import unsent

from .common import MeetingError, State, locked, move, moved_on, record

logger = logging.getLogger(__name__)


@transaction.atomic
def meeting_invite(*, meeting: Meeting, by: Doer) -> int:
    """Send the invitation with its calendar file to every member with an address.

    Returns how many; each is kept with what came of it, and leaves after the commit. A
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
    Invitation.objects.bulk_create(
        Invitation(
            meeting=row,
            member=each,
            sequence=row.sequence,
            to=each.email,
            sent_at=now,
            text=text,
            state=Invitation.State.WAITING,
        )
        for each in members
    )
    addresses = [each.email for each in members]
    after = {"to": addresses, "sequence": row.sequence}
    move(row, State.INVITED, by, "invited", after)
    _send_later(row, items, [each.pk for each in members], by)
    return len(members)


@transaction.atomic
def invitations_resend(*, meeting: Meeting, by: Doer) -> int:
    """Send what could not be sent once more, in the same words; return how many.

    Raises MeetingError where all were sent, or the meeting has changed since.
    """
    row = locked(meeting, by)
    if row.starts_at <= clock.now():
        raise MeetingError(_("It has begun already."))
    now = clock.now()
    rows = list(unsent(row, now).select_for_update(of=("self",)))
    if not rows:
        raise MeetingError(_("All invitations were sent."))
    items = list(row.items.all())
    if any(each.text != invitation_text(row, items) for each in rows):
        raise MeetingError(
            _("The meeting has changed since it was invited to. Invite again instead.")
        )
    for each in rows:
        each.state, each.failure = Invitation.State.WAITING, ""
        each.sent_at = now
    Invitation.objects.bulk_update(rows, ["state", "failure", "sent_at"])
    after = {"to": [each.to for each in rows], "sequence": row.sequence}
    record(row, by, "invited_once_more", after=after)
    _send_later(row, items, [each.member_id for each in rows], by)
    return len(rows)


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


def _send_later(
    row: Meeting, items: Sequence[AgendaItem], members: Sequence[int], by: Doer
) -> None:
    """Send the newest invitation to these members after the commit."""
    kept = list(row.invitations.filter(sequence=row.sequence).select_related("member"))
    file = invitation_file(
        row,
        items,
        organiser=settings.DEFAULT_FROM_EMAIL,
        attendees=[(each.to, str(each.member)) for each in kept],
        moment=clock.now(),
    )
    chosen = [each for each in kept if each.member_id in set(members)]
    transaction.on_commit(partial(_send, row, chosen, file, by))


def _send(row: Meeting, rows: Sequence[Invitation], file: bytes, by: Doer) -> None:
    """Send one message a member, in one connection; keep what came of each."""
    number = wording.NUMBER.format(row.numbered)
    subject = f"ขอเชิญ{row.name.removeprefix(wording.THE)} {number}"
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        logger.warning("The mail server could not be reached.", exc_info=True)
        for each in rows:
            each.state, each.failure = _failed(error)
        _keep_outcome(row, rows, by)
        return
    for each in rows:
        message = EmailMessage(
            subject,
            each.text,
            settings.DEFAULT_FROM_EMAIL,
            [each.to],
            connection=connection,
        )
        message.extra_headers["X-Tidtam-Meeting"] = str(row.pk)
        message.attach("invite.ics", file, 'text/calendar; method="REQUEST"')
        each.state, each.failure = _outcome(message)
    with suppress(OSError, SMTPException):
        connection.close()
    _keep_outcome(row, rows, by)


def _outcome(message: EmailMessage) -> tuple[Invitation.State, str]:
    try:
        message.send()
    except (OSError, SMTPException) as error:
        logger.warning("An invitation could not be sent.", exc_info=True)
        return _failed(error)
    return Invitation.State.SENT, ""


def _failed(error: Exception) -> tuple[Invitation.State, str]:
    return Invitation.State.FAILED, f"{type(error).__name__}: {error}"[:300]


@transaction.atomic
def _keep_outcome(row: Meeting, rows: Sequence[Invitation], by: Doer) -> None:
    Invitation.objects.bulk_update(rows, ["state", "failure"])
    failed = [each.to for each in rows if each.state == Invitation.State.FAILED]
    if failed:
        record(row, by, "invitations_failed", after={"to": failed})
