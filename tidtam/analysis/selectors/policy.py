"""A policy item by its results: verdict, indicators, and how those under stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tidtam.analysis.formulas import AMBER, GREEN, GREY, RED
from tidtam.analysis.models import Result, ResultCell
from tidtam.analysis.reckoning import ResultRow
from tidtam.indicators.selectors import indicators_of_items
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .figures import RESULT_COLUMNS, Figure, definitions_of, figures_of, history_of
from .items import Verdict, verdict_of
from .question import Question


@dataclass(frozen=True)
class UnitVerdict:
    """A unit under the asked one with its verdict on the item."""

    unit: Unit
    verdict: Verdict


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator of the item with the lights of the units under the asked one."""

    figure: Figure
    counts: dict[str, int]


@dataclass(frozen=True)
class ItemResults:
    """What became of a policy item, for the asked unit and those right under it."""

    verdict: Verdict
    lines: Sequence[IndicatorLine]
    units: Sequence[UnitVerdict]


BAD_FIRST: dict[str | None, int] = {RED: 0, AMBER: 1, GREEN: 2, GREY: 3}
SORTS: dict[str, Callable[[Verdict], float | None]] = {
    "light": lambda verdict: BAD_FIRST.get(verdict.light),
    "green": lambda verdict: verdict.green,
    "amber": lambda verdict: verdict.amber,
    "red": lambda verdict: verdict.red,
    "score": lambda verdict: verdict.score,
    "coverage": lambda verdict: verdict.coverage,
}


def item_results_of(
    question: Question, item: PolicyItem, sort: str = ""
) -> ItemResults:
    """Return the item's results, the units by name or sorted. Seven queries at most."""
    links = indicators_of_items([item.pk, *item.children.values_list("pk", flat=True)])
    wanted = {pk for indicators in links.values() for pk in indicators}
    figures = [
        figure
        for figure in figures_of(question, history_of(question))
        if figure.row.indicator in wanted
    ]
    under = _under(question, wanted)
    units: dict[int, list[Figure]] = {}
    for figure in under:
        if figure.unit:
            units.setdefault(figure.unit.pk, []).append(figure)
    verdicts = [
        UnitVerdict(own[0].unit, verdict_of(own))
        for own in units.values()
        if own[0].unit
    ]
    return ItemResults(
        verdict_of(figures),
        [IndicatorLine(figure, _lights(figure, under)) for figure in figures],
        _ordered(verdicts, sort),
    )


def _ordered(verdicts: Sequence[UnitVerdict], sort: str) -> list[UnitVerdict]:
    """Return the units by name, or by a column; those without the number come last."""
    by_name = sorted(verdicts, key=lambda each: (each.unit.sort_key, each.unit.code))
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return by_name[::-1] if sort == "-name" else by_name
    known = [each for each in by_name if key(each.verdict) is not None]
    rest = [each for each in by_name if key(each.verdict) is None]
    is_down = sort.startswith("-")
    known.sort(key=lambda each: key(each.verdict) or 0, reverse=is_down)
    return known + rest


def _under(question: Question, indicators: set[int]) -> list[Figure]:
    """Return the stored figures of those right under the unit. Three queries at most.

    Schools are left out: their own page has their figures.
    """
    run = question.run
    if run is None or question.unit.kind in {Unit.Kind.AREA, Unit.Kind.SCHOOL}:
        return []
    if question.unit.kind == Unit.Kind.COMMISSION:
        where = Q(unit__kind=Unit.Kind.GROUP)
    else:
        cells = ResultCell.objects.filter(run=run.pk, branch=question.unit)
        where = Q(unit__in=cells.exclude(area=None).values("area"))
    found = Result.objects.filter(where, run=run.pk, indicator__in=indicators)
    rows = [ResultRow(*row) for row in found.values_list(*RESULT_COLUMNS)]
    definitions = definitions_of(rows)
    units = Unit.objects.in_bulk({row.unit for row in rows})
    return [Figure(row, definitions[row.version], unit=units[row.unit]) for row in rows]


def _lights(figure: Figure, under: Sequence[Figure]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in under:
        if each.row.indicator == figure.row.indicator:
            counts[each.row.light] = counts.get(each.row.light, 0) + 1
    return counts
