"""Typing figures: autosave, conflicts, refusals, jumps."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.reporting.world import CLOSES, OPENS, World, make_round
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.reporting import services
from tidtam.reporting.errors import (
    LockedError,
    NotAskedError,
    RoundClosedError,
    RoundNotOpenError,
)
from tidtam.reporting.models import DraftFigure, RoundExclusion, Submission
from tidtam.reporting.services import ValueDraft


def test_a_field_is_saved_as_typed_and_as_read(world: World) -> None:
    outcome = world.type(
        "clerk1", "S1", "QUA-05", numerator="๔๐", denominator=" 1,050.50 "
    )
    assert outcome.is_saved
    assert outcome.problems == ()
    draft = DraftFigure.objects.get()
    assert (draft.raw_numerator, draft.raw_denominator) == ("๔๐", " 1,050.50 ")
    assert (draft.numerator, draft.denominator) == (Decimal(40), Decimal("1050.5"))
    assert draft.state == "reported"
    assert draft.version == 1
    assert draft.updated_by == world.user["clerk1"]
    assert draft.updated_at == world.clock.moment


def test_what_cannot_be_read_is_kept_and_named(world: World) -> None:
    outcome = world.type("clerk1", "S1", "QUA-05", numerator="สี่สิบ", denominator="50")
    assert outcome.is_saved
    assert [field for field, _, _ in outcome.problems] == ["numerator"]
    draft = DraftFigure.objects.get()
    assert draft.raw_numerator == "สี่สิบ"
    assert draft.numerator is None
    assert draft.denominator == 50


def test_the_first_save_begins_the_submission_and_leaves_an_event(
    world: World,
) -> None:
    world.type("clerk1", "S1", "SAF-01", value="7")
    submission = Submission.objects.get()
    assert submission.state == "draft"
    assert submission.area == world.unit["A1"]
    assert submission.branch == world.unit["G1"]
    event = AuditEvent.objects.get(action="draft.saved")
    assert event.before == {"state": "", "value": ""}
    assert event.after == {"state": "reported", "value": "7"}
    assert event.unit_id == world.unit["S1"].pk
    assert event.actor_id == world.user["clerk1"].pk


def test_the_same_again_has_no_effect(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="7")
    events = AuditEvent.objects.count()
    again = world.type("clerk1", "S1", "SAF-01", value="7")
    assert again.is_saved
    assert again.draft.version == 1
    assert AuditEvent.objects.count() == events


def test_two_people_see_a_difference_and_nothing_is_overwritten(
    world: World,
) -> None:
    first = world.type("clerk1", "S1", "SAF-01", value="7")
    world.clock.on(0.1)
    second = world.type("head1", "S1", "SAF-01", value="8", version=1)
    assert second.is_saved
    late = world.type("clerk1", "S1", "SAF-01", value="9", version=first.draft.version)
    assert not late.is_saved
    assert late.draft.raw_value == "8"
    assert late.draft.updated_by == world.user["head1"]
    assert DraftFigure.objects.get().raw_value == "8"
    assert world.type("clerk1", "S1", "SAF-01", value="9", version=2).is_saved


def test_a_form_opened_before_the_first_save_conflicts_too(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="7", version=0)
    assert not world.type("head1", "S1", "SAF-01", value="8", version=0).is_saved


@pytest.mark.parametrize(
    ("who", "unit", "indicator"),
    [
        ("clerk2", "S1", "SAF-01"),  # another school
        ("officer", "S1", "SAF-01"),  # a superior reviews and never writes
        ("analyst", "S1", "SAF-01"),
        ("director", "A1", "EFF-01"),  # certifies, does not type
        ("officer2", "A1", "EFF-01"),
        ("officer", "A1", "EFF-05"),  # entered centrally
        ("secretary", "A1", "EFF-01"),
    ],
)
def test_only_the_units_own_people_type(
    world: World, who: str, unit: str, indicator: str
) -> None:
    with pytest.raises(PermissionDenied):
        world.type(who, unit, indicator, value="1")
    assert not DraftFigure.objects.exists()


def test_the_centre_types_what_it_enters(world: World) -> None:
    assert world.type("analyst", "A1", "EFF-05", value="3").is_saved
    assert Submission.objects.get().route == "central"


@pytest.mark.parametrize(
    ("who", "unit", "indicator"),
    [
        ("clerk1", "S1", "EFF-01"),  # reported by areas
        ("officer", "A1", "SAF-01"),  # reported by schools
        ("secretary", "G1", "EFF-01"),
    ],
)
def test_only_what_is_asked_is_taken(
    world: World, who: str, unit: str, indicator: str
) -> None:
    with pytest.raises(NotAskedError):
        world.type(who, unit, indicator, value="1")


def test_a_unit_off_the_list_is_refused(world: World) -> None:
    world.round.listed.filter(unit=world.unit["S1"]).delete()
    with pytest.raises(NotAskedError):
        world.type("clerk1", "S1", "SAF-01", value="1")


def test_an_excluded_indicator_is_refused(world: World) -> None:
    RoundExclusion.objects.create(
        round=world.round,
        unit=world.unit["S1"],
        indicator=world.indicator["SAF-01"],
    )
    with pytest.raises(NotAskedError):
        world.type("clerk1", "S1", "SAF-01", value="1")
    assert world.type("clerk1", "S1", "QUA-05", numerator="1").is_saved


def test_a_round_takes_nothing_before_it_opens(world: World) -> None:
    later = OPENS + datetime.timedelta(days=90)
    world.round = make_round(world, 2565, "Q2", later, is_opened=False)
    with pytest.raises(RoundNotOpenError):
        world.type("clerk1", "S1", "SAF-01", value="1")


def test_a_round_takes_nothing_from_its_closing_time(world: World) -> None:
    world.clock.moment = CLOSES - datetime.timedelta(seconds=1)
    assert world.type("clerk1", "S1", "SAF-01", value="1").is_saved
    world.clock.moment = CLOSES
    with pytest.raises(RoundClosedError):
        world.type("clerk1", "S1", "SAF-01", value="2", version=1)


def test_what_went_back_may_be_mended_after_closing(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    world.clock.moment = CLOSES + datetime.timedelta(days=1)
    services.submission_return(
        submission=sent,
        reason_code="D1",
        text="ตัวเลขสลับช่อง",
        values=[world.back("SAF-01")],
        by=world.user["officer"],
    )
    assert world.type("clerk1", "S1", "SAF-01", value="2", version=1).is_saved
    assert world.submit("clerk1", "S1").state == "submitted"


def test_what_is_under_review_is_locked(world: World) -> None:
    world.submitted("clerk1", "S1")
    with pytest.raises(LockedError):
        world.type("clerk1", "S1", "SAF-01", value="9", version=1)
    with pytest.raises(LockedError):
        services.submission_words_save(
            round_=world.round,
            unit=world.unit["S1"],
            obstacles="น้ำท่วม",
            suggestions="",
            by=world.user["clerk1"],
        )


def test_an_unknown_state_is_not_stored(world: World) -> None:
    with pytest.raises(ValueError, match="no such state"):
        world.type("clerk1", "S1", "SAF-01", state="missing")


def test_null_characters_are_left_out(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="7", note="a\x00b")
    assert DraftFigure.objects.get().note == "ab"


# ---------- obstacles and suggestions ----------


def test_words_are_saved_once(world: World) -> None:
    for _ in range(2):
        submission = services.submission_words_save(
            round_=world.round,
            unit=world.unit["S1"],
            obstacles=" ครูไม่ครบชั้น ",
            suggestions="",
            by=world.user["clerk1"],
        )
    assert submission.obstacles == "ครูไม่ครบชั้น"
    assert AuditEvent.objects.filter(action="submission.words_saved").count() == 1


# ---------- jumps ----------


@pytest.fixture
def last_round(world: World) -> World:
    """S1 said 40/50 and 100 in the last round, officially."""
    now = world.round
    earlier = make_round(world, 2564, "Q4", OPENS - datetime.timedelta(days=91))
    unit = world.unit["S1"].pk
    services.values_import(
        round_=earlier,
        drafts=[
            ValueDraft(
                unit,
                world.indicator["QUA-05"].pk,
                "reported",
                None,
                "40",
                "50",
                "",
                earlier.opens_at,
            ),
            ValueDraft(
                unit,
                world.indicator["SAF-01"].pk,
                "reported",
                "100",
                None,
                None,
                "",
                earlier.opens_at,
            ),
        ],
        moment=earlier.opens_at,
        by=audit.OPERATOR,
    )
    world.round = now
    return world


def test_a_large_jump_is_asked_and_the_answer_kept(last_round: World) -> None:
    world = last_round
    asked = world.type("clerk1", "S1", "SAF-01", value="17")
    assert asked.question is not None
    assert (asked.question.percent, asked.question.is_fall) == (83, True)
    answered = world.type(
        "clerk1", "S1", "SAF-01", value="17", jump_answer="ย้ายออก 12 คน", version=1
    )
    assert answered.question is None
    assert DraftFigure.objects.get().jump_answer == "ย้ายออก 12 คน"


def test_an_answer_does_not_outlive_its_number(last_round: World) -> None:
    world = last_round
    answer = "ย้ายออก 12 คน"
    world.type("clerk1", "S1", "SAF-01", value="17", jump_answer=answer)
    changed = world.type(
        "clerk1", "S1", "SAF-01", value="3", jump_answer=answer, version=1
    )
    assert changed.question is not None
    assert changed.draft.jump_answer == ""


def test_an_answer_stays_while_only_the_note_changes(last_round: World) -> None:
    world = last_round
    answer = "ย้ายออก 12 คน"
    world.type("clerk1", "S1", "SAF-01", value="17", jump_answer=answer)
    noted = world.type(
        "clerk1",
        "S1",
        "SAF-01",
        value="17",
        jump_answer=answer,
        note="ดูบัญชี",
        version=1,
    )
    assert noted.question is None
    assert noted.draft.jump_answer == answer


def test_the_same_share_is_no_jump(last_round: World) -> None:
    outcome = last_round.type("clerk1", "S1", "QUA-05", numerator="8", denominator="10")
    assert outcome.question is None
