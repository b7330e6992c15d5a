"""What the doctor looks at here: that the clock never ran backwards."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from . import clock
from .hooks import Finding
from .models import AuditEvent, ClockAnchor


def clock_findings() -> Iterator[Finding]:
    """Give anchors and audit events that lie ahead of the clock."""
    for anchor in ClockAnchor.objects.filter(real_at__gt=timezone.now()):
        yield Finding(
            "clock-anchor",
            anchor.clock_at.isoformat(),
            _("the clock was first read at %(moment)s, which is still to come")
            % {"moment": anchor.real_at.isoformat()},
            _("set the machine's clock right"),
        )
    ahead = AuditEvent.objects.filter(at__gt=clock.now())
    latest = ahead.order_by("-at").first()
    if latest is not None:
        start = settings.TIDTAM_CLOCK
        yield Finding(
            "clock",
            start.isoformat() if start else _("real time"),
            _("%(count)d audit events lie ahead of the clock, up to %(moment)s")
            % {"count": ahead.count(), "moment": latest.at.isoformat()},
            _("start with the TIDTAM_CLOCK with which the database was filled"),
        )
