"""What the pages of plans and projects share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tidtam.accounts.permissions import Permission, SignedInRequest, can
from tidtam.planning import selectors
from tidtam.planning.models import BudgetLine, Milestone, Plan, Project
from tidtam.planning.services import PlanningError


@dataclass(frozen=True)
class PageWords:
    """What the page of a form says: its title, its button, and that it is stored."""

    title: str
    button: str
    done: str


def plan_or_404(request: SignedInRequest, number: int) -> Plan:
    """Return the plan. Raises Http404 where the user may not read it."""
    plan = selectors.plan_of(request.user, number)
    if plan is None:
        raise Http404
    return plan


def project_or_404(request: SignedInRequest, number: int) -> Project:
    """Return the project. Raises Http404 where the user may not read it."""
    project = selectors.project_of(request.user, number)
    if project is None:
        raise Http404
    return project


def milestone_or_404(request: SignedInRequest, number: int) -> Milestone:
    """Return the milestone. Raises Http404 where the user may not read it."""
    milestone = selectors.milestone_of(request.user, number)
    if milestone is None:
        raise Http404
    return milestone


def expect_writer(request: SignedInRequest, plan: Plan) -> None:
    """Refuse who does not write for the unit, before a form is shown."""
    if not can(request.user, Permission.PLAN_EDIT, plan.unit):
        raise PermissionDenied


def step(
    request: SignedInRequest, plan: Plan, take: Callable[[], Any], done: str
) -> HttpResponse:
    """Take one step and go back to the plan with what came of it."""
    _take(request, take, done)
    return redirect("planning:plan_detail", plan.pk)


def project_step(
    request: SignedInRequest, project: int, take: Callable[[], Any], done: str
) -> HttpResponse:
    """Take one step and go back to the project with what came of it."""
    _take(request, take, done)
    return redirect("planning:project_detail", project)


def _take(request: SignedInRequest, take: Callable[[], Any], done: str) -> None:
    try:
        take()
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def stored(form: forms.Form, store: Callable[[], Any]) -> Any:
    """Store what the form says; None, with the fault in the form, where refused."""
    try:
        return store()
    except PlanningError as error:
        known = error.field in form.fields
        form.add_error(error.field if known else None, str(error))
        return None


def sent(request: SignedInRequest, version: int) -> Any:
    """Return what was sent, upon the present version, for a form shown once more."""
    values = request.POST.copy()
    values["version"] = str(version)
    return values


def form_page(
    request: SignedInRequest,
    form: forms.Form,
    words: Mapping[str, Any],
    plan: Plan | None = None,
    project: Project | None = None,
) -> HttpResponse:
    """Show a form: `words` has title, button, cancel_url and perhaps finding."""
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "plan": plan, "project": project, **words}
    return render(request, "planning/form.html", context, status=status)


def part_page(
    request: SignedInRequest,
    form: forms.Form,
    store: Callable[[], Any],
    words: PageWords,
    project: Project,
    row: Project | Milestone | BudgetLine | None = None,
) -> HttpResponse:
    """Show a form of the project or of a part; store it, and go back to the project.

    `row` is what is there already: what was sent is shown upon its present version.
    """
    if request.method == "POST" and form.is_valid():
        if stored(form, store) is not None:
            messages.success(request, words.done)
            return redirect("planning:project_detail", project.pk)
        if row is not None:
            row.refresh_from_db()
            form.data = sent(request, row.version)
    shown = {
        "title": words.title,
        "button": words.button,
        "cancel_url": reverse("planning:project_detail", args=[project.pk]),
    }
    return form_page(request, form, shown, project.plan, project)
