"""How the pages of meetings are asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tidtam.accounts.permissions import Permission

from .asked import DONE, GET_AND_POST, SENT, Asked
from .world import World

P = Permission


def meeting(world: World, unit: str) -> Mapping[str, Any]:
    """Give the meeting of the unit, which was held."""
    return {"number": world.meetings[unit].pk}


def series(world: World, unit: str) -> Mapping[str, Any]:
    """Give the series of the unit's meeting."""
    return {"number": world.meetings[unit].series_id}


def item(world: World, unit: str) -> Mapping[str, Any]:
    """Give the only item of its agenda."""
    return {"number": world.papers[unit].item_id}


def paper(world: World, unit: str) -> Mapping[str, Any]:
    """Give the paper of that item."""
    return {"number": world.papers[unit].pk}


def file_of(**more: str) -> Any:
    """Return the address of a file made from the meeting."""
    return lambda world, unit: {**meeting(world, unit), **more}


LISTS = ("", "?q=Qz", "?state=held&year=2565")
READ = Asked(P.MEETING_VIEW, meeting, seen_with=P.MEETING_VIEW)
KEEP = Asked(
    P.MEETING_EDIT,
    meeting,
    seen_with=P.MEETING_VIEW,
    takes=P.MEETING_EDIT,
    writes=P.MEETING_EDIT,
    methods=GET_AND_POST,
    answers_post=SENT,
)
POST = replace(KEEP, methods=("POST",))
APPROVE = Asked(
    P.MEETING_APPROVE,
    meeting,
    seen_with=P.MEETING_VIEW,
    writes=P.MEETING_APPROVE,
    methods=("POST",),
    answers_post=DONE,
)
ADD = Asked(P.MEETING_EDIT, methods=GET_AND_POST, answers_post=frozenset({422}))

MEETINGS = {
    "meetings:meeting_list": Asked(P.MEETING_VIEW, queries=LISTS),
    "meetings:meeting_list_csv": Asked(P.MEETING_VIEW, queries=LISTS),
    "meetings:meeting_add": ADD,
    "meetings:series_add": ADD,
    "meetings:meeting_detail": READ,
    "meetings:invitation_ics": READ,
    "meetings:meeting_paper": replace(
        READ, address=file_of(paper="minutes", ending="pdf")
    ),
    "meetings:release_paper": Asked(
        P.MEETING_VIEW,
        file_of(ending="docx"),
        seen_with=P.MEETING_VIEW,
        answers=frozenset({200, 404}),  # a draft is for those who keep or approve it
    ),
    "meetings:invitation_list": replace(KEEP, methods=("GET",)),
    "meetings:invitations_resend": POST,
    "meetings:evidence_pack": READ,
    "meetings:incident_add": POST,
    "meetings:incident_remove": replace(
        POST, address=lambda world, unit: {"number": world.incidents[unit].pk}
    ),
    "meetings:paper_file": replace(READ, address=paper),
    "meetings:meeting_edit": KEEP,
    "meetings:item_add": KEEP,
    "meetings:item_edit": replace(KEEP, address=item),
    "meetings:vote_edit": replace(KEEP, address=item),
    "meetings:vote_remove": replace(POST, address=item),
    "meetings:attendance_edit": KEEP,
    "meetings:release_edit": KEEP,
    "meetings:series_edit": replace(KEEP, address=series),
    "meetings:guest_add": POST,
    "meetings:statement_add": POST,
    "meetings:meeting_invite": POST,
    "meetings:meeting_hold": POST,
    "meetings:paper_add": replace(POST, address=item),
    "meetings:minutes_adopt": APPROVE,
    "meetings:release_approve": APPROVE,
    "meetings:release_public": Asked(
        None, lambda world, _unit: {"number": world.news.pk}, only="OBEC", by_few=True
    ),
}
