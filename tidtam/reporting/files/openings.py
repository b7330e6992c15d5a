"""What each round asks of whom, as an import finds or makes it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tidtam.common import clock
from tidtam.common.tables import Faults
from tidtam.indicators.files import DEFINITION_FIELDS
from tidtam.indicators.rules import Definition
from tidtam.organisation import tree
from tidtam.organisation.files import may_be_placed
from tidtam.reporting.listing import frozen_list
from tidtam.reporting.models import RoundExclusion, RoundIndicator, RoundUnit
from tidtam.reporting.services.rounds import RoundDraft

from .rounds import ROUNDS, StagedRounds


@dataclass(frozen=True)
class Asked:
    """What an open round asks and whom: the test of every figure.

    `broken` holds units that faults of this very import keep off the list.
    """

    definitions: Mapping[str, Definition]
    listed: frozenset[str]
    excluded: frozenset[tuple[str, str]]
    broken: frozenset[str] = frozenset()


@dataclass
class Opening:
    """What the import knows when it opens a round that is due."""

    moment: datetime.datetime
    kinds: Mapping[str, str]
    placements: tree.Placements[str]
    definitions: Mapping[str, Definition]
    faults: Faults


class Rounds:
    """Every round as it will stand, and what the open ones ask.

    A round that the folder names, in either file, is opened if its time has come.
    """

    def __init__(self, staged: StagedRounds, opening: Opening) -> None:
        self.drafts = staged.drafts
        self.opening = opening
        self.to_open: list[str] = []
        self._opened = staged.opened
        self._found: dict[str, Asked | None] = {}
        for code, line in staged.lines.items():
            self.asked(code, ROUNDS.file, line, "opens_at")

    def asked(self, code: str, file: str, line: int, column: str) -> Asked | None:
        """Return what the round asks, or None while it is not open.

        Faults of its opening are noted at the place that names the round first.
        """
        if code not in self._found:
            self._found[code] = self._look(code, (file, line, column))
        return self._found[code]

    def _look(self, code: str, place: tuple[str, int, str]) -> Asked | None:
        if code in self._opened:
            return _asked_by_open_round(code)
        draft = self.drafts.get(code)
        if draft is None or draft.opens_at > self.opening.moment:
            return None
        self.to_open.append(code)
        return _asked_on_opening(draft, self.opening, place)


def _asked_on_opening(
    draft: RoundDraft, opening: Opening, place: tuple[str, int, str]
) -> Asked:
    """Return what the round will ask once this import has opened it."""
    asked = {
        code: opening.definitions[code]
        for code in draft.indicator_codes
        if code in opening.definitions
    }
    day = clock.day_of(draft.opens_at)
    excluded = _exclusions(draft.code)
    found = frozen_list(
        kinds=opening.kinds,
        placements=opening.placements,
        levels={definition.reported_by for definition in asked.values()},
        day=day,
    )
    broken = [unit for unit in found.broken if (unit, "") not in excluded]
    for unit in broken:
        _broken_chain(unit, day, opening, place)
    return Asked(
        asked,
        frozenset(row.unit for row in found.listed),
        excluded,
        frozenset(broken),
    )


def _broken_chain(
    unit: str, day: datetime.date, opening: Opening, place: tuple[str, int, str]
) -> None:
    """Note where the unit's chain to the commission breaks on the day."""
    top = [unit, *tree.chain_on(opening.placements, unit, day)][-1]
    edge = tree.edge_on(opening.placements, top, day)
    closed = edge.parent if edge and edge.parent else top
    if may_be_placed(opening.faults, closed):
        return
    opening.faults.add(
        *place,
        _(
            "%(unit)s does not stand under the commission on %(day)s: "
            "%(closed)s is closed"
        )
        % {"unit": unit, "day": day.isoformat(), "closed": closed},
        _("give %(closed)s a placement on that day, or place the units below it anew")
        % {"closed": closed},
    )


def _exclusions(round_code: str) -> frozenset[tuple[str, str]]:
    rows = RoundExclusion.objects.filter(round__code=round_code).values_list(
        "unit__code", "indicator__code"
    )
    return frozenset((unit, indicator or "") for unit, indicator in rows)


def _asked_by_open_round(code: str) -> Asked:
    rows = RoundIndicator.objects.filter(round__code=code).values_list(
        "indicator__code", *(f"version__{name}" for name in DEFINITION_FIELDS)
    )
    listed = RoundUnit.objects.filter(round__code=code)
    return Asked(
        {indicator: Definition(*values) for indicator, *values in rows},
        frozenset(listed.values_list("unit__code", flat=True)),
        _exclusions(code),
    )
