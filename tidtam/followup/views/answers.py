"""The answers of owners, and what the issuer says of them."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common.contents import ContentError
from tidtam.followup import selectors, services
from tidtam.followup.forms import AnswerForm, ReturnForm, StepForm

from .common import assignment_of, directive_of
from .directives import directive_page


@needs(Permission.DIRECTIVE_ANSWER)
@require_POST
def assignment_acknowledge(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that it was read."""
    return _step(request, number, services.assignment_acknowledge, _("Acknowledged."))


@needs(Permission.DIRECTIVE_ISSUE)
@require_POST
def assignment_verify(request: SignedInRequest, number: int) -> HttpResponse:
    """Verify what was done."""
    return _step(request, number, services.assignment_verify, _("Verified."))


def _step(
    request: SignedInRequest, number: int, take: Callable[..., None], done: str
) -> HttpResponse:
    part = assignment_of(request, number)
    form = StepForm(request.POST)
    try:
        take(
            assignment=part,
            version=form.cleaned_data["version"] if form.is_valid() else 0,
            by=request.user,
        )
    except services.FollowupError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("followup:directive_detail", part.directive_id)


@needs(Permission.DIRECTIVE_ANSWER)
@require_POST
def assignment_report(request: SignedInRequest, number: int) -> HttpResponse:
    """Say how far it is."""
    done = _("It is kept; the issuer sees how far you are.")
    return _answer(request, number, services.assignment_report, done)


@needs(Permission.DIRECTIVE_ANSWER)
@require_POST
def assignment_finish(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that it is done."""
    done = _("It is done; the issuer verifies it.")
    return _answer(request, number, services.assignment_finish, done)


def _answer(
    request: SignedInRequest, number: int, take: Callable[..., None], done: str
) -> HttpResponse:
    part = assignment_of(request, number)
    if not can(request.user, Permission.DIRECTIVE_ANSWER, part.unit):
        raise PermissionDenied
    form = AnswerForm(request.POST, request.FILES, prefix=f"a{part.pk}")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            take(
                assignment=part,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["text"],
                attached=services.Attached(sent.file, sent.name) if sent else None,
                by=request.user,
            )
        except services.FollowupError as error:
            form.add_error(error.field, str(error))
        except ContentError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, done)
            return redirect("followup:directive_detail", part.directive_id)
    directive = directive_of(request, part.directive_id)
    return directive_page(request, directive, (part.pk, "answer", form))


@needs(Permission.DIRECTIVE_ISSUE)
@require_POST
def assignment_return(request: SignedInRequest, number: int) -> HttpResponse:
    """Return what was said to be done."""
    part = assignment_of(request, number)
    if not can(request.user, Permission.DIRECTIVE_ISSUE, part.directive.issuer):
        raise PermissionDenied
    form = ReturnForm(request.POST, prefix=f"r{part.pk}")
    if form.is_valid():
        try:
            services.assignment_return(
                assignment=part, by=request.user, **form.cleaned_data
            )
        except services.FollowupError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("It is returned, with your reason."))
            return redirect("followup:directive_detail", part.directive_id)
    directive = directive_of(request, part.directive_id)
    return directive_page(request, directive, (part.pk, "return", form))


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def progress_file(request: SignedInRequest, number: int) -> FileResponse:
    """Give a file of evidence to be kept, never to be shown inside Tidtam's pages."""
    notes = selectors.progress_visible_to(request.user).exclude(file="")
    note = get_object_or_404(notes, pk=number)
    response = FileResponse(
        note.file.open("rb"),
        as_attachment=True,
        filename=note.original_name,
        content_type=note.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
