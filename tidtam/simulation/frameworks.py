"""Policy frameworks of FY2564 and FY2565, and how their items align.

Three frameworks a year: the Minister's 12 policies (MOE), his 7 urgent agendas (QW) and
OBEC's 4 aspects (OBEC). Wording is that of facts/policies.json, with its doubts: text
that is not confirmed says ยังไม่ยืนยัน. The order of the aspects is data: FY2565 follows
the published framework, FY2564 the order in which the press release of 8 December 2564
names them. Alignments are drawn from indicators that serve two items at once, and from
a few pairs of items that say the same thing; they are samples, not official.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

from tidtam.simulation.rows import AlignmentRow, PolicyRow, facts

FISCAL_YEARS = (2564, 2565)
FRAMEWORKS = {
    "MOE": (
        "นโยบายรัฐมนตรีว่าการกระทรวงศึกษาธิการ 12 ข้อ",
        "The Minister of Education's 12 policies",
    ),
    "QW": ("วาระเร่งด่วน (Quick Win) 7 เรื่อง", "7 urgent agendas (Quick Win)"),
    "OBEC": ("กรอบนโยบาย สพฐ. 4 ด้าน", "OBEC's 4 aspects"),
}
"""Titles of the frameworks; a framework's code is the key and the fiscal year."""

UNCONFIRMED = "(ถ้อยคำยังไม่ยืนยัน)"
PARTLY_UNCONFIRMED = "(ถ้อยคำบางส่วนยังไม่ยืนยัน)"
YEAR_UNCONFIRMED = (
    "(รายการของปีงบประมาณ พ.ศ. 2564 ยังไม่ยืนยัน ใช้ถ้อยคำของปีงบประมาณ พ.ศ. 2565)"
)

POLICY_TITLES = (
    ("หลักสูตรและกระบวนการเรียนรู้", "Curriculum and learning"),
    ("คุณภาพครูและอาจารย์", "Quality of teachers"),
    ("การเรียนรู้ด้วยดิจิทัล (NDLP)", "Digital learning (NDLP)"),
    ("ประสิทธิภาพการบริหารและการจัดการศึกษา", "Efficiency of administration"),
    ("การประเมินผลและการประกันคุณภาพ", "Assessment and quality assurance"),
    ("การจัดสรรทรัพยากรให้ทั่วถึง", "Fair allocation of resources"),
    ("กรอบคุณวุฒิแห่งชาติ (NQF) และอาเซียน (AQRF)", "Qualifications frameworks"),
    ("การพัฒนาเด็กปฐมวัย", "Early childhood development"),
    ("การศึกษาเพื่ออาชีพ", "Education for careers"),
    ("นวัตกรรมและเทคโนโลยี", "Innovation and technology"),
    ("โอกาสและการเข้าถึงการศึกษาที่มีคุณภาพ", "Opportunity and access"),
    ("การศึกษาในระบบ นอกระบบ และตามอัธยาศัย", "Lifelong learning"),
)
QUICK_WIN_TITLES_EN = (
    "Safety of learners",
    "Competency-based curriculum",
    "Big Data",
    "Vocational centres of excellence (Excellent Center)",
    "Career skills",
    "Lifelong education",
    "Education for learners with special needs",
)


class Aspect(NamedTuple):
    """One of OBEC's four aspects and the codes it goes by."""

    code: str
    key: str
    name_th: str
    title_en: str


ASPECTS = (
    Aspect("SAF", "safety", "ความปลอดภัย", "Safety"),
    Aspect("OPP", "opportunity", "โอกาส", "Opportunity"),
    Aspect("QUA", "quality", "คุณภาพ", "Quality"),
    Aspect("EFF", "efficiency", "ประสิทธิภาพ", "Efficiency"),
)
ASPECT_ORDER = {
    2564: ("SAF", "QUA", "OPP", "EFF"),
    2565: ("SAF", "OPP", "QUA", "EFF"),
}
# Pairs of items of FY2565 that say the same thing.
SAME_MEANING = (
    ("MOE", "2", "OBEC", "3-4"),
    ("MOE", "4", "OBEC", "4-1"),
    ("MOE", "8", "OBEC", "2-1"),
    ("MOE", "11", "OBEC", "2-3"),
    ("MOE", "11", "OBEC", "2-4"),
    ("MOE", "12", "QW", "6"),
    ("QW", "2", "OBEC", "3-3"),
    ("QW", "7", "OBEC", "2-4"),
)


class Item(NamedTuple):
    """A policy item before it is put into a framework of one year."""

    code: str
    parent: str
    title_th: str
    title_en: str
    text_th: str
    order: int


def framework_code(key: str, fiscal_year: int) -> str:
    """Give the code of a framework of a year, such as OBEC-2565."""
    return f"{key}-{fiscal_year}"


def policies() -> list[PolicyRow]:
    """Give all items of all frameworks, parents before children."""
    rows = []
    for year in FISCAL_YEARS:
        for key in FRAMEWORKS:
            rows += [
                PolicyRow(
                    framework_code(key, year),
                    year,
                    item.code,
                    item.parent,
                    item.title_th,
                    item.title_en,
                    _dated(item.text_th, year),
                    item.order,
                )
                for item in _items(key, year)
            ]
    return rows


def alignments() -> list[AlignmentRow]:
    """Give the pairs of aligned items, each pair once."""
    rows = [
        AlignmentRow(framework_code(key, 2564), code, framework_code(key, 2565), code)
        for key in FRAMEWORKS
        for code in sorted(_codes(key, 2564) & _codes(key, 2565))
    ]
    for year in FISCAL_YEARS:
        pairs = set(_pairs_by_indicator())
        pairs |= set(SAME_MEANING) if year == 2565 else set()
        rows += [
            AlignmentRow(
                framework_code(one, year), code, framework_code(other, year), other_code
            )
            for one, code, other, other_code in sorted(pairs)
        ]
    return rows


def items_of_indicator(code: str) -> list[tuple[str, str]]:
    """Give the (framework key, item code) that an indicator serves, by facts."""
    return _links()[code]


@cache
def _links() -> dict[str, list[tuple[str, str]]]:
    """Read what each indicator serves: an aspect, and a policy or a Quick Win."""
    codes = {aspect.name_th: aspect.code for aspect in ASPECTS}
    links = {}
    for row in facts("indicators.csv"):
        items = [("OBEC", codes[row["aspect_th"]])]
        if row["moe_policy_no"]:
            items.append(("MOE", row["moe_policy_no"]))
        if row["quick_win_no"]:
            items.append(("QW", row["quick_win_no"]))
        links[row["code"]] = items
    return links


def _pairs_by_indicator() -> Iterator[tuple[str, str, str, str]]:
    """Give the items that share an indicator."""
    for items in _links().values():
        for one, other in combinations(sorted(items), 2):
            yield (*one, *other)


def _codes(key: str, year: int) -> set[str]:
    """Give the item codes of a framework."""
    return {item.code for item in _items(key, year)}


def _dated(text: str, year: int) -> str:
    """Say of the earlier year that its items are not confirmed."""
    return f"{text} {YEAR_UNCONFIRMED}".strip() if year == 2564 else text


def _items(key: str, year: int) -> list[Item]:
    """Give the items of one framework of one year."""
    if key == "MOE":
        return _minister_items()
    return _quick_win_items() if key == "QW" else _aspect_items(year)


@cache
def _source() -> dict[str, list[dict[str, str]]]:
    """Read facts/policies.json."""
    text = (files(__package__) / "facts" / "policies.json").read_text(encoding="utf-8")
    content: dict[str, list[dict[str, str]]] = json.loads(text)
    return content


def _minister_items() -> list[Item]:
    """Give the Minister's 12 policies."""
    rows = []
    for policy, (title_th, title_en) in zip(
        _source()["minister_policies"], POLICY_TITLES, strict=True
    ):
        text = policy["text_th"]
        if policy["confidence"] != "sourced":
            text = f"{text} {PARTLY_UNCONFIRMED}"
        number = int(policy["no"])
        rows.append(Item(str(number), "", title_th, title_en, text, number))
    return rows


def _quick_win_items() -> list[Item]:
    """Give the 7 Quick Wins."""
    return [
        Item(str(win["no"]), "", win["title_th"], title_en, win["text_th"], number)
        for number, (win, title_en) in enumerate(
            zip(_source()["quick_wins"], QUICK_WIN_TITLES_EN, strict=True), start=1
        )
    ]


def _aspect_items(year: int) -> list[Item]:
    """Give the 4 aspects in the year's order; FY2565 has unconfirmed points, too."""
    by_key = {aspect["key"]: aspect for aspect in _source()["obec_aspects"]}
    by_code = {aspect.code: aspect for aspect in ASPECTS}
    rows = []
    for order, code in enumerate(ASPECT_ORDER[year], start=1):
        aspect = by_code[code]
        said = by_key[aspect.key]
        rows.append(
            Item(code, "", said["title_th"], aspect.title_en, said["text_th"], order)
        )
    if year != 2565:
        return rows
    for point in _source()["obec_aspect_points_unconfirmed"]:
        number, part = point["no"].split(".")
        text = point["text_th"]
        rows.append(
            Item(
                f"{number}-{part}",
                ASPECT_ORDER[2565][int(number) - 1],
                f"{point['no']} {_first_words(text)} (ยังไม่ยืนยัน)",
                f"Point {point['no']} (not confirmed)",
                f"{text} {UNCONFIRMED}",
                int(part),
            )
        )
    return rows


def _first_words(text: str, most: int = 70) -> str:
    """Give the first phrases of a Thai text, which breaks only where a space stands."""
    phrase = ""
    for word in text.split(" "):
        if phrase and len(phrase) + len(word) >= most:
            return f"{phrase}…"
        phrase = f"{phrase} {word}".strip()
    return phrase
