"""Who came, and what was said."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from tidtam.accounts.permissions import Doer
from tidtam.meetings.models import Attendance, Meeting, Statement

from .common import expect_open, locked, record


@transaction.atomic
def attendance_record(
    *, meeting: Meeting, rows: Sequence[Attendance], by: Doer
) -> None:
    """Store who came; `rows` are places of this meeting as they now are."""
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
