"""Plans as exchange files bring them: made or updated in bulk, in the state given."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from tidtam.common import audit
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Milestone, Plan, Project, State
from tidtam.policies.services import ItemKey, items_by_key

PlanKey = tuple[str, int, int]  # unit code, fiscal year, number of the version
ProjectKey = tuple[str, int, int, str]
MilestoneKey = tuple[str, int, int, str, str]
BATCH = 500
Counts = dict[str, int]


@dataclass(frozen=True)
class PlanDraft:
    """What a version of a plan is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    state: str
    preface: str = ""
    approach: str = ""
    reason: str = ""
    submitted_at: datetime.datetime | None = None
    approved_at: datetime.datetime | None = None
    in_force_at: datetime.datetime | None = None

    @property
    def key(self) -> PlanKey:
        """Return unit, year and number."""
        return self.unit_code, self.fiscal_year, self.number


@dataclass(frozen=True)
class ProjectDraft:
    """What a project is to be; links are sorted keys."""

    unit_code: str
    fiscal_year: int
    number: int
    code: str
    title: str
    why: str
    responsible: str
    starts_on: datetime.date
    ends_on: datetime.date
    next_year: str
    budget_planned: Decimal
    budget_disbursed: Decimal
    money_source: str
    policy_items: tuple[ItemKey, ...]
    indicators: tuple[str, ...]
    order: int

    @property
    def plan_key(self) -> PlanKey:
        """Return the key of its plan."""
        return self.unit_code, self.fiscal_year, self.number

    @property
    def key(self) -> ProjectKey:
        """Return the key of its plan and its code."""
        return *self.plan_key, self.code


@dataclass(frozen=True)
class MilestoneDraft:
    """What a milestone is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    project_code: str
    code: str
    title: str
    weight: Decimal
    due_on: datetime.date
    done_on: datetime.date | None = None
    evidence: str = ""

    @property
    def project_key(self) -> ProjectKey:
        """Return the key of its project."""
        return self.unit_code, self.fiscal_year, self.number, self.project_code

    @property
    def key(self) -> MilestoneKey:
        """Return the key of its project and its code."""
        return *self.project_key, self.code


Draft = PlanDraft | ProjectDraft | MilestoneDraft
_PLAN_KEY = frozenset({"unit_code", "fiscal_year", "number"})
_LINKS = frozenset({"policy_items", "indicators"})


@transaction.atomic
def plans_store(
    *,
    plans: Sequence[PlanDraft] = (),
    projects: Sequence[ProjectDraft] = (),
    milestones: Sequence[MilestoneDraft] = (),
    by: audit.Actor,
) -> dict[str, Counts]:
    """Make or update plans, projects and milestones; return the counts of each.

    Each sort that changes leaves one event with counts and a digest.
    """
    counts = {}
    if plans:
        counts["plans"] = _event("plans.stored", plans, _store_plans(plans), by)
    if projects:
        made = _store_projects(projects)
        counts["projects"] = _event("projects.stored", projects, made, by)
    if milestones:
        made = _store_milestones(milestones)
        counts["milestones"] = _event("milestones.stored", milestones, made, by)
    return counts


def _event(
    action: str, drafts: Sequence[Draft], counts: Counts, by: audit.Actor
) -> Counts:
    rows = (
        tuple(str(getattr(draft, each.name)) for each in fields(draft))
        for draft in drafts
    )
    audit.record(
        by=by,
        action=action,
        target_type=action.partition(".")[0],
        after={**counts, "digest": audit.digest_of(rows)},
    )
    return counts


def _store_plans(drafts: Sequence[PlanDraft]) -> Counts:
    units = dict(Unit.objects.values_list("code", "pk"))
    stored = plans_by_key(draft.unit_code for draft in drafts)
    rows = []
    for draft in drafts:
        row = stored.get(draft.key) or Plan(
            unit_id=units[draft.unit_code],
            fiscal_year=draft.fiscal_year,
            number=draft.number,
        )
        rows.append(_filled(row, draft, _PLAN_KEY))
    # Two versions may change places; none stands in the other's way meanwhile.
    changed = [row.pk for row in rows if row.pk]
    for start in range(0, len(changed), BATCH):
        Plan.objects.filter(pk__in=changed[start : start + BATCH]).update(
            state=State.SUPERSEDED
        )
    return _write(Plan, rows, _columns(PlanDraft, _PLAN_KEY))


def _store_projects(drafts: Sequence[ProjectDraft]) -> Counts:
    plans = plans_by_key(draft.unit_code for draft in drafts)
    stored = projects_by_key(draft.unit_code for draft in drafts)
    aside = _PLAN_KEY | _LINKS | {"code"}
    rows = [
        _filled(
            stored.get(draft.key)
            or Project(plan=plans[draft.plan_key], code=draft.code),
            draft,
            aside,
        )
        for draft in drafts
    ]
    counts = _write(Project, rows, _columns(ProjectDraft, aside))
    items = {key: row.pk for key, row in items_by_key().items()}
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    _relink(
        Project.policy_items.through,
        "policyitem_id",
        {
            row.pk: [items[key] for key in draft.policy_items]
            for row, draft in zip(rows, drafts, strict=True)
        },
    )
    _relink(
        Project.indicators.through,
        "indicator_id",
        {
            row.pk: [indicators[code] for code in draft.indicators]
            for row, draft in zip(rows, drafts, strict=True)
        },
    )
    return counts


def _store_milestones(drafts: Sequence[MilestoneDraft]) -> Counts:
    projects = projects_by_key(draft.unit_code for draft in drafts)
    stored = milestones_by_key(draft.unit_code for draft in drafts)
    aside = _PLAN_KEY | {"project_code", "code"}
    rows = [
        _filled(
            stored.get(draft.key)
            or Milestone(project=projects[draft.project_key], code=draft.code),
            draft,
            aside,
        )
        for draft in drafts
    ]
    return _write(Milestone, rows, _columns(MilestoneDraft, aside))


# ---------- what is stored, by key ----------


def plans_by_key(units: Iterable[str] | None = None) -> dict[PlanKey, Plan]:
    """Return the plans of the units, or all, by key."""
    rows = Plan.objects.select_related("unit")
    if units is not None:
        rows = rows.filter(unit__code__in=set(units))
    return {(row.unit.code, row.fiscal_year, row.number): row for row in rows}


def projects_by_key(units: Iterable[str] | None = None) -> dict[ProjectKey, Project]:
    """Return the projects of the units, or all, by key."""
    rows = Project.objects.select_related("plan__unit")
    if units is not None:
        rows = rows.filter(plan__unit__code__in=set(units))
    return {
        (row.plan.unit.code, row.plan.fiscal_year, row.plan.number, row.code): row
        for row in rows
    }


def milestones_by_key(
    units: Iterable[str] | None = None,
) -> dict[MilestoneKey, Milestone]:
    """Return the milestones of the units, or all, by key."""
    rows = Milestone.objects.select_related("project__plan__unit")
    if units is not None:
        rows = rows.filter(project__plan__unit__code__in=set(units))
    return {
        (
            row.project.plan.unit.code,
            row.project.plan.fiscal_year,
            row.project.plan.number,
            row.project.code,
            row.code,
        ): row
        for row in rows
    }


# ---------- parts of the above ----------


def _columns(draft: type[Draft], aside: frozenset[str]) -> list[str]:
    return [each.name for each in fields(draft) if each.name not in aside]


def _filled(row: Any, draft: Draft, aside: frozenset[str]) -> Any:
    for name in _columns(type(draft), aside):
        setattr(row, name, getattr(draft, name))
    row.version += 1 if row.pk else 0
    return row


def _write(model: type[models.Model], rows: Sequence[Any], names: list[str]) -> Counts:
    new = [row for row in rows if not row.pk]
    old = [row for row in rows if row.pk]
    manager = model._default_manager
    manager.bulk_create(new, batch_size=BATCH)
    manager.bulk_update(old, [*names, "version"], batch_size=BATCH)
    return {"made": len(new), "changed": len(old)}


def _relink(through: Any, column: str, wanted: Mapping[int, Sequence[int]]) -> None:
    ids = list(wanted)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        through.objects.filter(project_id__in=part).delete()
    through.objects.bulk_create(
        (
            through(project_id=project, **{column: linked})
            for project, links in wanted.items()
            for linked in links
        ),
        batch_size=BATCH,
    )
