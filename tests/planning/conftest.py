"""The places and people of the plans: those of the library, with wider rights."""

import datetime
from decimal import Decimal

import pytest

from tests.factories import (
    BudgetLineFactory,
    MilestoneFactory,
    PlanFactory,
    ProjectFactory,
)
from tests.knowledge.conftest import (  # noqa: F401  # fixtures of the same country
    NOW,
    as_,
    item,
    person,
    units,
)
from tidtam.accounts.models import Role, User
from tidtam.planning.models import Milestone, Plan, Project, State
from tidtam.planning.services import MilestoneWords, ProjectWords

TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


def project_words(**named: object) -> ProjectWords:
    said = {
        "code": "P1",
        "title": "โครงการสถานศึกษาปลอดภัย",
        "starts_on": datetime.date(2021, 10, 1),
        "ends_on": datetime.date(2022, 9, 30),
    }
    return ProjectWords(**{**said, **named})  # type: ignore[arg-type]


def milestone_words(**named: object) -> MilestoneWords:
    said = {
        "code": "M1",
        "title": "ประชุมชี้แจง",
        "weight": Decimal(10),
        "due_on": datetime.date(2021, 11, 30),
    }
    return MilestoneWords(**{**said, **named})  # type: ignore[arg-type]


@pytest.fixture
def writer(person) -> User:  # noqa: F811
    return person(Role.AREA_OFFICER, "A1")


@pytest.fixture
def chair(person) -> User:  # noqa: F811
    return person(Role.GROUP_CHAIR, "G1")


def with_project(plan: Plan, **named: object) -> Project:
    """Add a project with two milestones: one late, one to come."""
    project = ProjectFactory(plan=plan, **{"code": "P1", **named})
    MilestoneFactory(project=project, code="M1", due_on=datetime.date(2021, 11, 30))
    MilestoneFactory(project=project, code="M2", due_on=datetime.date(2022, 8, 31))
    BudgetLineFactory(project=project, planned=project.budget_planned)
    return project


@pytest.fixture
def draft(units, writer) -> Plan:  # noqa: F811
    plan = PlanFactory(unit=units["A1"], written_by=writer)
    with_project(plan)
    return plan


@pytest.fixture
def in_force(units) -> Plan:  # noqa: F811
    plan = PlanFactory(unit=units["A1"], state=State.IN_FORCE, in_force_at=NOW)
    with_project(plan)
    return plan


@pytest.fixture
def step_late(in_force) -> Milestone:
    return Milestone.objects.get(project__plan=in_force, code="M1")
