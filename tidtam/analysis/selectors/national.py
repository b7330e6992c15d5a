"""The whole country on one page, from stored results."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, Sum

from tidtam.analysis.formulas import GREEN, GREY, RED
from tidtam.analysis.models import Result
from tidtam.analysis.reckoning import ResultRow
from tidtam.analysis.verdicts import Counted, Weight, count_lights, item_light
from tidtam.common.periods import Period
from tidtam.indicators.models import IndicatorVersion
from tidtam.indicators.selectors import frameworks_with_indicators
from tidtam.organisation.models import Unit

from .figures import (
    RESULT_COLUMNS,
    Definitions,
    Figure,
    definitions_of,
    trend_from,
)
from .items import ItemRow, Matrix, Verdict, matrix_of, verdict_of
from .matters import Groups, Matter, Seen, matters_of
from .question import Question

Rows = Mapping[Period, Mapping[int, Mapping[int, ResultRow]]]


@dataclass(frozen=True)
class Aspect:
    """An aspect of the work with its verdicts over like periods, in order of time."""

    row: ItemRow
    verdicts: Sequence[Verdict]

    @property
    def now(self) -> Verdict:
        """Return the verdict of the period."""
        return self.row.whole

    @property
    def scores(self) -> list[float | None]:
        """Return the scores over time, None where nothing was scored."""
        return [verdict.score for verdict in self.verdicts]

    @property
    def change(self) -> float | None:
        """Return the difference of the score from the period before."""
        last = self.scores[-2:]
        if len(last) < 2 or last[0] is None or last[1] is None:
            return None
        return last[1] - last[0]


@dataclass(frozen=True)
class LevelCoverage:
    """How much of what the units of one level had to report has come."""

    level: str
    reported: int
    due: int

    @property
    def share(self) -> float | None:
        """Return the share, None where nothing was due."""
        return self.reported / self.due if self.due else None


@dataclass(frozen=True)
class National:
    """What the national page shows, of one period and basis.

    `codes` gives the code of each indicator that has figures, `weights` the weight of
    each version. `coming` is the newest
    period where it is a later one, still being reported, with its coverage.
    """

    question: Question
    matrix: Matrix
    aspects: Sequence[Aspect]
    matters: Sequence[Matter]
    coverage: Sequence[LevelCoverage]
    codes: Mapping[int, str]
    weights: Mapping[int, Weight]
    coming: Period | None
    coming_coverage: Sequence[LevelCoverage]

    @cached_property
    def worst_aspect(self) -> Aspect | None:
        """Return the aspect whose score fell most since the period before, if any."""
        fallen = [each for each in self.aspects if (each.change or 0) < 0]
        return min(fallen, key=lambda each: each.change or 0, default=None)

    @property
    def reported(self) -> int:
        """Return how many figures have been reported."""
        return sum(level.reported for level in self.coverage)

    @property
    def due(self) -> int:
        """Return how many figures were due."""
        return sum(level.due for level in self.coverage)


def national_of(question: Question, groups: Sequence[Unit]) -> National:
    """Return the national page. Three queries, one more once a round has fallen due."""
    period, coming = question.period, _coming(question)
    rows, coming_rows = _rows(question, groups, coming)
    now = rows.get(period, {}) if period else {}
    definitions = definitions_of([*_flat(rows), *coming_rows])
    year = period.fiscal_year if period else 0
    frameworks, links = frameworks_with_indicators(year)
    every = [row for own in now.values() for row in own.values()]
    matrix = matrix_of(frameworks, links, question.unit, groups, every, definitions)
    silent, areas = _silent(question)
    own = {each: by_unit.get(question.unit.pk, {}) for each, by_unit in rows.items()}
    seen = Seen(
        trends=[
            (trend_from(own, definitions, pk), _groups(now, groups, definitions, pk))
            for pk in now.get(question.unit.pk, {})
        ],
        matrix=matrix,
        silent=silent,
        areas=areas,
    )
    return National(
        question=question,
        matrix=matrix,
        aspects=_aspects(matrix, own, definitions),
        matters=matters_of(seen),
        coverage=_coverage(now.get(question.unit.pk, {}).values(), definitions),
        codes={row.indicator: definitions[row.version].code for row in every},
        weights={pk: each.weight for pk, each in definitions.items()},
        coming=coming,
        coming_coverage=_coverage(coming_rows, definitions),
    )


def _coming(question: Question) -> Period | None:
    """Return the newest period if it ends later than the asked one."""
    if question.period is None:
        return None
    newest = question.periods[0]
    return newest if newest.last_day > question.period.last_day else None


def _flat(rows: Rows) -> Iterable[ResultRow]:
    for by_unit in rows.values():
        for own in by_unit.values():
            yield from own.values()


def _rows(
    question: Question, groups: Sequence[Unit], coming: Period | None
) -> tuple[Rows, list[ResultRow]]:
    """Return rows by period, unit and indicator: groups only of the asked period.

    With them the country's rows of the coming period. One query.
    """
    runs = {
        run.pk: period for period in question.like if (run := question.run_of(period))
    }
    ahead = question.run_of(coming)
    where = Q(run__in=[*runs, *([ahead.pk] if ahead else [])], unit=question.unit)
    if question.run:
        where |= Q(run=question.run.pk, unit__in=[unit.pk for unit in groups])
    found: dict[Period, dict[int, dict[int, ResultRow]]] = {
        period: {} for period in question.like
    }
    coming_rows = []
    rows = Result.objects.filter(where).order_by("indicator__code")
    for run, *cells in rows.values_list("run_id", *RESULT_COLUMNS):
        row = ResultRow(*cells)
        if ahead and run == ahead.pk:
            coming_rows.append(row)
        else:
            found[runs[run]].setdefault(row.unit, {})[row.indicator] = row
    return found, coming_rows


def _groups(
    now: Mapping[int, Mapping[int, ResultRow]],
    groups: Sequence[Unit],
    definitions: Definitions,
    indicator: int,
) -> Groups:
    return Groups(
        [
            Figure(row, definitions[row.version], unit=unit)
            for unit in groups
            if (row := now.get(unit.pk, {}).get(indicator))
        ]
    )


def _aspects(
    matrix: Matrix,
    own: Mapping[Period, Mapping[int, ResultRow]],
    definitions: Definitions,
) -> list[Aspect]:
    return [
        Aspect(
            row,
            [
                verdict_of(
                    Figure(by_indicator[pk], definitions[by_indicator[pk].version])
                    for pk in row.indicators
                    if pk in by_indicator
                )
                for by_indicator in own.values()
            ],
        )
        for section in matrix.sections
        if section.framework.are_aspects
        for row in section.rows
    ]


def _coverage(
    rows: Iterable[ResultRow], definitions: Definitions
) -> list[LevelCoverage]:
    """Return the coverage of each level that reports, the lowest level first."""
    reported: dict[str, int] = {}
    due: dict[str, int] = {}
    for row in rows:
        level = definitions[row.version].version.reported_by
        reported[level] = reported.get(level, 0) + row.reported
        due[level] = due.get(level, 0) + row.expected - row.not_applicable
    return [
        LevelCoverage(level, reported[level], due[level])
        for level in IndicatorVersion.ReportedBy.values
        if level in due
    ]


NAMES = ("pk", "code", "name_th", "name_en", "short_name_th", "sort_key")


def _silent(question: Question) -> tuple[list[Unit], int]:
    """Return the areas without a single figure, and how many were expected.

    Nothing before the round has fallen due. One query.
    """
    run = question.run
    if run is None or not run.is_due:
        return [], 0
    rows = (
        Result.objects.filter(run=run.pk, unit__kind=Unit.Kind.AREA)
        .values_list(*(f"unit__{name}" for name in NAMES))
        .annotate(Sum("reported"), Sum("expected"), Sum("not_applicable"))
        .order_by("unit__sort_key", "unit__code")
    )
    asked = [row for row in rows if row[-2] > row[-1]]
    silent = [
        Unit(**dict(zip(NAMES, row, strict=False))) for row in asked if not row[-3]
    ]
    return silent, len(asked)


# ---------- the map ----------


@dataclass(frozen=True)
class OnTarget:
    """How many lights of items are on target, of those concluded and of all."""

    green: int
    red: int
    concluded: int
    every: int

    @property
    def share(self) -> float | None:
        """Return the share on target, None while less than half is concluded."""
        is_told = self.concluded and self.concluded * 2 >= self.every
        return self.green / self.concluded if is_told else None


def on_target(counts: Mapping[str, int]) -> OnTarget:
    """Return the share from counts of lights."""
    every = sum(counts.values())
    return OnTarget(counts[GREEN], counts[RED], every - counts[GREY], every)


def provinces_of(national: National) -> dict[str, tuple[OnTarget, int]]:
    """Return, by province code, the lights of items over its area offices.

    With each the number of area offices. An office counts where its seat is. The rule
    is that of the groups: each office's items, then the share of the concluded ones
    that are on target. One query.
    """
    run, matrix = national.question.run, national.matrix
    if run is None:
        return {}
    offices: dict[tuple[str, int], dict[int, Counted]] = {}
    rows = Result.objects.filter(run=run.pk, unit__kind=Unit.Kind.AREA).values_list(
        "unit__province_code", "unit", "indicator", "version", "light", "target"
    )
    for seat, unit, indicator, version, light, target in rows.exclude(
        unit__province_code=""
    ):
        own = offices.setdefault((seat, unit), {})
        own[indicator] = Counted(light, national.weights[version], target is not None)
    lights: dict[str, list[str | None]] = {}
    for (seat, _unit), own in offices.items():
        lights.setdefault(seat, []).extend(
            item_light(own[pk] for pk in row.indicators if pk in own)
            for row in matrix.rows
        )
    seats = Counter(seat for seat, _unit in offices)
    return {
        seat: (on_target(count_lights(found)), seats[seat])
        for seat, found in lights.items()
    }
