"""Plans from draft to force, and the drafts that are made from other plans."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import clock
from tidtam.organisation.models import Unit
from tidtam.planning.models import (
    IN_PREPARATION,
    PLANNING_KINDS,
    Milestone,
    MilestoneFile,
    Plan,
    Project,
    State,
)
from tidtam.planning.permissions import check_approver

from .common import (
    PlanningError,
    changes,
    expect,
    expect_version,
    locked,
    person,
    record,
)
from .copying import carry_over, copy_projects
from .evidence import files_released


@dataclass(frozen=True)
class PlanWords:
    """What a plan says before its projects."""

    preface: str = ""
    approach: str = ""


@transaction.atomic
def plan_write(*, unit: Unit, fiscal_year: int, words: PlanWords, by: Doer) -> Plan:
    """Begin the plan of the unit for the year, as a draft without projects.

    Raises PlanningError where a plan of that unit and year is there already.
    """
    check(by, Permission.PLAN_EDIT, unit)
    _expect_free(unit, fiscal_year)
    plan = _begin(unit, fiscal_year, words, by)
    record(plan, by, "plan.written", after=_said(plan))
    return plan


@transaction.atomic
def plan_change(*, plan: Plan, words: PlanWords, version: int, by: Doer) -> Plan:
    """Change the words of a draft, if it still is the version that was read."""
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.DRAFT)
    expect_version(plan, version)
    before, after = changes(
        plan, {"preface": words.preface, "approach": words.approach}
    )
    plan.version += 1
    plan.save()
    record(plan, by, "plan.changed", before=before, after=after)
    return plan


@transaction.atomic
def plan_submit(*, plan: Plan, by: Doer) -> Plan:
    """Submit a draft to the superior. Raises PlanningError where it has no project."""
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.DRAFT)
    without = plan.projects.filter(milestones=None).first()
    if without is not None or not plan.projects.exists():
        raise PlanningError(
            _("Project %(code)s has no milestone. Add one, then submit.")
            % {"code": without.code}
            if without is not None
            else _("The plan has no project. Add one with its milestones, then submit.")
        )
    plan.submitted_by, plan.submitted_at = person(by), clock.now()
    return _move(plan, State.SUBMITTED, "plan.submitted", by)


@transaction.atomic
def plan_return(*, plan: Plan, reason: str, by: Doer) -> Plan:
    """Return what was submitted to its unit, as a draft with the reason."""
    plan = locked(plan)
    check_approver(by, plan)
    expect(plan, State.SUBMITTED)
    if not reason.strip():
        raise PlanningError(
            _("Write what is to be mended, so that the unit can mend it."), "reason"
        )
    return _move(plan, State.DRAFT, "plan.returned", by, reason.strip())


@transaction.atomic
def plan_approve(*, plan: Plan, by: Doer) -> Plan:
    """Approve what was submitted, as the superior."""
    plan = locked(plan)
    check_approver(by, plan)
    expect(plan, State.SUBMITTED)
    plan.approved_by, plan.approved_at = person(by), clock.now()
    return _move(plan, State.APPROVED, "plan.approved", by)


@transaction.atomic
def plan_enforce(*, plan: Plan, by: Doer) -> Plan:
    """Put an approved plan in force; the version before it is superseded.

    What was done and disbursed in that version meanwhile goes over into this one.
    Raises PlanningError where this one lacks a project or milestone that has begun, or
    plans less for a project than was disbursed.
    """
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.APPROVED)
    former = (
        Plan.objects.select_for_update()
        .filter(unit=plan.unit, fiscal_year=plan.fiscal_year, state=State.IN_FORCE)
        .first()
    )
    if former is not None:
        carry_over(former, plan)
        former.state = State.SUPERSEDED
        former.save()
        record(plan, by, "plan.superseded", target=former)
    plan.in_force_at = clock.now()
    return _move(plan, State.IN_FORCE, "plan.enforced", by)


@transaction.atomic
def plan_discard(*, plan: Plan, by: Doer) -> None:
    """Throw a draft away; the trail keeps that it was there."""
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.DRAFT)
    record(plan, by, "plan.discarded", before=_said(plan))
    files_released(list(MilestoneFile.objects.filter(milestone__project__plan=plan)))
    plan.delete()


@transaction.atomic
def plan_amend(*, plan: Plan, by: Doer) -> Plan:
    """Copy the plan in force as the draft of its next version."""
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.IN_FORCE)
    _expect_nothing_in_preparation(plan.unit, plan.fiscal_year)
    words = PlanWords(plan.preface, plan.approach)
    made = _begin(plan.unit, plan.fiscal_year, words, by)
    copy_projects(plan, made)
    record(made, by, "plan.amended", after={**_said(made), "from": str(plan)})
    return made


@transaction.atomic
def plan_for_next_year(*, plan: Plan, continuing: Collection[str], by: Doer) -> Plan:
    """Draft next year's plan from this one, with the projects of these codes.

    Days move on by a year; nothing is done yet and nothing disbursed, and the planned
    money is the same until somebody writes another sum.
    """
    plan = locked(plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.IN_FORCE)
    _expect_free(plan.unit, plan.fiscal_year + 1)
    words = PlanWords(plan.preface, plan.approach)
    made = _begin(plan.unit, plan.fiscal_year + 1, words, by)
    copy_projects(plan, made, only=continuing, years=1)
    record(
        made,
        by,
        "plan.drafted_from",
        after={**_said(made), "from": str(plan), "projects": sorted(continuing)},
    )
    return made


# ---------- parts of the above ----------


def _begin(unit: Unit, fiscal_year: int, words: PlanWords, by: Doer) -> Plan:
    newest = Plan.objects.filter(unit=unit, fiscal_year=fiscal_year).aggregate(
        number=Max("number")
    )
    return Plan.objects.create(
        unit=unit,
        fiscal_year=fiscal_year,
        number=(newest["number"] or 0) + 1,
        preface=words.preface,
        approach=words.approach,
        written_by=person(by),
    )


def _expect_free(unit: Unit, fiscal_year: int) -> None:
    if unit.kind not in PLANNING_KINDS:
        raise PlanningError(_("Schools have no plan here; their area has."), "unit")
    rows = Plan.objects.filter(unit=unit, fiscal_year=fiscal_year)
    if rows.exists():
        raise PlanningError(
            _(
                "There is a plan of this unit for fiscal year %(year)d already. Open "
                "it in the list of plans, and change or amend it."
            )
            % {"year": fiscal_year},
            "fiscal_year",
        )


def _expect_nothing_in_preparation(unit: Unit, fiscal_year: int) -> None:
    rows = Plan.objects.filter(
        unit=unit, fiscal_year=fiscal_year, state__in=IN_PREPARATION
    )
    if rows.exists():
        raise PlanningError(
            _(
                "A new version is being prepared already. Open it among the versions "
                "of this plan, and go on there."
            )
        )


def _move(plan: Plan, state: State, action: str, by: Doer, reason: str = "") -> Plan:
    before = plan.state
    plan.state, plan.reason = state, reason
    plan.save()
    after = {"state": state.value, **({"reason": reason} if reason else {})}
    record(plan, by, action, before={"state": before}, after=after)
    return plan


def _said(plan: Plan) -> dict[str, object]:
    return {
        "fiscal_year": plan.fiscal_year,
        "number": plan.number,
        "projects": Project.objects.filter(plan=plan).count(),
        "milestones": Milestone.objects.filter(project__plan=plan).count(),
        "preface": plan.preface,
        "approach": plan.approach,
        "budget_planned": str(
            sum(
                plan.projects.values_list("budget_planned", flat=True), start=Decimal(0)
            )
        ),
    }
