"""What schools say of each indicator in each round: states and numbers.

National means follow facts/national_statistics.csv where it has a figure (found
learners, reading); the others are samples. Around the mean lie gaps between groups,
areas and schools, a trend over the rounds, the noise of small numbers, and a few of
the faults that real reports have: a slipped digit, a sudden jump, a round copied from
the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tidtam.simulation import names
from tidtam.simulation.country import Country
from tidtam.simulation.indicators import DESIGNS, indicator_codes
from tidtam.simulation.schools import STORY_AREA

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MISSING, REPORTED, NOT_APPLICABLE = 0, 1, 2


class Trend(NamedTuple):
    """National means in percent, one a round, what they are of, and the spread."""

    counted: str
    means: tuple[float, float, float, float, float]
    spread: float = 1.0


TRENDS: dict[str, Trend] = {
    "SAF-01": Trend("school", (84.0, 88.0, 91.0, 94.0, 96.5)),
    "SAF-03": Trend("incidents", (82.0, 83.0, 81.5, 80.0, 79.0)),
    "SAF-05": Trend("pupils", (52.0, 58.0, 63.0, 68.0, 71.5), 1.6),
    "SAF-06": Trend("school", (78.0, 84.0, 90.0, 95.2, 96.8)),
    "OPP-02": Trend("dropouts", (47.0, 58.0, 69.0, 78.0, 74.0)),
    "OPP-04": Trend("leavers", (94.2, 94.4, 94.9, 95.6, 96.1), 0.8),
    "OPP-05": Trend("special", (68.0, 74.0, 79.0, 84.5, 88.7), 1.3),
    "OPP-06": Trend("poor", (87.0, 90.5, 92.8, 94.9, 95.6)),
    "OPP-07": Trend("pupils", (89.5, 91.0, 93.0, 94.6, 94.0)),
    "QUA-05": Trend("p1-p3", (78.6, 80.3, 81.9, 83.35, 84.24), 0.8),
    "QUA-06": Trend("school", (54.0, 60.5, 66.8, 73.0, 76.5), 1.3),
    "QUA-09": Trend("school", (79.0, 79.4, 83.5, 84.8, 85.3)),
    "QUA-10": Trend("school", (58.5, 62.0, 66.0, 70.0, 71.6), 1.3),
    "QUA-11": Trend("school", (74.0, 79.0, 85.5, 89.0, 90.0)),
    "QUA-12": Trend("kindergarten", (82.4, 83.0, 84.1, 85.2, 85.9), 0.8),
    "EFF-04": Trend("school", (90.0, 92.5, 94.1, 95.3, 97.4)),
}
NOTES = {
    "dropouts": "ไม่มีนักเรียนในบัญชีเด็กตกหล่นและออกกลางคัน",
    "leavers": "ไม่มีนักเรียนชั้น ม.3",
    "special": "ไม่มีผู้เรียนที่มีความต้องการจำเป็นพิเศษ",
    "p1-p3": "ไม่จัดการเรียนการสอนชั้น ป.1–ป.3",
    "kindergarten": "ไม่จัดการศึกษาระดับปฐมวัย",
}
"""Why an indicator does not apply to a school, by what the indicator counts."""
JUMP_NOTES = (
    "ยืนยันค่า นักเรียนย้ายออกจำนวนมาก",
    "ยืนยันค่า เปลี่ยนวิธีประเมินจากรอบก่อน",
    "ยืนยันค่า รอผลจากหน่วยบริการในพื้นที่",
)

# Part of the pupils in kindergarten, in P1 to P3 and in M3, by stage.
GRADE_SHARES = {
    "kg-p6": (0.22, 0.39, 0.0),
    "kg-m3": (0.15, 0.27, 0.10),
    "p1-p6": (0.0, 0.5, 0.0),
    "m1-m3": (0.0, 0.0, 0.33),
    "m1-m6": (0.0, 0.0, 0.18),
    "kg-m6": (0.1, 0.2, 0.08),
}
POOR_SHARE = {"isan": 0.42, "north": 0.4, "border": 0.46, "lower-north": 0.36}
GROUP_GAPS = {"G07": -0.32, "G00": -0.12, "G02": 0.14, "G15": 0.12, "G01": 0.1}
"""How far a group lies from the nation in every indicator, in logits."""


@dataclass(frozen=True)
class Said:
    """What all schools say in one round: a row a school, a column an indicator.

    `numerator` holds the value (0 or 1) of a yes-or-no indicator. `is_jump` marks
    figures that a school was asked about and confirmed.
    """

    state: npt.NDArray[np.uint8]
    numerator: Ints
    denominator: Ints
    is_jump: Flags


class SchoolsSaid:
    """Reckons what schools say; the same country and seed say the same."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.codes = indicator_codes("school")
        self.is_yes = np.array([DESIGNS[code].shape == "yes" for code in self.codes])
        self.parents = [school.placements[-1].parent_code for school in country.schools]
        self._raw = lru_cache(maxsize=2)(self._make_raw)

    def generator(self, *key: int) -> np.random.Generator:
        """Give the random numbers of one part, apart from all others."""
        return np.random.default_rng([self.country.seed, *key])

    def in_round(self, number: int) -> Said:
        """Give what schools say in the round of a number (0 is 2564-Q1)."""
        said = self._raw(number)
        if number == 0:
            return said
        before = self._raw(number - 1)
        copied = self.generator(11, number).random(len(self.parents)) < 0.015
        copied &= ~self._in_story
        rows = copied[:, None]
        return Said(
            np.where(rows, before.state, said.state),
            np.where(rows, before.numerator, said.numerator),
            np.where(rows, before.denominator, said.denominator),
            said.is_jump & ~rows,
        )

    @cached_property
    def _in_story(self) -> Flags:
        return np.array([parent == STORY_AREA for parent in self.parents])

    @cached_property
    def _parts(self) -> list[str]:
        """Give each school's part of the country, by the group it stands under."""
        part_of = {f"G{region:02}": part for region, part in names.REGION_PART.items()}
        groups = self.country.parents_by_unit
        return [part_of.get(groups.get(parent, ""), "") for parent in self.parents]

    @cached_property
    def _leanings(self) -> Floats:
        """Give how far each school leans from the mean, in logits, by indicator."""
        rng = self.generator(1)
        groups = self.country.parents_by_unit
        width = len(self.codes)
        group_of = [groups.get(parent, "") for parent in self.parents]
        leaning = rng.normal(0, 0.45, (len(self.parents), width))
        leaning += _by_label(self.parents, rng, 0.25, width)
        leaning += _by_label(group_of, rng, 0.15, width)
        leaning += np.array([GROUP_GAPS.get(group, 0.0) for group in group_of])[:, None]
        spread = np.array([TRENDS[code].spread for code in self.codes])
        return np.asarray(leaning * spread)

    @cached_property
    def _readiness(self) -> Floats:
        """Give each school's place in line for every yes-or-no indicator, 0 to 1."""
        return self.generator(2).random((len(self.parents), len(self.codes)))

    def counted(self, number: int) -> dict[str, Ints]:
        """Give what indicators count (pupils, M3 leavers …), an entry a school."""
        schools = self.country.schools
        year = 0 if number < 4 else 1
        pupils = np.array([(s.pupils_before, s.pupils)[year] for s in schools])
        shares = np.array([GRADE_SHARES[s.stage] for s in schools])
        rng = self.generator(3, year)
        wobble = rng.uniform(0.92, 1.08, (len(schools), 3))
        grades = np.rint(pupils[:, None] * shares * wobble).astype(np.int64)
        is_special = np.array([s.unit.sector == "special" for s in schools])
        poor = np.array([POOR_SHARE.get(part, 0.24) for part in self._parts])
        special = rng.binomial(pupils, 0.05)
        return {
            "school": np.ones_like(pupils),
            "pupils": pupils,
            "kindergarten": grades[:, 0],
            "p1-p3": grades[:, 1],
            "leavers": grades[:, 2],
            "special": np.where(is_special, pupils, special),
            "poor": np.maximum(1, rng.binomial(pupils, poor)),
            "dropouts": rng.poisson(pupils * 0.0055),
            "incidents": self.generator(4, number).poisson(pupils * 0.0007),
        }

    def _make_raw(self, number: int) -> Said:
        """Reckon a round before any school copies the one before it."""
        rng = self.generator(5, number)
        counted = self.counted(number)
        shape = (len(self.parents), len(self.codes))
        numerator, denominator = (np.zeros(shape, dtype=np.int64) for _ in range(2))
        state = np.full(shape, REPORTED, dtype=np.uint8)
        for column, code in enumerate(self.codes):
            trend = TRENDS[code]
            total = counted[trend.counted]
            chance = _around(
                trend.means[number] / 100, self._leanings[:, column], total
            )
            if self.is_yes[column]:
                numerator[:, column] = self._readiness[:, column] < chance
            else:
                numerator[:, column] = rng.binomial(total, chance)
            denominator[:, column] = total
            if trend.counted in NOTES:
                state[total == 0, column] = NOT_APPLICABLE
        is_jump = self._spoil(rng, numerator, denominator)
        left_out = rng.random(shape) < 0.004
        state[left_out & ~self._in_story[:, None]] = MISSING
        return Said(state, numerator, denominator, is_jump)

    def _spoil(
        self, rng: np.random.Generator, numerator: Ints, denominator: Ints
    ) -> Flags:
        """Put in jumps, zeros and slipped digits; give where the jumps are."""
        luck = rng.random(numerator.shape)
        ratio = ~self.is_yes & ~self._in_story[:, None]
        is_jump = ratio & (luck < 0.0015) & (denominator >= 20)
        numerator[is_jump] = rng.binomial(numerator[is_jump], 0.25)
        numerator[ratio & (luck > 0.9993)] = 0
        slipped = ratio & (luck > 0.9992) & (luck < 0.9993) & (denominator > 0)
        denominator[slipped] *= 10
        flipped = self.is_yes & (luck > 0.997)
        numerator[flipped] = 1 - numerator[flipped]
        return np.asarray(is_jump)


def _by_label(
    labels: Sequence[str], rng: np.random.Generator, spread: float, width: int
) -> Floats:
    """Draw one number a label and column, and give each row its label's."""
    known = {label: place for place, label in enumerate(sorted(set(labels)))}
    drawn = rng.normal(0, spread, (len(known), width))
    return np.asarray(drawn[[known[label] for label in labels]])


def _around(mean: float, leaning: Floats, weight: Ints) -> Floats:
    """Give chances that lean as told and whose weighted mean is the one asked for."""
    low, high = -12.0, 12.0
    total = max(1, weight.sum())
    for _ in range(24):
        middle = (low + high) / 2
        chance = 1 / (1 + np.exp(-(leaning + middle)))
        if (chance * weight).sum() / total < mean:
            low = middle
        else:
            high = middle
    return np.asarray(chance)
