"""Issuing, acknowledging, answering, verifying, returning: who may, and the trail."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import GrantFactory
from tests.followup.conftest import words
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Grant, Role
from tidtam.common.models import AuditEvent
from tidtam.followup import services
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.followup.selectors import to_verify_by
from tidtam.followup.services import Attached, FollowupError, directive_raise
from tidtam.reporting.errors import EvidenceError

State = Assignment.State


def test_numbers_run_by_issuer_and_fiscal_year(units, person):
    analyst, chair = person(Role.ANALYST, "OBEC"), person(Role.GROUP_CHAIR, "G1")
    first = directive_raise(words=words(units), by=analyst)
    second = directive_raise(words=words(units), by=analyst)
    own = directive_raise(
        words=words(units, issuer=units["G1"], owners=(units["A1"],)), by=chair
    )
    earlier = directive_raise(
        words=words(units, issued_on=datetime.date(2021, 9, 30)), by=analyst
    )
    assert [row.numbered for row in (first, second, own, earlier)] == [
        "1/2565", "2/2565", "1/2565", "1/2564",
    ]  # fmt: skip


def test_only_those_under_the_issuer_are_told(units, person):
    chair = person(Role.GROUP_CHAIR, "G1")
    with pytest.raises(FollowupError, match="ชื่อ A2") as error:
        directive_raise(
            words=words(units, issuer=units["G1"], owners=(units["A1"], units["A2"])),
            by=chair,
        )
    assert error.value.field == "owners"
    assert not Directive.objects.exists()
    assert not AuditEvent.objects.filter(action="directive.raised").exists()


@pytest.mark.parametrize(
    ("named", "field"),
    [({"owners": ()}, "owners"), ({"due_on": datetime.date(2022, 1, 18)}, "due_on")],
)
def test_what_cannot_be_done_is_refused_beside_its_field(units, person, named, field):
    with pytest.raises(FollowupError) as error:
        directive_raise(words=words(units, **named), by=person(Role.ANALYST, "OBEC"))
    assert error.value.field == field


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.GROUP_CHAIR, "G1"),
        (Role.AREA_OFFICER, "A1"),
        (Role.SCHOOL_DIRECTOR, "S1"),
    ],
)
def test_nobody_issues_for_another_unit(units, person, role, unit):
    with pytest.raises(PermissionDenied):
        directive_raise(words=words(units), by=person(role, unit))


def test_each_step_stands_in_the_trail(part, person):
    officer, analyst = person(Role.GROUP_OFFICER, "G1"), person(Role.ANALYST, "OBEC")
    services.assignment_acknowledge(assignment=part, version=1, by=officer)
    services.assignment_report(assignment=part, version=2, text="ครึ่งทาง", by=officer)
    services.assignment_finish(assignment=part, version=3, text="เสร็จ", by=officer)
    services.assignment_return(assignment=part, version=4, reason="ขอรายชื่อ", by=analyst)
    part.refresh_from_db()
    assert (part.state, part.reason, part.done_at) == (
        State.IN_PROGRESS, "ขอรายชื่อ", None,
    )  # fmt: skip
    services.assignment_finish(assignment=part, version=5, text="ครบแล้ว", by=officer)
    services.assignment_verify(assignment=part, version=6, by=analyst)
    part.refresh_from_db()
    assert part.state == State.VERIFIED
    assert part.reason == ""
    events = AuditEvent.objects.filter(target_type="followup.assignment")
    actions = [event.action for event in events.order_by("pk")]
    assert actions == [
        f"assignment.{step}"
        for step in (
            "acknowledged", "reported", "finished", "returned", "finished", "verified",
        )
    ]  # fmt: skip
    assert set(actions) <= ACTION_NAMES.keys()
    assert [note.step for note in part.progress.all()] == [
        "acknowledged", "in_progress", "done", "in_progress", "done", "verified",
    ]  # fmt: skip


def test_an_answer_upon_an_old_page_is_refused(part, person):
    officer = person(Role.GROUP_OFFICER, "G1")
    services.assignment_report(assignment=part, version=1, text="ก", by=officer)
    with pytest.raises(FollowupError, match="In progress"):
        services.assignment_report(assignment=part, version=1, text="ข", by=officer)
    assert Progress.objects.count() == 1


def test_a_superior_does_not_answer_for_an_owner(part, person):
    for role, unit in ((Role.ANALYST, "OBEC"), (Role.GROUP_OFFICER, "G2")):
        with pytest.raises(PermissionDenied):
            services.assignment_acknowledge(
                assignment=part, version=1, by=person(role, unit)
            )


def test_an_owner_does_not_verify_and_nobody_verifies_himself(units, person, part):
    officer = person(Role.GROUP_OFFICER, "G1")
    services.assignment_finish(assignment=part, version=1, text="เสร็จ", by=officer)
    with pytest.raises(PermissionDenied):
        services.assignment_verify(assignment=part, version=2, by=officer)
    own = directive_raise(
        words=words(units, issuer=units["G1"], owners=(units["G1"],)), by=officer
    ).assignments.get()
    services.assignment_finish(assignment=own, version=1, text="เสร็จ", by=officer)
    with pytest.raises(FollowupError, match="yourself"):
        services.assignment_verify(assignment=own, version=2, by=officer)
    services.assignment_verify(
        assignment=own, version=2, by=person(Role.GROUP_CHAIR, "G1")
    )


@pytest.fixture
def done(units, person):
    """What group 1 told area A1 to do, and A1's officer says is done."""
    chair = person(Role.GROUP_CHAIR, "G1")
    made = directive_raise(
        words=words(units, issuer=units["G1"], owners=(units["A1"],)), by=chair
    ).assignments.get()
    officer = person(Role.AREA_OFFICER, "A1")
    services.assignment_finish(assignment=made, version=1, text="เสร็จ", by=officer)
    return made


JUDGE = {
    "verify": services.assignment_verify,
    "return": lambda **named: services.assignment_return(reason="ขาด", **named),
}


@pytest.mark.parametrize("judge", JUDGE.values(), ids=JUDGE)
@pytest.mark.parametrize("role", [Role.AREA_OFFICER, Role.AREA_SUPERVISOR])
def test_who_belongs_to_the_owner_does_not_judge_for_the_issuer(
    units, person, done, judge, role
):
    """The colleague has a post at the group as well, so the permission is there."""
    both = person(Role.GROUP_OFFICER, "G1")
    GrantFactory(user=both, unit=units["A1"], role=role)
    with pytest.raises(FollowupError, match="belong to the unit"):
        judge(assignment=done, version=2, by=both)
    done.refresh_from_db()
    assert (done.state, done.version) == (State.DONE, 2)
    assert done.pk not in waiting_for(both)
    chair = person(Role.GROUP_CHAIR, "G1")
    assert done.pk in waiting_for(chair)
    judge(assignment=done, version=2, by=chair)


def waiting_for(user) -> set[int]:
    """Return the parts for whose verdict the user is asked on the first screen."""
    rows = to_verify_by(user).values_list("assignments", flat=True)
    return set(rows)


def test_who_left_the_owner_long_ago_may_judge_what_others_reported(
    units, person, done
):
    moved = person(Role.GROUP_OFFICER, "G1")
    GrantFactory(
        user=moved, unit=units["A1"], role=Role.AREA_OFFICER,
        valid_to=datetime.date(2022, 1, 19),
    )  # fmt: skip
    services.assignment_verify(assignment=done, version=2, by=moved)


def test_who_reported_it_does_not_judge_it_from_a_new_post(units, person, done):
    officer = person(Role.AREA_OFFICER, "A1")
    Grant.objects.filter(user=officer).update(unit=units["G1"], role=Role.GROUP_OFFICER)
    with pytest.raises(FollowupError, match="reported it yourself"):
        services.assignment_verify(assignment=done, version=2, by=officer)


def test_who_reported_it_first_does_not_judge_what_another_reported_again(
    units, person, done
):
    first = person(Role.AREA_OFFICER, "A1")
    chair = person(Role.GROUP_CHAIR, "G1")
    services.assignment_return(assignment=done, version=2, reason="ขาด", by=chair)
    head = person(Role.AREA_DIRECTOR, "A1")
    services.assignment_finish(assignment=done, version=3, text="ครบ", by=head)
    Grant.objects.filter(user=first).update(unit=units["G1"], role=Role.GROUP_OFFICER)
    with pytest.raises(FollowupError):
        services.assignment_verify(assignment=done, version=4, by=first)
    services.assignment_verify(assignment=done, version=4, by=chair)


def test_a_post_above_or_below_the_owner_is_not_a_post_at_it(units, person, done):
    """Who works for a school under the owner, or for the commission, may judge."""
    chair = person(Role.GROUP_CHAIR, "G1")
    GrantFactory(user=chair, unit=units["S1"], role=Role.SCHOOL_DIRECTOR)
    GrantFactory(user=chair, unit=units["OBEC"], role=Role.ANALYST)
    services.assignment_verify(assignment=done, version=2, by=chair)


def test_only_what_is_done_can_be_verified(part, person):
    with pytest.raises(FollowupError, match="Not acknowledged"):
        services.assignment_verify(
            assignment=part, version=1, by=person(Role.ANALYST, "OBEC")
        )


def test_evidence_is_kept_by_its_content(part, person):
    officer = person(Role.GROUP_OFFICER, "G1")
    pdf = Attached(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "C:\\งาน\\สรุป.pdf")
    services.assignment_report(
        assignment=part, version=1, text="แนบแล้ว", by=officer, attached=pdf
    )
    note = part.progress.get()
    assert note.original_name == "สรุป.pdf"
    assert note.content_type == "application/pdf"
    with note.file.open() as kept:
        assert kept.read() == b"%PDF-1.7\n%%EOF\n"
    bad = Attached(io.BytesIO(b"#!/bin/sh\n"), "a.pdf")
    with pytest.raises(EvidenceError):
        services.assignment_report(
            assignment=part, version=2, text="อีก", by=officer, attached=bad
        )
    part.refresh_from_db()
    assert part.version == 2


def test_no_file_stays_where_the_answer_failed(part, person, monkeypatch):
    officer = person(Role.GROUP_OFFICER, "G1")
    attached = Attached(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "a.pdf")

    def fail(**_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services.assignments.audit, "record", fail)
    with pytest.raises(RuntimeError):
        services.assignment_report(
            assignment=part, version=1, text="ก", by=officer, attached=attached
        )
    storage, name = attached.stored[0]
    assert not storage.exists(name)
    assert not Progress.objects.exists()
