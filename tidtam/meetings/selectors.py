"""Reads of meetings: who sees which, the record of one, who makes the quorum."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.followup.models import Directive
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order

from .models import (
    AgendaItem,
    Incident,
    Invitation,
    Meeting,
    Member,
    Paper,
    PressRelease,
    Series,
    Vote,
)
from .papers import Record
from .proof import Proof

SHOWN_IN_PANEL = 5
NOTICE_DAYS = 3
# A sender that takes longer was cut off.
SENT_WITHIN = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty narrows nothing."""

    words: Sequence[str] = ()
    year: int | None = None
    state: str = ""


def series_visible_to(user: Visitor) -> QuerySet[Series]:
    """Return the series of the user's units, and those their own units belong to."""
    units = units_visible_to(user, Permission.MEETING_VIEW).values("pk")
    own = units_granted_to(user, Permission.MEETING_VIEW).values("pk")
    seat = Member.objects.filter(series=OuterRef("pk"), unit__in=own)
    return Series.objects.filter(Q(unit__in=units) | Exists(seat))


def meetings_visible_to(user: Visitor) -> QuerySet[Meeting]:
    """Return the meetings of those series."""
    return Meeting.objects.filter(series__in=series_visible_to(user).values("pk"))


def meetings_of(user: User, wanted: Wanted) -> QuerySet[Meeting]:
    """Return the meetings that fit, the latest first."""
    found = meetings_visible_to(user).select_related("series__unit")
    for word in wanted.words:
        found = found.filter(
            Q(series__name__icontains=word)
            | Q(place__icontains=word)
            | Q(
                Exists(
                    AgendaItem.objects.filter(
                        meeting=OuterRef("pk"), title__icontains=word
                    )
                )
            )
        )
    if wanted.year is not None:
        found = found.filter(year=wanted.year)
    if wanted.state:
        found = found.filter(state=wanted.state)
    return found.order_by("-starts_at", "-pk")


def next_meeting(user: User) -> Meeting | None:
    """Return the next meeting to come that the user may read."""
    coming = meetings_visible_to(user).filter(starts_at__gte=clock.now())
    return coming.select_related("series__unit").order_by("starts_at").first()


def years_known() -> list[int]:
    """Return the years of meetings, newest first. One query."""
    return sorted(set(Meeting.objects.values_list("year", flat=True)), reverse=True)


def meeting_of(user: User, number: int) -> Meeting | None:
    """Return one meeting that the user may read."""
    rows = meetings_visible_to(user).select_related("series__unit")
    return rows.filter(pk=number).first()


def item_of(user: User, number: int) -> AgendaItem | None:
    """Return one item of a meeting that the user may read."""
    meetings = meetings_visible_to(user).values("pk")
    rows = AgendaItem.objects.filter(meeting__in=meetings)
    rows = rows.select_related("meeting__series__unit", "vote")
    return rows.filter(pk=number).first()


def vote_of(item: AgendaItem) -> Vote | None:
    """Return the vote on the item, if one was taken."""
    return Vote.objects.filter(item=item).first()


def paper_of(user: User, number: int) -> Paper | None:
    """Return one paper of a meeting that the user may read."""
    meetings = meetings_visible_to(user).values("pk")
    return Paper.objects.filter(item__meeting__in=meetings, pk=number).first()


def series_to_edit(user: User) -> QuerySet[Series]:
    """Return the series that the user keeps."""
    own = units_granted_to(user, Permission.MEETING_EDIT).values("pk")
    return Series.objects.filter(unit__in=own).order_by("name")


def series_of(user: User, number: int) -> Series | None:
    """Return one series that the user may read."""
    rows = series_visible_to(user).select_related("unit")
    return rows.filter(pk=number).first()


def units_to_edit(user: User) -> QuerySet[Unit]:
    """Return the units for which the user keeps meetings."""
    return in_order(units_granted_to(user, Permission.MEETING_EDIT))


# ---------- the record ----------


def record_of(meeting: Meeting) -> Record:
    """Return all that is known of the meeting. Five queries."""
    items = meeting.items.prefetch_related(
        Prefetch("papers", Paper.objects.order_by("pk")), "policy_items__framework"
    ).select_related("vote")
    raised = directives_of(meeting)
    return Record(
        meeting=meeting,
        items=list(items),
        attendance=list(meeting.attendance.all()),
        statements=list(meeting.statements.all()),
        assignments=[row.text for row in raised],
        simulated=settings.SIMULATED,
    )


def proof_of(meeting: Meeting, record: Record, release: PressRelease | None) -> Proof:
    """Return what the record proves of the meeting. Two queries."""
    sent = meeting.invitations.filter(state=Invitation.State.SENT)
    sent = sent.select_related("member")
    return Proof(
        meeting=meeting,
        record=record,
        invitations=list(sent.order_by("sequence", "member__order", "pk")),
        incidents=list(meeting.incidents.all()),
        release=release,
    )


def incident_of(user: User, number: int) -> Incident | None:
    """Return one incident of a meeting that the user may read."""
    meetings = meetings_visible_to(user).values("pk")
    rows = Incident.objects.filter(meeting__in=meetings)
    return rows.select_related("meeting__series__unit").filter(pk=number).first()


def invitations_of(meeting: Meeting) -> QuerySet[Invitation]:
    """Return all invitations to the meeting, the newest first."""
    rows = meeting.invitations.select_related("member")
    return rows.order_by("-sequence", "member__order", "pk")


def unsent(meeting: Meeting, now: datetime.datetime) -> QuerySet[Invitation]:
    """Return those of the newest invitation that failed, or wait all too long."""
    is_lost = Q(state=Invitation.State.WAITING, sent_at__lt=now - SENT_WITHIN)
    rows = meeting.invitations.filter(sequence=meeting.sequence)
    return rows.filter(Q(state=Invitation.State.FAILED) | is_lost).order_by("pk")


def directives_of(meeting: Meeting) -> QuerySet[Directive]:
    """Return the directives that the body raised at this meeting."""
    mark = str(meeting.pk)
    rows = Directive.objects.filter(
        Q(origin_ref=mark) | Q(origin_ref__startswith=f"{mark}-"),
        origin=Directive.Origin.MEETING,
        issuer=meeting.series.unit_id,
    )
    return rows.order_by("number")


def notice_is_short(meeting: Meeting, now: datetime.datetime) -> bool:
    """Say whether an invitation now comes less than three days before (section 80)."""
    return meeting.starts_at - now < datetime.timedelta(days=NOTICE_DAYS)


def release_of(meeting: Meeting) -> PressRelease | None:
    """Return the press release of the meeting, if one was begun."""
    rows = PressRelease.objects.select_related("written_by", "approved_by__person")
    return rows.filter(meeting=meeting).first()


def release_public(number: int) -> PressRelease | None:
    """Return a press release that the public may read."""
    rows = PressRelease.objects.filter(approved_at__isnull=False, meeting=number)
    return rows.select_related("meeting__series").first()


# ---------- on other pages ----------


def resolutions_about(user: Visitor, item: int) -> QuerySet[AgendaItem]:
    """Return what meetings resolved about a policy item, the latest first."""
    meetings = meetings_visible_to(user).values("pk")
    rows = AgendaItem.objects.filter(meeting__in=meetings, policy_items=item)
    return rows.select_related("meeting__series").order_by("-meeting__starts_at")


def releases_to_approve(user: User) -> QuerySet[PressRelease]:
    """Return the press releases that wait for the user, not the user's own."""
    own = units_granted_to(user, Permission.MEETING_APPROVE).values("pk")
    rows = PressRelease.objects.filter(meeting__series__unit__in=own, approved_at=None)
    return rows.exclude(written_by=user.pk).select_related("meeting__series")


def minutes_to_adopt(user: User) -> QuerySet[Meeting]:
    """Return the meetings whose minutes wait for the user."""
    own = units_granted_to(user, Permission.MEETING_APPROVE).values("pk")
    rows = Meeting.objects.filter(series__unit__in=own, state=Meeting.State.HELD)
    return rows.select_related("series").order_by("starts_at")
