"""From opened rounds to partials and figures of one period.

`Country` reads what a reckoning rests on (rounds, lists, versions, curves) once;
`partials_of_cells` and `table_of_units` run the expressions; `figures` turns
merged partials into rows of results.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from tidtam.common import clock
from tidtam.common.fields import to_microseconds
from tidtam.common.hooks import Placing
from tidtam.common.periods import Period
from tidtam.indicators.models import IndicatorVersion, TargetPoint
from tidtam.organisation.models import Closure, Unit
from tidtam.reporting.models import Round, RoundExclusion, RoundIndicator, RoundUnit

from . import engine, expressions, facts, formulas
from .expressions import NOWHERE, PARTIALS, Inputs
from .formulas import Curve, Figure, Partials, Rules
from .spans import OpenRound, Reckoning, reckonings

COMPLETE_LEVELS = {"levels": 5, "three_targets": 3}


class Cell(NamedTuple):
    """The partials of an indicator over the units of one placing."""

    indicator: int
    area: int | None
    branch: int | None
    last_place: int
    partials: Partials


class ResultRow(NamedTuple):
    """A figure of a unit: doubles, None where there is none."""

    unit: int
    indicator: int
    version: int
    value: float | None
    numerator: float | None
    denominator: float | None
    expected: int
    reported: int
    not_applicable: int
    coverage: float | None
    target: float | None
    score: float | None
    light: str


@dataclass
class Country:
    """What every reckoning rests on, as of a moment; read once, then kept.

    `as_is_on` places every unit where it stood on that day; None keeps each round's
    frozen list (as was).
    """

    as_of: datetime.datetime = field(default_factory=clock.now)
    as_is_on: datetime.date | None = None

    @cached_property
    def rounds(self) -> list[OpenRound]:
        """Return the rounds that were open at the moment."""
        versions: dict[int, dict[int, int]] = {}
        asked = RoundIndicator.objects.filter(version__isnull=False)
        for round_pk, indicator, version in asked.values_list(
            "round", "indicator", "version"
        ):
            versions.setdefault(round_pk, {})[indicator] = version
        return [
            OpenRound(item.pk, item.period, versions.get(item.pk, {}))
            for item in Round.objects.filter(opened_at__lte=self.as_of)
        ]

    @cached_property
    def versions(self) -> dict[int, IndicatorVersion]:
        """Return every version of every indicator."""
        return IndicatorVersion.objects.select_related("indicator").in_bulk()

    @cached_property
    def rules(self) -> dict[int, Rules]:
        """Return the rules of every version."""
        return {pk: rules_of(version) for pk, version in self.versions.items()}

    @cached_property
    def reckonings(self) -> list[Reckoning]:
        """Return what has figures."""
        over_time = {pk: version.over_time for pk, version in self.versions.items()}
        return reckonings(self.rounds, over_time)

    @cached_property
    def periods(self) -> list[Period]:
        """Return the periods that have figures, in order of code."""
        found = {item.period for item in self.reckonings}
        return sorted(found, key=lambda period: period.code)

    @cached_property
    def kinds(self) -> dict[int, str]:
        """Return the kind of every unit."""
        return dict(Unit.objects.values_list("pk", "kind"))

    @cached_property
    def root(self) -> int | None:
        """Return the commission."""
        return next(
            (pk for pk, kind in self.kinds.items() if kind == Unit.Kind.COMMISSION),
            None,
        )

    @cached_property
    def curves(self) -> dict[tuple[int, int], Curve]:
        """Return the target curves by (indicator, unit)."""
        points = TargetPoint.objects.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=self.as_of),
            recorded_at__lte=self.as_of,
        ).order_by("on")
        found: dict[tuple[int, int], list[tuple[datetime.date, Fraction]]] = {}
        for indicator, unit, on, value in points.values_list(
            "indicator", "unit", "on", "value"
        ).iterator():
            found.setdefault((indicator, unit), []).append((on, Fraction(value)))
        return dict(found)

    @cached_property
    def as_is(self) -> dict[int, Placing]:
        """Return the area and branch of every unit open on the day as_is_on."""
        if self.as_is_on is None:
            return {}
        rows = Closure.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=self.as_is_on),
            valid_from__lte=self.as_is_on,
        ).values_list("unit", "ancestor")
        above: dict[int, dict[str, int]] = {}
        for unit, ancestor in rows.iterator():
            above.setdefault(unit, {})[self.kinds[ancestor]] = ancestor
        return {
            unit: (
                by_kind.get(Unit.Kind.AREA),
                by_kind.get(Unit.Kind.GROUP) or by_kind.get(Unit.Kind.BUREAU),
            )
            for unit, by_kind in above.items()
            if Unit.Kind.COMMISSION in by_kind
        }

    def is_placed(self, unit: int) -> bool:
        """Say whether the unit stands under the commission, and counts there."""
        return self.as_is_on is None or unit in self.as_is

    def of_period(self, period: Period) -> list[Reckoning]:
        """Return the reckonings of the period."""
        return [item for item in self.reckonings if item.period == period]


def rules_of(version: IndicatorVersion) -> Rules:
    """Return what the formulas need of the version."""
    levels = [version.level_1, version.level_2, version.level_3, version.level_4]
    levels.append(version.level_5)
    used = COMPLETE_LEVELS.get(version.scoring, 0)
    scored = tuple(Fraction(level) for level in levels[:used] if level is not None)
    last = scored[-1] if scored else Fraction(version.level_5 or 0)
    return Rules(
        direction=version.direction,
        over_units=version.over_units,
        over_time=version.over_time,
        factor=Fraction(version.factor),
        coverage_floor=Fraction(version.coverage_floor),
        amber_within=Fraction(version.amber_within),
        weight=Fraction(version.weight),
        scoring=version.scoring,
        levels=scored,
        limit=last if version.direction == "range" else Fraction(0),
    )


@dataclass(frozen=True)
class Scope:
    """The units to which a reckoning is narrowed, and the placings it renews."""

    units: tuple[int, ...]
    placings: frozenset[Placing]


def scope_of(
    country: Country, period: Period, touched: Mapping[int, frozenset[Placing]]
) -> Scope:
    """Return the placings of a period that the changes touched, with their units.

    `touched` gives the changed placings of each round. A unit that moved between
    the rounds of the period draws in every placing it had.
    """
    rounds = {pk for item in country.of_period(period) for pk in item.rounds}
    placings: dict[int, set[Placing]] = {}
    listed = list(
        RoundUnit.objects.filter(round__in=rounds).values_list(
            "round", "unit", "area", "branch"
        )
    )
    units = set()
    for round_pk, unit, area, branch in listed:
        placings.setdefault(unit, set()).add((area, branch))
        if (area, branch) in touched.get(round_pk, frozenset()):
            units.add(unit)
    renewed = frozenset(placing for unit in units for placing in placings[unit])
    drawn = sorted(unit for unit, had in placings.items() if had & renewed)
    return Scope(tuple(drawn), renewed)


def partials_of_cells(
    country: Country, period: Period, basis: str, scope: Scope | None = None
) -> list[Cell]:
    """Return the cells of the period; with a scope, only those it renews."""
    inputs = _inputs(country, period, basis, scope.units if scope else None)
    found = cells_of(engine.run(expressions.cells(inputs)))
    if scope is None:
        return found
    return [cell for cell in found if (cell.area, cell.branch) in scope.placings]


def cells_of(table: pa.Table) -> list[Cell]:
    """Return the rows that expressions.cells gave."""
    return [
        Cell(
            row["indicator"],
            row["area"] or None,
            row["branch"] or None,
            row["last_place"],
            partials_of(row),
        )
        for row in table.to_pylist()
    ]


def table_of_units(country: Country, period: Period, basis: str) -> pa.Table:
    """Return the rows of expressions.own for every reporting unit of the period."""
    return engine.run(expressions.own(_inputs(country, period, basis, None)))


def rows_in_order(
    table: pa.Table, units: Sequence[int], indicators: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Give the rows of expressions.own in the order of the ids given."""
    for name, order in (("unit", units), ("indicator", indicators)):
        rank = pc.index_in(table[name], value_set=pa.array(order, pa.int64()))
        table = table.append_column(f"{name}_rank", rank)
    table = table.sort_by([("unit_rank", "ascending"), ("indicator_rank", "ascending")])
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def own_partials(
    country: Country, table: pa.Table
) -> Iterator[tuple[int, int, tuple[int, ...], Partials]]:
    """Give (unit, indicator, its superiors nearest first, partials) of each row of
    expressions.own.
    """
    for row in table.to_pylist():
        yield row["unit"], row["indicator"], chain_of(country, row), partials_of(row)


def chain_of(country: Country, row: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the superiors of the unit of a row of expressions.own, nearest first."""
    if not country.is_placed(row["unit"]):
        return ()
    chain = (row["area"], row["branch"], country.root or NOWHERE)
    return tuple(pk for pk in chain if pk and pk != row["unit"])


def is_all_official(country: Country, period: Period) -> bool:
    """Say whether every figure that counts is official, so that the bases agree."""
    rounds = {pk for item in country.of_period(period) for pk in item.rounds}
    said = engine.read([facts.of_round(pk) for pk in sorted(rounds)])
    waiting = expressions.unofficial(said, as_of=to_microseconds(country.as_of))
    return len(engine.run(waiting.limit(1))) == 0


def figures_above(
    country: Country, period: Period, cells: Iterable[Cell]
) -> list[ResultRow]:
    """Return the rows of areas and above, merged from the cells of the period."""
    merged: dict[tuple[int, int], list[Cell]] = {}
    for cell in cells:
        for unit in {cell.area, cell.branch, country.root}:
            if unit is not None:
                merged.setdefault((unit, cell.indicator), []).append(cell)
    by_indicator = {item.indicator: item for item in country.of_period(period)}
    rows = []
    for (unit, indicator), parts in merged.items():
        partials = formulas.merge(part.partials for part in parts)
        if partials.expected == 0:
            continue
        last = max(parts, key=lambda part: part.last_place)
        above = {last.area: (last.branch, country.root), last.branch: (country.root,)}
        chain = tuple(pk for pk in above.get(unit, ()) if pk is not None)
        rows.append(figure_row(country, by_indicator[indicator], unit, chain, partials))
    return rows


def figure_row(
    country: Country,
    reckoning: Reckoning,
    unit: int,
    chain: Sequence[int],
    partials: Partials,
) -> ResultRow:
    """Return the figure of a unit with its target, score and light.

    `chain` holds the unit's superiors, nearest first.
    """
    rules = country.rules[reckoning.version]
    level = country.versions[reckoning.version].reported_by
    figure = formulas.figure(rules, partials, is_own=country.kinds[unit] == level)
    target = target_of(country, reckoning, unit, chain)
    points = (
        formulas.score(rules, figure.value, target)
        if formulas.is_complete(rules, figure.coverage)
        else None
    )
    return _row(reckoning, unit, partials, figure, target, points, rules)


def target_of(
    country: Country, reckoning: Reckoning, unit: int, chain: Sequence[int]
) -> Fraction | None:
    """Return the unit's target: by its own curve, else the nearest superior's.

    A sum over units is never inherited: a part cannot owe the whole.
    """
    owner = target_owner(country, reckoning, unit, chain)
    if owner is None:
        return None
    curve = country.curves[reckoning.indicator, owner]
    return formulas.period_target(
        country.rules[reckoning.version], curve, reckoning.period
    )


def target_owner(
    country: Country, reckoning: Reckoning, unit: int, chain: Sequence[int]
) -> int | None:
    """Return whose curve the unit has: its own, or the nearest superior's."""
    inherits = country.rules[reckoning.version].over_units != "sum"
    for owner in (unit, *(chain if inherits else ())):
        if (reckoning.indicator, owner) in country.curves:
            return owner
    return None


def _row(
    reckoning: Reckoning,
    unit: int,
    partials: Partials,
    figure: Figure,
    target: Fraction | None,
    points: Fraction | None,
    rules: Rules,
) -> ResultRow:
    return ResultRow(
        unit,
        reckoning.indicator,
        reckoning.version,
        formulas.as_double(figure.value),
        formulas.as_double(figure.numerator),
        formulas.as_double(figure.denominator),
        partials.expected,
        partials.reported,
        partials.not_applicable,
        formulas.as_double(figure.coverage),
        formulas.as_double(target),
        formulas.as_double(points),
        formulas.light(rules, figure.value, target, figure.coverage),
    )


def partials_of(row: Mapping[str, Any]) -> Partials:
    """Return the partials of a row of expressions.cells or expressions.own."""
    counts = [row[name] for name in PARTIALS[:4]]
    sums = [Fraction(row[name] or 0) for name in PARTIALS[4:7]]
    ends = [None if row[name] is None else Fraction(row[name]) for name in PARTIALS[7:]]
    return Partials(*counts, *sums, *ends)


def _inputs(
    country: Country, period: Period, basis: str, units: Sequence[int] | None
) -> Inputs:
    """Return the tables of the period, narrowed to the units."""
    wanted = country.of_period(period)
    rounds = sorted({pk for item in wanted for pk in item.rounds})
    said = (
        engine.read([facts.of_round(pk) for pk in rounds])
        if units is None
        else engine.rows(facts.of_units(rounds, units))
    )
    return Inputs(
        engine.rows(listed_table(country, rounds, units)),
        engine.rows(asked_table(country, wanted)),
        engine.rows(excluded_table(country, rounds, wanted)),
        expressions.chosen(said, basis=basis, as_of=to_microseconds(country.as_of)),
    )


def listed_table(
    country: Country, rounds: Sequence[int], units: Sequence[int] | None
) -> pa.Table:
    """Return who is on the frozen lists of the rounds (expressions.LISTED)."""
    rows = RoundUnit.objects.filter(round__in=rounds).values_list(
        "round", "unit", "area", "branch"
    )
    wanted = None if units is None else frozenset(units)
    if wanted is not None and len(wanted) <= facts.CHUNK:
        rows = rows.filter(unit__in=wanted)
    found = [
        (round_pk, unit, country.kinds[unit], *_placing(country, unit, area, branch))
        for round_pk, unit, area, branch in rows.iterator(chunk_size=20_000)
        if wanted is None or unit in wanted
    ]
    return _table(found, expressions.LISTED)


def _placing(
    country: Country, unit: int, area: int | None, branch: int | None
) -> tuple[int, int, bool]:
    if country.as_is_on is not None:
        placing = country.as_is.get(unit)
        area, branch = placing or (None, None)
        return area or NOWHERE, branch or NOWHERE, placing is not None
    return area or NOWHERE, branch or NOWHERE, True


def asked_table(country: Country, wanted: Sequence[Reckoning]) -> pa.Table:
    """Return what the reckonings ask of each round (expressions.ASKED)."""
    own = {item.pk: item.versions for item in country.rounds}
    found = []
    for item in wanted:
        rules = country.rules[item.version]
        added = expressions.is_added(rules.over_time, len(item.rounds))
        for place, round_pk in enumerate(item.rounds, start=1):
            # Each round asked the level that its own frozen version names.
            level = country.versions[own[round_pk][item.indicator]].reported_by
            found.append(
                (round_pk, item.indicator, place, level, added, rules.over_time)
            )
    return _table(found, expressions.ASKED)


def excluded_table(
    country: Country, rounds: Sequence[int], wanted: Sequence[Reckoning]
) -> pa.Table:
    """Return the pairs that the rounds leave out (expressions.EXCLUDED)."""
    rows = RoundExclusion.objects.filter(round__in=rounds).values_list(
        "round", "unit", "indicator"
    )
    found = [
        (round_pk, unit, each)
        for round_pk, unit, indicator in rows
        for each in (
            [indicator] if indicator else sorted({item.indicator for item in wanted})
        )
    ]
    return _table(sorted(set(found)), expressions.EXCLUDED)


def _table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    columns = list(zip(*rows, strict=True))
    return pa.Table.from_arrays(
        [
            pa.array(column, item.type)
            for column, item in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )
