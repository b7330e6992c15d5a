"""The yearly summary of a unit as a paper, from its figures and its work.

Each figure is read once, in the words of the pages (`analysis.words`), and set in all
files from the same block. The first six chapters are figures alone: they are reckoned
again from any source of rows, stored or as of a moment.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Q

from tidtam.analysis.formulas import GREEN
from tidtam.analysis.reckoning import ResultRow
from tidtam.analysis.selectors.figures import Definitions, Figure, definitions_of
from tidtam.analysis.selectors.items import (
    Matrix,
    MatrixSection,
    Verdict,
    matrix_of,
    verdict_of,
)
from tidtam.analysis.words import figure as figure_text
from tidtam.analysis.words import percent
from tidtam.common.periods import Period
from tidtam.common.thai import date_long, datetime_short, in_bangkok, number
from tidtam.documents.blocks import (
    Align,
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Light,
    PageBreak,
    Paragraph,
    Shade,
    Table,
)
from tidtam.documents.blocks import Figure as Number
from tidtam.followup.models import FINISHED, Assignment
from tidtam.indicators.selectors import frameworks_with_indicators
from tidtam.knowledge.models import Innovation, Lesson
from tidtam.organisation.models import Unit
from tidtam.planning.models import Plan, Project
from tidtam.planning.models import State as PlanState
from tidtam.policies.selectors import FrameworkTree
from tidtam.reporting.models import Submission

from . import wording

# Gives the rows of the units; the whole country's are many, so only these are asked.
Rows = Callable[[Sequence[int]], Iterable[ResultRow]]
PROBLEMS_SHOWN = 20
# Chapters that begin a page: the frameworks, all indicators, side by side, the work.
NEW_PAGE = frozenset(
    {
        wording.ASPECTS,
        wording.INDICATORS,
        wording.SIDE_BY_SIDE,
        wording.DIRECTIVES,
    }
)
FULL_SCORE = 5


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
        frameworks, key=lambda tree: list(wording.FRAMEWORKS).index(_key(tree))
        if _key(tree) in wording.FRAMEWORKS else len(wording.FRAMEWORKS)
    )  # fmt: skip
    matrix = matrix_of(ordered, links, asked.unit, asked.children, rows, definitions)
    by_unit: dict[int, list[Figure]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(Figure(row, definitions[row.version]))
    own = sorted(by_unit.get(asked.unit.pk, ()), key=lambda figure: figure.code)
    return Read(own, matrix, by_unit, definitions)


def summary_of(asked: Asked) -> Document:
    """Return the whole paper."""
    figures = figure_chapters(asked)
    first = 1 + sum(isinstance(b, Heading) and b.level == 1 for b in figures)
    blocks = [*figures, *_work_chapters(first, asked)]
    day = in_bangkok(asked.as_of)
    unit = asked.unit
    is_nation = unit.kind == Unit.Kind.COMMISSION
    name = wording.NATION if is_nation else unit.name_th
    lines = (wording.TITLE.format(name), wording.YEAR.format(asked.fiscal_year))
    return Document(
        title=" ".join(lines),
        blocks=tuple(blocks),
        made_at=asked.as_of,
        lines=lines,
        cover=True,
        contents=wording.CONTENTS,
        mark=wording.SIMULATED if settings.SIMULATED else "",
        source=wording.SOURCE.format(datetime_short(day), asked.number),
        author=wording.AUTHOR,
    )


def figure_chapters(asked: Asked) -> list[Block]:
    """Return the chapters that are drawn from results alone."""
    found = read(asked)
    count = 1
    blocks: list[Block] = [*_overview(count, asked, found)]
    for section in found.matrix.sections:
        title = wording.FRAMEWORKS.get(_key(section.framework))
        if title:
            count += 1
            blocks += _items(count, title, section)
    blocks += [*_indicators(count + 1, found), *_side_by_side(count + 2, asked, found)]
    return blocks


def _key(tree: FrameworkTree) -> str:
    framework = tree.framework
    return framework.code.removesuffix(f"-{framework.fiscal_year}")


def _chapter(count: int, title: str) -> Iterator[Block]:
    if title in NEW_PAGE:
        yield PageBreak()
    yield Heading(f"{count} {title}")


# ---------- chapters of figures ----------


def _overview(count: int, asked: Asked, found: Read) -> Iterator[Block]:
    yield from _chapter(count, wording.OVERVIEW)
    lights, lit = found.matrix.lights, found.matrix.lit
    yield Paragraph(
        f"จาก {lit} เรื่องที่มีค่าเป้าหมาย ถึงเป้า {lights['green']} เรื่อง "
        f"ใกล้เป้า {lights['amber']} เรื่อง ห่างเป้า {lights['red']} เรื่อง "
        f"ยังไม่สรุป {lights['grey']} เรื่อง",
        indent=True,
    )
    whole = verdict_of(found.own)
    yield Facts(
        (
            ("หน่วยงาน", asked.unit.name_th),
            ("ช่วงเวลา", wording.YEAR.format(asked.fiscal_year)),
            ("ค่าทางการ ณ", date_long(in_bangkok(asked.as_of).date())),
            ("ตัวชี้วัดที่มีค่าเป้าหมาย", f"{whole.owed} ตัว"),
            ("คะแนนรวม", _score(whole)),
            ("ความครอบคลุมของรายงาน", _percent(whole.coverage)),
            ("หน่วยงานในสังกัด", f"{len(asked.children)} แห่ง"),
        )
    )
    far = sorted(
        (figure for figure in found.own if figure.row.light == "red"),
        key=lambda figure: (-float(figure.definition.weight), figure.code),
    )[:5]
    if far:
        yield Heading("เรื่องที่ห่างเป้าและมีน้ำหนักมากที่สุด", 2)
        yield _figures(far, sheet="")


def _items(count: int, title: str, section: MatrixSection) -> Iterator[Block]:
    yield from _chapter(count, title)
    rows: list[tuple[Cell, ...]] = [
        (
            f"{row.item.code} {row.item.title_th}",
            Number(str(row.whole.green), Decimal(row.whole.green), 0),
            Number(str(row.whole.owed), Decimal(row.whole.owed), 0),
            _number(row.whole.score, 2),
            _light(row.whole.light),
        )
        for row in section.rows
    ]
    yield Table(
        columns=(
            Column("เรื่อง", 5),
            Column("ถึงเป้า (ตัวชี้วัด)", 1.3, Align.RIGHT),
            Column("ทั้งหมด (ตัวชี้วัด)", 1.3, Align.RIGHT),
            Column("คะแนน", 1, Align.RIGHT),
            Column("ผล", 1.3),
        ),
        rows=tuple(rows),
        caption=title,
        sheet=title,
        empty=wording.NOTHING,
    )
    bars = [
        Bar(
            label=f"{row.item.code} {row.item.title_th}",
            text=_score(row.whole),
            share=row.whole.score / (row.whole.best or FULL_SCORE),
            mark=(row.whole.score_at_target or 0) / (row.whole.best or FULL_SCORE)
            or None,
            shade=Shade(row.whole.light) if row.whole.light else None,
        )
        for row in section.rows
        if row.whole.score is not None
    ]
    if bars:
        note = "เส้นประคือคะแนนเมื่อทุกตัวชี้วัดถึงเป้าพอดี"
        yield Bars("คะแนน", tuple(bars), note=note)


def _indicators(count: int, found: Read) -> Iterator[Block]:
    yield from _chapter(count, wording.INDICATORS)
    yield _figures(found.own, sheet=wording.INDICATORS)


def _figures(figures: Sequence[Figure], sheet: str) -> Table:
    return Table(
        columns=(
            Column("ตัวชี้วัด", 4.6),
            Column("ค่า", 1.2, Align.RIGHT),
            Column("เป้าหมาย", 1.2, Align.RIGHT),
            Column("คะแนน", 1, Align.RIGHT),
            Column("ครอบคลุม (ร้อยละ)", 1.2, Align.RIGHT),
            Column("ผล", 1.3),
        ),
        rows=tuple(
            (
                f"{figure.code} {figure.version.name_th}",
                _number(figure.row.value, figure.version.decimals),
                _number(figure.row.target, figure.version.decimals),
                _number(figure.row.score, 2),
                _share(figure.row.coverage),
                _light(figure.row.light),
            )
            for figure in figures
        ),
        sheet=sheet,
        empty=wording.NOTHING,
    )


def _side_by_side(count: int, asked: Asked, found: Read) -> Iterator[Block]:
    yield from _chapter(count, wording.SIDE_BY_SIDE)
    verdicts = [
        (unit, verdict_of(found.children.get(unit.pk, ()))) for unit in asked.children
    ]
    yield Table(
        columns=(
            Column("หน่วยงาน", 4),
            Column("ถึงเป้า", 1, Align.RIGHT),
            Column("ใกล้เป้า", 1, Align.RIGHT),
            Column("ห่างเป้า", 1, Align.RIGHT),
            Column("ยังไม่สรุป", 1, Align.RIGHT),
            Column("คะแนน", 1, Align.RIGHT),
            Column("ครอบคลุม (ร้อยละ)", 1.4, Align.RIGHT),
        ),
        rows=tuple(
            (
                unit.name_th,
                *(
                    Number(str(verdict.counts[name]), Decimal(verdict.counts[name]), 0)
                    for name in ("green", "amber", "red", "grey")
                ),
                _number(verdict.score, 2),
                _share(verdict.coverage),
            )
            for unit, verdict in verdicts
        ),
        caption="จำนวนตัวชี้วัดตามผล คะแนน และความครอบคลุมของรายงาน เรียงตามชื่อ",
        sheet=wording.SIDE_BY_SIDE,
        empty=wording.NOTHING,
    )
    bars = [
        Bar(
            label=unit.short_name_th or unit.name_th,
            text=f"{verdict.green} จาก {verdict.owed}",
            share=verdict.green / verdict.owed,
            shade=Shade(GREEN),
        )
        for unit, verdict in verdicts
        if verdict.owed
    ]
    if bars:
        yield Bars("ตัวชี้วัดที่ถึงเป้า จากที่มีค่าเป้าหมาย", tuple(bars))


# ---------- chapters of work ----------


def _work_chapters(first: int, asked: Asked) -> Iterator[Block]:
    chapters: tuple[tuple[str, Callable[[Asked], Iterator[Block]]], ...] = (
        (wording.DIRECTIVES, _directives),
        (wording.PROBLEMS, _problems),
        (wording.LESSONS, _lessons),
        (wording.INNOVATIONS, _innovations),
        (wording.NEXT_PLAN, _next_plan),
    )
    for count, (title, make) in enumerate(chapters, start=first):
        yield from _chapter(count, title)
        yield from make(asked)


def _within(asked: Asked) -> Q:
    """Return the condition that a row belongs to the unit or one under it."""
    return Q(unit=asked.unit.pk) | Q(unit__in=[unit.pk for unit in asked.children])


def _directives(asked: Asked) -> Iterator[Block]:
    rows = (
        Assignment.objects.filter(
            _within(asked) | Q(directive__issuer=asked.unit),
            directive__fiscal_year=asked.fiscal_year,
            directive__issued_on__lte=in_bangkok(asked.as_of).date(),
        )
        .values("directive__number", "directive__title", "directive__due_on")
        .annotate(
            owners=Count("pk", distinct=True),
            done=Count("pk", filter=Q(state__in=FINISHED), distinct=True),
        )
        .order_by("directive__due_on", "directive__number", "directive__title")
    )
    yield Table(
        columns=(
            Column("ข้อสั่งการ", 5),
            Column("กำหนด", 1.6),
            Column("ผู้รับผิดชอบ (แห่ง)", 1.4, Align.RIGHT),
            Column("แล้วเสร็จ (แห่ง)", 1.4, Align.RIGHT),
        ),
        rows=tuple(
            (
                str(row["directive__title"]),
                date_long(row["directive__due_on"]),
                Number(str(row["owners"]), Decimal(row["owners"]), 0),
                Number(str(row["done"]), Decimal(row["done"]), 0),
            )
            for row in rows
        ),
        sheet="ข้อสั่งการ",
        empty="ไม่มีข้อสั่งการในปีนี้",
    )


def _problems(asked: Asked) -> Iterator[Block]:
    """Give what the units wrote as obstacles in their reports of the year."""
    rows = (
        Submission.objects.filter(
            _within(asked),
            round__fiscal_year=asked.fiscal_year,
            submitted_at__lte=asked.as_of,
        )
        .exclude(obstacles="")
        .select_related("unit", "round")
        .order_by("round__opens_at", "unit__sort_key", "unit__code")
    )
    shown = list(rows[:PROBLEMS_SHOWN])
    yield Table(
        columns=(
            Column("หน่วยงาน", 2.5),
            Column("ปัญหาและอุปสรรค", 4),
            Column("ข้อเสนอ", 3),
        ),
        rows=tuple(
            (row.unit.name_th, row.obstacles, row.suggestions or wording.NO_VALUE)
            for row in shown
        ),
        sheet="ปัญหาและอุปสรรค",
        empty="ไม่มีหน่วยงานใดรายงานปัญหาในปีนี้",
    )
    if len(shown) == PROBLEMS_SHOWN:
        yield Paragraph(f"แสดง {PROBLEMS_SHOWN} รายการแรก", small=True)


def _lessons(asked: Asked) -> Iterator[Block]:
    rows = Lesson.objects.filter(
        _within(asked), fiscal_year=asked.fiscal_year, published_at__lte=asked.as_of
    )
    yield Table(
        columns=(
            Column("บทเรียน", 3),
            Column("สิ่งที่เกิดขึ้นและเหตุ", 4),
            Column("สิ่งที่จะทำต่อ", 3),
        ),
        rows=tuple(
            (
                f"{row.title} ({row.unit.short_name_th or row.unit.name_th})",
                f"{row.happened} เพราะ{row.why}",
                row.what_next,
            )
            for row in rows.select_related("unit").order_by("unit__sort_key", "pk")
        ),
        sheet="บทเรียน",
        empty="ยังไม่มีบทเรียนที่เผยแพร่ในปีนี้",
    )


def _innovations(asked: Asked) -> Iterator[Block]:
    rows = Innovation.objects.filter(
        _within(asked), fiscal_year=asked.fiscal_year, published_at__lte=asked.as_of
    ).annotate(taken_up=Count("adoptions"))
    yield Table(
        columns=(
            Column("นวัตกรรม", 3),
            Column("ปัญหา", 3),
            Column("แนวคิดและวิธีทำ", 3.5),
            Column("ผู้นำไปใช้ (แห่ง)", 1.2, Align.RIGHT),
        ),
        rows=tuple(
            (
                f"{row.title} ({row.unit.short_name_th or row.unit.name_th})",
                row.problem,
                row.idea,
                Number(str(row.taken_up), Decimal(row.taken_up), 0),
            )
            for row in rows.select_related("unit").order_by("unit__sort_key", "pk")
        ),
        sheet="นวัตกรรม",
        empty="ยังไม่มีนวัตกรรมที่เผยแพร่ในปีนี้",
    )


def _next_plan(asked: Asked) -> Iterator[Block]:
    year = asked.fiscal_year + 1
    plan = (
        Plan.objects.filter(
            unit=asked.unit, fiscal_year=year, in_force_at__lte=asked.as_of
        )
        .filter(state__in=[PlanState.IN_FORCE, PlanState.SUPERSEDED])
        .order_by("-number")
        .first()
    )
    projects = (
        Project.objects.filter(plan=plan).order_by("order", "code") if plan else []
    )
    if plan and plan.preface:
        yield Paragraph(plan.preface, indent=True)
    yield Table(
        columns=(
            Column("โครงการ", 5),
            Column("ผู้รับผิดชอบ", 2.4),
            Column("งบประมาณ (บาท)", 1.8, Align.RIGHT),
        ),
        rows=tuple(
            (
                row.title,
                row.responsible or wording.NO_VALUE,
                Number(number(row.budget_planned, 2), row.budget_planned, 2),
            )
            for row in projects
        ),
        sheet=f"แผนปี {year}",
        empty=f"ยังไม่มีแผนปีงบประมาณ {year} ที่ใช้บังคับ",
    )


# ---------- cells ----------


def _number(value: float | None, decimals: int) -> Number:
    exact = None if value is None else Decimal(repr(value))
    return Number(figure_text(value, decimals), exact, decimals)


def _share(share: float | None) -> Number:
    exact = None if share is None else Decimal(repr(share)) * 100
    return Number(percent(share), exact, 1)


def _percent(share: float | None) -> str:
    return wording.NO_VALUE if share is None else f"ร้อยละ {percent(share)}"


def _score(verdict: Verdict) -> str:
    if verdict.score is None:
        return wording.NO_VALUE
    return f"{figure_text(verdict.score, 2)} จาก {verdict.best}"


def _light(light: str | None) -> Cell:
    if light is None:
        return wording.NO_VALUE
    return Light(Shade(light), wording.LIGHTS[light])
