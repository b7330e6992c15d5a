"""A document as an Excel workbook: a first sheet of words, then a sheet a table."""

import dataclasses
import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .blocks import Document, plain

# What Excel allows in the name of a sheet, and how long it may be.
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
NAME_LIMIT = 31
WIDEST, NARROWEST = 60, 9
FACE = "TH Sarabun New"


def workbook(document: Document) -> bytes:
    """Write every table that names a sheet; numbers stay numbers, text stays text.

    Equal documents give equal bytes. Digits are Arabic, for a number is its value.
    """
    kept = io.BytesIO()
    said = plain(dataclasses.replace(document, thai_digits=False))
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    book.set_properties(
        {
            "title": document.title,
            "author": document.author,
            "created": document.made_at.replace(tzinfo=None),
        }
    )
    styles = _styles(book)
    names: set[str] = set()
    _first_sheet(book.add_worksheet(_name(_("Contents"), names)), said, styles)
    for block in said["blocks"]:
        if block["kind"] == "table" and block["sheet"]:
            sheet = book.add_worksheet(_name(block["sheet"], names))
            _sheet(sheet, block, said, styles)
    book.close()
    return kept.getvalue()


class _Styles:
    """The looks of cells; one of numbers is made for each count of decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[int | None, bool], Any] = {}
        base = {"font_name": FACE, "font_size": 14, "valign": "top"}
        self.text = book.add_format({**base, "text_wrap": True})
        self.strong = book.add_format({**base, "bold": True, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 18})
        self.head = book.add_format(
            {
                **base,
                "bold": True,
                "text_wrap": True,
                "bottom": 1,
                "bg_color": "#eceff3",
            }
        )
        self._base = base

    def number(self, decimals: int | None, *, strong: bool) -> Any:
        """Return the look of a number with this many places."""
        key = (decimals, strong)
        if key not in self._numbers:
            places = "." + "0" * decimals if decimals else ""
            shape = "General" if decimals is None else f"#,##0{places}"
            self._numbers[key] = self._book.add_format(
                {**self._base, "num_format": shape, "bold": strong, "align": "right"}
            )
        return self._numbers[key]


def _styles(book: Any) -> _Styles:
    return _Styles(book)


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes and no other sheet has."""
    base = wanted.translate(_FORBIDDEN).strip()[:NAME_LIMIT] or "1"
    name, turn = base, 1
    while name.casefold() in taken:
        turn += 1
        name = f"{base[: NAME_LIMIT - len(str(turn)) - 1]} {turn}"
    taken.add(name.casefold())
    return name


def _first_sheet(sheet: Any, said: dict[str, Any], styles: _Styles) -> None:
    sheet.set_column(0, 0, 100)
    lines = [(words, styles.title) for words in said["lines"] or [said["title"]]]
    lines += [(said[key], styles.strong) for key in ("mark", "source") if said[key]]
    lines += [
        (block["caption"] or block["sheet"], styles.text)
        for block in said["blocks"]
        if block["kind"] == "table" and block["sheet"]
    ]
    for row, (words, style) in enumerate(lines):
        sheet.write_string(row, 0, words, style)


def _sheet(
    sheet: Any, block: dict[str, Any], said: dict[str, Any], styles: _Styles
) -> None:
    columns, rows = block["columns"], block["rows"]
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column["label"], styles.head)
        longest = max([len(column["label"]), *(len(_text(row[index])) for row in rows)])
        sheet.set_column(index, index, min(max(longest, NARROWEST), WIDEST))
    for number, row in enumerate(rows, start=1):
        strong = block["total"] and number == len(rows)
        for index, value in enumerate(row):
            _write(sheet, number, index, value, styles, strong=strong)
    if said["mark"]:
        sheet.write_string(len(rows) + 2, 0, said["mark"], styles.strong)
    sheet.freeze_panes(1, 1)
    if rows:
        last = len(rows) - (1 if block["total"] else 0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    text: str = value["text"] if value["kind"] == "figure" else value["word"]
    return text


def _write(
    sheet: Any, row: int, column: int, value: Any, styles: _Styles, *, strong: bool
) -> None:
    if isinstance(value, dict) and value.get("value") is not None:
        look = styles.number(value["decimals"], strong=strong)
        sheet.write_number(row, column, float(Decimal(value["value"])), look)
    else:
        style = styles.strong if strong else styles.text
        sheet.write_string(row, column, _text(value), style)
