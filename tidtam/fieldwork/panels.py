"""What visits and problems put on pages of other apps."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request
from tidtam.common import clock
from tidtam.common.hooks import (
    Occasion,
    OccasionKind,
    Panel,
    Subject,
)
from tidtam.common.keys import row_id
from tidtam.common.naming import named
from tidtam.followup.models import Directive
from tidtam.followup.panels import raised_by
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.planning.selectors import same_project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Submission

from .models import Problem, Visit
from .selectors import problems, visits


def visit_url(visit: Visit) -> str:
    """Return the address of the visit's page."""
    return reverse("fieldwork:visit_detail", args=[visit.pk])


def problem_url(problem: Problem) -> str:
    """Return the address of the problem's page."""
    return reverse("fieldwork:problem_detail", args=[problem.pk])


# ---------- panels ----------


def visits_of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return the visits that the unit made or received."""
    where = Q(unit=unit) | Q(visited=unit)
    return _visits(request, where, f"visited={unit.code}", visited=unit)


def of_policy_item(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return the visits with this theme, and the problems about the item."""
    query = f"item={item.framework.code}/{item.code}"
    shown = _visits(request, Q(policy_items=item), query)
    hurts = _problems(request, Q(policy_item=item), query)
    return {**(shown or {}), **(hurts or {})} if shown or hurts else None


def _visits(
    request: HttpRequest, where: Q, query: str, visited: Unit | None = None
) -> dict[str, Any] | None:
    if not holds_in_request(request, Permission.VISIT_VIEW):
        return None
    found, count = visits.visits_about(request.user, where)
    may_visit = visited is not None and holds_in_request(request, Permission.VISIT_EDIT)
    if not found and not may_visit:
        return None
    return {
        "visits": found,
        "visits_count": count,
        "visits_query": query,
        "may_visit": may_visit,
        "visited": visited,
        "today": clock.today(),
    }


def problems_of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return the problems of the unit and of those under it."""
    where = problems.at_and_under(unit, clock.today())
    return _problems(request, where, f"unit={unit.code}")


def problems_of_indicator(
    request: HttpRequest, indicator: Indicator
) -> Mapping[str, Any] | None:
    """Return the problems about the indicator."""
    return _problems(request, Q(indicator=indicator), f"indicator={indicator.code}")


def problems_of_project(
    request: HttpRequest, project: Project
) -> Mapping[str, Any] | None:
    """Return the problems about the project, in any version of its plan."""
    return _problems(request, same_project(project), f"project={project.pk}")


def problem_of_submission(
    request: HttpRequest, submission: Submission
) -> Mapping[str, Any] | None:
    """Return the problem that flowed in from the report's obstacles."""
    return _problems(request, Q(submission=submission), "")


def problems_of_visit(request: HttpRequest, visit: Visit) -> Mapping[str, Any] | None:
    """Return the problems that came from the visit's findings."""
    return _problems(request, Q(finding__visit=visit), "")


def directives_of_problem(
    request: HttpRequest, problem: Problem
) -> Mapping[str, Any] | None:
    """Return the directives that the problem raised."""
    item, indicator = problem.policy_item, problem.indicator
    about_it = {
        "name": problem.title,
        "title": problem.title,
        "policy": f"{item.framework.code}/{item.code}" if item else "",
        "indicator": indicator.code if indicator else "",
        "project": str(problem.project_id or ""),
    }
    origin = Directive.Origin.PROBLEM
    return raised_by(request, origin, problem.pk, problem.unit, about_it)


def _problems(request: HttpRequest, where: Q, query: str) -> dict[str, Any] | None:
    if not holds_in_request(request, Permission.PROBLEM_VIEW):
        return None
    standing = problems.problems_about(request.user, where)
    if not standing.count:
        return None
    return {"standing": standing, "query": query, "today": clock.today()}


PANELS = (
    Panel(
        "visits",
        Subject.UNIT,
        "fieldwork/visits_panel.html",
        visits_of_unit,
        order=50,
        later=True,
    ),
    Panel(
        "problems",
        Subject.UNIT,
        "fieldwork/problems_panel.html",
        problems_of_unit,
        order=55,
        later=True,
    ),
    Panel(
        "fieldwork",
        Subject.POLICY_ITEM,
        "fieldwork/policy_section.html",
        of_policy_item,
        order=70,
    ),
    Panel(
        "problems",
        Subject.INDICATOR,
        "fieldwork/problems_panel.html",
        problems_of_indicator,
        order=65,
    ),
    Panel(
        "problems",
        Subject.PROJECT,
        "fieldwork/problems_panel.html",
        problems_of_project,
        order=65,
    ),
    Panel(
        "problems",
        Subject.SUBMISSION,
        "fieldwork/problems_panel.html",
        problem_of_submission,
        order=40,
    ),
    Panel(
        "problems",
        Subject.VISIT,
        "fieldwork/problems_panel.html",
        problems_of_visit,
        order=40,
    ),
    Panel(
        "directives",
        Subject.PROBLEM,
        "followup/raised_panel.html",
        directives_of_problem,
        order=40,
    ),
)


# ---------- what directives and lessons come from ----------


def visit_occasion(user: User, ref: str) -> Occasion | None:
    """Return the visit; the key is the visit's id, and its finding's.

    A finding is one that the user may read, and of that visit.
    """
    visit, dash, place = ref.partition("-")
    number, part = row_id(visit), row_id(place)
    found = visits.visit_of(user, number) if number is not None else None
    finding = visits.finding_of(user, part) if part is not None else None
    if found is None or (dash and (finding is None or finding.visit_id != found.pk)):
        return None
    name = f"{found.numbered} {found.title} ({named(found.visited)})"
    anchor = f"#finding-{place}" if dash else ""
    return Occasion(name, f"{visit_url(found)}{anchor}")


def problem_occasion(user: User, ref: str) -> Occasion | None:
    """Return the problem of this id."""
    number = row_id(ref)
    found = problems.problem_of(user, number) if number is not None else None
    return Occasion(found.title, problem_url(found)) if found else None


OCCASIONS = (
    OccasionKind("visit", visit_occasion),
    OccasionKind("problem", problem_occasion),
)
