"""Pages speak Thai until their reader chooses English."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thai")]

SIGN_IN = "/accounts/login/"


def spoken(client):
    return client.get(SIGN_IN).headers["Content-Language"]


def test_pages_speak_thai_to_any_browser(client):
    page = client.get(SIGN_IN, headers={"Accept-Language": "en-US,en"})
    assert page.headers["Content-Language"] == "th"
    assert '<html lang="th"' in page.content.decode()
    assert "เข้าสู่ระบบ" in page.content.decode()


def test_the_switch_of_the_page_is_kept(client):
    client.post("/language/", {"language": "en", "next": SIGN_IN})
    assert spoken(client) == "en"
    client.post("/language/", {"language": "th", "next": SIGN_IN})
    assert spoken(client) == "th"


@pytest.mark.parametrize("name", ["de", "", "../th", "EN"])
def test_an_unknown_language_is_thai(client, settings, name):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = name
    assert spoken(client) == "th"
