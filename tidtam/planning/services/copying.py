"""Copies of projects for a new version or a new year, and what is carried over."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from tidtam.planning.models import (
    BudgetLine,
    Disbursement,
    Milestone,
    Plan,
    Project,
)

from .common import PlanningError
from .evidence import files_copied, files_released
from .money import totals_reckon

LINE_FIELDS = ("number", "kind", "note", "planned")
PAYMENT_FIELDS = ("number", "paid_on", "amount", "reference")
Pair = tuple[Milestone, Milestone]
PROJECT_FIELDS = (
    "code",
    "title",
    "why",
    "responsible",
    "next_year",
    "budget_planned",  # both sums are those of the lines, which are copied as well
    "money_source",
    "order",
)


def copy_projects(
    source: Plan, target: Plan, *, only: Collection[str] | None = None, years: int = 0
) -> None:
    """Copy the projects of these codes with all that belongs to them.

    With `years` the days move on, and nothing is done or disbursed yet.
    """
    projects = source.projects.order_by("order", "pk").prefetch_related(
        "milestones__files",
        "budget_lines__disbursements",
        "policy_items",
        "indicators",
    )
    for project in projects:
        if only is not None and project.code not in only:
            continue
        copy = Project(plan=target, **_kept(project, PROJECT_FIELDS))
        copy.title = project.title.replace(
            str(source.fiscal_year), str(target.fiscal_year)
        )
        copy.starts_on = later(project.starts_on, years)
        copy.ends_on = later(project.ends_on, years)
        if not years:
            copy.budget_disbursed = project.budget_disbursed
        copy.save()
        copy.policy_items.set(project.policy_items.all())
        copy.indicators.set(project.indicators.all())
        _copy_money(project, copy, with_payments=not years)
        rows = list(project.milestones.all())
        copies = Milestone.objects.bulk_create(
            Milestone(
                project=copy,
                due_on=later(row.due_on, years),
                done_on=None if years else row.done_on,
                evidence="" if years else row.evidence,
                **_kept(row, ("code", "title", "weight")),
            )
            for row in rows
        )
        if not years:
            files_copied(
                (file, made)
                for row, made in zip(rows, copies, strict=True)
                for file in row.files.all()
            )


def _copy_money(source: Project, target: Project, *, with_payments: bool) -> None:
    lines = list(source.budget_lines.all())
    copies = BudgetLine.objects.bulk_create(
        BudgetLine(project=target, **_kept(row, LINE_FIELDS)) for row in lines
    )
    if with_payments:
        _pay(zip(lines, copies, strict=True))


def _pay(lines: Iterable[tuple[BudgetLine, BudgetLine]]) -> None:
    """Record of the second lines what is disbursed of the first."""
    Disbursement.objects.bulk_create(
        Disbursement(line=copy, **_kept(row, PAYMENT_FIELDS))
        for line, copy in lines
        for row in line.disbursements.all()
    )


def _kept(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def later(day: datetime.date, years: int) -> datetime.date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def carry_over(former: Plan, plan: Plan) -> None:
    """Take over what was done and disbursed in the former version, by code."""
    parts = ("milestones__files", "budget_lines__disbursements")
    projects = {row.code: row for row in plan.projects.prefetch_related(*parts)}
    pairs: list[Pair] = []
    lines: list[tuple[BudgetLine, BudgetLine]] = []
    for old in former.projects.prefetch_related(*parts):
        begun = [row for row in old.milestones.all() if row.done_on is not None]
        new = projects.get(old.code)
        if new is None:
            if begun or old.budget_disbursed:
                raise PlanningError(
                    _(
                        "Project %(code)s is missing, though its work has begun. "
                        "Discard this version, amend the plan anew and keep it."
                    )
                    % {"code": old.code}
                )
            continue
        lines += _lines_of(old, new)
        pairs += _carry_project(old, new)
    Disbursement.objects.filter(line__project__plan=plan).delete()
    _pay(lines)
    totals_reckon(row.pk for row in projects.values())
    Milestone.objects.bulk_update(
        [kept for _row, kept in pairs], ["done_on", "evidence"]
    )
    files_released([file for _row, kept in pairs for file in kept.files.all()])
    files_copied((file, kept) for row, kept in pairs for file in row.files.all())


def _lines_of(old: Project, new: Project) -> list[tuple[BudgetLine, BudgetLine]]:
    """Return the lines of both by pairs, those of which something is disbursed."""
    known = {row.number: row for row in new.budget_lines.all()}
    paid = [row for row in old.budget_lines.all() if row.disbursements.all()]
    for row in paid:
        if row.number not in known:
            raise PlanningError(
                _(
                    "“%(line)s” of project %(project)s is missing, though something of "
                    "it is disbursed. Discard this version, amend the plan anew and "
                    "keep it."
                )
                % {"line": row, "project": old.code}
            )
    return [(row, known[row.number]) for row in paid]


def _carry_project(old: Project, new: Project) -> list[Pair]:
    """Pair the milestones of both; the second takes over whether it is done."""
    known = {row.code: row for row in new.milestones.all()}
    pairs = []
    for row in old.milestones.all():
        if row.code not in known and row.done_on is None:
            continue
        if row.code not in known:
            raise PlanningError(
                _(
                    "Milestone %(code)s of project %(project)s is missing, though it "
                    "is done. Discard this version, amend the plan anew and keep it."
                )
                % {"code": row.code, "project": old.code}
            )
        kept = known[row.code]
        kept.done_on, kept.evidence = row.done_on, row.evidence
        pairs.append((row, kept))
    return pairs
