"""The tree of units, one unit, and the units under it."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.hooks import Subject
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order
from tidtam.web.forms import DayForm, UnitFilterForm
from tidtam.web.links import unit_link
from tidtam.web.names import province_name
from tidtam.web.panels import panel_named, panel_shown
from tidtam.web.selectors import units as selectors


@needs(Permission.UNIT_VIEW)
@require_GET
@vary_on_headers("HX-Request")
def unit_list(request: SignedInRequest) -> HttpResponse:
    """Show the tree of the user's units, or those that fit a filter."""
    form = UnitFilterForm(request.GET or None)
    today = clock.today()
    context: dict[str, object] = {"form": form}
    wanted = form.filter()
    if wanted:
        found = wanted.narrowed(selectors.units_of_today(request.user))
        number = request.GET.get("page")
        context["table"] = selectors.table_of(in_order(found), today, number)
    elif not form.errors:
        context["nodes"] = selectors.tree_of(request.user, today)
    part = "#units" if request.htmx else ""
    return render(request, f"web/unit_list.html{part}", context)


@needs(Permission.UNIT_VIEW)
@require_GET
def unit_branch(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the units right under one, for the tree to open."""
    unit = _unit(request, code)
    branch = selectors.branch_of(unit, clock.today(), request.GET.get("page"))
    return render(request, "web/unit_branch.html", {"branch": branch})


@needs(Permission.UNIT_VIEW)
@require_GET
@vary_on_headers("HX-Request")
def unit_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one unit, today or on a day of the past; HTMX gets its children alone."""
    unit = _unit(request, code)
    form, narrow = DayForm.asked(request.GET), UnitFilterForm(request.GET or None)
    today = clock.today()
    day = form.day(today)
    context: dict[str, object] = {
        "unit": unit,
        "day": day,
        "is_today": day == today,
        "narrow": narrow,
        "children": selectors.children_shown(
            request.user, unit, day, narrow.filter(), request.GET.get("page")
        ),
    }
    if request.htmx:
        return render(request, "web/unit_detail.html#children", context)
    portrait = selectors.portrait_of(request.user, unit, day)
    context |= {"form": form, "portrait": portrait}
    if portrait.last_day:
        context["last_page"] = f"{unit_link(unit)}?on={portrait.last_day.isoformat()}"
    return render(request, "web/unit_detail.html", context)


@needs(Permission.UNIT_VIEW)
@require_GET
def unit_children_csv(request: SignedInRequest, code: str) -> StreamingHttpResponse:
    """Give the units right under one as CSV, with the filter and day of the page."""
    unit = _unit(request, code)
    day = DayForm.asked(request.GET).day(clock.today())
    children = selectors.children_known(request.user, unit, day)
    fitting = UnitFilterForm(request.GET or None).filter().narrowed(children)
    header = [
        _("Code"),
        _("Kind"),
        _("Name"),
        _("English name"),
        _("Sector"),
        _("Province"),
    ]
    rows = (
        (
            child.code,
            child.get_kind_display(),
            child.name_th,
            child.name_en,
            child.get_sector_display(),
            province_name(child.province_code),
        )
        for child in fitting.iterator()
    )
    return csv_response(f"{unit.code} {day}", header, rows)


@needs(Permission.UNIT_VIEW)
@require_GET
@vary_on_headers("HX-Request")
def unit_panel(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    """Show one panel of a unit's page; HTMX gets it alone."""
    unit = _unit(request, code)
    panel = panel_named(Subject.UNIT, name)
    if panel is None:
        raise Http404
    shown = panel_shown(panel, request, unit)
    if request.htmx:
        return HttpResponse(shown)
    return render(request, "web/unit_panel.html", {"unit": unit, "panel": shown})


def _unit(request: SignedInRequest, code: str) -> Unit:
    """Return a unit that the user may see.

    Raises Http404 for any other.
    """
    return get_object_or_404(selectors.units_seen_by(request.user), code=code)
