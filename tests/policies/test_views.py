import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AlignmentFactory, PolicyItemFactory
from tests.nation import NOW, build, fill

pytestmark = pytest.mark.django_db
# One for each part of the page that another app puts there, and those of the page.
MOST_QUERIES = 34
URLS = ("/policies/", "/policies/MOE-2565/1/")


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


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("person", ["secretary", "chair", "director", "admin"])
def test_everyone_with_a_role_reads_policies(as_, url, person):
    assert as_(person).get(url).status_code == 200


@pytest.mark.parametrize("url", URLS)
def test_who_may_not(client, as_, django_user_model, url):
    assert client.get(url).status_code == 302
    client.force_login(django_user_model.objects.create(username="nobody"))
    assert client.get(url).status_code == 403
    assert as_("secretary").post(url).status_code == 405


@pytest.mark.parametrize("path", ["MOE-2565/99/", "NOPE/1/"])
def test_there_is_no_such_item(as_, path):
    assert as_("secretary").get(f"/policies/{path}").status_code == 404


def test_the_list_shows_one_year_at_a_time(nation, as_):
    html = as_("secretary").get("/policies/").content.decode()
    assert html.index("4 aspects") < html.index("12 policies") < html.index("Quick Win")
    assert as_("secretary").get("/policies/?year=nonsense").status_code == 200


def test_an_item_says_what_it_is_aligned_with_on_either_side(nation, as_):
    one, other = nation.item["MOE-2565", "1"], nation.item["OBEC-2565", "QUA"]
    AlignmentFactory(item=other, other=one)
    child = PolicyItemFactory(framework=one.framework, parent=one, code="1-1")
    html = as_("secretary").get("/policies/MOE-2565/1/").content.decode()
    assert 'href="/policies/OBEC-2565/QUA/"' in html
    assert f'href="/policies/MOE-2565/{child.code}/"' in html
    assert 'href="/policies/MOE-2565/1/"' in (
        as_("secretary").get("/policies/OBEC-2565/QUA/").content.decode()
    )


def test_the_results_come_by_a_panel_with_light_rule_and_score(nation, as_):
    fill(nation)
    html = as_("secretary").get("/policies/MOE-2565/1/").content.decode()
    assert "1 on target, 0 near and 1 off, of 2 indicators with a target" in html
    assert "off target when indicators off target hold half or more" in html
    assert "3.2333" in html, "(2 x 2.6 + 1 x 4.5) / 3"
    assert "unit=G01" in html


def test_units_sort_by_a_column(nation, as_):
    fill(nation)
    url = "/policies/MOE-2565/1/units.csv"
    text = b"".join(as_("secretary").get(f"{url}?sort=light").streaming_content)
    assert b"G01" in text.splitlines()[1]
    text = b"".join(as_("secretary").get(url).streaming_content)
    codes = [line.split(b",")[0] for line in text.splitlines()[1:]]
    assert codes == [b"G01", b"G02", b"G10", b"G00"]


def test_who_reads_no_results_sees_the_item_without_them(nation, as_):
    fill(nation)
    html = as_("admin").get("/policies/MOE-2565/1/").content.decode()
    assert "QUA-05" not in html


def test_a_unit_outside_ones_own_is_not_shown(nation, as_):
    fill(nation)
    response = as_("chair").get("/policies/MOE-2565/1/?unit=G02")
    assert "QUA-05" not in response.content.decode()


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("person", ["secretary", "chair", "director"])
def test_it_takes_few_queries(nation, as_, url, person):
    fill(nation)
    signed_in = as_(person)
    with CaptureQueriesContext(connection) as queries:
        signed_in.get(url)
    assert len(queries) <= MOST_QUERIES
