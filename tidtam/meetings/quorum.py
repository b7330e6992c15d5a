"""Who makes the quorum, when it was met, and who sat where; no database."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from tidtam.common.thai import in_bangkok

from .models import Attendance

Presence = Attendance.Presence


@dataclass(frozen=True)
class Quorum:
    """Members who came, on site and online, and how many must come (half of them)."""

    on_site: int
    online: int
    members: int

    @property
    def needed(self) -> int:
        """Return at least half of the members (section 79)."""
        return (self.members + 1) // 2

    @property
    def came(self) -> int:
        """Return how many came in both ways."""
        return self.on_site + self.online

    @property
    def is_met(self) -> bool:
        """Say whether there is a quorum."""
        return self.members > 0 and self.came >= self.needed


def quorum_of(
    attendance: Sequence[Attendance], at: datetime.time | None = None
) -> Quorum:
    """Return the quorum over both ways of attending, at a time or of all who came.

    Guests do not count. Whose hour is not recorded counts as there all along.
    """
    members = [row for row in attendance if row.member_id]
    presence = [row.presence for row in members if at is None or _is_there(row, at)]
    return Quorum(
        presence.count(Presence.ON_SITE), presence.count(Presence.ONLINE), len(members)
    )


def _is_there(row: Attendance, at: datetime.time) -> bool:
    has_come = row.came_at is None or row.came_at <= at
    return has_come and (row.left_at is None or row.left_at > at)


def met_at(attendance: Sequence[Attendance]) -> datetime.time | None:
    """Return when the quorum was met first; None where somebody's hour is not known."""
    came = [row for row in attendance if row.member_id and row.is_present]
    hours = [row.came_at for row in came if row.came_at is not None]
    if len(hours) < len(came):
        return None
    return next((at for at in sorted(hours) if quorum_of(attendance, at).is_met), None)


def is_within(
    starts_at: datetime.datetime, ends_at: datetime.datetime | None, at: datetime.time
) -> bool:
    """Say whether an hour is within a meeting; without an end it is open.

    One that ends on a later day holds the hours from its beginning to midnight, too.
    """
    begins = in_bangkok(starts_at)
    if ends_at is None:
        return begins.time() <= at
    ends = in_bangkok(ends_at)
    if ends.date() > begins.date():
        return at >= begins.time() or at <= ends.time()
    return begins.time() <= at <= ends.time()


class How(StrEnum):
    """How a seat is drawn; the values are the classes of the drawing."""

    ON_SITE = "on"
    ONLINE = "net"
    SUBSTITUTE = "sub"
    ABSENT = "off"
    UNKNOWN = "open"

    @property
    def label(self) -> str:
        """Return what the drawing means."""
        return {
            How.ON_SITE: _("On site"),
            How.ONLINE: _("Online"),
            How.SUBSTITUTE: _("By a substitute"),
            How.ABSENT: _("Did not come"),
            How.UNKNOWN: _("Not recorded"),
        }[self]


@dataclass(frozen=True)
class Seat:
    """The seat of one member, numbered in the order of the members."""

    number: int
    row: Attendance
    how: How


def seats_of(attendance: Sequence[Attendance]) -> list[Seat]:
    """Return the seats of the members."""
    members = [row for row in attendance if row.member_id]
    return [Seat(number, row, _how(row)) for number, row in enumerate(members, 1)]


def _how(row: Attendance) -> How:
    if row.is_present and row.substitute:
        return How.SUBSTITUTE
    return {
        Presence.ON_SITE: How.ON_SITE,
        Presence.ONLINE: How.ONLINE,
        Presence.ABSENT: How.ABSENT,
        Presence.UNKNOWN: How.UNKNOWN,
    }[Presence(row.presence)]
