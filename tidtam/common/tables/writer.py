"""Writing exchange files: UTF-8, LF, rows sorted as text by their key."""

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
NEEDS_QUOTES = re.compile(r'[",\r\n]')


def moment_text(moment: datetime.datetime | None) -> str:
    """Return the moment as written in files, such as 2022-01-21T16:30:00+07:00."""
    return moment.astimezone(BANGKOK).isoformat() if moment else ""


def write_table(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write the rows, which must come sorted, and return how many there were.

    The file takes its name only once it is whole.
    """
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        total = write_rows(file, columns, rows)
    unfinished.replace(path)
    return total


def write_rows(
    file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write the rows to an open file."""
    file.write(line_of(columns))
    total = 0
    for row in rows:
        file.write(line_of(row))
        total += 1
    return total


def line_of(cells: Sequence[str]) -> str:
    r"""Return the cells as one line of CSV, in quotation marks only where needed.

    The csv module of Python 3.11 leaves a lone \r bare, which no reader takes back.
    """
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    if NEEDS_QUOTES.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
