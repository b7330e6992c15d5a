"""Directives as they are, made in bulk."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from tidtam.common import audit
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.organisation.models import Unit


@transaction.atomic
def directives_load(
    *,
    directives: Iterable[tuple[Directive, Sequence[Assignment], Sequence[Unit]]],
    notes: Iterable[Progress],
    by: audit.Operator,
) -> dict[str, int]:
    """Load directives as they are, with one event for all; for the demo."""
    rows = list(directives)
    Directive.objects.bulk_create(row for row, _owners, _partners in rows)
    Directive.partners.through.objects.bulk_create(
        Directive.partners.through(directive_id=row.pk, unit_id=unit.pk)
        for row, _owners, partners in rows
        for unit in partners
    )
    owners = [part for row, parts, _partners in rows for part in _of(row, parts)]
    Assignment.objects.bulk_create(owners)
    kept = list(notes)
    for note in kept:
        note.assignment_id = note.assignment.pk
    Progress.objects.bulk_create(kept)
    counts = {"directives": len(rows), "assignments": len(owners)}
    audit.record(
        by=by, action="directives.loaded", target_type="followup", after=counts
    )
    return counts


def _of(row: Directive, parts: Sequence[Assignment]) -> Sequence[Assignment]:
    for part in parts:
        part.directive_id = row.pk
    return parts
