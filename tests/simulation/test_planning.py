"""Simulated plans: of real units, plausible, the same each time."""

import pytest

from tidtam.planning.models import Milestone, Plan, Project, State
from tidtam.simulation.folder import SMALL
from tidtam.simulation.services import country_seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    return country_seed(sample=SMALL, only_rounds=[])


def test_commission_groups_and_areas_have_plans_of_both_years(seeded):
    found = set(Plan.objects.values_list("unit__kind", "fiscal_year"))
    kinds = ("commission", "group", "area")
    assert found == {(kind, year) for kind in kinds for year in (2564, 2565)}
    assert seeded["plans"] == Plan.objects.count()


def test_work_follows_the_simulated_day(seeded):
    """Of this year some steps are done and some are not; none after the day."""
    now = Milestone.objects.filter(project__plan__fiscal_year=2565)
    assert now.exclude(done_on=None).exists()
    assert now.filter(done_on=None).exists()
    assert not Milestone.objects.filter(done_on__gt="2022-01-19").exists()
    assert not Milestone.objects.exclude(done_on=None).filter(evidence="").exists()


def test_projects_serve_items_of_their_year_and_say_that_they_are_simulated(seeded):
    for project in Project.objects.prefetch_related("policy_items__framework", "plan"):
        years = {item.framework.fiscal_year for item in project.policy_items.all()}
        assert years == {project.plan.fiscal_year}
        assert "ข้อมูลจำลอง" in project.why
    assert not Plan.objects.exclude(preface__contains="ข้อมูลจำลอง").exists()
    assert Plan.objects.filter(state=State.IN_FORCE).exists()
