"""Reader and writer of plans.csv, projects.csv and milestones.csv."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tidtam.common import audit, clock, tables
from tidtam.common.fields import plain
from tidtam.common.tables import BadCellError, Faults, Row, Table
from tidtam.indicators.files import policy_item_keys, unknown_indicator
from tidtam.organisation.files import unknown_unit
from tidtam.policies.files import unknown_item
from tidtam.policies.services import ItemKey

from . import rules, services
from .drafts import milestone_drafts, plan_drafts, project_drafts
from .models import IN_PREPARATION, PLANNING_KINDS, Project, State
from .services import MilestoneDraft, PlanDraft, ProjectDraft
from .services.loading import PlanKey, ProjectKey

CENTS = Decimal("0.01")
MOST = Decimal(10) ** 13
HEAVIEST = Decimal(10) ** 7


def _money(raw: str) -> Decimal:
    """Read an amount in baht, from 0, with at most two decimals."""
    value = tables.number(raw)
    if value < 0 or value >= MOST or value != value.quantize(CENTS):
        raise BadCellError(
            _("%(raw)r is not an amount in baht") % {"raw": raw},
            _("write 0 or more, with at most two digits after the point"),
        )
    return value


def _weight(raw: str) -> Decimal:
    """Read a weight above 0, with at most two decimals."""
    value = tables.number(raw)
    if not 0 < value < HEAVIEST or value != value.quantize(CENTS):
        raise BadCellError(
            _("%(raw)r is not a weight") % {"raw": raw},
            _("write a number above 0, with at most two digits after the point"),
        )
    return value


def _number(raw: str) -> int:
    """Read the number of a version, from 1."""
    value = tables.count(raw)
    if not 0 < value < 1000:
        raise BadCellError(
            _("%(raw)r is not the number of a version") % {"raw": raw},
            _("write a whole number from 1"),
        )
    return value


_PLAN_KEY: dict[str, tables.Cell] = {
    "unit_code": tables.code,
    "fiscal_year": tables.fiscal_year,
    "number": _number,
}
PLANS = Table(
    "plans.csv",
    {
        **_PLAN_KEY,
        "state": tables.choice(State.values),
        "preface": tables.text(rules.LONG),
        "approach": tables.text(rules.LONG),
        "reason": tables.text(rules.LONG),
        "submitted_at": tables.optional(tables.moment),
        "approved_at": tables.optional(tables.moment),
        "in_force_at": tables.optional(tables.moment),
    },
    tuple(_PLAN_KEY),
)
PROJECTS = Table(
    "projects.csv",
    {
        **_PLAN_KEY,
        "code": tables.code,
        "title": tables.text(300, required=True),
        "why": tables.text(rules.LONG),
        "responsible": tables.text(200),
        "starts_on": tables.day,
        "ends_on": tables.day,
        "next_year": tables.choice(Project.NextYear.values),
        "budget_planned": _money,
        "budget_disbursed": _money,
        "money_source": tables.text(200),
        "policy_items": policy_item_keys,
        "indicators": lambda raw: tuple(sorted(tables.codes(raw))),
        "order": tables.count,
    },
    (*_PLAN_KEY, "code"),
)
MILESTONES = Table(
    "milestones.csv",
    {
        **_PLAN_KEY,
        "project_code": tables.code,
        "code": tables.code,
        "title": tables.text(300, required=True),
        "weight": _weight,
        "due_on": tables.day,
        "done_on": tables.optional(tables.day),
        "evidence": tables.text(rules.LONG),
    },
    (*_PLAN_KEY, "project_code", "code"),
)
Days = tuple[datetime.date, datetime.date]


@dataclass
class PlanningStage:
    """All plans as they will stand, and what is to be written."""

    states: dict[PlanKey, str]
    days: dict[ProjectKey, Days]
    lines: dict[ProjectKey, int] = field(default_factory=dict)
    plans: list[PlanDraft] = field(default_factory=list)
    projects: list[ProjectDraft] = field(default_factory=list)
    milestones: list[MilestoneDraft] = field(default_factory=list)

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = services.plans_store(
            plans=self.plans,
            projects=self.projects,
            milestones=self.milestones,
            by=by,
        )
        return {f"{name}.csv": found for name, found in counts.items()}


def stage(
    folder: Path,
    faults: Faults,
    *,
    kinds: Mapping[str, str],
    policy_items: Collection[ItemKey],
    indicators: Collection[str],
) -> PlanningStage:
    """Read the three files against what is stored and staged before them."""
    stored = {draft.key: draft for draft in plan_drafts()}
    projects = {draft.key: draft for draft in project_drafts()}
    staged = PlanningStage(
        {key: draft.state for key, draft in stored.items()},
        {key: (draft.starts_on, draft.ends_on) for key, draft in projects.items()},
    )
    _stage_plans(folder, stored, staged, kinds, faults)
    _stage_projects(folder, projects, staged, (policy_items, indicators), faults)
    _stage_milestones(folder, staged, faults)
    return staged


# ---------- plans.csv ----------


def _stage_plans(
    folder: Path,
    stored: Mapping[PlanKey, PlanDraft],
    staged: PlanningStage,
    kinds: Mapping[str, str],
    faults: Faults,
) -> None:
    rows = tables.read_table(folder, PLANS, faults)
    if rows is None:
        return
    lines = {}
    for row in rows:
        draft = PlanDraft(*row.values)
        lines[draft.key] = row.line
        staged.states[draft.key] = draft.state
        if draft.unit_code not in kinds:
            unknown_unit(faults, PLANS.file, row, "unit_code")
        elif kinds[draft.unit_code] not in PLANNING_KINDS:
            faults.add(
                PLANS.file,
                row.line,
                "unit_code",
                _("a school has no plan here"),
                _("write the commission, a bureau, a group or an area"),
            )
        if stored.get(draft.key) != draft:
            staged.plans.append(draft)
    _refuse_two_at_once(staged.states, lines, faults)


def _refuse_two_at_once(
    states: Mapping[PlanKey, str], lines: Mapping[PlanKey, int], faults: Faults
) -> None:
    """Of a unit and year one version is in force, and one is being prepared."""
    standing: dict[tuple[str, int, bool], list[PlanKey]] = {}
    for key, state in states.items():
        if state in (State.IN_FORCE, *IN_PREPARATION):
            place = (*key[:2], state == State.IN_FORCE)
            standing.setdefault(place, []).append(key)
    for (_unit, _year, in_force), keys in standing.items():
        if len(keys) < 2:
            continue
        for key in sorted(key for key in keys if key in lines):
            other = next(each for each in sorted(keys) if each != key)
            faults.add(
                PLANS.file,
                lines[key],
                "state",
                (
                    _("version %(other)d of the plan is in force as well")
                    if in_force
                    else _("version %(other)d of the plan is in preparation as well")
                )
                % {"other": other[2]},
                _("keep one of the two, and write superseded for the other"),
            )


# ---------- projects.csv ----------


def _stage_projects(
    folder: Path,
    stored: Mapping[ProjectKey, ProjectDraft],
    staged: PlanningStage,
    known: tuple[Collection[ItemKey], Collection[str]],
    faults: Faults,
) -> None:
    for row in tables.read_table(folder, PROJECTS, faults) or ():
        draft = ProjectDraft(*row.values)
        staged.days[draft.key] = (draft.starts_on, draft.ends_on)
        staged.lines[draft.key] = row.line
        if draft.plan_key not in staged.states:
            _unknown(faults, PROJECTS, row, "number", PLANS, draft.plan_key)
        for column, reason, remedy in rules.project_problems(
            draft.fiscal_year,
            draft.starts_on,
            draft.ends_on,
            draft.budget_planned,
            draft.budget_disbursed,
        ):
            faults.add(PROJECTS.file, row.line, column, reason, remedy)
        _check_links(row, draft, known, faults)
        if stored.get(draft.key) != draft:
            staged.projects.append(draft)


def _check_links(
    row: Row,
    draft: ProjectDraft,
    known: tuple[Collection[ItemKey], Collection[str]],
    faults: Faults,
) -> None:
    policy_items, indicators = known
    for key in draft.policy_items:
        if key not in policy_items:
            unknown_item(faults, PROJECTS.file, row.line, "policy_items", "/".join(key))
    for code in draft.indicators:
        if code not in indicators:
            unknown_indicator(faults, PROJECTS.file, row, "indicators", code)


# ---------- milestones.csv ----------


def _stage_milestones(folder: Path, staged: PlanningStage, faults: Faults) -> None:
    rows = tables.read_table(folder, MILESTONES, faults)
    stored = {draft.key: draft for draft in milestone_drafts()}
    named = set()
    for row in rows or ():
        draft = MilestoneDraft(*row.values)
        named.add(draft.key)
        days = staged.days.get(draft.project_key)
        if days is None:
            project = draft.project_key
            _unknown(faults, MILESTONES, row, "project_code", PROJECTS, project)
            continue
        for column, reason, remedy in rules.milestone_problems(
            *days, draft.due_on, draft.done_on, clock.today()
        ):
            faults.add(MILESTONES.file, row.line, column, reason, remedy)
        if stored.get(draft.key) != draft:
            staged.milestones.append(draft)
    for milestone in stored.keys() - named:
        _check_stored(stored[milestone], staged, faults)


def _check_stored(draft: MilestoneDraft, staged: PlanningStage, faults: Faults) -> None:
    """A project may not move away from a milestone that the files do not name."""
    line = staged.lines.get(draft.project_key)
    if line is None:
        return
    first, last = staged.days[draft.project_key]
    if not first <= draft.due_on <= last:
        faults.add(
            PROJECTS.file,
            line,
            "starts_on" if draft.due_on < first else "ends_on",
            _("milestone %(code)s is due on %(day)s, outside these days")
            % {"code": draft.code, "day": draft.due_on.isoformat()},
            _("keep that day within, or bring the milestone in milestones.csv"),
        )


def _unknown(
    faults: Faults,
    table: Table,
    row: Row,
    column: str,
    named: Table,
    key: tuple[Any, ...],
) -> None:
    """Note that a row names a plan or project that is not there."""
    words = tuple(str(part) for part in key)
    if faults.may_bring(named.file, *words):
        return
    faults.add(
        table.file,
        row.line,
        column,
        _("there is no %(key)s") % {"key": "/".join(words)},
        _("write a stored one or add it to %(file)s") % {"file": named.file},
    )


def write(folder: Path) -> None:
    """Write the three files, sorted as text by their keys."""
    for table, drafts in (
        (PLANS, plan_drafts()),
        (PROJECTS, project_drafts()),
        (MILESTONES, milestone_drafts()),
    ):
        size = len(table.key)
        # The dataclasses hold their fields in the order of the columns.
        rows = (tuple(map(_cell, _values(draft))) for draft in drafts)
        tables.write_table(
            folder / table.file,
            list(table.columns),
            sorted(rows, key=lambda row, size=size: row[:size]),  # type: ignore[misc]
        )


def _values(draft: PlanDraft | ProjectDraft | MilestoneDraft) -> tuple[Any, ...]:
    return astuple(draft)


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime.datetime):
        return tables.moment_text(value)
    if isinstance(value, tuple):
        parts = ("/".join(part) if isinstance(part, tuple) else part for part in value)
        return "|".join(parts)
    return "" if value is None else str(value)
