"""Making units that stand where a test says."""

import datetime
from collections.abc import Mapping
from typing import Any

from tests.factories import UnitFactory
from tidtam.common import audit
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.organisation.tree import Edge

Spans = Mapping[str, list[tuple[str | None, str, str | None]]]


def day(text: str | None) -> Any:
    return datetime.date.fromisoformat(text) if text else None


def placed(kinds: Mapping[str, str], spans: Spans) -> dict[str, Unit]:
    """Make units of the kinds and place them: (parent, from, to) by code."""
    units = {
        code: UnitFactory(code=code, kind=kind, name_th=f"ชื่อ {code}", sort_key=code)
        for code, kind in kinds.items()
    }
    placements_replace(
        placements={
            code: [Edge(parent, day(start), day(end)) for parent, start, end in rows]
            for code, rows in spans.items()
        },
        by=audit.OPERATOR,
    )
    return units


BEGIN = "2020-10-01"
