"""Policy items in the light of their indicators: verdicts, and the matrix of units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tidtam.analysis import verdicts, words
from tidtam.analysis.formulas import AMBER, GREEN, GREY, RED
from tidtam.analysis.reckoning import ResultRow
from tidtam.analysis.verdicts import SchemeScore, Scored
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem
from tidtam.policies.selectors import FrameworkTree, ItemNode

from .figures import Definition, Definitions, Figure, exact


@dataclass(frozen=True)
class SchemeLine:
    """The score of one scheme as pages show it."""

    scheme: SchemeScore

    @property
    def scheme_name(self) -> str:
        """Return the name of the scheme."""
        return str(words.SCHEMES.get(self.scheme.scheme, self.scheme.scheme))

    @property
    def score(self) -> float | None:
        """Return the score."""
        return _double(self.scheme.result.score)

    @property
    def due(self) -> float | None:
        """Return the score that would stand there with every value at its target."""
        return _double(self.scheme.at_target)

    @property
    def share(self) -> float | None:
        """Return the share of the weight that was scored."""
        return _double(self.scheme.result.weight_share)


@dataclass(frozen=True)
class Verdict:
    """What the figures of an item's indicators say together, for one unit.

    Each answer is reckoned when it is first asked for.
    """

    figures: Sequence[Figure]

    @cached_property
    def light(self) -> str | None:
        """Return the light; None where no indicator with a target counts."""
        return verdicts.item_light(figure.counted for figure in self.figures)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many of the indicators with a target have each light."""
        return verdicts.count_lights(
            figure.row.light for figure in self.figures if figure.row.target is not None
        )

    @property
    def owed(self) -> int:
        """Return how many indicators have a target."""
        return sum(self.counts.values())

    @property
    def watched(self) -> int:
        """Return how many indicators have none."""
        return len(self.figures) - self.owed

    @property
    def concluded(self) -> int:
        """Return how many indicators with a target are concluded."""
        return self.owed - self.counts[GREY]

    @property
    def green(self) -> int:
        """Return how many indicators are on target."""
        return self.counts[GREEN]

    @property
    def amber(self) -> int:
        """Return how many indicators are near target."""
        return self.counts[AMBER]

    @property
    def red(self) -> int:
        """Return how many indicators are off target."""
        return self.counts[RED]

    @property
    def coverage(self) -> float | None:
        """Return the share of what was due that was reported."""
        due = sum(figure.due for figure in self.figures)
        return (
            sum(figure.row.reported for figure in self.figures) / due if due else None
        )

    @cached_property
    def schemes(self) -> Sequence[SchemeScore]:
        """Return the score of each scheme exactly, the weightiest first."""
        return verdicts.scheme_scores(_scored(figure) for figure in self.figures)

    @property
    def scores(self) -> list[SchemeLine]:
        """Return the same as pages show it."""
        return [SchemeLine(scheme) for scheme in self.schemes]

    @property
    def main(self) -> SchemeScore | None:
        """Return the score of the weightiest scheme once it is concluded.

        As with the light, indicators that hold half of its weight must be scored.
        """
        for first in self.schemes[:1]:
            share = first.result.weight_share
            if share is not None and share >= verdicts.HALF:
                return first
        return None

    @property
    def score(self) -> float | None:
        """Return that score as a number."""
        return _double(self.main.result.score) if self.main else None

    @property
    def best(self) -> int | None:
        """Return the best that this score could be: 5 or 100."""
        return words.BEST[self.main.scheme] if self.main else None

    @property
    def score_at_target(self) -> float | None:
        """Return the score that would stand there with every value at its target."""
        return _double(self.main.at_target) if self.main else None


def verdict_of(figures: Iterable[Figure]) -> Verdict:
    """Return what the figures of one unit say together."""
    return Verdict(tuple(figures))


def _scored(figure: Figure) -> Scored:
    row, rules = figure.row, figure.definition.rules
    return Scored(
        rules.scoring,
        rules.weight,
        exact(row.score),
        verdicts.score_at_target(rules, exact(row.target)),
    )


def _double(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


# ---------- the matrix ----------


@dataclass(frozen=True)
class ItemRow:
    """A policy item with its verdict for the unit above and for each of the others."""

    item: PolicyItem
    indicators: Sequence[int]
    whole: Verdict
    cells: Sequence[Verdict]

    @property
    def is_measured(self) -> bool:
        """Say whether any indicator of the item has figures in the period."""
        return self.whole.owed + self.whole.watched > 0


@dataclass(frozen=True)
class MatrixSection:
    """A framework with the rows of its top items."""

    framework: FrameworkTree
    rows: Sequence[ItemRow]


@dataclass(frozen=True)
class Matrix:
    """Policy items (rows, by framework) against units (columns)."""

    units: Sequence[Unit]
    sections: Sequence[MatrixSection]

    @property
    def rows(self) -> list[ItemRow]:
        """Return the rows of all sections that are not aspects."""
        return [
            row
            for section in self.sections
            if not section.framework.are_aspects
            for row in section.rows
        ]

    @property
    def lights(self) -> Mapping[str, int]:
        """Return how many items have each light for the whole."""
        return verdicts.count_lights(row.whole.light for row in self.rows)

    @property
    def lit(self) -> int:
        """Return how many items have a light at all: an indicator with a target."""
        return sum(self.lights.values())

    def column(self, place: int) -> Mapping[str, int]:
        """Return how many items have each light for the unit at the place."""
        return verdicts.count_lights(row.cells[place].light for row in self.rows)


def matrix_of(
    frameworks: Iterable[FrameworkTree],
    links: Mapping[int, Sequence[int]],
    whole: Unit,
    units: Sequence[Unit],
    rows: Iterable[ResultRow],
    definitions: Definitions,
) -> Matrix:
    """Return the matrix from results already read. No query.

    `links` gives the indicators of each item; an item's own count together with those
    of the items under it.
    """
    figures = _by_unit(rows, definitions)
    return Matrix(
        units,
        [
            MatrixSection(
                framework,
                [_row(node, links, whole, units, figures) for node in framework.items],
            )
            for framework in frameworks
        ],
    )


Figures = Mapping[int, Mapping[int, Figure]]


def _by_unit(rows: Iterable[ResultRow], definitions: Definitions) -> Figures:
    found: dict[int, dict[int, Figure]] = {}
    for row in rows:
        definition: Definition = definitions[row.version]
        found.setdefault(row.unit, {})[row.indicator] = Figure(row, definition)
    return found


def _row(
    node: ItemNode,
    links: Mapping[int, Sequence[int]],
    whole: Unit,
    units: Sequence[Unit],
    figures: Figures,
) -> ItemRow:
    indicators = indicators_under(node, links)
    nothing: Mapping[int, Figure] = {}

    def verdict(unit: Unit) -> Verdict:
        own = figures.get(unit.pk, nothing)
        return verdict_of(own[pk] for pk in indicators if pk in own)

    return ItemRow(
        node.item, indicators, verdict(whole), [verdict(unit) for unit in units]
    )


def indicators_under(
    node: ItemNode, links: Mapping[int, Sequence[int]]
) -> tuple[int, ...]:
    """Return the indicators of an item and of those under it, each once."""
    found = dict.fromkeys(links.get(node.item.pk, ()))
    for child in node.children:
        found |= dict.fromkeys(indicators_under(child, links))
    return tuple(found)
