"""Problems of a fiscal year, as they stood at a moment."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from tidtam.common.periods import Period
from tidtam.common.thai import BANGKOK
from tidtam.fieldwork.models import Problem
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import holds_on

State = Problem.State


@dataclass(frozen=True)
class Tally:
    """How many problems were told, solved, not taken up, and are open."""

    told: int = 0
    solved: int = 0
    declined: int = 0

    @property
    def open(self) -> int:
        """Return how many somebody still has to deal with."""
        return self.told - self.solved - self.declined


def of_year(fiscal_year: int, as_of: datetime.datetime) -> QuerySet[Problem]:
    """Return the problems of the year told by then.

    Those that flowed in from a report belong to the year of its round, others to that
    of the day on which they were told.
    """
    span = Period(fiscal_year, "Y")
    own = Q(submission=None) & _told_within(span)
    return Problem.objects.filter(
        own | Q(submission__round__fiscal_year=fiscal_year), reported_at__lte=as_of
    )


def _told_within(span: Period) -> Q:
    midnight = datetime.time(tzinfo=BANGKOK)
    first = datetime.datetime.combine(span.first_day, midnight)
    after = datetime.datetime.combine(
        span.last_day + datetime.timedelta(days=1), midnight
    )
    return Q(reported_at__gte=first, reported_at__lt=after)


def tallies(
    problems: QuerySet[Problem],
    units: Sequence[Unit],
    day: datetime.date,
    as_of: datetime.datetime,
) -> Mapping[int, Tally]:
    """Return the tally of each unit with all that stood under it on the day.

    What ended after `as_of` counts as open. One query.
    """
    spans = Q(unit__ancestors__ancestor__in=[unit.pk for unit in units])
    ended = Q(ended_at__lte=as_of)
    rows = (
        problems.filter(spans, holds_on(day, "unit__ancestors__"))
        .values(above=F("unit__ancestors__ancestor"))
        .annotate(
            told=Count("pk"),
            solved=Count("pk", filter=ended & Q(state=State.CLOSED)),
            declined=Count("pk", filter=ended & Q(state=State.DECLINED)),
        )
        .order_by()
    )
    return {
        row["above"]: Tally(row["told"], row["solved"], row["declined"]) for row in rows
    }
