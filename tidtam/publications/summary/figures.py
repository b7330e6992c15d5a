"""The chapters that are drawn from figures alone."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tidtam.analysis.formulas import GREEN
from tidtam.analysis.selectors.figures import Figure
from tidtam.analysis.selectors.items import (
    MatrixSection,
    verdict_of,
)
from tidtam.common.thai import date_long, in_bangkok
from tidtam.documents.blocks import (
    Align,
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Paragraph,
    Shade,
    Table,
)
from tidtam.documents.blocks import Figure as Number
from tidtam.publications import wording

from .asked import Asked, Read, framework_key, read
from .cells import (
    chapter,
    light_cell,
    number_cell,
    percent_text,
    score_text,
    share_cell,
)

FULL_SCORE = 5


def figure_chapters(asked: Asked) -> list[Block]:
    """Return the chapters that are drawn from results alone."""
    found = read(asked)
    count = 1
    blocks: list[Block] = [*_overview(count, asked, found)]
    for section in found.matrix.sections:
        title = wording.FRAMEWORKS.get(framework_key(section.framework))
        if title:
            count += 1
            blocks += _items(count, title, section)
    blocks += [*_indicators(count + 1, found), *_side_by_side(count + 2, asked, found)]
    return blocks


def _overview(count: int, asked: Asked, found: Read) -> Iterator[Block]:
    yield from chapter(count, wording.OVERVIEW)
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
            ("คะแนนรวม", score_text(whole)),
            ("ความครอบคลุมของรายงาน", percent_text(whole.coverage)),
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
    yield from chapter(count, title)
    rows: list[tuple[Cell, ...]] = [
        (
            f"{row.item.code} {row.item.title_th}",
            Number(str(row.whole.green), Decimal(row.whole.green), 0),
            Number(str(row.whole.owed), Decimal(row.whole.owed), 0),
            number_cell(row.whole.score, 2),
            light_cell(row.whole.light),
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
            text=score_text(row.whole),
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
    yield from chapter(count, wording.INDICATORS)
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
                number_cell(figure.row.value, figure.version.decimals),
                number_cell(figure.row.target, figure.version.decimals),
                number_cell(figure.row.score, 2),
                share_cell(figure.row.coverage),
                light_cell(figure.row.light),
            )
            for figure in figures
        ),
        sheet=sheet,
        empty=wording.NOTHING,
    )


def _side_by_side(count: int, asked: Asked, found: Read) -> Iterator[Block]:
    yield from chapter(count, wording.SIDE_BY_SIDE)
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
                number_cell(verdict.score, 2),
                share_cell(verdict.coverage),
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
