"""Figures that are born here: directives done on time, reports on time.

docs/methods/directives-on-time.md and docs/methods/reports-on-time.md have the rules,
each with a worked table that a test reads.
"""

import datetime
from collections.abc import Iterable, Mapping

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from tidtam.common.periods import Period
from tidtam.common.thai import BANGKOK
from tidtam.organisation.models import Closure
from tidtam.organisation.selectors import holds_on
from tidtam.reporting.models import (
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    ValueRevision,
)

from .models import Assignment

# On time and due, by the id of the unit.
Share = tuple[int, int]


def directives_on_time(
    units: Iterable[int], period: Period, day: datetime.date
) -> dict[int, Share]:
    """Return, for each unit, of the directives due in the period those done on time.

    A directive counts once for each owner that stands at or under the unit on `day`. It
    is due in the period if its due day lies in it, and on time if its owner said it was
    done on that day or before and the issuer has not returned it since. 0 of 0 where
    none was due. One query.
    """
    of_period = Q(
        directive__due_on__gte=period.first_day, directive__due_on__lte=period.last_day
    )
    due = dict.fromkeys(units, (0, 0))
    places = Closure.objects.filter(holds_on(day), ancestor__in=list(due))
    owned = (
        Assignment.objects.filter(of_period, unit__in=places.values("unit"))
        .annotate(done_on=TruncDate("done_at", tzinfo=BANGKOK))
        .values("unit")
        .annotate(
            due=Count("pk"),
            on_time=Count("pk", filter=Q(done_on__lte=F("directive__due_on"))),
        )
        .values_list("unit", "on_time", "due")
    )
    by_owner = {unit: (on_time, every) for unit, on_time, every in owned}
    if by_owner:
        rows = places.filter(unit__in=list(by_owner)).values_list("ancestor", "unit")
        for above, owner in rows:
            on_time, every = by_owner[owner]
            due[above] = (due[above][0] + on_time, due[above][1] + every)
    return due


def reports_on_time(units: Iterable[int], period: Period) -> dict[int, Share]:
    """Return, for each area, of the figures due in the period those sent on time.

    A figure is an indicator that areas report themselves, of a round that falls due in
    the period and expects the area; on time if its first submission came by due_at.
    Four queries a round.
    """
    found = dict.fromkeys(units, (0, 0))
    first = datetime.datetime.combine(period.first_day, datetime.time.min, BANGKOK)
    after = datetime.datetime.combine(
        period.last_day + datetime.timedelta(days=1), datetime.time.min, BANGKOK
    )
    rounds = Round.objects.filter(
        opened_at__isnull=False, due_at__gte=first, due_at__lt=after
    )
    for round_ in rounds:
        for unit, (on_time, due) in _of_round(round_, found).items():
            found[unit] = (found[unit][0] + on_time, found[unit][1] + due)
    return found


def _of_round(round_: Round, units: Mapping[int, Share]) -> dict[int, Share]:
    asked = set(
        RoundIndicator.objects.filter(
            round=round_, version__reported_by="area", version__entered_by="unit"
        ).values_list("indicator", flat=True)
    )
    listed = RoundUnit.objects.filter(round=round_, unit__in=list(units))
    owed = {unit: set(asked) for unit in listed.values_list("unit", flat=True)}
    excluded = RoundExclusion.objects.filter(
        Q(indicator__in=asked) | Q(indicator=None), round=round_, unit__in=list(owed)
    )
    for unit, indicator in excluded.values_list("unit", "indicator"):
        owed[unit] -= asked if indicator is None else {indicator}
    sent = ValueRevision.objects.filter(
        round=round_,
        superseded_at=None,
        part="",
        unit__in=list(owed),
        indicator__in=asked,
        submitted_at__lte=round_.due_at,
    )
    on_time = dict.fromkeys(owed, 0)
    # What is not owed may have been sent all the same; it counts neither way.
    for unit, indicator in sent.values_list("unit", "indicator"):
        on_time[unit] += indicator in owed[unit]
    return {unit: (on_time[unit], len(due)) for unit, due in owed.items()}
