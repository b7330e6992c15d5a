"""Submitting and withdrawing a report, and the list of one's own reports."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.reporting import services
from tidtam.reporting.errors import (
    ReportingError,
    SubmissionProblem,
    SubmissionProblemsError,
)
from tidtam.reporting.forms import MissingForm, new_key
from tidtam.reporting.lines import lines_of
from tidtam.reporting.models import Submission
from tidtam.reporting.packages import package_of
from tidtam.reporting.routes import Route
from tidtam.reporting.selectors import form_of, reports_owed
from tidtam.reporting.selectors.pages import own_reports, submissions_of

from .place import Place, may, place_of, refuse_unless


@needs(Permission.REPORT_VIEW)
@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    """Show what the user's own units owe, and their reports of every round."""
    context = {
        "owed": reports_owed(request.user),
        "reports": own_reports(request.user),
    }
    return render(request, "reporting/report_list.html", context)


# ---------- submitting ----------


@needs(Permission.REPORT_SUBMIT)
@require_http_methods(["GET", "POST"])
def report_submit(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show the whole report once more, then submit it."""
    return _submit(request, place_of(request.user, round_code, unit_code))


@needs(Permission.CENTRAL_ENTER)
@require_http_methods(["GET", "POST"])
def central_submit(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show what was entered centrally once more, then submit it."""
    place = place_of(request.user, round_code, unit_code, central=True)
    return _submit(request, place)


def _submit(request: SignedInRequest, place: Place) -> HttpResponse:
    refuse_unless(request.user, Permission.REPORT_SUBMIT, place)
    if request.method != "POST":
        return _submit_page(request, place)
    package = package_of(place.round, place.unit) if place.is_carrying else None
    missing = MissingForm(request.POST, package.missing_ids if package else [])
    try:
        submission = services.submission_submit(
            round_=place.round,
            unit=place.unit,
            client_key=request.POST.get("client_key", "")[:64] or new_key(),
            by=request.user,
            missing=missing.reasons(),
            central=place.central,
        )
    except SubmissionProblemsError as error:
        return _refused(request, place, missing, error.problems)
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect(place.form_url)
    messages.success(request, _submitted_text(submission))
    return redirect(place.form_url)


def _submitted_text(submission: Submission) -> str:
    if submission.route == Route.SCHOOL:
        return _("Submitted. The area office looks at it next.")
    return _("Submitted. It now waits for the next step.")


def _refused(
    request: SignedInRequest,
    place: Place,
    missing: MissingForm,
    problems: tuple[SubmissionProblem, ...],
) -> HttpResponse:
    """Lead to the figures to mend, or show which schools want a reason."""
    if any(problem.indicator_id for problem in problems):
        return redirect(f"{place.form_url}?check=1")
    bare = {problem.unit_id for problem in problems if problem.field == "missing"}
    general = [problem for problem in problems if problem.field != "missing"]
    return _submit_page(request, place, missing, bare, general)


def _submit_page(
    request: SignedInRequest,
    place: Place,
    missing: MissingForm | None = None,
    bare: set[int] | None = None,
    problems: list[SubmissionProblem] | None = None,
) -> HttpResponse:
    form = form_of(place.round, place.unit, central=place.central)
    lines = lines_of(form, is_checked=place.route != Route.CENTRAL)
    package = package_of(place.round, place.unit) if place.is_carrying else None
    if missing is None:
        missing = MissingForm(None, [])
    context: dict[str, Any] = {
        "place": place,
        "form": form,
        "lines": lines,
        "to_mend": [line for line in lines if line.faults or line.asks],
        "said": _counts(lines),
        "package": package,
        "rows": package.missing_rows(missing, bare or set()) if package else [],
        "missing": missing,
        "bare": bare,
        "problems": problems,
        "client_key": request.POST.get("client_key") or new_key(),
        "is_open": form.submission is None or form.submission.is_open,
    }
    status = 422 if bare or problems else 200
    return render(request, "reporting/report_submit.html", context, status=status)


def _counts(lines: list[Any]) -> str:
    """Say how many figures are reported and how many do not apply."""
    reported = sum(line.cell.figure.state == "reported" for line in lines)
    away = sum(line.is_not_applicable for line in lines)
    files = sum(len(line.evidence) for line in lines)
    parts = [
        ngettext("%(n)d figure reported", "%(n)d figures reported", reported)
        % {"n": reported},
        ngettext("%(n)d not applicable", "%(n)d not applicable", away) % {"n": away},
        ngettext("%(n)d file of evidence", "%(n)d files of evidence", files)
        % {"n": files},
    ]
    return " · ".join(parts)


# ---------- supplementary ----------


@needs(Permission.REPORT_SUBMIT)
@require_POST
def report_supplement(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Submit the schools that were certified after the area's report left."""
    place = place_of(request.user, round_code, unit_code)
    refuse_unless(request.user, Permission.REPORT_SUBMIT, place)
    try:
        services.supplementary_submit(
            round_=place.round,
            unit=place.unit,
            client_key=request.POST.get("client_key", "")[:64] or new_key(),
            by=request.user,
        )
    except SubmissionProblemsError as error:
        messages.error(request, error.problems[0].reason)
    except ReportingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The supplementary report was submitted."))
    return redirect("reporting:report_schools", round_code, unit_code)


# ---------- withdrawing ----------


@needs(Permission.REPORT_WITHDRAW)
@require_http_methods(["GET", "POST"])
def report_withdraw(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Ask whether to take the report back, then do so."""
    place = place_of(request.user, round_code, unit_code)
    refuse_unless(request.user, Permission.REPORT_WITHDRAW, place)
    under_way = [
        item
        for item in submissions_of(place.round, place.unit, place.route)
        if item.is_under_way
    ]
    if not under_way:
        messages.warning(request, _("Nothing of this report is under review."))
        return redirect(place.form_url)
    submission = under_way[-1]
    if request.method == "POST":
        try:
            services.submission_withdraw(
                submission=submission,
                by=request.user,
                text=request.POST.get("text", "")[:4000],
            )
        except ReportingError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The report was withdrawn. Mend it and submit again.")
            )
        return redirect(place.form_url)
    context = {
        "place": place,
        "submission": submission,
        "may_submit": may(request.user, Permission.REPORT_SUBMIT, place),
    }
    return render(request, "reporting/report_withdraw.html", context)
