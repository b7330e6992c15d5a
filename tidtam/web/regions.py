"""The groups by number, and the part of the country that each lies in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tidtam.common.naming import named
from tidtam.organisation.models import Unit
from tidtam.web.names import in_language

Words = str | Promise

# The last group of each part; groups are numbered as the inspection regions are.
PARTS: tuple[tuple[int, Words], ...] = (
    (4, pgettext_lazy("part of the country", "Central")),
    (7, pgettext_lazy("part of the country", "South")),
    (9, pgettext_lazy("part of the country", "East")),
    (14, pgettext_lazy("part of the country", "Northeast")),
    (18, pgettext_lazy("part of the country", "North")),
)
BANGKOK = 0
_NUMBER = re.compile(r"\d+")
_PLACE = re.compile(r"\d+ \(?(?P<place>\D.*?)\)?$")


def group_number(unit: Unit) -> int:
    """Return the number in the group's name; 0 for ส่วนกลาง, which has none."""
    found = _NUMBER.search(unit.short_name_th or unit.name_th)
    return int(found[0]) if found else BANGKOK


def group_place(unit: Unit) -> str:
    """Return where the group lies, as the end of its name says: `ภาคใต้ชายแดน`."""
    found = _PLACE.search(in_language(unit.name_th, unit.name_en))
    return found["place"] if found else named(unit)


def part_of(number: int) -> Words:
    """Return the part of the country of a group, nothing for ส่วนกลาง."""
    if number == BANGKOK:
        return ""
    return next((name for last, name in PARTS if number <= last), "")


@dataclass(frozen=True)
class Column:
    """A group as a column: `is_first` of its part of the country."""

    unit: Unit
    number: int
    is_first: bool

    @property
    def name(self) -> str:
        """Return its short name with the place: `กลุ่ม 7 ภาคใต้ชายแดน`."""
        short, place = named(self.unit), group_place(self.unit)
        return short if place in short else f"{short} {place}"

    @property
    def label(self) -> str:
        """Return what stands at its head."""
        short = pgettext_lazy("head of a narrow column", "Bk")
        return str(self.number) if self.number != BANGKOK else str(short)


@dataclass(frozen=True)
class Part:
    """A part of the country over its columns."""

    name: Words
    width: int


def columns_of(groups: Iterable[Unit]) -> list[Column]:
    """Return the groups as columns, in their order."""
    columns: list[Column] = []
    before: str | None = None
    for unit in groups:
        number = group_number(unit)
        part = str(part_of(number))
        columns.append(Column(unit, number, is_first=part != before))
        before = part
    return columns


def parts_of(columns: Iterable[Column]) -> list[Part]:
    """Return the parts of the country over the columns."""
    return [
        Part(name, len(list(run)))
        for name, run in groupby(columns, key=lambda column: part_of(column.number))
    ]
