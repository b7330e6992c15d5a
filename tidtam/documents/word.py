"""A document as a Word file that Word and LibreOffice open with Thai letters."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from .blocks import Document, plain

# The letters of state papers; every office has them, and Sarabun stands in elsewhere.
FACE = "TH Sarabun New"
BODY, SMALL, TABLE = Pt(16), Pt(13), Pt(13)
HEADINGS = {1: Pt(20), 2: Pt(17), 3: Pt(16)}
ACCENT, INK_3 = RGBColor(0x1B, 0x4F, 0x8C), RGBColor(0x5B, 0x67, 0x77)
ALIGNS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
SIGNS = {"green": "●", "amber": "▲", "red": "◆", "grey": "○"}
COLOURS = {
    "green": RGBColor(0x0B, 0x5C, 0x41),
    "amber": RGBColor(0x7A, 0x47, 0x00),
    "red": RGBColor(0x93, 0x1C, 0x0A),
    "grey": RGBColor(0x5B, 0x67, 0x77),
}
# As wide as the text: A4 less its margins.
WIDTH = Cm(16)
BAR_LENGTH = 24
_FIXED = (1980, 1, 1, 0, 0, 0)


def word(document: Document) -> bytes:
    """Write the document as a .docx; equal documents give equal bytes."""
    said = plain(document)
    paper = docx.Document()
    _lay_out(paper, said, document)
    for words in said["lines"]:
        line = _line(paper, align="center")
        _run(line, words, size=HEADINGS[1] if said["cover"] else Pt(18), bold=True)
    if said["cover"]:
        _page_break(paper, {})
    if said["contents"]:
        _contents(paper, said)
    for block in said["blocks"]:
        _WRITERS[block["kind"]](paper, block)
    kept = io.BytesIO()
    paper.save(kept)
    return _without_clock(kept.getvalue())


def _lay_out(paper: Any, said: dict[str, Any], document: Document) -> None:
    properties = paper.core_properties
    properties.title, properties.author = said["title"], said["author"]
    properties.language, properties.comments = "th-TH", ""
    properties.created = properties.modified = document.made_at.replace(tzinfo=None)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.5)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        _set_face(paper.styles[name])
    normal = paper.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    _set_size(normal, BODY)
    for level, size in HEADINGS.items():
        style = paper.styles[f"Heading {level}"]
        _set_size(style, size)
        style.font.bold = True
        style.font.color.rgb = ACCENT if level == 1 else RGBColor(0, 0, 0)
    if said["mark"]:
        mark = section.header.paragraphs[0]
        mark.alignment = ALIGNS["right"]
        _run(mark, said["mark"], size=SMALL)
    foot = section.footer.paragraphs[0]
    _run(foot, said["source"] + "\t\t", size=SMALL, colour=INK_3)
    _field(foot, "PAGE", "1")


def _set_face(style: Any) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FACE)
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _set_size(style: Any, size: Any) -> None:
    style.font.size = size
    style.element.get_or_add_rPr().append(
        _element("w:szCs", {"w:val": str(int(size.pt * 2))})
    )


def _element(name: str, values: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(key), value)
    return made


def _line(
    place: Any, align: str = "left", *, style: str | None = None, indent: bool = False
) -> Line:
    line: Line = place.add_paragraph(style=style)
    line.alignment = ALIGNS[align]
    if indent:
        line.paragraph_format.first_line_indent = Cm(2.5)
    return line


def _run(
    line: Line,
    words: str,
    *,
    size: Any = None,
    bold: bool = False,
    colour: RGBColor | None = None,
) -> None:
    """Write words into a line; Thai letters have a size and weight of their own."""
    run = line.add_run()
    for index, part in enumerate(words.split("\n")):
        if index:
            run.add_break()
        run.add_text(part)
    if colour is not None:
        run.font.color.rgb = colour
    run.font.bold = bold or None
    run.font.cs_bold = bold or None
    if size is not None:
        run.font.size = size
        run._r.get_or_add_rPr().append(
            _element("w:szCs", {"w:val": str(int(size.pt * 2))})
        )


def _field(line: Line, code: str, shown: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown)):
        run = line.add_run()
        if kind in {"begin", "separate"}:
            run._r.append(_element("w:fldChar", {"w:fldCharType": kind}))
        elif kind == "shown":
            run.text = text
        else:
            instruction = _element("w:instrText", {"xml:space": "preserve"})
            instruction.text = f" {text} "
            run._r.append(instruction)
    line.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def _contents(paper: Any, said: dict[str, Any]) -> None:
    """List the chapters; Word fills in the pages when the list is renewed."""
    _run(_line(paper), said["contents"], size=HEADINGS[1], bold=True, colour=ACCENT)
    for block in said["blocks"]:
        if block["kind"] == "heading" and block["level"] <= 2:
            line = _line(paper)
            line.paragraph_format.left_indent = Cm(0.8 * (block["level"] - 1))
            _run(line, block["text"])
    _page_break(paper, {})


def _heading(paper: Any, block: dict[str, Any]) -> None:
    line = paper.add_heading(block["text"], level=block["level"])
    line.alignment = ALIGNS[block["align"]]
    for run in line.runs:
        run.font.cs_bold = True


def _paragraph(paper: Any, block: dict[str, Any]) -> None:
    line = _line(paper, block["align"], indent=block["indent"])
    size = SMALL if block["small"] else None
    if block["lead"]:
        _run(line, block["lead"] + " ", size=size, bold=True)
    _run(line, block["text"], size=size, bold=block["strong"])


def _items(paper: Any, block: dict[str, Any]) -> None:
    for index, words in enumerate(block["rows"]):
        first = block["first"]
        sign = "•" if first is None else f"{first + index}."
        line = _line(paper)
        line.paragraph_format.left_indent = Cm(1)
        line.paragraph_format.first_line_indent = Cm(-0.6)
        _run(line, f"{sign} {words}")


def _facts(paper: Any, block: dict[str, Any]) -> None:
    for name, what in block["rows"]:
        line = _line(paper)
        line.paragraph_format.left_indent = Cm(3.5)
        line.paragraph_format.first_line_indent = Cm(-3.5)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(3.5))
        _run(line, f"{name}\t{what}")


def _quote(paper: Any, block: dict[str, Any]) -> None:
    line = _line(paper)
    line.paragraph_format.left_indent = Cm(1.5)
    _run(line, f"{block['text']}\n")
    _run(line, block["by"], size=SMALL, colour=INK_3)


def _table(paper: Any, block: dict[str, Any]) -> None:
    if block["caption"]:
        line = _line(paper)
        line.paragraph_format.keep_with_next = True
        _run(line, block["caption"], size=SMALL, bold=True)
    if not block["rows"]:
        _run(_line(paper), block["empty"], size=SMALL, colour=INK_3)
        return
    columns = block["columns"]
    table = paper.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    head = table.add_row()
    head._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
    last = len(block["rows"]) - 1
    for cell, column in zip(head.cells, columns, strict=True):
        _fill(cell, column["label"], column, bold=True)
    for index, row in enumerate(block["rows"]):
        bold = block["total"] and index == last
        made = table.add_row()
        made._tr.get_or_add_trPr().append(_element("w:cantSplit", {"w:val": "true"}))
        for cell, column, value in zip(made.cells, columns, row, strict=True):
            _fill(cell, value, column, bold=bold)
    total = sum(column["weight"] for column in columns)
    for index, column in enumerate(columns):
        width = int(WIDTH * column["weight"] / total)
        for cell in table.columns[index].cells:
            cell.width = width
    _line(paper).paragraph_format.space_after = Pt(2)


def _fill(cell: _Cell, value: Any, column: dict[str, Any], *, bold: bool) -> None:
    line = cell.paragraphs[0]
    line.alignment = ALIGNS[column["align"]]
    line.paragraph_format.space_after = Pt(0)
    if isinstance(value, str):
        _run(line, value, size=TABLE, bold=bold)
    elif value["kind"] == "figure":
        _run(line, value["text"], size=TABLE, bold=bold)
    else:
        shade = value["shade"]
        _run(line, f"{SIGNS[shade]} {value['word']}", size=TABLE, colour=COLOURS[shade])


def _bars(paper: Any, block: dict[str, Any]) -> None:
    """Draw bars of letters in a table without lines, so that they print everywhere."""
    line = _line(paper)
    line.paragraph_format.keep_with_next = True
    _run(line, block["caption"], size=SMALL, bold=True)
    table = paper.add_table(rows=0, cols=3)
    table.autofit = False
    for bar in block["rows"]:
        cells = table.add_row().cells
        left, right = {"align": "left"}, {"align": "right"}
        _fill(cells[0], bar["label"], left, bold=False)
        share = min(max(bar["share"] or 0, 0), 1)
        drawn = cells[1].paragraphs[0]
        drawn.paragraph_format.space_after = Pt(0)
        colour = COLOURS[bar["shade"]] if bar["shade"] else ACCENT
        _run(drawn, "█" * round(share * BAR_LENGTH), size=Pt(8), colour=colour)
        _fill(cells[2], bar["text"], right, bold=False)
        for cell, width in zip(cells, (Cm(6), Cm(7), Cm(3)), strict=True):
            cell.width = width
    note = _line(paper)
    if block["note"]:
        _run(note, block["note"], size=SMALL, colour=INK_3)


def _signature(paper: Any, block: dict[str, Any]) -> None:
    _line(paper)
    for words in (f"({block['name']})", *block["lines"]):
        line = _line(paper, "center")
        line.paragraph_format.left_indent = Cm(8)
        line.paragraph_format.space_after = Pt(0)
        _run(line, words)


def _page_break(paper: Any, _block: dict[str, Any]) -> None:
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


_WRITERS: dict[str, Callable[[Any, dict[str, Any]], None]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "items": _items,
    "facts": _facts,
    "quote": _quote,
    "table": _table,
    "bars": _bars,
    "signature": _signature,
    "pagebreak": _page_break,
}


def _without_clock(made: bytes) -> bytes:
    """Pack the file anew with one fixed date, so that equal papers are equal files."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(
            old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)
        ):
            new.writestr(
                zipfile.ZipInfo(name, _FIXED), old.read(name), zipfile.ZIP_DEFLATED
            )
    return kept.getvalue()
