"""Reading a CSV table row by row, with the line on which each row starts."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .cells import BadCellError, Cell
from .faults import Faults

CELL_LIMIT = 1_000_000
MEMO_LIMIT = 100_000


@dataclass(frozen=True)
class Table:
    """The shape of one file: its name, its columns in order, and its key.

    Two rows of one key are a fault, unless the file's own reader looks after them.
    """

    file: str
    columns: Mapping[str, Cell]
    key: tuple[str, ...]
    one_row_a_key: bool = True


class Row:
    """One row: the line on which it starts and its values by column.

    `values` are in the order of the table's columns, whose places all rows share.
    """

    __slots__ = ("_places", "line", "values")

    def __init__(
        self, line: int, values: tuple[Any, ...], places: Mapping[str, int]
    ) -> None:
        self.line = line
        self.values = values
        self._places = places

    def __getitem__(self, column: str) -> Any:
        return self.values[self._places[column]]


def read_table(folder: Path, table: Table, faults: Faults) -> list[Row] | None:
    """Return the rows of the file that have no fault of their own, or None.

    None means that the folder has no such file. Faults of header, cells and keys
    that stand twice are added to `faults`.
    """
    if not (folder / table.file).exists():
        return None
    return list(read_rows(folder, table, faults))


def read_rows(folder: Path, table: Table, faults: Faults) -> Iterator[Row]:
    """Give the rows of the file one by one, as read_table does."""
    try:
        content = _decoded(folder / table.file, table.file, faults)
        if content is not None:
            yield from _rows(_records(content, table.file, faults), table, faults)
    except OSError as error:
        faults.doubt_file(table.file)
        faults.add(
            table.file,
            1,
            "-",
            _("the file cannot be read (%(error)s)") % {"error": error.strerror},
            _("check that it is a file and may be read"),
        )


def _decoded(path: Path, name: str, faults: Faults) -> str | None:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.doubt_file(name)
        faults.add(
            name,
            line,
            "-",
            _("the file is not UTF-8"),
            _("save it as CSV UTF-8 and import again"),
        )
        return None


def _records(
    content: str, name: str, faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    """Give (line on which the record starts, cells); blank lines are passed over."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.doubt_file(name)
            faults.add(
                name,
                start,
                "-",
                _("the row is not well-formed CSV (%(error)s)") % {"error": error},
                _("close every quotation mark and double those inside a cell"),
            )
            return
        if cells:
            yield start, cells
        start = reader.line_num + 1


class Memo(dict[str, Any]):
    """The values of a column's cells; equal cells are read once."""

    def __init__(self, read: Cell) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, raw: str) -> Any:
        """Read a cell that was not seen before. Raises BadCellError."""
        value = self.read(raw)
        if len(self) < MEMO_LIMIT:
            self[raw] = value
        return value


def _rows(
    records: Iterator[tuple[int, list[str]]], table: Table, faults: Faults
) -> Iterator[Row]:
    order = _header(records, table, faults)
    if order is None:
        faults.doubt_file(table.file)
        return
    places = {name: place for place, name in enumerate(table.columns)}
    memos = {name: Memo(cell) for name, cell in table.columns.items()}
    key_places = [places[name] for name in table.key]
    seen: dict[tuple[Any, ...], int] = {}
    for line, given in records:
        if len(given) != len(order):
            _wrong_width(table.file, line, len(given), len(order), faults)
            named = [order[place] for place in key_places]
            key_cells = [given[place] for place in named if place < len(given)]
            faults.doubt_row(table.file, key_cells)
            continue
        cells = [given[place] for place in order]
        try:
            values = tuple(map(getitem, memos.values(), cells))
        except BadCellError:
            _bad_cells(table, line, cells, memos, faults)
            faults.doubt_row(table.file, [cells[place] for place in key_places])
            continue
        if table.one_row_a_key:
            key = tuple([values[place] for place in key_places])
            first = seen.setdefault(key, line)
            if first != line:
                _twice(table, line, first, key, faults)
                continue
        yield Row(line, values, places)


def _bad_cells(
    table: Table,
    line: int,
    cells: Sequence[str],
    memos: Mapping[str, Memo],
    faults: Faults,
) -> None:
    """Note every bad cell of the row."""
    for (name, memo), raw in zip(memos.items(), cells, strict=True):
        try:
            memo[raw]
        except BadCellError as bad:
            faults.add(table.file, line, name, bad.reason, bad.remedy)


def _header(
    records: Iterator[tuple[int, list[str]]], table: Table, faults: Faults
) -> list[int] | None:
    """Return the place of each column of the table in the file, or None."""
    line, header = next(records, (1, []))
    expected = list(table.columns)
    if sorted(header) == sorted(expected):
        return [header.index(name) for name in expected]
    remedy = _("write the header %(header)s") % {"header": ",".join(expected)}
    for name in expected:
        if name not in header:
            faults.add(table.file, line, name, _("the column is missing"), remedy)
    for name in dict.fromkeys(header):
        if name not in expected:
            faults.add(
                table.file, line, name or "-", _("the column is unknown"), remedy
            )
        elif header.count(name) > 1:
            faults.add(table.file, line, name, _("the column stands twice"), remedy)
    return None


def _wrong_width(file: str, line: int, cells: int, width: int, faults: Faults) -> None:
    faults.add(
        file,
        line,
        "-",
        _("the row has %(cells)d cells instead of %(width)d")
        % {"cells": cells, "width": width},
        _("give every column one cell; put text with commas in quotation marks"),
    )


def _twice(
    table: Table, line: int, first: int, key: tuple[Any, ...], faults: Faults
) -> None:
    shown = " ".join(str(part) for part in key if part != "")
    faults.add(
        table.file,
        line,
        table.key[-1],
        _("%(key)s stands already on line %(line)d") % {"key": shown, "line": first},
        _("keep one of the two rows"),
    )
