"""Projects and milestones of a draft."""

import datetime
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import clock
from tidtam.indicators.models import Indicator
from tidtam.planning.models import Milestone, Plan, Project, State
from tidtam.planning.rules import milestone_problems, project_problems
from tidtam.policies.models import PolicyItem

from .common import (
    PlanningError,
    changes,
    expect,
    expect_version,
    locked,
    plain,
    record,
    refuse,
)

LINKS = ("policy_items", "indicators")


@dataclass(frozen=True)
class ProjectWords:
    """What a project says; its money has lines of its own."""

    code: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    why: str = ""
    responsible: str = ""
    next_year: str = Project.NextYear.ENDS
    money_source: str = ""
    policy_items: tuple[PolicyItem, ...] = ()
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True)
class MilestoneWords:
    """What a milestone says."""

    code: str
    title: str
    weight: Decimal
    due_on: datetime.date


@transaction.atomic
def project_write(*, plan: Plan, words: ProjectWords, by: Doer) -> Project:
    """Add a project to a draft, after those that are there."""
    plan = _editable(plan, by)
    _check_project(plan, words)
    _refuse_twice(plan.projects.filter(code=words.code).exists(), words.code)
    last = plan.projects.aggregate(last=Max("order"))["last"]
    project = Project(plan=plan, order=(last or 0) + 1, **_columns(words))
    project.save()
    _link(project, words)
    record(plan, by, "project.written", target=project, after=_said(words))
    return project


@transaction.atomic
def project_change(
    *, project: Project, words: ProjectWords, version: int, by: Doer
) -> Project:
    """Change a project of a draft, if it still is the version that was read."""
    plan = _editable(project.plan, by)
    project = Project.objects.get(pk=project.pk)
    expect_version(project, version)
    _check_project(plan, words)
    others = plan.projects.filter(code=words.code).exclude(pk=project.pk)
    _refuse_twice(others.exists(), words.code)
    if words.code != project.code and _has_begun(project):
        raise PlanningError(_("Its work has begun, so it keeps its code."), "code")
    for row in project.milestones.all():
        refuse(
            ("ends_on", reason, remedy)
            for _field, reason, remedy in milestone_problems(
                words.starts_on, words.ends_on, row.due_on, None, clock.today()
            )
        )
    before, after = changes(project, _columns(words))
    project.version += 1
    project.save()
    _link(project, words)
    record(plan, by, "project.changed", target=project, before=before, after=after)
    return project


@transaction.atomic
def project_remove(*, project: Project, by: Doer) -> None:
    """Take a project out of a draft, unless its work has begun."""
    plan = _editable(project.plan, by)
    if _has_begun(project):
        raise PlanningError(
            _(
                "Its work has begun: something is done or disbursed. "
                "Keep it in the plan."
            )
        )
    record(plan, by, "project.removed", target=project, before={"title": project.title})
    project.delete()


@transaction.atomic
def milestone_write(*, project: Project, words: MilestoneWords, by: Doer) -> Milestone:
    """Add a milestone to a project of a draft."""
    plan = _editable(project.plan, by)
    _check_milestone(project, words)
    _refuse_twice(project.milestones.filter(code=words.code).exists(), words.code)
    row = Milestone.objects.create(project=project, **_columns(words))
    record(plan, by, "milestone.written", target=row, after=_said(words))
    return row


@transaction.atomic
def milestone_change(
    *, milestone: Milestone, words: MilestoneWords, version: int, by: Doer
) -> Milestone:
    """Change a milestone of a draft, if it still is the version that was read."""
    plan = _editable(milestone.project.plan, by)
    milestone = Milestone.objects.select_related("project").get(pk=milestone.pk)
    expect_version(milestone, version)
    _check_milestone(milestone.project, words)
    others = milestone.project.milestones.filter(code=words.code)
    _refuse_twice(others.exclude(pk=milestone.pk).exists(), words.code)
    if words.code != milestone.code and milestone.done_on is not None:
        raise PlanningError(_("It is done, so it keeps its code."), "code")
    before, after = changes(milestone, _columns(words))
    milestone.version += 1
    milestone.save()
    record(plan, by, "milestone.changed", target=milestone, before=before, after=after)
    return milestone


@transaction.atomic
def milestone_remove(*, milestone: Milestone, by: Doer) -> None:
    """Take a milestone out of a draft, unless it is done."""
    plan = _editable(milestone.project.plan, by)
    if milestone.done_on is not None:
        raise PlanningError(_("It is done. Keep it in the plan."))
    before = {"title": milestone.title}
    record(plan, by, "milestone.removed", target=milestone, before=before)
    milestone.delete()


# ---------- parts of the above ----------


def _editable(plan: Plan, by: Doer) -> Plan:
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.DRAFT)
    return plan


def _check_project(plan: Plan, words: ProjectWords) -> None:
    refuse(project_problems(plan.fiscal_year, words.starts_on, words.ends_on))


def _check_milestone(project: Project, words: MilestoneWords) -> None:
    refuse(
        milestone_problems(
            project.starts_on, project.ends_on, words.due_on, None, clock.today()
        )
    )


def _refuse_twice(is_there: bool, code: str) -> None:
    if is_there:
        raise PlanningError(
            _("The code %(code)s is taken. Write another.") % {"code": code}, "code"
        )


def _has_begun(project: Project) -> bool:
    done = project.milestones.exclude(done_on=None)
    return bool(project.budget_disbursed) or done.exists()


def _columns(words: ProjectWords | MilestoneWords) -> dict[str, Any]:
    names = (each.name for each in fields(words) if each.name not in LINKS)
    return {name: getattr(words, name) for name in names}


def _said(words: ProjectWords | MilestoneWords) -> dict[str, Any]:
    return {each.name: plain(getattr(words, each.name)) for each in fields(words)}


def _link(project: Project, words: ProjectWords) -> None:
    project.policy_items.set(words.policy_items)
    project.indicators.set(words.indicators)
