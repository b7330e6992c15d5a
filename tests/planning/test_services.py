"""From draft to force and on: who may, what is refused, what stands in the trail."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import PlanFactory, ProjectFactory
from tests.planning.conftest import (
    DAY,
    TODAY,
    milestone_words,
    project_words,
    with_project,
)
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.planning import services
from tidtam.planning.models import Milestone, Plan, Project, State
from tidtam.planning.services import Payment, PlanningError, PlanWords


def actions() -> list[str]:
    rows = AuditEvent.objects.filter(target_type__startswith="planning.")
    return [event.action for event in rows.order_by("pk")]


def enforced(plan, writer, chair):
    services.plan_submit(plan=plan, by=writer)
    services.plan_approve(plan=plan, by=chair)
    return services.plan_enforce(plan=plan, by=writer)


def test_a_plan_is_written_submitted_approved_and_put_in_force(units, writer, chair):
    plan = services.plan_write(
        unit=units["A1"], fiscal_year=2565, words=PlanWords("เหตุผล"), by=writer
    )
    project = services.project_write(plan=plan, words=project_words(), by=writer)
    services.milestone_write(project=project, words=milestone_words(), by=writer)
    done = enforced(plan, writer, chair)
    assert (done.state, done.number) == (State.IN_FORCE, 1)
    assert (done.submitted_by, done.approved_by) == (writer, chair)
    assert actions() == [
        "plan.written", "project.written", "milestone.written",
        "plan.submitted", "plan.approved", "plan.enforced",
    ]  # fmt: skip
    assert set(actions()) <= set(ACTION_NAMES)


def test_nothing_is_submitted_without_projects_and_milestones(units, writer):
    plan = PlanFactory(unit=units["A1"])
    with pytest.raises(PlanningError, match="no project"):
        services.plan_submit(plan=plan, by=writer)
    ProjectFactory(plan=plan, code="P7")
    with pytest.raises(PlanningError, match="P7 has no milestone"):
        services.plan_submit(plan=plan, by=writer)


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.GROUP_CHAIR, "G1", True),
        (Role.ANALYST, "OBEC", True),
        (Role.EXECUTIVE, "OBEC", True),
        (Role.AREA_DIRECTOR, "A1", False),
        (Role.GROUP_OFFICER, "G1", False),
        (Role.GROUP_CHAIR, "G2", False),
    ],
)
def test_superiors_approve_the_plan_of_an_area(draft, writer, person, role, code, may):
    services.plan_submit(plan=draft, by=writer)
    someone = person(role, code)
    if may:
        assert services.plan_approve(plan=draft, by=someone).state == State.APPROVED
    else:
        with pytest.raises(PermissionDenied):
            services.plan_approve(plan=draft, by=someone)


@pytest.mark.parametrize(
    ("unit", "role", "may"),
    [
        ("G1", Role.ANALYST, True),
        ("G1", Role.EXECUTIVE, True),
        ("OBEC", Role.EXECUTIVE, True),
        ("OBEC", Role.ANALYST, False),
    ],
)
def test_who_approves_groups_and_the_commission(units, person, unit, role, may):
    plan = PlanFactory(unit=units[unit], state=State.SUBMITTED)
    someone = person(role, "OBEC")
    if may:
        assert services.plan_approve(plan=plan, by=someone).state == State.APPROVED
    else:
        with pytest.raises(PermissionDenied):
            services.plan_approve(plan=plan, by=someone)


def test_a_chair_approves_no_plan_of_the_own_group(units, person):
    plan = PlanFactory(unit=units["G1"], state=State.SUBMITTED)
    with pytest.raises(PermissionDenied):
        services.plan_approve(plan=plan, by=person(Role.GROUP_CHAIR, "G1"))


def test_who_submitted_it_does_not_approve_it(units, chair):
    plan = PlanFactory(unit=units["A1"], state=State.SUBMITTED, submitted_by=chair)
    with pytest.raises(PermissionDenied):
        services.plan_approve(plan=plan, by=chair)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.AREA_OFFICER, "A2"), (Role.GROUP_CHAIR, "G1")]
)
def test_nobody_writes_the_plan_of_another_unit(units, draft, person, role, code):
    someone = person(role, code)
    project = draft.projects.get()
    for attempt in (
        lambda: services.plan_write(
            unit=units["A1"], fiscal_year=2566, words=PlanWords(), by=someone
        ),
        lambda: services.plan_submit(plan=draft, by=someone),
        lambda: services.project_remove(project=project, by=someone),
        lambda: services.milestone_write(
            project=project, words=milestone_words(code="M9"), by=someone
        ),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_schools_have_no_plan_and_a_year_has_one(units, person, draft, writer):
    from tidtam.common.audit import OPERATOR

    with pytest.raises(PlanningError, match="Schools"):
        services.plan_write(
            unit=units["S1"], fiscal_year=2565, words=PlanWords(), by=OPERATOR
        )
    with pytest.raises(PlanningError, match="already"):
        services.plan_write(
            unit=units["A1"], fiscal_year=2565, words=PlanWords(), by=writer
        )


def test_what_is_returned_carries_the_reason_until_it_is_submitted_anew(
    draft, writer, chair
):
    services.plan_submit(plan=draft, by=writer)
    with pytest.raises(PlanningError, match="what is to be mended"):
        services.plan_return(plan=draft, reason=" ", by=chair)
    back = services.plan_return(plan=draft, reason="ขอแหล่งงบ", by=chair)
    assert (back.state, back.reason) == (State.DRAFT, "ขอแหล่งงบ")
    assert services.plan_submit(plan=draft, by=writer).reason == ""


def test_only_a_draft_changes(in_force, writer):
    with pytest.raises(PlanningError, match="In force"):
        services.project_write(plan=in_force, words=project_words(code="P2"), by=writer)
    with pytest.raises(PlanningError, match="In force"):
        services.milestone_change(
            milestone=Milestone.objects.first(),
            words=milestone_words(),
            version=1,
            by=writer,
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": datetime.date(2021, 9, 30)}, "starts_on"),
        ({"ends_on": datetime.date(2022, 10, 1)}, "ends_on"),
        (
            {
                "starts_on": datetime.date(2022, 2, 1),
                "ends_on": datetime.date(2022, 1, 31),
            },
            "ends_on",
        ),
        ({"code": "P1"}, "code"),
    ],
)
def test_a_project_stays_within_the_year_and_has_its_own_code(
    draft, writer, wrong, field
):
    with pytest.raises(PlanningError) as refused:
        services.project_write(
            plan=draft, words=project_words(**{"code": "P2", **wrong}), by=writer
        )
    assert refused.value.field == field
    assert draft.projects.count() == 1


def test_a_milestone_stays_within_its_project(draft, writer):
    project = draft.projects.get()
    with pytest.raises(PlanningError, match="outside the days"):
        services.milestone_write(
            project=project,
            words=milestone_words(code="M9", due_on=datetime.date(2022, 10, 1)),
            by=writer,
        )
    with pytest.raises(PlanningError, match="outside the days"):
        services.project_change(
            project=project,
            words=project_words(ends_on=datetime.date(2022, 3, 31)),
            version=1,
            by=writer,
        )


def test_two_who_write_at_once_do_not_overwrite_each_other(draft, writer):
    project = draft.projects.get()
    services.project_change(
        project=project, words=project_words(title="หนึ่ง"), version=1, by=writer
    )
    with pytest.raises(PlanningError, match="Somebody else"):
        services.project_change(
            project=project, words=project_words(title="สอง"), version=1, by=writer
        )
    project.refresh_from_db()
    assert project.title == "หนึ่ง"
    event = AuditEvent.objects.get(action="project.changed")
    assert event.after["title"] == "หนึ่ง"


def test_a_milestone_is_done_with_day_and_evidence(step_late, writer):
    with pytest.raises(PlanningError, match="still to come"):
        services.milestone_done(
            milestone=step_late, done_on=TODAY + DAY, evidence="ก", version=1, by=writer
        )
    with pytest.raises(PlanningError, match="what shows"):
        services.milestone_done(
            milestone=step_late, done_on=TODAY, evidence=" ", version=1, by=writer
        )
    done = services.milestone_done(
        milestone=step_late, done_on=TODAY, evidence="หนังสือ 1", version=1, by=writer
    )
    assert (done.done_on, done.evidence) == (TODAY, "หนังสือ 1")
    back = services.milestone_done(
        milestone=step_late, done_on=None, evidence="x", version=2, by=writer
    )
    assert (back.done_on, back.evidence) == (None, "")


def test_no_work_is_recorded_in_a_draft(draft, writer):
    with pytest.raises(PlanningError, match="Draft"):
        services.milestone_done(
            milestone=Milestone.objects.first(),
            done_on=TODAY,
            evidence="ก",
            version=1,
            by=writer,
        )


def test_an_amendment_takes_over_the_work_done_meanwhile(
    in_force, writer, chair, step_late
):
    new = services.plan_amend(plan=in_force, by=writer)
    assert (new.number, new.state) == (2, State.DRAFT)
    with pytest.raises(PlanningError, match="being prepared"):
        services.plan_amend(plan=in_force, by=writer)
    services.milestone_done(
        milestone=step_late, done_on=TODAY, evidence="หนังสือ 1", version=1, by=writer
    )
    services.disbursement_record(
        line=in_force.projects.get().budget_lines.get(),
        payment=Payment(TODAY, Decimal(500), "ฎ 1"),
        by=writer,
    )
    enforced(new, writer, chair)
    in_force.refresh_from_db()
    assert in_force.state == State.SUPERSEDED
    project = new.projects.get()
    assert project.budget_disbursed == Decimal(500)
    kept = project.milestones.get(code="M1")
    assert (kept.done_on, kept.evidence) == (TODAY, "หนังสือ 1")


def test_a_version_that_lost_begun_work_does_not_come_into_force(
    in_force, writer, chair, step_late
):
    new = services.plan_amend(plan=in_force, by=writer)
    services.project_remove(project=new.projects.get(), by=writer)
    with_project(new, code="P2")
    services.milestone_done(
        milestone=step_late, done_on=TODAY, evidence="หนังสือ 1", version=1, by=writer
    )
    with pytest.raises(PlanningError, match="P1 is missing"):
        enforced(new, writer, chair)
    in_force.refresh_from_db()
    assert in_force.state == State.IN_FORCE


def test_begun_work_stays_in_the_draft_of_the_next_version(in_force, writer, step_late):
    services.milestone_done(
        milestone=step_late, done_on=TODAY, evidence="หนังสือ 1", version=1, by=writer
    )
    new = services.plan_amend(plan=in_force, by=writer)
    with pytest.raises(PlanningError, match="has begun"):
        services.project_remove(project=new.projects.get(), by=writer)
    done = Milestone.objects.get(project__plan=new, code="M1")
    with pytest.raises(PlanningError, match="It is done"):
        services.milestone_remove(milestone=done, by=writer)


def test_a_draft_can_be_discarded_and_what_is_in_force_cannot(in_force, writer):
    new = services.plan_amend(plan=in_force, by=writer)
    services.plan_discard(plan=new, by=writer)
    assert list(Plan.objects.all()) == [in_force]
    with pytest.raises(PlanningError):
        services.plan_discard(plan=in_force, by=writer)


def test_next_years_draft_holds_what_continues(in_force, writer, item, step_late):
    project = in_force.projects.get()
    Project.objects.update(title="ปลอดภัย ปีงบประมาณ 2565")
    project.policy_items.add(item)
    with_project(in_force, code="P2")
    services.milestone_done(
        milestone=step_late, done_on=TODAY, evidence="หนังสือ 1", version=1, by=writer
    )
    new = services.plan_for_next_year(plan=in_force, continuing=["P1"], by=writer)
    assert (new.fiscal_year, new.number, new.state) == (2566, 1, State.DRAFT)
    kept = new.projects.get()
    assert (kept.code, kept.starts_on) == ("P1", datetime.date(2022, 10, 1))
    assert kept.title == "ปลอดภัย ปีงบประมาณ 2566"
    assert list(kept.policy_items.all()) == [item]
    first = kept.milestones.get(code="M1")
    assert (first.due_on, first.done_on) == (datetime.date(2022, 11, 30), None)
    with pytest.raises(PlanningError, match="already"):
        services.plan_for_next_year(plan=in_force, continuing=["P1"], by=writer)


@pytest.mark.parametrize("state", [State.IN_FORCE, State.DRAFT])
def test_the_database_holds_one_version_of_each_sort(units, state):
    PlanFactory(unit=units["A1"], number=1, state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanFactory(unit=units["A1"], number=2, state=state)
    PlanFactory(unit=units["A1"], number=2, state=State.SUPERSEDED)
