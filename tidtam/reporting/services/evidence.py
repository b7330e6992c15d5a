"""Files of evidence: known by their content, kept under random names."""

from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission
from tidtam.common import audit, clock
from tidtam.common.contents import clean_name, content_of
from tidtam.common.files import files_in_transaction
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.reporting.errors import (
    LockedError,
    NotAskedError,
    NotListedError,
)
from tidtam.reporting.models import Evidence, Round, Submission
from tidtam.reporting.routes import Route, route_of
from tidtam.reporting.selectors.asked import indicators_asked, placing_of, submission_of

from .access import round_check, unit_check, unit_lock

__all__ = ["evidence_add", "evidence_remove"]


def evidence_add(
    *,
    round_: Round,
    unit: Unit,
    file: BinaryIO,
    name: str,
    client_key: str,
    by: User,
    indicator: Indicator | None = None,
    central: bool = False,
) -> Evidence:
    """Keep a file as evidence of a unit's report, or of one figure of it.

    The type is known by the content; the name is only shown. A repeat, by its client
    key or with the same content for the same figure, gives the file kept before.
    Evidence may be added until the report is accepted. Raises PermissionDenied,
    EvidenceError, RoundNotOpenError, RoundClosedError, NotListedError, NotAskedError
    or LockedError.
    """
    route = route_of(unit, central=central)
    unit_check(by, Permission.EVIDENCE_ADD, unit, route)
    content = content_of(file)
    evidence = Evidence(
        round=round_,
        unit=unit,
        indicator=indicator,
        original_name=clean_name(name),
        content_type=content.content_type,
        size=content.size,
        sha256=content.sha256,
        client_key=client_key,
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    with files_in_transaction() as kept:
        return _add(evidence, file, route, kept)


@transaction.atomic
def evidence_remove(*, evidence: Evidence, by: User) -> Evidence:
    """Take a file off the report; its content stays for the trail.

    Only while the figure, or a report as a whole, may be changed. Raises
    PermissionDenied, LockedError, RoundNotOpenError or RoundClosedError.
    """
    unit, round_ = evidence.unit, evidence.round
    route = _route_of(evidence)
    unit_check(by, Permission.EVIDENCE_ADD, unit, route)
    unit_lock(unit)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.removed_at is not None:
        return evidence
    submission = submission_of(round_, unit, route)
    round_check(round_, submission)
    if submission is not None and not submission.is_open:
        raise LockedError
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    audit.record(
        by=by,
        action="evidence.removed",
        target=evidence,
        unit=unit,
        before=_said(evidence),
    )
    return evidence


def _add(
    evidence: Evidence, file: BinaryIO, route: str, kept: list[FieldFile]
) -> Evidence:
    """Store the row and its file, unless it is a repeat."""
    round_, unit = evidence.round, evidence.unit
    unit_lock(unit)
    if known := _kept_before(evidence):
        return known
    _refuse(evidence, route)
    file.seek(0)
    evidence.file.save(evidence.original_name, File(file), save=False)
    kept.append(evidence.file)
    evidence.save()
    audit.record(
        by=_uploader(evidence),
        action="evidence.added",
        target=evidence,
        unit=unit,
        after={**_said(evidence), "round": round_.code},
    )
    return evidence


def _uploader(evidence: Evidence) -> Any:
    return evidence.uploaded_by


def _refuse(evidence: Evidence, route: str) -> None:
    """Raise unless evidence may be added here now."""
    round_, unit = evidence.round, evidence.unit
    submission = submission_of(round_, unit, route)
    round_check(round_, submission)
    if placing_of(round_, unit) is None:
        raise NotListedError
    if evidence.indicator_id and all(
        asked.indicator_id != evidence.indicator_id
        for asked in indicators_asked(round_, unit, route)
    ):
        raise NotAskedError
    if submission is not None and submission.state == Submission.State.ACCEPTED:
        raise LockedError


def _kept_before(evidence: Evidence) -> Evidence | None:
    """Return the file that this upload repeats."""
    of_unit = Evidence.objects.filter(round=evidence.round, unit=evidence.unit)
    by_key = of_unit.filter(client_key=evidence.client_key).exclude(client_key="")
    return (
        by_key.first()
        or of_unit.filter(
            indicator=evidence.indicator, sha256=evidence.sha256, removed_at=None
        ).first()
    )


def _route_of(evidence: Evidence) -> Submission.Route:
    """Return the route of the report that the evidence belongs to."""
    own = route_of(evidence.unit)
    if evidence.indicator_id is None:
        return own
    asked = indicators_asked(evidence.round, evidence.unit, own)
    if any(item.indicator_id == evidence.indicator_id for item in asked):
        return own
    return Route.CENTRAL


def _said(evidence: Evidence) -> dict[str, Any]:
    return {
        "name": evidence.original_name,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "indicator": evidence.indicator_id,
    }
