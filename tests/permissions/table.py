"""What the role table says, reckoned from plain data and not by the code under test.

Only the table itself (ROLES, EVERYONE, OWN_UNIT_ONLY) is taken from the code.
"""

from dataclasses import dataclass

from tidtam.accounts.permissions import EVERYONE, OWN_UNIT_ONLY, ROLES, Permission

from .cast import FORMER_PARENT, MOVED, Actor, above, frozen_above


def held(actor: Actor) -> frozenset[Permission]:
    """Return what the person may do at all."""
    if not actor.is_signed_in:
        return frozenset()
    if actor.role is None:
        return EVERYONE
    return EVERYONE | ROLES[actor.role]


def covers(
    actor: Actor, permission: Permission, unit: str, *, in_round: bool = False
) -> bool:
    """Say whether the person holds the permission over the unit.

    `in_round` counts the superiors that a round froze as well as those of today.
    """
    if actor.unit is None or permission not in held(actor):
        return False
    if actor.unit == unit:
        return True
    if permission in OWN_UNIT_ONLY:
        return False
    superiors = {*above(unit), *(frozen_above(unit) if in_round else ())}
    return actor.unit in superiors


def covers_exactly(actor: Actor, permission: Permission, unit: str) -> bool:
    """Say whether the person holds the permission by a grant on this very unit."""
    return permission in held(actor) and actor.unit == unit


@dataclass(frozen=True)
class Reach:
    """To whom a row may be shown: holders of the permission over the unit.

    `in_round` marks rows of a round. `outline` marks what is said of a unit wherever
    it is named, its name and code: its own people's superiors are named to them, too.
    """

    permission: Permission
    unit: str
    in_round: bool = False
    outline: bool = False

    def includes(self, actor: Actor) -> bool:
        """Say whether the person may see it."""
        if covers(actor, self.permission, self.unit, in_round=self.in_round):
            return True
        return self.outline and self._is_named_to(actor)

    def _is_named_to(self, actor: Actor) -> bool:
        if actor.unit is None:
            return False
        named = {*above(actor.unit), *frozen_above(actor.unit)}
        if covers(actor, Permission.UNIT_VIEW, MOVED):
            named.add(FORMER_PARENT)  # where it stood is told on its page
        return self.unit in named
