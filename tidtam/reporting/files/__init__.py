"""Reader and writer of rounds.csv and values.csv."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tidtam.common import audit, tables
from tidtam.common.tables import Faults, Row
from tidtam.indicators.models import Indicator
from tidtam.indicators.rules import Definition
from tidtam.organisation import tree
from tidtam.organisation.models import Unit
from tidtam.reporting import services
from tidtam.reporting.models import Round
from tidtam.reporting.services.rounds import RoundDraft

from .openings import Opening, Rounds
from .rounds import ROUNDS, round_rows, stage_rounds
from .values import VALUES, Progress, draft_of_row, stage_values, value_rows

__all__ = ["ROUNDS", "VALUES", "ReportingStage", "stage", "write"]


@dataclass
class ReportingStage:
    """Rounds to write, rounds to open, and figures to write by round code."""

    rounds: list[RoundDraft]
    to_open: list[str]
    values: dict[str, list[Row]]

    def apply(
        self, by: audit.Actor, moment: datetime.datetime
    ) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = {}
        if self.rounds:
            counts[ROUNDS.file] = services.rounds_store(drafts=self.rounds, by=by)
        for code in self.to_open:
            round_ = Round.objects.get(code=code)
            services.round_open(round_=round_, by=by, moment=moment)
        if self.values:
            counts[VALUES.file] = self._store_values(by, moment)
        return counts

    def _store_values(
        self, by: audit.Actor, moment: datetime.datetime
    ) -> dict[str, int]:
        counts = {"made": 0, "changed": 0}
        units = dict(Unit.objects.values_list("code", "pk"))
        indicators = dict(Indicator.objects.values_list("code", "pk"))
        for code, rows in self.values.items():
            written = services.values_import(
                round_=Round.objects.get(code=code),
                drafts=[draft_of_row(row, units, indicators) for row in rows],
                moment=moment,
                by=by,
            )
            for key, count in written.items():
                counts[key] += count
        return counts


def stage(
    folder: Path,
    faults: Faults,
    *,
    moment: datetime.datetime,
    kinds: Mapping[str, str],
    placements: tree.Placements[str],
    definitions: Mapping[str, Definition],
    progress: Progress,
) -> ReportingStage:
    """Read the two files against what is stored and staged before them."""
    staged = stage_rounds(folder, definitions, faults)
    rounds = Rounds(staged, Opening(moment, kinds, placements, definitions, faults))
    values = stage_values(folder, rounds, faults, progress)
    to_open = sorted(
        rounds.to_open, key=lambda code: (staged.drafts[code].opens_at, code)
    )
    return ReportingStage(staged.changed, to_open, values)


def write(folder: Path) -> None:
    """Write the two files, sorted as text by their keys.

    Only official figures are written: importing them back makes nothing official
    that was not.
    """
    tables.write_table(folder / ROUNDS.file, list(ROUNDS.columns), round_rows())
    tables.write_table(folder / VALUES.file, list(VALUES.columns), value_rows())
