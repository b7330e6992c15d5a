"""Every write to units, placements, facts, successions and coordinates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.common import audit, bulk
from tidtam.common.fields import plain
from tidtam.common.thai import sort_key
from tidtam.organisation import tree
from tidtam.organisation.models import Closure, Placement, Succession, Unit, UnitFact

Key = TypeVar("Key")

CHUNK = 500


class OrganisationError(Exception):
    """The change would break the tree of units; the message says how."""


@dataclass(frozen=True)
class UnitDraft:
    """What a unit is to be, by its code."""

    code: str
    kind: str
    name_th: str
    name_en: str
    short_name_th: str
    sector: str
    province_code: str


UNIT_FIELDS = [field.name for field in fields(UnitDraft)]

# Under whom a unit of each kind may stand.
PARENT_KINDS: dict[str, frozenset[str]] = {
    Unit.Kind.COMMISSION: frozenset(),
    Unit.Kind.BUREAU: frozenset({Unit.Kind.COMMISSION}),
    Unit.Kind.GROUP: frozenset({Unit.Kind.COMMISSION}),
    Unit.Kind.AREA: frozenset({Unit.Kind.GROUP}),
    Unit.Kind.SCHOOL: frozenset({Unit.Kind.AREA, Unit.Kind.BUREAU}),
}


@transaction.atomic
def units_store(*, drafts: Sequence[UnitDraft], by: audit.Actor) -> dict[str, int]:
    """Make or update the units by code; return the counts made and changed."""
    known = (
        {
            unit.code: unit
            for unit in Unit.objects.filter(code__in=[draft.code for draft in drafts])
        }
        if len(drafts) <= CHUNK
        else Unit.objects.in_bulk(field_name="code")
    )
    made, changed = [], []
    for draft in drafts:
        values = {name: getattr(draft, name) for name in UNIT_FIELDS}
        values["sort_key"] = sort_key(draft.short_name_th or draft.name_th)
        unit = known.get(draft.code)
        if unit is None:
            made.append(tuple(values.values()))
        elif any(getattr(unit, name) != values[name] for name in values):
            for name, value in values.items():
                setattr(unit, name, value)
            changed.append(unit)
    bulk.insert(Unit, [*UNIT_FIELDS, "sort_key"], made)
    Unit.objects.bulk_update(changed, [*UNIT_FIELDS, "sort_key"], batch_size=CHUNK)
    return recorded(by, "units.stored", drafts, len(made), len(changed))


@transaction.atomic
def placements_replace(
    *, placements: Mapping[str, Sequence[tree.Edge[str]]], by: audit.Actor
) -> dict[str, int]:
    """Replace the whole set of placements of each unit named, and its closure.

    Raises OrganisationError where placements overlap, form a cycle, or name a
    parent of a wrong kind.
    """
    ids = dict(Unit.objects.values_list("code", "pk"))
    _refuse_broken_tree(placements)
    named = [ids[code] for code in placements]
    for part in _chunks(named):
        Placement.objects.filter(unit__in=part).delete()
    rows = [
        (ids[code], ids.get(edge.parent or ""), edge.valid_from, edge.valid_to)
        for code, edges in placements.items()
        for edge in edges
    ]
    bulk.insert(
        Placement,
        ["unit_id", "parent_id", "valid_from", "valid_to"],
        (bulk.row(row) for row in rows),
    )
    closure_refresh(units=named)
    return recorded(by, "placements.replaced", rows, len(rows), 0)


def placements_by_id() -> dict[int, list[tree.Edge[int]]]:
    """Return all placements by the id of their unit."""
    found: dict[int, list[tree.Edge[int]]] = {}
    rows = Placement.objects.values_list("unit", "parent", "valid_from", "valid_to")
    for unit, parent, valid_from, valid_to in rows.iterator():
        found.setdefault(unit, []).append(tree.Edge(parent, valid_from, valid_to))
    return found


def closure_refresh(*, units: Iterable[int]) -> None:
    """Reckon the closure of the units, and of all that ever stood under them, anew."""
    placements = placements_by_id()
    touched = sorted(_with_descendants(placements, set(units)))
    for part in _chunks(touched):
        Closure.objects.filter(unit__in=part).delete()
    memo: dict[int, list[tree.Ancestry[int]]] = {}
    bulk.insert(
        Closure,
        ["unit_id", "ancestor_id", "depth", "valid_from", "valid_to"],
        (
            bulk.row((unit, row.ancestor, row.depth, row.valid_from, row.valid_to))
            for unit in touched
            for row in tree.ancestries(placements, unit, memo)
        ),
    )


@transaction.atomic
def unit_facts_store(
    *, facts: Mapping[tuple[str, Any, str], Decimal], by: audit.Actor
) -> dict[str, int]:
    """Make or update facts by (unit code, day, measure)."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    known = {
        (fact.unit_id, fact.on, fact.measure): fact
        for fact in UnitFact.objects.filter(
            measure__in={key[2] for key in facts}
        ).iterator()
    }
    made, changed = [], []
    for (code, on, measure), value in facts.items():
        fact = known.get((ids[code], on, measure))
        if fact is None:
            made.append(bulk.row((ids[code], on, measure, plain(value))))
        elif fact.value != value:
            fact.value = value
            changed.append(fact)
    bulk.insert(UnitFact, ["unit_id", "on", "measure", "value"], made)
    UnitFact.objects.bulk_update(changed, ["value"], batch_size=CHUNK)
    return recorded(by, "unit_facts.stored", facts.items(), len(made), len(changed))


@transaction.atomic
def successions_store(
    *,
    successions: Mapping[tuple[str, str, Any], tuple[str, Decimal | None]],
    by: audit.Actor,
) -> dict[str, int]:
    """Make or update successions by (from code, to code, day): (kind, share)."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    known = {
        (row.from_unit_id, row.to_unit_id, row.on): row
        for row in Succession.objects.all()
    }
    made, changed = [], []
    for (from_code, to_code, on), (kind, share) in successions.items():
        row = known.get((ids[from_code], ids[to_code], on))
        if row is None:
            made.append(
                Succession(
                    from_unit_id=ids[from_code],
                    to_unit_id=ids[to_code],
                    on=on,
                    kind=kind,
                    share=share,
                )
            )
        elif (row.kind, row.share) != (kind, share):
            row.kind, row.share = kind, share
            changed.append(row)
    Succession.objects.bulk_create(made, batch_size=CHUNK)
    Succession.objects.bulk_update(changed, ["kind", "share"], batch_size=CHUNK)
    return recorded(
        by, "successions.stored", successions.items(), len(made), len(changed)
    )


@transaction.atomic
def coordinates_store(
    *, coordinates: Mapping[str, tuple[Decimal, Decimal]], by: audit.Actor
) -> dict[str, int]:
    """Set where units lie, by code: (latitude, longitude) in degrees."""
    changed = []
    for part in _chunks(list(coordinates)):
        for unit in Unit.objects.filter(code__in=part):
            place = coordinates[unit.code]
            if (unit.latitude, unit.longitude) != place:
                unit.latitude, unit.longitude = place
                changed.append(unit)
    Unit.objects.bulk_update(changed, ["latitude", "longitude"], batch_size=CHUNK)
    return recorded(by, "coordinates.stored", coordinates.items(), 0, len(changed))


def _refuse_broken_tree(named: Mapping[str, Sequence[tree.Edge[str]]]) -> None:
    kinds = dict(Unit.objects.values_list("code", "kind"))
    for code, edges in named.items():
        if tree.overlaps(edges):
            raise OrganisationError(
                _("the placements of %(unit)s overlap") % {"unit": code}
            )
        for edge in edges:
            parent = kinds[edge.parent] if edge.parent is not None else None
            allowed = PARENT_KINDS[kinds[code]]
            if (parent not in allowed) if parent else bool(allowed):
                raise OrganisationError(
                    _("%(unit)s may not stand under %(parent)s")
                    % {"unit": code, "parent": edge.parent or "-"}
                )


def _with_descendants(
    placements: Mapping[int, Sequence[tree.Edge[int]]], units: set[int]
) -> set[int]:
    """Return the units and everything that ever stood under one of them."""
    below: dict[int, set[int]] = {}
    for unit, edges in placements.items():
        for edge in edges:
            if edge.parent is not None:
                below.setdefault(edge.parent, set()).add(unit)
    found, waiting = set(units), list(units)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _chunks(ids: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def recorded(
    by: audit.Actor, action: str, rows: Iterable[Any], made: int, changed: int
) -> dict[str, int]:
    """Record one event for the whole write, unless nothing changed."""
    counts = {"made": made, "changed": changed}
    if made or changed:
        audit.record(
            by=by,
            action=action,
            target_type=action.partition(".")[0],
            after={**counts, "digest": audit.digest_of(rows)},
        )
    return counts
