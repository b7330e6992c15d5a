"""Before and after are the unit's own official figures, and nothing typed."""

import pytest
from django.test import Client

from tests.factories import InnovationFactory
from tests.nation import NOW, Nation, build
from tidtam.knowledge.models import State
from tidtam.knowledge.selectors import effect_of


@pytest.fixture
def nation(db, clock_at) -> Nation:
    clock_at(NOW)
    return build()


@pytest.fixture
def innovation(nation: Nation):
    return InnovationFactory(
        unit=nation.unit["G02"],
        indicator=nation.indicator["QUA-05"],
        before="2565-Q1",
        after="2565-Q3",
    )


def values(innovation):
    return [
        figure.row.value if figure else None
        for _name, figure in effect_of(innovation).lines
    ]


def test_the_figures_are_those_of_the_results(nation, innovation):
    nation.result("G02", "QUA-05", 71.5, "red", "Q1", basis="official")
    nation.result("G02", "QUA-05", 80.25, "amber", "Q3", basis="official")
    nation.result("G02", "QUA-05", 99.0, "green", "Q3", basis="preliminary")
    assert values(innovation) == [71.5, 80.25]
    assert effect_of(innovation).change == 8.75


def test_a_missing_figure_is_no_zero(nation, innovation):
    nation.result("G02", "QUA-05", 80.25, "amber", "Q3", basis="official")
    assert values(innovation) == [None, 80.25]
    assert effect_of(innovation).change is None


def test_without_an_indicator_nothing_is_compared(nation):
    assert effect_of(InnovationFactory(unit=nation.unit["G01"])) is None


def test_the_page_shows_them_to_readers_elsewhere_once_published(
    nation, innovation, client: Client
):
    nation.result("G02", "QUA-05", 71.5, "red", "Q1", basis="official")
    nation.result("G02", "QUA-05", 80.25, "amber", "Q3", basis="official")
    innovation.state, innovation.published_at = State.PUBLISHED, innovation.written_at
    innovation.save()
    client.force_login(nation.user["officer"])
    page = client.get(f"/knowledge/innovations/{innovation.pk}/").content.decode()
    assert "71.5" in page
    assert "80.3" in page or "80.25" in page
    assert "do not prove" in page
