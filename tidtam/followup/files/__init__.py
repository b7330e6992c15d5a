"""Reader and writer of directives.csv and assignments.csv."""

import datetime
from dataclasses import astuple
from pathlib import Path
from typing import Any

from tidtam.common import tables
from tidtam.common.tables import Faults
from tidtam.followup.drafts import assignment_drafts, directive_drafts

from .assignments import ASSIGNMENTS, stage_assignments
from .common import FollowupStage, Known
from .directives import DIRECTIVES, stage_directives

__all__ = ["ASSIGNMENTS", "DIRECTIVES", "FollowupStage", "Known", "stage", "write"]


def stage(folder: Path, faults: Faults, known: Known) -> FollowupStage:
    """Read the two files against what is stored and staged before them."""
    staged = FollowupStage({draft.key: draft for draft in directive_drafts()})
    parts = {draft.key: draft for draft in assignment_drafts()}
    stage_directives(folder, staged, parts.values(), known, faults)
    stage_assignments(folder, staged, parts, known, faults)
    return staged


def write(folder: Path) -> None:
    """Write the two files, sorted as text by their keys."""
    for table, drafts in (
        (DIRECTIVES, directive_drafts()),
        (ASSIGNMENTS, assignment_drafts()),
    ):
        size = len(table.key)
        # The dataclasses hold their fields in the order of the columns.
        rows = (tuple(map(_cell, table.columns, astuple(draft))) for draft in drafts)
        tables.write_table(
            folder / table.file,
            list(table.columns),
            sorted(rows, key=lambda row, size=size: row[:size]),  # type: ignore[misc]
        )


def _cell(column: str, value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return tables.moment_text(value)
    if isinstance(value, tuple):
        between = "|" if column == "partners" else "/"
        return between.join(str(part) for part in value)
    return "" if value is None else str(value)
