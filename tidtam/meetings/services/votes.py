"""Votes on items of the agenda: their counts, never who voted how."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer
from tidtam.common import clock
from tidtam.common.thai import time_short
from tidtam.meetings.models import AgendaItem, Attendance, Meeting, Vote
from tidtam.meetings.quorum import is_within, quorum_of

from .common import MeetingError, expect_open, expect_version, locked, record


@dataclass(frozen=True)
class VoteWords:
    """How a vote went."""

    method: str
    taken_at: datetime.time
    in_favour: int
    against: int
    abstained: int
    dissent: str = ""


@transaction.atomic
def vote_record(*, item: AgendaItem, words: VoteWords, version: int, by: Doer) -> Vote:
    """Store the vote on an item; `version` is 0 where there was none.

    Raises MeetingError where the meeting has not begun, the time is outside it, more
    voted than were there, or somebody else was faster.
    """
    row = locked(item.meeting, by)
    expect_open(row)
    found = Vote.objects.filter(item=item).first() or Vote(item=item, version=0)
    expect_version(found, version)
    _check_time(row, words.taken_at)
    present = quorum_of(list(row.attendance.all()), words.taken_at).came
    voted = words.in_favour + words.against + words.abstained
    if not voted:
        raise MeetingError(_("Write how many voted."), "in_favour")
    if voted > present:
        raise MeetingError(
            _(
                "%(voted)d voted, but %(present)d members were there at %(time)s. "
                "Mend the counts, or record who came first."
            )
            % {
                "voted": voted,
                "present": present,
                "time": time_short(words.taken_at),
            },
            "in_favour",
        )
    before = _said(found) if found.pk else None
    for name, value in vars(words).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    _record(item, row, by, "vote_recorded", before, _said(found))
    return found


def _check_time(row: Meeting, at: datetime.time) -> None:
    if row.starts_at > clock.now():
        raise MeetingError(_("It has not begun yet."))
    if not is_within(row.starts_at, row.ends_at, at):
        raise MeetingError(
            _("The meeting was from %(starts)s to %(ends)s.")
            % {
                "starts": time_short(row.starts_at),
                "ends": time_short(row.ends_at) if row.ends_at else "…",
            },
            "taken_at",
        )


@transaction.atomic
def vote_remove(*, item: AgendaItem, by: Doer) -> None:
    """Take a vote out that was recorded by mistake; the trail keeps it."""
    row = locked(item.meeting, by)
    expect_open(row)
    found = Vote.objects.filter(item=item).first()
    if found is None:
        raise MeetingError(_("There is no vote on this item."))
    before = _said(found)
    found.delete()
    _record(item, row, by, "vote_removed", before, {})


def refuse_votes_outside(row: Meeting) -> None:
    """Refuse hours of a meeting outside which somebody voted."""
    for vote in Vote.objects.filter(item__meeting=row).select_related("item"):
        if not is_within(row.starts_at, row.ends_at, vote.taken_at):
            raise MeetingError(
                _(
                    "Item %(number)s: a vote was taken at %(time)s, outside these "
                    "hours. Change the vote first."
                )
                % {"number": vote.item.number, "time": time_short(vote.taken_at)},
                "ends",
            )


def refuse_fewer_than_voted(row: Meeting, places: Iterable[Attendance]) -> None:
    """Refuse places by which more would have voted than were there."""
    rows = list(places)
    for vote in Vote.objects.filter(item__meeting=row).select_related("item"):
        present = quorum_of(rows, vote.taken_at).came
        if vote.voted > present:
            raise MeetingError(
                _(
                    "Item %(number)s: %(voted)d voted at %(time)s, and by this record "
                    "%(present)d members were there. Change the vote first."
                )
                % {
                    "number": vote.item.number,
                    "voted": vote.voted,
                    "time": time_short(vote.taken_at),
                    "present": present,
                }
            )


def _said(vote: Vote) -> dict[str, Any]:
    names = ("method", "in_favour", "against", "abstained", "dissent")
    said = {name: getattr(vote, name) for name in names}
    return {**said, "taken_at": f"{vote.taken_at:%H:%M}"}


def _record(
    item: AgendaItem,
    row: Meeting,
    by: Doer,
    what: str,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    record(row, by, what, before=before, after={"item": item.number, **after})
