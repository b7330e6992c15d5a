"""The form of a unit in a round: typing, saving, checking."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tidtam.accounts.permissions import Permission, SignedInRequest, holds, needs
from tidtam.common import clock
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem
from tidtam.reporting import services
from tidtam.reporting.errors import ReportingError
from tidtam.reporting.forms import (
    WordsForm,
    new_key,
    posted_choice,
    posted_figure,
    posted_version,
)
from tidtam.reporting.line import Conflict, Line
from tidtam.reporting.lines import (
    conflict_of,
    judged,
    lines_of,
    points_of,
    progress_counts,
)
from tidtam.reporting.models import DraftFigure
from tidtam.reporting.routes import Route
from tidtam.reporting.selectors import FormLine, ReportForm, form_of, placing_of
from tidtam.reporting.selectors.cells import typed_in
from tidtam.reporting.selectors.pages import aspects_of
from tidtam.reporting.typed import TypedFigure, read_figure

from .evidence import files_posted, removal_posted
from .place import Place, may, place_of, refuse_unless

RECENTLY = datetime.timedelta(minutes=10)


# ---------- the page ----------


@needs(Permission.REPORT_VIEW)
@require_http_methods(["GET", "POST"])
def report_form(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show the form of a unit in a round, or take what was typed in it."""
    return _form(request, place_of(request.user, round_code, unit_code))


@needs(Permission.CENTRAL_ENTER)
@require_http_methods(["GET", "POST"])
def central_form(
    request: SignedInRequest, round_code: str, unit_code: str
) -> HttpResponse:
    """Show or take the figures that the centre enters for a unit."""
    place = place_of(request.user, round_code, unit_code, central=True)
    return _form(request, place)


def _form(request: SignedInRequest, place: Place) -> HttpResponse:
    if request.method == "POST":
        refuse_unless(request.user, Permission.REPORT_EDIT, place)
        return _form_posted(request, place)
    form = form_of(place.round, place.unit, central=place.central)
    _refuse_stranger(place, form)
    return render(request, "reporting/report_form.html", _page(request, place, form))


def _refuse_stranger(place: Place, form: ReportForm) -> None:
    """Raise Http404 for a unit that the round asks nothing of."""
    if form.lines:
        return
    if not place.is_carrying or placing_of(place.round, place.unit) is None:
        raise Http404


@dataclass(frozen=True)
class Group:
    """The lines of one aspect of the work."""

    item: PolicyItem | None
    lines: list[Line]


def _page(
    request: SignedInRequest,
    place: Place,
    form: ReportForm,
    conflicts: dict[int, Conflict] | None = None,
) -> dict[str, Any]:
    """Return what the page of the form shows."""
    may_edit = may(request.user, Permission.REPORT_EDIT, place)
    lock = lock_of(place, form, may_edit=may_edit)
    first = _first(request.GET.get("field", ""), form)
    lines = lines_of(
        form,
        lock=lock,
        is_checked=bool(request.GET.get("check")),
        first=first,
        conflicts=conflicts,
    )
    lines = judged(lines, place.round.period, place.chain)
    groups = groups_of(place, lines)
    lines = [line for group in groups for line in group.lines]
    show = request.GET.get("show", "")
    submission = form.submission
    return {
        "place": place,
        "form": form,
        "groups": [
            Group(group.item, shown)
            for group in groups
            if (shown := [line for line in group.lines if _fits(line, group, show)])
        ],
        "aspects": [group for group in groups if group.item],
        "show": show,
        "lock": lock,
        "may_edit": may_edit,
        "is_open": not lock,
        "counts": progress_counts(lines),
        "lines": lines,
        "points": points_of(lines),
        "words_form": WordsForm(
            initial={
                "obstacles": submission.obstacles if submission else "",
                "suggestions": submission.suggestions if submission else "",
            }
        ),
        "saved_at": saved_at(lines),
        "others": _others(request, lines),
        "is_checked": bool(request.GET.get("check")),
        "upload_key": new_key(),
        "central_url": _central_url(request, place, may_edit=may_edit),
        "may_withdraw": submission is not None
        and submission.is_under_way
        and may(request.user, Permission.REPORT_WITHDRAW, place),
    }


def _central_url(request: SignedInRequest, place: Place, *, may_edit: bool) -> str:
    """Return where the centre enters figures for the unit; empty for others."""
    is_of_area = place.unit.kind == Unit.Kind.AREA and not place.central
    if may_edit or not is_of_area or not holds(request.user, Permission.CENTRAL_ENTER):
        return ""
    return replace(place, central=True).form_url


def lock_of(place: Place, form: ReportForm, *, may_edit: bool) -> str:
    """Say why the form as a whole cannot be changed; empty where it can."""
    submission = form.submission
    if submission is not None and place.route != Route.CENTRAL:
        if submission.is_under_way:
            return _("Under review. It opens when it is sent back or withdrawn.")
        if not submission.is_open:
            return _("Accepted. It opens only when it is sent back.")
    if not may_edit:
        return _("You may read this report. Its own people fill it in.")
    if not form.is_writable:
        if clock.now() < place.round.opens_at:
            return _("The round is not open yet.")
        return _("The round is closed.")
    return ""


def _first(wanted: str, form: ReportForm) -> str:
    """Return the code of the line that gets the cursor."""
    if wanted != "first":
        return wanted
    return form.first_to_do.code if form.first_to_do else ""


def groups_of(place: Place, lines: list[Line]) -> list[Group]:
    """Return the lines by aspect, in the order of the framework. One query."""
    aspects = aspects_of(
        place.round.fiscal_year, [line.cell.asked.indicator_id for line in lines]
    )
    found: dict[int, Group] = {}
    for line in lines:
        item = aspects.get(line.cell.asked.indicator_id)
        group = found.setdefault(item.pk if item else 0, Group(item, []))
        group.lines.append(line)
    return sorted(
        found.values(), key=lambda group: group.item.order if group.item else 9999
    )


def _fits(line: Line, group: Group, show: str) -> bool:
    if show == "mend":
        return line.mark in {"b", "e", "a"}
    if show == "empty":
        return line.cell.is_empty
    return not show or (group.item is not None and group.item.code == show)


def saved_at(lines: list[Line]) -> datetime.datetime | None:
    """Return when anything of the form was saved last."""
    moments = [line.cell.draft.updated_at for line in lines if line.cell.draft]
    return max(moments, default=None)


def _others(request: SignedInRequest, lines: list[Line]) -> list[DraftFigure]:
    """Return what other people saved just now, newest first."""
    since = clock.now() - RECENTLY
    drafts = [
        line.cell.draft
        for line in lines
        if line.cell.draft
        and line.cell.draft.updated_by_id not in {None, request.user.pk}
        and line.cell.draft.updated_at >= since
    ]
    return sorted(drafts, key=lambda draft: draft.updated_at, reverse=True)[:1]


# ---------- the whole form, without scripts ----------


@dataclass
class Posted:
    """What became of a form that was sent: lines in conflict, and refusals."""

    mine: dict[int, TypedFigure] = field(default_factory=dict)
    conflicts: dict[int, Conflict] = field(default_factory=dict)


def _form_posted(request: SignedInRequest, place: Place) -> HttpResponse:
    """Save all that was typed and uploaded, then go where the button says."""
    try:
        posted = _save_all(request, place)
        if not (request.POST.get("do") == "check" or posted.conflicts):
            removal_posted(request, place)
        for error in files_posted(request, place):
            messages.error(request, error)
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect(place.form_url)
    if posted.conflicts:
        return _conflict_page(request, place, posted)
    return _onwards(request, place)


def _save_all(request: SignedInRequest, place: Place) -> Posted:
    form = form_of(place.round, place.unit, central=place.central)
    posted = Posted()
    for line in form.lines:
        version = posted_version(request.POST, line.code)
        if version is None or line.cell.is_locked:
            continue
        typed = posted_figure(request.POST, line.code)
        choice = posted_choice(request.POST, line.code)
        if choice:
            if choice[0] == "theirs":
                continue
            version = choice[1]
        if typed == line.cell.typed or (line.cell.draft is None and typed == EMPTY):
            continue
        _save_one(request, place, line, typed, version, posted)
    _save_words(request, place, form)
    return posted


EMPTY = TypedFigure()


def _save_one(
    request: SignedInRequest,
    place: Place,
    line: FormLine,
    typed: TypedFigure,
    version: int,
    posted: Posted,
) -> None:
    asked = line.cell.asked
    outcome = services.draft_save(
        round_=place.round,
        unit=place.unit,
        indicator=asked.version.indicator,
        typed=typed,
        version=version,
        by=request.user,
        central=place.central,
    )
    if not outcome.is_saved:
        theirs = outcome.draft
        posted.mine[asked.indicator_id] = typed
        posted.conflicts[asked.indicator_id] = conflict_of(
            theirs, typed_in(theirs), asked.definition
        )


def _save_words(request: SignedInRequest, place: Place, form: ReportForm) -> None:
    words = WordsForm(request.POST)
    submission = form.submission
    if "obstacles" not in request.POST or not words.is_valid():
        return
    before = (submission.obstacles, submission.suggestions) if submission else ("", "")
    after = words.cleaned_data["obstacles"], words.cleaned_data["suggestions"]
    if before != after:
        services.submission_words_save(
            round_=place.round,
            unit=place.unit,
            obstacles=after[0],
            suggestions=after[1],
            by=request.user,
            central=place.central,
        )


def _conflict_page(
    request: SignedInRequest, place: Place, posted: Posted
) -> HttpResponse:
    """Show both values of the lines that another person saved meanwhile."""
    form = form_of(place.round, place.unit, central=place.central)
    lines = tuple(with_mine(line, posted.mine) for line in form.lines)
    context = _page(request, place, replace(form, lines=lines), posted.conflicts)
    return render(request, "reporting/report_form.html", context, status=409)


def with_mine(line: FormLine, mine: dict[int, TypedFigure]) -> FormLine:
    """Return the line with the person's own text in its fields, not saved."""
    asked, draft = line.cell.asked, line.cell.draft
    typed = mine.get(asked.indicator_id)
    if typed is None or draft is None:
        return line
    figure = read_figure(typed)[0]
    unsaved = DraftFigure(
        round_id=draft.round_id,
        unit_id=draft.unit_id,
        indicator_id=draft.indicator_id,
        state=figure.state,
        raw_value=typed.value,
        raw_numerator=typed.numerator,
        raw_denominator=typed.denominator,
        note=typed.note,
        jump_answer=typed.jump_answer,
        version=0,
        updated_at=draft.updated_at,
    )
    return replace(line, cell=replace(line.cell, draft=unsaved))


def _onwards(request: SignedInRequest, place: Place) -> HttpResponseRedirect:
    if request.POST.get("do") != "check":
        anchor = request.POST.get("at", "")
        at = f"#line-{anchor}" if anchor.replace("-", "").isalnum() else ""
        return redirect(f"{place.form_url}{at}")
    form = form_of(place.round, place.unit, central=place.central)
    lines = lines_of(form, is_checked=True)
    if place.route == Route.CENTRAL:  # a lot takes what was entered so far
        lines = [line for line in lines if not line.cell.is_empty]
    if any(line.faults or line.asks for line in lines):
        return redirect(f"{place.form_url}?check=1")
    return redirect(place.submit_url)
