"""Milestones of a project, and what shows that they are done."""

from django.http import FileResponse, Http404, HttpResponse
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
from tidtam.planning.models import Milestone, MilestoneFile

from .common import (
    PageWords,
    expect_writer,
    milestone_or_404,
    part_page,
    project_or_404,
    project_step,
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

    words = _words(_("Add a milestone"), _("The milestone is added."))
    return part_page(request, form, store, words, project)


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

    words = _words(_("Change the milestone"), _("The milestone is stored."))
    return part_page(request, form, store, words, row.project, row)


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

    words = _words(row.title, _("It is recorded."))
    return part_page(request, form, store, words, row.project, row)


def _words(title: str, done: str) -> PageWords:
    return PageWords(title, _("Store the milestone"), done)


@needs(Permission.PLAN_EDIT)
@require_POST
def milestone_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a milestone out of a draft."""
    row = milestone_or_404(request, number)
    return project_step(
        request,
        row.project_id,
        lambda: services.milestone_remove(milestone=row, by=request.user),
        _("The milestone is taken out."),
    )


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
    return project_step(
        request,
        row.milestone.project_id,
        lambda: services.milestone_file_remove(file=row, by=request.user),
        _("The file is taken off."),
    )


def _file_or_404(request: SignedInRequest, number: int) -> MilestoneFile:
    """Return the file. Raises Http404 where the user may not read its plan."""
    row = selectors.milestone_file_of(request.user, number)
    if row is None:
        raise Http404
    return row
