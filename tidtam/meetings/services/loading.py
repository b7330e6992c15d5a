"""Meetings as exchange files bring them: made or updated in bulk."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from tidtam.common import audit
from tidtam.meetings.models import Attendance, Meeting, Series
from tidtam.organisation.models import Unit

from .meetings import places_of

SeriesKey = tuple[str, str]  # unit code, name
MeetingKey = tuple[str, str, int, int]  # unit code, name of the series, year, number
BATCH = 500
_ASIDE = frozenset({"unit_code", "series", "numbering", "year", "number"})


@dataclass(frozen=True)
class MeetingDraft:
    """What a meeting is to be; its agenda and attendance are none of it."""

    unit_code: str
    series: str
    numbering: str
    year: int
    number: int
    state: str
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
    note: str = ""

    @property
    def series_key(self) -> SeriesKey:
        """Return the key of its series."""
        return self.unit_code, self.series

    @property
    def key(self) -> MeetingKey:
        """Return the key of its series, year and number."""
        return *self.series_key, self.year, self.number


@transaction.atomic
def meetings_store(
    *, meetings: Sequence[MeetingDraft], by: audit.Actor
) -> dict[str, int]:
    """Make or update meetings; return the counts made and changed.

    A series comes into being with its first meeting. New meetings have a place for
    each member. Leaves one event with counts and a digest.
    """
    stored = meetings_by_key(draft.unit_code for draft in meetings)
    series = _series_of(meetings)
    rows = []
    for draft in meetings:
        row = stored.get(draft.key) or Meeting(
            series=series[draft.series_key], year=draft.year, number=draft.number
        )
        for name in _columns():
            setattr(row, name, getattr(draft, name))
        row.version += 1 if row.pk else 0
        rows.append(row)
    new = [row for row in rows if not row.pk]
    old = [row for row in rows if row.pk]
    Meeting.objects.bulk_create(new, batch_size=BATCH)
    Meeting.objects.bulk_update(old, [*_columns(), "version"], batch_size=BATCH)
    Attendance.objects.bulk_create(
        (
            place
            for meeting in new
            for place in places_of(meeting, meeting.series.members.all())
        ),
        batch_size=BATCH,
    )
    counts = {"made": len(new), "changed": len(old)}
    lines = (
        tuple(str(getattr(draft, each.name)) for each in fields(draft))
        for draft in meetings
    )
    audit.record(
        by=by,
        action="meetings.stored",
        target_type="meetings",
        after={**counts, "digest": audit.digest_of(lines)},
    )
    return counts


def _columns() -> list[str]:
    return [each.name for each in fields(MeetingDraft) if each.name not in _ASIDE]


def _series_of(drafts: Sequence[MeetingDraft]) -> dict[SeriesKey, Series]:
    """Return the series that the drafts name, with their members; new ones made."""
    codes = {draft.unit_code for draft in drafts}
    units = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    known = set(
        Series.objects.filter(unit__code__in=codes).values_list("unit__code", "name")
    )
    missing = {
        draft.series_key: Series(
            unit_id=units[draft.unit_code],
            name=draft.series,
            numbering=draft.numbering,
        )
        for draft in drafts
        if draft.series_key not in known
    }
    Series.objects.bulk_create(missing.values(), batch_size=BATCH)
    rows = Series.objects.filter(unit__code__in=codes)
    rows = rows.select_related("unit").prefetch_related("members")
    return {(row.unit.code, row.name): row for row in rows}


def meetings_by_key(units: Iterable[str]) -> dict[MeetingKey, Meeting]:
    """Return the meetings of the units by key."""
    rows = Meeting.objects.filter(series__unit__code__in=set(units))
    return {
        (row.series.unit.code, row.series.name, row.year, row.number): row
        for row in rows.select_related("series__unit")
    }
