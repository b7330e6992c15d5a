"""The press release of a meeting: drafted, edited, approved, public."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    can,
    needs,
    public,
)
from tidtam.documents.responses import document_response
from tidtam.meetings import selectors, services
from tidtam.meetings.forms import ReleaseForm
from tidtam.meetings.papers import press_release
from tidtam.meetings.services import MeetingError

from .common import meeting_kept, meeting_read


@needs(Permission.MEETING_EDIT)
@require_http_methods(["GET", "POST"])
def release_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Edit the press release; the first draft is made from the record."""
    meeting = meeting_kept(request, number)
    release = selectors.release_of(meeting)
    if release is None:
        if request.method == "GET":
            return render(request, "meetings/release_begin.html", {"meeting": meeting})
        services.release_begin(meeting=meeting, by=request.user)
        return redirect("meetings:release_edit", meeting.pk)
    values = {k: getattr(release, k) for k in ("version", "title", "text")}
    form = ReleaseForm(request.POST or None, initial=values)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.release_change(
                    release=release, by=request.user, **form.cleaned_data
                )
            except MeetingError as error:
                sent = request.POST.copy()
                release.refresh_from_db()
                sent["version"] = str(release.version)
                form = ReleaseForm(sent, initial=values)
                form.full_clean()
                form.add_error(error.field, str(error))
            else:
                messages.success(
                    request, _("Stored. Another person approves it for the public.")
                )
                return redirect("meetings:meeting_detail", meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "title": _("Press release"),
        "release": release,
    }
    return render(request, "meetings/meeting_form.html", context, status=status)


@needs(Permission.MEETING_APPROVE)
@require_POST
def release_approve(request: SignedInRequest, number: int) -> HttpResponse:
    """Approve the press release for the public."""
    meeting = meeting_read(request, number)
    release = selectors.release_of(meeting)
    if release is None:
        raise Http404
    try:
        services.release_approve(release=release, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is approved; the public may read it."))
    return redirect("meetings:meeting_detail", meeting.pk)


@needs(Permission.MEETING_VIEW)
@require_GET
def release_paper(request: SignedInRequest, number: int, ending: str) -> HttpResponse:
    """Give the press release as text, PDF or Word; a draft to its own people alone."""
    meeting = meeting_read(request, number)
    release = selectors.release_of(meeting)
    if release is None or ending not in {"txt", "pdf", "docx"}:
        raise Http404
    is_own = can(request.user, Permission.MEETING_EDIT, meeting.series.unit) or can(
        request.user, Permission.MEETING_APPROVE, meeting.series.unit
    )
    if release.approved_at is None and not is_own:
        raise Http404
    if ending == "txt":
        mark = "\n\nข้อมูลจำลอง" if settings.SIMULATED else ""
        text = f"{release.title}\n\n{release.text}{mark}\n"
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    document = press_release(release, selectors.record_of(meeting))
    return document_response(document, f"ข่าว {meeting.numbered}", ending)


@public
@require_GET
def release_public(request: HttpRequest, number: int) -> HttpResponse:
    """Show an approved press release to everyone."""
    release = selectors.release_public(number)
    if release is None:
        raise Http404
    paragraphs = [text for text in release.text.split("\n\n") if text.strip()]
    context = {"release": release, "paragraphs": paragraphs}
    return render(request, "meetings/release_public.html", context)
