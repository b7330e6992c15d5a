"""How far plans and projects are: the rules of docs/methods/plan-progress.md.

Pure arithmetic over facts; nothing here asks the database. Shares are exact fractions
from 0 to 1, None where there is no answer.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tidtam.common.periods import Period


@dataclass(frozen=True)
class Step:
    """A milestone: its weight, the day it is due, the day it was done."""

    weight: Decimal
    due_on: datetime.date
    done_on: datetime.date | None = None

    def is_done(self, day: datetime.date) -> bool:
        """Say whether it was done by the end of the day."""
        return self.done_on is not None and self.done_on <= day

    def is_late(self, day: datetime.date) -> bool:
        """Say whether its day has passed and it is not done."""
        return self.due_on < day and not self.is_done(day)


@dataclass(frozen=True)
class Work:
    """A project: its steps and its money."""

    steps: tuple[Step, ...]
    planned: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """How a project or a plan stands on a day."""

    progress: Fraction | None
    expected: Fraction | None
    late: int
    steps: int
    done: int
    planned: Decimal
    disbursed: Decimal
    time_share: Fraction

    @property
    def budget_share(self) -> Fraction | None:
        """Return the disbursed share of the planned money, None where none is."""
        return budget_share(self.planned, self.disbursed)

    @property
    def shown(self) -> dict[str, float | None]:
        """Return the shares as numbers for pages and meters."""
        return {
            "progress": _float(self.progress),
            "expected": _float(self.expected),
            "behind": _float(self.behind),
            "budget": _float(self.budget_share),
            "time": float(self.time_share),
        }

    @property
    def behind(self) -> Fraction | None:
        """Return by how much progress is short of what was expected, None if not."""
        if self.progress is None or self.expected is None:
            return None
        return max(self.expected - self.progress, Fraction(0)) or None

    @property
    def over_disbursed(self) -> Decimal:
        """Return by how much more is disbursed than planned, 0 where it is not."""
        return max(self.disbursed - self.planned, Decimal(0))

    @property
    def budget_left(self) -> Decimal:
        """Return the money that is planned and not disbursed."""
        return self.planned - self.disbursed


def progress(steps: Iterable[Step], day: datetime.date) -> Fraction | None:
    """Return the weight of the steps done by the day over that of all."""
    known = list(steps)
    return _share(known, [step for step in known if step.is_done(day)])


def expected(steps: Iterable[Step], day: datetime.date) -> Fraction | None:
    """Return the weight of the steps due by the end of the day over that of all."""
    known = list(steps)
    return _share(known, [step for step in known if step.due_on <= day])


def mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    """Return the mean of the shares that are known; every project counts alike."""
    known = [share for share in shares if share is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def budget_share(planned: Decimal, disbursed: Decimal) -> Fraction | None:
    """Return disbursed over planned, None where nothing is planned."""
    return Fraction(disbursed) / Fraction(planned) if planned else None


def time_share(fiscal_year: int, day: datetime.date) -> Fraction:
    """Return the share of the fiscal year's days that have passed with this day."""
    year = Period(fiscal_year, "Y")
    days = (year.last_day - year.first_day).days + 1
    passed = (day - year.first_day).days + 1
    return Fraction(min(max(passed, 0), days), days)


def standing_of(
    works: Sequence[Work], fiscal_year: int, day: datetime.date
) -> Standing:
    """Return how the projects stand together; of one project, how it stands."""
    steps = [step for work in works for step in work.steps]
    return Standing(
        progress=mean(progress(work.steps, day) for work in works),
        expected=mean(expected(work.steps, day) for work in works),
        late=sum(step.is_late(day) for step in steps),
        steps=len(steps),
        done=sum(step.is_done(day) for step in steps),
        planned=sum((work.planned for work in works), Decimal(0)),
        disbursed=sum((work.disbursed for work in works), Decimal(0)),
        time_share=time_share(fiscal_year, day),
    )


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _share(steps: Sequence[Step], some: Sequence[Step]) -> Fraction | None:
    total = sum((Fraction(step.weight) for step in steps), Fraction(0))
    part = sum((Fraction(step.weight) for step in some), Fraction(0))
    return part / total if total else None
