"""The tree, the filtered list, the page of a unit: scope, days, paging, queries."""

import datetime
import re
from decimal import Decimal

import pytest

from tests.factories import PersonFactory
from tidtam.accounts.models import Role
from tidtam.common import audit, hooks
from tidtam.common.hooks import Panel, Subject
from tidtam.organisation import services

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
# Every name is `ชื่อ CODE`, so these are all the units that a page tells of.
NAMED = re.compile(r"ชื่อ (\w+)")
OUTSIDE_A1 = {"A2", "B1", "G2", "S91", "S92", "S93"}


def units_in(response):
    assert response.status_code == 200
    return set(NAMED.findall(response.content.decode()))


# ---------- the tree ----------


def test_the_tree_opens_at_ones_own_unit(officer):
    shown = units_in(officer.get("/units/"))
    assert {"A1", "S01", "S25"} <= shown
    assert not shown & OUTSIDE_A1


def test_the_tree_of_the_country_shows_groups_closed(national):
    response = national.get("/units/")
    assert {"OBEC", "BME", "G1", "G2"} <= units_in(response)
    assert "S01" not in units_in(response)
    html = response.content.decode()
    assert 'hx-get="/units/G1/branch/"' in html
    assert 'href="/units/G1/#children"' in html, "without scripts a link opens it"


def test_two_roles_show_two_roots_but_not_a_unit_under_another(sign_in, officer):
    user = officer.get("/").wsgi_request.user
    client = sign_in(Role.AREA_OFFICER, "B1", user)
    assert {"A1", "B1"} <= units_in(client.get("/units/"))
    sign_in(Role.GROUP_CHAIR, "G1", user)
    html = client.get("/units/").content.decode()
    assert html.index("ชื่อ G1") < html.index("ชื่อ B1")
    tree = html[html.index('id="tree"') :]
    assert "ชื่อ A1" not in tree


def test_a_branch_gives_the_units_right_under_it(national):
    response = national.get("/units/G1/branch/", headers=HTMX)
    assert units_in(response) == {"A1", "A2"}
    assert b"<html" not in response.content


def test_a_branch_is_paged(national, country, monkeypatch):
    monkeypatch.setattr("tidtam.web.selectors.units.PAGE_SIZE", 10)
    first = national.get("/units/A1/branch/")
    assert len(units_in(first)) == 10
    assert 'hx-get="/units/A1/branch/?page=2"' in first.content.decode()
    assert len(units_in(national.get("/units/A1/branch/?page=3"))) == 5


# ---------- filters ----------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=area", {"A1", "A2", "B1"}),
        ("kind=area&q=B1", {"B1"}),
        ("kind=bureau", {"BME"}),
        ("q=S9", {"S91", "S92", "S93"}),
        ("sector=primary", {"A1"}),
        ("province=50", {"A1"}),
        ("province=51", set()),
        ("q=ไม่มีชื่อนี้", set()),
    ],
)
def test_the_list_is_narrowed(national, country, query, expected):
    area = country["A1"]
    area.sector, area.province_code = "primary", "50"
    area.save()
    response = national.get(f"/units/?{query}", headers=HTMX)
    assert units_in(response) == expected
    assert b"<html" not in response.content
    if not expected:
        assert "No unit fits" in response.content.decode()


def test_the_list_shows_only_ones_own_units(officer):
    assert units_in(officer.get("/units/?kind=area", headers=HTMX)) == {"A1"}
    assert units_in(officer.get("/units/?q=S9", headers=HTMX)) == set()


def test_the_list_is_paged_at_fifty_and_keeps_its_filter(national, monkeypatch):
    monkeypatch.setattr("tidtam.web.selectors.units.PAGE_SIZE", 10)
    response = national.get("/units/?kind=school&page=2", headers=HTMX)
    html = response.content.decode()
    assert len(units_in(response)) == 10
    assert "?kind=school&amp;page=3" in html
    assert "Showing 11–20 of 28" in html
    last = national.get("/units/?kind=school&page=99", headers=HTMX)
    assert len(units_in(last)) == 8


def test_a_filter_that_does_not_exist_is_said(national):
    response = national.get("/units/?kind=palace")
    assert response.status_code == 200
    html = response.content.decode()
    assert 'class="errsum"' in html
    assert "ชื่อ A1" not in html


def test_names_stand_in_thai_order_with_natural_numbers(national):
    services.units_store(
        drafts=[
            services.UnitDraft(code, "area", name, "", "", "", "")
            for code, name in (
                ("A1", "เขต 10"),
                ("A2", "เขต 2"),
                ("B1", "กาฬสินธุ์"),
            )
        ],
        by=audit.OPERATOR,
    )
    html = national.get("/units/?kind=area", headers=HTMX).content.decode()
    assert html.index("กาฬสินธุ์") < html.index("เขต 2") < html.index("เขต 10")


# ---------- one unit ----------


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("A1", 200),
        ("S01", 200),
        ("G1", 404),
        ("A2", 404),
        ("S92", 404),
        ("S93", 404),
        ("NONE", 404),
    ],
)
@pytest.mark.parametrize("page", ["", "branch/", "units.csv"])
def test_a_page_is_open_to_the_unit_and_its_superiors(officer, code, status, page):
    assert officer.get(f"/units/{code}/{page}").status_code == status


@pytest.mark.parametrize("role_code", [(Role.SCHOOL_CLERK, "S01"), (None, "")])
@pytest.mark.parametrize("url", ["/units/", "/search/", "/units/A1/"])
def test_without_a_role_there_is_nothing_to_see(sign_in, role_code, url):
    client = sign_in(*role_code)
    expected = 403 if role_code[0] is None else 404 if url == "/units/A1/" else 200
    assert client.get(url).status_code == expected


@pytest.mark.parametrize(
    "url", ["/units/", "/units/A1/", "/units/A1/branch/", "/units/A1/units.csv"]
)
def test_units_are_only_read(officer, url):
    assert officer.post(url).status_code == 405


def test_superiors_are_named_without_a_link(officer, national):
    html = officer.get("/units/A1/").content.decode()
    assert "<li>ชื่อ OBEC</li>" in html
    assert "<li>ชื่อ G1</li>" in html
    assert "/units/G1/" not in html
    assert (
        '<a href="/units/G1/">ชื่อ G1</a>' in national.get("/units/A1/").content.decode()
    )


def test_a_page_tells_of_no_unit_outside(officer):
    shown = units_in(officer.get("/units/A1/"))
    assert {"OBEC", "G1", "A1", "S01"} <= shown
    assert not shown & OUTSIDE_A1


# ---------- another day ----------


@pytest.mark.parametrize(
    "on", ["2020-12-31", "31/12/2563", "31 ธ.ค. 2563", "๓๑/๑๒/๖๓", "31/12/2020"]
)
def test_a_day_is_typed_in_any_spelling(national, on):
    response = national.get("/units/G1/", {"on": on})
    assert "OLD" in units_in(response)
    assert "as it stood on" in response.content.decode()


@pytest.mark.parametrize(
    ("on", "message"),
    [("31/2/2564", "There is no such day"), ("เมื่อวาน", "This is not a date")],
)
def test_a_day_that_is_none_is_said_and_today_is_shown(national, on, message):
    response = national.get("/units/G1/", {"on": on})
    assert message in response.content.decode()
    assert "OLD" not in units_in(response)


def test_an_empty_day_is_today(national):
    response = national.get("/units/G1/?on=")
    assert "OLD" not in units_in(response)
    assert "errsum" not in response.content.decode()


def test_of_the_past_what_stands_elsewhere_is_only_counted(officer, national):
    html = officer.get("/units/A1/?on=2020-12-31").content.decode()
    assert "S93" not in html
    assert "1 more unit stood here then" in html
    assert "S93" in units_in(national.get("/units/A1/?on=2020-12-31"))


def test_what_is_closed_keeps_its_page_for_those_it_stood_under(
    national, officer, sign_in
):
    html = national.get("/units/G1/?on=2020-12-31").content.decode()
    assert "closed today" in html
    assert "/units/OLD/" in html
    page = national.get("/units/OLD/").content.decode()
    assert "its last day was 28 January 2564" in page
    assert "/units/OLD/?on=2021-01-28" in page
    assert "ชื่อ G1" in page
    assert "ชื่อ OLD" in national.get("/search/?q=OLD").content.decode()
    assert "ชื่อ OLD" not in national.get("/units/?q=OLD").content.decode()
    assert sign_in(Role.GROUP_CHAIR, "G1").get("/units/OLD/").status_code == 200
    assert sign_in(Role.GROUP_CHAIR, "G2").get("/units/OLD/").status_code == 404
    assert officer.get("/units/OLD/").status_code == 404
    moved = sign_in(Role.AREA_OFFICER, "A1").get("/units/S93/")
    assert moved.status_code == 404, "it stands elsewhere today, and did not close"


def test_a_unit_that_was_closed_that_day_says_so(national, country):
    services.placements_replace(
        placements={
            "S01": [
                services.units.tree.Edge("A1", datetime.date(2021, 6, 1), None),
            ]
        },
        by=audit.OPERATOR,
    )
    html = national.get("/units/S01/?on=2020-12-31").content.decode()
    assert "the unit was closed" in html


# ---------- what a page holds ----------


def test_a_page_tells_what_became_of_the_unit(national, country):
    services.successions_store(
        successions={
            ("OLD", "A1", datetime.date(2021, 1, 29)): ("split", Decimal("0.6"))
        },
        by=audit.OPERATOR,
    )
    services.unit_facts_store(
        facts={("S01", datetime.date(2021, 11, 10), "pupils"): Decimal(1234)},
        by=audit.OPERATOR,
    )
    services.coordinates_store(
        coordinates={"A1": (Decimal("18.8"), Decimal("98.9"))}, by=audit.OPERATOR
    )
    area = country["A1"]
    area.refresh_from_db()
    area.province_code = "50"
    area.save()
    chair = services.position_store(
        unit=country["G1"], title_th="ประธาน", order=1, board=True, by=audit.OPERATOR
    )
    services.position_store(
        unit=country["G1"], title_th="กรรมการ", order=2, board=True, by=audit.OPERATOR
    )
    services.holding_give(
        position=chair,
        person=PersonFactory(name_th="นายสมมติ หนึ่ง"),
        valid_from=datetime.date(2021, 10, 1),
        by=audit.OPERATOR,
    )

    html = national.get("/units/A1/").content.decode()
    assert "ชื่อ OLD" in html
    assert "60.0 % of it" in html
    assert html.count("1,234") == 2, "beside the school, and summed for the area"
    assert re.search(r'<circle class="q6"\s+cx="\d', html)
    assert "since 1 Oct 2563" in html

    group = national.get("/units/G1/").content.decode()
    assert "นายสมมติ หนึ่ง" in group
    assert "Vacant" in group
    assert "Executive board" in group


def test_a_school_needs_no_list_of_units(sign_in):
    html = sign_in(Role.SCHOOL_CLERK, "S01").get("/units/S01/").content.decode()
    assert 'id="children"' not in html
    assert "About the unit" in html
    assert "ชื่อ A1" in html


def test_panels_of_other_apps_stand_in_order(national, monkeypatch):
    def panel(name, order, found=True):
        return Panel(
            name,
            Subject.UNIT,
            "web/components/empty.html",
            lambda request, unit: {"title": f"{name} {unit.code}"} if found else None,
            order=order,
        )

    monkeypatch.setattr(
        hooks.panels,
        "entries",
        [panel("ผล", 20), panel("แผน", 10), panel("ไม่มี", 5, found=False)],
    )
    html = national.get("/units/A1/").content.decode()
    assert html.index("แผน A1") < html.index("ผล A1")
    assert "ไม่มี A1" not in html
    assert "แผน A1" not in national.get("/units/A1/?on=2020-12-31").content.decode()


def test_a_panel_that_asks_much_comes_after_the_page(officer, monkeypatch):
    def panel(name, title):
        return Panel(
            name,
            Subject.UNIT,
            "web/components/empty.html",
            lambda request, unit: {"title": f"{title} {unit.code}"} if title else None,
            later=True,
        )

    monkeypatch.setattr(
        hooks.panels, "entries", [panel("late", "สาย"), panel("no", "")]
    )
    html = officer.get("/units/A1/").content.decode()
    assert "สาย A1" not in html
    assert 'hx-get="/units/A1/panels/late/"' in html
    assert 'href="/units/A1/panels/late/"' in html

    part = officer.get("/units/A1/panels/late/", headers=HTMX).content.decode()
    assert "สาย A1" in part
    assert "<html" not in part
    page = officer.get("/units/A1/panels/late/").content.decode()
    assert "สาย A1" in page
    assert "<html" in page
    assert "Nothing to show yet" in officer.get("/units/A1/panels/no/").content.decode()
    assert officer.get("/units/A1/panels/no/", headers=HTMX).content == b""

    assert officer.get("/units/A1/panels/none/").status_code == 404
    assert officer.get("/units/A2/panels/late/").status_code == 404
    assert officer.post("/units/A1/panels/late/").status_code == 405


# ---------- CSV ----------


def test_the_units_under_one_come_as_csv(officer, settings):
    settings.SIMULATED = True
    response = officer.get("/units/A1/units.csv?q=S0")
    text = response.getvalue().decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Code,Kind,Name")
    assert len(lines) == 10
    assert lines[1].startswith("S01,School,ชื่อ S01")
    assert all(line.endswith("Simulated data") for line in lines[1:])
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]


def test_the_csv_of_a_past_day_leaves_out_what_stands_elsewhere(officer, national):
    url = "/units/A1/units.csv?on=2020-12-31"
    assert "S93" not in officer.get(url).getvalue().decode()
    assert "S93" in national.get(url).getvalue().decode()


# ---------- queries ----------

PAGES = ("/units/", "/units/?kind=school", "/units/A1/", "/units/A1/?on=2020-12-31")


@pytest.mark.parametrize("url", [*PAGES, "/units/G1/", "/units/S01/", "/search/?q=S0"])
def test_no_page_asks_more_than_thirty_times(
    national, url, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        assert national.get(url).status_code == 200


@pytest.mark.parametrize("url", PAGES)
def test_more_rows_mean_no_more_queries(
    national, url, monkeypatch, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as with_all:
        national.get(url)
    monkeypatch.setattr("tidtam.web.selectors.units.PAGE_SIZE", 2)
    with django_assert_max_num_queries(30) as with_two:
        national.get(url)
    assert len(with_all) == len(with_two)
