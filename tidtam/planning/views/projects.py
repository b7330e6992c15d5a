"""One project and its money."""

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
from tidtam.planning.forms import DisbursementForm, ProjectForm, project_values
from tidtam.planning.models import Project

from .common import (
    PageWords,
    expect_writer,
    form_page,
    part_page,
    plan_or_404,
    project_or_404,
    stored,
)


@needs(Permission.PLAN_VIEW)
@require_GET
def project_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show one project: its milestones, its money, what it serves."""
    project = project_or_404(request, number)
    return project_page(request, project, DisbursementForm(project=project))


def project_page(
    request: SignedInRequest,
    project: Project,
    form: DisbursementForm,
    status: int = 200,
) -> HttpResponse:
    """Show the project, with the form of a disbursement as it stands."""
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
                request,
                _("The project is added. Add its milestones and its money now."),
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

    def store() -> Project:
        return services.project_change(
            project=project,
            words=form.words(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
        )

    words = PageWords(
        _("Change the project"), _("Store the project"), _("The project is stored.")
    )
    return part_page(request, form, store, words, project, project)


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
