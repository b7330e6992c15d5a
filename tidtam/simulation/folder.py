"""The simulated country as a folder of exchange files, whole or a small sample."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tidtam.simulation.country import Country, build_country
from tidtam.simulation.figures import Figures
from tidtam.simulation.frameworks import alignments, policies
from tidtam.simulation.indicators import indicators, targets
from tidtam.simulation.offices import COMMISSION, SPECIAL_BUREAU
from tidtam.simulation.rounds import ROUND_CODES, rounds
from tidtam.simulation.rows import (
    AlignmentRow,
    Cell,
    IndicatorRow,
    PlacementRow,
    PolicyRow,
    RoundRow,
    SuccessionRow,
    TargetRow,
    UnitFactRow,
    UnitRow,
    ValueRow,
    write_csv,
)

UNSENT = frozenset({"draft", "returned"})
"""Figures that a folder leaves out, since an import makes every figure official."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of the country to keep: its first groups, areas and schools.

    `areas` of each group, half of them secondary; `schools` of each of these areas and
    of the bureau for special education. The old areas of kept schools are kept, too.
    """

    groups: Sequence[str] = ("G15", "G12")
    areas: int = 4
    schools: int = 10


SMALL = Sample()


def sample_of(country: Country, sample: Sample) -> Country:
    """Cut the country down to a sample that holds every parent it needs."""
    parents = country.parents_by_unit
    units = country.unit_by_code
    offices = [SPECIAL_BUREAU]
    for group in sample.groups:
        for sector in ("primary", "secondary"):
            offices += [
                unit.code
                for unit in country.units
                if unit.kind == "area"
                and unit.sector == sector
                and parents[unit.code] == group
                and not unit.code.startswith("SO")
            ][: (sample.areas + (sector == "primary")) // 2]
    counts = dict.fromkeys(offices, sample.schools)
    schools = []
    for school in country.schools:
        stood = [row.parent_code for row in school.placements]
        if counts.get(stood[-1], 0) > 0:
            counts[stood[-1]] -= 1
            schools.append(school.code)
            offices += stood
    groups = [parents[code] for code in offices]
    bureaus = [code for code, unit in units.items() if unit.kind == "bureau"]
    return country.keep({COMMISSION, *bureaus, *groups, *offices, *schools})


def write_folder(
    path: Path,
    *,
    sample: Sample | None = None,
    rounds_kept: Sequence[str] | None = None,
    country: Country | None = None,
) -> dict[str, int]:
    """Write all exchange files into a folder; give the number of rows by file.

    `country` is the one that ships when it is None, whole unless a sample is asked for.
    `rounds_kept` are codes of rounds; None means all five, an empty list none, and
    then rounds.csv and values.csv have no rows.
    """
    path.mkdir(parents=True, exist_ok=True)
    country = build_country() if country is None else country
    if sample is not None:
        country = sample_of(country, sample)
    codes = ROUND_CODES if rounds_kept is None else tuple(rounds_kept)
    written = write_country(path, country)
    kept = [row for row in rounds() if row.code in codes]
    written["rounds.csv"] = write_csv(path / "rounds.csv", RoundRow._fields, kept)
    written["values.csv"] = write_csv(
        path / "values.csv", ValueRow._fields, _values(country, codes)
    )
    return written


def write_country(path: Path, country: Country) -> dict[str, int]:
    """Write every exchange file but rounds and values; give the rows by file."""
    tables: dict[str, tuple[tuple[str, ...], Iterable[Iterable[Cell]]]] = {
        "units.csv": (UnitRow._fields, country.units),
        "placements.csv": (PlacementRow._fields, country.placements),
        "unit_facts.csv": (UnitFactRow._fields, country.unit_facts),
        "successions.csv": (SuccessionRow._fields, country.successions),
        "policies.csv": (PolicyRow._fields, policies()),
        "alignments.csv": (AlignmentRow._fields, alignments()),
        "indicators.csv": (IndicatorRow._fields, indicators()),
        "targets.csv": (TargetRow._fields, targets(country.unit_by_code)),
    }
    return {
        name: write_csv(path / name, columns, rows)
        for name, (columns, rows) in tables.items()
    }


def _values(country: Country, codes: Sequence[str]) -> Iterator[ValueRow]:
    """Give the values of some rounds that were sent and not sent back."""
    figures = Figures(country)
    for code in codes:
        for batch in figures.batches(code):
            for row, workflow in batch.rows():
                if workflow not in UNSENT:
                    yield row
