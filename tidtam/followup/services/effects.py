"""Figures that are born here: directives and reports on time."""

from django.db import transaction
from django.db.models import Q

from tidtam.common import audit, clock
from tidtam.followup import effects
from tidtam.reporting.models import (
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    ValueRevision,
)
from tidtam.reporting.services import ValueDraft, values_import

# The indicators whose figures the platform knows itself.
DIRECTIVES_ON_TIME, REPORTS_ON_TIME = "EFF-10", "EFF-05"


@transaction.atomic
def effects_write(*, round_: Round, by: audit.Operator) -> int:
    """Write directives and reports on time as figures of the round; return how many.

    Only while the round is open and its period is over, only for ratios that the round
    asks for, and never over a figure that somebody sent by a route of review. Figures
    that stand already as reckoned leave no trace. See ADR 0013.
    """
    if not _takes_effects(round_):
        return 0
    drafts = [
        draft
        for asked in round_.asked.select_related("indicator", "version")
        for draft in _effects(round_, asked)
    ]
    if drafts:
        values_import(round_=round_, drafts=drafts, moment=clock.now(), by=by)
    return len(drafts)


def effects_write_open(*, by: audit.Operator) -> int:
    """Do so for every round that is open; return how many figures were written."""
    now = clock.now()
    rounds = Round.objects.filter(opened_at__isnull=False, closes_at__gt=now)
    return sum(effects_write(round_=round_, by=by) for round_ in rounds)


def _takes_effects(round_: Round) -> bool:
    is_open = round_.opened_at is not None and clock.now() < round_.closes_at
    return is_open and clock.today() > round_.period.last_day


def _effects(round_: Round, asked: RoundIndicator) -> list[ValueDraft]:
    version = asked.version
    if version is None or version.over_units != "ratio":
        return []
    code = asked.indicator.code
    listed = RoundUnit.objects.filter(
        round=round_, unit__kind=version.reported_by
    ).exclude(
        unit__in=RoundExclusion.objects.filter(
            Q(indicator=asked.indicator) | Q(indicator=None), round=round_
        ).values("unit")
    )
    units = list(listed.values_list("unit", flat=True))
    if code == DIRECTIVES_ON_TIME:
        found = effects.directives_on_time(units, round_.period, round_.period.last_day)
    elif code == REPORTS_ON_TIME:
        found = effects.reports_on_time(units, round_.period)
    else:
        return []
    standing = ValueRevision.objects.filter(
        round=round_, indicator=asked.indicator, part="", superseded_at=None
    ).values_list("unit", "submission", "numerator", "denominator")
    kept = {
        unit
        for unit, submission, numerator, denominator in standing
        if submission is not None or found.get(unit) == (numerator, denominator)
    }
    return [
        ValueDraft(unit, asked.indicator_id, "reported", None, str(n), str(d), "", None)
        for unit, (n, d) in found.items()
        if unit not in kept
    ]
