"""Budget lines of a project, and what is disbursed of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.planning import selectors, services
from tidtam.planning.forms import (
    BudgetLineForm,
    DisbursementForm,
    budget_line_values,
)
from tidtam.planning.models import BudgetLine

from .common import (
    PageWords,
    expect_writer,
    part_page,
    project_or_404,
    project_step,
    stored,
)
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

    return part_page(request, form, store, _words(_("Add money")), project)


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

    words = _words(_("Change the money"))
    return part_page(request, form, store, words, line.project, line)


def _words(title: str) -> PageWords:
    return PageWords(title, _("Store the money"), _("The money is stored."))


@needs(Permission.PLAN_EDIT)
@require_POST
def budget_line_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a line out of a draft."""
    line = line_or_404(request, number)
    return project_step(
        request,
        line.project_id,
        lambda: services.budget_line_remove(line=line, by=request.user),
        _("The money is taken out."),
    )


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
    return project_step(
        request,
        row.line.project_id,
        lambda: services.disbursement_remove(disbursement=row, by=request.user),
        _("The disbursement is taken out."),
    )
