"""Figures as pages show them: of one unit, over time, and of those under it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.db.models import Q

from tidtam.analysis import formulas, quick, verdicts
from tidtam.analysis.formulas import Rules
from tidtam.analysis.models import Result, ResultCell
from tidtam.analysis.reckoning import ResultRow, rules_of
from tidtam.analysis.verdicts import Counted, Weight
from tidtam.common.naming import named
from tidtam.common.periods import Period
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Round, RoundUnit

from .question import Question

KEYS = frozenset({"unit", "indicator", "version"})
RESULT_COLUMNS = [f"{name}_id" if name in KEYS else name for name in ResultRow._fields]


@dataclass(frozen=True)
class Definition:
    """A version of an indicator with its rules as the formulas take them."""

    version: IndicatorVersion
    code: str

    @cached_property
    def rules(self) -> Rules:
        """Return the exact rules."""
        return rules_of(self.version)

    @cached_property
    def weight(self) -> Weight:
        """Return the weight, as a whole number where it is one."""
        weight = self.rules.weight
        return weight.numerator if weight.denominator == 1 else weight


Definitions = Mapping[int, Definition]


@dataclass(frozen=True)
class Figure:
    """A unit's figure with the definition it was reckoned by, and the one before."""

    row: ResultRow
    definition: Definition
    before: ResultRow | None = None
    unit: Unit | None = None

    @property
    def code(self) -> str:
        """Return the code of the indicator."""
        return self.definition.code

    @property
    def name(self) -> str:
        """Return the name of the indicator in the language of the page."""
        return named(self.definition.version)

    @property
    def version(self) -> IndicatorVersion:
        """Return the version of the definition."""
        return self.definition.version

    @property
    def due(self) -> int:
        """Return how many units, or unit-rounds, had something to report."""
        return self.row.expected - self.row.not_applicable

    @property
    def missing(self) -> int:
        """Return how many of them have not reported."""
        return self.due - self.row.reported

    @property
    def numerator(self) -> float | int | None:
        """Return the numerator, whole where it is."""
        return _whole(self.row.numerator)

    @property
    def denominator(self) -> float | int | None:
        """Return the denominator, whole where it is."""
        return _whole(self.row.denominator)

    @property
    def is_complete(self) -> bool:
        """Say whether the coverage reaches the floor."""
        return formulas.is_complete(self.definition.rules, exact(self.row.coverage))

    @property
    def counted(self) -> Counted:
        """Return its light as it counts towards that of a policy item."""
        has_target = self.row.target is not None
        return Counted(self.row.light, self.definition.weight, has_target)

    @property
    def change(self) -> float | None:
        """Return the difference from the period before, None where one is missing."""
        if self.before is None or self.before.value is None or self.row.value is None:
            return None
        return self.row.value - self.before.value

    @property
    def improvement(self) -> Fraction | None:
        """Return by how much it moved in the good direction."""
        if self.before is None:
            return None
        return verdicts.improvement(
            self.definition.rules,
            exact(self.before.value),
            exact(self.row.value),
            (exact(self.before.target), exact(self.row.target)),
        )

    @property
    def shortfall(self) -> float | None:
        """Return by how much it misses the target; 0 or less is on target."""
        value, target = exact(self.row.value), exact(self.row.target)
        if value is None or target is None:
            return None
        return float(formulas.shortfall(self.definition.rules, value, target))


def _whole(number: float | None) -> float | int | None:
    is_whole = number is not None and number.is_integer()
    return int(number) if number is not None and is_whole else number


def exact(number: float | None) -> Fraction | None:
    """Return the fraction that the double is."""
    return None if number is None else Fraction(number)


# ---------- rows ----------


def rows_of(
    run: int | None, where: Q, *, indicator: int | None = None
) -> list[ResultRow]:
    """Return stored rows of a run. One query, none without a run."""
    if run is None:
        return []
    found = Result.objects.filter(where, run=run)
    if indicator is not None:
        found = found.filter(indicator=indicator)
    return [ResultRow(*row) for row in found.values_list(*RESULT_COLUMNS)]


def history_of(
    question: Question, indicator: int | None = None
) -> dict[Period, dict[int, ResultRow]]:
    """Return the unit's rows by indicator in each period like the asked one.

    One query for areas and above; a school's are reckoned on request.
    """
    if not question.is_stored:
        own = quick.own_rows_of_periods(
            question.like, question.basis, [question.unit.pk]
        )
        return {
            period: {each.row.indicator: each.row for each in rows}
            for period, rows in own.items()
        }
    runs = {
        run.pk: period for period in question.like if (run := question.run_of(period))
    }
    found: dict[Period, dict[int, ResultRow]] = {period: {} for period in question.like}
    rows = Result.objects.filter(run__in=runs, unit=question.unit)
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    for run, *row in rows.values_list("run_id", *RESULT_COLUMNS):
        found[runs[run]][row[1]] = ResultRow(*row)
    return found


def definitions_of(rows: Iterable[ResultRow]) -> Definitions:
    """Return the definitions by which the rows were reckoned. One query."""
    versions = IndicatorVersion.objects.select_related("indicator").in_bulk(
        {row.version for row in rows}
    )
    return {
        pk: Definition(version, version.indicator.code)
        for pk, version in versions.items()
    }


def figures_of(
    question: Question, history: Mapping[Period, Mapping[int, ResultRow]]
) -> list[Figure]:
    """Return the unit's figures of the period, each with the one before, by code."""
    if question.period is None:
        return []
    now = history[question.period]
    earlier = history[question.before] if question.before else {}
    definitions = definitions_of(now.values())
    figures = [
        Figure(row, definitions[row.version], earlier.get(pk))
        for pk, row in now.items()
    ]
    return sorted(figures, key=lambda figure: figure.code)


# ---------- over time ----------


@dataclass(frozen=True)
class Trend:
    """The figures of a unit for one indicator over like periods, in order of time."""

    periods: Sequence[Period]
    figures: Sequence[Figure | None]

    @property
    def known(self) -> list[Figure]:
        """Return the figures that have a value, in order of time."""
        return [each for each in self.figures if each and each.row.value is not None]

    @property
    def run_length(self) -> int:
        """Return how many changes in a row had the last one's direction.

        Positive where it became better, negative where worse, 0 where neither or
        where a value is missing.
        """
        length = 0
        for each in reversed(self.figures):
            moved = each.improvement if each else None
            if moved is None or moved == 0 or (length and (moved > 0) != (length > 0)):
                break
            length += 1 if moved > 0 else -1
        return length


def trend_of(
    history: Mapping[Period, Mapping[int, ResultRow]], indicator: int
) -> Trend:
    """Return the indicator's figures over the periods of the history. One query."""
    rows = [by_indicator.get(indicator) for by_indicator in history.values()]
    definitions = definitions_of(row for row in rows if row)
    return trend_from(history, definitions, indicator)


def trend_from(
    history: Mapping[Period, Mapping[int, ResultRow]],
    definitions: Definitions,
    indicator: int,
) -> Trend:
    """Return the same from definitions already read. No query."""
    rows = {period: by_code.get(indicator) for period, by_code in history.items()}
    figures: list[Figure | None] = []
    before: ResultRow | None = None
    for row in rows.values():
        figures.append(Figure(row, definitions[row.version], before) if row else None)
        before = row
    return Trend(list(rows), figures)


# ---------- those under a unit ----------


@dataclass(frozen=True)
class Children:
    """The units under one, each with its figure of an indicator.

    `units` are those on which something is known, in the order of names. A unit with
    schools of its own kind of reporter has schools, else areas, else groups.
    """

    figures: Sequence[Figure] = field(default_factory=list)
    are_schools: bool = False


def children_of(question: Question, indicator: int) -> Children:
    """Return the units right under the asked one as they stood in the period.

    A school has none; an indicator that areas report goes no deeper than areas. Four
    queries and the schools' reckoning at most.
    """
    run = question.run
    if run is None or question.period is None or not question.is_stored:
        return Children()
    if question.unit.kind == Unit.Kind.COMMISSION:
        branches = (Unit.Kind.GROUP, Unit.Kind.BUREAU)
        where = Q(unit__kind__in=branches)
        return Children(_with_units(question, where, indicator))
    areas = ResultCell.objects.filter(
        run=run.pk, indicator=indicator, branch=question.unit
    ).exclude(area=None)
    if question.unit.kind != Unit.Kind.AREA and areas.exists():
        where = Q(unit__in=areas.values("area"))
        return Children(_with_units(question, where, indicator))
    return Children(_schools(question, indicator), are_schools=True)


def _with_units(question: Question, where: Q, indicator: int) -> list[Figure]:
    now = rows_of(_pk(question, question.period), where, indicator=indicator)
    earlier = rows_of(
        _pk(question, question.before),
        Q(unit__in=[row.unit for row in now]),
        indicator=indicator,
    )
    return _figures(now, {row.unit: row for row in earlier})


def _schools(question: Question, indicator: int) -> list[Figure]:
    """Return the figures of the schools that stood right under the unit."""
    assert question.period is not None  # noqa: S101 (asked by children_of)
    listed = RoundUnit.objects.filter(
        schools_under(question.unit),
        round__in=rounds_within(question.period),
        unit__kind=Unit.Kind.SCHOOL,
    )
    pks = list(listed.values_list("unit", flat=True).distinct())
    if not pks:
        return []
    before = [question.before] if question.before else []
    own = quick.own_rows_of_periods(
        [question.period, *before], question.basis, pks, indicator
    )
    now = [
        each.row
        for each in own[question.period]
        if each.above[:1] == (question.unit.pk,)
    ]
    earlier = own[question.before] if question.before else ()
    return _figures(now, {each.row.unit: each.row for each in earlier})


def schools_under(unit: Unit) -> Q:
    """Return the condition that a listed school stood right under the unit."""
    if unit.kind == Unit.Kind.AREA:
        return Q(area=unit)
    return Q(area=None, branch=unit)


def rounds_within(period: Period) -> list[int]:
    """Return the opened rounds whose span lies within the period. One query."""
    rounds = Round.objects.filter(
        fiscal_year=period.fiscal_year, opened_at__isnull=False
    )
    return [
        item.pk
        for item in rounds
        if period.first_day <= item.period.first_day
        and item.period.last_day <= period.last_day
    ]


def _figures(
    rows: Sequence[ResultRow], earlier: Mapping[int, ResultRow]
) -> list[Figure]:
    """Return the figures with their units, in the order of names. Two queries."""
    units = Unit.objects.in_bulk([row.unit for row in rows])
    definitions = definitions_of(rows)
    figures = [
        Figure(row, definitions[row.version], earlier.get(row.unit), units[row.unit])
        for row in rows
    ]
    return sorted(figures, key=_by_name)


def _by_name(figure: Figure) -> tuple[int, str, str]:
    unit = figure.unit
    assert unit is not None  # noqa: S101 (set by _figures)
    return list(Unit.Kind.values).index(unit.kind), unit.sort_key, unit.code


def _pk(question: Question, period: Period | None) -> int | None:
    run = question.run_of(period)
    return run.pk if run else None
