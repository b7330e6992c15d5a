"""Who stood under whom, when: pure reckoning on dated placements.

Keys are whatever names a unit (codes or ids). Spans are half-open: a unit is open
on a day if it has a placement on that day, and it stands under an ancestor only
while every link up to that ancestor is open.
"""

import datetime
from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Day = datetime.date


@dataclass(frozen=True)
class Edge(Generic[Key]):
    """A placement: under `parent` from `valid_from` to before `valid_to`."""

    parent: Key | None
    valid_from: Day
    valid_to: Day | None
    line: int = 0

    def holds_on(self, day: Day) -> bool:
        """Say whether the placement holds on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


Placements = Mapping[Key, Sequence[Edge[Key]]]


@dataclass(frozen=True)
class Ancestry(Generic[Key]):
    """A unit under an ancestor for a span; depth 0 is the unit itself."""

    ancestor: Key
    depth: int
    valid_from: Day
    valid_to: Day | None


def meet(
    from_1: Day, to_1: Day | None, from_2: Day, to_2: Day | None
) -> tuple[Day, Day | None] | None:
    """Return the span common to two half-open spans, or None."""
    start = max(from_1, from_2)
    ends = [end for end in (to_1, to_2) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end <= start else (start, end)


def overlaps(edges: Sequence[Edge[Key]]) -> list[tuple[Edge[Key], Edge[Key]]]:
    """Return the pairs of placements of one unit that hold on a common day."""
    ordered = sorted(edges, key=lambda edge: edge.valid_from)
    return [
        (first, second)
        for index, first in enumerate(ordered)
        for second in ordered[index + 1 :]
        if meet(first.valid_from, first.valid_to, second.valid_from, second.valid_to)
    ]


def ancestries(
    placements: Placements[Key], unit: Key, memo: dict[Key, list[Ancestry[Key]]]
) -> list[Ancestry[Key]]:
    """Return the unit itself and all its ancestors, each with its spans.

    The placements must hold no cycle. `memo` is shared between calls.
    """
    if unit in memo:
        return memo[unit]
    found: list[Ancestry[Key]] = []
    for edge in placements.get(unit, ()):
        found.append(Ancestry(unit, 0, edge.valid_from, edge.valid_to))
        if edge.parent is None:
            continue
        for above in ancestries(placements, edge.parent, memo):
            span = meet(
                edge.valid_from, edge.valid_to, above.valid_from, above.valid_to
            )
            if span:
                found.append(Ancestry(above.ancestor, above.depth + 1, *span))
    memo[unit] = found
    return found


def chain_on(placements: Placements[Key], unit: Key, day: Day) -> list[Key]:
    """Return the units above this one on the day, nearest first.

    The chain stops below a parent that is not open on that day.
    """
    chain: list[Key] = []
    edge = edge_on(placements, unit, day)
    while edge is not None and edge.parent is not None and edge.parent not in chain:
        above = edge_on(placements, edge.parent, day)
        if above is None:
            break
        chain.append(edge.parent)
        edge = above
    return chain


def edge_on(placements: Placements[Key], unit: Key, day: Day) -> Edge[Key] | None:
    """Return the unit's placement on the day, or None when it is not open."""
    for edge in placements.get(unit, ()):
        if edge.holds_on(day):
            return edge
    return None


Link = tuple[Key, Edge[Key]]


def cycles(placements: Placements[Key]) -> list[list[Link[Key]]]:
    """Return cycles as their links (unit, placement), all on a common day.

    Every link that is part of a cycle stands in one of them at least; each set of
    links is given once.
    """
    knot = _knot(placements)
    # All links of a cycle hold on the day on which its newest one begins.
    days = sorted({edge.valid_from for edges in knot.values() for edge in edges})
    found: dict[frozenset[int], list[Link[Key]]] = {}
    for day in days:
        for loop in _loops_on(knot, day):
            found.setdefault(frozenset(id(edge) for _, edge in loop), loop)
    return list(found.values())


def _knot(placements: Placements[Key]) -> dict[Key, list[Edge[Key]]]:
    """Return the links that are left when loose ends are cut off, again and again.

    A unit on a cycle has both a parent and a child there; a tree leaves nothing.
    """
    left = {unit: list(edges) for unit, edges in placements.items()}
    while True:
        parents = {edge.parent for edges in left.values() for edge in edges}
        tied = {
            unit: [edge for edge in edges if edge.parent in left]
            for unit, edges in left.items()
            if unit in parents
        }
        tied = {unit: edges for unit, edges in tied.items() if edges}
        if len(tied) == len(left):
            return tied
        left = tied


def _loops_on(links: Placements[Key], day: Day) -> Iterator[list[Link[Key]]]:
    """Give the cycles of one day, so many that they name every link of any."""
    today = _knot(
        {
            unit: [edge for edge in edges if edge.holds_on(day)]
            for unit, edges in links.items()
        }
    )
    named: set[int] = set()
    for unit, edges in today.items():
        for edge in edges:
            if edge.parent is None or id(edge) in named:
                continue
            way = _way(today, edge.parent, unit)
            if way is not None:
                named.update(id(link) for _, link in way)
                yield [(unit, edge), *way]


def _way(links: Placements[Key], start: Key, goal: Key) -> list[Link[Key]] | None:
    """Return the shortest way up from `start` to `goal`, or None."""
    came_by: dict[Key, Link[Key]] = {}
    waiting = deque([start])
    while waiting and goal not in came_by and start != goal:
        unit = waiting.popleft()
        for edge in links.get(unit, ()):
            if edge.parent is not None and edge.parent not in came_by:
                came_by[edge.parent] = (unit, edge)
                waiting.append(edge.parent)
    way: list[Link[Key]] = []
    here = goal
    while here != start:
        if here not in came_by:
            return None
        way.append(came_by[here])
        here = came_by[here][0]
    return way[::-1]
