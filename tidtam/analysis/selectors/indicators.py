"""The list of indicators with the figures of one unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.indicators.selectors import frameworks_with_indicators
from tidtam.policies.models import PolicyItem

from .figures import Figure, figures_of, history_of
from .items import Verdict, indicators_under, verdict_of
from .ordering import KEYS, ordered
from .question import Question


@dataclass(frozen=True)
class Section:
    """An aspect with its figures; no item where the figures belong to none."""

    item: PolicyItem | None
    verdict: Verdict
    figures: Sequence[Figure]


@dataclass(frozen=True)
class IndicatorList:
    """The figures of a unit; by aspect unless a column sorts them."""

    question: Question
    figures: Sequence[Figure]
    sections: Sequence[Section]


def list_of(question: Question, sort: str) -> IndicatorList:
    """Return the unit's figures of the period. Three queries."""
    figures = figures_of(question, history_of(question))
    if sort.removeprefix("-") in KEYS or sort == "-name" or question.period is None:
        kept = ordered(figures, sort)
        whole = Section(None, verdict_of(kept), kept)
        return IndicatorList(question, kept, [whole])
    return IndicatorList(question, figures, _sections(question, figures))


def _sections(question: Question, figures: Sequence[Figure]) -> list[Section]:
    """Return the figures by aspect, in the order of aspects; the rest at the end."""
    assert question.period is not None  # noqa: S101 (asked by list_of)
    trees, links = frameworks_with_indicators(question.period.fiscal_year)
    rest = {figure.row.indicator: figure for figure in figures}
    sections = []
    for tree in trees:
        for node in tree.items if tree.are_aspects else ():
            own = [rest.pop(pk) for pk in indicators_under(node, links) if pk in rest]
            if own:
                sections.append(Section(node.item, verdict_of(own), own))
    if rest:
        left = list(rest.values())
        sections.append(Section(None, verdict_of(left), left))
    return sections
