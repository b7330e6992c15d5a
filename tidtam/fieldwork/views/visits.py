"""The list of visits, each visit, and its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.common.thai import date_short
from tidtam.documents.responses import document_response
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.forms import (
    ListForm,
    PhotoForm,
    ReasonForm,
    ReplyForm,
    VisitForm,
    visit_values,
)
from tidtam.fieldwork.models import Visit
from tidtam.fieldwork.papers import report_of
from tidtam.fieldwork.selectors import visits as selectors

from .common import again, form_page, refuse_unless, visit_kept, visit_read

PAGE = 50


@needs(Permission.VISIT_VIEW)
@require_GET
def visit_list(request: SignedInRequest) -> HttpResponse:
    """List the visits, the latest first."""
    form, found = _found(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "query": request.GET.urlencode(),
        "today": clock.today(),
        "may_visit": selectors.visiting_units(request.user).exists(),
    }
    return render(request, "fieldwork/visit_list.html", context)


@needs(Permission.VISIT_VIEW)
@require_GET
def visit_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    _form, found = _found(request)
    header = [
        _("Number"),
        _("What for"),
        _("Visit made by"),
        _("Where"),
        _("Unit code"),
        _("From"),
        pgettext("day", "Until"),
        _("State"),
        _("To be mended"),
    ]
    rows = (
        (
            row.numbered,
            row.title,
            named(row.unit),
            named(row.visited),
            row.visited.code,
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
            str(Visit.State(row.state).label),
            row.to_mend,
        )
        for row in found
    )
    return csv_response("visits", header, rows)


def _found(request: SignedInRequest) -> tuple[ListForm, QuerySet[Any]]:
    form = ListForm(request.GET or None, years=selectors.years_known())
    wanted = selectors.Wanted()
    if form.is_valid():
        values = form.cleaned_data
        wanted = selectors.Wanted(
            words_of(values["q"]),
            values["side"],
            values["state"],
            values["year"],
            values["item"],
            values["visited"],
        )
    return form, selectors.visits_wanted(request.user, wanted)


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def visit_add(request: SignedInRequest) -> HttpResponse:
    """Plan a visit."""
    units = selectors.visiting_units(request.user)
    first = {
        "other": request.GET.get("visited", "")[:20],
        "starts_on": date_short(clock.today()),
    }
    form = VisitForm(
        request.POST or None, user=request.user, units=units, initial=first
    )
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            made = services.visit_plan(unit=unit, words=form.words(), by=request.user)
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("It is planned. The visited unit sees it on its page.")
            )
            return redirect("fieldwork:visit_detail", made.pk)
    return form_page(request, form, _("Plan a visit"), _("Plan it"))


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def visit_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change the words of a visit."""
    visit = visit_kept(request, number)
    form = VisitForm(
        request.POST or None,
        user=request.user,
        units=selectors.visiting_units(request.user),
        visit=visit,
        initial=visit_values(visit),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.visit_change(
                visit=visit,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except FieldworkError as error:
            visit.refresh_from_db()
            form = again(form, visit.version)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("fieldwork:visit_detail", number)
    return form_page(request, form, str(visit), _("Store"), visit=visit)


@needs(Permission.VISIT_VIEW)
@require_GET
def visit_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a visit: who went where, what was found, what came of it."""
    return visit_page(request, visit_read(request, number))


def visit_page(
    request: SignedInRequest, visit: Visit, status: int = 200, **forms: Any
) -> HttpResponse:
    """Show the visit; `forms` are those to mend, by their name in the template."""
    sees_inside = selectors.sees_inside(request.user, visit)
    is_kept = can(request.user, Permission.VISIT_EDIT, visit.unit)
    may_reply = visit.state == Visit.State.REPORTED and can(
        request.user, Permission.VISIT_ANSWER, visit.visited
    )
    today = clock.today()
    context: dict[str, Any] = {
        "visit": visit,
        "items": visit.policy_items.select_related("framework").order_by(
            "framework__code", "order"
        ),
        "sees_inside": sees_inside,
        "may_change": is_kept and visit.is_open,
        "may_hold": is_kept
        and visit.state == Visit.State.PLANNED
        and visit.starts_on <= today,
        "may_cancel": is_kept and visit.state == Visit.State.PLANNED,
        "may_report": is_kept and visit.state == Visit.State.MADE,
        "may_reply": may_reply,
        "may_direct": can(request.user, Permission.DIRECTIVE_ISSUE, visit.unit),
        "is_overdue": visit.is_overdue_on(today),
        "days_left": (visit.starts_on - today).days,
        "photo_form": PhotoForm(visit=visit),
        "reason_form": ReasonForm(),
        "reply_form": ReplyForm(initial={"text": visit.reply}),
        **forms,
    }
    if sees_inside:
        raised = selectors.directives_by_finding(request.user, visit)
        findings = selectors.findings_of(visit)
        context |= {
            "findings": [(row, raised.get(row.pk, [])) for row in findings],
            "grave": sum(row.needs_action for row in findings),
            "checks": selectors.checks_of(visit),
            "photos": selectors.photos_of(visit),
        }
    return render(request, "fieldwork/visit_detail.html", context, status=status)


@needs(Permission.VISIT_EDIT)
@require_POST
def visit_hold(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that the visit was made."""
    done = _("Write what was found, then send the report.")
    return _step(request, number, services.visit_hold, done)


@needs(Permission.VISIT_EDIT)
@require_POST
def visit_report(request: SignedInRequest, number: int) -> HttpResponse:
    """Send the report to the visited unit."""
    done = _("The report is sent; the visited unit sees it on its first screen.")
    return _step(request, number, services.visit_report, done)


def _step(
    request: SignedInRequest, number: int, take: Callable[..., None], done: str
) -> HttpResponse:
    visit = visit_kept(request, number)
    try:
        take(visit=visit, by=request.user)
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("fieldwork:visit_detail", number)


@needs(Permission.VISIT_EDIT)
@require_POST
def visit_cancel(request: SignedInRequest, number: int) -> HttpResponse:
    """Call off a visit that was planned."""
    visit = visit_kept(request, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.visit_cancel(visit=visit, by=request.user, **form.cleaned_data)
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("It is called off."))
            return redirect("fieldwork:visit_detail", number)
    return visit_page(request, visit, 422, reason_form=form)


@needs(Permission.VISIT_ANSWER)
@require_POST
def visit_reply(request: SignedInRequest, number: int) -> HttpResponse:
    """Answer the report for the visited unit."""
    visit = visit_read(request, number)
    refuse_unless(request, Permission.VISIT_ANSWER, visit.visited)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            services.visit_reply(visit=visit, by=request.user, **form.cleaned_data)
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Your answer stands beside the report."))
            return redirect("fieldwork:visit_detail", number)
    return visit_page(request, visit, 422, reply_form=form)


@needs(Permission.VISIT_VIEW)
@require_GET
def visit_paper(request: SignedInRequest, number: int, ending: str) -> HttpResponse:
    """Give the report of a visit as PDF or Word."""
    visit = visit_read(request, number)
    if not selectors.sees_inside(request.user, visit):
        raise Http404
    document = report_of(
        visit,
        selectors.findings_of(visit),
        selectors.checks_of(visit),
        list(visit.policy_items.order_by("framework__code", "order")),
        thai_digits=request.GET.get("digits") != "arabic",
    )
    return document_response(document, f"รายงานการนิเทศ {visit.numbered}", ending)
