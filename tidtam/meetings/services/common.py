"""What the services of meetings share."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit
from tidtam.meetings.models import Meeting, PressRelease, Vote

State = Meeting.State


class MeetingError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


def locked(meeting: Meeting, by: Doer) -> Meeting:
    """Lock the meeting for somebody who keeps it. Raises PermissionDenied."""
    rows = Meeting.objects.select_for_update(of=("self",))
    row = rows.select_related("series__unit").get(pk=meeting.pk)
    check(by, Permission.MEETING_EDIT, row.series.unit)
    return row


def expect_open(row: Meeting) -> None:
    """Refuse to touch the record once the minutes are adopted."""
    if row.state == State.ADOPTED:
        raise MeetingError(_("The minutes are adopted, so the record stays as it is."))


def expect_version(row: Meeting | PressRelease | Vote, version: int) -> None:
    """Refuse to write over what somebody else has changed meanwhile."""
    if row.version != version:
        raise MeetingError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the meeting, and store "
                "again."
            )
        )


def moved_on(row: Meeting) -> MeetingError:
    """Return the refusal of what the state does not allow any more."""
    return MeetingError(
        _("It is “%(state)s” by now. Open its page anew to see what can be done.")
        % {"state": State(row.state).label}
    )


def move(
    row: Meeting,
    state: State,
    by: Doer,
    action: str,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Store the new state, with one event."""
    before = row.state
    row.state = state
    row.save()
    said = {"state": state.value, **(after or {})}
    record(row, by, action, before={"state": before}, after=said)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the audit trail keeps them."""
    return {
        name: value.isoformat() if isinstance(value, datetime.datetime) else value
        for name, value in values.items()
    }


def record(
    meeting: Meeting,
    by: Doer,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any],
) -> None:
    """Add one event to the trail of the meeting's unit."""
    audit.record(
        by=by,
        action=f"meeting.{what}",
        target=meeting,
        unit=meeting.series.unit,
        before=before,
        after=after,
    )
