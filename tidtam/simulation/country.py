"""The country: real offices, and simulated schools that add up to the real totals.

Offices, provinces, inspection regions and the succession of the secondary areas are
facts (see `facts/`). Schools are invented: their codes begin with X, which no register
uses. What is not confirmed: the day of January 2564 on which the 62 secondary areas
took over, the first day of the groups (the register simply begins with FY2564), where
Bangkok's offices stand, and which group an old area stood under that lay in two
regions (its first-named province decides).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tidtam.simulation.offices import (
    BUREAUS,
    SPLIT_ON,
    SUCCESSION_FILE,
    board_areas,
    office_rows,
    old_area_code,
    read_areas,
)
from tidtam.simulation.people import Holder, Person, Position, people_of
from tidtam.simulation.rows import (
    SEED,
    PlacementRow,
    SuccessionRow,
    UnitFactRow,
    UnitRow,
    facts,
)
from tidtam.simulation.schools import School, facts_of, make_schools


@dataclass(frozen=True)
class Country:
    """Everything there is: rows of four exchange files, schools, offices and people."""

    seed: int
    units: Sequence[UnitRow]
    placements: Sequence[PlacementRow]
    unit_facts: Sequence[UnitFactRow]
    successions: Sequence[SuccessionRow]
    schools: Sequence[School]
    coordinates: Mapping[str, tuple[Decimal, Decimal]]
    people: Sequence[Person]
    positions: Sequence[Position]
    holders: Sequence[Holder]

    @cached_property
    def unit_by_code(self) -> dict[str, UnitRow]:
        """Give each unit by its code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def parents_by_unit(self) -> dict[str, str]:
        """Give the last parent of every unit, open or closed."""
        return {row.unit_code: row.parent_code for row in self.placements}

    def parents_on(self, day: dt.date) -> dict[str, str]:
        """Give the parent of every unit that is open on a day, by unit."""
        return {
            row.unit_code: row.parent_code
            for row in self.placements
            if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
        }

    def keep(self, codes: Collection[str]) -> "Country":
        """Cut the country down to some units, which must hold their own parents."""
        positions = [row for row in self.positions if row.unit_code in codes]
        held = {row.key for row in positions}
        holders = [row for row in self.holders if row.position in held]
        named = {row.person for row in holders}
        return Country(
            seed=self.seed,
            units=[row for row in self.units if row.code in codes],
            placements=[row for row in self.placements if row.unit_code in codes],
            unit_facts=[row for row in self.unit_facts if row.unit_code in codes],
            successions=[
                row
                for row in self.successions
                if row.from_code in codes and row.to_code in codes
            ],
            schools=[row for row in self.schools if row.code in codes],
            coordinates={k: v for k, v in self.coordinates.items() if k in codes},
            people=[row for row in self.people if row.key in named],
            positions=positions,
            holders=holders,
        )


def build_country(seed: int = SEED) -> Country:
    """Make the whole country of one seed, the same every time (about 2 s)."""
    areas = read_areas()
    schools = make_schools(seed, areas)
    offices, places = office_rows(areas)
    people, positions, holders = people_of(
        bureaus=[(row[0], row[1]) for row in BUREAUS],
        groups=board_areas(areas),
        areas=[(area.code, area.facts["short_name_th"]) for area in areas],
    )
    return Country(
        seed=seed,
        units=[*offices, *(school.unit for school in schools)],
        placements=[*places, *(row for school in schools for row in school.placements)],
        unit_facts=[row for school in schools for row in facts_of(school)],
        successions=[*_area_successions(schools), *_school_successions(schools)],
        schools=schools,
        coordinates={
            area.code: (
                round(Decimal(area.facts["office_lat"]), 6),
                round(Decimal(area.facts["office_lng"]), 6),
            )
            for area in areas
            if area.facts["office_lat"]
        },
        people=people,
        positions=positions,
        holders=holders,
    )


def _area_successions(schools: Sequence[School]) -> list[SuccessionRow]:
    """Give the split of the 42 old areas; the share is that of their schools."""
    moved: dict[str, dict[str, int]] = {}
    for row in facts(SUCCESSION_FILE):
        moved.setdefault(old_area_code(int(row["old_no"])), {})[row["new_key"]] = 0
    for school in schools:
        if school.unit.sector == "secondary":
            old, new = (row.parent_code for row in school.placements)
            moved[old][new] += 1
    rows = []
    for old, heirs in moved.items():
        total, given = sum(heirs.values()), Decimal(0)
        for new, count in list(heirs.items())[:-1]:
            share = (Decimal(count) / total).quantize(Decimal("0.0001"))
            given += share
            rows.append(SuccessionRow(old, new, "split", SPLIT_ON, share))
        last = list(heirs)[-1]
        rows.append(SuccessionRow(old, last, "split", SPLIT_ON, 1 - given))
    return rows


def _school_successions(schools: Sequence[School]) -> list[SuccessionRow]:
    """Give the mergers: four in five closed schools went to one of their area."""
    by_area: dict[str, list[School]] = {}
    for school in schools:
        if school.placements[-1].valid_to is None:
            area = school.placements[-1].parent_code
            by_area.setdefault(area, []).append(school)
    rows = []
    closed = [school for school in schools if school.placements[-1].valid_to]
    for number, school in enumerate(closed):
        last = school.placements[-1]
        if number % 5 == 4 or last.valid_to is None:
            continue
        heir = by_area[last.parent_code][5 + number % 20]
        rows.append(
            SuccessionRow(school.code, heir.code, "merge", last.valid_to, Decimal(1))
        )
    return rows
