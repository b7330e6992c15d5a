"""Simulated lessons and innovations: of real units, plausible, the same each time."""

import pytest

from tidtam.knowledge.models import Adoption, Innovation, Lesson, State
from tidtam.simulation.folder import SMALL
from tidtam.simulation.services import country_seed

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str, str]]:
    return [
        (row.unit.code, row.title, row.state, str(row.written_at))
        for model in (Lesson, Innovation)
        for row in model.objects.select_related("unit").order_by("pk")
    ]


@pytest.fixture
def seeded():
    return country_seed(sample=SMALL, only_rounds=[])


def test_every_state_and_kind_is_there(seeded):
    assert Lesson.objects.filter(unit__kind="group").exists()
    assert Lesson.objects.filter(state=State.PUBLISHED).exists()
    assert Lesson.objects.exclude(state=State.PUBLISHED).exists()
    assert Innovation.objects.filter(indicator__code="QUA-05").exists()
    assert seeded["entries"] == len(told())


def test_years_fit_the_days_and_items_fit_the_years(seeded):
    for row in Lesson.objects.prefetch_related("policy_items__framework"):
        assert row.fiscal_year in {2564, 2565}
        assert {i.framework.fiscal_year for i in row.policy_items.all()} <= {
            row.fiscal_year
        }


def test_nobody_takes_up_his_own(seeded):
    taken = Adoption.objects.select_related("innovation")
    assert all(row.unit_id != row.innovation.unit_id for row in taken)
