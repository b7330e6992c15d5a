"""What I owe, what came back, what waits for me."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import GrantFactory
from tests.reporting.world import DUE, OPENS, World, make_round
from tidtam.accounts.models import Role
from tidtam.common import audit
from tidtam.reporting import selectors, services
from tidtam.reporting.models import Submission
from tidtam.reporting.services import ValueDraft


def waiting(world: World, who: str) -> list[tuple[str, str]]:
    """Return (unit, step that comes next) of what waits for the person."""
    found = selectors.submissions_to_review(world.user[who])
    return [(item.unit.code, item.state) for item in found]


# ---------- what I owe ----------


def test_a_school_owes_its_open_round(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="7")
    (owed,) = selectors.reports_owed(world.user["clerk1"])
    assert owed.form.unit == world.unit["S1"]
    assert (owed.form.filled, len(owed.form.lines)) == (1, 2)
    assert not owed.is_overdue
    assert not owed.is_returned
    world.fill("clerk1", "S1")
    world.submit("clerk1", "S1")
    assert selectors.reports_owed(world.user["clerk1"]) == []


def test_an_area_owes_its_own_report_and_not_its_schools(world: World) -> None:
    (owed,) = selectors.reports_owed(world.user["officer"])
    assert owed.form.unit == world.unit["A1"]


def test_who_only_reviews_owes_nothing(world: World) -> None:
    for who in ("director", "chair", "analyst"):
        assert selectors.reports_owed(world.user[who]) == []


def test_overdue_reports_stand_on_top_and_returned_ones_next(world: World) -> None:
    clerk = world.user["clerk1"]
    GrantFactory(user=clerk, unit=world.unit["S2"], role=Role.SCHOOL_CLERK)
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent, reason_code="D1", text="แก้", by=world.user["officer"]
    )
    first, second = selectors.reports_owed(clerk)
    assert (first.form.unit.code, first.is_returned) == ("S1", True)
    assert not second.is_returned
    world.clock.moment = DUE + datetime.timedelta(hours=1)
    first, second = selectors.reports_owed(clerk)
    assert (first.form.unit.code, first.is_overdue) == ("S2", True)
    assert not second.is_overdue  # it was submitted in time


def test_what_came_back_is_owed_after_closing_too(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    world.clock.moment = world.round.closes_at + datetime.timedelta(days=3)
    assert selectors.reports_owed(world.user["clerk1"]) == []
    services.submission_return(
        submission=sent, reason_code="D1", text="แก้", by=world.user["officer"]
    )
    (owed,) = selectors.reports_owed(world.user["clerk1"])
    assert owed.is_returned
    assert selectors.reports_owed(world.user["clerk2"]) == []


def test_schools_certified_late_are_owed_a_supplementary_one(world: World) -> None:
    world.accepted_area()
    assert selectors.reports_owed(world.user["officer"]) == []
    world.certified("clerk2", "S2")
    (owed,) = selectors.reports_owed(world.user["officer"])
    assert owed.waiting_schools == 1


# ---------- what waits for me ----------


def test_a_submission_waits_for_one_step_after_the_other(world: World) -> None:
    school = world.submitted("clerk1", "S1")
    people = ("officer", "director", "officer2", "secretary", "analyst", "clerk1")

    def whose() -> set[str]:
        return {who for who in people if waiting(world, who)}

    assert whose() == {"officer"}
    services.submission_verify(submission=school, by=world.user["officer"])
    assert whose() == {"director"}
    services.submission_certify(submission=school, by=world.user["director"])
    assert whose() == set()  # until its area submits
    area = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    assert whose() == {"director"}
    services.submission_certify(submission=area, by=world.user["director"])
    assert whose() == {"secretary"}
    services.submission_verify_group(submission=area, by=world.user["secretary"])
    assert whose() == {"analyst"}
    services.submission_accept(submission=area, by=world.user["analyst"])
    assert whose() == set()


def test_special_schools_wait_for_their_bureau(world: World) -> None:
    world.submitted("clerk_p", "P1")
    assert waiting(world, "officer_b") == [("P1", "submitted")]
    assert waiting(world, "officer") == []


def test_own_work_does_not_wait_for_oneself(world: World) -> None:
    world.type("analyst", "A1", "EFF-05", value="3")
    world.submit("analyst", "A1", central=True)
    assert waiting(world, "analyst") == []
    assert waiting(world, "analyst2") == [("A1", "submitted")]


def test_the_oldest_submission_waits_first(world: World) -> None:
    for clerk, unit in (("clerk2", "S2"), ("clerk1", "S1"), ("clerk3", "S3")):
        world.submitted(clerk, unit)
        world.clock.on()
    assert [unit for unit, _ in waiting(world, "officer")] == ["S2", "S1", "S3"]


def test_the_queue_is_counted_by_round_and_step(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    world.submitted("clerk1", "S1")
    since = world.clock.moment
    world.clock.on()
    world.submitted("clerk2", "S2")
    with django_assert_num_queries(3):
        (found,) = selectors.reviews_waiting(world.user["officer"])
    assert (found.round, found.route, found.count) == (world.round, "school", 2)
    assert found.step.state == "verified"
    assert found.since == since


def test_a_queue_is_two_queries(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    for clerk, unit in (("clerk1", "S1"), ("clerk2", "S2"), ("clerk3", "S3")):
        world.submitted(clerk, unit)
    with django_assert_num_queries(2):
        names = [
            f"{item.unit} {item.round} {item.area} {item.submitted_by}"
            for item in selectors.submissions_to_review(world.user["officer"])
        ]
    assert len(names) == 3


# ---------- who sees what ----------


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("clerk1", {"S1"}),
        ("officer", {"S1", "A1"}),
        ("secretary", {"S1", "A1"}),
        ("officer2", {"S4"}),
        ("secretary2", {"S4"}),
        ("officer_b", {"P1"}),
        ("analyst", {"S1", "A1", "S4", "P1"}),
        ("clerk2", set()),
    ],
)
def test_submissions_are_seen_from_above(
    world: World, who: str, units: set[str]
) -> None:
    for clerk, unit in (
        ("clerk1", "S1"),
        ("clerk4", "S4"),
        ("clerk_p", "P1"),
        ("officer", "A1"),
    ):
        code = "EFF-01" if unit == "A1" else "SAF-01"
        world.type(clerk, unit, code, value="1")
    found = selectors.submissions_visible_to(world.user[who])
    assert {item.unit.code for item in found} == units


# ---------- remarks ----------


def test_remarks_name_jumps_with_their_answers_and_flat_copies(
    world: World,
    django_assert_num_queries: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = world.round
    earlier = make_round(world, 2564, "Q4", OPENS - datetime.timedelta(days=91))

    def said(unit: str, code: str, *numbers: str | None) -> ValueDraft:
        return ValueDraft(
            world.unit[unit].pk,
            world.indicator[code].pk,
            "reported",
            *numbers,
            "",
            None,
        )

    services.values_import(
        round_=earlier,
        drafts=[
            said("S1", "SAF-01", "100", None, None),
            said("S1", "QUA-05", None, "40", "50"),
            said("S2", "SAF-01", "7", None, None),
            said("S2", "QUA-05", None, "40", "50"),
        ],
        moment=earlier.opens_at,
        by=audit.OPERATOR,
    )
    world.round = now
    world.type("clerk1", "S1", "SAF-01", value="17", jump_answer="ย้ายออก 12 คน")
    world.type("clerk1", "S1", "QUA-05", state="not_applicable", note="ไม่มีชั้น")
    world.submit("clerk1", "S1")
    world.submitted("clerk2", "S2")
    sent = list(Submission.objects.filter(route="school").order_by("unit__code"))
    with django_assert_num_queries(4):
        remarks = selectors.remarks_on(world.round, sent)
    monkeypatch.setattr("tidtam.reporting.selectors.queues.COPY_LEAST", 2)
    assert selectors.remarks_on(world.round, sent)[sent[1].pk].is_copy
    one, two = (remarks[item.pk] for item in sent)
    assert (one.said, one.not_applicable, one.is_copy) == (2, 1, False)
    (jump,) = one.jumps
    assert jump.indicator_id == world.indicator["SAF-01"].pk
    assert (jump.jump.percent, jump.answer) == (83, "ย้ายออก 12 คน")
    assert two.jumps == ()
    assert not two.is_copy  # two figures are too few to tell
