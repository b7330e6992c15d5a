"""The national page: its finding, the matrix with its links, the two maps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.analysis import words as analysis_words
from tidtam.analysis.formulas import GREEN, GREY, RED
from tidtam.analysis.selectors.items import ItemRow, MatrixSection, Verdict
from tidtam.analysis.selectors.matters import Matter
from tidtam.analysis.selectors.national import (
    Aspect,
    LevelCoverage,
    National,
    OnTarget,
    on_target,
    provinces_of,
)
from tidtam.analysis.views.asking import query_of
from tidtam.common.naming import named
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.organisation.provinces import provinces
from tidtam.policies.models import PolicyItem
from tidtam.web import words
from tidtam.web.links import unit_link
from tidtam.web.look import light_of
from tidtam.web.names import province_name
from tidtam.web.regions import Column, Part, columns_of, group_place, parts_of

MATTERS_SHOWN = 5
LOW_SHOWN = 4
HOT = 3  # items off target from which a group's column is marked
STEPS = 6
SHOWS = ("light", "score", "coverage")


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix: a light, or a text in its place where figures are shown."""

    light: str | None
    name: str
    url: str
    text: str
    is_low: bool
    is_first: bool


@dataclass(frozen=True)
class Line:
    """A policy item as a line of the matrix."""

    row: ItemRow
    url: str
    whole: Cell
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Lines:
    """A framework with its lines."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Card:
    """An aspect as a card."""

    aspect: Aspect
    url: str

    @property
    def notes(self) -> str:
        """Return how it moved and what was due."""
        aspect, parts = self.aspect, []
        if aspect.change is not None:
            parts.append(
                _("%(change)s from the period before")
                % {"change": words.signed(aspect.change, 2)}
            )
        if aspect.now.score_at_target is not None:
            due = words.number(aspect.now.score_at_target, 2)
            parts.append(_("target %(score)s") % {"score": due})
        return " · ".join(parts)

    @property
    def counts(self) -> str:
        """Return how many of its indicators are off target or wait."""
        now = self.aspect.now
        waiting = now.owed - now.concluded
        if waiting > now.red:
            return _("%(count)s of %(all)s indicators not concluded") % {
                "count": waiting,
                "all": now.owed,
            }
        return _("%(count)s of %(all)s indicators off target") % {
            "count": now.red,
            "all": now.owed,
        }


@dataclass(frozen=True)
class MatterLine:
    """A matter with the address of what it is about."""

    number: int
    matter: Matter
    url: str


@dataclass(frozen=True)
class Low:
    """A group that few of its items bring to the target."""

    label: str
    name: str
    url: str
    share: float


@dataclass(frozen=True)
class NationalPage:
    """Everything that the template shows, from one reading of the results."""

    national: National
    show: str

    @property
    def question(self) -> Any:
        """Return what was asked."""
        return self.national.question

    # ---------- the finding ----------

    @cached_property
    def heading(self) -> str:
        """Return the finding in one sentence."""
        matrix = self.national.matrix
        lights, lit = matrix.lights, matrix.lit
        if not lit:
            return _("There are no results yet")
        if lights[GREY] * 2 > lit:
            return _("%(count)s of %(all)s items cannot be concluded yet") % {
                "count": lights[GREY],
                "all": lit,
            }
        text = _("%(green)s of %(all)s items on target, %(red)s off target") % {
            "green": lights[GREEN],
            "all": lit,
            "red": lights[RED],
        }
        worst = self.national.worst_aspect
        if worst is None:
            return text
        return _("%(finding)s, and %(aspect)s fell back") % {
            "finding": text,
            "aspect": named(worst.row.item),
        }

    @cached_property
    def lead(self) -> str:
        """Return the period, the basis with its moment, and how much has come."""
        question, national = self.question, self.national
        if question.period is None or question.run is None:
            return ""
        basis = _("%(basis)s as of %(moment)s") % {
            "basis": analysis_words.BASES[question.basis],
            "moment": words.thai_datetime(question.run.as_of),
        }
        came = _("%(reported)s of %(due)s figures reported (%(share)s %%)") % {
            "reported": words.number(national.reported),
            "due": words.number(national.due),
            "share": words.percent(
                national.reported / national.due if national.due else None
            ),
        }
        name = analysis_words.period_name(question.period)
        return " · ".join([name, basis, came])

    @property
    def newer(self) -> dict[str, Any] | None:
        """Return the newest period, with its coverage, where it is a later one."""
        coming = self.national.coming
        if coming is None:
            return None
        return {
            "name": analysis_words.period_name(coming),
            "url": f"?{query_of(self.question, unit='', period=coming.code)}",
            "coverage": _levels(self.national.coming_coverage),
        }

    # ---------- aspects, matters, coverage ----------

    @cached_property
    def cards(self) -> list[Card]:
        """Return the aspects."""
        return [
            Card(each, self._item_url(each.row.item)) for each in self.national.aspects
        ]

    def _item_url(self, item: PolicyItem) -> str:
        path = self._policy_path(item.framework.code, item.code)
        return path + self._queries[self.question.unit.pk]

    @cached_property
    def matters(self) -> list[MatterLine]:
        """Return every matter to act on, ranked."""
        return [
            MatterLine(number, matter, self._matter_url(matter))
            for number, matter in enumerate(self.national.matters, start=1)
        ]

    @property
    def first_matters(self) -> list[MatterLine]:
        """Return those that the page shows."""
        return self.matters[:MATTERS_SHOWN]

    def _matter_url(self, matter: Matter) -> str:
        if matter.indicator_code:
            path = self._indicator_path(matter.indicator_code)
            return path + self._queries[self.question.unit.pk]
        if matter.item is not None:
            return self._item_url(matter.item)
        query = query_of(self.question, unit="", show="coverage")
        return f"{reverse('web:national')}?{query}#matrix"

    @property
    def coverage(self) -> list[dict[str, Any]]:
        """Return the coverage of each level that reports."""
        return _levels(self.national.coverage)

    # ---------- the matrix ----------

    @cached_property
    def columns(self) -> list[Column]:
        """Return the groups as columns."""
        return columns_of(self.national.matrix.units)

    @property
    def parts(self) -> list[Part]:
        """Return the parts of the country over the columns."""
        return parts_of(self.columns)

    @property
    def width(self) -> int:
        """Return the number of columns of the table."""
        return len(self.columns) + 2

    @property
    def sections(self) -> list[Lines]:
        """Return the lines of each framework but that of the aspects."""
        return [
            self._lines(section)
            for section in self.national.matrix.sections
            if not section.framework.are_aspects
        ]

    @property
    def items(self) -> int:
        """Return how many lines there are."""
        return len(self.national.matrix.rows)

    def _lines(self, section: MatrixSection) -> Lines:
        return Lines(section.framework.title, [self._line(row) for row in section.rows])

    def _line(self, row: ItemRow) -> Line:
        policy = self._policy_path(row.item.framework.code, row.item.code)
        page = self._only_indicator_path(row) or policy
        cells = [
            self._cell(verdict, column.unit, page, column.is_first)
            for column, verdict in zip(self.columns, row.cells, strict=True)
        ]
        country = self.question.unit
        whole = self._cell(row.whole, country, policy, is_first=False)
        return Line(row, whole.url, whole, cells)

    def _cell(self, verdict: Verdict, unit: Unit, page: str, is_first: bool) -> Cell:
        text, is_low = "", False
        if self.show == "score":
            text = words.number(verdict.score, 1)
        elif self.show == "coverage":
            text = words.percent(verdict.coverage, 0)
            is_low = verdict.coverage is not None and verdict.concluded < verdict.owed
        url = page + self._queries[unit.pk]
        return Cell(verdict.light, named(unit), url, text, is_low, is_first)

    @cached_property
    def red_counts(self) -> list[dict[str, Any]]:
        """Return how many items are off target in each group."""
        matrix = self.national.matrix
        counts = [matrix.column(place)[RED] for place in range(len(self.columns))]
        return [
            {"count": count, "is_hot": count >= HOT, "is_first": column.is_first}
            for count, column in zip(counts, self.columns, strict=True)
        ]

    # ---------- addresses ----------

    @cached_property
    def _queries(self) -> Mapping[int, str]:
        """Return the query string of every unit, by id."""
        units = [self.question.unit, *self.national.matrix.units]
        return {u.pk: f"?{query_of(self.question, unit=u.code)}" for u in units}

    def _only_indicator_path(self, row: ItemRow) -> str:
        """Return the page of the item's indicator where it has only one."""
        if len(row.indicators) != 1:
            return ""
        code = self.national.codes.get(row.indicators[0], "")
        return self._indicator_path(code) if code else ""

    @staticmethod
    def _indicator_path(code: str) -> str:
        return reverse("analysis:indicator_detail", args=[code])

    @staticmethod
    def _policy_path(framework: str, code: str) -> str:
        return reverse("policies:item_detail", args=[framework, code])

    # ---------- the maps ----------

    @cached_property
    def group_shares(self) -> list[OnTarget]:
        """Return the share of items on target of each column."""
        matrix = self.national.matrix
        return [on_target(matrix.column(place)) for place in range(len(self.columns))]

    @cached_property
    def group_cells(self) -> Mapping[int, dict[str, Any]]:
        """Return the map of the groups."""
        return {
            column.number: {
                "step": step_of(share.share),
                "title": _share_title(column.name, share),
                "url": unit_link(column.unit),
            }
            for column, share in zip(self.columns, self.group_shares, strict=True)
        }

    @cached_property
    def province_cells(self) -> Mapping[str, dict[str, Any]]:
        """Return the map of the provinces."""
        found = provinces_of(self.national)
        return {
            code: {
                "step": step_of(share.share),
                "title": _share_title(province_name(code), share),
                "url": f"{reverse('web:unit_list')}?kind=area&province={code}",
            }
            for code, (share, _offices) in found.items()
            if code in provinces()
        }

    @property
    def lowest(self) -> list[Low]:
        """Return the groups with the fewest items on target."""
        found = [
            Low(
                column.label,
                group_place(column.unit),
                unit_link(column.unit),
                share.share,
            )
            for column, share in zip(self.columns, self.group_shares, strict=True)
            if share.share is not None
        ]
        return sorted(found, key=lambda low: low.share)[:LOW_SHOWN]

    @property
    def scale(self) -> list[str]:
        """Return the right edges of the steps of the map."""
        edges = [round(100 * step / STEPS) for step in range(1, STEPS + 1)]
        return [*(str(edge) for edge in edges[:-1]), f"{edges[-1]} %"]

    # ---------- files ----------

    def matrix_rows(self) -> Iterable[list[object]]:
        """Give a row for each item and unit, the country first: for the file."""
        units = [self.question.unit, *self.national.matrix.units]
        for section in self.national.matrix.sections:
            for row in section.rows:
                pairs = zip(units, [row.whole, *row.cells], strict=True)
                for unit, verdict in pairs:
                    yield [
                        row.item.framework.code,
                        row.item.code,
                        named(row.item),
                        unit.code,
                        named(unit),
                        str(light_of(verdict.light).word) if verdict.light else "",
                        verdict.green,
                        verdict.amber,
                        verdict.red,
                        verdict.owed - verdict.concluded,
                        verdict.score,
                        verdict.coverage,
                    ]


def _levels(coverage: Iterable[LevelCoverage]) -> list[dict[str, Any]]:
    return [
        {
            "name": IndicatorVersion.ReportedBy(level.level).label,
            "reported": level.reported,
            "due": level.due,
            "share": level.share,
        }
        for level in coverage
    ]


def step_of(share: float | None) -> int | None:
    """Return the step of the map's scale, 1 to 6."""
    if share is None:
        return None
    return min(int(share * STEPS) + 1, STEPS)


def _share_title(name: str, share: OnTarget) -> str:
    if share.share is None:
        return _("%(name)s: not concluded") % {"name": name}
    return _("%(name)s: %(green)s of %(all)s items on target, %(red)s off target") % {
        "name": name,
        "green": share.green,
        "all": share.concluded,
        "red": share.red,
    }
