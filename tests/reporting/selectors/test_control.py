"""The control room, an area's schools, and who was in time."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests.reporting.world import DUE, World
from tidtam.reporting import selectors, services
from tidtam.reporting.selectors import OfficeRow, Stage


def rows(world: World, **more: Any) -> dict[str, OfficeRow]:
    return {row.unit.code: row for row in selectors.control_room(world.round, **more)}


def test_every_area_and_bureau_with_a_part_has_a_row(world: World) -> None:
    found = rows(world)
    assert {code: row.expected for code, row in found.items()} == {
        "A1": 3,
        "A2": 1,
        "B1": 1,
    }
    assert {code: row.route for code, row in found.items()} == {
        "A1": "area",
        "A2": "area",
        "B1": "bureau",
    }
    assert {row.stage for row in found.values()} == {Stage.NOT_STARTED}


def test_schools_are_counted_by_state(world: World) -> None:
    world.certified("clerk1", "S1")
    world.submitted("clerk2", "S2")
    world.type("clerk3", "S3", "SAF-01", value="1")
    row = rows(world)["A1"]
    assert row.schools == {"certified": 1, "submitted": 1, "draft": 1}
    assert (row.sent_schools, row.silent_schools) == (2, 1)
    assert row.stage == Stage.DRAFTING


def test_an_area_climbs_its_stages(world: World) -> None:
    seen = [rows(world)["A1"].stage]
    world.type("officer", "A1", "EFF-01", numerator="1", denominator="2")
    seen.append(rows(world)["A1"].stage)
    sent = world.submit("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    seen.append(rows(world)["A1"].stage)
    for step, who in (
        (services.submission_certify, "director"),
        (services.submission_verify_group, "secretary"),
        (services.submission_accept, "analyst"),
    ):
        step(submission=sent, by=world.user[who])
        seen.append(rows(world)["A1"].stage)
    services.submission_reopen(
        submission=sent, reason_code="D2", text="แก้", by=world.user["analyst"]
    )
    seen.append(rows(world)["A1"].stage)
    assert seen == [
        Stage.NOT_STARTED,
        Stage.DRAFTING,
        Stage.AWAITS_CERTIFYING,
        Stage.AWAITS_GROUP,
        Stage.AWAITS_ACCEPTING,
        Stage.ACCEPTED,
        Stage.RETURNED,
    ]


def test_a_bureau_waits_for_no_group(world: World) -> None:
    world.certified("clerk_p", "P1", "officer_b", "director_b")
    sent = world.submit("officer_b", "B1")
    services.submission_certify(submission=sent, by=world.user["director_b"])
    assert rows(world)["B1"].stage == Stage.AWAITS_ACCEPTING


def test_supplementary_submissions_stand_beside_the_first(world: World) -> None:
    world.accepted_area()
    world.certified("clerk2", "S2")
    extra = world.supplement("officer", "A1")
    row = rows(world)["A1"]
    assert row.stage == Stage.ACCEPTED
    assert row.extra == [extra]
    assert row.schools == {"accepted": 1, "certified": 1}


@pytest.mark.parametrize(
    ("submits_at", "is_overdue"),
    [
        (DUE - datetime.timedelta(hours=1), False),
        (DUE + datetime.timedelta(hours=1), False),  # late, no longer overdue
        (None, True),
    ],
)
def test_overdue_is_due_and_never_submitted(
    world: World, submits_at: datetime.datetime | None, is_overdue: bool
) -> None:
    if submits_at is not None:
        world.clock.moment = submits_at
        world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    world.clock.moment = DUE + datetime.timedelta(hours=2)
    assert rows(world)["A1"].is_overdue is is_overdue
    assert rows(world)["A2"].is_overdue


def test_the_control_room_narrows_to_a_branch(world: World) -> None:
    assert set(rows(world, branch=world.unit["G1"])) == {"A1"}
    assert set(rows(world, branch=world.unit["B1"])) == {"B1"}


def test_the_control_room_takes_four_queries(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    world.certified("clerk1", "S1")
    world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    with django_assert_num_queries(4):
        counts = selectors.stage_counts(selectors.control_room(world.round))
    assert counts == {Stage.AWAITS_CERTIFYING: 1, Stage.NOT_STARTED: 2}


def test_groups_stand_in_their_own_rows(world: World) -> None:
    world.submitted("secretary", "G1")
    found = selectors.groups_in_round(world.round)
    assert [(row.unit.code, row.stage) for row in found] == [
        ("G1", Stage.AWAITS_CERTIFYING),
        ("G2", Stage.NOT_STARTED),
    ]


def test_a_certified_group_waits_for_acceptance(world: World) -> None:
    sent = world.submitted("secretary", "G1")
    services.submission_certify(submission=sent, by=world.user["chair"])
    found = selectors.groups_in_round(world.round)
    assert found[0].stage == Stage.AWAITS_ACCEPTING


# ---------- schools ----------


def test_an_areas_schools_with_their_states(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    world.certified("clerk1", "S1")
    world.type("clerk2", "S2", "SAF-01", value="1")
    world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    with django_assert_max_num_queries(5):
        found = selectors.schools_of(world.round, world.unit["A1"])
    assert [(row.unit.code, row.state, row.typed) for row in found] == [
        ("S1", "certified", 2),
        ("S2", "draft", 1),
        ("S3", "", 0),
    ]
    assert [bool(row.missing_reason) for row in found] == [False, True, True]


def test_a_group_has_no_schools_of_its_own(world: World) -> None:
    assert selectors.schools_of(world.round, world.unit["G1"]) == []


# ---------- timeliness ----------


def test_timeliness_counts_first_submissions(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent, reason_code="D1", text="แก้", by=world.user["officer"]
    )
    world.clock.moment = DUE + datetime.timedelta(minutes=1)
    world.submit("clerk1", "S1")
    world.submitted("clerk2", "S2")
    found = {row.area_id: row for row in selectors.timeliness(world.round)}
    row = found[world.unit["A1"].pk]
    assert (row.expected, row.on_time, row.late, row.silent) == (3, 1, 1, 1)
    assert found[world.unit["A2"].pk].silent == 1
    assert rows(world)["A1"].late_schools == 1


def test_areas_have_their_own_timeliness(world: World) -> None:
    world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    found = selectors.timeliness(world.round, "area")
    assert sum(row.on_time for row in found) == 1
    assert sum(row.expected for row in found) == 2


# ---------- centrally entered ----------


def test_central_indicators_by_how_much_is_there(world: World) -> None:
    world.type("analyst", "A1", "EFF-05", value="3")
    sent = world.submit("analyst", "A1", central=True)
    world.type("analyst", "A2", "EFF-05", value="3")
    world.submit("analyst", "A2", central=True)
    services.submission_accept(submission=sent, by=world.user["analyst2"])
    found = selectors.central_lines(world.round)
    assert [(row.code, row.expected, row.entered, row.accepted) for row in found] == [
        ("EFF-05", 2, 2, 1),
        ("EFF-06", 2, 0, 0),
    ]
