"""Who sent what when, and how far the review has come.

Closed rounds went the whole way. In the open round some groups are nearly done, some
half way and some have hardly begun, and every state of the review occurs. Steps of a
school: draft, submitted, verified, certified, returned. Steps of an area: draft,
submitted, certified, verified (by the group), accepted (by the bureau), returned. A
bureau that has schools submits as an area does; no group stands between.

Time runs in working minutes, so that every later step has a later moment.
"""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tidtam.simulation.offices import COMMISSION
from tidtam.simulation.rounds import NOW, OPEN_ROUND
from tidtam.simulation.rows import RoundRow
from tidtam.simulation.schools import STORY_AREA, STORY_MISSING, STORY_SCHOOL
from tidtam.simulation.wording import (
    MISSING_REASONS,
    OBSTACLES,
    RETURN_REASONS,
    SUGGESTIONS,
)
from tidtam.simulation.working_time import DAY, NEVER, WorkingTime

SCHOOL_STEPS = ("draft", "submitted", "verified", "certified", "returned")
AREA_STEPS = ("draft", "submitted", "certified", "verified", "accepted", "returned")

# How far a group's areas are in the open round: odds of the steps of an area, and the
# part of the schools that has reported where the area has not yet submitted.
ADVANCED = ("G01", "G02", "G09", "G10", "G15", "G16")
SLOW = ("G00", "G05", "G07", "G11", "G14")
PACE: dict[str, tuple[tuple[float, ...], tuple[float, float]]] = {
    "advanced": ((0.12, 0.13, 0.2, 0.25, 0.22, 0.08), (0.72, 0.95)),
    "middling": ((0.78, 0.1, 0.06, 0.0, 0.0, 0.06), (0.3, 0.72)),
    "slow": ((0.95, 0.0, 0.0, 0.0, 0.0, 0.05), (0.02, 0.25)),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What one unit sent in a round, and what became of it.

    `number` is 2 for an area's supplementary submission, else 1. `carried_by` is the
    number of the submission of the parent that carries a school's, or 0. `official_at`
    is when the carrying submission, or its own route, was accepted. `returned` names
    the indicators sent back. `missing` names the schools that an area declares
    missing, with `missing_reason`. Moments are None where a step was not taken.
    """

    unit_code: str
    parent_code: str
    number: int
    step: str
    is_late: bool = False
    carried_by: int = 0
    submitted_at: dt.datetime | None = None
    verified_at: dt.datetime | None = None
    certified_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    official_at: dt.datetime | None = None
    return_code: str = ""
    return_text: str = ""
    returned: tuple[str, ...] = ()
    obstacles: str = ""
    suggestions: str = ""
    missing: tuple[str, ...] = field(default=())
    missing_reason: str = ""


class Clockwork(NamedTuple):
    """The working minutes of a round's own moments."""

    time: WorkingTime
    due: int
    closes: int
    now: int

    @classmethod
    def of(cls, row: RoundRow) -> "Clockwork":
        """Reckon them for a round; a closed round's present lies far ahead."""
        time = WorkingTime(row.opens_at)
        now = time.minute(NOW) if row.code == OPEN_ROUND else 59 * DAY
        return cls(time, time.minute(row.due_at), time.minute(row.closes_at), now)


@dataclass(slots=True)
class AreaPlan:
    """How one area (or bureau with schools) fares in a round, in working minutes.

    `first` and `second` are its own submission and the supplementary one: submitted,
    certified, verified, accepted, returned.
    """

    code: str
    parent: str
    step: str
    reporting: float
    first: list[int]
    second: list[int]


@dataclass(slots=True)
class SchoolPlan:
    """How one school fares in a round, in working minutes."""

    code: str
    step: str
    submitted: int = NEVER
    verified: int = NEVER
    certified: int = NEVER
    returned: int = NEVER
    carried_by: int = 0


class Workflow:
    """Plans the submissions of one round."""

    def __init__(self, row: RoundRow, rng: random.Random) -> None:
        self.row, self.rng = row, rng
        self.clock = Clockwork.of(row)
        self.is_open = row.code == OPEN_ROUND

    def minutes(self, low: float, high: float) -> int:
        """Draw working minutes between two bounds."""
        return self.rng.randrange(int(low), max(int(low) + 1, int(high)))

    def plan_area(self, code: str, parent: str) -> AreaPlan:
        """Plan an area's own way; `parent` is its group."""
        never = [NEVER] * 5
        if not self.is_open:
            first = self._way(self.clock.due - self.minutes(0, 240))
            if self.rng.random() < 0.12:
                first = self._way(self.clock.due + self.minutes(30, 900))
            second = self._way(self.clock.closes - self.minutes(5, 60))
            reporting = self._usual_reporting(parent)
            return AreaPlan(code, parent, "accepted", reporting, first, second)
        odds, (low, high) = PACE[_pace(parent)]
        step = self.rng.choices(AREA_STEPS, odds)[0]
        reporting = self.rng.uniform(0.94, 1.0)
        if code == STORY_AREA:
            step, reporting = "draft", 1.0
        elif step == "draft" or parent not in ADVANCED:
            reporting = self.rng.uniform(low, high)
        submitted = self.clock.now - self.minutes(4 * DAY, 6 * DAY)
        way = [*never] if step == "draft" else self._cut(self._way(submitted), step)
        return AreaPlan(code, parent, step, reporting, way, never)

    def _usual_reporting(self, group: str) -> float:
        """Draw the part of schools that report in a closed round."""
        low = 0.74 if group == "G07" else 0.93
        return self.rng.uniform(low, low + 0.075)

    def _way(self, submitted: int) -> list[int]:
        """Draw a whole way from submission to acceptance."""
        certified = submitted + self.minutes(10, 180)
        verified = certified + self.minutes(60, DAY)
        accepted = verified + self.minutes(60, DAY)
        return [submitted, certified, verified, accepted, NEVER]

    def plan_bureau(self, code: str) -> AreaPlan:
        """Plan a bureau that has schools: as an area, but no group verifies it."""
        plan = self.plan_area(code, COMMISSION)
        plan.first[2] = plan.second[2] = NEVER
        return plan

    def _cut(self, way: list[int], step: str) -> list[int]:
        """Keep what was done up to a step; a returned one was returned on the way."""
        if step == "returned":
            returned = way[1] + self.minutes(30, DAY)
            return [way[0], way[1], NEVER, NEVER, returned]
        done = ("submitted", "certified", "verified", "accepted").index(step) + 1
        return [*way[:done], *[NEVER] * (5 - done)]

    def plan_school(self, code: str, area: AreaPlan) -> SchoolPlan | None:
        """Plan a school's way, or None if it sends nothing."""
        if self.is_open and area.code == STORY_AREA:
            return self._plan_story_school(code)
        if self.rng.random() >= area.reporting:
            return None
        if not self.is_open:
            return self._plan_closed(code, area)
        if area.step == "draft":
            return self._plan_waiting(code)
        return self._plan_carried(code, area)

    def _certified(self, code: str, submitted: int) -> SchoolPlan:
        """Plan a school that was verified and certified soon after it submitted."""
        verified = submitted + self.minutes(10, 130)
        certified = verified + self.minutes(10, 130)
        return SchoolPlan(code, "certified", submitted, verified, certified)

    def _plan_closed(self, code: str, area: AreaPlan) -> SchoolPlan:
        """Plan a school in a closed round; some are late, and travel later."""
        due, closes = self.clock.due, self.clock.closes
        if self.rng.random() < 0.04:
            submitted = self.minutes(due, max(due + 60, closes - 2 * DAY))
        else:
            early = self.rng.betavariate(1.0, 2.0)
            submitted = due - 1 - int(early * (due - 2 * DAY))
        plan = self._certified(code, submitted)
        plan.carried_by = 1 if plan.certified < area.first[0] else 2
        return plan

    def _plan_waiting(self, code: str) -> SchoolPlan:
        """Plan a school whose area has not yet submitted."""
        now = self.clock.now
        early = self.rng.betavariate(1.0, 1.8)
        plan = self._certified(code, now - 300 - int(early * (now - 3 * DAY)))
        step = self.rng.choices(SCHOOL_STEPS, (10, 36, 22, 25, 7))[0]
        return self._stop_at(plan, step)

    def _plan_carried(self, code: str, area: AreaPlan) -> SchoolPlan:
        """Plan a school whose area has submitted; a few came too late for that."""
        sent = area.first[0]
        if self.rng.random() < 0.03:
            plan = self._certified(code, self.minutes(sent, self.clock.now - 280))
            step = self.rng.choices(SCHOOL_STEPS, (20, 40, 20, 10, 10))[0]
            return self._stop_at(plan, step)
        early = self.rng.betavariate(1.0, 2.0)
        plan = self._certified(code, sent - 270 - int(early * (sent - 2 * DAY)))
        plan.carried_by = 1
        return plan

    def _plan_story_school(self, code: str) -> SchoolPlan | None:
        """Plan the demo's area: all certified but the story's three schools."""
        if code in STORY_MISSING:
            return None
        plan = self._plan_waiting(code)
        if code == STORY_SCHOOL:
            return SchoolPlan(code, "draft")
        if plan.certified == NEVER:
            plan = self._certified(code, self.clock.now - self.minutes(300, 3 * DAY))
        return plan

    def _stop_at(self, plan: SchoolPlan, step: str) -> SchoolPlan:
        """Stop a school's way at a step."""
        plan.step = step
        if step == "draft":
            return SchoolPlan(plan.code, "draft")
        if step == "returned":
            plan.returned = plan.verified
        if step in {"submitted", "returned"}:
            plan.verified = NEVER
        if step != "certified":
            plan.certified = NEVER
        return plan

    def school_submission(
        self, plan: SchoolPlan, area: AreaPlan, returnable: Sequence[str]
    ) -> Submission:
        """Write a school's plan out, with its words and reasons."""
        at = self.clock.time.moment
        official = (NEVER, area.first[3], area.second[3])[plan.carried_by]
        obstacles, suggestions = self._words(0.12)
        code, text, returned = self._return(plan.step, returnable)
        return Submission(
            unit_code=plan.code,
            parent_code=area.code,
            number=1,
            step=plan.step,
            is_late=plan.submitted >= self.clock.due,
            carried_by=plan.carried_by,
            submitted_at=at(plan.submitted),
            verified_at=at(plan.verified),
            certified_at=at(plan.certified),
            returned_at=at(plan.returned),
            official_at=at(official),
            return_code=code,
            return_text=text,
            returned=returned,
            obstacles=obstacles,
            suggestions=suggestions,
        )

    def area_submission(
        self,
        area: AreaPlan,
        number: int,
        missing: Sequence[str],
        returnable: Sequence[str],
    ) -> Submission:
        """Write an area's own (1) or supplementary (2) submission out."""
        at = self.clock.time.moment
        submitted, certified, verified, accepted, back = (
            area.first if number == 1 else area.second
        )
        obstacles, suggestions = self._words(0.6 if number == 1 else 0.0)
        code, text, returned = self._return(area.step, returnable)
        return Submission(
            unit_code=area.code,
            parent_code=area.parent,
            number=number,
            step=area.step,
            is_late=number == 1 and submitted >= self.clock.due,
            submitted_at=at(submitted),
            verified_at=at(verified),
            certified_at=at(certified),
            accepted_at=at(accepted),
            returned_at=at(back),
            official_at=at(accepted),
            return_code=code,
            return_text=text,
            returned=returned,
            obstacles=obstacles,
            suggestions=suggestions,
            missing=tuple(missing) if submitted != NEVER else (),
            missing_reason=self.rng.choice(MISSING_REASONS) if missing else "",
        )

    def group_submission(self, code: str) -> Submission:
        """Make a group's own submission: certified by its chair, then accepted."""
        step = "accepted"
        if self.is_open:
            odds = {"advanced": (1, 2, 3, 4), "middling": (5, 3, 1, 1)}
            steps = ("draft", "submitted", "certified", "accepted")
            step = self.rng.choices(steps, odds.get(_pace(code), (1, 0, 0, 0)))[0]
        way = [NEVER, NEVER, NEVER]
        if step != "draft":
            latest = min(self.clock.due, self.clock.now - 3 * DAY)
            submitted = self.minutes(latest - 3 * DAY, latest)
            certified = submitted + self.minutes(15, 240)
            way = [submitted, certified, certified + self.minutes(60, DAY)]
            done = ("submitted", "certified", "accepted").index(step) + 1
            way[done:] = [NEVER] * (3 - done)
        at = self.clock.time.moment
        obstacles, suggestions = self._words(0.4)
        return Submission(
            unit_code=code,
            parent_code=COMMISSION,
            number=1,
            step=step,
            submitted_at=at(way[0]),
            certified_at=at(way[1]),
            accepted_at=at(way[2]),
            official_at=at(way[2]),
            obstacles=obstacles,
            suggestions=suggestions,
        )

    def _words(self, share: float) -> tuple[str, str]:
        """Draw what a unit wrote of obstacles and suggestions, often nothing."""
        if self.rng.random() >= share:
            return "", ""
        return self.rng.choice(OBSTACLES), self.rng.choice(SUGGESTIONS)

    def _return(
        self, step: str, returnable: Sequence[str]
    ) -> tuple[str, str, tuple[str, ...]]:
        """Draw why a returned one was sent back, and which of its figures."""
        if step != "returned":
            return "", "", ()
        count = min(len(returnable), self.rng.randint(1, 3))
        chosen = tuple(sorted(self.rng.sample(list(returnable), count)))
        return (*self.rng.choice(RETURN_REASONS), chosen)


def _pace(group: str) -> str:
    """Give how far a group is in the open round; bureaus are middling."""
    if group in ADVANCED:
        return "advanced"
    return "slow" if group in SLOW else "middling"


def ladder(submission: Submission, carrier: Mapping[int, Submission] | None) -> str:
    """Give one word for how far a unit's figures have come.

    draft, submitted, verified, certified, returned; then, of what an area carries or
    says itself: area_submitted, area_certified, group_verified, accepted.
    """
    if carrier is None:
        names = {"submitted": "area_submitted", "certified": "area_certified"}
        names["verified"] = "group_verified"
        return names.get(submission.step, submission.step)
    if not submission.carried_by:
        return submission.step
    step = ladder(carrier[submission.carried_by], None)
    return "certified" if step in {"returned", "draft"} else step
