"""Every write to people, positions and who holds them.

Nothing is checked here of who may do so: permissions lie above, with accounts.
"""

import datetime
from collections.abc import Sequence
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.common import audit
from tidtam.organisation.models import Holding, Person, Position, Unit

from .units import CHUNK, recorded

# The roles whose seats make up the executive board of a group.
BOARD_ROLES = frozenset({"chair", "vice_chair", "member", "secretary"})


class HoldingError(Exception):
    """The position is held by another at that time; the message says so."""


class PersonRow(Protocol):
    """A person of a load, by a key of its own."""

    @property
    def key(self) -> str:
        """Name the person within the load."""

    @property
    def name_th(self) -> str:
        """Give the whole name."""

    @property
    def is_invented(self) -> bool:
        """Say whether nobody is called so."""


class PositionRow(Protocol):
    """A position of a load; a role of BOARD_ROLES is a seat on a group's board."""

    @property
    def key(self) -> str:
        """Name the position within the load."""

    @property
    def unit_code(self) -> str:
        """Give the unit it belongs to."""

    @property
    def role(self) -> str:
        """Say what kind of seat it is."""

    @property
    def title_th(self) -> str:
        """Give the title."""

    @property
    def title_en(self) -> str:
        """Give the title in English."""

    @property
    def order(self) -> int:
        """Give its place among those of the unit."""


class HoldingRow(Protocol):
    """A person (by key) in a position (by key) from a day to before another."""

    @property
    def position(self) -> str:
        """Give the key of the position."""

    @property
    def person(self) -> str:
        """Give the key of the person."""

    @property
    def valid_from(self) -> datetime.date:
        """Give the first day."""

    @property
    def valid_to(self) -> datetime.date | None:
        """Give the first day no longer held, or None."""


# ---------- one at a time ----------


@transaction.atomic
def person_store(
    *, name_th: str, name_en: str = "", is_invented: bool = False, by: audit.Actor
) -> Person:
    """Enter a person."""
    person = Person.objects.create(
        name_th=name_th, name_en=name_en, is_invented=is_invented
    )
    audit.record(by=by, action="person.stored", target=person, after={"name": name_th})
    return person


@transaction.atomic
def position_store(
    *,
    unit: Unit,
    title_th: str,
    order: int,
    title_en: str = "",
    board: bool = False,
    by: audit.Actor,
) -> Position:
    """Make the position of a unit, or change it, by its title and place."""
    key = {"unit": unit, "title_th": title_th, "order": order}
    values = {"title_en": title_en, "board": board}
    position = Position.objects.filter(**key).first()
    if position is None:
        position = Position.objects.create(**key, **values)
        before = None
    else:
        before = {name: getattr(position, name) for name in values}
        if before == values:
            return position
        position.title_en, position.board = title_en, board
        position.save(update_fields=list(values))
    audit.record(
        by=by,
        action="position.stored",
        target=position,
        unit=unit,
        before=before,
        after=values,
    )
    return position


@transaction.atomic
def holding_give(
    *,
    position: Position,
    person: Person,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    by: audit.Actor,
) -> Holding:
    """Give a position to a person; whoever holds it openly until then leaves that day.

    Raises HoldingError where someone holds it on one of the days and does not leave.
    """
    position = Position.objects.select_for_update().get(pk=position.pk)
    held = list(position.holdings.select_related("person"))
    for other in held:
        if other.valid_to is None and other.valid_from < valid_from:
            holding_end(holding=other, on=valid_from, by=by)
    for other in held:
        is_before = other.valid_to is not None and other.valid_to <= valid_from
        is_after = valid_to is not None and valid_to <= other.valid_from
        if not (is_before or is_after):
            raise HoldingError(
                _("%(person)s holds this position from %(day)s")
                % {"person": other.person, "day": other.valid_from}
            )
    holding = Holding.objects.create(
        position=position, person=person, valid_from=valid_from, valid_to=valid_to
    )
    audit.record(
        by=by,
        action="holding.given",
        target=holding,
        target_label=f"{position}: {person}",
        unit=position.unit,
        after=_span(holding),
    )
    return holding


@transaction.atomic
def holding_end(*, holding: Holding, on: datetime.date, by: audit.Actor) -> Holding:
    """End a holding on a day, the first on which it no longer holds.

    Raises HoldingError where the day is not after its first.
    """
    if on <= holding.valid_from:
        raise HoldingError(_("a position is held for at least one day"))
    before = _span(holding)
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        action="holding.ended",
        target=holding,
        unit=holding.position.unit,
        before=before,
        after=_span(holding),
    )
    return holding


def _span(holding: Holding) -> dict[str, str | None]:
    end = holding.valid_to
    return {
        "valid_from": holding.valid_from.isoformat(),
        "valid_to": end.isoformat() if end else None,
    }


# ---------- many at once ----------


@transaction.atomic
def people_load(
    *,
    people: Sequence[PersonRow],
    positions: Sequence[PositionRow],
    holders: Sequence[HoldingRow],
    by: audit.Actor,
) -> dict[str, int]:
    """Make what is not stored yet of people, positions and holdings; return counts.

    A person is known by the name, a position by unit, title and order, a holding by
    position, person and first day, so that a second load has no effect. Some hundred
    units with their boards take a few statements.
    """
    person_ids, people_made = _people_stored(people)
    position_ids, positions_made = _positions_stored(positions)
    known = set(
        Holding.objects.values_list("position_id", "person_id", "valid_from").iterator()
    )
    fresh = [
        Holding(
            position_id=position_ids[row.position],
            person_id=person_ids[row.person],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in holders
        if (position_ids[row.position], person_ids[row.person], row.valid_from)
        not in known
    ]
    Holding.objects.bulk_create(fresh, batch_size=CHUNK)
    made = people_made + positions_made + len(fresh)
    return recorded(by, "people.loaded", [*people, *positions, *holders], made, 0)


def _people_stored(rows: Sequence[PersonRow]) -> tuple[dict[str, int], int]:
    """Make the people not stored yet; return ids by the rows' keys, and how many."""
    ids = dict(Person.objects.values_list("name_th", "pk").iterator())
    fresh = {
        row.name_th: Person(name_th=row.name_th, is_invented=row.is_invented)
        for row in rows
        if row.name_th not in ids
    }
    Person.objects.bulk_create(fresh.values(), batch_size=CHUNK)
    ids.update((name, person.pk) for name, person in fresh.items())
    return {row.key: ids[row.name_th] for row in rows}, len(fresh)


def _positions_stored(rows: Sequence[PositionRow]) -> tuple[dict[str, int], int]:
    """Make what is not stored yet; return ids by the rows' keys, and how many."""
    units = dict(Unit.objects.values_list("code", "pk").iterator())
    stored = {
        (unit, title, order): pk
        for pk, unit, title, order in Position.objects.values_list(
            "pk", "unit", "title_th", "order"
        ).iterator()
    }
    keys = {row.key: (units[row.unit_code], row.title_th, row.order) for row in rows}
    fresh = {
        keys[row.key]: Position(
            unit_id=units[row.unit_code],
            title_th=row.title_th,
            title_en=row.title_en,
            order=row.order,
            board=row.role in BOARD_ROLES,
        )
        for row in rows
        if keys[row.key] not in stored
    }
    Position.objects.bulk_create(fresh.values(), batch_size=CHUNK)
    stored.update((key, position.pk) for key, position in fresh.items())
    return {name: stored[key] for name, key in keys.items()}, len(fresh)
