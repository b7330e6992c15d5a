"""Making rounds and opening them."""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.common import audit, bulk, clock, hooks
from tidtam.common.periods import Period
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_by_id
from tidtam.reporting.listing import frozen_list
from tidtam.reporting.models import Round, RoundExclusion, RoundIndicator, RoundUnit

logger = logging.getLogger(__name__)


class BrokenChainError(Exception):
    """Units that must report do not stand under the commission on the opening day."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        names = ", ".join(unit.code for unit in units[:10])
        super().__init__(
            _("the chain to the commission is broken for %(units)s") % {"units": names}
        )


class RoundOpenedError(Exception):
    """The round is open, so what its frozen list rests on can no longer change."""


@dataclass(frozen=True)
class RoundDraft:
    """What a round is to be, by its code."""

    code: str
    fiscal_year: int
    period: Period
    opens_at: datetime.datetime
    due_at: datetime.datetime
    closes_at: datetime.datetime
    indicator_codes: tuple[str, ...]

    @property
    def frozen_part(self) -> tuple[object, ...]:
        """Return what may not change once the round is open."""
        return (self.period, self.opens_at, frozenset(self.indicator_codes))


@transaction.atomic
def rounds_store(*, drafts: Sequence[RoundDraft], by: audit.Actor) -> dict[str, int]:
    """Make or update rounds and what they ask.

    Raises RoundOpenedError where an open round's period, opening or indicators
    would change; its due and closing times may.
    """
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    known = {item.code: item for item in Round.objects.all()}
    made = 0
    for draft in drafts:
        round_ = known.get(draft.code)
        if round_ is None:
            round_ = Round(code=draft.code)
            made += 1
        elif round_.is_opened and draft_of(round_).frozen_part != draft.frozen_part:
            raise RoundOpenedError(draft.code)
        round_.fiscal_year, round_.span = draft.period.fiscal_year, draft.period.span
        round_.opens_at, round_.due_at = draft.opens_at, draft.due_at
        round_.closes_at = draft.closes_at
        round_.save()
        if not round_.is_opened:
            round_.asked.all().delete()
            RoundIndicator.objects.bulk_create(
                RoundIndicator(round=round_, indicator_id=indicators[code])
                for code in draft.indicator_codes
            )
    counts = {"made": made, "changed": len(drafts) - made}
    audit.record(
        by=by,
        action="rounds.stored",
        target_type="rounds",
        after={**counts, "digest": audit.digest_of(drafts)},
    )
    return counts


def draft_of(round_: Round) -> RoundDraft:
    """Return the round as a draft."""
    codes = round_.asked.values_list("indicator__code", flat=True)
    return RoundDraft(
        round_.code,
        round_.fiscal_year,
        round_.period,
        round_.opens_at,
        round_.due_at,
        round_.closes_at,
        tuple(sorted(codes)),
    )


@transaction.atomic
def round_open(
    *, round_: Round, by: audit.Actor, moment: datetime.datetime | None = None
) -> Round:
    """Open the round: freeze its list and each indicator's version.

    The list is that of the day of opens_at in Bangkok. Raises BrokenChainError
    where a unit that must report does not stand under the commission on that day.
    Opening an open round does nothing.
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.is_opened:
        return round_
    levels = _freeze_versions(round_)
    listed = _freeze_list(round_, levels)
    round_.opened_at = moment or clock.now()
    round_.save(update_fields=["opened_at"])
    audit.record(
        by=by,
        action="round.opened",
        target=round_,
        after={"opened_at": round_.opened_at.isoformat(), "listed": listed},
    )
    for changed in hooks.after_values_changed:
        changed(round_.pk, None)
    return round_


def rounds_open_due(*, by: audit.Actor) -> list[str]:
    """Open the rounds whose opens_at has come; return their codes, earliest first.

    One whose units do not all stand under the commission stays as it is, which the
    log says: the others open nevertheless. `doctor` names those units.
    """
    due = Round.objects.filter(opened_at=None, opens_at__lte=clock.now())
    opened = []
    for round_ in due.order_by("opens_at", "code"):
        try:
            round_open(round_=round_, by=by)
        except BrokenChainError as broken:
            logger.warning("Round %s could not be opened: %s", round_.code, broken)
        else:
            opened.append(round_.code)
    return opened


def _freeze_versions(round_: Round) -> set[str]:
    """Freeze the newest version of each indicator; return the levels that report."""
    current = {
        version.indicator_id: version
        for version in IndicatorVersion.objects.filter(
            is_current=True, indicator__roundindicator__round=round_
        )
    }
    asked = list(round_.asked.all())
    for row in asked:
        row.version = current[row.indicator_id]
    RoundIndicator.objects.bulk_update(asked, ["version"])
    return {version.reported_by for version in current.values()}


def _freeze_list(round_: Round, levels: set[str]) -> int:
    """Freeze who must report; return how many units."""
    found = frozen_list(
        kinds=dict(Unit.objects.values_list("pk", "kind")),
        placements=placements_by_id(),
        levels=levels,
        day=clock.day_of(round_.opens_at),
    )
    excluded = set(
        RoundExclusion.objects.filter(round=round_, indicator=None).values_list(
            "unit", flat=True
        )
    )
    if broken := [unit for unit in found.broken if unit not in excluded]:
        raise BrokenChainError(
            list(Unit.objects.filter(pk__in=broken[:50]).order_by("code"))
        )
    return bulk.insert(
        RoundUnit,
        ["round_id", "unit_id", "area_id", "branch_id"],
        (
            (round_.pk, row.unit, row.area, row.branch)
            for row in found.listed
            if row.unit not in excluded
        ),
    )
