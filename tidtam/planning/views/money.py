"""Budget lines of a project, and what is disbursed of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.planning import selectors, services
from tidtam.planning.forms import (
    BudgetLineForm,
    DisbursementForm,
    budget_line_values,
)
from tidtam.planning.models import BudgetLine, Project

from .common import expect_writer, form_page, project_or_404, sent, stored
from .projects import project_page


def line_or_404(request: SignedInRequest, number: int) -> BudgetLine:
    """Return the line. Raises Http404 where the user may not read its plan."""
    line = selectors.budget_line_of(request.user, number)
    if line is None:
        raise Http404
    return line


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def budget_line_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add money of one kind to a project of a draft."""
    project = project_or_404(request, number)
    expect_writer(request, project.plan)
    form = BudgetLineForm(request.POST or None)

    def store() -> BudgetLine:
        return services.budget_line_write(
            project=project, words=form.words(), by=request.user
        )

    return _line_page(request, project, form, store, _("Add money"))


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def budget_line_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a line of a draft."""
    line = line_or_404(request, number)
    expect_writer(request, line.project.plan)
    form = BudgetLineForm(request.POST or None, initial=budget_line_values(line))

    def store() -> BudgetLine:
        return services.budget_line_change(
            line=line,
            words=form.words(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
        )

    title = _("Change the money")
    return _line_page(request, line.project, form, store, title, line)


def _line_page(
    request: SignedInRequest,
    project: Project,
    form: BudgetLineForm,
    store: Callable[[], Any],
    title: str,
    line: BudgetLine | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        if stored(form, store) is not None:
            messages.success(request, _("The money is stored."))
            return redirect("planning:project_detail", project.pk)
        if line is not None:
            line.refresh_from_db()
            form.data = sent(request, line.version)
    words = {
        "title": title,
        "button": _("Store the money"),
        "cancel_url": reverse("planning:project_detail", args=[project.pk]),
    }
    return form_page(request, form, words, project.plan, project)


@needs(Permission.PLAN_EDIT)
@require_POST
def budget_line_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a line out of a draft."""
    line = line_or_404(request, number)
    try:
        services.budget_line_remove(line=line, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The money is taken out."))
    return redirect("planning:project_detail", line.project_id)


@needs(Permission.PLAN_EDIT)
@require_POST
def disbursement_record(request: SignedInRequest, number: int) -> HttpResponse:
    """Record what was paid of a line of the project."""
    project = project_or_404(request, number)
    expect_writer(request, project.plan)
    form = DisbursementForm(request.POST, project=project)
    if form.is_valid():
        line = form.cleaned_data["line"]
        done = stored(
            form,
            lambda: services.disbursement_record(
                line=line, payment=form.payment(), by=request.user
            ),
        )
        if done is not None:
            messages.success(request, _("The disbursed money is recorded."))
            project.refresh_from_db()
            if project.over_disbursed:
                messages.warning(
                    request, _("More is disbursed by now than the project plans.")
                )
            return redirect("planning:project_detail", number)
    return project_page(request, project, form, 422)


@needs(Permission.PLAN_EDIT)
@require_POST
def disbursement_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take out a disbursement that was recorded by mistake."""
    row = selectors.disbursement_of(request.user, number)
    if row is None:
        raise Http404
    try:
        services.disbursement_remove(disbursement=row, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The disbursement is taken out."))
    return redirect("planning:project_detail", row.line.project_id)
