"""The list of meetings, one meeting, its papers and its calendar file."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.documents.responses import document_response
from tidtam.meetings import papers, selectors
from tidtam.meetings.calendar import invitation_file
from tidtam.meetings.forms import IncidentForm, ListForm, PaperForm, StatementForm
from tidtam.meetings.models import AgendaItem, Meeting
from tidtam.meetings.pack import pack
from tidtam.meetings.quorum import How, met_at, quorum_of, seats_of
from tidtam.meetings.wording import resolution_text

from .common import meeting_read

PAGE = 50


@needs(Permission.MEETING_VIEW)
@require_GET
def meeting_list(request: SignedInRequest) -> HttpResponse:
    """List the meetings, the next one on top."""
    form, found = _found(request)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "next": selectors.next_meeting(request.user),
        "may_keep": selectors.units_to_edit(request.user).exists(),
        "has_series": selectors.series_to_edit(request.user).exists(),
    }
    return render(request, "meetings/meeting_list.html", context)


@needs(Permission.MEETING_VIEW)
@require_GET
def meeting_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    _form, found = _found(request)
    header = [_("Number"), _("Meeting"), _("Unit"), _("Day"), _("Place"), _("State")]
    rows = (
        (
            row.numbered,
            row.series.name,
            named(row.series.unit),
            row.starts_at.isoformat(),
            row.place,
            str(Meeting.State(row.state).label),
        )
        for row in found
    )
    return csv_response("meetings", header, rows)


def _found(request: SignedInRequest) -> tuple[ListForm, QuerySet[Meeting]]:
    form = ListForm(request.GET or None, years=selectors.years_known())
    wanted = selectors.Wanted()
    if form.is_valid():
        values = form.cleaned_data
        wanted = selectors.Wanted(
            words_of(values["q"]), values["year"], values["state"]
        )
    return form, selectors.meetings_of(request.user, wanted)


@needs(Permission.MEETING_VIEW)
@require_GET
def meeting_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a meeting: agenda and resolutions, who came, papers, directives."""
    meeting = meeting_read(request, number)
    record = selectors.record_of(meeting)
    release = selectors.release_of(meeting)
    unit = meeting.series.unit
    seats = seats_of(record.attendance)
    is_kept = can(request.user, Permission.MEETING_EDIT, unit)
    is_open = meeting.state != Meeting.State.ADOPTED
    now = clock.now()
    is_coming = meeting.starts_at > now
    context = {
        "meeting": meeting,
        "record": record,
        "items": [_shown(item, record) for item in record.items],
        "quorum": quorum_of(record.attendance),
        "quorum_met_at": met_at(record.attendance),
        "seats": seats,
        "seat_counts": [
            (how.value, how.label, sum(seat.how is how for seat in seats))
            for how in How
        ],
        "directives": selectors.directives_of(meeting),
        "release": release,
        "proof": selectors.proof_of(meeting, record, release),
        "is_coming": is_coming,
        "is_kept": is_kept,
        "may_change": is_kept and is_open,
        "may_invite": is_kept and is_open and is_coming,
        "notice_is_short": is_coming and selectors.notice_is_short(meeting, now),
        "may_hold": is_kept
        and not is_coming
        and meeting.state in {Meeting.State.PLANNED, Meeting.State.INVITED},
        "may_adopt": meeting.state == Meeting.State.HELD
        and can(request.user, Permission.MEETING_APPROVE, unit),
        "may_approve": can(request.user, Permission.MEETING_APPROVE, unit),
        "may_direct": can(request.user, Permission.DIRECTIVE_ISSUE, unit),
        "paper_form": PaperForm(),
        "statement_form": StatementForm(),
        "incident_form": IncidentForm(),
    }
    return render(request, "meetings/meeting_detail.html", context)


def _shown(item: AgendaItem, record: papers.Record) -> Mapping[str, Any]:
    """Return an item with its resolution, and its vote with who was there at it."""
    vote = getattr(item, "vote", None)
    return {
        "item": item,
        "resolution": resolution_text(item),
        "vote": vote,
        "quorum": quorum_of(record.attendance, vote.taken_at) if vote else None,
    }


# What an address may ask for: agenda and minutes, in Thai digits as papers have them.
PAPERS = {"agenda": papers.agenda, "minutes": papers.minutes}


@needs(Permission.MEETING_VIEW)
@require_GET
def meeting_paper(
    request: SignedInRequest, number: int, paper: str, ending: str
) -> HttpResponse:
    """Give the agenda or the minutes as PDF or Word."""
    meeting = meeting_read(request, number)
    if paper not in PAPERS or ending not in {"pdf", "docx"}:
        raise Http404
    has_thai_digits = request.GET.get("digits") != "arabic"
    document = PAPERS[paper](selectors.record_of(meeting), thai_digits=has_thai_digits)
    return document_response(document, f"{document.title} {meeting.numbered}", ending)


@needs(Permission.MEETING_VIEW)
@require_GET
def evidence_pack(request: SignedInRequest, number: int) -> FileResponse:
    """Give all that proves the meeting as one ZIP with a manifest.

    Addresses of members stand in it for those alone who keep the meeting.
    """
    meeting = meeting_read(request, number)
    proof = selectors.proof_of(
        meeting, selectors.record_of(meeting), selectors.release_of(meeting)
    )
    made = pack(
        proof,
        organiser=settings.DEFAULT_FROM_EMAIL,
        with_addresses=can(request.user, Permission.MEETING_EDIT, meeting.series.unit),
    )
    response = FileResponse(
        made,
        as_attachment=True,
        filename=f"ชุดหลักฐาน {meeting.number}-{meeting.year}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@needs(Permission.MEETING_VIEW)
@require_GET
def invitation_ics(request: SignedInRequest, number: int) -> HttpResponse:
    """Give the meeting for one's own calendar."""
    meeting = meeting_read(request, number)
    made = invitation_file(
        meeting,
        meeting.items.all(),
        organiser=settings.DEFAULT_FROM_EMAIL,
        attendees=(),
        moment=clock.now(),
    )
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="meeting-{meeting.number}-{meeting.year}.ics"'
    )
    return response


@needs(Permission.MEETING_VIEW)
@require_GET
def paper_file(request: SignedInRequest, number: int) -> FileResponse:
    """Give a paper to be kept, never to be shown inside Tidtam's own pages."""
    paper = selectors.paper_of(request.user, number)
    if paper is None:
        raise Http404
    response = FileResponse(
        paper.file.open("rb"),
        as_attachment=True,
        filename=paper.original_name,
        content_type=paper.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
