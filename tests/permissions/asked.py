"""How one address is asked, and what the role table lets it answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tidtam.accounts.permissions import Permission

from .cast import Actor
from .table import covers, held
from .world import World

Address = Callable[[World, str], Mapping[str, Any] | None]
Form = Callable[[World, str], Mapping[str, Any]]

PAGE = frozenset({200})
DONE = frozenset({302})
SENT = frozenset({302, 422})
GET_AND_POST = ("GET", "POST")


def no_form(_world: World, _unit: str) -> Mapping[str, Any]:
    """Send nothing."""
    return {}


@dataclass(frozen=True)
class Asked:
    """How one address is asked.

    `needs` is the permission of the view, None for a public one. `address` fills in
    the object of a unit: None where that unit has none; a page without an object
    leaves it out and is asked once by each person. `seen_with` is the permission over
    the unit with which the object is visible, `takes` what reading takes beyond that
    and `writes` what writing takes; `in_round` counts the superiors that a round froze
    for them; `may_see` replaces `seen_with` and `may_write` replaces `writes` where
    another rule holds. `only` is the
    unit of a page that has one object for all, `by_few` marks pages that are the same
    for every role. `queries` are addresses of the same
    page, where {code} is the code of the unit. `answers` are the statuses of GET where
    it is allowed, `answers_post` those of POST.
    """

    needs: Permission | None
    address: Address | None = None
    seen_with: Permission | None = None
    takes: Permission | None = None
    writes: Permission | None = None
    may_see: Callable[[Actor, str], bool] | None = None
    may_write: Callable[[Actor, str], bool] | None = None
    in_round: bool = False
    only: str | None = None
    by_few: bool = False
    methods: tuple[str, ...] = ("GET",)
    queries: tuple[str, ...] = ("",)
    form: Form = no_form
    answers: frozenset[int] = PAGE
    answers_post: frozenset[int] = DONE

    def expected(self, actor: Actor, unit: str | None, method: str) -> frozenset[int]:
        """Return the statuses with which the table lets the address answer."""
        fine = self.fine(method)
        if self.needs is None:
            return fine
        if not actor.is_signed_in:
            return frozenset({302})
        if self.needs not in held(actor):
            return frozenset({403})
        if unit is None:
            return fine
        if not self._sees(actor, unit):
            return frozenset({404})
        return fine if self._may(actor, unit, method) else frozenset({403})

    def fine(self, method: str) -> frozenset[int]:
        """Return the statuses where everything is allowed."""
        return self.answers if method == "GET" else self.answers_post

    def _sees(self, actor: Actor, unit: str) -> bool:
        if self.may_see is not None:
            return self.may_see(actor, unit)
        return self.seen_with is None or self._covers(actor, self.seen_with, unit)

    def _may(self, actor: Actor, unit: str, method: str) -> bool:
        if method == "GET":
            permission = self.takes
        elif self.may_write is not None:
            return self.may_write(actor, unit)
        else:
            permission = self.writes
        return permission is None or self._covers(actor, permission, unit)

    def _covers(self, actor: Actor, permission: Permission, unit: str) -> bool:
        return covers(actor, permission, unit, in_round=self.in_round)
