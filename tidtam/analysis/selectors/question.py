"""What a page of results is asked: of which unit, for which period, on which basis."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    holds_over,
    units_granted_to,
    units_visible_to,
)
from tidtam.analysis.models import Basis, ResultRun
from tidtam.common import clock
from tidtam.common.periods import MONTHS, Period, parse
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order
from tidtam.reporting.models import Round, RoundUnit


@dataclass(frozen=True)
class Run:
    """A finished reckoning that is shown; `is_due` if the period's round fell due."""

    pk: int
    period: Period
    basis: str
    as_of: datetime.datetime
    is_due: bool


Runs = Mapping[tuple[Period, str], Run]


@dataclass(frozen=True)
class Question:
    """A unit, a period and a basis, with the current runs that can answer.

    `period` is None while nothing has been reckoned. `refused` is the text of a period
    that was asked for and has no figures.
    """

    unit: Unit
    period: Period | None
    basis: Basis
    runs: Runs
    refused: str = ""

    @property
    def run(self) -> Run | None:
        """Return the run that answers, if there is one."""
        return self.run_of(self.period)

    def run_of(self, period: Period | None) -> Run | None:
        """Return the run of another period on the same basis."""
        return self.runs.get((period, self.basis)) if period else None

    @cached_property
    def periods(self) -> list[Period]:
        """Return the periods that have figures, newest first."""
        return sorted({period for period, _basis in self.runs}, key=_time)[::-1]

    @cached_property
    def like(self) -> list[Period]:
        """Return the periods of the same sort up to the asked one, in order of time.

        Quarters stand with quarters; other spans with the same span of other years.
        """
        asked = self.period
        if asked is None:
            return []
        return [
            period
            for period in reversed(self.periods)
            if _sort(period) == _sort(asked) and _time(period) <= _time(asked)
        ]

    @cached_property
    def before(self) -> Period | None:
        """Return the period of the same sort just before the asked one."""
        return self.like[-2] if len(self.like) > 1 else None

    @property
    def is_stored(self) -> bool:
        """Say whether results of the unit are stored: areas and above."""
        return self.unit.kind != Unit.Kind.SCHOOL


def question_of(
    unit: Unit, wanted_period: str, wanted_basis: str, fiscal_year: int | None = None
) -> Question:
    """Return the question, with a default for what was not or wrongly asked.

    The default period is the newest whose round has fallen due, so that the first
    answer is one that can be concluded, of the fiscal year if one is named and has any.
    The default basis is preliminary. One query.
    """
    known = current_runs()
    period = parse(wanted_period)
    has_figures = any(period == each for each, _basis in known)
    return Question(
        unit=unit,
        period=period if has_figures else default_period(known, fiscal_year),
        basis=_basis(wanted_basis),
        runs=known,
        refused="" if has_figures else wanted_period,
    )


def current_runs() -> Runs:
    """Return the runs that are shown, by period and basis. One query."""
    code = Concat(Cast("fiscal_year", CharField()), Value("-"), "span")
    due = Round.objects.annotate(period_code=code).filter(
        period_code=OuterRef("period"), due_at__lte=clock.now()
    )
    rows = ResultRun.objects.filter(is_current=True).annotate(is_due=Exists(due))
    found = [
        Run(pk, _period(period), basis, as_of, is_due)
        for pk, period, basis, as_of, is_due in rows.values_list(
            "pk", "period", "basis", "as_of", "is_due"
        )
    ]
    return {(run.period, run.basis): run for run in found}


def default_period(runs: Runs, fiscal_year: int | None = None) -> Period | None:
    """Return the newest period whose round has fallen due, else the newest of all.

    Of the fiscal year, where it has any.
    """
    of_year = [run for run in runs.values() if run.period.fiscal_year == fiscal_year]
    kept = of_year or list(runs.values())
    due = {run.period for run in kept if run.is_due}
    every = {run.period for run in kept}
    return max(due or every, key=_time, default=None)


def unit_asked(
    user: User, code: str, permission: Permission = Permission.RESULT_VIEW
) -> Unit | None:
    """Return the unit that the user asks to see; None if it is not theirs to see.

    Without a code it is the highest unit that the user's own grants name. A unit that
    has closed stays visible to those who stand above its frozen superiors.
    """
    if not code:
        return in_order(units_granted_to(user, permission)).first()
    found = units_visible_to(user, permission).filter(code=code).first()
    return found or _unit_of_the_past(user, code, permission)


def _unit_of_the_past(user: User, code: str, permission: Permission) -> Unit | None:
    """Return a unit through the superiors that some round froze with it."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        return None
    frozen = RoundUnit.objects.filter(unit=unit) | RoundUnit.objects.filter(area=unit)
    rows = frozen.values_list("area", "branch").distinct()
    ids = {unit.pk, *(pk for row in rows for pk in row if pk)}
    return unit if len(ids) > 1 and holds_over(user, permission, ids) else None


def units_readable(user: User) -> QuerySet[Unit]:
    """Return the units whose results the user may read today."""
    return units_visible_to(user, Permission.RESULT_VIEW)


def _basis(wanted: str) -> Basis:
    return Basis(wanted) if wanted in Basis.values else Basis.PRELIMINARY


def _period(code: str) -> Period:
    period = parse(code)
    if period is None:
        raise ValueError(f"{code!r} names no period")
    return period


def _time(period: Period) -> tuple[int, int]:
    """Order periods by their end; of those that end together, short before long."""
    return period.last_day.toordinal(), MONTHS[period.span]


def _sort(period: Period) -> str:
    return "Q" if period.span.startswith("Q") else period.span
