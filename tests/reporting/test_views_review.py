import json

import pytest

from tests.factories import BEGINNING, GrantFactory, UnitFactory, UserFactory
from tests.reporting.pages import AREA, FORM, SCHOOL, Browser
from tests.reporting.world import World
from tidtam.accounts.models import Role
from tidtam.common import audit
from tidtam.organisation import tree
from tidtam.organisation.services import placements_replace
from tidtam.reporting import services
from tidtam.reporting.models import ReturnedValue, ReviewStep, Submission, ValueRevision

S1 = FORM.format(unit="S1")
A1 = FORM.format(unit="A1")
QUEUE = "/review/"
State = Submission.State


def state_of(unit: str, number: int = 0) -> str:
    return Submission.objects.get(unit__code=unit, number=number).state


# ---------- looking ----------


@pytest.mark.parametrize("page", ["review/", "history/", "print/"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("clerk1", 200), ("officer", 200), ("secretary", 200), ("analyst", 200)),
        *(("clerk2", 404), ("officer2", 404), ("secretary2", 404)),
    ],
)
def test_a_submission_is_seen_by_its_unit_and_those_above(world, page, who, status):
    world.submitted("clerk1", "S1")
    Browser(world, who).get(S1 + page, status)


def test_what_was_never_sent_is_not_there_to_review(world):
    world.type("clerk1", "S1", "SAF-01", value="123456")
    assert "123456" not in Browser(world, "officer").get(f"{S1}review/")


@pytest.mark.parametrize("page", ["review/step/", "review/return/"])
def test_steps_take_posts_only(world, page):
    world.submitted("clerk1", "S1")
    Browser(world, "officer").get(S1 + page, 405)


def test_the_page_shows_figures_notes_and_who_did_what(world):
    world.fill("clerk1", "S1")
    world.type("clerk1", "S1", "SAF-01", value="8", note="นับใหม่", version=1)
    world.submit("clerk1", "S1")
    page = Browser(world, "officer").get(f"{S1}review/")
    for text in ("นับใหม่", "80.00", str(world.user["clerk1"])):
        assert text in page


# ---------- steps ----------


@pytest.mark.parametrize(
    ("who", "has_step", "has_return"),
    [("officer", True, True), ("director", False, False), ("clerk1", False, False)],
)
def test_buttons_are_there_for_those_whose_turn_it_is(world, who, has_step, has_return):
    world.submitted("clerk1", "S1")
    page = Browser(world, who).get(f"{S1}review/")
    assert ('value="verified"' in page) is has_step
    assert ('id="return"' in page) is has_return


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 302), ("director", 403), ("clerk1", 403), ("officer2", 404)],
)
def test_a_step_is_taken_by_those_who_may(world, who, status):
    world.submitted("clerk1", "S1")
    Browser(world, who).post(f"{S1}review/step/", {"state": "verified"}, status)
    assert (state_of("S1") == State.VERIFIED) is (status == 302)


def test_a_report_sent_again_since_is_not_passed_unseen(world):
    first = world.submitted("clerk1", "S1")
    seen = first.submitted_at.isoformat()
    services.submission_withdraw(submission=first, by=world.user["clerk1"])
    world.clock.on()
    world.submit("clerk1", "S1")
    officer = Browser(world, "officer")
    officer.post(f"{S1}review/step/", {"state": "verified", "seen_at": seen})
    assert state_of("S1") == State.SUBMITTED


def test_a_step_out_of_turn_changes_nothing(world):
    world.submitted("clerk1", "S1")
    director = Browser(world, "director")
    director.post(f"{S1}review/step/", {"state": "certified"})
    director.post(f"{S1}review/step/", {"state": "no such"})
    assert state_of("S1") == State.SUBMITTED


def test_after_a_step_the_next_report_comes(world):
    world.submitted("clerk1", "S1")
    world.clock.on()
    world.submitted("clerk2", "S2")
    officer = Browser(world, "officer")
    step = {"state": "verified", "next": "1"}
    second = FORM.format(unit="S2") + "review/"
    assert officer.post(f"{S1}review/step/", step) == second
    assert officer.post(f"{second}step/", step) == QUEUE


def test_nobody_takes_two_steps_and_the_page_says_so(world):
    GrantFactory(
        user=world.user["officer"], unit=world.unit["A1"], role=Role.AREA_DIRECTOR
    )
    sent = world.submitted("clerk1", "S1")
    services.submission_verify(submission=sent, by=world.user["officer"])
    officer = Browser(world, "officer")
    page = officer.get(f"{S1}review/")
    assert 'value="certified"' not in page
    assert "note warn" in page
    officer.post(f"{S1}review/step/", {"state": "certified"})
    assert state_of("S1") == State.VERIFIED


# ---------- sending back ----------


def test_single_figures_go_back_with_their_reasons_and_only_they_open(world):
    world.submitted("clerk1", "S1")
    officer = Browser(world, "officer")
    sent = {
        "extent": "values",
        "QUA-05-reason": "D2",
        "QUA-05-text": "ไม่ตรงบัญชีรายชื่อ",
    }
    officer.post(f"{S1}review/return/", sent)
    returned = ReturnedValue.objects.get()
    assert (returned.reason_code, returned.text) == ("D2", "ไม่ตรงบัญชีรายชื่อ")
    page = Browser(world, "clerk1").get(S1)
    assert "ไม่ตรงบัญชีรายชื่อ" in page
    assert 'name="QUA-05-numerator"' in page
    assert 'name="SAF-01-value"' not in page


def test_a_whole_report_goes_back(world):
    world.submitted("clerk1", "S1")
    sent = {"extent": "whole", "reason_code": "E1", "text": "หลักฐานเปิดไม่ได้"}
    Browser(world, "officer").post(f"{S1}review/return/", sent)
    step = ReviewStep.objects.get(action="returned")
    assert step.is_whole
    page = Browser(world, "clerk1").get(S1)
    assert "หลักฐานเปิดไม่ได้" in page
    assert 'name="SAF-01-value"' in page


@pytest.mark.parametrize(
    "sent",
    [
        {"extent": "values"},
        {"extent": "values", "QUA-05-back": "1"},
        {"extent": "values", "QUA-05-reason": "D1"},
        {"extent": "whole", "reason_code": "D1"},
        {"extent": "whole", "reason_code": "ZZ", "text": "ก"},
    ],
)
def test_a_return_without_reason_or_text_is_refused_with_words(world, sent):
    world.submitted("clerk1", "S1")
    page = Browser(world, "officer").post(f"{S1}review/return/", sent, 422)
    assert "errsum" in page
    assert state_of("S1") == State.SUBMITTED


@pytest.mark.parametrize(
    ("who", "status"), [("director", 403), ("clerk1", 403), ("officer2", 404)]
)
def test_sending_back_is_for_those_whose_turn_it_is(world, who, status):
    world.submitted("clerk1", "S1")
    sent = {"extent": "whole", "reason_code": "D1", "text": "ก"}
    Browser(world, who).post(f"{S1}review/return/", sent, status)


def test_a_figure_of_a_school_goes_back_out_of_the_areas_report(world):
    world.certified("clerk1", "S1")
    sent = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    services.submission_certify(submission=sent, by=world.user["director"])
    secretary = Browser(world, "secretary")
    assert "/S1/review/" in secretary.get(f"{A1}review/")
    back = {"extent": "values", "QUA-05-back": "1", "reason_code": "D3", "text": "ทำไม"}
    secretary.post(f"{S1}review/return/", back)
    assert state_of("S1") == State.RETURNED
    assert Submission.objects.get(unit__code="S1").carried_by is None


def test_an_accepted_report_is_opened_again_by_those_who_accept(world):
    world.accepted_area()
    analyst = Browser(world, "analyst")
    assert 'id="return"' in analyst.get(f"{A1}review/")
    back = {"extent": "values", "EFF-01-back": "1", "reason_code": "D1", "text": "ผิด"}
    analyst.post(f"{A1}review/return/", back)
    assert state_of("A1") == State.RETURNED
    Browser(world, "secretary").post(f"{A1}review/return/", back, 403)


# ---------- the queue ----------


@pytest.fixture
def crowd(world):
    """Return a world with 22 schools of the area that have submitted."""
    for number in range(22):
        code = f"S9{number:02}"
        world.unit[code] = UnitFactory(code=code)
        world.user[code] = UserFactory()
        GrantFactory(
            user=world.user[code], unit=world.unit[code], role=Role.SCHOOL_CLERK
        )
    placements_replace(
        placements={
            code: [tree.Edge("A1", BEGINNING.date(), None)]
            for code in world.unit
            if code.startswith("S9")
        },
        by=audit.OPERATOR,
    )
    services.round_refreeze(
        round_=world.round,
        by=world.user["analyst"],
        reason="เพิ่มโรงเรียน",
        add=[unit for code, unit in world.unit.items() if code.startswith("S9")],
    )
    for code in [code for code in world.unit if code.startswith("S9")]:
        world.clock.on(0.1)
        world.submitted(code, code)
    return world


def test_the_queue_is_paged_and_asks_at_most_30_times(
    crowd, django_assert_max_num_queries
):
    officer = Browser(crowd, "officer")
    with django_assert_max_num_queries(30):
        page = officer.get(QUEUE)
    assert page.count('name="pick"') == 20
    assert officer.get(f"{QUEUE}?page=2").count('name="pick"') == 2


def test_the_queue_holds_only_what_waits_for_me(world):
    world.submitted("clerk1", "S1")
    assert "/S1/review/" in Browser(world, "officer").get(QUEUE)
    assert "/S1/review/" not in Browser(world, "officer2").get(QUEUE)
    assert "/S1/review/" not in Browser(world, "director").get(QUEUE)
    Browser(world, "clerk1").get(QUEUE, 403)


def test_many_pass_at_once_after_a_look_at_how_many(crowd):
    officer = Browser(crowd, "officer")
    pile = "2565-Q1-school-verified"
    page = officer.post(f"{QUEUE}bulk/", {"pile": pile, "all": "clear"}, 200)
    assert Submission.objects.filter(state=State.VERIFIED).count() == 0
    chosen = _chosen(page)
    assert len(json.loads(chosen)) == 22
    officer.post(f"{QUEUE}bulk/", {"chosen": chosen})
    assert Submission.objects.filter(state=State.VERIFIED).count() == 22
    page = officer.get(QUEUE)
    assert "22" in page


def test_only_those_ticked_pass_and_what_changed_since_stays(world):
    first = world.submitted("clerk1", "S1")
    second = world.submitted("clerk2", "S2")
    world.submitted("clerk3", "S3")
    officer = Browser(world, "officer")
    ticked = {"pile": "2565-Q1-school-verified", "pick": [first.pk, second.pk]}
    chosen = _chosen(officer.post(f"{QUEUE}bulk/", ticked, 200))
    services.submission_withdraw(submission=second, by=world.user["clerk2"])
    world.clock.on()
    world.submit("clerk2", "S2")
    officer.post(f"{QUEUE}bulk/", {"chosen": chosen})
    assert [state_of(code) for code in ("S1", "S2", "S3")] == [
        State.VERIFIED,
        State.SUBMITTED,
        State.SUBMITTED,
    ]


def test_bulk_passes_nothing_that_is_not_ones_own_turn(world):
    sent = world.submitted("clerk4", "S4")
    chosen = json.dumps({str(sent.pk): sent.submitted_at.isoformat()})
    Browser(world, "officer").post(f"{QUEUE}bulk/", {"chosen": chosen})
    assert state_of("S4") == State.SUBMITTED


@pytest.mark.parametrize("chosen", ["x", "[]", '{"a": 1}', "{}"])
def test_bulk_takes_no_nonsense(world, chosen):
    assert Browser(world, "officer").post(f"{QUEUE}bulk/", {"chosen": chosen}) == QUEUE


def test_reports_with_remarks_stay_out_of_those_without(world):
    world.submitted("clerk1", "S1")
    world.clock.moment = world.round.due_at
    world.clock.on()
    world.submitted("clerk2", "S2")
    officer = Browser(world, "officer")
    sent = {"pile": "2565-Q1-school-verified", "all": "clear"}
    page = officer.post(f"{QUEUE}bulk/", sent, 200)
    assert len(json.loads(_chosen(page))) == 1


def _chosen(page: str) -> str:
    from html import unescape

    start = page.index('name="chosen" value="') + len('name="chosen" value="')
    return unescape(page[start : page.index('"', start)])


# ---------- the whole story, without scripts ----------


def test_a_figure_goes_from_the_school_to_acceptance_without_scripts(world: World):
    clerk, officer = Browser(world, "clerk1"), Browser(world, "officer")
    director, secretary = Browser(world, "director"), Browser(world, "secretary")
    clerk.press(S1, "check", **SCHOOL)
    clerk.post(f"{S1}submit/", {"client_key": clerk.key(f"{S1}submit/")})
    back = {"extent": "values", "QUA-05-reason": "D1", "QUA-05-text": "สลับช่องหรือไม่"}
    officer.post(f"{S1}review/return/", back)
    world.clock.on()
    clerk.press(S1, "check", **{"QUA-05-numerator": "41", "QUA-05-denominator": "50"})
    clerk.post(f"{S1}submit/", {"client_key": clerk.key(f"{S1}submit/")})
    officer.post(f"{S1}review/step/", {"state": "verified"})
    director.post(f"{S1}review/step/", {"state": "certified"})
    officer.press(A1, "check", **AREA)
    sent = {"client_key": officer.key(f"{A1}submit/"), "missing-common": "ยังไม่ส่ง"}
    officer.post(f"{A1}submit/", sent)
    director.post(f"{A1}review/step/", {"state": "certified"})
    secretary.post(f"{A1}review/step/", {"state": "group_verified"})
    assert not ValueRevision.objects.filter(official_at__isnull=False).exists()
    Browser(world, "analyst").post(f"{A1}review/step/", {"state": "accepted"})
    official = ValueRevision.objects.get(
        unit__code="S1", indicator__code="QUA-05", official_at__isnull=False
    )
    assert (official.numerator, official.denominator) == (41, 50)
    history = clerk.get(f"{S1}history/")
    assert "สลับช่องหรือไม่" in history
    assert "41 ÷ 50" in history


@pytest.mark.parametrize("unit", ["S1", "A1"])
def test_the_review_of_a_report_asks_a_bounded_number_of_times(
    world, unit, django_assert_max_num_queries
):
    world.certified("clerk1", "S1")
    sent = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    services.submission_certify(submission=sent, by=world.user["director"])
    browser = Browser(world, "secretary")
    # Among them one each for problems and for directives that came of the report.
    with django_assert_max_num_queries(32):
        browser.get(f"{FORM.format(unit=unit)}review/")
