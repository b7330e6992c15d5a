"""Correcting the frozen list of an opened round, with a reason, in the audit trail."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, check_over
from tidtam.common import audit, clock, hooks
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_by_id
from tidtam.reporting.errors import ReportingError, RoundNotOpenError
from tidtam.reporting.listing import Listed, frozen_list
from tidtam.reporting.models import (
    OPEN_STATES,
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    Submission,
    ValueRevision,
)
from tidtam.reporting.selectors.asked import commission_id


class RefreezeError(ReportingError):
    """The list cannot be corrected in this way; the message says why."""


@transaction.atomic
def round_refreeze(
    *,
    round_: Round,
    reason: str,
    by: User,
    add: Sequence[Unit] = (),
    remove: Sequence[Unit] = (),
) -> Round:
    """Add units to an opened round's list, or take some off it, for a reason.

    An added unit stands under those who were its superiors on the opening day. One
    that has submitted, or has figures, is not taken off. Raises PermissionDenied,
    RoundNotOpenError or RefreezeError.
    """
    check_over(by, Permission.ROUND_EDIT, [commission_id()])
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if not round_.is_opened:
        raise RoundNotOpenError
    if not reason.strip():
        raise RefreezeError(_("Write why the list is corrected."))
    added = _add(round_, add)
    _remove(round_, remove)
    audit.record(
        by=by,
        action="round.refrozen",
        target=round_,
        before={"removed": sorted(unit.code for unit in remove)},
        after={"added": added, "reason": reason.strip()},
    )
    for changed in hooks.after_values_changed:
        changed(round_.pk, None)
    return round_


def _add(round_: Round, units: Sequence[Unit]) -> list[str]:
    """Put units on the list; return the codes of those that were not on it."""
    listed = RoundUnit.objects.filter(round=round_).values_list("unit_id", flat=True)
    new = [unit for unit in units if unit.pk not in set(listed)]
    if not new:
        return []
    found = _placings(round_, {unit.pk for unit in new})
    if wrong := [unit.code for unit in new if unit.pk not in found]:
        raise RefreezeError(
            _("These units did not report at an asked level on %(day)s: %(units)s")
            % {
                "day": clock.day_of(round_.opens_at).isoformat(),
                "units": ", ".join(sorted(wrong)),
            }
        )
    RoundUnit.objects.bulk_create(
        RoundUnit(
            round=round_,
            unit_id=unit.pk,
            area_id=found[unit.pk].area,
            branch_id=found[unit.pk].branch,
        )
        for unit in new
    )
    RoundExclusion.objects.filter(round=round_, unit__in=new, indicator=None).delete()
    return sorted(unit.code for unit in new)


def _placings(round_: Round, wanted: Collection[int]) -> dict[int, Listed[int]]:
    """Return under whom the units stood on the opening day, if they may be listed."""
    levels = set(
        RoundIndicator.objects.filter(round=round_).values_list(
            "version__reported_by", flat=True
        )
    )
    found = frozen_list(
        kinds=dict(Unit.objects.values_list("pk", "kind")),
        placements=placements_by_id(),
        levels={level for level in levels if level},
        day=clock.day_of(round_.opens_at),
    )
    return {row.unit: row for row in found.listed if row.unit in wanted}


def _remove(round_: Round, units: Sequence[Unit]) -> None:
    """Take units off the list unless they have said something."""
    busy = set(
        Submission.objects.filter(round=round_, unit__in=units)
        .exclude(state__in=OPEN_STATES)
        .values_list("unit__code", flat=True)
    ) | set(
        ValueRevision.objects.filter(
            Q(superseded_at=None) | Q(official_at__isnull=False, unofficial_at=None),
            round=round_,
            unit__in=units,
        ).values_list("unit__code", flat=True)
    )
    if busy:
        raise RefreezeError(
            _("These units have reported already: %(units)s")
            % {"units": ", ".join(sorted(busy))}
        )
    RoundUnit.objects.filter(round=round_, unit__in=units).delete()
