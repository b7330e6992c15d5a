"""Planning, inviting, recording and adopting: for those who keep the meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common.contents import ContentError
from tidtam.meetings import selectors, services
from tidtam.meetings.forms import (
    GuestForm,
    IncidentForm,
    ItemForm,
    MeetingForm,
    MembersForm,
    PaperForm,
    PlaceForm,
    SeriesForm,
    StatementForm,
    item_values,
    meeting_values,
    member_lines,
    place_values,
)
from tidtam.meetings.models import Meeting
from tidtam.meetings.services import MeetingError

from .common import form_page, item_kept, meeting_kept, meeting_read

POST = "POST"


def _back(meeting: Meeting | int) -> HttpResponse:
    pk = meeting if isinstance(meeting, int) else meeting.pk
    return redirect("meetings:meeting_detail", pk)


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def series_add(request: SignedInRequest) -> HttpResponse:
    """Begin a series of meetings."""
    units = selectors.units_to_edit(request.user)
    form = SeriesForm(request.POST or None, units=units)
    if request.method == POST and form.is_valid():
        try:
            services.series_make(by=request.user, **form.cleaned_data)
        except MeetingError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Now plan its first meeting."))
            return redirect("meetings:meeting_add")
    return form_page(request, form, _("Begin a series of meetings"))


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def series_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change who the members of a series are."""
    series = selectors.series_of(request.user, number)
    if series is None:
        raise Http404
    if not can(request.user, Permission.MEETING_EDIT, series.unit):
        raise PermissionDenied
    first = {"members": member_lines(series)}
    form = MembersForm(request.POST or None, initial=first)
    if request.method == POST and form.is_valid():
        try:
            services.series_change(series=series, by=request.user, **form.cleaned_data)
        except MeetingError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("meetings:meeting_list")
    return form_page(request, form, str(series))


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def meeting_add(request: SignedInRequest) -> HttpResponse:
    """Plan a meeting."""
    series = selectors.series_to_edit(request.user)
    form = MeetingForm(request.POST or None, series=series)
    if request.method == POST and form.is_valid():
        made = services.meeting_plan(
            series=form.cleaned_data["series"], words=form.words(), by=request.user
        )
        messages.success(request, _("It is planned. Write its agenda, then invite."))
        return _back(made)
    return form_page(request, form, _("Plan a meeting"))


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change when and where, or write how it went."""
    meeting = meeting_kept(request, number)
    form = MeetingForm(
        request.POST or None, series=None, initial=meeting_values(meeting)
    )
    if request.method == POST and form.is_valid():
        try:
            services.meeting_change(
                meeting=meeting,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except MeetingError as error:
            meeting.refresh_from_db()
            sent = request.POST.copy()
            sent["version"] = str(meeting.version)
            form = MeetingForm(sent, series=None, initial=meeting_values(meeting))
            form.full_clean()
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return _back(meeting)
    return form_page(request, form, str(meeting), meeting=meeting)


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def item_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Put an item on the agenda."""
    meeting = meeting_kept(request, number)
    form = ItemForm(request.POST or None)
    if request.method == POST and form.is_valid():
        try:
            services.item_add(meeting=meeting, words=form.words(), by=request.user)
        except MeetingError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return _back(meeting)
    return form_page(request, form, _("Add an item to the agenda"), meeting=meeting)


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def item_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change an item, or write what was resolved."""
    item = item_kept(request, number)
    form = ItemForm(request.POST or None, initial=item_values(item))
    if request.method == POST and form.is_valid():
        try:
            services.item_change(item=item, words=form.words(), by=request.user)
        except MeetingError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return _back(item.meeting_id)
    return form_page(request, form, str(item), meeting=item.meeting)


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def attendance_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Record who came."""
    meeting = meeting_kept(request, number)
    rows = list(meeting.attendance.all())
    forms = [
        PlaceForm(request.POST or None, prefix=f"p{row.pk}", initial=place_values(row))
        for row in rows
    ]
    status = 200
    if request.method == POST:
        if all([form.is_valid() for form in forms]):  # noqa: C419  (every form is read)
            places = [form.applied(row) for form, row in zip(forms, rows, strict=True)]
            try:
                services.attendance_record(
                    meeting=meeting, rows=places, by=request.user
                )
            except MeetingError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("Stored."))
            return _back(meeting)
        status = 422
    context = {
        "meeting": meeting,
        "places": list(zip(rows, forms, strict=True)),
        "guest_form": GuestForm(),
    }
    return render(request, "meetings/attendance_form.html", context, status=status)


@needs(Permission.MEETING_EDIT)
@require_POST
def guest_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a guest."""
    meeting = meeting_kept(request, number)
    form = GuestForm(request.POST)
    return _small(request, form, services.guest_add, meeting)


@needs(Permission.MEETING_EDIT)
@require_POST
def statement_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Keep words that were said."""
    meeting = meeting_kept(request, number)
    form = StatementForm(request.POST)
    return _small(request, form, services.statement_add, meeting)


@needs(Permission.MEETING_EDIT)
@require_POST
def incident_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Keep what disturbed the meeting."""
    meeting = meeting_kept(request, number)
    form = IncidentForm(request.POST)
    return _small(request, form, services.incident_add, meeting)


@needs(Permission.MEETING_EDIT)
@require_POST
def incident_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take out what was written by mistake."""
    incident = selectors.incident_of(request.user, number)
    if incident is None:
        raise Http404
    if not can(request.user, Permission.MEETING_EDIT, incident.meeting.series.unit):
        raise PermissionDenied
    try:
        services.incident_remove(incident=incident, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is taken out."))
    return _back(incident.meeting_id)


def _small(
    request: SignedInRequest, form: Any, take: Callable[..., Any], meeting: Meeting
) -> HttpResponse:
    if form.is_valid():
        try:
            take(meeting=meeting, by=request.user, **form.cleaned_data)
        except MeetingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Stored."))
            return _back(meeting)
    return form_page(request, form, str(meeting), meeting=meeting)


@needs(Permission.MEETING_EDIT)
@require_POST
def paper_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a paper to an item."""
    item = item_kept(request, number)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.paper_add(
                item=item, file=sent.file, name=sent.name, by=request.user
            )
        except (MeetingError, ContentError) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The paper is kept."))
    else:
        messages.error(request, _("Choose a file first."))
    return _back(item.meeting_id)


@needs(Permission.MEETING_EDIT)
@require_POST
def meeting_hold(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that it took place."""
    meeting = meeting_kept(request, number)
    return _step(request, meeting, services.meeting_hold)


@needs(Permission.MEETING_APPROVE)
@require_POST
def minutes_adopt(request: SignedInRequest, number: int) -> HttpResponse:
    """Adopt the minutes."""
    meeting = meeting_read(request, number)
    return _step(request, meeting, services.minutes_adopt)


def _step(
    request: SignedInRequest, meeting: Meeting, take: Callable[..., None]
) -> HttpResponse:
    try:
        take(meeting=meeting, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Stored."))
    return _back(meeting)
