"""The reviewer's queue, and passing many submissions at once."""

import datetime
import json
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.reporting import services
from tidtam.reporting.errors import ReportingError
from tidtam.reporting.forms import BulkForm
from tidtam.reporting.models import Submission
from tidtam.reporting.piles import Pile, chosen_of, piles_of, submissions_in
from tidtam.reporting.remarks import Remarked, remarked
from tidtam.reporting.routes import Step, next_step
from tidtam.reporting.selectors import submissions_to_review

PAGE_SIZE = 20


@needs(Permission.REVIEW_VIEW)
@require_GET
def review_queue(request: SignedInRequest) -> HttpResponse:
    """Show what waits for the user, a round and a step at a time."""
    piles = piles_of(request.user, request.GET.get("pile", ""))
    chosen = chosen_of(piles)
    if chosen is None:
        return render(request, "reporting/review_queue.html", {"piles": []})
    every = submissions_in(request.user, chosen)
    page = Paginator(every, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = remarked(chosen.waiting.round, list(page.object_list))
    context = {
        "piles": piles,
        "pile": chosen,
        "page": page,
        "rows": rows,
        "total": sum(pile.waiting.count for pile in piles),
    }
    return render(request, "reporting/review_queue.html", context)


# ---------- many at once ----------


@needs(Permission.REVIEW_VIEW)
@require_POST
def review_bulk(request: SignedInRequest) -> HttpResponse:
    """Show how many would pass and which would not, then pass them."""
    if request.POST.get("chosen"):
        return _pass_all(request)
    pile = chosen_of(piles_of(request.user, request.POST.get("pile", "")))
    if pile is None:
        messages.warning(request, _("Nothing waits for you any more."))
        return redirect("reporting:review_queue")
    rows = _ticked(request, pile)
    passing = [
        row for row in rows if row.is_clear or request.POST.get("all") != "clear"
    ]
    if not passing:
        messages.warning(request, _("Tick at least one report."))
        return redirect(f"{_queue_url(pile.key)}")
    context = {
        "pile": pile,
        "passing": passing,
        "with_remarks": [row for row in passing if not row.is_clear],
        "left_out": [row for row in rows if row not in passing],
        "chosen": json.dumps(
            {
                row.submission.pk: row.submission.submitted_at.isoformat()
                for row in passing
                if row.submission.submitted_at
            }
        ),
    }
    return render(request, "reporting/review_bulk.html", context)


def _queue_url(key: str) -> str:
    return f"{reverse('reporting:review_queue')}?pile={key}"


def _ticked(request: SignedInRequest, pile: Pile) -> Sequence[Remarked]:
    """Return the submissions ticked, or all of the pile, as far as one go takes."""
    every = submissions_in(request.user, pile)
    if not request.POST.get("all"):
        ids = [
            pk for pk in request.POST.getlist("pick") if pk.isascii() and pk.isdigit()
        ]
        every = every.filter(pk__in=ids[: BulkForm.MOST])
    return remarked(pile.waiting.round, list(every[: BulkForm.MOST]))


def _pass_all(request: SignedInRequest) -> HttpResponse:
    form = BulkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose again."))
        return redirect("reporting:review_queue")
    chosen: dict[int, str] = form.cleaned_data["chosen"]
    passed, refused = 0, []
    found = submissions_to_review(request.user).filter(pk__in=list(chosen))
    for submission in found[: BulkForm.MOST]:
        why = _pass_one(request.user, submission, chosen[submission.pk])
        if why:
            refused.append(f"{submission.unit}: {why}")
        else:
            passed += 1
    _say(request, passed, refused, gone=len(chosen) - passed - len(refused))
    return redirect("reporting:review_queue")


def _pass_one(user: User, submission: Submission, seen: str) -> str:
    """Take the next step of a submission; return why not, or nothing."""
    step: Step | None = next_step(submission)
    if step is None:
        return _("The submission has moved on.")
    try:
        services.step_take(
            submission=submission, state=step.state, by=user, seen_at=_moment(seen)
        )
    except ReportingError as error:
        return str(error)
    except PermissionDenied as error:
        return str(error) or _("You may not take this step.")
    return ""


def _moment(text: str) -> datetime.datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _say(
    request: SignedInRequest, passed: int, refused: list[str], *, gone: int
) -> None:
    if passed:
        text = ngettext("%(count)d report passed.", "%(count)d reports passed.", passed)
        messages.success(request, text % {"count": passed})
    for line in refused[:10]:
        messages.error(request, line)
    if gone > 0:
        text = ngettext(
            "%(count)d report no longer waits for you.",
            "%(count)d reports no longer wait for you.",
            gone,
        )
        messages.warning(request, text % {"count": gone})
