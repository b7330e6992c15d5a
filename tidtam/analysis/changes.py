"""Notes of what changed and waits for a refresh; light enough for every write."""

from dataclasses import dataclass, field

from tidtam.common import clock
from tidtam.common.hooks import Placing

from .models import ValuesChange

MOST_PLACINGS = 2_000


@dataclass
class Waiting:
    """What changed since the last refresh.

    `everything` means that targets or definitions changed; otherwise `rounds` gives
    each changed round its placings, or None for the whole round.
    """

    notes: list[int] = field(default_factory=list)
    everything: bool = False
    rounds: dict[int, frozenset[Placing] | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.everything or bool(self.rounds)


def change_note(round_pk: int, placings: frozenset[Placing] | None) -> None:
    """Note inside the writer's transaction that figures of a round changed."""
    now = clock.now()
    if placings is None or len(placings) > MOST_PLACINGS:
        ValuesChange.objects.create(round_id=round_pk, whole=True, at=now)
    else:
        ValuesChange.objects.bulk_create(
            ValuesChange(round_id=round_pk, area_id=area, branch_id=branch, at=now)
            for area, branch in placings
        )


def rules_change_note() -> None:
    """Note inside the writer's transaction that targets changed: all is stale."""
    ValuesChange.objects.create(whole=True, at=clock.now())


def waiting() -> Waiting:
    """Return what the next refresh must reckon again."""
    found = Waiting()
    rounds: dict[int, set[Placing] | None] = {}
    for change in ValuesChange.objects.filter(handled=False).order_by("pk"):
        found.notes.append(change.pk)
        if change.round_id is None:
            found.everything = True
        elif change.whole:
            rounds[change.round_id] = None
        else:
            known = rounds.setdefault(change.round_id, set())
            if known is not None:
                known.add((change.area_id, change.branch_id))
    found.rounds = {
        pk: None if placings is None else frozenset(placings)
        for pk, placings in rounds.items()
    }
    return found
