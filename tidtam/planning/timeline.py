"""Where projects, milestones and today lie on the drawing of a fiscal year.

Positions come back as percentages for attributes of SVG elements.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from tidtam.common.periods import Period
from tidtam.common.thai import Language, month_short

from .models import Milestone
from .selectors import Sheet, is_late


@dataclass(frozen=True)
class Month:
    """A month at the head: where it begins, where its name stands, the name."""

    x: str
    middle: str
    name: str


@dataclass(frozen=True)
class Mark:
    """A milestone on its bar: `kind` is done, late or open."""

    x: str
    kind: str
    milestone: Milestone


@dataclass(frozen=True)
class Bar:
    """A project: where its days lie, how much of it is done, its milestones."""

    sheet: Sheet
    x: str
    width: str
    done: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Timeline:
    """A fiscal year with the projects in it; `today` is empty outside the year."""

    months: Sequence[Month]
    bars: Sequence[Bar]
    today: str


def timeline_of(
    fiscal_year: int, sheets: Sequence[Sheet], day: datetime.date
) -> Timeline:
    """Return the drawing of the projects over the year, as of the day."""
    year = Period(fiscal_year, "Y")
    first = year.first_day
    days = (year.last_day - first).days + 1

    def at(on: datetime.date) -> float:
        return min(max((on - first).days / days, 0.0), 1.0)

    def bar(sheet: Sheet) -> Bar:
        begins = at(sheet.project.starts_on)
        ends = at(sheet.project.ends_on + datetime.timedelta(days=1))
        share = float(sheet.standing.progress or 0)
        marks = [
            Mark(percent(at(row.due_on)), _kind(row, day), row)
            for row in sheet.milestones
        ]
        return Bar(
            sheet,
            percent(begins),
            percent(ends - begins),
            percent((ends - begins) * share),
            marks,
        )

    inside = year.first_day <= day <= year.last_day
    return Timeline(
        [_month(first, number, at) for number in range(12)],
        [bar(sheet) for sheet in sheets],
        percent(at(day)) if inside else "",
    )


def percent(share: float) -> str:
    """Return the share as a percentage with at most two decimals: `62.5%`."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def _month(
    first: datetime.date, number: int, at: Callable[[datetime.date], float]
) -> Month:
    begins = _months_later(first, number)
    ends = _months_later(first, number + 1)
    language: Language = "en" if get_language() == "en" else "th"
    left, right = at(begins), at(ends)
    return Month(
        percent(left), percent((left + right) / 2), month_short(begins.month, language)
    )


def _months_later(first: datetime.date, months: int) -> datetime.date:
    month = first.month - 1 + months
    return datetime.date(first.year + month // 12, month % 12 + 1, 1)


def _kind(row: Milestone, day: datetime.date) -> str:
    if row.done_on is not None:
        return "done"
    return "late" if is_late(row, day) else "open"
