"""What meetings put on pages of other apps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common import clock
from tidtam.common.hooks import (
    Deadline,
    Found,
    NavigationItem,
    Occasion,
    OccasionKind,
    Panel,
    SearchSource,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.thai import date_short, in_bangkok
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .selectors import (
    SHOWN_IN_PANEL,
    Wanted,
    meeting_of,
    meetings_of,
    meetings_visible_to,
    minutes_to_adopt,
    next_meeting,
    releases_to_approve,
    resolutions_about,
)
from .wording import resolution_text


def detail_url(meeting: int) -> str:
    """Return the address of a meeting's page."""
    return reverse("meetings:meeting_detail", args=[meeting])


def occasion(user: Any, ref: str) -> Occasion | None:
    """Return where something came from: the key is the meeting's, and its item's."""
    number = ref.partition("-")[0]
    if not number.isdecimal() or len(number) > 9:
        return None
    meeting = meeting_of(user, int(number))
    return Occasion(str(meeting), detail_url(meeting.pk)) if meeting else None


OCCASION = OccasionKind("meeting", occasion)


def of_policy_item(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return what meetings resolved about the item."""
    if not holds_in_request(request, Permission.MEETING_VIEW):
        return None
    rows = resolutions_about(request.user, item.pk)[:SHOWN_IN_PANEL]
    found = [(row, resolution_text(row)) for row in rows]
    return {"resolutions": found} if found else None


def of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return the unit's own meetings, the latest first."""
    user = request.user
    if not holds_in_request(request, Permission.MEETING_VIEW):
        return None
    rows = meetings_visible_to(user).filter(series__unit=unit)
    found = list(rows.select_related("series").order_by("-starts_at")[:SHOWN_IN_PANEL])
    return {"meetings": found} if found else None


def of_home(request: HttpRequest, user: User) -> Mapping[str, Any] | None:
    """Return the next meeting."""
    if not holds_in_request(request, Permission.MEETING_VIEW):
        return None
    found = next_meeting(user)
    return {"meetings": [found], "is_next": True} if found else None


PANELS = (
    Panel(
        "meetings",
        Subject.POLICY_ITEM,
        "meetings/policy_section.html",
        of_policy_item,
        order=55,
    ),
    Panel(
        "meetings", Subject.UNIT, "meetings/panel.html", of_unit, order=45, later=True
    ),
    Panel(
        "next_meeting",
        Subject.HOME,
        "meetings/panel.html",
        of_home,
        order=60,
        later=True,
    ),
)


# ---------- first screen, menu, search ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what waits for approval and adoption."""
    if not holds_known(user, Permission.MEETING_APPROVE):
        return
    for release in releases_to_approve(user):
        yield Todo(
            kind=TodoKind.REVIEW,
            what=_("Press release: %(title)s") % {"title": release.title},
            url=detail_url(release.meeting_id),
            button=_("Read and approve"),
        )
    for meeting in minutes_to_adopt(user):
        yield Todo(
            kind=TodoKind.REVIEW,
            what=_("Minutes: %(meeting)s") % {"meeting": meeting},
            url=detail_url(meeting.pk),
            button=_("Read and adopt"),
        )


def deadlines(user: User) -> Iterator[Deadline]:
    """Give the meetings to come."""
    coming = meetings_visible_to(user).filter(starts_at__gte=clock.now())
    for meeting in coming.select_related("series").order_by("starts_at")[:3]:
        yield Deadline(meeting.starts_at, str(meeting), detail_url(meeting.pk))


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the list."""
    if "meeting_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Meetings"),
            reverse("meetings:meeting_list"),
            "meeting",
            order=45,
        )


def found(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the meetings whose name, place or items hold the words."""
    return [
        Found(
            title=row.series.name,
            url=detail_url(row.pk),
            code=row.numbered,
            detail=date_short(in_bangkok(row.starts_at).date()),
        )
        for row in meetings_of(user, Wanted(words))[:limit]
    ]


SEARCH = SearchSource("meetings", gettext_lazy("Meetings"), "meeting", found, order=55)
