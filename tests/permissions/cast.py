"""Who asks: every role over every kind of unit it is granted on, and who has none.

This is plain data, so that the requests can be counted before there is a database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tidtam.accounts.models import Role
from tidtam.accounts.permissions import ROLE_KINDS
from tidtam.organisation.models import Unit

Kind = Unit.Kind

# Unit -> (kind, today's parent). M stood under A11 when the round opened.
TREE: Mapping[str, tuple[Kind, str | None]] = {
    "OBEC": (Kind.COMMISSION, None),
    "BME": (Kind.BUREAU, "OBEC"),
    "BSE": (Kind.BUREAU, "OBEC"),
    "G1": (Kind.GROUP, "OBEC"),
    "G2": (Kind.GROUP, "OBEC"),
    "A11": (Kind.AREA, "G1"),
    "A12": (Kind.AREA, "G1"),
    "A21": (Kind.AREA, "G2"),
    "A22": (Kind.AREA, "G2"),
    "S111": (Kind.SCHOOL, "A11"),
    "S112": (Kind.SCHOOL, "A11"),
    "S121": (Kind.SCHOOL, "A12"),
    "S122": (Kind.SCHOOL, "A12"),
    "S211": (Kind.SCHOOL, "A21"),
    "S212": (Kind.SCHOOL, "A21"),
    "S221": (Kind.SCHOOL, "A22"),
    "S222": (Kind.SCHOOL, "A22"),
    "P1": (Kind.SCHOOL, "BSE"),
    "M": (Kind.SCHOOL, "A21"),
}
# Under whom M stood on the day the round opened, and in the closed round before it.
MOVED, FORMER_PARENT = "M", "A11"

# The unit of each kind over which the roles are granted.
SEATS: Mapping[Kind, str] = {
    Kind.COMMISSION: "OBEC",
    Kind.AREA: "A11",
    Kind.GROUP: "G1",
    Kind.SCHOOL: "S111",
    Kind.BUREAU: "BSE",
}


@dataclass(frozen=True)
class Actor:
    """Someone who asks; without `unit` there is no grant that counts today.

    `is_first` marks the first seat of each role; other seats, over other kinds of
    unit, ask about fewer relations.
    """

    name: str
    role: Role | None = None
    unit: str | None = None
    is_signed_in: bool = True
    is_first: bool = False

    def __str__(self) -> str:
        return self.name


ANONYMOUS = Actor("anonymous", is_signed_in=False)
WITHOUT_GRANT = Actor("without a grant")
GRANT_ENDED = Actor("analyst until yesterday")
GRANT_TO_COME = Actor("analyst from tomorrow")


def _holders() -> Iterator[Actor]:
    for role in Role:
        seats = [unit for kind, unit in SEATS.items() if kind in ROLE_KINDS[role]]
        for unit in seats:
            name = f"{role.value} of {unit}"
            yield Actor(name, role, unit, is_first=unit == seats[0])


HOLDERS = tuple(_holders())
ACTORS = (*HOLDERS, WITHOUT_GRANT, GRANT_ENDED, GRANT_TO_COME, ANONYMOUS)
# Enough for pages that are the same for every role.
FEW = (*(actor for actor in HOLDERS if actor.unit == "S111"), WITHOUT_GRANT, ANONYMOUS)


# ---------- how units stand to one another ----------


def above(unit: str) -> list[str]:
    """Return the superiors of today, the nearest first."""
    found = []
    parent = TREE[unit][1]
    while parent is not None:
        found.append(parent)
        parent = TREE[parent][1]
    return found


def frozen_above(unit: str) -> list[str]:
    """Return the superiors on the day the rounds opened."""
    if unit == MOVED:
        return [FORMER_PARENT, *above(FORMER_PARENT)]
    return above(unit)


def children(unit: str) -> list[str]:
    """Return the units right under this one today."""
    return [code for code, (_kind, parent) in TREE.items() if parent == unit]


def relations(actor: Actor) -> dict[str, str]:
    """Return one object unit for each relation to the unit of the person's grant."""
    if actor.unit is None:
        return {"none": "S121"}
    found = dict(_relations(actor.unit))
    if not actor.is_first:
        found = {name: unit for name, unit in found.items() if name in FEW_RELATIONS}
    named_once = {unit: relation for relation, unit in reversed(found.items())}
    return {relation: unit for unit, relation in reversed(named_once.items())}


FEW_RELATIONS = {"own unit", "child", "other group", "none"}


def _relations(unit: str) -> Iterator[tuple[str, str]]:
    kind, parent = TREE[unit]
    yield "own unit", unit
    for number, code in enumerate(_line_down(unit)):
        yield ("child" if number == 0 else f"descendant {number}"), code
    if parent is not None:
        yield "parent", parent
    peers = [code for code, (other, _parent) in TREE.items() if other == kind]
    siblings = [code for code in peers if TREE[code][1] == parent and code != unit]
    if siblings:
        yield "sibling", siblings[0]
    elsewhere = [code for code in peers if _branch(code) == "G2"]
    if elsewhere and _branch(unit) == "G1":
        yield "other group", elsewhere[0]
    if unit != "OBEC":
        yield "none", "P1" if _branch(unit) != "BSE" else "S121"
    yield "moved", MOVED


def _line_down(unit: str) -> Iterator[str]:
    """Give a unit right under this one, one under that, and so on down."""
    while below := children(unit):
        unit = "G1" if unit == "OBEC" else below[-1]
        yield unit


def _branch(unit: str) -> str:
    """Return the group or bureau that a unit is or stands under."""
    line = [unit, *above(unit)]
    return line[-2] if len(line) > 1 else ""
