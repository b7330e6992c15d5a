"""Problems: reported, triaged, owned, closed with what was changed, opened again."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import RoundFactory, SubmissionFactory
from tests.fieldwork.conftest import DAY, NOW, TODAY, problem_words
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.fieldwork import obstacles, services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Problem
from tidtam.fieldwork.selectors.problems import (
    Wanted,
    problems_visible_to,
    register_of,
    waiting_for,
)
from tidtam.fieldwork.services import (
    problem_close,
    problem_decline,
    problem_flow_in,
    problem_own,
    problem_pass_up,
    problem_reopen,
    problem_report,
    problem_say,
)
from tidtam.fieldwork.services.problems import Attached
from tidtam.reporting.errors import EvidenceError

State, Urgency = Problem.State, Problem.Urgency


def give(problem, owner, by, version=1, **named):
    said = {"urgency": Urgency.HIGH, "due_on": TODAY + 7 * DAY, **named}
    problem_own(problem=problem, owner=owner, version=version, by=by, **said)
    problem.refresh_from_db()


def test_the_superior_triages_first(units, problem):
    assert problem.handler == units["A1"]
    assert problem.state == State.REPORTED
    event = AuditEvent.objects.get(action="problem.reported")
    assert event.unit_id == units["S1"].pk
    assert problem.steps.get().text == "ฝนตกแล้วเรียนไม่ได้"


def test_one_reports_only_what_one_may_see(units, person):
    with pytest.raises(PermissionDenied):
        problem_report(
            words=problem_words(units, unit=units["A2"]),
            by=person(Role.SCHOOL_CLERK, "S1"),
        )
    made = problem_report(
        words=problem_words(units), by=person(Role.AREA_SUPERVISOR, "A1")
    )
    assert made.unit == units["S1"]


def test_a_day_to_come_is_refused(units, person):
    with pytest.raises(FieldworkError) as refused:
        problem_report(
            words=problem_words(units, since=TODAY + DAY),
            by=person(Role.SCHOOL_CLERK, "S1"),
        )
    assert refused.value.field == "since"
    assert not Problem.objects.exists()


def test_a_refused_file_leaves_no_problem(units, person):
    with pytest.raises(EvidenceError):
        problem_report(
            words=problem_words(units),
            by=person(Role.SCHOOL_CLERK, "S1"),
            attached=Attached(io.BytesIO(b"#!/bin/sh\n"), "a.sh"),
        )
    assert not Problem.objects.exists()


def test_it_is_given_to_an_owner_and_solved(units, person, problem):
    officer, head = person(Role.AREA_OFFICER, "A1"), person(Role.SCHOOL_DIRECTOR, "S1")
    give(problem, units["S1"], officer)
    assert (problem.state, problem.owner) == (State.OWNED, units["S1"])
    assert waiting_for(head)["solve"].first == problem
    problem_say(problem=problem, version=2, text="ช่างมาดูแล้ว", by=head)
    with pytest.raises(FieldworkError) as refused:
        problem_close(problem=problem, version=3, text=" ", by=head)
    assert refused.value.field == "text"
    problem_close(problem=problem, version=3, text="เปลี่ยนหลังคาสามห้อง", by=head)
    problem.refresh_from_db()
    assert (problem.state, problem.changed) == (State.CLOSED, "เปลี่ยนหลังคาสามห้อง")
    assert problem.ended_at is not None
    steps = list(problem.steps.values_list("step", flat=True))
    assert steps == ["reported", "owned", "said", "closed"]


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.SCHOOL_DIRECTOR, "S1"),
        (Role.AREA_SUPERVISOR, "A1"),
        (Role.GROUP_CHAIR, "G1"),
        (Role.AREA_OFFICER, "A2"),
    ],
)
def test_only_whose_turn_it_is_triages(units, person, problem, role, unit):
    with pytest.raises(PermissionDenied):
        give(problem, units["A1"], person(role, unit))


def test_an_owner_elsewhere_and_a_day_gone_by_are_refused(units, person, problem):
    officer = person(Role.AREA_OFFICER, "A1")
    for owner, due_on, field in (
        ("A2", TODAY, "owner"),
        ("G1", TODAY, "owner"),
        ("A1", TODAY - DAY, "due_on"),
    ):
        with pytest.raises(FieldworkError) as refused:
            give(problem, units[owner], officer, due_on=due_on)
        assert refused.value.field == field


def test_it_is_passed_up_until_the_commission(units, person, problem):
    problem_pass_up(
        problem=problem, version=1, text="งบไม่พอ", by=person(Role.AREA_OFFICER, "A1")
    )
    problem.refresh_from_db()
    assert problem.handler == units["G1"]
    with pytest.raises(PermissionDenied):
        give(problem, units["A1"], person(Role.AREA_OFFICER, "A1"), version=2)
    problem_pass_up(
        problem=problem, version=2, text="เกินอำนาจ", by=person(Role.GROUP_CHAIR, "G1")
    )
    analyst = person(Role.ANALYST, "OBEC")
    with pytest.raises(FieldworkError, match="Nobody stands above"):
        problem_pass_up(problem=problem, version=3, text="?", by=analyst)
    problem.refresh_from_db()
    give(problem, units["G1"], analyst, version=3)
    assert problem.owner == units["G1"]


def test_declining_takes_a_reason_that_the_reporter_reads(units, person, problem):
    officer = person(Role.AREA_OFFICER, "A1")
    with pytest.raises(FieldworkError) as refused:
        problem_decline(problem=problem, version=1, text="", by=officer)
    assert refused.value.field == "text"
    problem_decline(problem=problem, version=1, text="ซ้ำกับเรื่องที่ 3", by=officer)
    problem.refresh_from_db()
    assert (problem.state, problem.reason) == (State.DECLINED, "ซ้ำกับเรื่องที่ 3")
    clerk = person(Role.SCHOOL_CLERK, "S1")
    problem_reopen(problem=problem, version=2, text="คนละห้อง", by=clerk)
    problem.refresh_from_db()
    assert (problem.state, problem.handler) == (State.REPORTED, units["A1"])
    assert problem.ended_at is None


def test_what_is_not_solved_goes_back_to_its_owner(units, person, problem):
    officer = person(Role.AREA_OFFICER, "A1")
    give(problem, units["A1"], officer, urgency=Urgency.DANGER)
    problem_close(problem=problem, version=2, text="ซ่อมแล้ว", by=officer)
    clerk = person(Role.SCHOOL_CLERK, "S1")
    with pytest.raises(FieldworkError):
        problem_reopen(problem=problem, version=3, text=" ", by=clerk)
    problem_reopen(problem=problem, version=3, text="ยังรั่วอยู่", by=clerk)
    problem.refresh_from_db()
    assert (problem.state, problem.owner) == (State.OWNED, units["A1"])
    assert problem.due_on == TODAY + DAY
    assert problem.changed == ""


def test_a_step_upon_an_older_state_is_refused(units, person, problem):
    officer = person(Role.AREA_OFFICER, "A1")
    give(problem, units["A1"], officer)
    with pytest.raises(FieldworkError, match="by now"):
        give(problem, units["S1"], officer, version=1)
    with pytest.raises(FieldworkError, match="by now"):
        problem_close(problem=problem, version=1, text="แล้ว", by=officer)


def test_the_register_puts_late_ones_first_then_by_urgency(units, person):
    clerk, officer = person(Role.SCHOOL_CLERK, "S1"), person(Role.AREA_OFFICER, "A1")
    made = {
        name: problem_report(
            words=problem_words(units, title=name, urgency=urgency), by=clerk
        )
        for name, urgency in (
            ("low", Urgency.LOW), ("danger", Urgency.DANGER), ("late", Urgency.LOW),
        )
    }  # fmt: skip
    give(made["late"], units["A1"], officer, urgency=Urgency.LOW)
    Problem.objects.filter(pk=made["late"].pk).update(due_on=TODAY - DAY)
    found = [row.title for row in register_of(officer, Wanted())]
    assert found == ["late", "danger", "low"]
    assert [row.title for row in register_of(officer, Wanted(state="late"))] == ["late"]
    assert waiting_for(officer)["triage"].count == 2
    assert register_of(officer, Wanted(unit="A1")).count() == 3
    assert not register_of(officer, Wanted(unit="A2")).exists()


def test_what_was_still_wrong_is_not_said_of_what_is_solved(units, person, problem):
    officer, head = person(Role.AREA_OFFICER, "A1"), person(Role.SCHOOL_DIRECTOR, "S1")
    give(problem, units["S1"], officer)
    problem_close(problem=problem, version=2, text="ซ่อม", by=head)
    clerk = person(Role.SCHOOL_CLERK, "S1")
    problem_reopen(problem=problem, version=3, text="ยังรั่ว", by=clerk)
    problem_close(problem=problem, version=4, text="เปลี่ยนใหม่", by=head)
    problem.refresh_from_db()
    assert (problem.changed, problem.reason) == ("เปลี่ยนใหม่", "")


def test_an_owner_elsewhere_sees_it(units, person, problem):
    problem_pass_up(
        problem=problem, version=1, text="ขอ", by=person(Role.AREA_OFFICER, "A1")
    )
    problem_pass_up(
        problem=problem, version=2, text="ขอ", by=person(Role.GROUP_CHAIR, "G1")
    )
    other = person(Role.GROUP_CHAIR, "G2")
    assert not problems_visible_to(other).exists()
    problem.refresh_from_db()
    give(problem, units["G2"], person(Role.ANALYST, "OBEC"), version=3)
    assert problems_visible_to(other).get() == problem


# ---------- obstacles that flow in ----------


@pytest.fixture
def sent(units, person):
    return SubmissionFactory(
        round=RoundFactory(),
        unit=units["S1"],
        state="submitted",
        obstacles="อินเทอร์เน็ตไม่เสถียร เด็กเรียนออนไลน์ไม่ได้",
        suggestions="ขอซิมการ์ด",
        submitted_at=NOW,
        submitted_by=person(Role.SCHOOL_CLERK, "S1"),
    )


def test_obstacles_become_a_problem_once(units, sent):
    problem_flow_in(sent)
    problem_flow_in(sent)
    problem = Problem.objects.get()
    assert problem.submission == sent
    assert problem.handler == units["A1"]
    assert problem.suggestion == "ขอซิมการ์ด"
    assert problem.reported_by == sent.submitted_by
    assert problem.steps.get().step == "flowed_in"


def test_other_words_change_it_until_it_is_triaged(units, person, sent):
    problem_flow_in(sent)
    sent.obstacles = "ไฟฟ้าดับบ่อย"
    problem_flow_in(sent)
    problem = Problem.objects.get()
    assert (problem.title, problem.text) == ("ไฟฟ้าดับบ่อย", "ไฟฟ้าดับบ่อย")
    give(problem, units["A1"], person(Role.AREA_OFFICER, "A1"), version=2)
    sent.obstacles = "น้ำไม่ไหล"
    problem_flow_in(sent)
    problem.refresh_from_db()
    assert problem.text == "ไฟฟ้าดับบ่อย"
    assert problem.steps.last().text == "น้ำไม่ไหล"


@pytest.mark.parametrize(
    "text", ["", " - ", "ไม่มี", "ไม่มีปัญหา และอุปสรรค", "ไม่มี.", "N/A", "None", "ไม่ มี"]
)
def test_words_for_nothing_are_no_problem(sent, text):
    sent.obstacles = text
    problem_flow_in(sent)
    assert not Problem.objects.exists()
    assert not obstacles.is_problem(text)


@pytest.mark.parametrize("text", ["ไม่มีครูคณิตศาสตร์", "ไม่มีน้ำ", "no teacher", "รั่ว"])
def test_words_that_only_begin_so_are_a_problem(text):
    assert obstacles.is_problem(text)


def test_the_title_is_the_first_sentence_cut_at_a_space():
    assert obstacles.title_of("น้ำท่วม\nทุกปี") == "น้ำท่วม"
    long = "โรงเรียน " * 40
    title = obstacles.title_of(long)
    assert len(title) <= obstacles.TITLE_LENGTH + 1
    assert title.endswith("โรงเรียน…")


def test_a_failure_to_take_them_in_undoes_the_sending(monkeypatch, units, sent):
    def fail(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(services.problems, "_record", fail)
    with pytest.raises(RuntimeError):
        problem_flow_in(sent)


def test_due_days_follow_the_urgency():
    days = [
        (services.problems.due_by(urgency, TODAY) - TODAY).days for urgency in Urgency
    ]
    assert days == sorted(days) == [1, 7, 30, 90]
    assert datetime.timedelta(days=1) == DAY
