"""Milestones of a project, and what shows that they are done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.common.files import file_response
from tidtam.planning import selectors, services
from tidtam.planning.forms import DoneForm, MilestoneForm, milestone_values
from tidtam.planning.models import Milestone, MilestoneFile, Project

from .common import (
    expect_writer,
    form_page,
    milestone_or_404,
    project_or_404,
    sent,
    stored,
)


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
    sent_files = request.FILES if request.method == "POST" else None
    form = DoneForm(request.POST or None, sent_files, initial=first)

    def store() -> Milestone:
        return services.milestone_done(
            milestone=row,
            done_on=form.cleaned_data["done_on"],
            evidence=form.cleaned_data["evidence"],
            files=[
                services.SentFile(each.file, each.name)
                for each in form.cleaned_data["attached"]
            ],
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


# ---------- files ----------


@needs(Permission.PLAN_VIEW)
@require_GET
def milestone_file(request: SignedInRequest, number: int) -> FileResponse:
    """Give a file of a milestone, to be kept."""
    return file_response(_file_or_404(request, number))


@needs(Permission.PLAN_EDIT)
@require_POST
def milestone_file_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a file off a milestone."""
    row = _file_or_404(request, number)
    try:
        services.milestone_file_remove(file=row, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is taken off."))
    return redirect("planning:project_detail", row.milestone.project_id)


def _file_or_404(request: SignedInRequest, number: int) -> MilestoneFile:
    """Return the file. Raises Http404 where the user may not read its plan."""
    row = selectors.milestone_file_of(request.user, number)
    if row is None:
        raise Http404
    return row
