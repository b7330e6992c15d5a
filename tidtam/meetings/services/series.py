"""Series of meetings and their members."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit
from tidtam.meetings.models import Attendance, Member, Series
from tidtam.organisation.models import Unit

from .common import MeetingError, State
from .meetings import places_of


@transaction.atomic
def series_make(
    *,
    unit: Unit,
    name: str,
    numbering: str,
    members: Sequence[Member],
    by: Doer,
) -> Series:
    """Begin a series with its members, the chair first."""
    check(by, Permission.MEETING_EDIT, unit)
    if Series.objects.filter(unit=unit, name=name).exists():
        raise MeetingError(_("The unit has a series of this name already."), "name")
    series = Series.objects.create(unit=unit, name=name, numbering=numbering)
    for order, member in enumerate(members, start=1):
        member.series, member.order, member.is_chair = series, order, order == 1
    Member.objects.bulk_create(members)
    audit.record(
        by=by,
        action="series.made",
        target=series,
        unit=unit,
        after={"name": name, "members": [str(member) for member in members]},
    )
    return series


@transaction.atomic
def series_change(*, series: Series, members: Sequence[Member], by: Doer) -> None:
    """Change who the members are, line by line; new ones come last.

    New ones get a place in meetings to come, and in a record that has no places yet.
    Raises MeetingError where there are fewer than before, for papers name them.
    """
    check(by, Permission.MEETING_EDIT, series.unit)
    known = list(series.members.select_for_update().order_by("order"))
    if len(members) < len(known):
        raise MeetingError(
            _(
                "Members cannot be taken away, for papers name them. Change the line "
                "instead."
            ),
            "members",
        )
    before = [str(member) for member in known]
    for member, said in zip(known, members, strict=False):
        for name in ("name", "position", "email"):
            setattr(member, name, getattr(said, name))
    Member.objects.bulk_update(known, ["name", "position", "email"])
    added = members[len(known) :]
    for order, member in enumerate(added, start=len(known) + 1):
        member.series, member.order = series, order
    Member.objects.bulk_create(added)
    _give_places(series, added)
    audit.record(
        by=by,
        action="series.changed",
        target=series,
        unit=series.unit,
        before={"members": before},
        after={"members": [str(member) for member in members]},
    )


def _give_places(series: Series, members: Sequence[Member]) -> None:
    filled = Attendance.objects.filter(meeting=OuterRef("pk"), member__isnull=False)
    is_coming = Q(state__in=[State.PLANNED, State.INVITED])
    rows = series.meetings.exclude(state=State.ADOPTED)
    Attendance.objects.bulk_create(
        place
        for meeting in rows.filter(is_coming | ~Exists(filled))
        for place in places_of(meeting, members)
    )
