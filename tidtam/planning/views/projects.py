"""One project, its milestones and its money."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.planning import selectors, services
from tidtam.planning.forms import (
    DisbursementForm,
    DoneForm,
    MilestoneForm,
    ProjectForm,
    milestone_values,
    project_values,
)
from tidtam.planning.models import Milestone, Project

from .common import (
    expect_writer,
    form_page,
    milestone_or_404,
    plan_or_404,
    project_or_404,
    sent,
    stored,
)


@needs(Permission.PLAN_VIEW)
@require_GET
def project_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show one project: its milestones, its money, what it serves."""
    project = project_or_404(request, number)
    first = {"version": project.version, "budget_disbursed": project.budget_disbursed}
    return _page(request, project, DisbursementForm(initial=first))


def _page(
    request: SignedInRequest,
    project: Project,
    form: DisbursementForm,
    status: int = 200,
) -> HttpResponse:
    plan = project.plan
    sheet = selectors.sheet_of(project, plan)
    writes = can(request.user, Permission.PLAN_EDIT, plan.unit)
    context = {
        "plan": plan,
        "project": project,
        "sheet": sheet,
        "today": clock.today(),
        "names": selectors.indicator_names([sheet]),
        "items": project.policy_items.select_related("framework"),
        "may_change": writes and plan.is_draft,
        "may_record": writes and plan.is_in_force,
        "form": form,
    }
    return render(request, "planning/project_detail.html", context, status=status)


@needs(Permission.PLAN_EDIT)
@require_POST
def disbursement_record(request: SignedInRequest, number: int) -> HttpResponse:
    """Record how much of the project's money is disbursed."""
    project = project_or_404(request, number)
    expect_writer(request, project.plan)
    form = DisbursementForm(request.POST)
    if form.is_valid():
        done = stored(
            form,
            lambda: services.disbursement_record(
                project=project,
                disbursed=form.cleaned_data["budget_disbursed"],
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
        if done is not None:
            messages.success(request, _("The disbursed money is recorded."))
            return redirect("planning:project_detail", number)
        project.refresh_from_db()
        form.data = sent(request, project.version)
    return _page(request, project, form, 422)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def project_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a project to a draft."""
    plan = plan_or_404(request, number)
    expect_writer(request, plan)
    form = ProjectForm(request.POST or None, fiscal_year=plan.fiscal_year)
    if request.method == "POST" and form.is_valid():
        made = stored(
            form,
            lambda: services.project_write(
                plan=plan, words=form.words(), by=request.user
            ),
        )
        if made is not None:
            messages.success(
                request, _("The project is added. Add its milestones now.")
            )
            return redirect("planning:project_detail", made.pk)
    words = {
        "title": _("Add a project"),
        "button": _("Store the project"),
        "cancel_url": reverse("planning:plan_detail", args=[number]),
    }
    return form_page(request, form, words, plan)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def project_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a project of a draft."""
    project = project_or_404(request, number)
    plan = project.plan
    expect_writer(request, plan)
    form = ProjectForm(
        request.POST or None,
        fiscal_year=plan.fiscal_year,
        initial=project_values(project),
    )
    if request.method == "POST" and form.is_valid():
        done = stored(
            form,
            lambda: services.project_change(
                project=project,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
        )
        if done is not None:
            messages.success(request, _("The project is stored."))
            return redirect("planning:project_detail", number)
        project.refresh_from_db()
        form.data = sent(request, project.version)
    words = {
        "title": _("Change the project"),
        "button": _("Store the project"),
        "cancel_url": reverse("planning:project_detail", args=[number]),
    }
    return form_page(request, form, words, plan, project)


@needs(Permission.PLAN_EDIT)
@require_POST
def project_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a project out of a draft."""
    project = project_or_404(request, number)
    plan = project.plan
    try:
        services.project_remove(project=project, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
        return redirect("planning:project_detail", number)
    messages.success(request, _("The project is taken out of the draft."))
    return redirect("planning:plan_detail", plan.pk)


# ---------- milestones ----------


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def milestone_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a milestone to a project of a draft."""
    project = project_or_404(request, number)
    expect_writer(request, project.plan)
    form = MilestoneForm(request.POST or None)

    def store() -> Milestone:
        return services.milestone_write(
            project=project, words=form.words(), by=request.user
        )

    done = _("The milestone is added.")
    return _milestone_page(request, project, form, store, _("Add a milestone"), done)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def milestone_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a milestone of a draft."""
    row = milestone_or_404(request, number)
    expect_writer(request, row.project.plan)
    form = MilestoneForm(request.POST or None, initial=milestone_values(row))

    def store() -> Milestone:
        return services.milestone_change(
            milestone=row,
            words=form.words(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
        )

    done = _("The milestone is stored.")
    title = _("Change the milestone")
    return _milestone_page(request, row.project, form, store, title, done, row)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def milestone_done(request: SignedInRequest, number: int) -> HttpResponse:
    """Record that a milestone is done, with its evidence."""
    row = milestone_or_404(request, number)
    expect_writer(request, row.project.plan)
    first = DoneForm.first_values(row, clock.today())
    form = DoneForm(request.POST or None, initial=first)

    def store() -> Milestone:
        return services.milestone_done(
            milestone=row,
            done_on=form.cleaned_data["done_on"],
            evidence=form.cleaned_data["evidence"],
            version=form.cleaned_data["version"],
            by=request.user,
        )

    done = _("It is recorded.")
    return _milestone_page(request, row.project, form, store, row.title, done, row)


def _milestone_page(
    request: SignedInRequest,
    project: Project,
    form: Any,
    store: Callable[[], Milestone],
    title: str,
    done: str,
    row: Milestone | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        if stored(form, store) is not None:
            messages.success(request, done)
            return redirect("planning:project_detail", project.pk)
        if row is not None:
            row.refresh_from_db()
            form.data = sent(request, row.version)
    words = {
        "title": title,
        "button": _("Store the milestone"),
        "cancel_url": reverse("planning:project_detail", args=[project.pk]),
    }
    return form_page(request, form, words, project.plan, project)


@needs(Permission.PLAN_EDIT)
@require_POST
def milestone_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a milestone out of a draft."""
    row = milestone_or_404(request, number)
    project = row.project
    try:
        services.milestone_remove(milestone=row, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The milestone is taken out."))
    return redirect("planning:project_detail", project.pk)
