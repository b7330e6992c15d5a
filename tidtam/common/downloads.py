"""Tables as CSV files that open in Excel with Thai letters."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Stream a table as `name.csv`; simulated data say so in every row.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    mark = [_("Simulated data")] if settings.SIMULATED else []

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo(), lineterminator="\r\n")
        yield BYTE_ORDER_MARK + writer.writerow(
            [*header, *([_("Note")] if mark else [])]
        )
        for row in rows:
            yield writer.writerow([*(safe(cell) for cell in row), *mark])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f"attachment; filename=\"table.csv\"; filename*=UTF-8''{quote(name)}.csv"
    )
    return response


def safe(cell: object) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    is_text = isinstance(cell, str)
    return f"'{text}" if is_text and text.startswith(_FORMULA_STARTS) else text
