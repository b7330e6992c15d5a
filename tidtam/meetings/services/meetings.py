"""Meetings: planned, changed, held, adopted."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.periods import fiscal_year_of
from tidtam.common.thai import buddhist_year, in_bangkok
from tidtam.meetings.models import Attendance, Meeting, Member, Series

from .common import (
    MeetingError,
    State,
    expect_open,
    expect_version,
    locked,
    move,
    moved_on,
    plain,
    record,
)
from .votes import refuse_votes_outside


@dataclass(frozen=True)
class MeetingWords:
    """What a meeting's own form says."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    place: str
    online: str = ""
    online_link: str = ""
    opening: str = ""
    taken_by: str = ""
    taken_by_position: str = ""
    checked_by: str = ""
    checked_by_position: str = ""
    recorded_minutes: int | None = None


@transaction.atomic
def meeting_plan(*, series: Series, words: MeetingWords, by: Doer) -> Meeting:
    """Plan a meeting under the next number of the year, with its members' places."""
    check(by, Permission.MEETING_EDIT, series.unit)
    Series.objects.select_for_update().get(pk=series.pk)
    year = year_of(series, words.starts_at)
    last = series.meetings.filter(year=year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        series=series, year=year, number=(last or 0) + 1, **vars(words)
    )
    Attendance.objects.bulk_create(places_of(meeting, series.members.all()))
    record(meeting, by, "planned", after=plain(vars(words)))
    return meeting


def year_of(series: Series, starts_at: datetime.datetime) -> int:
    """Return the Buddhist year within which the meeting is numbered."""
    return year_by(series.numbering, starts_at)


def year_by(numbering: str, starts_at: datetime.datetime) -> int:
    """Return the Buddhist year of the moment, fiscal or calendar."""
    day = in_bangkok(starts_at).date()
    if numbering == Series.Numbering.FISCAL:
        return fiscal_year_of(day)
    return buddhist_year(day.year)


def places_of(meeting: Meeting, members: Iterable[Member]) -> list[Attendance]:
    """Return a place for each member, not recorded yet."""
    return [
        Attendance(
            meeting=meeting,
            member=member,
            order=member.order,
            name=member.name,
            position=member.position,
            collective=member.collective,
            is_chair=member.is_chair,
        )
        for member in members
    ]


@transaction.atomic
def meeting_change(
    *, meeting: Meeting, words: MeetingWords, version: int, by: Doer
) -> Meeting:
    """Change the words of a meeting whose minutes are not adopted yet.

    Raises MeetingError where somebody was faster, or voted outside the new hours.
    """
    row = locked(meeting, by)
    expect_open(row)
    expect_version(row, version)
    before = {name: getattr(row, name) for name in vars(words)}
    changed = {k: v for k, v in vars(words).items() if before[k] != v}
    for name, value in changed.items():
        setattr(row, name, value)
    refuse_votes_outside(row)
    row.version += 1
    row.save()
    kept = {name: before[name] for name in changed}
    record(row, by, "changed", before=plain(kept), after=plain(changed))
    return row


@transaction.atomic
def meeting_hold(*, meeting: Meeting, by: Doer) -> None:
    """Say that the meeting has taken place. Raises MeetingError before it began."""
    row = locked(meeting, by)
    if row.state not in {State.PLANNED, State.INVITED}:
        raise moved_on(row)
    if row.starts_at > clock.now():
        raise MeetingError(_("It has not begun yet."))
    move(row, State.HELD, by, "held")


@transaction.atomic
def minutes_adopt(*, meeting: Meeting, by: Doer) -> None:
    """Adopt the minutes; from then on the record stays as it is."""
    rows = Meeting.objects.select_for_update(of=("self",))
    row = rows.select_related("series__unit").get(pk=meeting.pk)
    check(by, Permission.MEETING_APPROVE, row.series.unit)
    if row.state != State.HELD:
        raise moved_on(row)
    if row.ends_at is None:
        raise MeetingError(_("Write when the meeting ended first."))
    move(row, State.ADOPTED, by, "adopted")


@transaction.atomic
def meetings_loaded(*, meetings: Sequence[Meeting], by: audit.Operator) -> None:
    """Record that meetings were loaded as they are; for the demo."""
    audit.record(
        by=by,
        action="meetings.loaded",
        target_type="meetings",
        after={"meetings": len(meetings)},
    )
