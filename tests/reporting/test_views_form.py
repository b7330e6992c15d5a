import pytest
from django.test import Client

from tests.factories import (
    IndicatorVersionFactory,
    RatioVersionFactory,
    TargetPointFactory,
)
from tests.reporting.pages import AREA, FORM, SCHOOL, Browser, text_of
from tests.reporting.world import World, make_round
from tidtam.indicators.models import IndicatorVersion
from tidtam.reporting import services
from tidtam.reporting.models import DraftFigure, Submission

S1 = FORM.format(unit="S1")
A1 = FORM.format(unit="A1")


def drafts_of(world: World, unit: str) -> dict[str, DraftFigure]:
    found = DraftFigure.objects.filter(round=world.round, unit=world.unit[unit])
    return {draft.indicator.code: draft for draft in found}


# ---------- who may be here ----------


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("clerk1", "S1", 200),
        ("clerk1", "S2", 404),
        ("clerk1", "NONE", 404),
        ("officer", "S1", 200),
        ("officer", "A2", 404),
        ("secretary2", "S1", 404),
        ("analyst", "A1", 200),
        ("analyst", "B1", 200),
        ("analyst", "OBEC", 404),
    ],
)
def test_the_form_is_seen_by_the_unit_and_those_above(world, who, unit, status):
    Browser(world, who).get(FORM.format(unit=unit), status)


def test_visitors_are_led_to_sign_in(world):
    assert Client().get(S1).status_code == 302


def test_a_round_not_opened_has_no_forms(world):
    make_round(world, 2565, "Q2", world.clock.moment, is_opened=False)
    Browser(world, "clerk1").get("/reports/2565-Q2/S1/", 404)


def test_those_above_read_and_do_not_write(world):
    officer = Browser(world, "officer")
    assert 'name="QUA-05-numerator"' not in officer.get(S1)
    officer.post(S1, {**SCHOOL, "do": "save"}, 403)
    assert not DraftFigure.objects.exists()


@pytest.mark.parametrize(
    "page", ["lines/QUA-05/", "words/", "evidence/QUA-05/", "supplement/"]
)
def test_pages_that_write_take_posts_only(world, page):
    Browser(world, "clerk1").get(S1 + page, 405)


def test_the_form_takes_no_put(world):
    client = Client()
    client.force_login(world.user["clerk1"])
    assert client.put(S1).status_code == 405


# ---------- saving, without scripts ----------


def test_saving_keeps_what_was_typed_as_it_was_typed(world):
    clerk = Browser(world, "clerk1")
    assert clerk.press(S1, "save", **{"QUA-05-numerator": "๔๐"}) == S1
    draft = drafts_of(world, "S1")["QUA-05"]
    assert (draft.raw_numerator, draft.numerator) == ("๔๐", 40)
    assert 'value="๔๐"' in clerk.get(S1)


def test_saving_an_untouched_form_leaves_no_trace(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save")
    assert not DraftFigure.objects.exists()
    assert not Submission.objects.exists()


def test_saving_twice_the_same_makes_one_version(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **SCHOOL)
    clerk.press(S1, "save", **SCHOOL)
    assert drafts_of(world, "S1")["QUA-05"].version == 1


def test_lines_that_a_filter_hides_stay_as_they_are(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **SCHOOL)
    clerk.post(S1, {"do": "save", "QUA-05-version": "1", "QUA-05-numerator": "41"})
    drafts = drafts_of(world, "S1")
    assert drafts["QUA-05"].raw_numerator == "41"
    assert drafts["SAF-01"].raw_value == "7"


def test_what_cannot_be_read_is_kept_and_said_beside_its_field(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"SAF-01-value": "เจ็ด"})
    page = clerk.get(S1)
    assert 'value="เจ็ด"' in page
    assert 'data-for="SAF-01-value"' in page
    assert 'href="#SAF-01-value"' in page


def test_a_figure_that_does_not_apply_asks_why(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"SAF-01-state": "not_applicable"})
    page = clerk.get(S1)
    assert 'data-for="SAF-01-note"' in page
    assert 'name="SAF-01-value"' not in page
    clerk.press(
        S1, "save", **{"SAF-01-state": "not_applicable", "SAF-01-note": "ไม่มีชั้นอนุบาล"}
    )
    assert 'data-for="SAF-01-note"' not in clerk.get(S1)
    clerk.press(S1, "save", **{"SAF-01-state": "reported"})
    assert 'name="SAF-01-value"' in clerk.get(S1)


def test_obstacles_and_suggestions_are_kept(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", obstacles="น้ำท่วม", suggestions="เรียนชดเชย")
    submission = Submission.objects.get()
    assert (submission.obstacles, submission.suggestions) == ("น้ำท่วม", "เรียนชดเชย")
    assert "น้ำท่วม" in clerk.get(S1)


def test_the_cursor_starts_at_the_first_unfinished_field(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"QUA-05-numerator": "1", "QUA-05-denominator": "2"})
    page = clerk.get(f"{S1}?field=first")
    assert page.count("autofocus") == 1
    assert page.index("autofocus") > page.index('id="SAF-01-value"')


@pytest.mark.parametrize(
    ("show", "seen", "hidden"),
    [("empty", "SAF-01", "QUA-05"), ("mend", "QUA-05", "SAF-01")],
)
def test_the_address_holds_the_filter(world, show, seen, hidden):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"QUA-05-numerator": "3", "QUA-05-denominator": "2"})
    page = clerk.get(f"{S1}?show={show}")
    assert f'id="line-{seen}"' in page
    assert f'id="line-{hidden}"' not in page


# ---------- large changes ----------


@pytest.fixture
def next_round(world):
    """Return a world whose school reported 80 percent in the round before."""
    sent = world.submitted("clerk1", "S1")
    services.submission_verify(submission=sent, by=world.user["officer"])
    opens = world.round.closes_at
    world.clock.moment = opens
    world.round = make_round(world, 2565, "Q2", opens)
    return world


Q2 = "/reports/2565-Q2/S1/"


def test_a_large_change_is_asked_and_the_answer_kept(next_round):
    clerk = Browser(next_round, "clerk1")
    figures = {**SCHOOL, "QUA-05-numerator": "4"}
    assert clerk.press(Q2, "check", **figures) == f"{Q2}?check=1"
    page = clerk.get(f"{Q2}?check=1")
    assert 'href="#QUA-05-jump_answer"' in page
    answer = {**figures, "QUA-05-jump_answer": "ย้ายออก 12 คน"}
    assert clerk.press(Q2, "check", **answer) == f"{Q2}submit/"
    assert drafts_of(next_round, "S1")["QUA-05"].jump_answer == "ย้ายออก 12 คน"


def test_the_figure_of_the_last_round_stands_beside(next_round):
    assert "80.00" in Browser(next_round, "clerk1").get(Q2)


# ---------- checking and submitting ----------


def test_checking_names_every_empty_figure_in_the_order_of_the_page(world):
    clerk = Browser(world, "clerk1")
    assert clerk.press(S1, "check") == f"{S1}?check=1"
    page = clerk.get(f"{S1}?check=1")
    places = [page.index(f'href="#{field}"') for field in FIRST_FIELDS]
    assert places == sorted(places)


FIRST_FIELDS = ("QUA-05-numerator", "SAF-01-value")


def test_a_checked_report_is_submitted_once_however_often_it_is_pressed(world):
    clerk = Browser(world, "clerk1")
    assert clerk.press(S1, "check", **SCHOOL) == f"{S1}submit/"
    key = clerk.key(f"{S1}submit/")
    for _press in range(2):
        assert clerk.post(f"{S1}submit/", {"client_key": key}) == S1
    submission = Submission.objects.get()
    assert submission.state == Submission.State.SUBMITTED
    assert submission.steps.count() == 1


def test_an_unfinished_report_is_not_submitted(world):
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"SAF-01-value": "7"})
    where = clerk.post(f"{S1}submit/", {"client_key": "abc"})
    assert where == f"{S1}?check=1"
    assert Submission.objects.get().state == Submission.State.DRAFT


def test_a_submitted_report_is_shut_and_says_so(world):
    world.submitted("clerk1", "S1")
    clerk = Browser(world, "clerk1")
    page = clerk.get(S1)
    assert 'name="QUA-05-numerator"' not in page
    assert f'{S1}withdraw/"' in page
    clerk.post(S1, {**SCHOOL, "QUA-05-version": "0", "do": "save"})
    assert drafts_of(world, "S1")["QUA-05"].version == 1


def test_a_report_is_withdrawn_after_a_question(world):
    world.submitted("clerk1", "S1")
    clerk = Browser(world, "clerk1")
    clerk.get(f"{S1}withdraw/")
    assert Submission.objects.get().state == Submission.State.SUBMITTED
    assert clerk.post(f"{S1}withdraw/", {"text": "กรอกผิด"}) == S1
    assert Submission.objects.get().state == Submission.State.WITHDRAWN
    assert 'name="QUA-05-numerator"' in clerk.get(S1)


@pytest.mark.parametrize("page", ["submit/", "withdraw/"])
@pytest.mark.parametrize(
    ("who", "status"), [("director", 403), ("officer", 403), ("clerk2", 404)]
)
def test_only_the_units_own_people_submit_and_withdraw(world, page, who, status):
    Browser(world, who).get(S1 + page, status)


# ---------- the area and its schools ----------


def test_an_area_names_the_schools_that_are_missing(world):
    world.certified("clerk1", "S1")
    officer = Browser(world, "officer")
    assert officer.press(A1, "check", **AREA) == f"{A1}submit/"
    key = officer.key(f"{A1}submit/")
    first = {"client_key": key, f"missing-{world.unit['S2'].pk}": "น้ำท่วม"}
    page = officer.post(f"{A1}submit/", first, 422)
    assert f'id="missing-{world.unit["S3"].pk}-error"' in page
    assert 'value="น้ำท่วม"' in page
    assert officer.post(f"{A1}submit/", {**first, "missing-common": "ยังไม่ส่ง"}) == A1
    submission = Submission.objects.get(route="area")
    assert {m.school.code: m.reason for m in submission.declared_missing.all()} == {
        "S2": "น้ำท่วม",
        "S3": "ยังไม่ส่ง",
    }
    assert [item.unit.code for item in submission.carried.all()] == ["S1"]


def test_schools_certified_later_go_in_a_supplementary_report(world):
    world.accepted_area()
    world.certified("clerk2", "S2")
    officer = Browser(world, "officer")
    schools = f"{A1}schools/"
    key = officer.key(schools)
    for _press in range(2):
        assert officer.post(f"{A1}supplement/", {"client_key": key}) == schools
    extra = Submission.objects.get(route="area", number=1)
    assert [item.unit.code for item in extra.carried.all()] == ["S2"]


def test_the_list_of_schools_filters_by_state(world):
    world.certified("clerk1", "S1")
    officer = Browser(world, "officer")
    page = officer.get(f"{A1}schools/?state=certified")
    assert "/S1/review/" in page
    assert "/S2/" not in page
    Browser(world, "clerk1").get(f"{S1}schools/", 404)


# ---------- one line at a time ----------


@pytest.fixture
def clerk(world):
    client = Client(headers={"hx-request": "true"})
    client.force_login(world.user["clerk1"])
    return client


def type_line(client: Client, code: str, version: int, **typed: str):
    sent = {f"{code}-{name}": text for name, text in typed.items()}
    return client.post(f"{S1}lines/{code}/", {f"{code}-version": version, **sent})


def test_a_line_saves_itself_and_gives_its_parts_back(world, clerk):
    answer = type_line(clerk, "QUA-05", 0, numerator="47", denominator="41")
    page = text_of(answer)
    assert answer.status_code == 200
    assert 'id="QUA-05-version"' in page
    assert 'value="1"' in page
    assert 'data-for="QUA-05-numerator"' in page
    assert 'id="QUA-05-numerator"' not in page  # the field is left alone
    assert "HX-Retarget" not in answer.headers


def test_two_people_in_one_line_see_both_values(world, clerk):
    world.type("head1", "S1", "SAF-01", value="9")
    answer = type_line(clerk, "SAF-01", 0, value="7")
    page = text_of(answer)
    assert "mine-1" in page
    assert "theirs-1" in page
    assert drafts_of(world, "S1")["SAF-01"].raw_value == "9"
    kept = type_line(clerk, "SAF-01", 0, value="7", settle="mine-1")
    assert kept.headers["HX-Retarget"] == "#line-SAF-01"
    assert drafts_of(world, "S1")["SAF-01"].raw_value == "7"


def test_their_value_is_taken_without_a_save(world, clerk):
    world.type("head1", "S1", "SAF-01", value="9")
    answer = type_line(clerk, "SAF-01", 0, value="7", settle="theirs-1")
    assert 'value="9"' in text_of(answer)
    assert drafts_of(world, "S1")["SAF-01"].version == 1


def test_without_scripts_a_conflict_shows_both_values_too(world):
    browser = Browser(world, "clerk1")
    versions = browser.versions(S1)
    world.type("head1", "S1", "SAF-01", value="9")
    page = browser.post(S1, {**versions, "SAF-01-value": "7", "do": "save"}, 409)
    assert 'id="SAF-01-value"' in page
    assert 'value="7"' in page
    assert 'value="theirs-1"' in page
    settled = {**versions, "SAF-01-value": "7", "SAF-01-settle": "mine-1"}
    assert browser.post(S1, settled) == S1
    assert drafts_of(world, "S1")["SAF-01"].raw_value == "7"


def test_a_line_that_stops_applying_comes_back_whole(world, clerk):
    answer = type_line(clerk, "SAF-01", 0, state="not_applicable")
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert 'id="SAF-01-note"' in text_of(answer)


def test_a_refusal_is_said_in_the_line(world, clerk):
    world.submitted("clerk1", "S1")
    answer = type_line(clerk, "SAF-01", 1, value="8")
    assert answer.status_code == 200
    assert 'role="alert"' in text_of(answer)


def test_words_save_themselves(world, clerk):
    clerk.post(f"{S1}words/", {"obstacles": "น้ำท่วม", "suggestions": ""})
    assert Submission.objects.get().obstacles == "น้ำท่วม"


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [("officer", "SAF-01", 403), ("clerk2", "SAF-01", 404), ("clerk1", "XXX", 404)],
)
def test_lines_are_saved_by_the_units_own_people_only(world, who, code, status):
    Browser(world, who).post(f"{S1}lines/{code}/", {}, status)


# ---------- what the centre enters ----------


def test_the_centre_enters_figures_for_a_unit_and_another_accepts(world):
    one, url = Browser(world, "analyst"), f"{A1}central/"
    assert one.press(url, "check", **{"EFF-05-value": "5"}) == f"{url}submit/"
    key = one.key(f"{url}submit/")
    assert one.post(f"{url}submit/", {"client_key": key}) == url
    two = Browser(world, "analyst2")
    page = two.get(f"{url}review/")
    assert "EFF-05" in page
    assert "EFF-06" not in page
    step = {"state": "accepted", "central": "1"}
    two.post(f"{A1}review/step/", step)
    assert Submission.objects.get().state == Submission.State.ACCEPTED
    Browser(world, "officer").get(url, 403)


# ---------- how much is asked of the database ----------


@pytest.fixture
def wide(world):
    """Return a world in whose round a school answers 16 indicators."""
    for number in range(14):
        make = RatioVersionFactory if number % 2 else IndicatorVersionFactory
        row = make(reported_by=IndicatorVersion.ReportedBy.SCHOOL)
        world.indicator[row.indicator.code] = row.indicator
    opens = world.round.closes_at
    world.clock.moment = opens
    world.round = make_round(world, 2565, "Q2", opens)
    return world


def test_a_form_of_16_indicators_asks_at_most_30_times(
    wide, django_assert_max_num_queries
):
    for line in wide.indicator:
        if not line.startswith(("EFF", "GRP")):
            wide.type("clerk1", "S1", line, value="7", note="ก")
    browser = Browser(wide, "clerk1")
    with django_assert_max_num_queries(30):
        assert browser.get(Q2).count('class="line"') == 16


def test_a_report_sent_back_asks_at_most_30_times(world, django_assert_max_num_queries):
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent,
        reason_code="D1",
        text="แก้",
        by=world.user["officer"],
        values=[world.back("SAF-01")],
    )
    browser = Browser(world, "clerk1")
    with django_assert_max_num_queries(30):
        page = browser.get(S1)
    assert 'name="SAF-01-value"' in page
    assert 'name="QUA-05-numerator"' not in page


@pytest.mark.parametrize("page", ["", "submit/", "schools/"])
def test_pages_of_an_area_ask_at_most_30_times(
    world, page, django_assert_max_num_queries
):
    world.certified("clerk1", "S1")
    world.type("officer", "A1", "EFF-01", numerator="3", denominator="4")
    browser = Browser(world, "officer")
    with django_assert_max_num_queries(30):
        browser.get(A1 + page)


def test_target_and_light_stand_beside_the_figure_as_typed(world, clerk):
    TargetPointFactory(
        indicator=world.indicator["QUA-05"],
        unit=world.unit["OBEC"],
        on=world.round.period.last_day,
        value=90,
    )
    page = text_of(type_line(clerk, "QUA-05", 0, numerator="47", denominator="50"))
    assert 'class="light ok"' in page
    page = text_of(type_line(clerk, "QUA-05", 1, numerator="40", denominator="50"))
    assert 'class="light far"' in page
    assert "90.00" in Browser(world, "clerk1").get(S1)
