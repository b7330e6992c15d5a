"""Periods of the Thai fiscal year: 1 October to 30 September, named by its end.

FY2565 runs from 2021-10-01 to 2022-09-30. Codes: 2565-Q1..Q4, -H1, -H2, -9M, -Y.
"""

import datetime
import re
from dataclasses import dataclass

BUDDHIST_OFFSET = 543
FIRST_MONTH = {"Q1": 0, "Q2": 3, "Q3": 6, "Q4": 9, "H1": 0, "H2": 6, "9M": 0, "Y": 0}
MONTHS = {"Q1": 3, "Q2": 3, "Q3": 3, "Q4": 3, "H1": 6, "H2": 6, "9M": 9, "Y": 12}
SPANS = tuple(MONTHS)
CODE = re.compile(r"(2[0-9]{3})-(Q[1-4]|H[12]|9M|Y)", re.ASCII)

# The ways in which a wider period can be made of narrower ones, best first
# (design: H1 = Q1+Q2, 9M = Q1..Q3, Y = Q1..Q4, else H1+H2).
PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "H1": (("Q1", "Q2"),),
    "9M": (("Q1", "Q2", "Q3"),),
    "Y": (("Q1", "Q2", "Q3", "Q4"), ("H1", "H2")),
}


@dataclass(frozen=True, order=True)
class Period:
    """A span of one fiscal year. `fiscal_year` is Buddhist, such as 2565."""

    fiscal_year: int
    span: str

    @property
    def code(self) -> str:
        """Return the period as written in files, such as 2565-Q1."""
        return f"{self.fiscal_year}-{self.span}"

    @property
    def first_day(self) -> datetime.date:
        """Return the day on which the period begins."""
        return _month_start(self.fiscal_year, FIRST_MONTH[self.span])

    @property
    def last_day(self) -> datetime.date:
        """Return the day on which the period ends."""
        months = FIRST_MONTH[self.span] + MONTHS[self.span]
        return _month_start(self.fiscal_year, months) - datetime.timedelta(days=1)

    @property
    def begins_the_year(self) -> bool:
        """Say whether the period begins on 1 October."""
        return FIRST_MONTH[self.span] == 0

    def sibling(self, span: str) -> "Period":
        """Return another period of the same fiscal year."""
        return Period(self.fiscal_year, span)


def parse(code: str) -> Period | None:
    """Return the period that the code names, or None when it names none."""
    match = CODE.fullmatch(code)
    return Period(int(match[1]), match[2]) if match else None


def fiscal_year_of(day: datetime.date) -> int:
    """Return the Buddhist fiscal year in which the day lies."""
    return day.year + BUDDHIST_OFFSET + (1 if day.month >= 10 else 0)


def _month_start(fiscal_year: int, months: int) -> datetime.date:
    """Return the first day of the month that lies `months` after 1 October."""
    year = fiscal_year - BUDDHIST_OFFSET - 1
    month = 9 + months
    return datetime.date(year + month // 12, month % 12 + 1, 1)
