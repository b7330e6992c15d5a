"""What area offices and groups say, and what the centre enters for areas.

Means follow facts/national_statistics.csv where it has a figure (O-NET, NT); all others
are samples. Mean scores change when their results come out, in the third quarter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tidtam.simulation.country import Country
from tidtam.simulation.indicators import DESIGNS, indicator_codes
from tidtam.simulation.rounds import ROUND_CODES, indicators_of_round
from tidtam.simulation.schools import SIZE_LIMITS, School
from tidtam.simulation.schools_said import GROUP_GAPS

# National means by round: percent, a score, or a level.
MEANS: dict[str, tuple[float, ...]] = {
    "SAF-02": (0.0, 0.0, 0.0, 0.0, 38.0),
    "SAF-04": (5.8, 6.1, 4.2, 5.1, 6.4),
    "OPP-01": (63.1, 63.1, 64.0, 64.2, 64.4),
    "OPP-03": (0.22, 0.21, 0.19, 0.17, 0.15),
    "QUA-01": (37.99, 37.99, 42.13, 42.13, 42.13),
    "QUA-02": (23.5, 23.5, 26.4, 26.4, 26.4),
    "QUA-03": (45.7, 45.7, 43.97, 43.97, 43.97),
    "QUA-04": (69.8, 69.8, 71.2, 71.2, 71.2),
    "QUA-07": (24.0, 29.0, 34.0, 39.0, 41.0),
    "QUA-08": (36.0, 43.0, 49.0, 56.0, 58.5),
    "EFF-01": (29.4, 48.8, 69.5, 90.6, 31.2),
    "EFF-02": (11.2, 25.9, 44.1, 70.3, 8.9),
    "EFF-03": (83.1, 83.1, 83.1, 86.9, 86.9),
    "EFF-05": (86.0, 88.5, 90.0, 92.4, 90.1),
    "EFF-06": (3.52, 3.52, 3.6, 3.93, 3.97),
    "EFF-07": (22.0, 43.0, 66.0, 88.0, 21.5),
    "EFF-08": (1.6, 2.6, 3.4, 4.1, 1.9),
    "EFF-09": (47.0, 64.0, 73.0, 87.0, 54.8),
    "EFF-10": (74.0, 79.0, 83.5, 86.9, 82.6),
    "EFF-11": (8.1, 8.9, 12.4, 13.2, 10.3),
}
SCORE_SPREAD = {"QUA-01": 2.4, "QUA-03": 3.2, "QUA-04": 3.0}
NO_PRIMARY = "สังกัดไม่มีโรงเรียนที่จัดการศึกษาระดับปฐมวัยและประถมศึกษา"
NO_SMALL_SCHOOL = "ไม่มีโรงเรียนขนาดเล็กในแผน"

# Part of the pupils in kindergarten, P1, P3 and at the end of a level, by sector.
GRADE_SHARES = {
    "primary": {"kindergarten": 0.2, "p1": 0.12, "p3": 0.12, "candidates": 0.14},
    "secondary": {"kindergarten": 0.0, "p1": 0.0, "p3": 0.0, "candidates": 0.33},
}


class Figure(NamedTuple):
    """A figure of a unit: a ratio, a plain value, or a note that it does not apply."""

    unit_code: str
    indicator_code: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    note: str


@dataclass(slots=True)
class Office:
    """An area office in a round, with what its schools add up to."""

    code: str
    group: str
    sector: str
    pupils: int = 0
    teachers: int = 0
    schools: int = 0
    small_schools: int = 0
    lean: float = field(default=0.0)

    def grade(self, name: str) -> int:
        """Give the pupils of one kind of grade."""
        return round(self.pupils * GRADE_SHARES[self.sector][name])


def offices_in(country: Country, parents: Mapping[str, str]) -> list[Office]:
    """Add up the schools of every area that is open, by who stands under whom."""
    units = country.unit_by_code
    offices = {
        code: Office(code, group, units[code].sector)
        for code, group in parents.items()
        if units[code].kind == "area"
    }
    for school in country.schools:
        office = offices.get(parents.get(school.code, ""))
        if office is not None:
            _add(office, school)
    return list(offices.values())


def _add(office: Office, school: School) -> None:
    """Add a school to its area."""
    office.pupils += school.pupils
    office.teachers += school.teachers
    office.schools += 1
    office.small_schools += school.pupils <= SIZE_LIMITS[0]


class AreasSaid:
    """Reckons what areas and groups say; the same country and seed say the same."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self._leans = self._lean_of_units()

    def _lean_of_units(self) -> dict[str, float]:
        """Give how far each area leans from the mean, in logits."""
        rng = np.random.default_rng([self.country.seed, 20])
        codes = [u.code for u in self.country.units if u.kind in {"area", "group"}]
        return dict(zip(codes, rng.normal(0, 0.28, len(codes)).tolist(), strict=True))

    def areas(self, number: int, parents: Mapping[str, str]) -> list[Figure]:
        """Give the figures of all open areas in a round, area by area."""
        rng = np.random.default_rng([self.country.seed, 21, number])
        asked = set(indicators_of_round(ROUND_CODES[number]))
        codes = [code for code in indicator_codes("area") if code in asked]
        figures = []
        for office in offices_in(self.country, parents):
            office.lean = self._leans[office.code] + GROUP_GAPS.get(office.group, 0.0)
            says = _Says(rng, office, number)
            figures += [says.figure(code) for code in codes]
        return figures

    def groups(self, number: int, codes: Sequence[str]) -> list[Figure]:
        """Give the groups' own figures: directives done in time among those due."""
        rng = np.random.default_rng([self.country.seed, 22, number])
        figures = []
        for code in codes:
            lean = 2 * self._leans[code] + GROUP_GAPS.get(code, 0.0)
            chance = _leaning(MEANS["EFF-10"][number] / 100, lean)
            due = int(rng.integers(9, 24))
            done = int(rng.binomial(due, chance))
            figures.append(Figure(code, "EFF-10", None, done, due, ""))
        return figures


def _leaning(mean: float, lean: float) -> float:
    """Move a chance by some logits."""
    odds = mean / (1 - mean) * float(np.exp(lean))
    return odds / (1 + odds)


class _Says:
    """One area's answers in one round."""

    def __init__(self, rng: np.random.Generator, office: Office, number: int) -> None:
        self.rng, self.office, self.number = rng, office, number

    def figure(self, code: str) -> Figure:
        """Give the area's figure of an indicator."""
        value, numerator, denominator = None, None, None
        note = self.note(code)
        if not note and DESIGNS[code].shape == "mean":
            value = self.level(code)
        elif not note:
            denominator = self.denominator(code)
            numerator = self.numerator(code, denominator)
        return Figure(self.office.code, code, value, numerator, denominator, note)

    def note(self, code: str) -> str:
        """Say why an indicator does not apply, or give an empty text."""
        is_primary = self.office.sector == "primary"
        if code in {"OPP-01", "QUA-03", "QUA-04"} and not is_primary:
            return NO_PRIMARY
        if code == "EFF-07" and self.office.small_schools < 3:
            return NO_SMALL_SCHOOL
        return ""

    def mean(self, code: str) -> float:
        """Give the national mean of the round."""
        return MEANS[code][self.number]

    def level(self, code: str) -> int | float:
        """Give a score or a level that stands by itself."""
        mean, lean = self.mean(code), self.office.lean
        if code == "EFF-08":
            return int(np.clip(round(self.rng.normal(mean + lean, 0.7)), 0, 5))
        if code == "EFF-06":
            thirds = round(3 * float(self.rng.normal(mean + lean / 2, 0.3)))
            return round(min(15, max(3, thirds)) / 3, 2)
        score = float(self.rng.normal(mean + 5 * lean, 3.0))
        return round(min(99.2, max(48.0, score)), 2)

    def denominator(self, code: str) -> int:
        """Give what a ratio is taken of."""
        office = self.office
        of: dict[str, Callable[[], float]] = {
            "SAF-02": lambda: office.schools,
            "SAF-04": lambda: office.pupils,
            "OPP-01": lambda: office.grade("kindergarten") / 0.644,
            "OPP-03": lambda: office.pupils,
            "QUA-01": lambda: office.grade("candidates"),
            "QUA-02": lambda: office.grade("candidates"),
            "QUA-03": lambda: office.grade("p3"),
            "QUA-04": lambda: office.grade("p1"),
            "QUA-07": lambda: office.teachers,
            "QUA-08": lambda: office.teachers * 0.27,
            "EFF-01": lambda: 1000 * (office.pupils + 90 * office.schools),
            "EFF-02": lambda: 1000 * (0.2 * office.pupils + 35 * office.schools),
            "EFF-05": lambda: 26,
            "EFF-07": lambda: office.small_schools / 3,
            "EFF-09": lambda: office.schools,
            "EFF-11": lambda: 240_000 + 900 * office.schools,
        }
        return round(of[code]())

    def numerator(self, code: str, denominator: int) -> int:
        """Give the counted part, or for a mean score the sum of scores."""
        mean, lean = self.mean(code), self.office.lean
        if code in SCORE_SPREAD:
            score = mean + SCORE_SPREAD[code] * (lean + float(self.rng.normal(0, 0.4)))
            return round(denominator * min(96.0, max(12.0, score)))
        if code == "EFF-11":
            saved = float(self.rng.normal(mean + 4 * lean, 3.5))
            return round(denominator * saved / 100)
        if code == "SAF-04":
            return int(self.rng.poisson(denominator * mean / 10_000))
        chance = _leaning(mean / 100, lean + float(self.rng.normal(0, 0.15)))
        if code in {"EFF-01", "EFF-02"}:
            return round(denominator * chance)
        return int(self.rng.binomial(denominator, chance))
