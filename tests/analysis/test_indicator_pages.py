import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import EvidenceFactory
from tests.nation import NOW, build, fill
from tidtam.analysis.models import ResultRun

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PAGES = (
    "/indicators/",
    "/indicators/figures.csv",
    "/indicators/QUA-05/",
    "/indicators/QUA-05/lineage/",
    "/indicators/QUA-05/units.csv",
    "/indicators/QUA-05/trend.csv",
    "/policies/MOE-2565/1/indicators.csv",
    "/policies/MOE-2565/1/units.csv",
)
# One for each part of the page that another app puts there, and those of the page.
MOST_QUERIES = 34


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


@pytest.fixture
def schools(nation):
    """Let every school but two of area A2 report."""
    fill(nation)
    for place in range(1, 19):
        nation.report(f"S{place:02}", 80 + place % 3, 100)
    return nation


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ---------- who may ----------


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(
    ("person", "unit", "status"),
    [
        ("secretary", "G02", 200),
        ("chair", "", 200),
        ("chair", "A2", 200),
        ("chair", "G02", 404),
        ("chair", "OBEC", 404),
        ("officer", "A10", 404),
        ("director", "S01", 200),
        ("director", "S02", 404),
        ("secretary", "nowhere", 404),
        ("admin", "", 403),
    ],
)
def test_only_ones_own_subtree_is_seen(schools, as_, url, person, unit, status):
    found = as_(person).get(url, {"unit": unit} if unit else {})
    assert found.status_code == status


@pytest.mark.parametrize("url", PAGES)
def test_visitors_are_led_to_sign_in_and_nothing_is_posted(client, as_, url):
    assert client.get(url).status_code == 302
    assert as_("secretary").post(url).status_code == 405


@pytest.mark.parametrize(
    "path", ["", "lineage/", "units.csv", "trend.csv", "definition/"]
)
def test_there_is_no_such_indicator(as_, path):
    assert as_("secretary").get(f"/indicators/NOPE/{path}").status_code == 404


def test_no_name_of_another_group_is_told(schools, as_):
    for url in PAGES:
        response = as_("chair").get(url)
        parts = response.streaming_content if response.streaming else [response.content]
        html = b"".join(parts).decode()
        assert "สพป.ข" not in html
        assert "กลุ่ม 2" not in html


# ---------- the list ----------


def test_the_list_is_by_aspect_with_a_finding(nation, as_):
    fill(nation)
    response = as_("secretary").get("/indicators/")
    assert response.context["heading"] == "1 of 3 indicators on target, 1 off target"
    html = response.content.decode()
    assert html.index("QUA-05") < html.index("SAF-01") < html.index("OPP-09")


def test_the_list_sorts_by_a_column(nation, as_):
    fill(nation)
    html = as_("secretary").get("/indicators/?sort=-value").content.decode()
    assert html.index("SAF-01") < html.index("QUA-05") < html.index("OPP-09")
    assert 'aria-sort="descending"' in html


def test_a_unit_without_figures_gets_an_empty_list(nation, as_):
    html = as_("secretary").get("/indicators/?unit=G10").content.decode()
    assert "No figures for this unit in this period" in html
    ResultRun.objects.all().delete()
    assert as_("secretary").get("/indicators/").status_code == 200


def test_the_file_of_the_list(nation, as_):
    fill(nation)
    rows = {
        row["Code"]: row
        for row in rows_of(as_("secretary").get("/indicators/figures.csv"))
    }
    assert rows["QUA-05"]["Value"] == "78.0"
    assert rows["QUA-05"]["Target"] == "85.0"
    assert rows["QUA-05"]["Light"] == "red"


# ---------- one indicator ----------


def test_the_page_says_whether_it_moves_and_who_is_behind(nation, as_):
    fill(nation)
    html = as_("secretary").get("/indicators/QUA-05/").content.decode()
    assert "Worse 2 times in a row, 7.00 from the target" in html
    assert "1 of 3 units off target" in html
    assert 'type="application/json"' in html
    assert "Level table" in html
    assert "sample" in html


def test_the_schools_of_an_area_are_paged_and_sorted(schools, as_):
    officer = as_("officer")
    response = officer.get("/indicators/QUA-05/?sort=-value")
    figures = list(response.context["page"])
    assert len(figures) == 20
    values = [figure.row.value for figure in figures]
    assert values[:18] == sorted(values[:18], reverse=True)
    assert values[18:] == [None, None]
    html = response.content.decode()
    assert 'href="/units/S01/"' in html
    assert "unit=S01" in html


def test_a_school_sees_its_own_figure(schools, as_):
    html = as_("director").get("/indicators/QUA-05/").content.decode()
    assert "81.00" in html
    assert (
        "81 ÷ 100"
        in as_("director").get("/indicators/QUA-05/lineage/").content.decode()
    )


def test_an_indicator_without_figures_still_has_its_definition(nation, as_):
    html = as_("secretary").get("/indicators/QUA-05/").content.decode()
    assert "No figure for this unit in this period" in html
    assert "Level table" in html
    assert as_("secretary").get("/indicators/QUA-05/lineage/").status_code == 404


def test_the_files_of_an_indicator(schools, as_):
    rows = rows_of(as_("officer").get("/indicators/QUA-05/units.csv?sort=value"))
    assert len(rows) == 20
    assert rows[0]["Numerator"] == "80.0"
    assert rows[-1]["Value"] == ""
    trend = rows_of(as_("secretary").get("/indicators/QUA-05/trend.csv"))
    assert [row["Period"] for row in trend] == ["2565-Q1", "2565-Q2", "2565-Q3"]
    assert [row["Value"] for row in trend] == ["84.0", "82.0", "78.0"]


# ---------- where it comes from ----------


def test_where_it_comes_from_is_a_page_and_a_drawer(schools, as_):
    officer = as_("officer")
    page = officer.get("/indicators/QUA-05/lineage/")
    drawer = officer.get("/indicators/QUA-05/lineage/", headers=HTMX)
    assert b"<html" in page.content
    assert b"<html" not in drawer.content
    assert 'class="drawer"' in drawer.content.decode()
    for response in (page, drawer):
        html = response.content.decode()
        assert "18 of 20" in html or "20 of 20" in html
        assert "โรงเรียน 19" in html
        assert "as it was when round 2565-Q3 opened" in html


def test_superiors_are_named_but_not_opened(schools, as_):
    html = as_("director").get("/indicators/QUA-05/lineage/").content.decode()
    assert "สพฐ." in html
    assert "unit=OBEC" not in html
    assert "unit=A2" not in html


def test_the_evidence_is_linked(schools, as_):
    file = EvidenceFactory(
        round=schools.round["Q3"],
        unit=schools.unit["S01"],
        indicator=schools.indicator["QUA-05"],
        original_name="ผลประเมิน.pdf",
    )
    html = as_("director").get("/indicators/QUA-05/lineage/").content.decode()
    assert "ผลประเมิน.pdf" in html
    assert f"/{file.pk}/" in html


# ---------- cost ----------


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("person", ["secretary", "officer", "director"])
def test_it_takes_few_queries(schools, as_, url, person):
    signed_in = as_(person)
    with CaptureQueriesContext(connection) as queries:
        signed_in.get(url)
    assert len(queries) <= MOST_QUERIES
