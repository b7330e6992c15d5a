"""The country on one page, for those who answer for all of it."""

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    needs,
    units_visible_to,
)
from tidtam.analysis.selectors.national import national_of
from tidtam.analysis.views.asking import asked_or_404, query_of, switches
from tidtam.common.downloads import csv_response
from tidtam.organisation.models import Unit
from tidtam.web.selectors.national import SHOWS, NationalPage


@needs(Permission.ANALYSIS_VIEW)
@require_GET
def national(request: SignedInRequest) -> HttpResponse:
    """Show the country: what is on target, what is not, what must be decided."""
    page = _page(request)
    zoom = "provinces" if request.GET.get("map") == "provinces" else "groups"
    context = _context(request, page) | {"zoom": zoom}
    return render(request, "web/national.html", context)


@needs(Permission.ANALYSIS_VIEW)
@require_GET
def national_matters(request: SignedInRequest) -> HttpResponse:
    """Show everything to act on, ranked, with the rule of the ranking."""
    context = _context(request, _page(request))
    return render(request, "web/national_matters.html", context)


@needs(Permission.ANALYSIS_VIEW)
@require_GET
def national_matrix_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Give the matrix as a file: a row an item and unit."""
    header = [
        _("Framework"), _("Item"), _("Title"), _("Unit code"), _("Unit"), _("Light"),
        _("On target"), _("Near target"), _("Off target"), _("Not concluded"),
        _("Score"), _("Coverage"),
    ]  # fmt: skip
    return csv_response("matrix", header, _page(request).matrix_rows())


@needs(Permission.ANALYSIS_VIEW)
@require_GET
def national_matters_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Give everything to act on as a file."""
    header = [_("Rank"), _("Points"), _("Finding"), _("Figures"), _("Rules")]
    rows = (
        [
            line.number,
            round(float(line.matter.points), 4),
            line.matter.what,
            line.matter.why,
            "|".join(rule.code for rule in line.matter.rules),
        ]
        for line in _page(request).matters
    )
    return csv_response("matters", header, rows)


def _page(request: SignedInRequest) -> NationalPage:
    """Return the page, for those who may see the whole country; 404 for others."""
    units = units_visible_to(request.user, Permission.ANALYSIS_VIEW).filter(
        kind__in=[Unit.Kind.COMMISSION, Unit.Kind.GROUP]
    )
    found = list(units.order_by("sort_key", "code"))
    country = next((unit for unit in found if unit.kind == Unit.Kind.COMMISSION), None)
    if country is None:
        raise Http404
    groups = [unit for unit in found if unit.kind == Unit.Kind.GROUP]
    question = asked_or_404(request, country)
    show = request.GET.get("show", "")
    return NationalPage(
        national_of(question, groups), show if show in SHOWS else SHOWS[0]
    )


def _context(request: SignedInRequest, page: NationalPage) -> dict[str, Any]:
    return {
        "page": page,
        "question": page.question,
        "scope": switches(request, page.question),
        "query": query_of(page.question, unit=""),
    }
