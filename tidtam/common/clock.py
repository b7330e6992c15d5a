"""The one clock that the rules of the field read.

It is real time, or, where TIDTAM_CLOCK names a moment, time that runs on from that
moment. The real moment at which it was first started is kept in the database, so
that the web process, the worker and the next start all read the same time.
"""

import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

_anchors: dict[datetime.datetime, datetime.datetime] = {}


def now() -> datetime.datetime:
    """Return the present moment of the rules, aware, in UTC."""
    start = settings.TIDTAM_CLOCK
    real = timezone.now()
    if start is None:
        return real
    return start.astimezone(datetime.UTC) + (real - _anchor(start, real))


def today() -> datetime.date:
    """Return the present day in Bangkok."""
    return day_of(now())


def day_of(moment: datetime.datetime) -> datetime.date:
    """Return the day in Bangkok on which the moment falls."""
    return timezone.localtime(moment).date()


def is_simulated() -> bool:
    """Say whether the clock runs from a named moment (วันสมมติ)."""
    return settings.TIDTAM_CLOCK is not None


def _anchor(start: datetime.datetime, real: datetime.datetime) -> datetime.datetime:
    """Return the real moment at which the clock stood at `start`."""
    if start not in _anchors:
        _anchors[start] = _stored_anchor(start, real)
    return _anchors[start]


def _stored_anchor(
    start: datetime.datetime, real: datetime.datetime
) -> datetime.datetime:
    from .models import ClockAnchor  # the settings must be ready first

    try:
        with transaction.atomic():
            anchor, _ = ClockAnchor.objects.get_or_create(
                clock_at=start, defaults={"real_at": real}
            )
    except DatabaseError:  # before the first migration there is no table
        return real
    return anchor.real_at
