"""Who must report in a round: the pure reckoning of a frozen list."""

import datetime
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tidtam.organisation import tree
from tidtam.organisation.models import Unit

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Listed(Generic[Key]):
    """A unit on the list, and the area and branch (group or bureau) it stands under.

    An area carries itself as area, a group or bureau itself as branch.
    """

    unit: Key
    area: Key | None
    branch: Key | None


@dataclass
class FrozenList(Generic[Key]):
    """The list of a round, and the units whose chain to the commission is broken."""

    listed: list[Listed[Key]] = field(default_factory=list)
    broken: list[Key] = field(default_factory=list)


def frozen_list(
    *,
    kinds: Mapping[Key, str],
    placements: tree.Placements[Key],
    levels: Collection[str],
    day: datetime.date,
) -> FrozenList[Key]:
    """Return every unit of the levels that is open on the day, with its superiors."""
    found: FrozenList[Key] = FrozenList()
    for unit in placements:
        if kinds[unit] not in levels or not tree.edge_on(placements, unit, day):
            continue
        chain = [unit, *tree.chain_on(placements, unit, day)]
        if kinds[chain[-1]] != Unit.Kind.COMMISSION:
            found.broken.append(unit)
            continue
        by_kind = {kinds[key]: key for key in chain}
        found.listed.append(
            Listed(
                unit,
                by_kind.get(Unit.Kind.AREA),
                by_kind.get(Unit.Kind.GROUP) or by_kind.get(Unit.Kind.BUREAU),
            )
        )
    return found
