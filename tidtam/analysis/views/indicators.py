"""Indicators with their figures: the list, one of them, and where it comes from."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.analysis import findings, words
from tidtam.analysis.selectors.indicators import IndicatorList, list_of
from tidtam.analysis.selectors.lineage import lineage_of
from tidtam.analysis.selectors.portrait import (
    Portrait,
    file_cells,
    file_header,
    portrait_of,
)
from tidtam.analysis.selectors.question import Question
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.indicators import selectors as definitions

from .asking import asked_or_404, query_of, switches

PAGE = 50


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_list(request: SignedInRequest) -> HttpResponse:
    """List every indicator with the unit's figure, by aspect or sorted."""
    found = _list(request)
    context = {
        "list": found,
        "heading": findings.list_finding(found.figures),
        "question": found.question,
        "scope": switches(request, found.question),
        "query": query_of(found.question),
        "period_name": _period_name(found.question),
        "basis_name": words.BASES[found.question.basis],
        "is_sorted": "sort" in request.GET,
    }
    return render(request, "analysis/indicator_list.html", context)


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_list_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """Give the unit's figures as a file."""
    header = [_("Code"), _("Indicator"), _("Unit of measure"), *file_header()]
    rows = (
        [figure.code, figure.name, figure.version.unit, *file_cells(figure)]
        for figure in _list(request).figures
    )
    return csv_response("indicators", header, rows)


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one indicator of a unit: trend, target, those under it, definition."""
    portrait = _portrait_or_404(request, code)
    children = portrait.children
    page = Paginator(children.figures, PAGE).get_page(request.GET.get("page"))
    context = _context(request, portrait) | {
        "page": page,
        "trend_finding": findings.trend_finding(portrait.trend),
        "children_finding": findings.children_finding(
            children.figures, children.are_schools
        ),
        "definition": _definition(portrait),
    }
    return render(request, "analysis/indicator_detail.html", context)


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_lineage(request: SignedInRequest, code: str) -> HttpResponse:
    """Show where the figure comes from; HTMX gets it as a drawer."""
    portrait = _portrait_or_404(request, code)
    if portrait.figure is None:
        raise Http404
    lineage = lineage_of(portrait.question, portrait.figure, request.user)
    context = _context(request, portrait) | {"lineage": lineage}
    template = "lineage_drawer" if request.htmx else "indicator_lineage"
    return render(request, f"analysis/{template}.html", context)


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_children_csv(
    request: SignedInRequest, code: str
) -> StreamingHttpResponse:
    """Give the figures of those under the unit as a file, sorted as on the page."""
    portrait = _portrait_or_404(request, code)
    header = [_("Unit code"), _("Unit"), *file_header()]
    rows = (
        [figure.unit.code, named(figure.unit), *file_cells(figure)]
        for figure in portrait.children.figures
        if figure.unit
    )
    return csv_response(f"{code}-units", header, rows)


@needs(Permission.RESULT_VIEW)
@require_GET
def indicator_trend_csv(request: SignedInRequest, code: str) -> StreamingHttpResponse:
    """Give the unit's figures over time as a file."""
    portrait = _portrait_or_404(request, code)
    header = [_("Period"), *file_header()]
    return csv_response(f"{code}-trend", header, portrait.trend_rows())


def _portrait_or_404(request: SignedInRequest, code: str) -> Portrait:
    version = definitions.version_of(code)
    if version is None:
        raise Http404
    question = asked_or_404(request)
    return portrait_of(question, version, request.GET.get("sort", ""))


def _list(request: SignedInRequest) -> IndicatorList:
    return list_of(asked_or_404(request), request.GET.get("sort", ""))


def _context(request: SignedInRequest, portrait: Portrait) -> dict[str, Any]:
    question = portrait.question
    return {
        "portrait": portrait,
        "version": portrait.version,
        "figure": portrait.figure,
        "question": question,
        "period_name": _period_name(question),
        "basis_name": words.BASES[question.basis],
        "scope": switches(request, question),
        "query": query_of(question),
        "others": query_of(question, unit=""),
    }


def _period_name(question: Question) -> str:
    return words.period_name(question.period) if question.period else ""


def _definition(portrait: Portrait) -> dict[str, Any]:
    version = portrait.version
    return {
        "levels": definitions.levels_of(version),
        "items": definitions.policy_items_of(version.indicator),
        "versions": definitions.versions_of(version.indicator),
        "curve": definitions.curve_of(version.indicator, portrait.question.unit),
    }
