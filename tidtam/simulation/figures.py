"""Figures and submissions of every round, in column batches.

`Figures(country).batches("2565-Q1")` gives one batch a parent: the schools of each area
and bureau, then the areas of each group, then the groups themselves. All five rounds
hold about 2.1 million figures and take about 5 s on one core; memory stays under
150 MB, as only one round is in hand.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tidtam.simulation.areas_said import AreasSaid, Figure
from tidtam.simulation.country import Country
from tidtam.simulation.indicators import DESIGNS
from tidtam.simulation.offices import COMMISSION
from tidtam.simulation.rounds import OPEN_ROUND, ROUND_CODES, rounds
from tidtam.simulation.rows import ValueRow, stream
from tidtam.simulation.schools import STORY_AREA, STORY_SCHOOL
from tidtam.simulation.schools_said import (
    JUMP_NOTES,
    MISSING,
    NOT_APPLICABLE,
    NOTES,
    REPORTED,
    TRENDS,
    SchoolsSaid,
)
from tidtam.simulation.workflow import (
    AreaPlan,
    SchoolPlan,
    Submission,
    Workflow,
    ladder,
)

STORY_INDICATOR = "QUA-05"
NOTHING = np.array(None, dtype=object)
STATE_NAMES = np.array(["", "reported", "not_applicable"], dtype=object)
# Entered by one analyst, not yet accepted by another, in the open round.
CENTRAL_WAITING = ("SAF-02", "SAF-04")
# Written by followup from what it knows, in the open round.
BORN_HIGHER = "EFF-05"

Objects = npt.NDArray[np.object_]
Moments = tuple[dt.datetime | None, dt.datetime | None]
"""When a figure was submitted and when it became official."""


@dataclass(slots=True)
class Batch:
    """Figures of the units under one parent, as columns of equal length.

    `level` is school, area or group; `parent_code` is the frozen parent of the round.
    A ratio has numerator and denominator and no value, other figures the reverse; one
    that does not apply has neither, and a note. `workflow` tells how far each figure
    has come (see `workflow.ladder`); centrally entered ones are submitted or accepted.
    `carriers` are the parent's own submissions, where they carry those of schools.
    Units that have sent nothing and hold no draft have no submission.
    """

    round_code: str
    level: str
    parent_code: str
    unit_code: list[str] = field(default_factory=list)
    indicator_code: list[str] = field(default_factory=list)
    state: list[str] = field(default_factory=list)
    value: list[int | float | None] = field(default_factory=list)
    numerator: list[int | None] = field(default_factory=list)
    denominator: list[int | None] = field(default_factory=list)
    submitted_at: list[dt.datetime | None] = field(default_factory=list)
    official_at: list[dt.datetime | None] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    workflow: list[str] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    carriers: list[Submission] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.unit_code)

    def rows(self) -> Iterator[tuple[ValueRow, str]]:
        """Give each figure as a row of values.csv, with how far it has come."""
        columns = (
            self.unit_code,
            self.indicator_code,
            self.state,
            self.value,
            self.numerator,
            self.denominator,
            self.submitted_at,
            self.note,
        )
        lines = zip(*columns, strict=True)
        for workflow, (unit, indicator, *rest) in zip(
            self.workflow, lines, strict=True
        ):
            yield ValueRow(self.round_code, unit, indicator, "", *rest), workflow

    def add(self, figure: Figure, workflow: str, at: Moments) -> None:
        """Add one figure of a unit."""
        self.unit_code.append(figure.unit_code)
        self.indicator_code.append(figure.indicator_code)
        self.state.append("not_applicable" if figure.note else "reported")
        self.value.append(figure.value)
        self.numerator.append(figure.numerator)
        self.denominator.append(figure.denominator)
        self.note.append(figure.note)
        self.submitted_at.append(at[0])
        self.official_at.append(at[1])
        self.workflow.append(workflow)


class Figures:
    """Makes the figures of a country; the same country and seed make the same."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.schools_said = SchoolsSaid(country)
        self.areas_said = AreasSaid(country)

    def batches(self, round_code: str) -> Iterator[Batch]:
        """Give all batches of a round: schools by parent, areas by group, groups."""
        yield from RoundFigures(self, ROUND_CODES.index(round_code)).batches()


class RoundFigures:
    """Makes the figures of one round."""

    def __init__(self, figures: Figures, number: int) -> None:
        self.row = rounds()[number]
        self.number = number
        self.country = figures.country
        self.areas_said = figures.areas_said
        self.schools_said = figures.schools_said
        self.said = figures.schools_said.in_round(number)
        self.rng = stream(self.country.seed, f"workflow:{self.row.code}")
        self.flow = Workflow(self.row, self.rng)
        self.parents = self.country.parents_on(self.row.opens_at.date())
        self.is_open = self.row.code == OPEN_ROUND
        self.sent: dict[str, dict[int, Submission]] = {}

    def batches(self) -> Iterator[Batch]:
        """Give the batches of the round."""
        for code, places in sorted(self._schools_by_parent().items()):
            yield self._school_batch(code, places)
        by_area: dict[str, list[Figure]] = {}
        for figure in self.areas_said.areas(self.number, self.parents):
            by_area.setdefault(figure.unit_code, []).append(figure)
        groups = sorted({self.parents[code] for code in by_area})
        for group in groups:
            areas = sorted(code for code in by_area if self.parents[code] == group)
            yield self._area_batch(group, {code: by_area[code] for code in areas})
        yield self._group_batch(groups)

    def _schools_by_parent(self) -> dict[str, list[int]]:
        """Give the places of the open schools in the country's list, by parent."""
        found: dict[str, list[int]] = {}
        for place, school in enumerate(self.country.schools):
            if school.code in self.parents:
                found.setdefault(self.parents[school.code], []).append(place)
        return found

    # Schools

    def _school_batch(self, parent: str, places: Sequence[int]) -> Batch:
        """Make the figures and submissions of the schools under one parent."""
        batch = Batch(self.row.code, "school", parent)
        area = self._plan(parent)
        chosen = np.array(places)
        codes = [self.country.schools[place].code for place in places]
        state = self.said.state[chosen].copy()
        plans = [self.flow.plan_school(code, area) for code in codes]
        for line, plan in enumerate(plans):
            self._leave_out(state[line], plan)
        carriers = self._send_area(area, codes, plans)
        batch.carriers = list(carriers.values())
        columns = _Columns(len(codes), len(self.schools_said.codes))
        for line, plan in enumerate(plans):
            if plan is not None:
                sent = self._send_school(plan, area, state[line])
                columns.put(line, sent, ladder(sent, carriers), self.schools_said.codes)
                batch.submissions.append(sent)
        self._fill(batch, chosen, state, columns)
        return batch

    def _leave_out(self, state: npt.NDArray[np.uint8], plan: SchoolPlan | None) -> None:
        """Clear what a school has not reported, or not yet filled in."""
        codes = self.schools_said.codes
        if plan is None:
            state[:] = MISSING
        elif plan.code == STORY_SCHOOL and plan.step == "draft":
            state[codes.index(STORY_INDICATOR)] = MISSING
        elif plan.step == "draft":
            for column in range(len(codes)):
                if self.rng.random() < 0.5:
                    state[column] = MISSING

    def _plan(self, code: str) -> AreaPlan:
        """Plan an area's or bureau's own way."""
        parent = self.parents[code]
        if parent == COMMISSION:
            return self.flow.plan_bureau(code)
        return self.flow.plan_area(code, parent)

    def _send_area(
        self,
        area: AreaPlan,
        codes: Sequence[str],
        plans: Sequence[SchoolPlan | None],
    ) -> dict[int, Submission]:
        """Make the area's submission, and a supplementary one where it is needed."""
        carried = {plan.code: plan.carried_by for plan in plans if plan is not None}
        own = [
            code
            for code, design in DESIGNS.items()
            if design.reported_by == "area" and not design.is_central
        ]
        missing = [code for code in codes if carried.get(code) != 1]
        sent = {1: self.flow.area_submission(area, 1, missing, own)}
        if 2 in carried.values():
            absent = [code for code in codes if not carried.get(code)]
            sent[2] = self.flow.area_submission(area, 2, absent, ())
        self.sent[area.code] = sent
        return sent

    def _send_school(
        self, plan: SchoolPlan, area: AreaPlan, state: npt.NDArray[np.uint8]
    ) -> Submission:
        """Make a school's submission."""
        codes = self.schools_said.codes
        returnable = [
            code
            for code, said in zip(codes, state.tolist(), strict=True)
            if said == REPORTED
        ]
        return self.flow.school_submission(plan, area, returnable)

    def _fill(
        self,
        batch: Batch,
        chosen: npt.NDArray[np.int64],
        state: npt.NDArray[np.uint8],
        columns: "_Columns",
    ) -> None:
        """Lay the tables of the schools out as columns, school by school."""
        lines, places = np.nonzero(state)
        said = state[lines, places]
        schools = chosen[lines]
        is_yes = self.schools_said.is_yes[places]
        is_reported = said == REPORTED
        numerator = self.said.numerator[schools, places].astype(object)
        denominator = self.said.denominator[schools, places].astype(object)
        is_ratio = is_reported & ~is_yes
        codes = np.array([self.country.schools[i].code for i in chosen], dtype=object)
        indicators = np.array(self.schools_said.codes, dtype=object)
        batch.unit_code = codes[lines].tolist()
        batch.indicator_code = indicators[places].tolist()
        batch.state = STATE_NAMES[said].tolist()
        batch.value = np.where(is_reported & is_yes, numerator, NOTHING).tolist()
        batch.numerator = np.where(is_ratio, numerator, NOTHING).tolist()
        batch.denominator = np.where(is_ratio, denominator, NOTHING).tolist()
        batch.submitted_at = columns.submitted_at[lines].tolist()
        batch.official_at = columns.official_at[lines].tolist()
        batch.workflow = columns.workflow[lines, places].tolist()
        notes = np.where(said == NOT_APPLICABLE, self._reasons[places], "")
        is_jump = self.said.is_jump[schools, places] & is_reported
        words = self._confirmations[(schools + places) % len(JUMP_NOTES)]
        batch.note = np.where(is_jump, words, notes).tolist()

    @cached_property
    def _reasons(self) -> Objects:
        """Give for each indicator of schools why it would not apply."""
        counted = [TRENDS[code].counted for code in self.schools_said.codes]
        return np.array([NOTES.get(name, "") for name in counted], dtype=object)

    @cached_property
    def _confirmations(self) -> Objects:
        return np.array(JUMP_NOTES, dtype=object)

    # Areas and groups

    def _area_batch(self, group: str, areas: Mapping[str, Sequence[Figure]]) -> Batch:
        """Make the figures and submissions of the areas of a group."""
        batch = Batch(self.row.code, "area", group)
        entered = self._central_moments()
        for code, figures in areas.items():
            if code not in self.sent:
                self._send_area(self._plan(code), (), ())
            sent = self.sent[code]
            batch.submissions += sent.values()
            filled = self._filled_share(code, sent[1])
            for figure in figures:
                if self.is_open and figure.indicator_code == BORN_HIGHER:
                    continue
                if DESIGNS[figure.indicator_code].is_central:
                    is_waiting = self.is_open and (
                        figure.indicator_code in CENTRAL_WAITING
                    )
                    workflow = "submitted" if is_waiting else "accepted"
                    batch.add(
                        figure,
                        workflow,
                        (entered[0], None if is_waiting else entered[1]),
                    )
                elif self.rng.random() < filled:
                    at = (sent[1].submitted_at, sent[1].official_at)
                    batch.add(figure, _own_step(sent[1], figure), at)
        return batch

    def _central_moments(self) -> Moments:
        """Give when central figures were entered and when accepted."""
        time = self.flow.clock.time
        return time.moment(4 * 480 + 95), time.moment(6 * 480 + 40)

    def _filled_share(self, code: str, sent: Submission) -> float:
        """Give how much of its own form an area has filled in."""
        if code == STORY_AREA:
            return 1.0
        if sent.step == "draft":
            return self.rng.choice((0.0, 0.3, 0.7, 1.0))
        return 0.995

    def _group_batch(self, groups: Sequence[str]) -> Batch:
        """Make the groups' own figures and submissions."""
        batch = Batch(self.row.code, "group", COMMISSION)
        for figure in self.areas_said.groups(self.number, groups):
            sent = self.flow.group_submission(figure.unit_code)
            batch.submissions.append(sent)
            batch.add(figure, sent.step, (sent.submitted_at, sent.official_at))
        return batch


def _own_step(sent: Submission, figure: Figure) -> str:
    """Give how far an area's own figure has come; a return names its figures."""
    if sent.step == "returned" and figure.indicator_code not in sent.returned:
        return "area_certified"
    return ladder(sent, None)


class _Columns:
    """What is known of each school of a batch, to be laid out by figure."""

    def __init__(self, schools: int, indicators: int) -> None:
        self.submitted_at: Objects = np.full(schools, None, dtype=object)
        self.official_at: Objects = np.full(schools, None, dtype=object)
        self.workflow: Objects = np.full((schools, indicators), "", dtype=object)

    def put(
        self, line: int, sent: Submission, workflow: str, codes: Sequence[str]
    ) -> None:
        """Enter a school's submission; only named figures count as returned."""
        self.submitted_at[line] = sent.submitted_at
        self.official_at[line] = sent.official_at
        self.workflow[line] = "submitted" if workflow == "returned" else workflow
        for code in sent.returned:
            self.workflow[line, codes.index(code)] = "returned"
