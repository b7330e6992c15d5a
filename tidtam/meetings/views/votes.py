"""The vote on an item: recorded, changed, taken out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.meetings import selectors, services
from tidtam.meetings.forms import VoteForm, vote_values
from tidtam.meetings.quorum import quorum_of
from tidtam.meetings.services import MeetingError

from .common import item_kept


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def vote_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Record the vote on an item, or change it."""
    item = item_kept(request, number)
    vote = selectors.vote_of(item)
    form = VoteForm(request.POST or None, initial=vote_values(vote))
    if request.method == "POST" and form.is_valid():
        try:
            services.vote_record(
                item=item,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except MeetingError as error:
            vote = selectors.vote_of(item)
            sent = request.POST.copy()
            sent["version"] = str(vote.version if vote else 0)
            form = VoteForm(sent, initial=vote_values(vote))
            form.full_clean()
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("meetings:meeting_detail", item.meeting_id)
    context = {
        "form": form,
        "item": item,
        "meeting": item.meeting,
        "vote": vote,
        "quorum": quorum_of(list(item.meeting.attendance.all())),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/vote_form.html", context, status=status)


@needs(Permission.MEETING_EDIT)
@require_POST
def vote_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a vote out that was recorded by mistake."""
    item = item_kept(request, number)
    try:
        services.vote_remove(item=item, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The vote is taken out."))
    return redirect("meetings:meeting_detail", item.meeting_id)
