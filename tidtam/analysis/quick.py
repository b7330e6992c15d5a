"""The own figures of a few units, fast enough for a page.

The rule stays the expression `expressions.own`. Asking Ibis to compile it costs more
than a page may spend on each period, so the SQL it gives for DuckDB is made once and
kept; what changes between questions are the four small tables it reads.
"""

import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

import duckdb
import ibis
import pyarrow as pa

from tidtam.common.fields import to_microseconds
from tidtam.common.periods import Period
from tidtam.organisation.models import Unit

from . import expressions, facts, reckoning
from .expressions import Inputs
from .models import ValuesChange
from .reckoning import Country, ResultRow

KEPT = 512
Stamp = tuple[Any, ...]


class OwnRow(NamedTuple):
    """A unit's own figure and its superiors in the period, nearest first."""

    row: ResultRow
    above: tuple[int, ...]


def own_rows_of_periods(
    periods: Sequence[Period],
    basis: str,
    units: Sequence[int],
    indicator: int | None = None,
) -> dict[Period, tuple[OwnRow, ...]]:
    """Return the own figures of some units (500 at most), of one indicator or all.

    They are kept until a figure or target anywhere changes. One query when kept.
    """
    stamp, wanted = _stamp(), tuple(sorted(units))
    return {
        period: _kept(stamp, period, basis, wanted, indicator) for period in periods
    }


def _stamp() -> Stamp:
    """Return what differs whenever a figure, a list or a target changed."""
    newest = ValuesChange.objects.order_by("-pk").values_list("pk", "at").first()
    return newest or ()


@lru_cache(maxsize=KEPT)
def _kept(
    stamp: Stamp,
    period: Period,
    basis: str,
    units: tuple[int, ...],
    indicator: int | None,
) -> tuple[OwnRow, ...]:
    country, tables = _tables(stamp, units)
    wanted = {
        item.indicator: item
        for item in country.of_period(period)
        if indicator in {None, item.indicator}
    }
    asked = reckoning.asked_table(country, list(wanted.values()))
    table = _run(
        basis,
        {
            "listed": tables.listed,
            "asked": asked,
            "excluded": tables.excluded,
            "facts": tables.facts,
        },
    )
    return tuple(
        OwnRow(
            reckoning.figure_row(country, wanted[indicator], unit, above, partials),
            above,
        )
        for unit, indicator, above, partials in reckoning.own_partials(country, table)
    )


class _Tables(NamedTuple):
    listed: pa.Table
    excluded: pa.Table
    facts: pa.Table


@lru_cache(maxsize=8)
def _tables(stamp: Stamp, units: tuple[int, ...]) -> tuple[Country, _Tables]:
    """Return what all periods of some units are reckoned from.

    `stamp` names the state of the figures for which the answer holds.
    """
    country = Country()
    # The kinds of these units and the root are enough, not those of all 29,000.
    country.kinds = dict(
        (
            Unit.objects.filter(pk__in=units)
            | Unit.objects.filter(kind=Unit.Kind.COMMISSION)
        ).values_list("pk", "kind")
    )
    rounds = [item.pk for item in country.rounds]
    said = facts.of_units(rounds, units)
    as_of = pa.array([to_microseconds(country.as_of)] * said.num_rows, pa.int64())
    return country, _Tables(
        reckoning.listed_table(country, rounds, units),
        reckoning.excluded_table(country, rounds, country.reckonings),
        said.append_column("as_of", as_of),
    )


@cache
def _query(basis: str) -> tuple[str, pa.Schema]:
    """Return the SQL of own figures and the types of its columns.

    It reads the tables listed, asked, excluded and facts.
    """
    said = ibis.table(
        ibis.Schema.from_pyarrow(facts.SCHEMA.append(pa.field("as_of", pa.int64()))),
        name="facts",
    )
    inputs = Inputs(
        _named("listed", expressions.LISTED),
        _named("asked", expressions.ASKED),
        _named("excluded", expressions.EXCLUDED),
        # A column may stand where a number may.
        expressions.chosen(said, basis=basis, as_of=cast("int", said.as_of)),
    )
    own = expressions.own(inputs)
    return str(ibis.to_sql(own, dialect="duckdb")), own.schema().to_pyarrow()


def _named(name: str, schema: pa.Schema) -> Any:
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


_own = threading.local()


def _run(basis: str, tables: dict[str, pa.Table]) -> pa.Table:
    """Run the SQL over the tables, on this thread's own DuckDB."""
    if not hasattr(_own, "duckdb"):
        _own.duckdb = duckdb.connect(config={"threads": 1})
    for name, table in tables.items():
        _own.duckdb.register(name, table)
    sql, schema = _query(basis)
    # DuckDB adds up whole numbers in a wider type than the expression names.
    return _own.duckdb.sql(sql).to_arrow_table().cast(schema)
