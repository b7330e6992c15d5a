"""Raw loading of many rows: executemany on SQLite, COPY on PostgreSQL.

The one place with dialect SQL. Rows go into the table as they are: no defaults, no
validation, no hooks. Values must be what the columns hold (plain text for exact
decimals, aware datetimes, integers, text or None).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

BATCH = 50_000


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert the rows and return how many there were.

    `columns` are column names (round_id, not round). Call inside a transaction.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
        marks = ", ".join(["?"] * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        return _execute_many(cursor, statement, rows)


def row(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values with days and moments in the form the database stores."""
    if _takes_moments():
        return values
    return [
        _as_text(value) if isinstance(value, datetime.date) else value
        for value in values
    ]


@cache
def _takes_moments() -> bool:
    """Say whether the database takes days and moments as they are."""
    return connection.vendor == "postgresql"


def _as_text(value: datetime.date) -> str:
    """Return a day or moment as SQLite keeps it: moments in UTC without offset."""
    if isinstance(value, datetime.datetime):
        return str(value.astimezone(datetime.UTC).replace(tzinfo=None))
    return value.isoformat()


def _execute_many(
    cursor: CursorWrapper, statement: str, rows: Iterable[Sequence[Any]]
) -> int:
    # The driver's own cursor: Django's wrapper would rewrite every % sign.
    raw = cursor.cursor.connection.cursor()
    total = 0
    for batch in _batches(rows):
        raw.executemany(statement, batch)
        total += len(batch)
    return total


def _copy(cursor: CursorWrapper, statement: str, rows: Iterable[Sequence[Any]]) -> int:
    total = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            total += 1
    return total


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
