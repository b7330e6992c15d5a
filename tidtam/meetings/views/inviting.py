"""Invitations: sent, listed with what came of each, sent once more."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.meetings import selectors, services
from tidtam.meetings.services import MeetingError

from .common import meeting_kept

PAGE = 100


@needs(Permission.MEETING_EDIT)
@require_POST
def meeting_invite(request: SignedInRequest, number: int) -> HttpResponse:
    """Send the invitation."""
    return _sent(request, number, services.meeting_invite)


@needs(Permission.MEETING_EDIT)
@require_POST
def invitations_resend(request: SignedInRequest, number: int) -> HttpResponse:
    """Send what could not be sent once more."""
    return _sent(request, number, services.invitations_resend)


def _sent(
    request: SignedInRequest, number: int, take: Callable[..., int]
) -> HttpResponse:
    meeting = meeting_kept(request, number)
    try:
        count = take(meeting=meeting, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
        return redirect("meetings:meeting_detail", meeting.pk)
    meeting.refresh_from_db()
    failed = selectors.unsent(meeting, clock.now()).count()
    if count > failed:
        text = ngettext(
            "The invitation went to %(n)d member.",
            "The invitation went to %(n)d members.",
            count - failed,
        )
        messages.success(request, text % {"n": count - failed})
    if failed:
        text = ngettext(
            "It could not be sent to %(n)d member. It is kept: see below why, and send "
            "it again in a while.",
            "It could not be sent to %(n)d members. It is kept: see below why, and "
            "send it again in a while.",
            failed,
        )
        messages.error(request, text % {"n": failed})
        return redirect("meetings:invitation_list", meeting.pk)
    return redirect("meetings:meeting_detail", meeting.pk)


@needs(Permission.MEETING_EDIT)
@require_GET
def invitation_list(request: SignedInRequest, number: int) -> HttpResponse:
    """List who was sent what, when, and what came of it."""
    meeting = meeting_kept(request, number)
    now = clock.now()
    found = selectors.invitations_of(meeting)
    unsent = selectors.unsent(meeting, now).count()
    context = {
        "meeting": meeting,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "unsent": unsent,
        "may_resend": unsent and meeting.starts_at > now,
    }
    return render(request, "meetings/invitation_list.html", context)
