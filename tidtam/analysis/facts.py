"""Figures on their way from the database to the reckoning: ORM, Arrow, Parquet.

A row is one revision with its four moments, so that any basis at any moment can be
chosen from the same rows. The Parquet files are a disposable cache: each carries in
its name the newest change of its round, and a stale one is simply not read.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.db.models import Count, ExpressionWrapper, F, Max, QuerySet

from tidtam.common.fields import AsStoredField, to_microseconds
from tidtam.reporting.models import ValueRevision

from .models import ValuesChange

NUMBER = pa.decimal128(21, 6)
SCHEMA = pa.schema(
    [
        ("round", pa.int64()),
        ("unit", pa.int64()),
        ("indicator", pa.int64()),
        ("is_reported", pa.bool_()),
        ("value", NUMBER),
        ("numerator", NUMBER),
        ("denominator", NUMBER),
        ("recorded_at", pa.int64()),
        ("superseded_at", pa.int64()),
        ("official_at", pa.int64()),
        ("unofficial_at", pa.int64()),
    ]
)
NUMBERS = ("value", "numerator", "denominator")
MOMENTS = ("recorded_at", "superseded_at", "official_at", "unofficial_at")
FETCH = 50_000
CHUNK = 500


def of_round(round_pk: int) -> Path:
    """Return the Parquet file of all revisions of the round, made anew where stale."""
    path = _cache_path(round_pk)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        for stale in path.parent.glob(f"round-{round_pk}-*.parquet"):
            stale.unlink(missing_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
            for batch in _fetched(ValueRevision.objects.filter(round=round_pk)):
                writer.write_table(batch)
        unfinished.replace(path)
    return path


def of_units(rounds: Iterable[int], units: Sequence[int]) -> pa.Table:
    """Return the revisions of some units in some rounds, fresh from the database."""
    kept = list(rounds)
    return pa.concat_tables(
        [
            SCHEMA.empty_table(),
            *(
                batch
                for start in range(0, len(units), CHUNK)
                for batch in _fetched(
                    ValueRevision.objects.filter(
                        round__in=kept, unit__in=units[start : start + CHUNK]
                    )
                )
            ),
        ]
    )


def _fetched(revisions: QuerySet[ValueRevision]) -> Iterator[pa.Table]:
    """Fetch the revisions in batches, as stored, without an object a cell."""
    as_stored = {
        f"{name}_stored": ExpressionWrapper(F(name), AsStoredField())
        for name in (*NUMBERS, *MOMENTS)
    }
    rows = (
        revisions.filter(part="")
        .order_by()
        .annotate(**as_stored)
        .values_list("round_id", "unit_id", "indicator_id", "state", *as_stored)
        .iterator(chunk_size=FETCH)
    )
    while part := list(islice(rows, FETCH)):
        yield _arrow(part)


def _arrow(rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    arrays = [
        *(pa.array(column, pa.int64()) for column in columns[:3]),
        pc.equal(pa.array(columns[3], pa.string()), "reported"),
        *(_numbers(column) for column in columns[4:7]),
        *(pa.array(column, pa.int64()) for column in columns[7:]),
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _numbers(column: Sequence[Any]) -> pa.Array:
    """Return exact decimals, which come as text from SQLite."""
    if connection.vendor == "sqlite":
        return pa.array(column, pa.string()).cast(NUMBER)
    return pa.array(column, NUMBER)


def _cache_path(round_pk: int) -> Path:
    """Return where the round's facts lie while they are as fresh as the database."""
    changes = ValuesChange.objects.filter(round=round_pk)
    # Ids alone would be those of another database that stood in the same place.
    stamp = changes.aggregate(newest=Max("pk"), count=Count("pk"), at=Max("at"))
    newest = ValueRevision.objects.filter(round=round_pk).aggregate(pk=Max("pk"))["pk"]
    name = str(connection.settings_dict["NAME"])
    home = hashlib.sha256(name.encode()).hexdigest()[:12]
    folder = Path(settings.FACTS_CACHE) / home
    at = to_microseconds(stamp["at"]) if stamp["at"] else 0
    changed = f"{stamp['newest'] or 0}-{stamp['count']}-{at}"
    return folder / f"round-{round_pk}-{changed}-{newest or 0}.parquet"
