"""Writer of results.csv: every period, basis, unit and indicator that has a row."""

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tidtam.common import tables
from tidtam.common.periods import Period
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit

from . import reckoning, services
from .expressions import PARTIALS
from .models import Basis, ResultRun
from .reckoning import Country, ResultRow

FILE = "results.csv"
COLUMNS = (
    "period",
    "basis",
    "unit_code",
    "indicator_code",
    "part",
    "value",
    "numerator",
    "denominator",
    "expected",
    "reported",
    "not_applicable",
    "coverage",
    "target",
    "score",
    "light",
)
Line = tuple[str, ...]


def shortest(number: float | None) -> str:
    """Return the shortest plain decimal that reads back to the same double."""
    if number is None:
        return ""
    digits = repr(float(number))
    if "e" not in digits and "." in digits:
        digits = digits.removesuffix(".0")
        return "0" if digits == "-0" else digits
    return _plain(digits)


def _plain(digits: str) -> str:
    """Write out a number that has an exponent."""
    mantissa, _e, exponent = digits.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _point, rest = mantissa.lstrip("-").partition(".")
    shift = int(exponent or 0)
    if shift >= 0:
        return sign + whole + rest.rstrip("0").ljust(shift, "0")
    return f"{sign}0.{'0' * (-shift - 1)}{whole}{rest.rstrip('0')}"


def write(folder: Path) -> None:
    """Write results.csv from the stored results and the schools' own figures.

    The caller reckons stale results first.
    """
    tables.write_table(folder / FILE, COLUMNS, stored_lines(Country()))


def stored_lines(country: Country) -> Iterator[Line]:
    """Give the lines of the stored results, with the schools' reckoned now."""
    shown = {
        (run.period, run.basis): run
        for run in ResultRun.objects.filter(is_current=True)
    }
    for period in country.periods:
        for basis in sorted(Basis.values):
            run = shown[period.code, basis]
            yield from _lines(country, period, basis, services.stored_rows(run))


def reckoned_lines(country: Country, bases: Iterable[str]) -> Iterator[Line]:
    """Give the lines of a reckoning that is not stored, such as of a past moment."""
    for period in country.periods:
        for basis in sorted(bases):
            cells = reckoning.partials_of_cells(country, period, basis)
            rows = reckoning.figures_above(country, period, cells)
            yield from _lines(country, period, basis, rows)


def _lines(
    country: Country, period: Period, basis: str, rows: Iterable[ResultRow]
) -> Iterator[Line]:
    """Give the lines of a period and basis, sorted as text by unit and indicator."""
    units = dict(Unit.objects.values_list("pk", "code"))
    indicators = dict(Indicator.objects.values_list("pk", "code"))

    def line(row: ResultRow) -> Line:
        return _line(period, basis, units, indicators, row)

    own = (
        row
        for row in own_rows(country, period, basis)
        if country.kinds[row.unit] == Unit.Kind.SCHOOL
        or not country.is_placed(row.unit)
    )
    yield from heapq.merge(sorted(map(line, rows)), map(line, own))


def own_rows(country: Country, period: Period, basis: str) -> Iterator[ResultRow]:
    """Give the row of every reporting unit, reckoned over itself alone.

    In the order of unit code and indicator code as text.
    """
    wanted = {item.indicator: item for item in country.of_period(period)}
    same: dict[tuple[Any, ...], ResultRow] = {}
    table = reckoning.table_of_units(country, period, basis)
    for row in reckoning.rows_in_order(table, _ranks(Unit), _ranks(Indicator)):
        item = wanted[row["indicator"]]
        chain = reckoning.chain_of(country, row)
        owner = reckoning.target_owner(country, item, row["unit"], chain)
        # Many schools say the same under the same targets: reckon it once.
        key = (
            item.indicator,
            owner,
            country.kinds[row["unit"]],
            *(row[name] for name in PARTIALS),
        )
        found = same.get(key)
        if found is None:
            found = same[key] = reckoning.figure_row(
                country, item, row["unit"], chain, reckoning.partials_of(row)
            )
        yield found._replace(unit=row["unit"])


def _ranks(model: type[Unit] | type[Indicator]) -> list[int]:
    """Return the ids in the order of the codes as text."""
    rows = model.objects.values_list("code", "pk")
    return [pk for _code, pk in sorted(rows)]


def _line(
    period: Period,
    basis: str,
    units: dict[int, str],
    indicators: dict[int, str],
    row: ResultRow,
) -> Line:
    return (
        period.code,
        basis,
        units[row.unit],
        indicators[row.indicator],
        "",
        shortest(row.value),
        shortest(row.numerator),
        shortest(row.denominator),
        str(row.expected),
        str(row.reported),
        str(row.not_applicable),
        shortest(row.coverage),
        shortest(row.target),
        shortest(row.score),
        row.light,
    )
