"""One indicator of one unit: everything that its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from tidtam.analysis import words
from tidtam.indicators.models import IndicatorVersion

from .figures import Children, Figure, Trend, children_of, history_of, trend_of
from .ordering import ordered
from .question import Question


@dataclass(frozen=True)
class Portrait:
    """An indicator as the asked unit stands to it.

    `version` is the definition of today; figures carry the one they were reckoned by.
    """

    question: Question
    version: IndicatorVersion
    trend: Trend
    sort: str

    @property
    def figure(self) -> Figure | None:
        """Return the figure of the asked period."""
        return self.trend.figures[-1] if self.trend.figures else None

    @cached_property
    def children(self) -> Children:
        """Return those right under the unit, sorted as asked."""
        found = children_of(self.question, self.version.indicator_id)
        return Children(ordered(found.figures, self.sort), found.are_schools)

    @property
    def chart(self) -> dict[str, Any]:
        """Return the trend and its target as a chart."""
        figures = self.trend.figures
        return {
            "kind": "trend",
            "category_name": _("Period"),
            "categories": [words.period_short(each) for each in self.trend.periods],
            "decimals": self.version.decimals,
            "series": [
                {
                    "name": _("Value"),
                    "role": "main",
                    "values": [each.row.value if each else None for each in figures],
                },
                {
                    "name": _("Target"),
                    "role": "target",
                    "values": [each.row.target if each else None for each in figures],
                },
            ],
        }

    def trend_rows(self) -> Sequence[Sequence[object]]:
        """Return a row for each period: for the file."""
        return [
            [period.code, *file_cells(figure)]
            for period, figure in zip(
                self.trend.periods, self.trend.figures, strict=True
            )
        ]


def portrait_of(question: Question, version: IndicatorVersion, sort: str) -> Portrait:
    """Return the indicator as the unit stands to it. Two queries and the children's."""
    history = history_of(question, version.indicator_id)
    return Portrait(question, version, trend_of(history, version.indicator_id), sort)


def file_header() -> list[str]:
    """Return the heads of the columns that `file_cells` fills."""
    return [
        _("Value"),
        _("Numerator"),
        _("Denominator"),
        _("Expected"),
        _("Reported"),
        _("Not applicable"),
        _("Coverage"),
        _("Target"),
        _("Score"),
        _("Light"),
    ]


def file_cells(figure: Figure | None) -> list[object]:
    """Return a figure as the cells of a file, empty without one."""
    if figure is None:
        return [""] * len(file_header())
    row = figure.row
    return [
        row.value,
        row.numerator,
        row.denominator,
        row.expected,
        row.reported,
        row.not_applicable,
        row.coverage,
        row.target,
        row.score,
        row.light,
    ]
