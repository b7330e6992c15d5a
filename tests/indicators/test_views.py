import datetime

import pytest

from tests.factories import RatioVersionFactory
from tests.nation import NOW, build
from tidtam.indicators import selectors

pytestmark = pytest.mark.django_db
URL = "/indicators/QUA-05/definition/"


@pytest.fixture
def nation(db, clock_at, settings):
    settings.LANGUAGE_CODE = "en"
    clock_at(NOW)
    return build()


@pytest.mark.parametrize("person", ["secretary", "director", "admin"])
def test_a_definition_is_shared_by_all_with_a_role(nation, client, person):
    client.force_login(nation.user[person])
    html = client.get(URL).content.decode()
    assert "Level table" in html
    assert "sample" in html
    assert "first version" in html
    assert "MOE-2565 1" in html


def test_who_may_not(nation, client, django_user_model):
    assert client.get(URL).status_code == 302
    client.force_login(django_user_model.objects.create(username="nobody"))
    assert client.get(URL).status_code == 403
    client.force_login(nation.user["secretary"])
    assert client.post(URL).status_code == 405
    assert client.get("/indicators/NOPE/definition/").status_code == 404


def test_a_version_says_what_it_changed(nation, client):
    old = nation.version["QUA-05"]
    old.is_current = False
    old.save()
    RatioVersionFactory(
        indicator=nation.indicator["QUA-05"],
        number=2,
        recorded_at=NOW + datetime.timedelta(days=1),
        name_th=old.name_th,
        weight=old.weight,
        amber_within=4,
        scoring="none",
    )
    newest, first = selectors.changes_of(nation.indicator["QUA-05"])
    changed = {change.name: (change.before, change.after) for change in newest.changes}
    assert changed["amber_within"] == ("3", "4")
    assert changed["scoring"] == ("levels", "none")
    assert first.changes == []
    client.force_login(nation.user["secretary"])
    assert "watched and not scored" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("scoring", "values", "levels"),
    [
        ("levels", (1, 2, 3, 4, 5), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        ("three_targets", (36, 40, 44), [(50, 36), (75, 40), (100, 44)]),
        ("milestone", (), []),
        ("none", (), []),
    ],
)
def test_level_tables(scoring, values, levels):
    version = RatioVersionFactory.build(
        scoring=scoring,
        **{f"level_{place}": value for place, value in enumerate(values, start=1)},
    )
    found = selectors.levels_of(version)
    assert [(level.score, level.value) for level in found] == levels
