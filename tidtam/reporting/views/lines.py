"""One line of a form at a time, saved as it is typed; for pages with scripts."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.indicators.models import Indicator
from tidtam.reporting import services
from tidtam.reporting.errors import ReportingError
from tidtam.reporting.forms import (
    WordsForm,
    new_key,
    posted_choice,
    posted_figure,
    posted_version,
)
from tidtam.reporting.line import Conflict
from tidtam.reporting.lines import (
    conflict_of,
    judged,
    lines_of,
    points_of,
    progress_counts,
)
from tidtam.reporting.models import DraftFigure
from tidtam.reporting.selectors import form_of
from tidtam.reporting.selectors.cells import typed_in

from .entry import groups_of, saved_at, with_mine
from .place import Place, place_of, refuse_unless


@needs(Permission.REPORT_EDIT)
@require_POST
def report_line(
    request: SignedInRequest, round_code: str, unit_code: str, code: str
) -> HttpResponse:
    """Save one line as it is typed."""
    place = place_of(request.user, round_code, unit_code)
    return _line_posted(request, place, code)


@needs(Permission.CENTRAL_ENTER)
@require_POST
def central_line(
    request: SignedInRequest, round_code: str, unit_code: str, code: str
) -> HttpResponse:
    """Save one central figure as it is typed."""
    place = place_of(request.user, round_code, unit_code, central=True)
    return _line_posted(request, place, code)


def _line_posted(request: SignedInRequest, place: Place, code: str) -> HttpResponse:
    refuse_unless(request.user, Permission.REPORT_EDIT, place)
    indicator = get_object_or_404(Indicator, code=code)
    choice = posted_choice(request.POST, code)
    version = posted_version(request.POST, code) or 0
    conflict, refusal = None, ""
    if not (choice and choice[0] == "theirs"):
        typed = posted_figure(request.POST, code)
        try:
            outcome = services.draft_save(
                round_=place.round,
                unit=place.unit,
                indicator=indicator,
                typed=typed,
                version=choice[1] if choice else version,
                by=request.user,
                central=place.central,
            )
        except ReportingError as error:
            refusal = str(error)
        else:
            conflict = None if outcome.is_saved else outcome.draft
    return _line_answer(
        request, place, code, conflict=conflict, refusal=refusal, version=version
    )


def _line_answer(
    request: SignedInRequest,
    place: Place,
    code: str,
    *,
    conflict: DraftFigure | None,
    refusal: str,
    version: int,
) -> HttpResponse:
    """Give the parts of the page that the save changed; the fields stay as they are.

    The whole line comes only where its fields are others now: it does not apply, or
    another person's text was taken.
    """
    form = form_of(place.round, place.unit, central=place.central)
    is_checked = bool(request.POST.get("is_checked"))
    conflicts: dict[int, Conflict] = {}
    for asked in (line.cell.asked for line in form.lines if line.code == code):
        if conflict is not None:
            found = conflict_of(conflict, typed_in(conflict), asked.definition)
            conflicts[asked.indicator_id] = found
            mine = {asked.indicator_id: posted_figure(request.POST, code)}
            kept = tuple(with_mine(line, mine) for line in form.lines)
            form = replace(form, lines=kept)
    lines = lines_of(form, is_checked=is_checked, conflicts=conflicts)
    lines = judged(lines, place.round.period, place.chain)
    groups = groups_of(place, lines)
    lines = [line for group in groups for line in group.lines]
    line = next((line for line in lines if line.code == code), None)
    if line is None:
        raise Http404
    was_away = request.POST.get(f"{code}-mode") == "na"
    choice = posted_choice(request.POST, code)
    is_whole = not (conflict or refusal) and (
        was_away != line.hides_fields or choice is not None
    )
    context = {
        "place": place,
        "line": line,
        "lines": lines,
        "aspects": [group for group in groups if group.item],
        "show": request.POST.get("show", ""),
        "points": points_of(lines),
        "counts": progress_counts(lines),
        "saved_at": saved_at(lines),
        "refusal": refusal,
        "is_asked_anew": line.question != request.POST.get(f"{code}-asked", ""),
        "shown_version": version if conflict or refusal else line.version,
        "is_open": True,
        "is_whole": is_whole,
        "is_checked": is_checked,
        "upload_key": new_key(),
    }
    response = render(request, "reporting/line_saved.html", context)
    if is_whole:
        response["HX-Retarget"] = f"#line-{code}"
        response["HX-Reswap"] = "outerHTML"
    return response


@needs(Permission.REPORT_EDIT)
@require_POST
def report_words(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Save obstacles and suggestions as they are typed."""
    place = place_of(request.user, round_code, unit_code)
    refuse_unless(request.user, Permission.REPORT_EDIT, place)
    words = WordsForm(request.POST)
    context: dict[str, Any] = {"saved_at": clock.now()}
    if words.is_valid():
        try:
            services.submission_words_save(
                round_=place.round,
                unit=place.unit,
                by=request.user,
                **words.cleaned_data,
            )
        except ReportingError as error:
            context = {"refusal": str(error)}
    else:
        context = {"refusal": _("The text is too long. Make it shorter.")}
    return render(request, "reporting/words_saved.html", context)
