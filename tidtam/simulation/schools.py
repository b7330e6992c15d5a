"""The simulated schools: their names, grades, sizes and what became of them.

Numbers of schools, pupils and teachers add up to the nation's (in facts/).
How many schools an area has, and how big they are, is simulated.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from tidtam.simulation import names
from tidtam.simulation.names import Word
from tidtam.simulation.offices import (
    REGISTER_BEGINS,
    SPECIAL_BUREAU,
    SPLIT_ON,
    Area,
    old_area_of,
)
from tidtam.simulation.rows import PlacementRow, UnitFactRow, UnitRow, stream

COUNTED_BEFORE, COUNTED_ON = dt.date(2020, 11, 10), dt.date(2021, 11, 10)
MERGED_EARLY_ON, MERGED_ON = dt.date(2020, 11, 16), dt.date(2021, 4, 1)
MOVED_ON, OPENED_ON = dt.date(2021, 5, 1), dt.date(2021, 5, 17)
REOPENED_ON = dt.date(2021, 10, 18)

# national_statistics.csv: schools, students, civil-servant teachers.
SCHOOLS, PUPILS, TEACHERS = 29_449, 6_626_068, 382_499
SECONDARY_SCHOOLS, SPECIAL_SCHOOLS = 2_360, 190
SECONDARY_PUPILS, SPECIAL_PUPILS = 2_260_000, 46_500
SIZE_LIMITS = (120, 600, 1500)
"""The last number of pupils of a small, a medium and a large school."""

STORY_AREA = "P5001"
STORY_SCHOOL = "X50010001"
STORY_MISSING = ("X50010002", "X50010003")
STORY_NAME = Word("บ้านสันป่างาม", "Ban San Pa Ngam")
STORY_PUPILS = 148

# Schools of a primary area, before scaling to the national number.
AREA_WEIGHT = {
    **dict.fromkeys((1, 2, 3, 4), 105),
    **dict.fromkeys((5, 6), 128),
    7: 96,
    **dict.fromkeys((8, 9), 112),
    **dict.fromkeys((10, 11, 12, 13, 14), 172),
    **dict.fromkeys((15, 16), 118),
    **dict.fromkeys((17, 18), 142),
    0: 60,
}
# Middle size of a primary school by part of the country, before scaling.
MEDIAN_PUPILS = {
    "central": 125,
    "south": 125,
    "border": 205,
    "isan": 98,
    "north": 88,
    "lower-north": 92,
}


@dataclass(frozen=True, slots=True)
class School:
    """A simulated school: who it is, where it stood, its grades and its size.

    `stage` is the first and last grade: kg-p6, p1-p6, kg-m3, m1-m3, m1-m6 or kg-m6.
    `pupils` and `teachers` hold for 10 November 2564, those `_before` for 2563.
    """

    unit: UnitRow
    stage: str
    pupils: int
    teachers: int
    pupils_before: int
    teachers_before: int
    placements: tuple[PlacementRow, ...]

    @property
    def code(self) -> str:
        """Give the school's code."""
        return self.unit.code

    def parent_on(self, day: dt.date) -> str | None:
        """Give the unit it stands under on a day, or None while it is not open."""
        for row in self.placements:
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to):
                return row.parent_code
        return None


@dataclass(slots=True)
class _Draft:
    """A school in the making; `size` is its relative number of pupils."""

    unit: UnitRow
    stage: str
    size: float
    placements: list[PlacementRow]
    pupils: int = 0
    teachers: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether it stands to this day."""
        return self.placements[-1].valid_to is None


def make_schools(seed: int, areas: Sequence[Area]) -> list[School]:
    """Make all schools, area by area, then give them pupils and teachers."""
    drafts: list[_Draft] = []
    taken: set[str] = set()
    closing = _areas_with_closures(seed, areas)
    olds = old_area_of()
    for area, count in zip(areas, _school_counts(seed, areas), strict=True):
        rng = stream(seed, f"schools:{area.code}")
        if area.sector == "primary":
            extra = closing.count(area.code)
            drafts += _primary_schools(rng, area, count, extra)
        else:
            drafts += _secondary_schools(rng, area, count, olds, taken)
    drafts += _special_schools(stream(seed, "schools:special"), areas)
    _open_and_move(stream(seed, "moves"), areas, drafts)
    _count_pupils(drafts)
    rng = stream(seed, "before")
    return [_finished(rng, draft) for draft in drafts]


def _school_counts(seed: int, areas: Sequence[Area]) -> list[int]:
    """Share out the schools: primary areas 60 to 250 each, secondary 20 to 70."""
    rng = stream(seed, "counts")
    weights = []
    for area in areas:
        if area.sector == "primary":
            weights.append(AREA_WEIGHT[area.region] * rng.uniform(0.72, 1.3))
        else:
            busy = 2.0 if area.region == 0 else rng.uniform(0.75, 1.3)
            weights.append(26 * busy * (0.5 + 0.5 * len(area.provinces)))
    primary = [area.sector == "primary" for area in areas]
    total = SCHOOLS - SECONDARY_SCHOOLS - SPECIAL_SCHOOLS
    first = iter(_share_out(_only(weights, primary), total, 60, 250))
    second = iter(
        _share_out(
            _only(weights, [not flag for flag in primary]), SECONDARY_SCHOOLS, 20, 70
        )
    )
    return [next(first) if flag else next(second) for flag in primary]


def _only(weights: Sequence[float], flags: Sequence[bool]) -> list[float]:
    """Keep the weights whose flag is set."""
    return [weight for weight, flag in zip(weights, flags, strict=True) if flag]


def _share_out(
    weights: Sequence[float], total: int, least: int, most: int
) -> list[int]:
    """Share a total out by weight, within limits, so that the parts add up to it."""
    low, high = 0.0, total / min(weights)
    sizes = np.array(weights)
    for _ in range(60):
        factor = (low + high) / 2
        shares = np.clip(np.rint(sizes * factor), least, most)
        low, high = (factor, high) if shares.sum() < total else (low, factor)
    parts = [int(share) for share in shares]
    left = total - sum(parts)
    step = 1 if left > 0 else -1
    order = sorted(range(len(parts)), key=lambda i: -parts[i])
    while left:
        for i in order:
            if left and least < parts[i] + step < most:
                parts[i] += step
                left -= step
    return parts


def _areas_with_closures(seed: int, areas: Sequence[Area]) -> list[str]:
    """Choose the primary areas in which a school was closed, one entry a school."""
    codes = [area.code for area in areas if area.sector == "primary"]
    return stream(seed, "closures").sample(codes, 30)


def _primary_schools(
    rng: random.Random, area: Area, count: int, closed: int
) -> list[_Draft]:
    """Make the schools of a primary area; the last `closed` ones stand no more."""
    taken: set[str] = set()
    drafts = []
    for number in range(1, count + closed + 1):
        code = f"X{area.code[1:]}{number:04}"
        size = MEDIAN_PUPILS[area.part] * rng.lognormvariate(0, 0.86)
        if number == 1:
            size = max(size, 300.0)
        word = _new_name(
            taken, partial(names.primary_name, rng, area.part, large=size > 420)
        )
        stage = rng.choices(("kg-p6", "kg-m3", "p1-p6"), (70, 26, 4))[0]
        if size < 60:
            stage = "kg-p6"
        drafts.append(
            _Draft(
                _school_unit(code, word, "primary", rng.choice(area.provinces)),
                stage,
                size,
                [PlacementRow(code, area.code, REGISTER_BEGINS, None)],
            )
        )
    for draft in drafts[count:]:
        early = rng.random() < 0.3
        draft.size = rng.uniform(4, 22)
        draft.stage = "kg-p6"
        draft.placements[0] = draft.placements[0]._replace(
            valid_to=MERGED_EARLY_ON if early else MERGED_ON
        )
    if area.code == STORY_AREA:
        _place_story(drafts)
    return drafts


def _place_story(drafts: list[_Draft]) -> None:
    """Give the school of the demo's story its name and its grades."""
    first = drafts[0]
    first.unit = _school_unit(
        STORY_SCHOOL, STORY_NAME, "primary", first.unit.province_code
    )
    for draft in drafts[: 1 + len(STORY_MISSING)]:
        draft.stage = "kg-p6"


def _secondary_schools(
    rng: random.Random,
    area: Area,
    count: int,
    olds: dict[tuple[str, str], str],
    taken: set[str],
) -> list[_Draft]:
    """Make the schools of a secondary area, under the old area until January 2564."""
    drafts = []
    for number in range(1, count + 1):
        code = f"X{area.code}{number:04}"
        province = area.provinces[(number - 1) % len(area.provinces)]
        size = rng.lognormvariate(0, 0.95) * (2.2 if area.region == 0 else 1.0)
        word = _new_name(taken, partial(names.secondary_name, rng, area.part))
        old = olds[area.code, province]
        drafts.append(
            _Draft(
                _school_unit(code, word, "secondary", province),
                "m1-m3" if size < 0.25 and rng.random() < 0.4 else "m1-m6",
                size,
                [
                    PlacementRow(code, old, REGISTER_BEGINS, SPLIT_ON),
                    PlacementRow(code, area.code, SPLIT_ON, None),
                ],
            )
        )
    return drafts


def _special_schools(rng: random.Random, areas: Sequence[Area]) -> list[_Draft]:
    """Make the special schools, which stand under the bureau in every province."""
    taken: set[str] = set()
    part_of = {area.provinces[0]: area.part for area in areas}
    provinces = sorted(part_of)
    drafts = []
    for number in range(1, SPECIAL_SCHOOLS + 1):
        province = provinces[(number - 1) % len(provinces)]
        part = part_of[province]
        word = _new_name(taken, partial(names.special_name, rng, part))
        code = f"XSP{number:04}"
        drafts.append(
            _Draft(
                _school_unit(code, word, "special", province),
                "kg-m6",
                rng.lognormvariate(0, 0.45),
                [PlacementRow(code, SPECIAL_BUREAU, REGISTER_BEGINS, None)],
            )
        )
    return drafts


def _new_name(taken: set[str], make: names.Maker) -> Word:
    """Make a name that no other school of the area has."""
    while True:
        word = make()
        if word.th not in taken:
            taken.add(word.th)
            return word


def _school_unit(code: str, word: Word, sector: str, province: str) -> UnitRow:
    """Give the unit of a school; its short name leaves out the word for school."""
    name_th, name_en = f"โรงเรียน{word.th}", f"{word.en} School"
    return UnitRow(code, "school", name_th, name_en, word.th, sector, province)


def _open_and_move(
    rng: random.Random, areas: Sequence[Area], drafts: Sequence[_Draft]
) -> None:
    """Let some schools open late, move to a neighbour area, or close for a while."""
    story = {STORY_SCHOOL, *STORY_MISSING}
    primary = [
        draft
        for draft in drafts
        if draft.unit.sector == "primary"
        and draft.is_open
        and draft.unit.code not in story
    ]
    neighbours = _neighbours(areas)
    chosen = rng.sample(primary, 60)
    for draft in chosen[:12]:
        draft.placements[0] = draft.placements[0]._replace(valid_from=OPENED_ON)
    back = chosen[12].placements[0]
    chosen[12].placements[:] = [
        back._replace(valid_to=MERGED_ON),
        back._replace(valid_from=REOPENED_ON),
    ]
    names_of: dict[str, set[str]] = {}
    for draft in drafts:
        parent = draft.placements[-1].parent_code
        names_of.setdefault(parent, set()).add(draft.unit.name_th)
    movable = [
        draft
        for draft in chosen[13:]
        for there in [neighbours.get(draft.placements[0].parent_code, "")]
        if there and draft.unit.name_th not in names_of[there]
    ]
    for draft in movable[:14]:
        row = draft.placements[0]
        draft.placements[:] = [
            row._replace(valid_to=MOVED_ON),
            row._replace(parent_code=neighbours[row.parent_code], valid_from=MOVED_ON),
        ]


def _neighbours(areas: Sequence[Area]) -> dict[str, str]:
    """Give for each primary area another one of its province, where there is one."""
    primary = [area for area in areas if area.sector == "primary"]
    return {a.code: b.code for a, b in pairwise(primary) if a.provinces == b.provinces}


def _count_pupils(drafts: Sequence[_Draft]) -> None:
    """Turn relative sizes into pupils and teachers that add up to the nation's."""
    totals = {"secondary": SECONDARY_PUPILS, "special": SPECIAL_PUPILS}
    totals["primary"] = PUPILS - sum(totals.values())
    limits = {"primary": (8, 2900), "secondary": (60, 4300), "special": (60, 900)}
    for sector, total in totals.items():
        group = [d for d in drafts if d.is_open and d.unit.sector == sector]
        fixed = [d for d in group if d.unit.code == STORY_SCHOOL]
        free = [d for d in group if d.unit.code != STORY_SCHOOL]
        for draft in fixed:
            draft.pupils = STORY_PUPILS
        rest = total - STORY_PUPILS * len(fixed)
        parts = _share_out([d.size for d in free], rest, *limits[sector])
        for draft, pupils in zip(free, parts, strict=True):
            draft.pupils = pupils
    standing = [draft for draft in drafts if draft.is_open]
    needs = [1.4 + draft.pupils / 19.5 for draft in standing]
    for draft, teachers in zip(
        standing, _share_out(needs, TEACHERS, 1, 260), strict=True
    ):
        draft.teachers = teachers
    for draft in drafts:
        if not draft.is_open:
            draft.pupils, draft.teachers = round(draft.size), 1 + round(draft.size / 15)


def _finished(rng: random.Random, draft: _Draft) -> School:
    """Give the school, with last year's pupils a little different."""
    change = rng.uniform(0.96, 1.07)
    return School(
        unit=draft.unit,
        stage=draft.stage,
        pupils=draft.pupils,
        teachers=draft.teachers,
        pupils_before=max(4, round(draft.pupils * change)),
        teachers_before=max(1, draft.teachers + rng.choice((-1, 0, 0, 0, 1))),
        placements=tuple(draft.placements),
    )


def facts_of(school: School) -> list[UnitFactRow]:
    """Give the pupils and teachers of a school, on each day on which it was open."""
    rows = []
    if school.parent_on(COUNTED_BEFORE):
        rows += [
            UnitFactRow(school.code, COUNTED_BEFORE, "pupils", school.pupils_before),
            UnitFactRow(
                school.code, COUNTED_BEFORE, "teachers", school.teachers_before
            ),
        ]
    if school.parent_on(COUNTED_ON):
        rows += [
            UnitFactRow(school.code, COUNTED_ON, "pupils", school.pupils),
            UnitFactRow(school.code, COUNTED_ON, "teachers", school.teachers),
        ]
    return rows
