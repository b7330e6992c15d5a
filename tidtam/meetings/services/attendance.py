"""Who came, what was said, and what disturbed the meeting."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer
from tidtam.common import clock
from tidtam.meetings.models import Attendance, Incident, Meeting, Statement

from .common import MeetingError, expect_open, locked, record
from .votes import refuse_fewer_than_voted


@transaction.atomic
def attendance_record(
    *, meeting: Meeting, rows: Sequence[Attendance], by: Doer
) -> None:
    """Store who came; `rows` are places of this meeting as they now are.

    Raises MeetingError where more voted on an item than were then there.
    """
    row = locked(meeting, by)
    expect_open(row)
    known = {each.pk: each for each in row.attendance.all()}
    names = (
        "presence", "identified_by", "came_at", "left_at", "apology", "substitute",
    )  # fmt: skip
    changed = [
        each
        for each in rows
        if each.pk in known
        and any(getattr(each, n) != getattr(known[each.pk], n) for n in names)
    ]
    if not changed:
        return
    now = {each.pk: each for each in changed}
    refuse_fewer_than_voted(row, [now.get(pk, each) for pk, each in known.items()])
    Attendance.objects.bulk_update(changed, names)
    after = {str(each): each.presence for each in changed}
    record(row, by, "attendance_recorded", after=after)


@transaction.atomic
def guest_add(*, meeting: Meeting, name: str, position: str, by: Doer) -> Attendance:
    """Add somebody who joined and is no member."""
    row = locked(meeting, by)
    expect_open(row)
    last = row.attendance.aggregate(last=Max("order"))["last"] or 0
    guest = Attendance.objects.create(
        meeting=row,
        order=last + 1,
        name=name,
        position=position,
        presence=Attendance.Presence.ON_SITE,
    )
    record(row, by, "guest_added", after={"name": name, "position": position})
    return guest


@transaction.atomic
def statement_add(*, meeting: Meeting, text: str, said_by: str, by: Doer) -> Statement:
    """Keep words that were said, with who said them."""
    row = locked(meeting, by)
    expect_open(row)
    order = row.statements.count() + 1
    made = Statement.objects.create(meeting=row, order=order, text=text, by=said_by)
    record(row, by, "statement_added", after={"text": text, "by": said_by})
    return made


@transaction.atomic
def incident_add(
    *, meeting: Meeting, happened_at: datetime.time, minutes: int, what: str, by: Doer
) -> Incident:
    """Keep what disturbed the meeting. Raises MeetingError before it began."""
    row = locked(meeting, by)
    expect_open(row)
    if row.starts_at > clock.now():
        raise MeetingError(_("It has not begun yet."))
    made = Incident.objects.create(
        meeting=row, happened_at=happened_at, minutes=minutes, what=what
    )
    after = {"at": f"{happened_at:%H:%M}", "minutes": minutes, "what": what}
    record(row, by, "incident_added", after=after)
    return made


@transaction.atomic
def incident_remove(*, incident: Incident, by: Doer) -> None:
    """Take out what was written by mistake; the trail keeps it."""
    row = locked(incident.meeting, by)
    expect_open(row)
    before = {"minutes": incident.minutes, "what": incident.what}
    Incident.objects.filter(pk=incident.pk).delete()
    record(row, by, "incident_removed", before=before, after={})
