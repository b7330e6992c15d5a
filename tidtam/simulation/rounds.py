"""The rounds: four of FY2564, all closed, and the first of FY2565, which is open.

Opening and due days are samples. The first round of FY2564 opened before the secondary
areas were split, so its list holds the 42 old ones.
"""

import datetime as dt

from tidtam.simulation.indicators import indicator_codes
from tidtam.simulation.rows import BANGKOK, RoundRow

NOW = dt.datetime(2022, 1, 19, 9, tzinfo=BANGKOK)
"""The moment at which the demo begins; nothing simulated lies after it."""

# Registering for MOE Safety Center began in FY2565.
FIRST_ROUND_OF = {"SAF-02": "2565-Q1"}

# Round, opening day, due day, closing day.
DAYS = (
    ("2564-Q1", (2020, 12, 21), (2021, 1, 22), (2021, 1, 28)),
    ("2564-Q2", (2021, 3, 22), (2021, 4, 23), (2021, 5, 7)),
    ("2564-Q3", (2021, 6, 21), (2021, 7, 23), (2021, 8, 6)),
    ("2564-Q4", (2021, 9, 20), (2021, 10, 21), (2021, 11, 5)),
    ("2565-Q1", (2021, 12, 20), (2022, 1, 21), (2022, 1, 31)),
)
ROUND_CODES = tuple(row[0] for row in DAYS)
OPEN_ROUND = ROUND_CODES[-1]

# No work was done on these days, nor on Saturdays and Sundays.
HOLIDAYS = frozenset(
    dt.date(*day)
    for day in (
        (2020, 12, 31),
        (2021, 1, 1),
        (2021, 4, 6),
        (2021, 4, 12),
        (2021, 4, 13),
        (2021, 4, 14),
        (2021, 4, 15),
        (2021, 5, 4),
        (2021, 7, 26),
        (2021, 7, 28),
        (2021, 8, 12),
        (2021, 9, 24),
        (2021, 10, 13),
        (2021, 10, 22),
        (2021, 12, 31),
        (2022, 1, 3),
    )
)


def rounds() -> list[RoundRow]:
    """Give the rounds in the order of time; each asks for every indicator it can."""
    return [
        RoundRow(
            code=code,
            fiscal_year=int(code[:4]),
            period=code,
            opens_at=_at(opens, 8, 30),
            due_at=_at(due, 16, 30),
            closes_at=_at(closes, 16, 30),
            indicator_codes="|".join(sorted(indicators_of_round(code))),
        )
        for code, opens, due, closes in DAYS
    ]


def indicators_of_round(code: str) -> list[str]:
    """Give the indicators of a round."""
    return [
        indicator
        for indicator in indicator_codes()
        if FIRST_ROUND_OF.get(indicator, code) <= code
    ]


def _at(day: tuple[int, int, int], hour: int, minute: int) -> dt.datetime:
    """Give a moment of a day in Bangkok."""
    return dt.datetime(*day, hour, minute, tzinfo=BANGKOK)
