"""Simulated lessons and innovations: of real units, plausible, the same each time."""

import datetime

import pytest

from tests.factories import ProblemFactory, RoundFactory, VisitFactory
from tidtam.common.clock import day_of
from tidtam.fieldwork.models import Visit
from tidtam.knowledge.models import Adoption, Innovation, Lesson, State
from tidtam.meetings.models import Meeting
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.simulation.folder import SMALL
from tidtam.simulation.knowledge import knowledge_seed
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


def test_lessons_come_from_what_there_is_and_what_was_before(seeded):
    linked = Lesson.objects.exclude(occasion_ref="")
    meeting = linked.get(occasion="meeting", unit__kind="commission")
    found = Meeting.objects.get(pk=meeting.occasion_ref)
    assert (meeting.occasion, found.numbered) == ("meeting", "2/2565")
    assert day_of(found.starts_at) == datetime.date(2021, 12, 8)
    of_project = linked.filter(occasion="project").select_related("unit")
    assert of_project
    for lesson in of_project:
        project = Project.objects.select_related("plan").get(pk=lesson.occasion_ref)
        assert project.plan.unit_id == lesson.unit_id
        assert project.starts_on < day_of(lesson.written_at)


def test_lessons_come_from_rounds_visits_and_problems_once_there_are_some(seeded):
    group = Unit.objects.filter(lessons__occasion="visit").order_by("pk")[0]
    long_ago = datetime.datetime(2021, 1, 4, tzinfo=datetime.UTC)
    visit = VisitFactory(
        number=900,
        unit=group,
        starts_on=day_of(long_ago),
        ends_on=day_of(long_ago),
        state="reported",
        reported_at=long_ago,
    )
    problem = ProblemFactory(
        owner=group, state="closed", ended_at=long_ago, changed="ซ่อมแล้ว"
    )
    RoundFactory(
        fiscal_year=2563,
        span="Q4",
        opens_at=long_ago - datetime.timedelta(days=9),
        opened_at=long_ago - datetime.timedelta(days=9),
        due_at=long_ago - datetime.timedelta(days=8),
        closes_at=long_ago - datetime.timedelta(days=8),
    )
    Visit.objects.exclude(pk=visit.pk).update(reported_at=None, state="made")
    Lesson.objects.all().delete()
    knowledge_seed()
    linked = Lesson.objects.exclude(occasion_ref="")
    assert linked.get(occasion="visit", unit=group).occasion_ref == str(visit.pk)
    of_problem = linked.filter(occasion="problem", unit=group)
    assert [row.occasion_ref for row in of_problem] == [str(problem.pk)]
    assert set(
        linked.filter(occasion="round").values_list("occasion_ref", flat=True)
    ) == {"2563-Q4"}
