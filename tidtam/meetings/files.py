"""Reader and writer of meetings.csv."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from tidtam.common import audit, tables
from tidtam.common.tables import BadCellError, Faults, Row, Table
from tidtam.organisation.files import unknown_unit

from . import services
from .drafts import meeting_drafts, vote_times
from .forms import LONG, MOST_MINUTES
from .models import LINK_LENGTH, Meeting, Series
from .quorum import is_within
from .services import MeetingDraft, year_by

State = Meeting.State
# A meeting goes only forward through its states.
STATES = list(State.values)


def _year(raw: str) -> int:
    """Read a year of the Buddhist era, fiscal or calendar."""
    try:
        return int(tables.fiscal_year(raw))
    except BadCellError as error:
        raise BadCellError(
            _("%(raw)r is not a year of the Buddhist era") % {"raw": raw}, error.remedy
        ) from error


def _number(raw: str) -> int:
    """Read the number of a meeting, from 1."""
    value = tables.count(raw)
    if not 0 < value < 1000:
        raise BadCellError(
            _("%(raw)r is not the number of a meeting") % {"raw": raw},
            _("write a whole number from 1"),
        )
    return value


def _length(raw: str) -> int:
    """Read how many minutes a recording has, within a day."""
    value = tables.count(raw)
    if not 0 < value <= MOST_MINUTES:
        raise BadCellError(
            _("%(raw)r is not the length of a recording") % {"raw": raw},
            _("write whole minutes from 1 to 1440, or leave the cell empty"),
        )
    return value


_is_address = URLValidator(schemes=["http", "https"])


def _link(raw: str) -> str:
    """Read an address on the web, or nothing."""
    value: str = tables.text(LINK_LENGTH)(raw)
    if value:
        try:
            _is_address(value)
        except ValidationError as error:
            raise BadCellError(
                _("%(raw)r is not an address on the web") % {"raw": raw},
                _("write it with https:// in front, or leave the cell empty"),
            ) from error
    return value


MEETINGS = Table(
    "meetings.csv",
    {
        "unit_code": tables.code,
        "series": tables.text(300, required=True),
        "numbering": tables.choice(Series.Numbering.values),
        "year": _year,
        "number": _number,
        "state": tables.choice(STATES),
        "starts_at": tables.moment,
        "ends_at": tables.optional(tables.moment),
        "place": tables.text(300, required=True),
        "online": tables.text(100),
        "online_link": _link,
        "opening": tables.text(LONG),
        "taken_by": tables.text(200),
        "taken_by_position": tables.text(200),
        "checked_by": tables.text(200),
        "checked_by_position": tables.text(200),
        "recorded_minutes": tables.optional(_length),
        "note": tables.text(LONG),
    },
    ("unit_code", "series", "year", "number"),
)


@dataclass
class MeetingStage:
    """The meetings that are to be written."""

    meetings: list[MeetingDraft] = field(default_factory=list)

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the file brings; return its counts."""
        if not self.meetings:
            return {}
        counts = services.meetings_store(meetings=self.meetings, by=by)
        return {MEETINGS.file: counts}


def stage(
    folder: Path,
    faults: Faults,
    *,
    units: Collection[str],
    moment: datetime.datetime,
) -> MeetingStage:
    """Read the file against what is stored and staged before it."""
    staged = MeetingStage()
    rows = tables.read_table(folder, MEETINGS, faults)
    if not rows:
        return staged
    stored = {draft.key: draft for draft in meeting_drafts()}
    votes = vote_times()
    numberings = dict(_stored_numberings())
    for row in rows:
        draft = MeetingDraft(*row.values)
        if draft.unit_code not in units:
            unknown_unit(faults, MEETINGS.file, row, "unit_code")
        numbering = numberings.setdefault(draft.series_key, draft.numbering)
        if numbering != draft.numbering:
            _add(
                faults,
                row,
                "numbering",
                _("the meetings of this series are numbered by %(numbering)s year")
                % {"numbering": numbering},
                _("write %(numbering)s on every row of the series")
                % {"numbering": numbering},
            )
        known = stored.get(draft.key)
        if known == draft:
            continue
        _check(row, draft, known, moment, faults)
        _check_votes(row, draft, votes.get(draft.key, ()), faults)
        staged.meetings.append(draft)
    return staged


def _stored_numberings() -> Mapping[tuple[str, str], str]:
    rows = Series.objects.values_list("unit__code", "name", "numbering")
    return {(unit, name): numbering for unit, name, numbering in rows}


def _check(
    row: Row,
    draft: MeetingDraft,
    known: MeetingDraft | None,
    moment: datetime.datetime,
    faults: Faults,
) -> None:
    """Check a meeting that is new or changed."""
    if known is not None and known.state == State.ADOPTED:
        _add(
            faults,
            row,
            "state",
            _("the minutes of this meeting are adopted, so it stays as it is"),
            _("take the row out, or leave it as the export wrote it"),
        )
        return
    if known is not None and STATES.index(draft.state) < STATES.index(known.state):
        _add(
            faults,
            row,
            "state",
            _("this meeting is %(state)s already") % {"state": known.state},
            _("write %(state)s or a state after it") % {"state": known.state},
        )
    year = year_by(draft.numbering, draft.starts_at)
    if known is None and year != draft.year:
        _add(
            faults,
            row,
            "year",
            _("a meeting on that day is numbered within %(year)d") % {"year": year},
            _("write %(year)d, or mend starts_at or numbering") % {"year": year},
        )
    _check_times(row, draft, moment, faults)


def _check_times(
    row: Row, draft: MeetingDraft, moment: datetime.datetime, faults: Faults
) -> None:
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        _add(
            faults,
            row,
            "ends_at",
            _("the meeting ends before it begins"),
            _("write a time after starts_at"),
        )
    if draft.state in {State.HELD, State.ADOPTED} and draft.starts_at > moment:
        _add(
            faults,
            row,
            "starts_at",
            _("a meeting that is still to come has not been held"),
            _("write planned or invited as its state"),
        )
    if draft.state == State.ADOPTED and draft.ends_at is None:
        _add(
            faults,
            row,
            "ends_at",
            _("minutes are adopted only once the end is known"),
            _("write when the meeting ended"),
        )


def _check_votes(
    row: Row, draft: MeetingDraft, votes: Iterable[datetime.time], faults: Faults
) -> None:
    for at in votes:
        if not is_within(draft.starts_at, draft.ends_at, at):
            _add(
                faults,
                row,
                "starts_at",
                _("a vote was taken at %(time)s, outside these hours")
                % {"time": f"{at:%H:%M}"},
                _("mend starts_at or ends_at"),
            )


def _add(faults: Faults, row: Row, column: str, reason: str, remedy: str) -> None:
    faults.add(MEETINGS.file, row.line, column, reason, remedy)


def write(folder: Path) -> None:
    """Write the file, sorted as text by its key."""
    names = list(MEETINGS.columns)
    places = [names.index(name) for name in MEETINGS.key]
    # The dataclass holds its fields in the order of the columns.
    rows = (tuple(map(_cell, astuple(draft))) for draft in meeting_drafts())
    tables.write_table(
        folder / MEETINGS.file,
        names,
        sorted(rows, key=lambda row: tuple(row[place] for place in places)),
    )


def _cell(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return tables.moment_text(value)
    return "" if value is None else str(value)
