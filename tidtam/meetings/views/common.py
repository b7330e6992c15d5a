"""What the pages of meetings share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render

from tidtam.accounts.permissions import Permission, SignedInRequest, can
from tidtam.meetings import selectors
from tidtam.meetings.models import AgendaItem, Meeting


def meeting_read(request: SignedInRequest, number: int) -> Meeting:
    """Return a meeting that the user may read. Raises Http404."""
    meeting = selectors.meeting_of(request.user, number)
    if meeting is None:
        raise Http404
    return meeting


def meeting_kept(request: SignedInRequest, number: int) -> Meeting:
    """Return a meeting that the user keeps. Raises Http404 or PermissionDenied."""
    meeting = meeting_read(request, number)
    if not can(request.user, Permission.MEETING_EDIT, meeting.series.unit):
        raise PermissionDenied
    return meeting


def item_kept(request: SignedInRequest, number: int) -> AgendaItem:
    """Return an item of a meeting that the user keeps. Raises the same."""
    item = selectors.item_of(request.user, number)
    if item is None:
        raise Http404
    if not can(request.user, Permission.MEETING_EDIT, item.meeting.series.unit):
        raise PermissionDenied
    return item


def form_page(
    request: SignedInRequest, form: Form, title: str, **more: Any
) -> HttpResponse:
    """Show a form on a page of its own."""
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, **more}
    return render(request, "meetings/meeting_form.html", context, status=status)
