"""What the pages of plans and projects share."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tidtam.accounts.permissions import Permission, SignedInRequest, can
from tidtam.planning import selectors
from tidtam.planning.models import Milestone, Plan, Project
from tidtam.planning.services import PlanningError


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
    try:
        take()
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("planning:plan_detail", plan.pk)


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
