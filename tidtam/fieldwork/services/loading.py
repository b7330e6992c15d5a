"""Loading visits and problems as they are, for the demonstration."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from tidtam.common import audit
from tidtam.fieldwork.models import (
    Check,
    Finding,
    Problem,
    ProblemStep,
    Visit,
)
from tidtam.policies.models import PolicyItem

BATCH = 500


@transaction.atomic
def visits_load(
    *,
    visits: Sequence[tuple[Visit, Sequence[PolicyItem]]],
    checks: Iterable[Check],
    findings: Iterable[Finding],
    by: audit.Operator,
) -> dict[str, int]:
    """Load visits with what was asked and found, with one event for all."""
    Visit.objects.bulk_create((row for row, _items in visits), batch_size=BATCH)
    through = Visit.policy_items.through
    through.objects.bulk_create(
        (
            through(visit_id=row.pk, policyitem_id=item.pk)
            for row, items in visits
            for item in items
        ),
        batch_size=BATCH,
    )
    counts = {
        "visits": len(visits),
        "checks": _of_visits(Check, checks),
        "findings": _of_visits(Finding, findings),
    }
    _event("visits.loaded", counts, by)
    return counts


@transaction.atomic
def problems_load(
    *,
    problems: Sequence[Problem],
    steps: Iterable[ProblemStep],
    by: audit.Operator,
) -> dict[str, int]:
    """Load problems with their steps, with one event for all."""
    Problem.objects.bulk_create(problems, batch_size=BATCH)
    rows = list(steps)
    for row in rows:
        row.problem_id = row.problem.pk
    ProblemStep.objects.bulk_create(rows, batch_size=BATCH)
    counts = {"problems": len(problems), "steps": len(rows)}
    _event("problems.loaded", counts, by)
    return counts


def _of_visits(model: Any, made: Iterable[Any]) -> int:
    rows = list(made)
    for row in rows:
        row.visit_id = row.visit.pk
    model.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _event(action: str, counts: Mapping[str, int], by: audit.Operator) -> None:
    audit.record(by=by, action=action, target_type="fieldwork", after=counts)
