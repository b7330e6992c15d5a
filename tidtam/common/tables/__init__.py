"""Reading and writing the exchange files: CSV tables with exact faults.

Each app owns the reader and writer of its own files; what they share is here.
"""

from .cells import (
    BadCellError,
    Cell,
    choice,
    code,
    codes,
    count,
    day,
    fiscal_year,
    moment,
    number,
    optional,
    text,
)
from .faults import Fault, Faults
from .lookups import unknown_key
from .reader import Row, Table, read_rows, read_table
from .writer import moment_text, write_rows, write_table

__all__ = [
    "BadCellError",
    "Cell",
    "Fault",
    "Faults",
    "Row",
    "Table",
    "choice",
    "code",
    "codes",
    "count",
    "day",
    "fiscal_year",
    "moment",
    "moment_text",
    "number",
    "optional",
    "read_rows",
    "read_table",
    "text",
    "unknown_key",
    "write_rows",
    "write_table",
]
