"""Reader and writer of units.csv, placements.csv, unit_facts.csv, successions.csv."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import audit, tables
from tidtam.common.fields import plain
from tidtam.common.tables import Faults, Row, Table

from . import services, tree
from .models import Placement, Succession, Unit, UnitFact
from .provinces import provinces
from .services import PARENT_KINDS, UNIT_FIELDS, UnitDraft

UNITS = Table(
    "units.csv",
    {
        "code": tables.code,
        "kind": tables.choice(Unit.Kind.values),
        "name_th": tables.text(250, required=True),
        "name_en": tables.text(250),
        "short_name_th": tables.text(120),
        "sector": tables.choice(["", *Unit.Sector.values]),
        "province_code": tables.choice(["", *provinces()]),
    },
    ("code",),
)
PLACEMENTS = Table(
    "placements.csv",
    {
        "unit_code": tables.code,
        "parent_code": tables.optional(tables.code),
        "valid_from": tables.day,
        "valid_to": tables.optional(tables.day),
    },
    ("unit_code", "valid_from"),
    one_row_a_key=False,  # two of one day overlap, and of an overlap both are named
)
UNIT_FACTS = Table(
    "unit_facts.csv",
    {
        "unit_code": tables.code,
        "on": tables.day,
        "measure": tables.code,
        "value": tables.number,
    },
    ("unit_code", "on", "measure"),
)
SUCCESSIONS = Table(
    "successions.csv",
    {
        "from_code": tables.code,
        "to_code": tables.code,
        "kind": tables.choice(Succession.Kind.values),
        "on": tables.day,
        "share": tables.optional(tables.number),
    },
    ("from_code", "to_code", "on"),
)


@dataclass
class OrganisationStage:
    """The country as it will stand after the import, and what is to be written.

    `kinds` holds every unit, `placements` every placement; the other fields only
    what the files bring.
    """

    kinds: dict[str, str]
    placements: dict[str, list[tree.Edge[str]]]
    drafts: list[UnitDraft] = field(default_factory=list)
    replaced: dict[str, list[tree.Edge[str]]] = field(default_factory=dict)
    facts: dict[tuple[str, datetime.date, str], Decimal] = field(default_factory=dict)
    successions: dict[tuple[str, str, datetime.date], tuple[str, Decimal | None]] = (
        field(default_factory=dict)
    )

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = {}
        if self.drafts:
            counts[UNITS.file] = services.units_store(drafts=self.drafts, by=by)
        if self.replaced:
            counts[PLACEMENTS.file] = services.placements_replace(
                placements=self.replaced, by=by
            )
        if self.facts:
            counts[UNIT_FACTS.file] = services.unit_facts_store(facts=self.facts, by=by)
        if self.successions:
            counts[SUCCESSIONS.file] = services.successions_store(
                successions=self.successions, by=by
            )
        return counts


def stage(folder: Path, faults: Faults) -> OrganisationStage:
    """Read the four files against what is stored; faults go to `faults`."""
    staged = OrganisationStage(
        kinds=dict(Unit.objects.values_list("code", "kind")),
        placements=_stored_placements(),
    )
    _stage_units(folder, staged, faults)
    _stage_placements(folder, staged, faults)
    _stage_facts(folder, staged, faults)
    _stage_successions(folder, staged, faults)
    return staged


def unknown_unit(faults: Faults, file: str, row: Row, column: str) -> None:
    """Note that the cell names a unit that is neither stored nor in units.csv."""
    if faults.may_bring(UNITS.file, row[column]):
        return
    faults.add(
        file,
        row.line,
        column,
        _("there is no unit %(code)s") % {"code": row[column]},
        _("write the code of a stored unit or add it to units.csv"),
    )


def may_be_placed(faults: Faults, code: str) -> bool:
    """Say whether a faulty row may be what places the unit, or makes it."""
    return faults.may_bring(UNITS.file, code) or faults.may_bring(PLACEMENTS.file, code)


def _stored_placements() -> dict[str, list[tree.Edge[str]]]:
    found: dict[str, list[tree.Edge[str]]] = {}
    rows = Placement.objects.order_by("unit__code", "valid_from").values_list(
        "unit__code", "parent__code", "valid_from", "valid_to"
    )
    for unit, parent, valid_from, valid_to in rows.iterator():
        found.setdefault(unit, []).append(tree.Edge(parent, valid_from, valid_to))
    return found


def _stage_units(folder: Path, staged: OrganisationStage, faults: Faults) -> None:
    rows = tables.read_table(folder, UNITS, faults)
    if rows is None:
        return
    stored = {
        values[0]: values
        for values in Unit.objects.values_list(*UNIT_FIELDS).iterator()
    }
    root = next(
        (code for code, kind in staged.kinds.items() if kind == "commission"), None
    )
    for row in rows:
        code, kind = row["code"], row["kind"]
        if staged.kinds.get(code, kind) != kind:
            faults.add(
                UNITS.file,
                row.line,
                "kind",
                _("%(code)s is a unit of kind %(kind)s, which never changes")
                % {"code": code, "kind": staged.kinds[code]},
                _("restore the kind or give the new unit a code of its own"),
            )
            continue
        if kind == Unit.Kind.COMMISSION:
            root = root or code
            if root != code:
                faults.add(
                    UNITS.file,
                    row.line,
                    "kind",
                    _("there is already a commission, %(code)s") % {"code": root},
                    _("keep one commission, the only root"),
                )
        staged.kinds[code] = kind
        values = tuple(row[name] for name in UNIT_FIELDS)
        if stored.get(code) != values:
            staged.drafts.append(UnitDraft(*values))


def _stage_placements(folder: Path, staged: OrganisationStage, faults: Faults) -> None:
    rows = tables.read_table(folder, PLACEMENTS, faults)
    if rows is None:
        return
    named: dict[str, list[tree.Edge[str]]] = {}
    for row in rows:
        sound = _known_pair(row, staged, faults)
        if row["valid_to"] is not None and row["valid_to"] <= row["valid_from"]:
            faults.add(
                PLACEMENTS.file,
                row.line,
                "valid_to",
                _("valid_to is not after valid_from"),
                _("write the first day no longer there, or leave it empty"),
            )
            sound = False
        if not sound:
            faults.doubt_row(PLACEMENTS.file, [row["unit_code"]])
            continue
        named.setdefault(row["unit_code"], []).append(
            tree.Edge(row["parent_code"], row["valid_from"], row["valid_to"], row.line)
        )
    _refuse_overlaps(named, faults)
    staged.placements.update(named)
    _refuse_cycles(staged.placements, faults)
    _refuse_kinds(named, staged.kinds, faults)
    stored = _stored_placements()
    staged.replaced = {
        code: edges
        for code, edges in named.items()
        if _spans(edges) != _spans(stored.get(code, []))
    }


def _known_pair(row: Row, staged: OrganisationStage, faults: Faults) -> bool:
    sound = True
    for column in ("unit_code", "parent_code"):
        if row[column] is not None and row[column] not in staged.kinds:
            unknown_unit(faults, PLACEMENTS.file, row, column)
            sound = False
    return sound


def _spans(
    edges: list[tree.Edge[str]],
) -> dict[datetime.date, tuple[datetime.date | None, str | None]]:
    return {edge.valid_from: (edge.valid_to, edge.parent) for edge in edges}


def _refuse_overlaps(named: Mapping[str, list[tree.Edge[str]]], faults: Faults) -> None:
    for code, edges in named.items():
        for pair in tree.overlaps(edges):
            for edge, other in (pair, pair[::-1]):
                faults.add(
                    PLACEMENTS.file,
                    edge.line,
                    "valid_from",
                    _("the placement of %(unit)s overlaps that on line %(line)d")
                    % {"unit": code, "line": other.line},
                    _("end the earlier one on the day on which the later one begins"),
                )


def _refuse_cycles(
    placements: Mapping[str, list[tree.Edge[str]]], faults: Faults
) -> None:
    for loop in tree.cycles(placements):
        names = " > ".join(unit for unit, _edge in loop)
        for _unit, edge in loop:
            if edge.line:
                faults.add(
                    PLACEMENTS.file,
                    edge.line,
                    "parent_code",
                    _("the units stand under each other in a circle: %(names)s")
                    % {"names": names},
                    _("put one of them under a unit outside the circle"),
                )


def _refuse_kinds(
    named: Mapping[str, list[tree.Edge[str]]],
    kinds: Mapping[str, str],
    faults: Faults,
) -> None:
    for code, edges in named.items():
        allowed = PARENT_KINDS[kinds[code]]
        for edge in edges:
            if edge.parent is None and not allowed:
                continue
            if edge.parent is not None and kinds[edge.parent] in allowed:
                continue
            faults.add(
                PLACEMENTS.file,
                edge.line,
                "parent_code",
                _("a unit of kind %(kind)s may not stand under %(parent)s")
                % {
                    "kind": kinds[code],
                    "parent": kinds[edge.parent] if edge.parent else _("(empty)"),
                },
                _("write a parent of kind: %(kinds)s")
                % {"kinds": ", ".join(sorted(allowed)) or _("(empty)")},
            )


def _stage_facts(folder: Path, staged: OrganisationStage, faults: Faults) -> None:
    rows = tables.read_table(folder, UNIT_FACTS, faults)
    if rows is None:
        return
    stored = {
        (code, on, measure): value
        for code, on, measure, value in UnitFact.objects.values_list(
            "unit__code", "on", "measure", "value"
        ).iterator()
    }
    for row in rows:
        key = (row["unit_code"], row["on"], row["measure"])
        if row["unit_code"] not in staged.kinds:
            unknown_unit(faults, UNIT_FACTS.file, row, "unit_code")
        elif stored.get(key) != row["value"]:
            staged.facts[key] = row["value"]


def _stage_successions(folder: Path, staged: OrganisationStage, faults: Faults) -> None:
    rows = tables.read_table(folder, SUCCESSIONS, faults)
    if rows is None:
        return
    stored = {
        (from_code, to_code, on): (kind, share)
        for from_code, to_code, on, kind, share in Succession.objects.values_list(
            "from_unit__code", "to_unit__code", "on", "kind", "share"
        )
    }
    for row in rows:
        if not _sound_succession(row, staged, faults):
            continue
        key = (row["from_code"], row["to_code"], row["on"])
        if stored.get(key) != (row["kind"], row["share"]):
            staged.successions[key] = (row["kind"], row["share"])


def _sound_succession(row: Row, staged: OrganisationStage, faults: Faults) -> bool:
    sound = True
    for column in ("from_code", "to_code"):
        if row[column] not in staged.kinds:
            unknown_unit(faults, SUCCESSIONS.file, row, column)
            sound = False
    if row["from_code"] == row["to_code"]:
        faults.add(
            SUCCESSIONS.file,
            row.line,
            "to_code",
            _("a unit cannot follow itself"),
            _("write the code of the new unit"),
        )
        sound = False
    if row["share"] is not None and not 0 <= row["share"] <= 1:
        faults.add(
            SUCCESSIONS.file,
            row.line,
            "share",
            _("the share is not between 0 and 1"),
            _("write the part that went over, such as 0.4, or leave it empty"),
        )
        sound = False
    return sound


def write(folder: Path) -> None:
    """Write the four files, sorted as text by their keys."""
    tables.write_table(
        folder / UNITS.file,
        list(UNITS.columns),
        sorted(Unit.objects.values_list(*UNIT_FIELDS)),
    )
    tables.write_table(
        folder / PLACEMENTS.file, list(PLACEMENTS.columns), _placement_rows()
    )
    tables.write_table(folder / UNIT_FACTS.file, list(UNIT_FACTS.columns), _fact_rows())
    tables.write_table(
        folder / SUCCESSIONS.file, list(SUCCESSIONS.columns), _succession_rows()
    )


def _placement_rows() -> list[tuple[str, ...]]:
    rows = Placement.objects.values_list(
        "unit__code", "parent__code", "valid_from", "valid_to"
    )
    return sorted(
        (
            (unit, parent or "", start.isoformat(), end.isoformat() if end else "")
            for unit, parent, start, end in rows.iterator()
        ),
        key=lambda row: (row[0], row[2]),
    )


def _fact_rows() -> Iterator[tuple[str, ...]]:
    rows = UnitFact.objects.values_list("unit__code", "on", "measure", "value")
    yield from sorted(
        (unit, on.isoformat(), measure, plain(value))
        for unit, on, measure, value in rows.iterator()
    )


def _succession_rows() -> list[tuple[str, ...]]:
    rows = Succession.objects.values_list(
        "from_unit__code", "to_unit__code", "kind", "on", "share"
    )
    return sorted(
        (
            (start, end, kind, on.isoformat(), "" if share is None else plain(share))
            for start, end, kind, on, share in rows
        ),
        key=lambda row: (row[0], row[1], row[3]),
    )
