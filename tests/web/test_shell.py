"""What stands around every page: menu, switches, person; and the site itself."""

import json

import pytest
from django.db import DatabaseError
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from tests.factories import RoundFactory, UserFactory
from tests.web.conftest import NOW
from tidtam.accounts.models import Role, User
from tidtam.common import hooks
from tidtam.common.hooks import NavigationItem, Section
from tidtam.web.names import initials, span_words
from tidtam.web.selectors.shell import Shell, shell_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


# ---------- menu ----------


def items(monkeypatch, *given):
    monkeypatch.setattr(hooks.navigation, "entries", [lambda seen: given])


def test_the_menu_has_sections_in_order_with_counts(monkeypatch):
    items(
        monkeypatch,
        NavigationItem(Section.RESULTS, "Units", "/units/", "unit", order=9),
        NavigationItem(Section.HOME, "Home", "/", "home", tab=True),
        NavigationItem(
            Section.WORK, "Fill in", "/entry/", "edit", count=3, hot=True, tab=True
        ),
        NavigationItem(Section.RESULTS, "Country", "/national/", "map", order=1),
    )
    shell = Shell(UserFactory(), "/entry/2565-Q1/")
    menu = shell.navigation()
    assert [section["label"] for section in menu] == ["", "My work", "Results"]
    assert [item["label"] for item in menu[2]["items"]] == ["Country", "Units"]
    entry = menu[1]["items"][0]
    assert (entry["count"], entry["hot"], entry["current"]) == (3, True, True)
    assert not menu[0]["items"][0]["current"]
    assert [tab["label"] for tab in shell.tabs()] == ["Home", "Fill in"]


def test_the_tab_bar_holds_three(monkeypatch):
    items(
        monkeypatch,
        *(
            NavigationItem(Section.WORK, f"{n}", f"/{n}/", "edit", order=n, tab=True)
            for n in range(5)
        ),
    )
    assert [tab["label"] for tab in Shell(UserFactory(), "/").tabs()] == ["0", "1", "2"]


def test_the_tab_bar_has_short_words(monkeypatch):
    items(
        monkeypatch,
        NavigationItem(
            Section.WORK, "The whole country", "/c/", "map", tab=True, short="Country"
        ),
    )
    shell = Shell(UserFactory(), "/")
    assert shell.tabs()[0]["label"] == "Country"
    assert shell.navigation()[0]["items"][0]["label"] == "The whole country"


def test_the_menu_shows_only_what_a_role_may_open(sign_in):
    html = sign_in(Role.SCHOOL_CLERK, "S01").get("/").content.decode()
    assert 'href="/units/"' in html
    assert 'href="/national/"' not in html
    html = sign_in(None).get("/").content.decode()
    assert 'href="/units/"' not in html
    assert 'role="search"' not in html


# ---------- switches and person ----------


def test_unit_year_and_round_are_in_sight(officer):
    RoundFactory(code="2565-Q1", opened_at=NOW)
    html = officer.get("/").content.decode()
    assert "ชื่อ A1" in html
    assert ">2565</b>" in html
    assert "Quarter <b" in html


def test_without_a_round_the_year_is_that_of_the_clock(officer):
    html = officer.get("/").content.decode()
    assert ">2565</b>" in html
    assert "Quarter <b" not in html


def test_several_units_make_a_menu_widest_first(sign_in, officer):
    user = officer.get("/").wsgi_request.user
    sign_in(Role.GROUP_CHAIR, "G2", user)
    switch = Shell(user, "/").scope()[0]
    assert [choice["url"] for choice in switch["choices"]] == [
        "/units/G2/",
        "/units/A1/",
    ]


def test_a_grant_that_ended_opens_nothing(sign_in, country):
    client = sign_in(Role.AREA_OFFICER, "A1")
    grant = client.get("/").wsgi_request.user.grants.get()
    grant.valid_to = NOW.date()
    grant.save()
    assert "You have no role" in client.get("/").content.decode()
    assert client.get("/units/").status_code == 403


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("นายสมมติ ลำดับยี่สิบเอ็ด (ชื่อสมมติ)", "สล"),
        ("นางสาวเกศทิพย์ ใจดี", "กจ"),
        ("clerk", "C"),
        ("Mrs. Ann Lee", "AL"),
        ("", ""),
    ],
)
def test_initials_are_the_first_letters_of_two_names(name, expected):
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("Q3", ("Quarter", "3")),
        ("H1", ("Half year", "1")),
        ("9M", ("", "9 months")),
        ("Y", ("", "Whole year")),
    ],
)
def test_spans_have_words(span, expected):
    assert span_words(span) == expected


# ---------- cost ----------


def render(user, source):
    request = RequestFactory().get("/")
    request.user = user
    return Template(source).render(RequestContext(request))


def test_a_part_of_a_page_costs_nothing(country, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert render(UserFactory.build(), "x") == "x"


def test_a_visitor_gets_nothing(rf, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    source = "{% if navigation or tabs or scope or person or search_url %}x{% endif %}"
    with django_assert_num_queries(0):
        assert render(AnonymousUser(), source) == ""
    assert shell_of(rf.get("/")) is None


def test_the_shell_is_looked_up_once(
    officer, monkeypatch, django_assert_max_num_queries
):
    items(monkeypatch)
    user = officer.get("/").wsgi_request.user
    source = "{% for _ in '123' %}{{ navigation }}{{ scope }}{{ person }}{% endfor %}"
    user = User.objects.get(pk=user.pk)
    with django_assert_max_num_queries(2):
        render(user, source)


# ---------- the site ----------


@pytest.mark.parametrize("url", ["/healthz", "/robots.txt", "/about-simulation/"])
def test_public_pages_need_no_one_and_are_only_read(client, url):
    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


def test_health_says_when_the_database_is_gone(client, monkeypatch):
    assert json.loads(client.get("/healthz").content) == {"status": "ok"}

    def gone():
        raise DatabaseError

    monkeypatch.setattr("tidtam.web.views.site.connection.cursor", gone)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content) == {"status": "no database"}


def test_robots_stay_away(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_the_assumed_day_is_explained_and_linked(officer, settings):
    settings.SIMULATED = True
    html = officer.get("/").content.decode()
    assert 'href="/about-simulation/"' in html
    assert "Assumed day 19 Jan 2565" in html
    assert "19 Jan 2565 09.00" in Client().get("/about-simulation/").content.decode()


def test_without_an_assumed_day_the_note_says_so(client, settings):
    settings.TIDTAM_CLOCK = None
    html = client.get("/about-simulation/").content.decode()
    assert "real time of Bangkok" in html


def test_the_language_is_switched_by_post(officer):
    response = officer.post("/language/", {"language": "th", "next": "/units/"})
    assert response["Location"] == "/units/"
    assert 'lang="th"' in officer.get("/").content.decode()
    away = officer.post(
        "/language/", {"language": "en", "next": "https://evil.example/"}
    )
    assert "evil" not in away["Location"]


# ---------- errors ----------


def test_a_page_that_is_not_there_gives_the_request_number(officer):
    response = officer.get("/nowhere/")
    assert response.status_code == 404
    html = response.content.decode()
    assert response["X-Request-Number"] in html
    assert "There is no such page" in html


def test_what_may_not_be_done_gives_the_request_number(sign_in):
    response = sign_in(None).get("/units/")
    assert response.status_code == 403
    assert response["X-Request-Number"] in response.content.decode()


def test_a_fault_of_ours_gives_the_request_number_and_no_trace(officer, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("tidtam.web.views.home.home_of", broken)
    officer.raise_request_exception = False
    response = officer.get("/")
    assert response.status_code == 500
    html = response.content.decode()
    assert response["X-Request-Number"] in html
    assert "secret detail" not in html


def test_a_stale_form_says_so(officer):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    response = strict.post("/language/", {"language": "th"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()
