"""The steps of review: who, in which order, back and open again."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import GrantFactory, UserFactory
from tests.reporting.world import World
from tidtam.accounts.models import Role
from tidtam.analysis.models import ValuesChange
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.organisation import tree
from tidtam.organisation.services import placements_replace
from tidtam.reporting import services
from tidtam.reporting.errors import (
    CarriedError,
    LockedError,
    NotAskedError,
    OwnWorkError,
    StepError,
    SubmissionProblemsError,
)
from tidtam.reporting.models import ReturnedValue, Submission, ValueRevision
from tidtam.reporting.services import ReasonError, ValueReturn

TEXT = "ตัวหารไม่ตรงกับบัญชีรายชื่อ"
STEPS: dict[str, Callable[..., Submission]] = {
    "verify": services.submission_verify,
    "certify": services.submission_certify,
    "verify_group": services.submission_verify_group,
    "accept": services.submission_accept,
}


def send_back(
    world: World, sent: Submission, who: str, *values: ValueReturn
) -> Submission:
    return services.submission_return(
        submission=sent,
        reason_code="D2",
        text=TEXT,
        values=values,
        by=world.user[who],
    )


def area_sent(world: World) -> Submission:
    """S1 is certified; A1 has submitted with S2 and S3 missing."""
    world.certified("clerk1", "S1")
    world.clock.on()
    return world.submitted("officer", "A1", missing=world.missing("S2", "S3"))


# ---------- forward ----------


def test_the_whole_way_of_a_school_and_its_area(world: World) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    assert (area.state, school.state) == ("accepted", "accepted")
    assert [step.action for step in school.steps.order_by("pk")] == [
        "submitted",
        "verified",
        "certified",
    ]
    assert [step.action for step in area.steps.order_by("pk")] == [
        "submitted",
        "certified",
        "group_verified",
        "accepted",
    ]


def test_acceptance_makes_every_carried_figure_official_at_one_moment(
    world: World,
) -> None:
    world.accepted_area()
    moments = set(ValueRevision.objects.values_list("official_at", flat=True))
    assert moments == {world.clock.moment}
    assert ValueRevision.objects.count() == 3


def test_nothing_is_official_before_the_last_step(world: World) -> None:
    sent = area_sent(world)
    services.submission_certify(submission=sent, by=world.user["director"])
    services.submission_verify_group(submission=sent, by=world.user["secretary"])
    assert not ValueRevision.objects.exclude(official_at=None).exists()


def test_each_step_leaves_an_event_with_before_and_after(world: World) -> None:
    world.accepted_area()
    events = AuditEvent.objects.filter(target_type="reporting.submission")
    actions = list(events.order_by("pk").values_list("action", flat=True))
    assert actions == [
        "submission.submitted",
        "submission.verified",
        "submission.certified",
        "submission.submitted",
        "submission.certified",
        "submission.group_verified",
        "submission.accepted",
    ]
    accepted = events.get(action="submission.accepted")
    assert accepted.before == {"state": "group_verified"}
    assert accepted.after == {"state": "accepted"}


def test_acceptance_tells_analysis_the_placings_that_changed(world: World) -> None:
    world.accepted_area()
    change = ValuesChange.objects.order_by("pk").last()
    assert change is not None
    assert (change.area, change.branch) == (world.unit["A1"], world.unit["G1"])


def test_acceptance_takes_the_same_statements_for_any_number_of_schools(
    world: World, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for clerk, school in (("clerk1", "S1"), ("clerk2", "S2"), ("clerk3", "S3")):
        world.certified(clerk, school)
    sent = world.submitted("officer", "A1")
    services.submission_certify(submission=sent, by=world.user["director"])
    services.submission_verify_group(submission=sent, by=world.user["secretary"])
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        services.submission_accept(submission=sent, by=world.user["analyst"])


# ---------- whose turn, and whose right ----------


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("verify", "clerk1"),
        ("verify", "head1"),
        ("verify", "officer2"),  # of another area
        ("verify", "director"),
        ("verify", "secretary"),
        ("verify", "analyst"),
        ("certify", "officer"),
        ("certify", "director2"),
    ],
)
def test_who_may_not_review_a_school(world: World, step: str, who: str) -> None:
    sent = world.submitted("clerk1", "S1")
    if step == "certify":
        services.submission_verify(submission=sent, by=world.user["officer"])
    with pytest.raises(PermissionDenied):
        STEPS[step](submission=sent, by=world.user[who])


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("certify", "officer"),
        ("certify", "director2"),
        ("certify", "analyst"),
        ("verify_group", "director"),
        ("verify_group", "secretary2"),
        ("accept", "secretary"),
        ("accept", "chair"),
        ("accept", "director"),
    ],
)
def test_who_may_not_review_an_area(world: World, step: str, who: str) -> None:
    sent = area_sent(world)
    if step != "certify":
        services.submission_certify(submission=sent, by=world.user["director"])
    if step == "accept":
        services.submission_verify_group(submission=sent, by=world.user["secretary"])
    with pytest.raises(PermissionDenied):
        STEPS[step](submission=sent, by=world.user[who])


@pytest.mark.parametrize(
    ("step", "who"),
    [("certify", "director"), ("verify", "officer")],
)
def test_steps_are_taken_in_their_order_and_once(
    world: World, step: str, who: str
) -> None:
    sent = world.submitted("clerk1", "S1")
    if step == "verify":
        services.submission_verify(submission=sent, by=world.user["officer"])
    with pytest.raises(StepError):
        STEPS[step](submission=sent, by=world.user[who])


def test_a_route_without_the_step_refuses_it(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    with pytest.raises(StepError):
        services.submission_accept(submission=sent, by=world.user["analyst"])


def test_a_submission_sent_again_is_not_passed_unseen(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    seen_at = sent.submitted_at
    send_back(world, sent, "officer")
    world.clock.on()
    world.submit("clerk1", "S1")
    with pytest.raises(StepError):
        services.submission_verify(
            submission=sent, by=world.user["officer"], seen_at=seen_at
        )
    sent.refresh_from_db()
    verified = services.submission_verify(
        submission=sent, by=world.user["officer"], seen_at=sent.submitted_at
    )
    assert verified.state == "verified"


# ---------- nobody does two steps, nor reviews his own ----------


def test_nobody_verifies_and_certifies(world: World) -> None:
    both = UserFactory()
    for role in (Role.AREA_OFFICER, Role.AREA_DIRECTOR):
        GrantFactory(user=both, unit=world.unit["A1"], role=role)
    sent = world.submitted("clerk1", "S1")
    services.submission_verify(submission=sent, by=both)
    with pytest.raises(OwnWorkError):
        services.submission_certify(submission=sent, by=both)
    certified = services.submission_certify(submission=sent, by=world.user["director"])
    assert certified.state == "certified"


def test_nobody_certifies_what_he_submitted(world: World) -> None:
    both = UserFactory()
    for role in (Role.AREA_OFFICER, Role.AREA_DIRECTOR):
        GrantFactory(user=both, unit=world.unit["A1"], role=role)
    world.user["both"] = both
    world.fill("both", "A1")
    sent = world.submit("both", "A1", missing=world.missing("S1", "S2", "S3"))
    with pytest.raises(OwnWorkError):
        services.submission_certify(submission=sent, by=both)


def test_nobody_certifies_what_he_typed(world: World) -> None:
    both = UserFactory()
    for role in (Role.AREA_OFFICER, Role.AREA_DIRECTOR):
        GrantFactory(user=both, unit=world.unit["A1"], role=role)
    world.user["both"] = both
    world.fill("both", "A1")
    sent = world.submit("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    with pytest.raises(OwnWorkError):
        services.submission_certify(submission=sent, by=both)


def test_central_figures_are_accepted_by_another_analyst(world: World) -> None:
    world.type("analyst", "A1", "EFF-05", value="3")
    sent = world.submit("analyst2", "A1", central=True)
    for who in ("analyst", "analyst2"):  # one typed, the other submitted
        with pytest.raises(OwnWorkError):
            services.submission_accept(submission=sent, by=world.user[who])


def test_who_sent_back_may_take_that_same_step_later(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    send_back(world, sent, "officer")
    world.submit("clerk1", "S1")
    again = services.submission_verify(submission=sent, by=world.user["officer"])
    assert again.state == "verified"


def test_who_sent_back_at_one_step_takes_no_other(world: World) -> None:
    both = UserFactory()
    for role in (Role.AREA_OFFICER, Role.AREA_DIRECTOR):
        GrantFactory(user=both, unit=world.unit["A1"], role=role)
    sent = world.submitted("clerk1", "S1")
    services.submission_return(submission=sent, reason_code="D2", text=TEXT, by=both)
    world.submit("clerk1", "S1")
    services.submission_verify(submission=sent, by=world.user["officer"])
    with pytest.raises(OwnWorkError):
        services.submission_certify(submission=sent, by=both)


# ---------- frozen superiors ----------


def test_the_areas_of_the_opening_day_review_the_round(world: World) -> None:
    """S1 moves to A2 during the round: A1 still reviews it."""
    sent = world.submitted("clerk1", "S1")
    moved = world.clock.moment.date()
    placements_replace(
        placements={
            "S1": [
                tree.Edge("A1", world.round.opens_at.date(), moved),
                tree.Edge("A2", moved, None),
            ]
        },
        by=audit.OPERATOR,
    )
    with pytest.raises(PermissionDenied):
        services.submission_verify(submission=sent, by=world.user["officer2"])
    verified = services.submission_verify(submission=sent, by=world.user["officer"])
    assert verified.state == "verified"


# ---------- back ----------


def test_a_whole_return_takes_everything_out_and_unlocks_it(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    world.clock.on()
    back = send_back(world, sent, "officer")
    assert back.state == "returned"
    for code in ("QUA-05", "SAF-01"):
        assert world.only("S1", code).superseded_at == world.clock.moment
    step = back.steps.get(action="returned")
    assert (step.reason_code, step.text, step.is_whole) == ("D2", TEXT, True)
    assert step.stage == "verified"
    assert world.type("clerk1", "S1", "SAF-01", value="8", version=1).is_saved


def test_single_values_go_back_and_only_they_unlock(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    world.clock.on()
    send_back(world, sent, "officer", world.back("SAF-01"))
    assert world.only("S1", "SAF-01").superseded_at == world.clock.moment
    assert world.only("S1", "QUA-05").superseded_at is None
    with pytest.raises(LockedError):
        world.type("clerk1", "S1", "QUA-05", numerator="1", version=1)
    assert world.type("clerk1", "S1", "SAF-01", value="8", version=1).is_saved
    world.clock.on()
    world.submit("clerk1", "S1")
    assert [item.value for item in world.revisions("S1", "SAF-01")] == [7, 8]
    assert len(world.revisions("S1", "QUA-05")) == 1


def test_each_value_may_have_its_own_reason(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    send_back(
        world,
        sent,
        "officer",
        world.back("SAF-01", reason_code="E1", text="แนบไฟล์ใหม่"),
        world.back("QUA-05"),
    )
    rows = ReturnedValue.objects.order_by("indicator__code")
    assert [(row.indicator.code, row.reason_code, row.text) for row in rows] == [
        ("QUA-05", "D2", TEXT),
        ("SAF-01", "E1", "แนบไฟล์ใหม่"),
    ]


@pytest.mark.parametrize(
    ("reason_code", "text"), [("", TEXT), ("X9", TEXT), ("D2", "  ")]
)
def test_a_return_needs_a_reason_and_a_text(
    world: World, reason_code: str, text: str
) -> None:
    sent = world.submitted("clerk1", "S1")
    with pytest.raises(ReasonError):
        services.submission_return(
            submission=sent,
            reason_code=reason_code,
            text=text,
            by=world.user["officer"],
        )
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_only_a_figure_of_the_submission_goes_back(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    twice = (world.back("SAF-01"), world.back("SAF-01", text="ซ้ำ"))
    for values in ((world.back("EFF-01"),), twice):
        with pytest.raises(NotAskedError):
            send_back(world, sent, "officer", *values)


@pytest.mark.parametrize("who", ["clerk1", "officer2", "director", "analyst"])
def test_only_whose_turn_it_is_sends_back(world: World, who: str) -> None:
    sent = world.submitted("clerk1", "S1")
    with pytest.raises(PermissionDenied):
        send_back(world, sent, who)


@pytest.mark.parametrize(
    ("steps", "who"),
    [
        ((), "director"),
        (("director",), "secretary"),
        (("director", "secretary"), "analyst"),
    ],
)
def test_any_step_of_an_area_may_send_it_back(
    world: World, steps: tuple[str, ...], who: str
) -> None:
    sent = area_sent(world)
    for name, step in zip(steps, ("certify", "verify_group"), strict=False):
        STEPS[step](submission=sent, by=world.user[name])
    world.clock.on()
    assert send_back(world, sent, who).state == "returned"
    assert world.only("A1", "EFF-01").superseded_at == world.clock.moment
    # The schools were not sent back: they stay, and travel along again.
    assert world.only("S1", "SAF-01").superseded_at is None
    again = world.submit("officer", "A1", missing=world.missing("S2", "S3"))
    assert [school.unit.code for school in again.carried.all()] == ["S1"]


def test_a_certified_school_goes_back_until_its_area_submits(world: World) -> None:
    school = world.certified("clerk1", "S1")
    assert send_back(world, school, "director").state == "returned"


def test_a_carried_school_does_not_go_back_on_its_own(world: World) -> None:
    area_sent(world)
    school = Submission.objects.get(unit=world.unit["S1"])
    with pytest.raises(CarriedError):
        send_back(world, school, "director")


def test_a_schools_figure_goes_back_to_the_school(world: World) -> None:
    sent = area_sent(world)
    services.submission_certify(submission=sent, by=world.user["director"])
    world.clock.on()
    value = world.back("QUA-05", unit_id=world.unit["S1"].pk)
    send_back(world, sent, "secretary", value)
    sent.refresh_from_db()
    school = Submission.objects.get(unit=world.unit["S1"])
    assert (sent.state, school.state) == ("returned", "returned")
    assert school.carried_by is None
    assert world.only("S1", "QUA-05").superseded_at == world.clock.moment
    assert world.only("S1", "SAF-01").superseded_at is None
    # The area's own figures were not sent back and stay locked.
    assert world.only("A1", "EFF-01").superseded_at is None
    with pytest.raises(LockedError):
        world.type("officer", "A1", "EFF-01", numerator="1", version=1)
    with pytest.raises(SubmissionProblemsError):
        world.submit("officer", "A1", missing=world.missing("S2", "S3"))
    world.type("clerk1", "S1", "QUA-05", numerator="41", denominator="50", version=1)
    world.submit("clerk1", "S1")
    services.submission_verify(submission=school, by=world.user["officer"])
    services.submission_certify(submission=school, by=world.user["director"])
    again = world.submit("officer", "A1", missing=world.missing("S2", "S3"))
    assert [item.unit.code for item in again.carried.all()] == ["S1"]


def test_only_a_carried_school_can_be_named(world: World) -> None:
    sent = area_sent(world)
    for unit in ("S2", "S4"):
        value = world.back("QUA-05", unit_id=world.unit[unit].pk)
        with pytest.raises(NotAskedError):
            send_back(world, sent, "director", value)


def test_what_is_not_under_review_is_not_sent_back(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    send_back(world, sent, "officer")
    with pytest.raises(StepError):
        send_back(world, sent, "officer")


# ---------- open again ----------


def reopen(
    world: World, sent: Submission, who: str, *values: ValueReturn
) -> Submission:
    return services.submission_reopen(
        submission=sent,
        reason_code="D2",
        text=TEXT,
        values=values,
        by=world.user[who],
    )


def test_the_old_figure_stays_official_until_the_new_is_accepted(
    world: World,
) -> None:
    area = world.accepted_area()
    first_moment = world.clock.moment
    world.clock.on()
    reopen(world, area, "analyst", world.back("EFF-01"))
    old = world.only("A1", "EFF-01")
    assert (old.official_at, old.unofficial_at) == (first_moment, None)
    assert old.superseded_at == world.clock.moment
    world.type("officer", "A1", "EFF-01", numerator="45", denominator="50", version=1)
    world.submit("officer", "A1", missing=world.missing("S2", "S3"))
    old, new = world.revisions("A1", "EFF-01")
    assert (old.unofficial_at, new.official_at) == (None, None)
    world.to_the_end(area)
    old, new = world.revisions("A1", "EFF-01")
    assert old.unofficial_at == new.official_at == world.clock.moment
    assert world.only("S1", "SAF-01").official_at == first_moment


def test_an_accepted_school_travels_again_in_a_supplementary_one(
    world: World,
) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    reopen(world, school, "analyst", world.back("SAF-01"))
    area.refresh_from_db()
    assert area.state == "accepted"
    world.type("clerk1", "S1", "SAF-01", value="9", version=1)
    world.submit("clerk1", "S1")
    services.submission_verify(submission=school, by=world.user["officer"])
    services.submission_certify(submission=school, by=world.user["director"])
    extra = world.supplement("officer", "A1")
    world.to_the_end(extra)
    old, new = world.revisions("S1", "SAF-01")
    assert old.unofficial_at == new.official_at == world.clock.moment
    assert world.only("S1", "QUA-05").unofficial_at is None


def test_withdrawing_a_reopened_figure_leaves_the_others_official(
    world: World,
) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    reopen(world, school, "analyst", world.back("SAF-01"))
    world.type("clerk1", "S1", "SAF-01", value="9", version=1)
    world.submit("clerk1", "S1")
    services.submission_withdraw(submission=school, by=world.user["clerk1"])
    old, new = world.revisions("S1", "SAF-01")
    assert new.superseded_at is not None
    assert old.unofficial_at is None
    kept = world.only("S1", "QUA-05")
    assert (kept.superseded_at, kept.unofficial_at) == (None, None)
    with pytest.raises(LockedError):
        world.type("clerk1", "S1", "QUA-05", numerator="1", version=1)
    area.refresh_from_db()
    assert area.state == "accepted"


@pytest.mark.parametrize("who", ["officer", "director", "secretary", "clerk1"])
def test_only_who_accepts_opens_again(world: World, who: str) -> None:
    area = world.accepted_area()
    with pytest.raises(PermissionDenied):
        reopen(world, area, who)


def test_only_what_was_accepted_is_opened_again(world: World) -> None:
    sent = area_sent(world)
    services.submission_certify(submission=sent, by=world.user["director"])
    services.submission_verify_group(submission=sent, by=world.user["secretary"])
    with pytest.raises(StepError):
        reopen(world, sent, "analyst")


def test_a_school_being_mended_is_not_made_official_by_its_old_carrier(
    world: World,
) -> None:
    """Its area is opened again meanwhile and accepted without it."""
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    reopen(world, area, "analyst", world.back("EFF-01"))
    reopen(world, school, "analyst", world.back("SAF-01"))
    world.submit("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    world.type("clerk1", "S1", "SAF-01", value="9", version=1)
    world.submit("clerk1", "S1")
    services.submission_verify(submission=school, by=world.user["officer"])
    services.submission_certify(submission=school, by=world.user["director"])
    world.to_the_end(area)
    old, new = world.revisions("S1", "SAF-01")
    assert (old.unofficial_at, new.official_at) == (None, None)
    school.refresh_from_db()
    assert school.state == "certified"
