import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.nation import NOW, build, fill
from tidtam.analysis.models import ResultRun

pytestmark = pytest.mark.django_db
PAGES = (
    "/national/",
    "/national/matters/",
    "/national/matrix.csv",
    "/national/matters.csv",
)
MOST_QUERIES = 12


@pytest.fixture
def nation(db, clock_at, settings):
    settings.LANGUAGE_CODE = "en"
    clock_at(NOW)
    return build()


@pytest.fixture
def as_(client, nation):
    def sign_in(name):
        client.force_login(nation.user[name])
        return client

    return sign_in


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ---------- who may ----------


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("secretary", 200),
        ("analyst", 200),
        ("chair", 404),
        ("officer", 404),
        ("director", 403),
        ("admin", 403),
    ],
)
def test_only_those_who_answer_for_the_country_see_it(as_, url, person, status):
    assert as_(person).get(url).status_code == status


@pytest.mark.parametrize("url", PAGES)
def test_visitors_are_led_to_sign_in_and_nothing_is_posted(client, as_, url):
    assert client.get(url).status_code == 302
    assert as_("secretary").post(url).status_code == 405


def test_the_menu_leads_there_only_who_may_go(as_):
    assert 'href="/national/"' in as_("secretary").get("/policies/").content.decode()
    assert 'href="/national/"' not in as_("chair").get("/policies/").content.decode()


# ---------- what it says ----------


def test_the_headline_is_a_finding(nation, as_):
    fill(nation)
    response = as_("secretary").get("/national/")
    assert response.context["page"].heading == "0 of 2 items on target, 1 off target"
    html = response.content.decode()
    assert "Quarter 3, fiscal year 2565" in html
    assert "84.00 → 82.00 → 78.00" in html
    assert "No indicator measures it this year" in html


def test_the_matrix_leads_to_items_and_indicators_of_each_group(nation, as_):
    fill(nation)
    html = as_("secretary").get("/national/").content.decode()
    assert "/policies/MOE-2565/1/?unit=G01&amp;period=2565-Q3" in html
    assert "/indicators/OPP-09/?unit=G01&amp;period=2565-Q3" in html, "only indicator"
    assert 'href="/units/G10/"' in html
    codes = ("G01", "G02", "G10", "G00")
    places = [html.index(f'href="/units/{code}/"') for code in codes]
    assert places == sorted(places), "natural order of numbers, Bangkok last"


@pytest.mark.parametrize("show", ["light", "score", "coverage", "nonsense"])
def test_the_matrix_shows_lights_scores_or_coverage(nation, as_, show):
    fill(nation)
    html = as_("secretary").get(f"/national/?show={show}").content.decode()
    assert ("50" in html) or show != "coverage"
    assert html.count('class="txt') == (0 if show in {"light", "nonsense"} else 12)


def test_the_map_zooms_to_provinces(nation, as_):
    fill(nation)
    html = as_("secretary").get("/national/?map=provinces").content.decode()
    assert "Map of 77 provinces" in html
    assert "kind=area&amp;province=50" in html


def test_period_and_basis_stand_in_the_address(nation, as_):
    fill(nation)
    secretary = as_("secretary")
    page = secretary.get("/national/?period=2565-Q1&basis=official").context["page"]
    assert page.question.period.code == "2565-Q1"
    assert page.question.basis == "official"
    html = secretary.get("/national/?period=2560-Y").content.decode()
    assert "There are no figures for “2560-Y”" in html


def test_a_later_period_that_is_being_reported_is_pointed_to(nation, as_):
    fill(nation)
    nation.result("OBEC", "QUA-05", 80.0, "grey", "Q4", reported=5, coverage=0.25)
    html = as_("secretary").get("/national/").content.decode()
    assert "Quarter 4, fiscal year 2565 is being reported" in html
    assert "?period=2565-Q4" in html


def test_before_anything_was_reckoned_the_page_says_so(nation, as_):
    ResultRun.objects.all().delete()
    html = as_("secretary").get("/national/").content.decode()
    assert "Nothing has been reckoned yet" in html
    assert as_("secretary").get("/national/matters/").status_code == 200
    assert rows_of(as_("secretary").get("/national/matters.csv")) == []


def test_without_figures_nothing_is_invented(nation, as_):
    response = as_("secretary").get("/national/")
    assert response.context["page"].heading == "There are no results yet"
    assert "Nothing stands out" in response.content.decode()


# ---------- files ----------


def test_the_file_of_the_matrix_has_every_item_and_unit(nation, as_):
    fill(nation)
    rows = rows_of(as_("secretary").get("/national/matrix.csv?period=2565-Q3"))
    assert len(rows) == 6 * 5
    found = {(row["Framework"], row["Item"], row["Unit code"]): row for row in rows}
    assert found["MOE-2565", "2", "G01"]["Light"] == "Off target"
    assert found["MOE-2565", "2", "G00"]["Light"] == ""
    assert found["OBEC-2565", "SAF", "OBEC"]["Score"] == "4.5"


def test_the_file_of_matters_is_ranked(nation, as_):
    fill(nation)
    rows = rows_of(as_("secretary").get("/national/matters.csv"))
    points = [float(row["Points"]) for row in rows]
    assert points == sorted(points, reverse=True)
    assert rows[0]["Rules"] == "far|worse_twice"


# ---------- cost ----------


@pytest.mark.parametrize("url", [*PAGES, "/national/?map=provinces"])
@pytest.mark.parametrize("who", ["secretary", "analyst"])
def test_it_takes_few_queries(nation, as_, url, who):
    fill(nation)
    reader = as_(who)
    reader.get(url)  # the anchor of the clock is then known
    with CaptureQueriesContext(connection) as queries:
        reader.get(url)
    assert len(queries) <= MOST_QUERIES, "\n".join(q["sql"][:120] for q in queries)
