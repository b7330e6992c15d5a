"""Simulated visits and problems: plausible, linked, and nothing of them after today."""

import pytest

from tidtam.fieldwork.models import Checklist, Finding, Problem, ProblemStep, Visit
from tidtam.followup.models import Directive
from tidtam.organisation.models import Placement
from tidtam.reporting.models import Submission
from tidtam.simulation.folder import SMALL
from tidtam.simulation.rounds import NOW
from tidtam.simulation.services import country_seed

pytestmark = pytest.mark.django_db
ROUND = "2565-Q1"


@pytest.fixture
def seeded():
    return country_seed(sample=SMALL, only_rounds=[ROUND])


def test_visits_go_down_the_line_and_stand_in_their_states(seeded):
    visits = list(Visit.objects.all())
    assert len(visits) == seeded["visits"] > 0
    standing = set(
        Placement.objects.filter(valid_to=None).values_list("parent", "unit")
    )
    assert {(visit.unit_id, visit.visited_id) for visit in visits} <= standing
    today = NOW.date()
    for visit in visits:
        is_sent = visit.state == Visit.State.REPORTED
        assert (visit.reported_at is not None) == is_sent
        assert is_sent or not visit.reply
        if visit.state == Visit.State.PLANNED:
            assert visit.starts_on >= today
        else:
            assert visit.starts_on < today
        years = visit.policy_items.values_list("framework__fiscal_year", flat=True)
        assert set(years) == {2565}


def test_visits_copy_the_checklist(seeded):
    asked = list(Checklist.objects.get().questions.values_list("text", flat=True))
    for visit in Visit.objects.prefetch_related("checks"):
        assert [check.text for check in visit.checks.all()] == asked


def test_urgent_findings_of_groups_are_directives_that_lead_back(seeded):
    raised = Directive.objects.filter(origin=Directive.Origin.VISIT)
    urgent = Finding.objects.filter(
        severity=Finding.Severity.URGENT,
        visit__state=Visit.State.REPORTED,
        visit__unit__kind="group",
    ).select_related("visit")
    assert {row.origin_ref for row in raised} == {row.origin_ref for row in urgent}
    assert urgent
    owners = set(raised.values_list("assignments__unit", flat=True))
    assert owners == {row.visit.visited_id for row in urgent}


def test_every_obstacle_flowed_in_once(seeded):
    sent = Submission.objects.filter(submitted_at__isnull=False).exclude(obstacles="")
    assert sent.exists()
    flowed = Problem.objects.filter(submission__isnull=False)
    assert {row.submission_id for row in flowed} == {row.pk for row in sent}
    assert all(row.text == row.submission.obstacles for row in flowed)


def test_problems_are_told_by_steps_that_lead_to_their_state(seeded):
    rows = Problem.objects.prefetch_related("steps").select_related("unit")
    assert {row.state for row in rows} >= {"reported", "owned", "closed"}
    ends = {
        Problem.State.REPORTED: {"reported", "flowed_in"},
        Problem.State.OWNED: {"owned", "said"},
        Problem.State.CLOSED: {"closed"},
        Problem.State.DECLINED: {"declined"},
    }
    for row in rows:
        last = sorted(row.steps.all(), key=lambda step: (step.at, step.pk))[-1]
        assert last.step in ends[row.state]
    assert not ProblemStep.objects.filter(at__gt=NOW).exists()
