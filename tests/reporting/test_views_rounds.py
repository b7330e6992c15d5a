import csv
import io

import pytest
from django.test import Client

from tests.factories import GrantFactory
from tests.reporting.pages import Browser, text_of
from tests.reporting.world import make_round
from tidtam.accounts.models import Role

ROOM = "/rounds/2565-Q1/control-room/"
CSV = "/rounds/2565-Q1/control-room.csv"


def table_of(world, who: str, query: str = "") -> list[dict[str, str]]:
    client = Client()
    client.force_login(world.user[who])
    text = text_of(client.get(CSV + query)).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


# ---------- rounds ----------


def test_everyone_with_a_role_sees_the_rounds(world):
    make_round(world, 2565, "Q2", world.round.closes_at, is_opened=False)
    page = Browser(world, "clerk1").get("/rounds/")
    assert "/rounds/2565-Q1/" in page
    assert "/rounds/2565-Q2/" in page


def test_a_round_says_who_reports_what_by_when(world):
    page = Browser(world, "clerk1").get("/rounds/2565-Q1/")
    assert "QUA-05" in page
    assert "EFF-05" in page
    assert "/reports/2565-Q1/S1/" in page


def test_who_was_in_time_is_told_of_ones_own_units_only(world):
    world.submitted("clerk1", "S1")
    world.submitted("clerk4", "S4")
    assert "1 / 3" in Browser(world, "officer").get("/rounds/2565-Q1/")
    assert "2 / 5" in Browser(world, "analyst").get("/rounds/2565-Q1/")
    assert "1 / 3" not in Browser(world, "clerk1").get("/rounds/2565-Q1/")


@pytest.mark.parametrize("url", ["/rounds/2565-Q9/", "/rounds/2565-Q9/control-room/"])
def test_an_unknown_round_is_not_there(world, url):
    Browser(world, "analyst").get(url, 404)


@pytest.mark.parametrize("url", ["/rounds/", "/rounds/2565-Q1/", ROOM, CSV])
def test_these_pages_take_no_post(world, url):
    Browser(world, "analyst").post(url, {}, 405)


# ---------- control room ----------


@pytest.mark.parametrize("url", [ROOM, CSV])
@pytest.mark.parametrize(
    ("who", "status"), [("analyst", 200), ("officer", 403), ("chair", 403)]
)
def test_the_control_room_is_for_those_over_the_country(world, url, who, status):
    client = Client()
    client.force_login(world.user[who])
    assert client.get(url).status_code == status


def test_an_executive_of_a_bureau_does_not_see_the_country(world):
    GrantFactory(user=world.user["clerk1"], unit=world.unit["B1"], role=Role.EXECUTIVE)
    clerk = Browser(world, "clerk1")
    clerk.get(ROOM, 404)
    assert "control-room" not in clerk.get("/rounds/2565-Q1/")


def test_every_area_is_a_tile_with_its_state_in_words(world):
    world.accepted_area()
    page = Browser(world, "analyst").get(ROOM)
    assert page.count('class="tile ') == 3
    assert '/reports/2565-Q1/A1/review/" class="tile q6"' in page
    assert '/reports/2565-Q1/A2/review/" class="tile st0"' in page


def test_a_silent_area_is_overdue_after_the_due_time(world):
    world.clock.moment = world.round.due_at
    world.clock.on()
    page = Browser(world, "analyst").get(ROOM)
    assert page.count('class="tile late"') == 3
    assert [row["Code"] for row in table_of_english(world, "?state=late")] == [
        "A1",
        "A2",
        "B1",
    ]


def table_of_english(world, query: str = "") -> list[dict[str, str]]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.user["analyst"])
    text = text_of(client.get(CSV + query)).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["A1", "A2", "B1"]),
        ("?state=accepted", ["A1"]),
        ("?state=not_started", ["A2", "B1"]),
        ("?group=G2", ["A2"]),
        ("?sort=-schools", ["A1", "A2", "B1"]),
        ("?sort=state", ["A2", "B1", "A1"]),
        ("?sort=-unit", ["B1", "A2", "A1"]),
        ("?state=nonsense&group=nonsense", []),
    ],
)
def test_the_table_filters_and_sorts_by_the_address(world, query, codes):
    world.accepted_area()
    assert [row["Code"] for row in table_of_english(world, query)] == codes


def test_the_table_counts_schools(world):
    world.accepted_area()
    first = table_of_english(world)[0]
    assert (first["Schools expected"], first["Schools sent"]) == ("3", "1")


def test_the_control_room_asks_at_most_30_times(world, django_assert_max_num_queries):
    world.accepted_area()
    analyst = Browser(world, "analyst")
    with django_assert_max_num_queries(30):
        analyst.get(f"{ROOM}?view=table")


def test_those_over_the_country_see_how_far_central_figures_are(world):
    world.type("analyst", "A1", "EFF-05", value="5")
    world.submit("analyst", "A1", central=True)
    page = Browser(world, "analyst").get("/rounds/2565-Q1/")
    assert 'class="code">EFF-05</span>' in page
    form = Browser(world, "analyst").get("/reports/2565-Q1/A1/")
    assert "/reports/2565-Q1/A1/central/" in form
    assert "/central/" not in Browser(world, "officer").get("/reports/2565-Q1/A1/")
