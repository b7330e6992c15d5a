"""What visits and problems put on pages of other apps."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common import clock
from tidtam.common.hooks import (
    Act,
    Deadline,
    Found,
    NavigationItem,
    Occasion,
    OccasionKind,
    Panel,
    SearchSource,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.keys import row_id
from tidtam.common.naming import named
from tidtam.common.thai import BANGKOK, date_short
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

ACT_RANK = 3
CLOSING = datetime.time(16, 30)
SHOWN_TODOS = 6


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


# ---------- first screen, menu, search ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what the user's units owe of visits and problems, and what waits."""
    yield from _visit_todos(user)
    if holds_known(user, Permission.PROBLEM_SOLVE) or holds_known(
        user, Permission.PROBLEM_TRIAGE
    ):
        turns = problems.waiting_for(user)
        yield from _turn("solve", turns["solve"], _("Problems to be solved"))
        yield from _turn("triage", turns["triage"], _("Problems to be triaged"))


def _visit_todos(user: User) -> Iterator[Todo]:
    if holds_known(user, Permission.VISIT_EDIT) or holds_known(
        user, Permission.VISIT_ANSWER
    ):
        for visit in visits.owed(user, clock.today())[:SHOWN_TODOS]:
            yield _to_answer(visit) if visit.is_reported else _to_write_up(visit)
    if holds_known(user, Permission.DIRECTIVE_ISSUE):
        yield from _findings(user)


def _to_write_up(visit: Visit) -> Todo:
    return Todo(
        kind=TodoKind.OWE,
        what=_("Report of the visit: %(title)s") % {"title": visit.title},
        url=visit_url(visit),
        button=_("Write it up"),
        why=named(visit.visited),
        due_at=_evening(visit.ends_on),
    )


def _to_answer(visit: Visit) -> Todo:
    return Todo(
        kind=TodoKind.OWE,
        what=_("Report of a visit to answer: %(title)s") % {"title": visit.title},
        url=visit_url(visit),
        button=_("Read and answer"),
        why=named(visit.unit),
    )


def _findings(user: User) -> Iterator[Todo]:
    """Give one thing to do for the grave findings that raised no directive."""
    first, count = visits.without_directive(user)
    if first is None:
        return
    yield Todo(
        kind=TodoKind.REVIEW,
        what=ngettext(
            "%(n)d grave finding without a directive",
            "%(n)d grave findings without a directive",
            count,
        )
        % {"n": count},
        url=f"{visit_url(first.visit)}#finding-{first.pk}",
        button=_("Decide"),
        why=f"{named(first.visit.visited)}: {first.text[:120]}",
        count=count,
    )


def _turn(turn: str, waiting: problems.Turn, what: str) -> Iterator[Todo]:
    first = waiting.first
    if first is None:
        return
    yield Todo(
        kind=TodoKind.REVIEW if turn == "triage" else TodoKind.OWE,
        what=f"{what}: {first.title}" if waiting.count == 1 else what,
        url=f"{reverse('fieldwork:problem_list')}?turn={turn}",
        button=_("Triage") if turn == "triage" else _("Deal with it"),
        why=f"{named(first.unit)}: {first.title}",
        due_at=_evening(first.due_on) if first.due_on else None,
        button_url=problem_url(first),
        count=waiting.count,
    )


def deadlines(user: User) -> Iterator[Deadline]:
    """Give the visits to come, by and to the user's own units."""
    for visit in visits.coming(user, clock.today())[:5]:
        at = datetime.datetime.combine(
            visit.starts_on, datetime.time(8, 30), tzinfo=BANGKOK
        )
        what = _("Visit to %(unit)s: %(title)s") % {
            "unit": named(visit.visited),
            "title": visit.title,
        }
        yield Deadline(at, what, visit_url(visit))


def acts(user: User) -> Iterator[Act]:
    """Give the urgent problems that nobody has taken up, as one thing to act on."""
    found = problems.unowned_danger(user)
    first, count = found.first, found.count
    if first is None:
        return
    yield Act(
        rank=ACT_RANK,
        what=ngettext(
            "%(n)d urgent problem has no owner",
            "%(n)d urgent problems have no owner",
            count,
        )
        % {"n": count},
        url=f"{reverse('fieldwork:problem_list')}?state=reported",
        why=f"{named(first.unit)}: {first.title}",
        owner=named(first.handler),
        button=_("See which"),
    )


def _evening(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, CLOSING, tzinfo=BANGKOK)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give visits and problems."""
    if "visit_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Visits"),
            reverse("fieldwork:visit_list"),
            "visit",
            order=50,
        )
    if "problem_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Problems"),
            reverse("fieldwork:problem_list"),
            "warn",
            order=55,
        )


def found_visits(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the visits whose title or units hold the words."""
    return [
        Found(
            title=row.title,
            url=visit_url(row),
            code=row.numbered,
            detail=f"{named(row.visited)} · {date_short(row.starts_on)}",
        )
        for row in visits.visits_wanted(user, visits.Wanted(words))[:limit]
    ]


def found_problems(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the problems whose words or unit hold the words."""
    return [
        Found(
            title=row.title,
            url=problem_url(row),
            detail=f"{named(row.unit)} · {Problem.State(row.state).label}",
        )
        for row in problems.register_of(user, problems.Wanted(words))[:limit]
    ]


SEARCHES = (
    SearchSource("visits", gettext_lazy("Visits"), "visit", found_visits, order=56),
    SearchSource(
        "problems", gettext_lazy("Problems"), "warn", found_problems, order=57
    ),
)
