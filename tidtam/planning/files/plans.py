"""Reader of plans.csv, projects.csv and milestones.csv."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import audit, clock, tables
from tidtam.common.tables import Faults, Row, unknown_key
from tidtam.indicators.files import unknown_indicator
from tidtam.organisation.files import unknown_unit
from tidtam.planning import rules, services
from tidtam.planning.drafts import milestone_drafts, plan_drafts, project_drafts
from tidtam.planning.models import IN_PREPARATION, PLANNING_KINDS, State
from tidtam.planning.services import (
    BudgetLineDraft,
    DisbursementDraft,
    MilestoneDraft,
    PlanDraft,
    ProjectDraft,
)
from tidtam.planning.services.drafts import PlanKey, ProjectKey
from tidtam.policies.files import unknown_item
from tidtam.policies.services import ItemKey

from .columns import MILESTONES, PLANS, PROJECTS

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
    budgets: list[BudgetLineDraft] = field(default_factory=list)
    disbursements: list[DisbursementDraft] = field(default_factory=list)
    # What projects.csv says of a project's money.
    sums: dict[ProjectKey, ProjectDraft] = field(default_factory=dict)

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = services.plans_store(
            plans=self.plans,
            projects=self.projects,
            milestones=self.milestones,
            budgets=self.budgets,
            disbursements=self.disbursements,
            by=by,
        )
        return {f"{name}.csv": found for name, found in counts.items()}


def stage_plans(
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
        staged.sums[draft.key] = draft
        if draft.plan_key not in staged.states:
            unknown_key(faults, PROJECTS, row, "number", PLANS, draft.plan_key)
        for column, reason, remedy in rules.project_problems(
            draft.fiscal_year, draft.starts_on, draft.ends_on
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
            unknown_key(faults, MILESTONES, row, "project_code", PROJECTS, project)
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
