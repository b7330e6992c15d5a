"""The engine that runs the expressions: DuckDB inside this process, through Ibis."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.conf import settings
from ibis.backends.duckdb import Backend


@cache
def engine() -> Backend:
    """Return the engine of this process, bounded in memory and spilling to disk."""
    spill = Path(settings.FACTS_CACHE) / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    return ibis.duckdb.connect(
        memory_limit=f"{settings.ENGINE_MEMORY_MB}MB",
        temp_directory=str(spill),
        preserve_insertion_order=False,
    )


def read(paths: Sequence[Path]) -> ir.Table:
    """Return the rows of Parquet files of one schema, read as they are needed."""
    return engine().read_parquet([str(path) for path in paths])


def rows(table: pa.Table) -> ir.Table:
    """Return an Arrow table as an expression."""
    return ibis.memtable(table)


def run(expression: ir.Table) -> pa.Table:
    """Run the expression and return what it gives."""
    return engine().to_pyarrow(expression)
