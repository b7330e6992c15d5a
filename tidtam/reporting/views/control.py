"""The control room of a round: every area by state, who is late, what strikes."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, holds, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.reporting.control_room import (
    ControlRoom,
    Office,
    RoomFilter,
    control_room_of,
    outliers_of,
)
from tidtam.reporting.models import Round
from tidtam.reporting.selectors import may_control, submissions_to_review

SHOWN = 5


@needs(Permission.CONTROL_ROOM_VIEW)
@require_GET
def round_control(request: SignedInRequest, round_code: str) -> HttpResponse:
    """Show the areas of a round as tiles and as a table, narrowed by the address."""
    round_ = _round(request, round_code)
    room = control_room_of(round_, _filter(request.GET))
    waiting = submissions_to_review(request.user).filter(round=round_)
    outliers = outliers_of(round_, room.offices)
    context: dict[str, Any] = {
        "round": round_,
        "room": room,
        "may_review": holds(request.user, Permission.REVIEW_VIEW),
        "queue": waiting[:SHOWN],
        "queue_count": waiting.count(),
        "outliers": outliers,
        "outliers_shown": outliers[:SHOWN],
        "now": clock.now(),
        "query": request.GET.urlencode(),
    }
    return render(request, "reporting/round_control.html", context)


@needs(Permission.CONTROL_ROOM_VIEW)
@require_GET
def round_control_csv(
    request: SignedInRequest, round_code: str
) -> StreamingHttpResponse:
    """Give the table of the control room as CSV, with the filter of the page."""
    round_ = _round(request, round_code)
    room = control_room_of(round_, _filter(request.GET))
    header = [
        _("Code"),
        _("Office"),
        _("Group"),
        _("State"),
        _("First submitted"),
        _("Late"),
        _("Schools expected"),
        _("Schools sent"),
        _("Schools late"),
    ]
    return csv_response(f"{round_.code} {_('control room')}", header, _rows(room))


def _round(request: SignedInRequest, code: str) -> Round:
    """Return the round, for those who answer for the whole country; 404 for others."""
    if not may_control(request.user):
        raise Http404
    return get_object_or_404(Round, code=code, opened_at__isnull=False)


def _rows(room: ControlRoom) -> Iterator[tuple[object, ...]]:
    for office in room.shown:
        yield _row(office)


def _row(office: Office) -> tuple[object, ...]:
    row = office.row
    first = row.submission.first_submitted_at if row.submission else None
    return (
        row.unit.code,
        named(row.unit),
        office.group_name,
        str(office.standing.word),
        first.isoformat() if first else "",
        _("yes") if office.is_late else "",
        row.expected,
        row.sent_schools,
        row.late_schools,
    )


def _filter(asked: Mapping[str, str]) -> RoomFilter:
    """Return the filter that the address names."""
    return RoomFilter(
        state=asked.get("state", ""),
        sector=asked.get("sector", ""),
        group=asked.get("group", ""),
        sort=asked.get("sort", ""),
        view=asked.get("view", ""),
    )
