"""A submission before its reviewers: its figures, its steps, sending it back."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, SignedInRequest, holds, needs
from tidtam.common import clock
from tidtam.reporting import services
from tidtam.reporting.errors import OwnWorkError, ReportingError
from tidtam.reporting.forms import ReturnForm, new_key
from tidtam.reporting.line import Line
from tidtam.reporting.lines import lines_of
from tidtam.reporting.models import Submission
from tidtam.reporting.packages import package_of, standing_in
from tidtam.reporting.routes import Route, State, returning_step
from tidtam.reporting.selectors import (
    Review,
    form_of,
    may_take,
    review_of,
    submissions_to_review,
    trail_of,
)
from tidtam.reporting.selectors.pages import (
    names_asked,
    revisions_of,
    submissions_of,
)
from tidtam.reporting.words import STEP_DONE, verb_of

from .place import Place, may, place_of

PAGE_SIZE = 50


# ---------- looking ----------


@needs(Permission.REPORT_VIEW)
@require_GET
def report_review(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show a submission as its reviewers see it."""
    return _review(request, place_of(request.user, round_code, unit_code))


@needs(Permission.REPORT_VIEW)
@require_GET
def central_review(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show figures entered centrally as their reviewer sees them."""
    place = place_of(request.user, round_code, unit_code, central=True)
    return _review(request, place)


def _review(
    request: SignedInRequest, place: Place, sent: ReturnForm | None = None
) -> HttpResponse:
    submissions = submissions_of(place.round, place.unit, place.route)
    submission = _chosen(request, submissions)
    if submission is None:
        return render(request, "reporting/report_unsent.html", {"place": place})
    review = review_of(submission)
    lines = lines_of(review.form, lock=" ")
    carrier = _carrier_under_way(submission)
    may_step = may_take(request.user, review.next, submission)
    back: Submission | None
    if review.next is not None and carrier is None:  # who may pass it may send it back
        back = submission if may_step else None
    else:
        back = _back(request.user, submission, carrier)
    own_work = not may_step and _is_own_work(request.user, review)
    context: dict[str, Any] = {
        "place": place,
        "submission": submission,
        "submissions": submissions,
        "review": review,
        "lines": lines,
        "remarks": [line for line in lines if line.question],
        "verb": verb_of(review.next) if review.next and may_step else "",
        "is_own_work": own_work,
        "may_review": holds(request.user, Permission.REVIEW_VIEW),
        "may_return": back is not None,
        "is_reopening": submission.state == State.ACCEPTED,
        "by_carrier": back is not None and back is carrier,
        "return_form": sent or ReturnForm(indicators=_returnable(lines)),
        "schools": Paginator(review.schools, PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "carrier": submission.carried_by and trail_of(submission.carried_by),
    }
    status = 422 if sent is not None else 200
    return render(request, "reporting/report_review.html", context, status=status)


def _chosen(
    request: SignedInRequest, submissions: list[Submission]
) -> Submission | None:
    """Return the submission that the address names, else the one that waits, or last.

    One that was never sent is nobody's to review.
    """
    sent = [item for item in submissions if item.first_submitted_at]
    number = request.GET.get("number") or request.POST.get("number") or ""
    for item in sent:
        if str(item.number) == number:
            return item
    waiting = [item for item in sent if item.is_under_way]
    found = waiting or sent
    return found[-1] if found else None


def _carrier_under_way(submission: Submission) -> Submission | None:
    carrier = submission.carried_by
    return carrier if carrier is not None and carrier.is_under_way else None


def _back(
    user: User, submission: Submission, carrier: Submission | None
) -> Submission | None:
    """Return the submission through which the user may send figures back, if any."""
    target = carrier or submission
    is_there = target.is_under_way or target.state == State.ACCEPTED
    if is_there and may_take(user, returning_step(target), target):
        return target
    return None


def _is_own_work(user: User, review: Review) -> bool:
    """Say whether the user did a step already, which bars from the next one."""
    step = review.next
    return step is not None and any(
        done.actor_id == user.pk and done.stage != step.state for done in review.steps
    )


def _returnable(lines: list[Line]) -> dict[str, int]:
    """Return the figures that can go back: those that stand."""
    return {
        line.code: line.cell.asked.indicator_id
        for line in lines
        if line.cell.current is not None
    }


# ---------- steps ----------


@needs(Permission.REVIEW_VIEW)
@require_POST
def review_step(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Take the next step of a submission: verify, certify or accept it."""
    place = place_of(
        request.user, round_code, unit_code, central=bool(request.POST.get("central"))
    )
    submission = _asked_for(request, place)
    try:
        services.step_take(
            submission=submission,
            state=request.POST.get("state", ""),
            by=request.user,
            text=request.POST.get("text", "")[:4000],
            seen_at=_moment(request.POST.get("seen_at", "")),
        )
    except OwnWorkError as error:
        messages.error(request, str(error))
        return redirect(place.review_url)
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect(place.review_url)
    messages.success(request, str(STEP_DONE[request.POST["state"]]))
    return _to_next(request, place)


def _to_next(request: SignedInRequest, place: Place) -> HttpResponse:
    """Go on to what waits next, in the order of the queue, or back to the queue."""
    if "next" not in request.POST:
        return redirect(place.review_url)
    following = submissions_to_review(request.user).filter(round=place.round).first()
    if following is None:
        return redirect("reporting:review_queue")
    onwards = Place(
        following.round,
        following.unit,
        following.route,
        following.route == Route.CENTRAL,
    )
    return redirect(onwards.review_url)


def _asked_for(request: SignedInRequest, place: Place) -> Submission:
    submissions = submissions_of(place.round, place.unit, place.route)
    submission = _chosen(request, submissions)
    if submission is None:
        raise Http404
    return submission


def _moment(text: str) -> datetime.datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@needs(Permission.REVIEW_VIEW)
@require_POST
def review_return(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Send a submission back, whole or for the figures that were ticked."""
    place = place_of(
        request.user, round_code, unit_code, central=bool(request.POST.get("central"))
    )
    submission = _asked_for(request, place)
    review = review_of(submission)
    carrier = _carrier_under_way(submission)
    target = _back(request.user, submission, carrier)
    if target is None:
        raise PermissionDenied
    form = ReturnForm(
        request.POST, indicators=_returnable(lines_of(review.form, lock=" "))
    )
    if not form.is_valid():
        return _review(request, place, form)
    try:
        _send_back(request, review, target, form)
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect(place.review_url)
    messages.success(request, _sent_back_text(form))
    return _to_next(request, place)


def _send_back(
    request: SignedInRequest, review: Review, target: Submission, form: ReturnForm
) -> None:
    by_carrier = target.pk != review.submission.pk
    values = form.values(review.submission.unit_id if by_carrier else None)
    if by_carrier and not values:  # a school as a whole: each of its figures
        values = [
            services.ValueReturn(indicator, unit_id=review.submission.unit_id)
            for indicator in form.indicators.values()
        ]
    service = (
        services.submission_reopen
        if target.state == State.ACCEPTED
        else services.submission_return
    )
    service(
        submission=target,
        reason_code=form.cleaned_data["reason_code"],
        text=form.cleaned_data["text"],
        by=request.user,
        values=values,
    )


def _sent_back_text(form: ReturnForm) -> str:
    count = len(form.values())
    if not count:
        return _("The whole report was sent back.")
    text = ngettext(
        "%(count)d figure was sent back.", "%(count)d figures were sent back.", count
    )
    return text % {"count": count}


# ---------- what lies behind ----------


@needs(Permission.REPORT_VIEW)
@require_GET
def report_history(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show who did what when, and every revision of every figure."""
    place = place_of(request.user, round_code, unit_code)
    submissions = submissions_of(place.round, place.unit, place.route)
    revisions = revisions_of(place.round, place.unit)
    page = Paginator(revisions, PAGE_SIZE).get_page(request.GET.get("page"))
    names = names_asked(place.round)
    context = {
        "place": place,
        "trails": [trail_of(item) for item in submissions],
        "page": page,
        "rows": [(item, names.get(item.indicator_id, "")) for item in page],
    }
    return render(request, "reporting/report_history.html", context)


@needs(Permission.REPORT_VIEW)
@require_GET
def report_print(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show the report as a paper."""
    place = place_of(request.user, round_code, unit_code)
    form = form_of(place.round, place.unit)
    context = {"place": place, "form": form, "lines": lines_of(form, lock=" ")}
    return render(request, "reporting/report_print.html", context)


@needs(Permission.REPORT_VIEW)
@require_GET
def report_schools(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show how far the schools of an area or bureau are."""
    place = place_of(request.user, round_code, unit_code)
    if not place.is_carrying:
        raise Http404
    package = package_of(place.round, place.unit)
    state = request.GET.get("state", "")
    wanted = "" if state == "none" else state
    rows = [row for row in package.rows if not state or row.state == wanted]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    is_due = clock.now() > place.round.due_at
    context = {
        "place": place,
        "package": package,
        "may_supplement": _may_supplement(request.user, place),
        "client_key": new_key(),
        "state": state,
        "page": page,
        "rows": [(row, standing_in(row, is_due=is_due)) for row in page.object_list],
    }
    return render(request, "reporting/report_schools.html", context)


def _may_supplement(user: User, place: Place) -> bool:
    """Say whether the office's report has left and the user may send schools after."""
    submissions = submissions_of(place.round, place.unit, place.route)
    has_left = bool(submissions) and not submissions[0].is_open
    return has_left and may(user, Permission.REPORT_SUBMIT, place)
