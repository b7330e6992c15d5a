"""What a cell of an exchange file may hold, and how it is read.

Each reader turns the text of a cell into a value or raises BadCellError with the
reason and the remedy.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

Cell = Callable[[str], Any]

CODE = re.compile(r"[A-Za-z0-9_-]{1,20}", re.ASCII)
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
FISCAL_YEAR = re.compile(r"2[4-9][0-9]{2}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})",
    re.ASCII,
)
LAST_YEAR = 2399


class BadCellError(Exception):
    """A cell holds something that its column does not take."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def optional(cell: Cell, default: Any = None) -> Cell:
    """Read an empty cell as the default and any other with `cell`."""
    return lambda raw: default if raw == "" else cell(raw)


def text(longest: int, *, required: bool = False) -> Cell:
    """Read free text of at most so many characters."""

    def read(raw: str) -> str:
        if required and not raw.strip():
            raise BadCellError(_("the cell is empty"), _("write the text"))
        if len(raw) > longest:
            raise BadCellError(
                _("the text has %(length)d characters") % {"length": len(raw)},
                _("shorten it to at most %(longest)d") % {"longest": longest},
            )
        if "\x00" in raw:
            raise BadCellError(_("the text holds a null character"), _("remove it"))
        return raw

    return read


def code(raw: str) -> str:
    """Read a code."""
    if not CODE.fullmatch(raw):
        raise BadCellError(
            _("%(raw)r is not a code") % {"raw": raw},
            _("write 1 to 20 of the characters A-Z a-z 0-9 - _"),
        )
    return raw


def codes(raw: str) -> tuple[str, ...]:
    """Read codes separated by |, in any order, each once."""
    parts = tuple(code(part) for part in raw.split("|")) if raw else ()
    if len(set(parts)) != len(parts):
        raise BadCellError(
            _("a code stands twice in the cell"), _("name each code once")
        )
    return parts


def choice(values: Iterable[str]) -> Cell:
    """Read one of the words."""
    allowed = frozenset(values)

    def read(raw: str) -> str:
        if raw not in allowed:
            listed = ", ".join(word or _("(empty)") for word in sorted(allowed))
            raise BadCellError(
                _("%(raw)r is not one of the choices") % {"raw": raw},
                _("write one of: %(choices)s") % {"choices": listed},
            )
        return raw

    return read


def number(raw: str) -> Decimal:
    """Read a plain decimal of at most 15 + 6 digits."""
    if not NUMBER.fullmatch(raw):
        raise BadCellError(
            _("%(raw)r is not a plain decimal number") % {"raw": raw},
            _(
                "write ASCII digits only, at most 15 before and 6 after the point, "
                "without separators or exponent"
            ),
        )
    return Decimal(raw)


def count(raw: str) -> int:
    """Read a whole number from 0."""
    if not COUNT.fullmatch(raw):
        raise BadCellError(
            _("%(raw)r is not a whole number") % {"raw": raw},
            _("write ASCII digits only, from 0"),
        )
    return int(raw)


def fiscal_year(raw: str) -> int:
    """Read a fiscal year of the Buddhist era, such as 2565."""
    if not FISCAL_YEAR.fullmatch(raw):
        raise BadCellError(
            _("%(raw)r is not a fiscal year of the Buddhist era") % {"raw": raw},
            _("write it as 2565"),
        )
    return int(raw)


def day(raw: str) -> datetime.date:
    """Read an ISO date of the Gregorian calendar before the year 2400."""
    try:
        value = datetime.date.fromisoformat(raw) if DAY.fullmatch(raw) else None
    except ValueError:
        value = None
    if value is None:
        raise BadCellError(
            _("%(raw)r is not a date") % {"raw": raw}, _("write it as 2022-01-31")
        )
    _refuse_buddhist(value.year)
    return value


def moment(raw: str) -> datetime.datetime:
    """Read an ISO time with its offset, before the year 2400; the result is in UTC."""
    try:
        value = datetime.datetime.fromisoformat(raw) if MOMENT.fullmatch(raw) else None
        value = value.astimezone(datetime.UTC) if value else None
    except (ValueError, OverflowError):
        value = None
    if value is None:
        raise BadCellError(
            _("%(raw)r is not a time with an offset") % {"raw": raw},
            _("write it as 2022-01-31T16:30:00+07:00"),
        )
    _refuse_buddhist(int(raw[:4]))
    return value


def _refuse_buddhist(year: int) -> None:
    if year > LAST_YEAR:
        raise BadCellError(
            _("the year %(year)d is not before 2400") % {"year": year},
            _("write the Gregorian year, 543 less than the Buddhist year"),
        )
