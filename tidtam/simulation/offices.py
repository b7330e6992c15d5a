"""The offices of the country: the commission, its bureaus, groups, areas and old areas.

All are real, from `facts/`; country.py says what of them is not confirmed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidtam.simulation import names
from tidtam.simulation.rows import PlacementRow, UnitRow, facts

COMMISSION, SPECIAL_BUREAU = "OBEC", "BSE"

REGISTER_BEGINS = dt.date(2020, 10, 1)
SPLIT_ON = dt.date(2021, 1, 29)  # January 2564 is a fact, the day is not confirmed
SUCCESSION_FILE = "secondary_area_succession_2564.csv"

BUREAUS = (
    ("BGA", "สำนักอำนวยการ", "สอ.", "Bureau of General Administration"),
    ("BFA", "สำนักการคลังและสินทรัพย์", "สคส.", "Bureau of Finance and Assets"),
    ("BPP", "สำนักนโยบายและแผนการศึกษาขั้นพื้นฐาน", "สนผ.", "Bureau of Policy and Planning"),
    (
        "BME",
        "สำนักติดตามและประเมินผลการจัดการศึกษาขั้นพื้นฐาน",
        "สตผ.",
        "Bureau of Monitoring and Evaluation",
    ),
    (
        "BAS",
        "สำนักวิชาการและมาตรฐานการศึกษา",
        "สวก.",
        "Bureau of Academic Affairs and Educational Standards",
    ),
    ("BET", "สำนักทดสอบทางการศึกษา", "สทศ.", "Bureau of Educational Testing"),
    (
        "BEI",
        "สำนักพัฒนานวัตกรรมการจัดการศึกษา",
        "สนก.",
        "Bureau of Educational Innovation Development",
    ),
    (
        "BTD",
        "สำนักพัฒนาครูและบุคลากรการศึกษาขั้นพื้นฐาน",
        "สพค.",
        "Bureau of Teacher and Basic Education Personnel Development",
    ),
    (
        "BPL",
        "สำนักพัฒนาระบบบริหารงานบุคคลและนิติการ",
        "สพร.",
        "Bureau of Personnel Administration Development and Legal Affairs",
    ),
    (
        "BTL",
        "สำนักเทคโนโลยีเพื่อการเรียนการสอน",
        "สทร.",
        "Bureau of Technology for Teaching and Learning",
    ),
    (
        "BUS",
        "สำนักบริหารงานการมัธยมศึกษาตอนปลาย",
        "สมป.",
        "Bureau of Upper Secondary Education",
    ),
    (
        SPECIAL_BUREAU,
        "สำนักบริหารงานการศึกษาพิเศษ",
        "สศศ.",
        "Bureau of Special Education Administration",
    ),
    ("BSA", "สำนักพัฒนากิจกรรมนักเรียน", "สกก.", "Bureau of Student Activities Development"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """An area office of today, as facts/areas.csv describes it."""

    code: str
    region: int
    sector: str
    provinces: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def group(self) -> str:
        """Give the code of the group it stands under."""
        return f"G{self.region:02}"

    @property
    def part(self) -> str:
        """Give the part of the country whose speech its places are named in."""
        return names.REGION_PART[self.region]


def read_areas() -> list[Area]:
    """Read the 245 area offices, in the order of their codes."""
    return [
        Area(
            code=row["key"],
            region=int(row["region_no"]),
            sector=row["kind"],
            provinces=tuple(row["province_codes"].split("|")),
            facts=row,
        )
        for row in facts("areas.csv")
    ]


def board_areas(areas: Sequence[Area]) -> dict[str, list[str]]:
    """Give the areas of each group, whose directors are its board."""
    boards: dict[str, list[str]] = {}
    for area in sorted(areas, key=lambda area: (area.region, area.code)):
        boards.setdefault(area.group, []).append(area.code)
    return boards


def office_rows(areas: Sequence[Area]) -> tuple[list[UnitRow], list[PlacementRow]]:
    """Give the commission, bureaus, groups, areas and old areas, with their places."""
    units = [
        UnitRow(
            COMMISSION,
            "commission",
            "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
            "Office of the Basic Education Commission",
            "สพฐ.",
            "",
            "",
        )
    ]
    places = [PlacementRow(COMMISSION, "", REGISTER_BEGINS, None)]
    for code, name_th, short, name_en in BUREAUS:
        units.append(UnitRow(code, "bureau", name_th, name_en, short, "", ""))
        places.append(PlacementRow(code, COMMISSION, REGISTER_BEGINS, None))
    for region in facts("regions.csv"):
        group = _group(region)
        units.append(group)
        places.append(PlacementRow(group.code, COMMISSION, REGISTER_BEGINS, None))
    for area in areas:
        units.append(_area_unit(area))
        since = SPLIT_ON if area.sector == "secondary" else REGISTER_BEGINS
        places.append(PlacementRow(area.code, area.group, since, None))
    for unit, group_code in _old_areas():
        units.append(unit)
        places.append(PlacementRow(unit.code, group_code, REGISTER_BEGINS, SPLIT_ON))
    return units, places


def _group(region: Mapping[str, str]) -> UnitRow:
    """Make the group of an inspection region; Bangkok's stands apart as ส่วนกลาง."""
    number = int(region["region_no"])
    code = f"G{number:02}"
    if number == 0:
        name_th = "กลุ่มพื้นที่การศึกษา ส่วนกลาง (กรุงเทพมหานคร)"
        name_en = "Education Area Group, Central (Bangkok)"
        return UnitRow(code, "group", name_th, name_en, "ส่วนกลาง", "", "")
    place = f"{region['name_th']} {region['cluster_th']}"
    return UnitRow(
        code,
        "group",
        f"กลุ่มพื้นที่การศึกษา ประจำ{place}",
        f"Education Area Group, {region['name_en']} ({region['cluster_en']})",
        f"กลุ่ม {number}",
        "",
        "",
    )


def _area_unit(area: Area) -> UnitRow:
    """Give the unit of an area office."""
    row = area.facts
    return UnitRow(
        area.code,
        "area",
        row["name_th"],
        row["name_en"],
        row["short_name_th"],
        area.sector,
        row["main_province_code"],
    )


def old_area_code(number: int) -> str:
    """Give the code of a secondary area as it was before January 2564, 1 to 42."""
    return f"SO{number:02}"


def _old_areas() -> list[tuple[UnitRow, str]]:
    """Give the 42 secondary areas before the split, each with its group."""
    provinces = {row["name_th"]: row for row in facts("provinces.csv")}
    rows = {int(row["old_no"]): row for row in facts(SUCCESSION_FILE)}
    result = []
    for number, row in sorted(rows.items()):
        first = provinces[row["old_province_names_th"].split("|")[0]]
        unit = UnitRow(
            old_area_code(number),
            "area",
            f"สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา เขต {number}",
            f"Secondary Educational Service Area Office {number} (until January 2021)",
            f"สพม. เขต {number} (เดิม)",
            "secondary",
            first["province_code"],
        )
        result.append((unit, f"G{int(first['region_no']):02}"))
    return result


def old_area_of() -> dict[tuple[str, str], str]:
    """Tell under which old area a province's part of a new area stood."""
    codes = {row["name_th"]: row["province_code"] for row in facts("provinces.csv")}
    return {
        (row["new_key"], codes[name]): old_area_code(int(row["old_no"]))
        for row in facts(SUCCESSION_FILE)
        for name in row["old_province_names_th"].split("|")
    }
