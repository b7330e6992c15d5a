"""Plans as exchange files bring them: made or updated in bulk, in the state given."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from tidtam.common import audit
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import (
    BudgetLine,
    Disbursement,
    Milestone,
    Plan,
    Project,
    State,
)
from tidtam.policies.services import items_by_key

from .drafts import (
    BudgetLineDraft,
    DisbursementDraft,
    Draft,
    LineKey,
    MilestoneDraft,
    MilestoneKey,
    PlanDraft,
    PlanKey,
    ProjectDraft,
    ProjectKey,
)
from .money import BROUGHT_FORWARD, totals_reckon

BATCH = 500
Counts = dict[str, int]
_PLAN_KEY = frozenset({"unit_code", "fiscal_year", "number"})
_LINE_KEY = _PLAN_KEY | {"project_code", "line"}
_LINKS = frozenset({"policy_items", "indicators"})


@transaction.atomic
def plans_store(
    *,
    plans: Sequence[PlanDraft] = (),
    projects: Sequence[ProjectDraft] = (),
    milestones: Sequence[MilestoneDraft] = (),
    budgets: Sequence[BudgetLineDraft] = (),
    disbursements: Sequence[DisbursementDraft] = (),
    by: audit.Actor,
) -> dict[str, Counts]:
    """Make or update plans, projects, milestones and money; return the counts of each.

    A project that comes with sums and without lines gets a line of no kind; all sums
    are reckoned from the lines in the end. Each sort that changes leaves one event
    with counts and a digest.
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
    if budgets:
        made = _store_lines(budgets)
        counts["budgets"] = _event("budgets.stored", budgets, made, by)
    if disbursements:
        made = _store_payments(disbursements)
        counts["disbursements"] = _event(
            "disbursements.stored", disbursements, made, by
        )
    others = {draft.project_key for draft in budgets}
    _settle(projects, others | {draft.project_key for draft in disbursements})
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


def _store_lines(drafts: Sequence[BudgetLineDraft]) -> Counts:
    projects = projects_by_key(draft.unit_code for draft in drafts)
    stored = lines_by_key(draft.unit_code for draft in drafts)
    rows = [
        _filled(
            stored.get(draft.key)
            or BudgetLine(project=projects[draft.project_key], number=draft.line),
            draft,
            _LINE_KEY,
        )
        for draft in drafts
    ]
    return _write(BudgetLine, rows, _columns(BudgetLineDraft, _LINE_KEY))


def _store_payments(drafts: Sequence[DisbursementDraft]) -> Counts:
    lines = lines_by_key(draft.unit_code for draft in drafts)
    by_line = {row.pk: key for key, row in lines.items()}
    found = Disbursement.objects.filter(line__in=lines.values())
    stored = {(*by_line[row.line_id], row.number): row for row in found}
    names = _columns(DisbursementDraft, _LINE_KEY | {"payment"})
    rows = []
    for draft in drafts:
        row = stored.get(draft.key) or Disbursement(
            line=lines[draft.line_key], number=draft.payment
        )
        for name in names:
            setattr(row, name, getattr(draft, name))
        rows.append(row)
    new = [row for row in rows if not row.pk]
    old = [row for row in rows if row.pk]
    Disbursement.objects.bulk_create(new, batch_size=BATCH)
    Disbursement.objects.bulk_update(old, names, batch_size=BATCH)
    return {"made": len(new), "changed": len(old)}


def _settle(drafts: Sequence[ProjectDraft], others: Collection[ProjectKey]) -> None:
    """Give a line to projects of which only the sum is known; reckon all sums."""
    wanted = {draft.key: draft for draft in drafts}
    keys = {*wanted, *others}
    if not keys:
        return
    found = projects_by_key(key[0] for key in keys)
    projects = {found[key].pk: key for key in keys}
    lines: dict[int, list[BudgetLine]] = {}
    rows = BudgetLine.objects.filter(project__plan__unit__code__in={k[0] for k in keys})
    for line in rows.prefetch_related("disbursements"):
        lines.setdefault(line.project_id, []).append(line)
    sums = {
        pk: wanted[key]
        for pk, key in projects.items()
        if key in wanted
        and key not in others
        and is_lump(lines.get(pk, []))
        and _sums(lines.get(pk, [])) != _sums_said(wanted[key])
    }
    BudgetLine.objects.filter(
        pk__in=[row.pk for pk in sums for row in lines.get(pk, [])]
    ).delete()
    made = BudgetLine.objects.bulk_create(
        (
            BudgetLine(
                project_id=pk,
                number=1,
                kind=BudgetLine.Kind.UNSPECIFIED,
                planned=draft.budget_planned,
            )
            for pk, draft in sums.items()
            if draft.budget_planned or draft.budget_disbursed
        ),
        batch_size=BATCH,
    )
    Disbursement.objects.bulk_create(
        (
            Disbursement(
                line=row,
                number=1,
                amount=sums[row.project_id].budget_disbursed,
                reference=BROUGHT_FORWARD,
            )
            for row in made
            if sums[row.project_id].budget_disbursed
        ),
        batch_size=BATCH,
    )
    totals_reckon(projects)


def _sums(lines: Iterable[BudgetLine]) -> tuple[Decimal, Decimal]:
    """Return what the lines plan and what is disbursed of them."""
    rows = list(lines)
    paid = (payment.amount for row in rows for payment in row.disbursements.all())
    return sum((row.planned for row in rows), Decimal(0)), sum(paid, Decimal(0))


def _sums_said(draft: ProjectDraft) -> tuple[Decimal, Decimal]:
    return draft.budget_planned, draft.budget_disbursed


def is_lump(lines: Sequence[BudgetLine]) -> bool:
    """Say whether nothing but a sum is known: no line, or the one of no kind."""
    return len(lines) <= 1 and all(
        row.kind == BudgetLine.Kind.UNSPECIFIED
        and all(paid.paid_on is None for paid in row.disbursements.all())
        for row in lines
    )


# ---------- what is stored, by key ----------


def lines_by_key(units: Iterable[str]) -> dict[LineKey, BudgetLine]:
    """Return the budget lines of the units by key."""
    rows = BudgetLine.objects.filter(project__plan__unit__code__in=set(units))
    return {
        (
            row.project.plan.unit.code,
            row.project.plan.fiscal_year,
            row.project.plan.number,
            row.project.code,
            row.number,
        ): row
        for row in rows.select_related("project__plan__unit")
    }


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
