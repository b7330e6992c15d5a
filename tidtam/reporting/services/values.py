"""Figures: every change is a new revision, and the old one keeps its moments."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from tidtam.common import audit, bulk, hooks
from tidtam.common.fields import to_microseconds
from tidtam.reporting.models import Round, RoundUnit, ValueRevision

CHUNK = 500
COLUMNS = [
    "round_id",
    "unit_id",
    "indicator_id",
    "part",
    "state",
    "value",
    "numerator",
    "denominator",
    "note",
    "submitted_at",
    "recorded_at",
    "superseded_at",
    "official_at",
    "unofficial_at",
]


class ValueDraft(NamedTuple):
    """A figure to be stored: ids, plain decimal text, and the first submission."""

    unit_id: int
    indicator_id: int
    state: str
    value: str | None
    numerator: str | None
    denominator: str | None
    note: str
    submitted_at: datetime.datetime | None


@transaction.atomic
def values_import(
    *,
    round_: Round,
    drafts: Sequence[ValueDraft],
    moment: datetime.datetime,
    by: audit.Actor,
) -> dict[str, int]:
    """Store figures that are official at once, as an operator vouches for them.

    Every draft becomes a new revision; whatever stood for the same key, official or
    on its way, ends at `moment`.
    """
    replaced = _end_standing(round_, drafts, moment)
    at = to_microseconds(moment)
    bulk.insert(
        ValueRevision,
        COLUMNS,
        (
            (
                round_.pk,
                draft.unit_id,
                draft.indicator_id,
                "",
                draft.state,
                *_numbers(draft),
                draft.note,
                draft.submitted_at and to_microseconds(draft.submitted_at),
                at,
                None,
                at,
                None,
            )
            for draft in drafts
        ),
    )
    counts = {"made": len(drafts) - replaced, "changed": replaced}
    audit.record(
        by=by,
        action="values.imported",
        target=round_,
        after={**counts, "digest": audit.digest_of(drafts)},
    )
    units = {draft.unit_id for draft in drafts}
    values_changed(round_=round_, units=units)
    return counts


def values_changed(*, round_: Round, units: set[int]) -> None:
    """Tell the higher apps under which (area, branch) the round's figures changed."""
    listed = RoundUnit.objects.filter(round=round_)
    if len(units) <= CHUNK:
        listed = listed.filter(unit__in=units)
    placings = frozenset(
        (area, branch)
        for unit, area, branch in listed.values_list(
            "unit", "area", "branch"
        ).iterator()
        if unit in units
    )
    for changed in hooks.after_values_changed:
        changed(round_.pk, placings)


def standing_values(round_: Round) -> Iterator[tuple[Any, ...]]:
    """Give (unit id, indicator id, state, value, numerator, denominator, note,
    submitted_at) of every figure of the round that is official now.
    """
    yield from (
        ValueRevision.objects.filter(
            round=round_, official_at__isnull=False, unofficial_at__isnull=True
        )
        .values_list(
            "unit_id",
            "indicator_id",
            "state",
            "value",
            "numerator",
            "denominator",
            "note",
            "submitted_at",
        )
        .iterator(chunk_size=20_000)
    )


def _end_standing(
    round_: Round, drafts: Iterable[ValueDraft], moment: datetime.datetime
) -> int:
    """End the standing revisions of the drafts' keys; return how many official."""
    keys = {(draft.unit_id, draft.indicator_id) for draft in drafts}
    standing = ValueRevision.objects.filter(
        Q(superseded_at=None) | Q(official_at__isnull=False, unofficial_at=None),
        round=round_,
    ).values_list("pk", "unit_id", "indicator_id", "superseded_at", "official_at")
    current, official = [], []
    for pk, unit, indicator, superseded_at, official_at in standing.iterator():
        if (unit, indicator) in keys:
            if superseded_at is None:
                current.append(pk)
            if official_at is not None:
                official.append(pk)
    for start in range(0, len(current), CHUNK):
        ValueRevision.objects.filter(pk__in=current[start : start + CHUNK]).update(
            superseded_at=moment
        )
    for start in range(0, len(official), CHUNK):
        ValueRevision.objects.filter(pk__in=official[start : start + CHUNK]).update(
            unofficial_at=moment
        )
    return len(official)


def _numbers(draft: ValueDraft) -> tuple[str | None, str | None, str | None]:
    return draft.value, draft.numerator, draft.denominator
