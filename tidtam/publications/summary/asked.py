"""What a summary is asked for, and what is read of the results for it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidtam.analysis.reckoning import ResultRow
from tidtam.analysis.selectors.figures import Definitions, Figure, definitions_of
from tidtam.analysis.selectors.items import (
    Matrix,
    matrix_of,
)
from tidtam.common.periods import Period
from tidtam.indicators.selectors import frameworks_with_indicators
from tidtam.organisation.models import Unit
from tidtam.policies.selectors import FrameworkTree
from tidtam.publications import wording

# Gives the rows of the units; the whole country's are many, so only these are asked.
Rows = Callable[[Sequence[int]], Iterable[ResultRow]]


@dataclass(frozen=True)
class Asked:
    """What is summed up: a unit, a year, the moment, its children and the rows."""

    unit: Unit
    fiscal_year: int
    as_of: datetime.datetime
    children: Sequence[Unit]
    rows: Rows
    number: int = 1

    @property
    def period(self) -> Period:
        """Return the whole year."""
        return Period(self.fiscal_year, "Y")


@dataclass(frozen=True)
class Read:
    """What was read of the results: own figures by code, the matrix, the children's."""

    own: Sequence[Figure]
    matrix: Matrix
    children: Mapping[int, Sequence[Figure]]
    definitions: Definitions


def read(asked: Asked) -> Read:
    """Return the figures of the year. Three queries."""
    units = [asked.unit.pk, *(unit.pk for unit in asked.children)]
    rows = list(asked.rows(units))
    definitions = definitions_of(rows)
    frameworks, links = frameworks_with_indicators(asked.fiscal_year)
    ordered = sorted(
        frameworks, key=lambda tree: list(wording.FRAMEWORKS).index(framework_key(tree))
        if framework_key(tree) in wording.FRAMEWORKS else len(wording.FRAMEWORKS)
    )  # fmt: skip
    matrix = matrix_of(ordered, links, asked.unit, asked.children, rows, definitions)
    by_unit: dict[int, list[Figure]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(Figure(row, definitions[row.version]))
    own = sorted(by_unit.get(asked.unit.pk, ()), key=lambda figure: figure.code)
    return Read(own, matrix, by_unit, definitions)


def framework_key(tree: FrameworkTree) -> str:
    """Return the code of a framework without its year, such as OBEC."""
    framework = tree.framework
    return framework.code.removesuffix(f"-{framework.fiscal_year}")
