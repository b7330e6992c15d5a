"""The register of directives, each directive, and the answers of its owners."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.hooks import occasion_of
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.planning.selectors import project_of
from tidtam.reporting.errors import EvidenceError

from . import selectors, services
from .forms import (
    AnswerForm,
    DirectiveForm,
    RegisterForm,
    ReturnForm,
    StepForm,
    first_values,
)
from .models import Assignment, Directive

PAGE = 50
USUAL_TIME = datetime.timedelta(days=30)


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_list(request: SignedInRequest) -> HttpResponse:
    """Show the register: late ones on top."""
    form, found = _found(request)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "today": clock.today(),
        "may_issue": selectors.issuing_units(request.user).exists(),
    }
    return render(request, "followup/directive_list.html", context)


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    _form, found = _found(request)
    header = [
        _("Number"),
        _("Directive"),
        _("Issued by"),
        _("Issued"),
        _("Due"),
        _("Owners"),
        _("Done"),
        _("Verified"),
        _("Overdue"),
    ]
    rows = (
        (
            row.numbered,
            row.title,
            named(row.issuer),
            row.issued_on.isoformat(),
            row.due_on.isoformat(),
            row.owners,
            row.done,
            row.verified,
            row.late,
        )
        for row in found
    )
    return csv_response("directives", header, rows)


def _found(request: SignedInRequest) -> tuple[RegisterForm, QuerySet[Any]]:
    form = RegisterForm(request.GET or None, years=selectors.years_known())
    wanted = selectors.Wanted()
    if form.is_valid():
        values = form.cleaned_data
        wanted = selectors.Wanted(
            words_of(values["q"]), values["side"], values["state"], values["year"]
        )
    return form, selectors.register_of(request.user, wanted)


@needs(Permission.DIRECTIVE_ISSUE)
@require_http_methods(["GET", "POST"])
def directive_add(request: SignedInRequest) -> HttpResponse:
    """Issue a directive."""
    values = first_values(request.user, request.GET, USUAL_TIME)
    form = DirectiveForm(request.POST or None, user=request.user, initial=values)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.directive_raise(words=form.words(), by=request.user)
        except services.FollowupError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("It is issued; its owners see it on their first screen.")
            )
            return redirect("followup:directive_detail", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "followup/directive_form.html", {"form": form}, status=status
    )


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a directive, how far its owners are, and what the reader may do next."""
    return _page(request, _directive(request, number))


def _page(
    request: SignedInRequest,
    directive: Directive,
    wrong: tuple[int, str, Form] | None = None,
) -> HttpResponse:
    """Show the directive; `wrong` is a form to mend: of whose part, which step."""
    parts = selectors.answers_to(request.user, directive)
    may_judge = can(request.user, Permission.DIRECTIVE_ISSUE, directive.issuer)
    answering = selectors.answering_units(request.user)
    context = {
        "directive": directive,
        "parts": [
            _part(part, part.unit_id in answering, may_judge, wrong) for part in parts
        ],
        "counts": _counts(parts),
        "hidden": directive.assignments.count() - len(parts),
        "partners": directive.partners.order_by("sort_key"),
        "notes": selectors.progress_of(request.user, directive),
        "project_is_seen": directive.project_id is not None
        and project_of(request.user, directive.project_id) is not None,
        "occasion": occasion_of(request.user, directive.origin, directive.origin_ref),
        "today": clock.today(),
        "days_left": (directive.due_on - clock.today()).days,
    }
    status = 422 if wrong else 200
    return render(request, "followup/directive_detail.html", context, status=status)


def _counts(parts: list[Assignment]) -> dict[str, int]:
    today = clock.today()
    return {
        "owners": len(parts),
        "finished": sum(not part.is_open for part in parts),
        "late": sum(part.is_late_on(today) for part in parts),
    }


def _part(
    part: Assignment,
    is_own: bool,
    may_judge: bool,
    wrong: tuple[int, str, Form] | None,
) -> dict[str, Any]:
    """Return a part with the forms of the steps that the reader may take."""
    start = {"version": part.version}
    forms: dict[str, Form] = {
        "answer": AnswerForm(initial=start, prefix=f"a{part.pk}"),
        "return": ReturnForm(initial=start, prefix=f"r{part.pk}"),
    }
    if wrong and wrong[0] == part.pk:
        forms[wrong[1]] = wrong[2]
    return {
        "row": part,
        "is_late": part.is_late_on(clock.today()),
        "may_answer": part.is_open and is_own,
        "may_judge": may_judge and part.state == Assignment.State.DONE,
        "answer_form": forms["answer"],
        "return_form": forms["return"],
    }


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
    part = _assignment(request, number)
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
    part = _assignment(request, number)
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
        except EvidenceError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, done)
            return redirect("followup:directive_detail", part.directive_id)
    directive = _directive(request, part.directive_id)
    return _page(request, directive, (part.pk, "answer", form))


@needs(Permission.DIRECTIVE_ISSUE)
@require_POST
def assignment_return(request: SignedInRequest, number: int) -> HttpResponse:
    """Return what was said to be done."""
    part = _assignment(request, number)
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
    directive = _directive(request, part.directive_id)
    return _page(request, directive, (part.pk, "return", form))


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


def _directive(request: SignedInRequest, number: int) -> Directive:
    directive = selectors.directive_of(request.user, number)
    if directive is None:
        raise Http404
    return directive


def _assignment(request: SignedInRequest, number: int) -> Assignment:
    part = selectors.assignment_of(request.user, number)
    if part is None:
        raise Http404
    return part
