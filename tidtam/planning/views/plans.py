"""The list of plans, one plan, and its way from draft to force."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.fields import plain
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.documents.responses import document_response
from tidtam.planning import selectors, services
from tidtam.planning.documents import plan_document, plan_file_name
from tidtam.planning.forms import NextYearForm, PlanForm, PlanListForm, ReasonForm
from tidtam.planning.models import Plan, State
from tidtam.planning.permissions import may_approve
from tidtam.planning.timeline import timeline_of

from .common import expect_writer, form_page, plan_or_404, sent, step, stored

PAGE = 50


def _wanted(request: SignedInRequest) -> tuple[PlanListForm, selectors.Wanted]:
    form = PlanListForm(request.GET or None, years=selectors.years_known())
    if not form.is_valid():
        return form, selectors.Wanted()
    values = form.cleaned_data
    return form, selectors.Wanted(
        words_of(values["q"]),
        values["year"],
        values["state"],
        values["kind"],
        values["item"],
        values["indicator"],
    )


@needs(Permission.PLAN_VIEW)
@require_GET
def plan_list(request: SignedInRequest) -> HttpResponse:
    """List the plans that the user may read, with how each stands."""
    form, wanted = _wanted(request)
    plans = selectors.plans_wanted(request.user, wanted)
    page = Paginator(plans, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": selectors.lines_of(page.object_list),
        "query": request.GET.urlencode(),
        "serves": wanted.item or wanted.indicator,
        "may_write": selectors.writing_units(request.user).exists(),
    }
    return render(request, "planning/plan_list.html", context)


@needs(Permission.PLAN_VIEW)
@require_GET
def plan_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    _form, wanted = _wanted(request)
    lines = selectors.lines_of(selectors.plans_wanted(request.user, wanted))
    header = [
        _("Fiscal year"),
        _("Unit code"),
        _("Unit"),
        _("Version"),
        _("State"),
        _("Projects"),
        _("Progress (share)"),
        _("Expected by today (share)"),
        _("Late milestones"),
        _("Planned money (baht)"),
        _("Disbursed so far (baht)"),
        _("Disbursed above the plan (baht)"),
    ]
    return csv_response("plans", header, map(_csv_row, lines))


def _csv_row(line: selectors.Line) -> list[str]:
    """Give the cells of a plan; work that has not begun is neither done nor late."""
    plan, standing = line.plan, line.standing
    begun = plan.has_begun
    return [
        str(plan.fiscal_year),
        plan.unit.code,
        named(plan.unit),
        str(plan.number),
        str(State(plan.state).label),
        str(line.projects),
        *(
            "" if share is None or not begun else f"{float(share):.4f}"
            for share in (standing.progress, standing.expected)
        ),
        str(standing.late) if begun else "",
        plain(standing.planned),
        plain(standing.disbursed),
        plain(standing.over_disbursed),
    ]


@needs(Permission.PLAN_VIEW)
@require_GET
def plan_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show one plan, how it stands today, and what its reader may do next."""
    return _page(request, plan_or_404(request, number), ReasonForm())


def _page(
    request: SignedInRequest, plan: Plan, form: ReasonForm, status: int = 200
) -> HttpResponse:
    sheets = selectors.sheets_of(plan)
    writes = can(request.user, Permission.PLAN_EDIT, plan.unit)
    in_force = writes and plan.is_in_force
    versions = list(selectors.versions_of(plan))
    context = {
        "plan": plan,
        "sheets": sheets,
        "standing": selectors.standing_of_sheets(plan, sheets),
        "timeline": timeline_of(plan.fiscal_year, sheets, clock.today()),
        "names": selectors.indicator_names(sheets),
        "money": selectors.money_by_kind(sheets),
        "versions": versions,
        "may_change": writes and plan.is_draft,
        "may_enforce": writes and plan.state == State.APPROVED,
        "may_amend": in_force and versions[0].pk == plan.pk,
        "may_go_on": in_force,
        "may_approve": selectors.may_be_approved_by(request.user, plan),
        "reason_form": form,
    }
    return render(request, "planning/plan_detail.html", context, status=status)


@needs(Permission.PLAN_VIEW)
@require_GET
def plan_file(request: SignedInRequest, number: int, ending: str) -> HttpResponse:
    """Give the plan as a paper: PDF or Word."""
    plan = plan_or_404(request, number)
    document = plan_document(plan, selectors.sheets_of(plan))
    return document_response(document, plan_file_name(plan), ending)


# ---------- writing ----------


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def plan_add(request: SignedInRequest) -> HttpResponse:
    """Begin a plan."""
    form = PlanForm(request.POST or None, units=selectors.writing_units(request.user))
    if request.method == "POST" and form.is_valid():
        plan = stored(
            form,
            lambda: services.plan_write(
                unit=form.cleaned_data["unit"],
                fiscal_year=form.cleaned_data["fiscal_year"],
                words=form.words(),
                by=request.user,
            ),
        )
        if plan is not None:
            messages.success(request, _("The draft is stored. Add its projects now."))
            return redirect("planning:plan_detail", plan.pk)
    words = {
        "title": _("Begin a plan"),
        "button": _("Store the draft"),
        "cancel_url": reverse("planning:plan_list"),
    }
    return form_page(request, form, words)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change the words of a draft."""
    plan = plan_or_404(request, number)
    expect_writer(request, plan)
    names = ("preface", "approach", "version")
    first = {name: getattr(plan, name) for name in names}
    form = PlanForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        changed = stored(
            form,
            lambda: services.plan_change(
                plan=plan,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            ),
        )
        if changed is not None:
            messages.success(request, _("The draft is stored."))
            return redirect("planning:plan_detail", number)
        plan.refresh_from_db()
        form.data = sent(request, plan.version)
    words = {
        "title": _("Change the words of the plan"),
        "button": _("Store the draft"),
        "cancel_url": reverse("planning:plan_detail", args=[number]),
    }
    return form_page(request, form, words, plan)


def _step(
    request: SignedInRequest, number: int, take: Callable[..., object], done: str
) -> HttpResponse:
    plan = plan_or_404(request, number)
    return step(request, plan, lambda: take(plan=plan, by=request.user), done)


@needs(Permission.PLAN_EDIT)
@require_POST
def plan_submit(request: SignedInRequest, number: int) -> HttpResponse:
    """Submit a draft to the superior."""
    done = _("It is submitted; who approves it sees it on the first screen.")
    return _step(request, number, services.plan_submit, done)


@needs(Permission.PLAN_APPROVE)
@require_POST
def plan_approve(request: SignedInRequest, number: int) -> HttpResponse:
    """Approve what was submitted."""
    done = _("It is approved; the unit can put it in force.")
    return _step(request, number, services.plan_approve, done)


@needs(Permission.PLAN_EDIT)
@require_POST
def plan_enforce(request: SignedInRequest, number: int) -> HttpResponse:
    """Put an approved plan in force."""
    done = _("It is in force. Record milestones and money as they come.")
    return _step(request, number, services.plan_enforce, done)


@needs(Permission.PLAN_APPROVE)
@require_POST
def plan_return(request: SignedInRequest, number: int) -> HttpResponse:
    """Return a plan to its unit, with a reason."""
    plan = plan_or_404(request, number)
    form = ReasonForm(request.POST)
    if not may_approve(request.user, plan.unit):
        raise PermissionDenied
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if stored(
            form,
            lambda: services.plan_return(plan=plan, reason=reason, by=request.user),
        ):
            messages.success(request, _("It went back to the unit with your reason."))
            return redirect("planning:plan_detail", number)
    return _page(request, plan, form, 422)


@needs(Permission.PLAN_EDIT)
@require_POST
def plan_discard(request: SignedInRequest, number: int) -> HttpResponse:
    """Throw a draft away."""
    plan = plan_or_404(request, number)
    try:
        services.plan_discard(plan=plan, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
        return redirect("planning:plan_detail", number)
    messages.success(request, _("The draft is discarded."))
    return redirect("planning:plan_list")


@needs(Permission.PLAN_EDIT)
@require_POST
def plan_amend(request: SignedInRequest, number: int) -> HttpResponse:
    """Begin the next version of the plan in force."""
    plan = plan_or_404(request, number)
    try:
        made = services.plan_amend(plan=plan, by=request.user)
    except services.PlanningError as error:
        messages.error(request, str(error))
        return redirect("planning:plan_detail", number)
    messages.success(
        request, _("This is the draft of the next version; the other stays in force.")
    )
    return redirect("planning:plan_detail", made.pk)


@needs(Permission.PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def plan_next_year(request: SignedInRequest, number: int) -> HttpResponse:
    """Draft next year's plan from this one: what continues, what ends."""
    plan = plan_or_404(request, number)
    expect_writer(request, plan)
    sent_form = request.POST if request.method == "POST" else None
    form = NextYearForm(sent_form, plan=plan)
    if request.method == "POST" and form.is_valid():
        made = stored(
            form,
            lambda: services.plan_for_next_year(
                plan=plan,
                continuing=form.cleaned_data["continuing"],
                by=request.user,
            ),
        )
        if made is not None:
            messages.success(request, _("This is the draft of next year's plan."))
            return redirect("planning:plan_detail", made.pk)
    words = {
        "title": _("Next year's draft"),
        "finding": _(
            "What continues is copied with its days a year later; the rest ends."
        ),
        "button": _("Make the draft"),
        "cancel_url": reverse("planning:plan_detail", args=[number]),
    }
    return form_page(request, form, words, plan)
