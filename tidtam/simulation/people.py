"""Positions and who holds them.

The only real people are those whom the press release of 8 December 2564 names, with
the posts it gives them. Everyone else is called สมมติ and a number.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COMMISSION = "OBEC"
HELD_SINCE = dt.date(2020, 10, 1)
"""First day of every tenure here: the register's, as the real days are not known."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `prefix` is free text, for ranks stand there too."""

    key: str
    prefix: str
    first_name: str
    last_name: str
    is_invented: bool

    @property
    def name_th(self) -> str:
        """Give the name as it is shown, marked when the person is invented."""
        mark = " (ชื่อสมมติ)" if self.is_invented else ""
        gap = "" if self.prefix in {"นาย", "นาง", "นางสาว"} else " "
        return f"{self.prefix}{gap}{self.first_name} {self.last_name}{mark}"


@dataclass(frozen=True, slots=True)
class Position:
    """A post in a unit.

    `role` is one of secretary_general, deputy, assistant, director, chair, vice_chair,
    member, secretary; the last four make up a group's executive board. `order` counts
    within the unit.
    """

    key: str
    unit_code: str
    role: str
    title_th: str
    title_en: str
    order: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a position, from a day until the first day no longer there."""

    position: str
    person: str
    valid_from: dt.date
    valid_to: dt.date | None


# The press release of 8 December 2564, in its order.
LEADERS = (
    ("secretary_general", "นาย", "อัมพร", "พินะสา"),
    ("deputy", "ว่าที่ร้อยตรี", "ธนุ", "วงษ์จินดา"),
    ("deputy", "นาย", "วัลลพ", "สงวนนาม"),
    ("deputy", "นาง", "เกศทิพย์", "ศุภวานิช"),
    ("assistant", "นาย", "นิพนธ์", "ก้องเวหา"),
    ("assistant", "นาย", "เทอดชาติ", "ชัยพงษ์"),
)
LEADER_TITLES = {
    "secretary_general": (
        "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "Secretary-General of the Basic Education Commission",
    ),
    "deputy": (
        "รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "Deputy Secretary-General of the Basic Education Commission",
    ),
    "assistant": (
        "ผู้ช่วยเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "Assistant Secretary-General of the Basic Education Commission",
    ),
}
BOARD_TITLES = {
    "chair": ("ประธานกรรมการบริหารกลุ่ม", "Chair of the executive board"),
    "vice_chair": ("รองประธานกรรมการบริหารกลุ่ม", "Vice chair of the executive board"),
    "member": ("กรรมการบริหารกลุ่ม", "Member of the executive board"),
    "secretary": ("กรรมการและเลขานุการกลุ่ม", "Member and secretary of the board"),
}

DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACES = ((1000, "พัน"), (100, "ร้อย"))


def number_words(number: int) -> str:
    """Write a number from 1 to 9,999 in Thai words, such as ยี่สิบเอ็ด."""
    words = ""
    for size, name in PLACES:
        if number >= size:
            words += DIGITS[number // size] + name
            number %= size
    tens, ones = divmod(number, 10)
    if tens:
        words += {1: "", 2: "ยี่"}.get(tens, DIGITS[tens]) + "สิบ"
    return words + ("เอ็ด" if ones == 1 and words else DIGITS[ones])


def invented_person(number: int) -> Person:
    """Make an invented person, such as นายสมมติ ลำดับยี่สิบเอ็ด (ชื่อสมมติ)."""
    prefix = ("นาย", "นาง", "นางสาว")[number % 3]
    surname = f"ลำดับ{number_words(number)}"
    return Person(f"invented-{number:04}", prefix, "สมมติ", surname, is_invented=True)


class _Register:
    """Collects people, positions and holders in the order in which they are named."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.positions: list[Position] = []
        self.holders: list[Holder] = []

    def person(self, person: Person) -> str:
        """Enter a person, and give the key."""
        self.people.append(person)
        return person.key

    def invented(self) -> str:
        """Enter the next invented person, and give the key."""
        number = 1 + sum(person.is_invented for person in self.people)
        return self.person(invented_person(number))

    def post(
        self, unit_code: str, role: str, titles: tuple[str, str], person: str
    ) -> None:
        """Enter a position of a unit and who holds it."""
        order = 1 + sum(row.unit_code == unit_code for row in self.positions)
        key = f"{unit_code}-{role}-{order}"
        self.positions.append(Position(key, unit_code, role, *titles, order))
        self.holders.append(Holder(key, person, HELD_SINCE, None))


def people_of(
    *,
    bureaus: Sequence[tuple[str, str]],
    groups: Mapping[str, Sequence[str]],
    areas: Sequence[tuple[str, str]],
) -> tuple[list[Person], list[Position], list[Holder]]:
    """Fill the posts of the commission, its bureaus, the areas and the groups' boards.

    `bureaus` and `areas` are (code, name); `groups` gives each group's areas: the first
    area's director is the chair, the next the vice chair, the last the secretary, and
    all others are members. A board of one has a chair alone.
    """
    register = _Register()
    for number, (role, prefix, first, last) in enumerate(LEADERS, start=1):
        person = Person(f"leader-{number}", prefix, first, last, is_invented=False)
        register.post(COMMISSION, role, LEADER_TITLES[role], register.person(person))
    for code, name_th in bureaus:
        titles = (f"ผู้อำนวยการ{name_th}", "Director of the bureau")
        register.post(code, "director", titles, register.invented())
    directors = {}
    for code, short in areas:
        directors[code] = register.invented()
        titles = (f"ผู้อำนวยการ {short}", "Director of the area office")
        register.post(code, "director", titles, directors[code])
    for group, members in groups.items():
        for place, area in enumerate(members):
            role = board_role(place, len(members))
            register.post(group, role, BOARD_TITLES[role], directors[area])
    return register.people, register.positions, register.holders


def board_role(place: int, size: int) -> str:
    """Give the role of the nth director (from 0) on a board of some size."""
    if place == 0:
        return "chair"
    if place == size - 1:
        return "secretary"
    return "vice_chair" if place == 1 else "member"
