"""The roll-up as Ibis expressions: from facts to partials, on any engine.

`pairs` lays out every expected (round, unit, indicator) with what was said of it;
`cells` adds them up by placing, `own` by unit. Both give the columns of
formulas.Partials, so that whatever is above is a merge.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from .formulas import TWELFTHS
from .spans import ADDED_OVER_TIME

WIDE = "decimal(32, 6)"
NOWHERE = 0  # stands for "no area" or "no branch" while grouping

LISTED = pa.schema(
    [
        ("round", pa.int64()),
        ("unit", pa.int64()),
        ("kind", pa.string()),
        ("area", pa.int64()),
        ("branch", pa.int64()),
        ("is_placed", pa.bool_()),
    ]
)
ASKED = pa.schema(
    [
        ("round", pa.int64()),
        ("indicator", pa.int64()),
        ("place", pa.int64()),
        ("kind", pa.string()),
        ("is_added", pa.bool_()),
        ("over_time", pa.string()),
    ]
)
EXCLUDED = pa.schema(
    [("round", pa.int64()), ("unit", pa.int64()), ("indicator", pa.int64())]
)
PARTIALS = (
    "expected",
    "reported",
    "not_applicable",
    "true_units",
    "numerator",
    "denominator",
    "total",
    "highest",
    "lowest",
)


@dataclass(frozen=True)
class Inputs:
    """The tables of one period.

    listed: a row a unit of a round's frozen list, with its placing (0 for none).
    asked: a row a round and indicator; `place` is the round's order in the span,
    `kind` the level that reports, `is_added` whether rounds are added up.
    excluded: pairs that a round leaves out. facts: chosen revisions (facts.SCHEMA).
    """

    listed: ir.Table
    asked: ir.Table
    excluded: ir.Table
    facts: ir.Table


def chosen(facts: ir.Table, *, basis: str, as_of: int) -> ir.Table:
    """Return the revisions that count on the basis at the moment (microseconds).

    official: official then. preliminary: submitted and not returned, withdrawn or
    replaced; where there is none, the official one.
    """
    official = _official(facts, as_of)
    if basis == "official":
        return facts.filter(official)
    live = _live(facts, as_of)
    standing = facts.filter(live)
    fallen_back = facts.filter(official & ~live).anti_join(
        standing, ["round", "unit", "indicator"]
    )
    return standing.union(fallen_back)


def unofficial(facts: ir.Table, *, as_of: int) -> ir.Table:
    """Return the revisions that count on the preliminary basis only."""
    return facts.filter(_live(facts, as_of) & ~_official(facts, as_of))


def _official(facts: ir.Table, as_of: int) -> ir.BooleanValue:
    official = (facts.official_at <= as_of) & (
        facts.unofficial_at.isnull() | (facts.unofficial_at > as_of)
    )
    return official.fill_null(False)


def _live(facts: ir.Table, as_of: int) -> ir.BooleanValue:
    return (facts.recorded_at <= as_of) & (
        facts.superseded_at.isnull() | (facts.superseded_at > as_of)
    )


def pairs(inputs: Inputs) -> ir.Table:
    """Return a row for each expected (round, unit, indicator), reported or not."""
    expected = inputs.listed.join(
        inputs.asked,
        [
            inputs.listed["round"] == inputs.asked["round"],
            inputs.listed["kind"] == inputs.asked["kind"],
        ],
    ).select(
        inputs.listed["round"],
        inputs.listed["unit"],
        inputs.listed["area"],
        inputs.listed["branch"],
        inputs.listed["is_placed"],
        inputs.asked["indicator"],
        inputs.asked["place"],
        inputs.asked["is_added"],
        inputs.asked["over_time"],
    )
    expected = expected.anti_join(inputs.excluded, ["round", "unit", "indicator"])
    said = inputs.facts.select(
        "round",
        "unit",
        "indicator",
        "is_reported",
        *(
            inputs.facts[name].cast(WIDE).name(name)
            for name in ("value", "numerator", "denominator")
        ),
    )
    return expected.left_join(said, ["round", "unit", "indicator"]).select(
        *(expected[name] for name in expected.columns),
        said.is_reported.fill_null(False).name("is_reported"),
        (said.is_reported == False).fill_null(False).name("is_silent"),  # noqa: E712
        said.value,
        said.numerator,
        said.denominator,
    )


def cells(inputs: Inputs) -> ir.Table:
    """Return partials by (indicator, area, branch), with `last_place`.

    `last_place` is the order in the span of the last round that expects a unit
    there. A placing that only earlier rounds knew appears with nothing expected
    where units combine their own rounds: its units count where they stood last.
    """
    rows = pairs(inputs)
    rows = rows.filter(rows.is_placed)
    added = _summed(rows.filter(rows.is_added), ["indicator", "area", "branch"])
    combined_rows = rows.filter(~rows.is_added)
    combined = _combined(combined_rows)
    placed = _merged(combined, ["indicator", "area", "branch"])
    ever = combined_rows.group_by(["indicator", "area", "branch"]).aggregate(
        last_place=combined_rows.place.max()
    )
    columns = ["indicator", "area", "branch", "last_place", *PARTIALS]
    nothing = ever.mutate(
        expected=ibis.literal(0, "int64"),
        reported=ibis.literal(0, "int64"),
        not_applicable=ibis.literal(0, "int64"),
        true_units=ibis.literal(0, "int64"),
        **{
            name: ibis.null("decimal(38, 6)")
            for name in ("numerator", "denominator", "total", "highest", "lowest")
        },
    )
    together = placed.select(*columns).union(nothing.select(*columns))
    return added.select(*columns).union(
        _merged(together, ["indicator", "area", "branch"]).select(*columns)
    )


def own(inputs: Inputs) -> ir.Table:
    """Return partials by (indicator, unit), with the unit's last placing."""
    rows = pairs(inputs)
    added_rows = rows.filter(rows.is_added)
    added = _summed(added_rows, ["indicator", "unit"], with_placing=True)
    combined = _combined(rows.filter(~rows.is_added))
    columns = ["indicator", "unit", "area", "branch", *PARTIALS]
    return added.select(*columns).union(combined.select(*columns))


def _summed(rows: ir.Table, keys: list[str], *, with_placing: bool = False) -> ir.Table:
    """Add up pairs: units and rounds alike."""
    value = rows.value * TWELFTHS
    placing = _last_placing(rows) if with_placing else {}
    return rows.group_by(keys).aggregate(
        expected=rows.count(),
        reported=_count(rows.is_reported),
        not_applicable=_count(rows.is_silent),
        true_units=_count(rows.is_reported & (rows.value != 0)),
        numerator=rows.numerator.sum().cast("decimal(38, 6)"),
        denominator=rows.denominator.sum().cast("decimal(38, 6)"),
        total=value.sum().cast("decimal(38, 6)"),
        highest=value.max().cast("decimal(38, 6)"),
        lowest=value.min().cast("decimal(38, 6)"),
        last_place=rows.place.max(),
        **placing,
    )


def _combined(rows: ir.Table) -> ir.Table:
    """Combine each unit's own rounds; the unit stands where the last one has it."""
    said = rows.is_reported
    by_unit = rows.group_by(["indicator", "unit", "over_time"]).aggregate(
        rounds_reported=_count(said),
        is_silent=rows.is_silent.any(),
        last_value=rows.value.argmax(rows.place, where=said),
        last_numerator=rows.numerator.argmax(rows.place, where=said),
        last_denominator=rows.denominator.argmax(rows.place, where=said),
        sum_value=rows.value.sum().cast("decimal(34, 6)"),
        max_value=rows.value.max(),
        min_value=rows.value.min(),
        last_place=rows.place.max(),
        **_last_placing(rows),
    )
    mean_in_twelfths = by_unit.rounds_reported.cases(
        *((rounds, by_unit.sum_value * (TWELFTHS // rounds)) for rounds in (1, 2, 3, 4))
    )
    total = by_unit.over_time.cases(
        ("mean", mean_in_twelfths.cast("decimal(38, 6)")),
        ("max", (by_unit.max_value * TWELFTHS).cast("decimal(38, 6)")),
        ("min", (by_unit.min_value * TWELFTHS).cast("decimal(38, 6)")),
        else_=(by_unit.last_value * TWELFTHS).cast("decimal(38, 6)"),
    )
    reported = by_unit.rounds_reported > 0
    return by_unit.select(
        "indicator",
        "unit",
        "area",
        "branch",
        "last_place",
        expected=ibis.literal(1, "int64"),
        reported=reported.cast("int64"),
        not_applicable=(~reported & by_unit.is_silent).cast("int64"),
        true_units=(reported & (total != 0)).fill_null(False).cast("int64"),
        numerator=by_unit.last_numerator.cast("decimal(38, 6)"),
        denominator=by_unit.last_denominator.cast("decimal(38, 6)"),
        total=total,
        highest=total,
        lowest=total,
    )


def _merged(rows: ir.Table, keys: list[str]) -> ir.Table:
    """Merge partials."""
    return rows.group_by(keys).aggregate(
        **{
            name: rows[name].sum().cast("int64")
            for name in ("expected", "reported", "not_applicable", "true_units")
        },
        **{
            name: rows[name].sum().cast("decimal(38, 6)")
            for name in ("numerator", "denominator", "total")
        },
        highest=rows.highest.max(),
        lowest=rows.lowest.min(),
        last_place=rows.last_place.max(),
    )


def _last_placing(rows: ir.Table) -> dict[str, Any]:
    return {
        "area": rows.area.argmax(rows.place),
        "branch": rows.branch.argmax(rows.place),
    }


def _count(condition: Any) -> Any:
    return condition.fill_null(False).cast("int64").sum()


def is_added(over_time: str, rounds: int) -> bool:
    """Say whether the rounds of a span are added up, not combined by each unit."""
    return rounds == 1 or over_time in ADDED_OVER_TIME
