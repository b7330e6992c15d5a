"""Visits: planned, made, written up, sent, answered; who may do which."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import (
    ChecklistFactory,
    DirectiveFactory,
    QuestionFactory,
    VisitFactory,
)
from tests.fieldwork.conftest import DAY, TODAY, visit_words
from tidtam.accounts.models import Role
from tidtam.common import clock
from tidtam.common.models import AuditEvent
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Visit
from tidtam.fieldwork.selectors.visits import (
    checklists_for,
    owed,
    sees_inside,
    visits_seen_inside,
    without_directive,
)
from tidtam.fieldwork.services import (
    Answered,
    FindingWords,
    checklist_change,
    checklist_make,
    checks_record,
    finding_add,
    finding_change,
    finding_remove,
    visit_cancel,
    visit_change,
    visit_hold,
    visit_plan,
    visit_reply,
    visit_report,
)

State = Visit.State


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


def test_a_visit_takes_the_next_number_of_unit_and_fiscal_year(units, person, visit):
    by = person(Role.GROUP_OFFICER, "G1")
    second = visit_plan(unit=units["G1"], words=visit_words(units), by=by)
    later = visit_words(
        units,
        starts_on=datetime.date(2022, 10, 3),
        ends_on=datetime.date(2022, 10, 4),
    )
    other_year = visit_plan(unit=units["G1"], words=later, by=by)
    numbers = [row.numbered for row in (visit, second, other_year)]
    assert numbers == ["1/2565", "2/2565", "1/2566"]
    assert last_event().action == "visit.planned"
    assert last_event().unit_id == units["G1"].pk


@pytest.mark.parametrize("visited", ["A2", "G1", "OBEC"])
def test_a_visit_goes_to_a_unit_under_the_visiting_one(units, person, visited):
    with pytest.raises(FieldworkError, match="does not stand under") as refused:
        visit_plan(
            unit=units["G1"],
            words=visit_words(units, visited=units[visited]),
            by=person(Role.GROUP_OFFICER, "G1"),
        )
    assert refused.value.field == "visited"


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.GROUP_CHAIR, "G2"),
        (Role.ANALYST, "OBEC"),
        (Role.AREA_OFFICER, "A1"),
    ],
)
def test_only_the_units_own_people_make_its_visits(units, person, role, unit):
    with pytest.raises(PermissionDenied):
        visit_plan(unit=units["G1"], words=visit_words(units), by=person(role, unit))


def test_it_cannot_end_before_it_begins(units, person):
    with pytest.raises(FieldworkError) as refused:
        visit_plan(
            unit=units["G1"],
            words=visit_words(units, ends_on=TODAY - DAY),
            by=person(Role.GROUP_OFFICER, "G1"),
        )
    assert refused.value.field == "ends_on"


def test_questions_are_copied_and_stay_when_the_checklist_changes(units, person):
    by = person(Role.ANALYST, "OBEC")
    made = checklist_make(
        unit=units["OBEC"], title="ความปลอดภัย", questions=["มีแผน", "ซ้อมแล้ว"], by=by
    )
    assert list(checklists_for(units["G1"])) == [made]
    words = visit_words(units, checklist=made)
    visit = visit_plan(
        unit=units["G1"], words=words, by=person(Role.GROUP_OFFICER, "G1")
    )
    checklist_change(
        checklist=made,
        title="ความปลอดภัย",
        questions=["เปลี่ยนแล้ว"],
        is_open=False,
        version=1,
        by=by,
    )
    assert [row.text for row in visit.checks.all()] == ["มีแผน", "ซ้อมแล้ว"]
    assert not checklists_for(units["G1"]).exists()


def test_a_checklist_of_another_branch_is_refused(units, person):
    strange = ChecklistFactory(unit=units["G2"])
    with pytest.raises(FieldworkError) as refused:
        visit_plan(
            unit=units["G1"],
            words=visit_words(units, checklist=strange),
            by=person(Role.GROUP_OFFICER, "G1"),
        )
    assert refused.value.field == "checklist"


def test_two_checklists_of_one_title_are_refused(units, person):
    by = person(Role.ANALYST, "OBEC")
    checklist_make(unit=units["OBEC"], title="ก", questions=["ข"], by=by)
    with pytest.raises(FieldworkError) as refused:
        checklist_make(unit=units["OBEC"], title="ก", questions=["ค"], by=by)
    assert refused.value.field == "title"


def test_another_checklist_is_refused_once_questions_are_answered(units, person):
    by = person(Role.GROUP_OFFICER, "G1")
    first, second = (ChecklistFactory(unit=units["G1"]) for _each in range(2))
    for row in (first, second):
        QuestionFactory(checklist=row, order=1, text=row.title)
    visit = visit_plan(
        unit=units["G1"], words=visit_words(units, checklist=first), by=by
    )
    visit_change(
        visit=visit, words=visit_words(units, checklist=second), version=1, by=by
    )
    check = visit.checks.get()
    assert check.text == second.title
    said = {check.pk: Answered("", "", "no", "ยังไม่มี")}
    assert checks_record(visit=visit, answers=said, by=by) == 1
    assert checks_record(visit=visit, answers=said, by=by) == 0
    untouched = {check.pk: Answered("", "", "", "")}
    assert checks_record(visit=visit, answers=untouched, by=by) == 0
    other = {check.pk: Answered("", "", "yes", "")}
    with pytest.raises(FieldworkError, match="Somebody else"):
        checks_record(visit=visit, answers=other, by=by)
    check.refresh_from_db()
    assert (check.answer, check.note) == ("no", "ยังไม่มี")
    gone = {check.pk + 1000: Answered("", "", "yes", "")}
    with pytest.raises(FieldworkError, match="have changed"):
        checks_record(visit=visit, answers=gone, by=by)
    with pytest.raises(FieldworkError, match="answered already"):
        visit_change(
            visit=visit, words=visit_words(units, checklist=first), version=2, by=by
        )


def test_a_stale_change_is_refused(units, person, visit):
    by = person(Role.GROUP_OFFICER, "G1")
    visit_change(visit=visit, words=visit_words(units, title="ใหม่"), version=1, by=by)
    assert last_event().after == {"title": "ใหม่"}
    with pytest.raises(FieldworkError, match="Somebody else has changed it"):
        visit_change(visit=visit, words=visit_words(units), version=1, by=by)


def test_a_visit_keeps_to_the_year_of_its_number(units, person, visit):
    day = datetime.date(2022, 10, 3)
    with pytest.raises(FieldworkError) as refused:
        visit_change(
            visit=visit,
            words=visit_words(units, starts_on=day, ends_on=day),
            version=1,
            by=person(Role.GROUP_OFFICER, "G1"),
        )
    assert refused.value.field == "starts_on"


def test_it_is_not_made_before_its_day(units, person):
    by = person(Role.GROUP_OFFICER, "G1")
    coming = visit_words(units, starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    visit = visit_plan(unit=units["G1"], words=coming, by=by)
    with pytest.raises(FieldworkError, match="still to come"):
        visit_hold(visit=visit, by=by)
    visit_cancel(visit=visit, reason="ฝนตกหนัก", by=by)
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (State.CANCELLED, "ฝนตกหนัก")


def test_calling_off_takes_a_reason(units, person, visit):
    with pytest.raises(FieldworkError) as refused:
        visit_cancel(visit=visit, reason=" ", by=person(Role.GROUP_OFFICER, "G1"))
    assert refused.value.field == "reason"


def test_a_report_without_words_is_not_sent(person, visit):
    by = person(Role.GROUP_OFFICER, "G1")
    visit_hold(visit=visit, by=by)
    with pytest.raises(FieldworkError, match="nothing to send"):
        visit_report(visit=visit, by=by)


@pytest.fixture
def reported(person, visit) -> Visit:
    by = person(Role.GROUP_OFFICER, "G1")
    visit_hold(visit=visit, by=by)
    finding_add(visit=visit, words=FindingWords("urgent", "ทางหนีไฟถูกปิด"), by=by)
    finding_add(visit=visit, words=FindingWords("good", "ครูเวรครบ"), by=by)
    visit_report(visit=visit, by=by)
    visit.refresh_from_db()
    return visit


def test_the_visited_unit_reads_and_answers_once_it_is_sent(units, person, visit):
    by, visited = person(Role.GROUP_OFFICER, "G1"), person(Role.AREA_DIRECTOR, "A1")
    visit_hold(visit=visit, by=by)
    finding_add(visit=visit, words=FindingWords("mend", "ไม่มีแผน"), by=by)
    visit.refresh_from_db()
    assert not sees_inside(visited, visit)
    assert not visits_seen_inside(visited).exists()
    with pytest.raises(FieldworkError):
        visit_reply(visit=visit, text="รับทราบ", by=visited)
    visit_report(visit=visit, by=by)
    visit.refresh_from_db()
    assert sees_inside(visited, visit)
    assert visits_seen_inside(visited).get() == visit
    with pytest.raises(PermissionDenied):
        visit_reply(visit=visit, text="รับทราบ", by=by)
    visit_reply(visit=visit, text="จะแก้ภายในสัปดาห์นี้", by=visited)
    visit.refresh_from_db()
    assert (visit.reply, visit.replied_by) == ("จะแก้ภายในสัปดาห์นี้", visited)
    assert last_event().unit_id == units["A1"].pk


def test_what_was_sent_stays_as_it_is(units, person, reported):
    by = person(Role.GROUP_OFFICER, "G1")
    finding = reported.findings.first()
    for take in (
        lambda: visit_change(
            visit=reported, words=visit_words(units), version=1, by=by
        ),
        lambda: finding_add(visit=reported, words=FindingWords("good", "ก"), by=by),
        lambda: finding_change(
            finding=finding, words=FindingWords("good", "ก"), version=1, by=by
        ),
        lambda: finding_remove(finding=finding, by=by),
        lambda: checks_record(visit=reported, answers={}, by=by),
        lambda: visit_report(visit=reported, by=by),
    ):
        with pytest.raises(FieldworkError, match="Report sent"):
            take()


def test_findings_are_numbered_changed_and_taken_out(person, visit):
    by = person(Role.GROUP_OFFICER, "G1")
    first = finding_add(visit=visit, words=FindingWords("mend", "หนึ่ง"), by=by)
    second = finding_add(visit=visit, words=FindingWords("advice", "สอง"), by=by)
    assert [first.number, second.number] == [1, 2]
    finding_change(finding=first, words=FindingWords("good", "ใหม่"), version=1, by=by)
    with pytest.raises(FieldworkError, match="Somebody else"):
        finding_change(
            finding=first, words=FindingWords("mend", "หนึ่ง"), version=1, by=by
        )
    DirectiveFactory(origin="visit", origin_ref=second.origin_ref)
    with pytest.raises(FieldworkError, match="came from it"):
        finding_remove(finding=second, by=by)
    finding_remove(finding=first, by=by)
    assert [row.number for row in visit.findings.all()] == [2]


def test_grave_findings_wait_until_a_directive_names_them(units, person, reported):
    chair = person(Role.GROUP_CHAIR, "G1")
    grave = reported.findings.get(severity="urgent")
    assert without_directive(chair) == (grave, 1)
    DirectiveFactory(issuer=units["G1"], origin="visit", origin_ref=grave.origin_ref)
    assert without_directive(chair) == (None, 0)


def test_one_directive_does_not_answer_for_another_finding(units, person, reported):
    """The key of visit 1, finding 23 is not that of visit 12, finding 3."""
    grave = reported.findings.get(severity="urgent")
    DirectiveFactory(origin="visit", origin_ref=f"{grave.pk}-{reported.pk + 1000}")
    DirectiveFactory(origin="meeting", origin_ref=grave.origin_ref)
    assert without_directive(person(Role.GROUP_CHAIR, "G1")) == (grave, 1)


def test_three_of_each_sort_are_owed_the_oldest_first(units, person):
    director = person(Role.AREA_DIRECTOR, "A1")
    days = [TODAY - DAY * back for back in range(1, 6)]
    for number, day in enumerate(days, start=1):
        span = {"starts_on": day, "ends_on": day, "number": number}
        VisitFactory(unit=units["A1"], visited=units["S1"], state="made", **span)
        VisitFactory(
            unit=units["G1"], visited=units["A1"], state="reported",
            reported_at=clock.now(), **span,
        )  # fmt: skip
    found = list(owed(director, TODAY, 3))
    oldest = sorted(days)[:3]
    assert [v.ends_on for v in found if v.is_reported] == oldest
    assert [v.ends_on for v in found if not v.is_reported] == oldest
