"""Search: what is found, by whom, how much, and how it is typed."""

import pytest

from tests.factories import IndicatorVersionFactory
from tidtam.accounts.models import Role
from tidtam.common import hooks
from tidtam.common.hooks import Found, SearchSource
from tidtam.policies.models import Framework, PolicyItem

pytestmark = pytest.mark.django_db


def found(client, text):
    response = client.get("/search/", {"q": text}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert b"<html" not in response.content
    return response.content.decode()


def test_units_are_found_with_their_address(national):
    html = found(national, "s01")
    assert '<a href="/units/S01/">' in html
    assert "ชื่อ S01" in html


def test_only_what_the_user_may_see_is_found(officer, sign_in):
    assert "S91" not in found(officer, "S9")
    assert "S92" not in found(officer, "S9")
    assert "ชื่อ A1" not in found(sign_in(Role.SCHOOL_CLERK, "S01"), "A1")


def test_at_most_twenty_of_a_kind_are_shown(national):
    html = found(national, "ชื่อ")
    assert html.count("<li>") == 20
    assert '/units/?q=%E0%B8%8A%E0%B8%B7%E0%B9%88%E0%B8%AD"' in html


def test_indicators_and_policy_items_are_found(national):
    IndicatorVersionFactory(
        indicator__code="QUA-05", name_th="อ่านออกเขียนได้", name_en="Reading"
    )
    framework = Framework.objects.create(code="FW", fiscal_year=2565)
    PolicyItem.objects.create(
        framework=framework, code="QW1", title_th="วาระอ่านออก", order=1
    )
    html = found(national, "อ่านออก")
    assert "Reading" in html
    assert "QUA-05" in html
    assert "วาระอ่านออก" in html
    assert "QW1" in found(national, "qw1")


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_nothing_typed_says_what_to_type(national, typed):
    assert "Type a name or a code" in found(national, typed)


def test_nothing_found_says_how_to_go_on(national):
    html = found(national, "<b>zzz")
    assert "Nothing is called “&lt;b&gt;zzz”" in html
    assert "Try fewer letters" in html


def test_the_whole_page_answers_without_scripts(national):
    html = national.get("/search/?q=S01").content.decode()
    assert "<html" in html
    assert 'value="S01"' in html
    assert "/units/S01/" in html


def test_an_app_can_add_a_source(national, monkeypatch):
    source = SearchSource(
        "meetings",
        "Meetings",
        "meeting",
        lambda user, words, limit: [Found(f"การประชุม {words}", "")],
        order=1,
    )
    monkeypatch.setattr(hooks.search_sources, "entries", [source])
    assert "การประชุม" in found(national, "ครั้งที่")


def test_wrong_role_and_method(sign_in, officer):
    assert sign_in(None).get("/search/?q=A1").status_code == 403
    assert officer.post("/search/").status_code == 405
