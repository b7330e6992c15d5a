import datetime

import pytest
from django.test import RequestFactory

from tests.reporting.pages import Browser
from tidtam.accounts.models import User
from tidtam.accounts.permissions import permissions_of
from tidtam.common.hooks import Seen, TodoKind
from tidtam.reporting import first_screen, services


def todos_of(world, who: str) -> list[tuple[str, str, int]]:
    return [
        (todo.kind.value, todo.button_url or todo.url, todo.count)
        for todo in first_screen.todos(world.user[who])
    ]


def menu_of(world, who: str) -> dict[str, tuple[int, bool]]:
    return {
        item.url: (item.count, item.hot)
        for item in first_screen.navigation(seen_of(world.user[who]))
    }


def seen_of(user: User) -> Seen:
    permissions = frozenset(str(one) for one in permissions_of(user))
    kinds = frozenset(user.grants.values_list("unit__kind", flat=True))
    return Seen(user, permissions, kinds)


FORM = "/reports/2565-Q1/S1/"


def test_a_report_owed_leads_to_its_first_unfinished_field(world):
    assert todos_of(world, "clerk1") == [("owe", f"{FORM}?field=first", 1)]
    world.type("clerk1", "S1", "SAF-01", value="7")
    (todo,) = first_screen.todos(world.user["clerk1"])
    assert todo.share == pytest.approx(0.5)
    assert todo.due_at == world.round.due_at


def test_a_full_report_leads_to_its_form(world):
    world.fill("clerk1", "S1")
    assert todos_of(world, "clerk1") == [("owe", FORM, 1)]


def test_what_came_back_is_named_with_its_reason(world):
    sent = world.submitted("clerk1", "S1")
    assert todos_of(world, "clerk1") == []
    services.submission_return(
        submission=sent,
        reason_code="D2",
        text="ไม่ตรงบัญชี",
        by=world.user["officer"],
        values=[world.back("QUA-05")],
    )
    (todo,) = first_screen.todos(world.user["clerk1"])
    assert todo.kind is TodoKind.RETURNED
    assert todo.button_url == f"{FORM}?field=QUA-05"
    assert "ไม่ตรงบัญชี" in todo.why
    assert menu_of(world, "clerk1")["/reports/"] == (1, True)


def test_a_whole_report_that_came_back_is_one_thing(world):
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent, reason_code="E1", text="ไฟล์เสีย", by=world.user["officer"]
    )
    assert [todo[0] for todo in todos_of(world, "clerk1")] == ["returned"]


def test_what_waits_for_me_is_counted_by_step(world):
    world.submitted("clerk1", "S1")
    world.submitted("clerk2", "S2")
    own = ("owe", "/reports/2565-Q1/A1/?field=first", 1)
    wait = ("review", "/review/?pile=2565-Q1-school-verified", 2)
    assert todos_of(world, "officer") == [own, wait]
    assert todos_of(world, "director") == []
    assert menu_of(world, "officer")["/review/"] == (2, False)


def test_certified_schools_that_no_report_carries_are_owed(world):
    world.accepted_area()
    world.certified("clerk2", "S2")
    assert todos_of(world, "officer") == [("owe", "/reports/2565-Q1/A1/schools/", 1)]


@pytest.mark.parametrize(
    ("who", "urls"),
    [
        ("clerk1", {"/reports/", "/rounds/"}),
        ("officer", {"/reports/", "/review/", "/rounds/"}),
        ("director", {"/review/", "/rounds/"}),
        ("analyst", {"/review/", "/rounds/", "/rounds/2565-Q1/control-room/"}),
    ],
)
def test_the_menu_holds_what_one_may_open(world, who, urls):
    assert set(menu_of(world, who)) == urls


def test_the_menu_counts_what_is_owed(world):
    assert menu_of(world, "clerk1")["/reports/"] == (1, False)
    world.submitted("clerk1", "S1")
    assert menu_of(world, "clerk1")["/reports/"] == (0, False)


def test_the_menu_asks_at_most_4_times(world, django_assert_max_num_queries):
    seen = seen_of(world.user["officer"])
    with django_assert_max_num_queries(4):
        list(first_screen.navigation(seen))


def test_deadlines_name_when_rounds_fall_due(world):
    moments = [item.at for item in first_screen.deadlines(world.user["clerk1"])]
    assert moments == [world.round.opens_at, world.round.due_at, world.round.closes_at]
    world.clock.moment = world.round.closes_at + datetime.timedelta(days=1)
    assert not list(first_screen.deadlines(world.user["clerk1"]))


def test_the_panel_of_a_unit_says_how_its_report_stands(world):
    world.submitted("clerk1", "S1")
    request = RequestFactory().get("/")
    request.user = world.user["officer"]
    found = first_screen.unit_context(request, world.unit["S1"])
    assert found is not None
    assert found["submission"].unit == world.unit["S1"]
    assert first_screen.unit_context(request, world.unit["S4"]) is None
    area = first_screen.unit_context(request, world.unit["A1"])
    assert area is not None
    assert len(area["package"].rows) == 3


def test_my_reports_of_every_round_stand_in_one_list(world):
    page = Browser(world, "clerk1").get("/reports/")
    assert page.count(f'href="{FORM}"') >= 2
    assert "/S2/" not in page


# ---------- panels of home ----------

WAITING, SILENT = "/panels/reporting_waiting/", "/panels/reporting_silent/"


def test_home_shows_the_first_reports_that_wait_with_what_strikes(world):
    world.submitted("clerk1", "S1")
    page = Browser(world, "officer").get(WAITING)
    assert f'href="{FORM}review/"' in page
    assert 'value="clear"' in page
    assert "/S1/" not in Browser(world, "director").get(WAITING)


def test_home_shows_which_schools_of_the_area_are_silent(world):
    world.submitted("clerk1", "S1")
    page = Browser(world, "director").get(SILENT)
    assert "/reports/2565-Q1/S2/" in page
    assert f'href="{FORM}"' not in page
    assert "33.3" in page
    assert "/reports/2565" not in Browser(world, "clerk1").get(SILENT)


@pytest.mark.parametrize("url", ["/", WAITING, SILENT])
def test_home_and_its_panels_ask_a_bounded_number_of_times(
    world, url, django_assert_max_num_queries
):
    world.submitted("clerk1", "S1")
    browser = Browser(world, "officer")
    # Each app that has something to do there asks once or twice.
    with django_assert_max_num_queries(34):
        browser.get(url)


def test_an_unknown_panel_is_not_there(world):
    Browser(world, "officer").get("/panels/none/", 404)
