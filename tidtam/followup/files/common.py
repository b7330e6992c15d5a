"""What the two files share."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tidtam.common import audit, tables
from tidtam.common.tables import BadCellError, Faults, Row, Table
from tidtam.followup import services
from tidtam.followup.services import AssignmentDraft, DirectiveDraft
from tidtam.followup.services.loading import DirectiveKey
from tidtam.organisation import tree
from tidtam.planning.services.drafts import ProjectKey
from tidtam.policies.services import ItemKey

LONG = 20_000


def number(raw: str) -> int:
    """Read the number of a directive, from 1."""
    value = tables.count(raw)
    if value < 1:
        raise BadCellError(
            _("%(raw)r is not the number of a directive") % {"raw": raw},
            _("write a whole number from 1"),
        )
    return value


KEY: dict[str, tables.Cell] = {
    "issuer_code": tables.code,
    "fiscal_year": tables.fiscal_year,
    "number": number,
}


@dataclass(frozen=True)
class Known:
    """What stands, or will, when the files are written; `moment` is when that is."""

    moment: datetime.datetime
    kinds: Mapping[str, str]
    placements: tree.Placements[str]
    policy_items: Collection[ItemKey]
    indicators: Collection[str]
    projects: Collection[ProjectKey]


@dataclass
class FollowupStage:
    """All directives as they will stand, and what is to be written."""

    standing: dict[DirectiveKey, DirectiveDraft]
    directives: list[DirectiveDraft] = field(default_factory=list)
    assignments: list[AssignmentDraft] = field(default_factory=list)

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = services.directives_store(
            directives=self.directives, assignments=self.assignments, by=by
        )
        return {f"{name}.csv": found for name, found in counts.items()}


def adder(faults: Faults, table: Table, row: Row) -> Callable[[str, str, str], None]:
    """Return what notes a fault of the row: column, reason, remedy."""

    def add(column: str, reason: str, remedy: str) -> None:
        faults.add(table.file, row.line, column, reason, remedy)

    return add
