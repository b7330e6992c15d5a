"""What was asked and found on a visit, with pictures."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common.contents import ContentError
from tidtam.common.files import file_response
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.forms import CheckForm, FindingForm, PhotoForm, finding_values
from tidtam.fieldwork.models import Check, Visit
from tidtam.fieldwork.selectors import visits as selectors

from .common import again, finding_kept, form_page, photo_kept, visit_kept
from .visits import visit_page


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def checks_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Write what was seen of each question."""
    visit = visit_kept(request, number)
    rows = [(row, _check_form(request, row)) for row in selectors.checks_of(visit)]
    if request.method == "POST" and all(form.is_valid() for _row, form in rows):
        try:
            if not all(form.was_asked for _row, form in rows):
                raise FieldworkError(services.questions_changed())
            answers = {row.pk: form.answered() for row, form in rows}
            services.checks_record(visit=visit, answers=answers, by=request.user)
        except FieldworkError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("fieldwork:visit_detail", number)
    status = 422 if request.method == "POST" else 200
    context = {"visit": visit, "rows": rows}
    return render(request, "fieldwork/checks_form.html", context, status=status)


def _check_form(request: SignedInRequest, row: Check) -> CheckForm:
    first = {"answer": row.answer, "note": row.note}
    return CheckForm(request.POST or None, prefix=f"c{row.pk}", initial=first)


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def finding_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Write down a finding."""
    visit = visit_kept(request, number)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.finding_add(visit=visit, words=form.words(), by=request.user)
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The finding is kept."))
            return _to_findings(visit)
    return form_page(request, form, _("Add a finding"), _("Store"), visit=visit)


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def finding_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a finding."""
    finding = finding_kept(request, number)
    form = FindingForm(request.POST or None, initial=finding_values(finding))
    if request.method == "POST" and form.is_valid():
        try:
            services.finding_change(
                finding=finding,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except FieldworkError as error:
            finding.refresh_from_db()
            form = again(form, finding.version)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return _to_findings(finding.visit)
    title = _("Finding %(number)d") % {"number": finding.number}
    return form_page(request, form, title, _("Store"), visit=finding.visit)


@needs(Permission.VISIT_EDIT)
@require_POST
def finding_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a finding out."""
    finding = finding_kept(request, number)
    try:
        services.finding_remove(finding=finding, by=request.user)
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The finding is taken out."))
    return _to_findings(finding.visit)


@needs(Permission.VISIT_EDIT)
@require_POST
def photo_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a picture."""
    visit = visit_kept(request, number)
    form = PhotoForm(request.POST, request.FILES, visit=visit)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.photo_add(
                visit=visit,
                file=sent.file,
                name=sent.name,
                caption=form.cleaned_data["caption"],
                finding=form.cleaned_data["finding"],
                by=request.user,
            )
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        except ContentError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The picture is kept."))
            return redirect("fieldwork:visit_detail", number)
    return visit_page(request, visit, 422, photo_form=form)


@needs(Permission.VISIT_VIEW)
@require_GET
def photo_file(request: SignedInRequest, number: int) -> FileResponse:
    """Give a picture, to be shown on the page of its visit."""
    photo = selectors.photo_of(request.user, number)
    if photo is None:
        raise Http404
    return file_response(photo, inline=True)


@needs(Permission.VISIT_EDIT)
@require_POST
def photo_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a picture out."""
    photo = photo_kept(request, number)
    try:
        services.photo_remove(photo=photo, by=request.user)
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The picture is taken out."))
    return redirect("fieldwork:visit_detail", photo.visit_id)


def _to_findings(visit: Visit) -> HttpResponse:
    response = redirect("fieldwork:visit_detail", visit.pk)
    response["Location"] += "#findings"
    return response
