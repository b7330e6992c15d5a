"""Files of evidence: sending, taking off, and opening them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.indicators.models import Indicator
from tidtam.reporting import services
from tidtam.reporting.errors import EvidenceError, ReportingError
from tidtam.reporting.forms import new_key
from tidtam.reporting.lines import lines_of
from tidtam.reporting.models import Evidence
from tidtam.reporting.routes import Route, route_of
from tidtam.reporting.selectors import evidence_visible_to, form_of

from .place import Place, place_of, refuse_unless

WHOLE = "report"  # in the address: evidence of the report as a whole
FILES = "-files"


@needs(Permission.EVIDENCE_VIEW)
@require_GET
def evidence_file(request: SignedInRequest, pk: int) -> FileResponse:
    """Give a file to be kept, never to be shown inside Tidtam's own pages."""
    evidence = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.original_name,
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@needs(Permission.EVIDENCE_ADD)
@require_POST
def report_evidence(
    request: SignedInRequest, round_code: str, unit_code: str, code: str
) -> HttpResponse:
    """Keep the files sent for one figure, or for the report as a whole."""
    place = place_of(request.user, round_code, unit_code)
    return _evidence_posted(request, place, code)


@needs(Permission.CENTRAL_ENTER)
@require_POST
def central_evidence(
    request: SignedInRequest, round_code: str, unit_code: str, code: str
) -> HttpResponse:
    """Keep the files sent for one central figure."""
    place = place_of(request.user, round_code, unit_code, central=True)
    return _evidence_posted(request, place, code)


@needs(Permission.EVIDENCE_VIEW)
@require_POST
def evidence_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file off the report; its content stays for the trail."""
    evidence = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    error = _removed(evidence, request)
    central = bool(request.POST.get("central"))
    route = route_of(evidence.unit, central=central)
    own = Place(evidence.round, evidence.unit, route, central)
    if request.htmx and evidence.indicator is not None:
        return _files(request, own, evidence.indicator.code, [error] if error else [])
    if error:
        messages.error(request, error)
    return redirect(own.form_url)


def _evidence_posted(request: SignedInRequest, place: Place, code: str) -> HttpResponse:
    refuse_unless(request.user, Permission.EVIDENCE_ADD, place)
    if code != WHOLE:
        get_object_or_404(Indicator, code=code)
    errors = list(_kept(request, place, code))
    if request.htmx:
        return _files(request, place, code, errors)
    for error in errors:
        messages.error(request, error)
    return redirect(f"{place.form_url}#line-{code}")


def files_posted(request: SignedInRequest, place: Place) -> Iterator[str]:
    """Keep every file sent with a form; give what was refused and why."""
    for name in list(request.FILES):
        if name.endswith(FILES):
            yield from _kept(request, place, name.removesuffix(FILES))


def removal_posted(request: SignedInRequest, place: Place) -> None:
    """Take the file off that a button of the form names."""
    wanted = request.POST.get("remove", "")
    if wanted.isascii() and wanted.isdigit():
        of_report = evidence_visible_to(request.user).filter(
            round=place.round, unit=place.unit
        )
        evidence = get_object_or_404(of_report, pk=int(wanted))
        services.evidence_remove(evidence=evidence, by=request.user)


def _removed(evidence: Evidence, request: SignedInRequest) -> str:
    try:
        services.evidence_remove(evidence=evidence, by=request.user)
    except ReportingError as error:
        return str(error)
    return ""


def _kept(request: SignedInRequest, place: Place, code: str) -> Iterator[str]:
    indicator = None
    if code != WHOLE:
        indicator = get_object_or_404(Indicator, code=code)
    key = request.POST.get("upload_key", "")[:40]
    for number, file in enumerate(_sent(request, code)):
        name = file.name or ""
        try:
            services.evidence_add(
                round_=place.round,
                unit=place.unit,
                file=_stream(file),
                name=name,
                client_key=f"{key}-{code}-{number}"[:64] if key else "",
                by=request.user,
                indicator=indicator,
                central=place.route == Route.CENTRAL,
            )
        except (ReportingError, EvidenceError) as error:
            yield _("%(file)s was not kept. %(why)s") % {"file": name, "why": error}


def _sent(request: SignedInRequest, code: str) -> Iterable["UploadedFile[Any]"]:
    return request.FILES.getlist(f"{code}{FILES}")


def _stream(file: "UploadedFile[Any]") -> Any:
    """Return the content as a stream from its start."""
    return file.file


def _files(
    request: SignedInRequest, place: Place, code: str, errors: list[str]
) -> HttpResponse:
    """Give the list of files of a figure, for HTMX to put into the page."""
    form = form_of(place.round, place.unit, central=place.route == Route.CENTRAL)
    line = next((line for line in lines_of(form) if line.code == code), None)
    context = {
        "place": place,
        "line": line,
        "code": code,
        "files": line.evidence if line else form.evidence,
        "errors": errors,
        "upload_key": new_key(),
        "is_open": True,
        "is_htmx": True,
    }
    return render(request, "reporting/files_saved.html", context)
