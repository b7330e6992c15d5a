"""What plans put on pages of other apps."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common import clock
from tidtam.common.hooks import (
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
from tidtam.common.thai import in_bangkok
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from . import selectors
from .models import Milestone, Plan, Project, State

END_OF_DAY = datetime.time(16, 30)


def plan_url(plan: Plan) -> str:
    """Return the address of the plan's page."""
    return reverse("planning:plan_detail", args=[plan.pk])


def project_url(project: Project) -> str:
    """Return the address of the project's page."""
    return reverse("planning:project_detail", args=[project.pk])


def plan_name(plan: Plan) -> str:
    """Return what the plan is called in a list of many."""
    return _("Action plan %(year)d, %(unit)s") % {
        "year": plan.fiscal_year,
        "unit": named(plan.unit),
    }


def of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return the unit's plans and how they stand."""
    if not holds_in_request(request, Permission.PLAN_VIEW):
        return None
    lines = selectors.plans_in_unit(request.user, unit)
    return {"lines": lines} if lines else None


def of_policy_item(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return the projects in force that serve the item."""
    found = selectors.serving(request.user, Q(policy_items=item))
    query = f"item={item.framework.code}/{item.code}"
    return {"serving": found, "query": query} if found else None


def of_indicator(
    request: HttpRequest, indicator: Indicator
) -> Mapping[str, Any] | None:
    """Return the projects in force that move the indicator."""
    found = selectors.serving(request.user, Q(indicators=indicator))
    query = f"indicator={indicator.code}"
    return {"serving": found, "query": query} if found else None


PANELS = (
    Panel(
        "plans",
        Subject.UNIT,
        "planning/unit_panel.html",
        of_unit,
        order=40,
        later=True,
    ),
    Panel(
        "plans",
        Subject.POLICY_ITEM,
        "planning/policy_section.html",
        of_policy_item,
        order=20,
    ),
    Panel(
        "plans",
        Subject.INDICATOR,
        "planning/serving_panel.html",
        of_indicator,
        order=50,
    ),
)


# ---------- what directives and lessons come from ----------


def occasion(user: User, ref: str) -> Occasion | None:
    """Return the project of this id."""
    number = row_id(ref)
    found = selectors.project_of(user, number) if number is not None else None
    return Occasion(found.title, project_url(found)) if found else None


OCCASION = OccasionKind("project", occasion)


# ---------- first screen, menu, search ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what came back, what is overdue, and what waits for a decision."""
    for plan in selectors.own_waiting(user):
        is_returned = plan.state == State.DRAFT
        yield Todo(
            kind=TodoKind.RETURNED if is_returned else TodoKind.OWE,
            what=plan_name(plan),
            url=plan_url(plan),
            button=_("Mend") if is_returned else _("Put in force"),
            why=plan.reason
            if is_returned
            else _("It is approved and not in force yet."),
        )
    yield from _overdue(user)
    if not holds_known(user, Permission.PLAN_APPROVE):
        return
    for plan in selectors.awaiting(user):
        yield Todo(
            kind=TodoKind.REVIEW,
            what=plan_name(plan),
            url=plan_url(plan),
            button=_("Read and approve"),
            why=_("Submitted for approval"),
        )


def _overdue(user: User) -> Iterator[Todo]:
    """Give one thing to do for each plan with late milestones, the oldest named."""
    late: dict[int, list[Milestone]] = {}
    for row in selectors.overdue_of(user, clock.today()):
        late.setdefault(row.project.plan_id, []).append(row)
    for rows in late.values():
        first = rows[0]
        yield Todo(
            kind=TodoKind.OWE,
            what=_("Late milestones: %(plan)s")
            % {"plan": plan_name(first.project.plan)},
            url=plan_url(first.project.plan),
            button=_("Record"),
            why=f"{first.project.code}: {first.title}",
            due_at=_evening(first.due_on),
            button_url=reverse("planning:milestone_done", args=[first.pk]),
            count=len(rows),
        )


def deadlines(user: User) -> Iterator[Deadline]:
    """Give the milestones of the user's own plans that fall due within a month."""
    for row in selectors.due_soon_of(user, clock.today())[:5]:
        yield Deadline(
            _evening(row.due_on),
            f"{row.project.code}: {row.title}",
            reverse("planning:project_detail", args=[row.project_id]),
        )


def _evening(day: datetime.date) -> datetime.datetime:
    """Return when the offices close on the day."""
    zone = in_bangkok(clock.now()).tzinfo
    return datetime.datetime.combine(day, END_OF_DAY, tzinfo=zone)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the list of plans."""
    if "plan_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Action plans"),
            reverse("planning:plan_list"),
            "plan",
            order=40,
        )


def found(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return plans by their unit and projects by title, code or unit."""
    plans = selectors.plans_wanted(user, selectors.Wanted(words))
    results = [
        Found(plan_name(plan), plan_url(plan), detail=str(State(plan.state).label))
        for plan in plans[:limit]
    ]
    projects = Project.objects.filter(
        plan__in=selectors.plans_visible_to(user).exclude(state=State.SUPERSEDED)
    )
    for word in words:
        projects = projects.filter(Q(title__icontains=word) | Q(code__iexact=word))
    rows = projects.select_related("plan__unit").order_by("-plan__fiscal_year", "pk")
    results += [
        Found(
            row.title,
            project_url(row),
            code=row.code,
            detail=plan_name(row.plan),
        )
        for row in rows[: limit - len(results)]
    ]
    return results


SEARCH = SearchSource("plans", gettext_lazy("Action plans"), "plan", found, order=45)
