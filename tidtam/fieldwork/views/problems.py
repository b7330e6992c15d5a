"""The register of problems, each problem, and reporting one from any page."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.common.contents import ContentError
from tidtam.common.downloads import csv_response
from tidtam.common.files import file_response
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.forms import ProblemForm, RegisterForm, first_values
from tidtam.fieldwork.models import Problem
from tidtam.fieldwork.selectors import problems as selectors
from tidtam.fieldwork.services.problems import Attached

from .common import form_page, problem_read
from .triage import problem_page

PAGE = 50


@needs(Permission.PROBLEM_VIEW)
@require_GET
def problem_list(request: SignedInRequest) -> HttpResponse:
    """Show the register: late ones on top, then by urgency."""
    form, found = _found(request)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "today": clock.today(),
    }
    return render(request, "fieldwork/problem_list.html", context)


@needs(Permission.PROBLEM_VIEW)
@require_GET
def problem_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    _form, found = _found(request)
    header = [
        _("Number"),
        _("What is the problem"),
        _("In full"),
        _("Where"),
        _("Unit code"),
        _("Since when"),
        _("How urgent"),
        _("State"),
        _("Who deals with it"),
        _("By when"),
        _("What was changed"),
    ]
    rows = (
        (
            row.pk,
            row.title,
            row.text,
            named(row.unit),
            row.unit.code,
            row.since.isoformat() if row.since else "",
            str(Problem.Urgency(row.urgency).label),
            str(Problem.State(row.state).label),
            named(row.owner) if row.owner else "",
            row.due_on.isoformat() if row.due_on else "",
            row.changed,
        )
        for row in found
    )
    return csv_response("problems", header, rows)


def _found(request: SignedInRequest) -> tuple[RegisterForm, QuerySet[Any]]:
    form = RegisterForm(request.GET or None)
    wanted = selectors.Wanted()
    if form.is_valid():
        values = dict(form.cleaned_data)
        wanted = selectors.Wanted(words_of(values.pop("q")), **values)
    return form, selectors.register_of(request.user, wanted)


@needs(Permission.PROBLEM_REPORT)
@require_http_methods(["GET", "POST"])
def problem_add(request: SignedInRequest) -> HttpResponse:
    """Report a problem, from the page that led here."""
    page = request.GET.get("from", "")
    first = first_values(request.user, page, request.GET.get("finding", ""))
    form = ProblemForm(
        request.POST or None, request.FILES or None, user=request.user, initial=first
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = services.problem_report(
                words=form.words(),
                attached=Attached(sent.file, sent.name) if sent else None,
                by=request.user,
            )
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        except ContentError as error:
            form.add_error("file", str(error))
        else:
            handler = {"unit": named(made.handler)}
            done = _(
                "It is reported. %(unit)s triages it, and you see what becomes of it."
            )
            messages.success(request, done % handler)
            return redirect("fieldwork:problem_detail", made.pk)
    return form_page(request, form, _("Report a problem"), _("Report"), is_problem=True)


@needs(Permission.PROBLEM_VIEW)
@require_GET
def problem_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a problem, what was done, and what the reader may do next."""
    return problem_page(request, problem_read(request, number))


@needs(Permission.PROBLEM_VIEW)
@require_GET
def step_file(request: SignedInRequest, number: int) -> FileResponse:
    """Give a file that came with a step."""
    step = selectors.step_of(request.user, number)
    if step is None:
        raise Http404
    return file_response(step)
