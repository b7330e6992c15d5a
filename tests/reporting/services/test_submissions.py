"""Submitting by every route, exactly once; withdrawing; what an area carries."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.reporting.world import CLOSES, DUE, OPENS, World, make_round, number
from tidtam.analysis.models import ValuesChange
from tidtam.common import audit
from tidtam.common.fields import to_microseconds
from tidtam.common.models import AuditEvent
from tidtam.reporting import services
from tidtam.reporting.errors import (
    CarriedError,
    LockedError,
    RoundClosedError,
    StepError,
    SubmissionProblemsError,
)
from tidtam.reporting.models import (
    DeclaredMissing,
    ReviewStep,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    Submission,
    ValueRevision,
)
from tidtam.reporting.services import ValueDraft


def problems_of(error: SubmissionProblemsError, world: World) -> set[tuple[str, str]]:
    """Return (indicator code or unit code, field) of each problem."""
    codes = {item.pk: code for code, item in world.indicator.items()}
    units = {item.pk: code for code, item in world.unit.items()}
    return {
        (
            codes[item.indicator_id] if item.indicator_id else units[item.unit_id],
            item.field,
        )
        for item in error.problems
    }


# ---------- what a submission does ----------


def test_a_school_submits_and_its_figures_are_preliminary(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    now = world.clock.moment
    assert (sent.state, sent.route, sent.number) == ("submitted", "school", 0)
    assert (sent.first_submitted_at, sent.submitted_at) == (now, now)
    assert sent.submitted_by == world.user["clerk1"]
    quality = world.only("S1", "QUA-05")
    assert number(quality) == (None, Decimal(40), Decimal(50))
    assert quality.submission == sent
    assert (quality.recorded_at, quality.submitted_at) == (now, now)
    assert quality.superseded_at is None
    assert quality.official_at is None


def test_submitting_leaves_a_step_an_event_and_a_note_for_analysis(
    world: World,
) -> None:
    ValuesChange.objects.all().delete()
    sent = world.submitted("clerk1", "S1")
    step = ReviewStep.objects.get(submission=sent)
    assert (step.action, step.stage) == ("submitted", "submitted")
    assert step.actor_id == world.user["clerk1"].pk
    assert step.actor_label == str(world.user["clerk1"])
    event = AuditEvent.objects.get(action="submission.submitted")
    assert event.after["values"] == 2
    assert len(event.after["digest"]) == 64
    change = ValuesChange.objects.get()
    assert (change.area, change.branch) == (world.unit["A1"], world.unit["G1"])


def test_a_zero_and_a_reason_are_figures(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="0")
    world.type("clerk1", "S1", "QUA-05", state="not_applicable", note="ไม่มีชั้น ป.1–ป.3")
    world.submit("clerk1", "S1")
    assert world.only("S1", "SAF-01").value == 0
    gone = world.only("S1", "QUA-05")
    assert gone.state == "not_applicable"
    assert number(gone) == (None, None, None)
    assert gone.note == "ไม่มีชั้น ป.1–ป.3"


def test_who_typed_is_in_the_trail_of_who_submits(world: World) -> None:
    world.fill("clerk1", "S1")
    world.clock.on()
    sent = world.submit("head1", "S1")
    steps = [(step.action, step.actor_id) for step in sent.steps.order_by("pk")]
    assert steps == [
        ("entered", world.user["clerk1"].pk),
        ("submitted", world.user["head1"].pk),
    ]


# ---------- refusals ----------


def test_every_problem_is_named_at_once(world: World) -> None:
    world.type("clerk1", "S1", "QUA-05", numerator="60", denominator="50")
    with pytest.raises(SubmissionProblemsError) as caught:
        world.submit("clerk1", "S1")
    assert problems_of(caught.value, world) == {
        ("QUA-05", "numerator"),
        ("SAF-01", "value"),
    }
    assert not ValueRevision.objects.exists()
    assert Submission.objects.get().state == "draft"


def test_what_cannot_be_read_cannot_be_submitted(world: World) -> None:
    world.fill("clerk1", "S1")
    world.type("clerk1", "S1", "SAF-01", value="เจ็ด", version=1)
    with pytest.raises(SubmissionProblemsError) as caught:
        world.submit("clerk1", "S1")
    assert problems_of(caught.value, world) == {("SAF-01", "value")}


def test_a_jump_without_an_answer_is_a_problem_and_the_answer_travels(
    world: World,
) -> None:
    now = world.round
    earlier = make_round(world, 2564, "Q4", OPENS - datetime.timedelta(days=91))
    services.values_import(
        round_=earlier,
        drafts=[
            ValueDraft(
                world.unit["S1"].pk,
                world.indicator["SAF-01"].pk,
                "reported",
                "100",
                None,
                None,
                "",
                earlier.opens_at,
            )
        ],
        moment=earlier.opens_at,
        by=audit.OPERATOR,
    )
    world.round = now
    world.fill("clerk1", "S1")
    with pytest.raises(SubmissionProblemsError) as caught:
        world.submit("clerk1", "S1")
    assert problems_of(caught.value, world) == {("SAF-01", "jump_answer")}
    world.type(
        "clerk1", "S1", "SAF-01", value="7", jump_answer="ย้ายออก 12 คน", version=1
    )
    world.submit("clerk1", "S1")
    assert world.only("S1", "SAF-01").note == "ย้ายออก 12 คน"


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("clerk2", "S1"),
        ("officer", "S1"),
        ("director", "A1"),
        ("analyst", "S1"),
        ("officer2", "A1"),
        ("chair", "G1"),
    ],
)
def test_only_the_units_own_people_submit(world: World, who: str, unit: str) -> None:
    with pytest.raises(PermissionDenied):
        world.submit(who, unit)


def test_after_closing_nothing_is_submitted(world: World) -> None:
    world.fill("clerk1", "S1")
    world.clock.moment = CLOSES
    with pytest.raises(RoundClosedError):
        world.submit("clerk1", "S1")


def test_a_unit_that_is_asked_nothing_has_nothing_to_submit(world: World) -> None:
    for code in ("QUA-05", "SAF-01"):
        RoundExclusion.objects.create(
            round=world.round,
            unit=world.unit["S1"],
            indicator=world.indicator[code],
        )
    with pytest.raises(SubmissionProblemsError):
        world.submit("clerk1", "S1")


def test_a_submission_needs_the_key_of_its_form(world: World) -> None:
    world.fill("clerk1", "S1")
    with pytest.raises(ValueError, match="client key"):
        services.submission_submit(
            round_=world.round,
            unit=world.unit["S1"],
            client_key="",
            by=world.user["clerk1"],
        )


# ---------- exactly once ----------


def test_a_repeat_gives_the_same_and_has_no_second_effect(world: World) -> None:
    first = world.submitted("clerk1", "S1", key="form-1")
    events, changes = AuditEvent.objects.count(), ValuesChange.objects.count()
    world.clock.on()
    second = world.submit("clerk1", "S1", key="form-1")
    assert second == first
    assert second.submitted_at == first.submitted_at
    assert ValueRevision.objects.count() == 2
    assert ReviewStep.objects.count() == 1
    assert AuditEvent.objects.count() == events
    assert ValuesChange.objects.count() == changes


def test_a_late_repeat_after_a_return_has_no_effect_either(world: World) -> None:
    sent = world.submitted("clerk1", "S1", key="form-1")
    services.submission_return(
        submission=sent, reason_code="D1", text="แก้", by=world.user["officer"]
    )
    assert world.submit("clerk1", "S1", key="form-1").state == "returned"
    assert world.submit("clerk1", "S1", key="form-2").state == "submitted"
    assert world.submit("clerk1", "S1", key="form-1").state == "submitted"
    assert ReviewStep.objects.filter(action="submitted").count() == 2


def test_a_second_form_cannot_submit_what_is_under_review(world: World) -> None:
    world.submitted("clerk1", "S1", key="form-1")
    with pytest.raises(LockedError):
        world.submit("clerk1", "S1", key="form-2")


def test_keys_of_different_units_are_apart(world: World) -> None:
    assert world.submitted("clerk1", "S1", key="same").unit == world.unit["S1"]
    assert world.submitted("clerk2", "S2", key="same").unit == world.unit["S2"]


# ---------- timeliness ----------


@pytest.mark.parametrize(
    ("after_due", "is_late"),
    [
        (datetime.timedelta(seconds=-1), False),
        (datetime.timedelta(0), False),
        (datetime.timedelta(seconds=1), True),
    ],
)
def test_late_is_after_the_due_time(
    world: World, after_due: datetime.timedelta, is_late: bool
) -> None:
    world.clock.moment = DUE + after_due
    assert world.submitted("clerk1", "S1").is_late is is_late


def test_the_first_submission_counts_for_timeliness(world: World) -> None:
    first = world.submitted("clerk1", "S1").first_submitted_at
    services.submission_return(
        submission=Submission.objects.get(),
        reason_code="D1",
        text="แก้",
        by=world.user["officer"],
    )
    world.clock.moment = DUE + datetime.timedelta(hours=5)
    again = world.submit("clerk1", "S1")
    assert again.first_submitted_at == first
    assert again.submitted_at == world.clock.moment
    assert not again.is_late
    revision = world.revisions("S1", "SAF-01")[-1]
    assert revision.submitted_at == first
    assert revision.recorded_at == world.clock.moment


# ---------- what was imported ----------


def test_a_submission_replaces_an_imported_figure_once_accepted(
    world: World,
) -> None:
    services.values_import(
        round_=world.round,
        drafts=[
            ValueDraft(
                world.unit["S1"].pk,
                world.indicator["SAF-01"].pk,
                "reported",
                "5",
                None,
                None,
                "",
                None,
            )
        ],
        moment=world.clock.moment,
        by=audit.OPERATOR,
    )
    world.clock.on()
    world.submitted("clerk1", "S1")
    imported, own = world.revisions("S1", "SAF-01")
    assert imported.superseded_at == own.recorded_at
    assert imported.official_at is not None
    assert imported.unofficial_at is None
    assert own.official_at is None


# ---------- withdrawing ----------


def test_withdrawing_takes_the_figures_out_at_once(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    world.clock.on()
    back = services.submission_withdraw(submission=sent, by=world.user["head1"])
    assert back.state == "withdrawn"
    assert world.only("S1", "SAF-01").superseded_at == world.clock.moment
    assert world.submit("clerk1", "S1").state == "submitted"
    assert [item.value for item in world.revisions("S1", "SAF-01")] == [7, 7]


@pytest.mark.parametrize("who", ["clerk2", "officer", "director", "analyst"])
def test_only_the_units_own_people_withdraw(world: World, who: str) -> None:
    sent = world.submitted("clerk1", "S1")
    with pytest.raises(PermissionDenied):
        services.submission_withdraw(submission=sent, by=world.user[who])


def test_only_what_is_under_review_is_withdrawn(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="1")
    draft = Submission.objects.get()
    with pytest.raises(StepError):
        services.submission_withdraw(submission=draft, by=world.user["clerk1"])


def test_an_accepted_submission_is_not_withdrawn(world: World) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    for sent, who in ((area, "officer"), (school, "clerk1")):
        with pytest.raises(StepError):
            services.submission_withdraw(submission=sent, by=world.user[who])


def test_a_school_that_is_carried_stays(world: World) -> None:
    school = world.certified("clerk1", "S1")
    world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    with pytest.raises(CarriedError):
        services.submission_withdraw(submission=school, by=world.user["clerk1"])


def test_an_area_that_withdraws_frees_its_schools(world: World) -> None:
    school = world.certified("clerk1", "S1")
    area = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    services.submission_withdraw(submission=area, by=world.user["officer"])
    school.refresh_from_db()
    assert (school.state, school.carried_by) == ("certified", None)
    assert world.only("S1", "SAF-01").superseded_at is None
    assert world.only("A1", "EFF-01").superseded_at is not None
    withdrawn = services.submission_withdraw(submission=school, by=world.user["clerk1"])
    assert withdrawn.state == "withdrawn"


# ---------- an area and its schools ----------


def test_an_area_carries_its_own_figures_and_its_certified_schools(
    world: World,
) -> None:
    one, two = world.certified("clerk1", "S1"), world.certified("clerk2", "S2")
    area = world.submitted("officer", "A1", missing=world.missing("S3"))
    for school in (one, two):
        school.refresh_from_db()
        assert school.carried_by == area
    declared = DeclaredMissing.objects.get()
    assert declared.school == world.unit["S3"]
    assert declared.reason == "ติดตามแล้ว ยังไม่ส่ง"
    assert world.only("A1", "EFF-01").submission == area


def test_every_listed_school_is_certified_or_declared_missing(world: World) -> None:
    world.certified("clerk1", "S1")
    world.submitted("clerk2", "S2")  # sent, and not yet certified
    world.fill("officer", "A1")
    with pytest.raises(SubmissionProblemsError) as caught:
        world.submit("officer", "A1", missing={world.unit["S3"].pk: "  "})
    assert problems_of(caught.value, world) == {("S2", "missing"), ("S3", "missing")}
    assert not Submission.objects.filter(carried_by__isnull=False).exists()


def test_a_school_certified_meanwhile_is_carried_not_missing(world: World) -> None:
    school = world.certified("clerk1", "S1")
    world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    school.refresh_from_db()
    assert school.carried_by is not None
    declared = set(DeclaredMissing.objects.values_list("school__code", flat=True))
    assert declared == {"S2", "S3"}


def test_an_area_that_reports_nothing_itself_still_carries(world: World) -> None:
    RoundIndicator.objects.filter(
        indicator__code__in=["EFF-01", "EFF-05", "EFF-06"]
    ).delete()
    RoundUnit.objects.filter(unit=world.unit["A1"]).delete()
    world.certified("clerk1", "S1")
    area = world.submit("officer", "A1", missing=world.missing("S2", "S3"))
    assert (area.area, area.branch) == (world.unit["A1"], world.unit["G1"])
    assert world.to_the_end(area).state == "accepted"
    assert world.only("S1", "SAF-01").official_at is not None


def test_a_round_that_asks_schools_nothing_needs_no_schools(world: World) -> None:
    RoundIndicator.objects.filter(indicator__code__in=["QUA-05", "SAF-01"]).delete()
    assert world.submitted("officer", "A1").state == "submitted"


def test_schools_of_other_areas_are_not_carried(world: World) -> None:
    other = world.certified("clerk4", "S4", "officer2", "director2")
    world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    other.refresh_from_db()
    assert other.carried_by is None


# ---------- supplementary ----------


def test_a_school_certified_later_travels_in_a_supplementary_one(
    world: World,
) -> None:
    first = world.accepted_area()
    at_first = world.only("A1", "EFF-01").official_at
    world.clock.on()
    late = world.certified("clerk2", "S2")
    extra = world.supplement("officer", "A1")
    assert (extra.number, extra.route, extra.state) == (1, "area", "submitted")
    late.refresh_from_db()
    assert late.carried_by == extra
    world.to_the_end(extra)
    assert world.only("S2", "SAF-01").official_at == world.clock.moment
    first.refresh_from_db()
    assert first.state == "accepted"
    assert world.only("A1", "EFF-01").official_at == at_first
    assert first.steps.count() == 4


def test_supplementary_ones_may_follow_each_other(world: World) -> None:
    world.accepted_area()
    world.certified("clerk2", "S2")
    one = world.supplement("officer", "A1")
    world.certified("clerk3", "S3")
    two = world.supplement("officer", "A1")
    assert (one.number, two.number) == (1, 2)
    assert two.carried.get().unit == world.unit["S3"]


def test_a_returned_supplementary_one_is_sent_again(world: World) -> None:
    world.accepted_area()
    world.certified("clerk2", "S2")
    extra = world.supplement("officer", "A1")
    services.submission_return(
        submission=extra, reason_code="O1", text="ตรวจอีกครั้ง", by=world.user["director"]
    )
    again = world.supplement("officer", "A1")
    assert again == extra
    assert again.state == "submitted"
    assert again.carried.get().unit == world.unit["S2"]


def test_a_supplementary_one_needs_the_first_and_a_school(world: World) -> None:
    world.certified("clerk2", "S2")
    with pytest.raises(StepError):
        world.supplement("officer", "A1")
    world.submitted("officer", "A1", missing=world.missing("S1", "S3"))
    with pytest.raises(SubmissionProblemsError):
        world.supplement("officer", "A1")
    assert Submission.objects.filter(route="area").count() == 1


def test_a_supplementary_one_is_sent_once(world: World) -> None:
    world.accepted_area()
    world.certified("clerk2", "S2")
    first = world.supplement("officer", "A1", key="extra")
    assert world.supplement("officer", "A1", key="extra") == first
    assert Submission.objects.filter(route="area").count() == 2


def test_a_school_has_no_supplementary_one(world: World) -> None:
    world.submitted("clerk1", "S1")
    with pytest.raises(StepError):
        world.supplement("clerk1", "S1")


# ---------- other routes ----------


def test_a_bureau_carries_its_schools_as_an_area_does(world: World) -> None:
    school = world.certified("clerk_p", "P1", "officer_b", "director_b")
    assert school.area is None
    sent = world.submit("officer_b", "B1")
    assert (sent.route, sent.branch) == ("bureau", world.unit["B1"])
    services.submission_certify(submission=sent, by=world.user["director_b"])
    services.submission_accept(submission=sent, by=world.user["analyst"])
    revision = world.only("P1", "SAF-01")
    assert revision.official_at == world.clock.moment
    school.refresh_from_db()
    assert school.state == "accepted"


def test_a_group_is_certified_by_its_chair_and_accepted(world: World) -> None:
    sent = world.submitted("secretary", "G1")
    assert sent.route == "group"
    services.submission_certify(submission=sent, by=world.user["chair"])
    assert world.only("G1", "GRP-01").official_at is None
    services.submission_accept(submission=sent, by=world.user["analyst"])
    assert world.only("G1", "GRP-01").official_at == world.clock.moment


def test_central_figures_come_in_lots(world: World) -> None:
    world.type("analyst", "A1", "EFF-05", value="3")
    first = world.submit("analyst", "A1", central=True)
    assert (first.route, first.number) == ("central", 0)
    assert not ValueRevision.objects.filter(
        indicator=world.indicator["EFF-06"]
    ).exists()
    with pytest.raises(LockedError):
        world.type("analyst", "A1", "EFF-05", value="4", version=1)
    world.type("analyst", "A1", "EFF-06", value="5")
    second = world.submit("analyst", "A1", central=True)
    assert second.number == 1
    services.submission_accept(submission=second, by=world.user["analyst2"])
    assert world.only("A1", "EFF-06").official_at == world.clock.moment
    assert world.only("A1", "EFF-05").official_at is None


def test_an_empty_central_lot_is_refused(world: World) -> None:
    with pytest.raises(SubmissionProblemsError):
        world.submit("analyst", "A1", central=True)


def test_moments_are_kept_to_the_microsecond(world: World) -> None:
    world.clock.moment += datetime.timedelta(microseconds=123_457)
    world.submitted("clerk1", "S1")
    revision = world.only("S1", "SAF-01")
    kept = to_microseconds(revision.recorded_at)
    assert kept == to_microseconds(world.clock.moment)
