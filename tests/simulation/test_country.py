import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise

from tidtam.simulation.country import build_country
from tidtam.simulation.rows import facts
from tidtam.simulation.schools import (
    COUNTED_ON,
    STORY_AREA,
    STORY_MISSING,
    STORY_SCHOOL,
)

TODAY = dt.date(2022, 1, 19)
BEFORE_SPLIT, AFTER_SPLIT = dt.date(2020, 12, 21), dt.date(2021, 3, 22)


def kinds_open_on(country, day):
    open_now = country.parents_on(day)
    return Counter(unit.kind for unit in country.units if unit.code in open_now)


def test_the_country_has_the_real_numbers(country):
    kinds = kinds_open_on(country, TODAY)
    assert kinds["school"] == 29_449
    assert kinds["area"] == 245
    assert kinds["group"] == 19
    assert kinds["commission"] == 1
    totals = Counter()
    for row in country.unit_facts:
        if row.on == COUNTED_ON:
            totals[row.measure] += row.value
    assert totals == {"pupils": 6_626_068, "teachers": 382_499}


def test_every_province_has_schools(country):
    provinces = {s.unit.province_code for s in country.schools}
    assert provinces == {row["province_code"] for row in facts("provinces.csv")}
    assert len(provinces) == 77


def test_about_half_of_the_schools_are_small(country):
    sizes = [s.pupils for s in country.schools if s.parent_on(TODAY)]
    assert 0.47 < sum(size <= 120 for size in sizes) / len(sizes) < 0.53
    assert min(sizes) > 0
    assert max(sizes) < 5000


def test_areas_have_plausible_numbers_of_schools(country):
    counts = Counter(s.parent_on(TODAY) for s in country.schools)
    primary = [n for code, n in counts.items() if code and code[0] == "P"]
    secondary = [n for code, n in counts.items() if code and code[0] == "S"]
    assert len(primary) == 183
    assert 58 <= min(primary) <= max(primary) <= 252
    assert len(secondary) == 62
    assert 20 <= min(secondary) <= max(secondary) <= 70
    assert counts["BSE"] == 190


def test_secondary_areas_changed_in_january_2564(country):
    assert kinds_open_on(country, BEFORE_SPLIT)["area"] == 183 + 42
    assert kinds_open_on(country, AFTER_SPLIT)["area"] == 245
    shares = Counter()
    for row in country.successions:
        shares[row.from_code] += row.share
    assert set(shares.values()) == {Decimal(1)}
    splits = [row for row in country.successions if row.kind == "split"]
    assert len({row.from_code for row in splits}) == 42
    assert len({row.to_code for row in splits}) == 62


def test_history_has_openings_mergers_moves_and_a_reopening(country):
    merges = [row for row in country.successions if row.kind == "merge"]
    assert len(merges) == 24
    parents = [
        [row.parent_code for row in s.placements]
        for s in country.schools
        if s.unit.sector == "primary"
    ]
    assert sum(len(set(row)) == 2 for row in parents) == 14
    assert sum(len(row) == 2 and len(set(row)) == 1 for row in parents) == 1


def test_placements_do_not_overlap_and_parents_are_open(country):
    rows_of = {}
    for row in country.placements:
        rows_of.setdefault(row.unit_code, []).append(row)
    for rows in rows_of.values():
        assert all(
            row.valid_to is None or row.valid_from < row.valid_to for row in rows
        )
        assert all(a.valid_to and a.valid_to <= b.valid_from for a, b in pairwise(rows))
        for row in rows:
            if not row.parent_code:
                continue
            parent = rows_of[row.parent_code][0]
            assert parent.valid_from <= row.valid_from
            assert parent.valid_to is None or (
                row.valid_to is not None and row.valid_to <= parent.valid_to
            )
    assert set(rows_of) == set(country.unit_by_code)
    roots = [row for row in country.placements if not row.parent_code]
    assert [row.unit_code for row in roots] == ["OBEC"]


def test_parents_are_of_the_right_kind(country):
    allowed = {
        ("bureau", "commission"),
        ("group", "commission"),
        ("area", "group"),
        ("school", "area"),
        ("school", "bureau"),
    }
    units = country.unit_by_code
    for row in country.placements:
        if row.parent_code:
            pair = units[row.unit_code].kind, units[row.parent_code].kind
            assert pair in allowed


def test_codes_are_valid_unique_and_marked_as_invented(country):
    codes = [unit.code for unit in country.units]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,20}", code) for code in codes)
    assert all(s.code.startswith("X") for s in country.schools)


def test_no_two_schools_of_one_area_share_a_name(country):
    for day in (BEFORE_SPLIT, AFTER_SPLIT, TODAY):
        seen = Counter(
            (parent, school.unit.name_th)
            for school in country.schools
            if (parent := school.parent_on(day))
        )
        assert max(seen.values()) == 1


def test_names_are_clean_in_both_languages(country):
    for unit in country.units:
        assert re.fullmatch(r"[ก-๙A-Za-z0-9 ().,-]+", unit.name_th), unit
        assert re.fullmatch(r"[A-Za-z0-9 ().,-]+", unit.name_en), unit
        assert "  " not in unit.name_th + unit.name_en
        assert len(unit.name_th) < 90


def test_the_same_seed_gives_the_same_country(country):
    again, other = build_country(2565), build_country(1)
    assert again == country
    assert [s.unit.name_th for s in other.schools] != [
        s.unit.name_th for s in country.schools
    ]
    assert len(other.schools) == len(country.schools)


def test_the_schools_of_the_story_stand_in_chiang_mai_1(country):
    area = country.unit_by_code[STORY_AREA]
    assert area.short_name_th == "สพป.เชียงใหม่ เขต 1"
    parents = country.parents_on(TODAY)
    assert {parents[code] for code in (STORY_SCHOOL, *STORY_MISSING)} == {STORY_AREA}
    assert parents[STORY_AREA] == "G15"


def test_only_the_press_release_names_real_people(country):
    real = [person.name_th for person in country.people if not person.is_invented]
    assert real == [
        "นายอัมพร พินะสา",
        "ว่าที่ร้อยตรี ธนุ วงษ์จินดา",
        "นายวัลลพ สงวนนาม",
        "นางเกศทิพย์ ศุภวานิช",
        "นายนิพนธ์ ก้องเวหา",
        "นายเทอดชาติ ชัยพงษ์",
    ]
    invented = [person for person in country.people if person.is_invented]
    assert all(person.first_name == "สมมติ" for person in invented)
    assert len({person.last_name for person in invented}) == len(invented)


def test_each_group_has_a_board_of_its_areas_directors(country):
    area_of = {}
    for holder in country.holders:
        position = next(p for p in country.positions if p.key == holder.position)
        if position.role == "director":
            area_of[holder.person] = position.unit_code
    roles = {}
    parents = country.parents_on(TODAY)
    for holder in country.holders:
        position = next(p for p in country.positions if p.key == holder.position)
        if position.unit_code.startswith("G"):
            roles.setdefault(position.unit_code, []).append(position.role)
            assert parents[area_of[holder.person]] == position.unit_code
    assert len(roles) == 19
    for board in roles.values():
        assert board[0] == "chair"
        assert board.count("vice_chair") == 1
        assert board[-1] == "secretary"


def test_a_cut_country_holds_only_what_is_kept(country):
    kept = country.keep({"OBEC", "G15", "P5001", STORY_SCHOOL})
    assert [unit.code for unit in kept.units] == ["OBEC", "G15", "P5001", STORY_SCHOOL]
    assert {row.unit_code for row in kept.placements} == kept.unit_by_code.keys()
    assert not kept.successions
    assert kept.coordinates.keys() == {"P5001"}
