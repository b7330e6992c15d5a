"""Reader and writer of indicators.csv and targets.csv."""

import datetime
from collections.abc import Collection
from dataclasses import astuple, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tidtam.common import audit, tables
from tidtam.common.fields import plain
from tidtam.common.tables import BadCellError, Faults, Row, Table
from tidtam.organisation.files import unknown_unit
from tidtam.policies.files import unknown_item
from tidtam.policies.services import ItemKey

from . import rules, services
from .models import Indicator, IndicatorVersion, TargetPoint
from .rules import Definition

Version = IndicatorVersion
DEFINITION_FIELDS = [item.name for item in fields(Definition)]


def policy_item_keys(raw: str) -> tuple[ItemKey, ...]:
    """Read framework_code/item_code separated by |, each once; sorted."""
    found = set()
    for part in raw.split("|") if raw else ():
        framework, slash, item = part.partition("/")
        if not slash:
            raise BadCellError(
                _("%(raw)r does not name a policy item") % {"raw": part},
                _("write framework_code/item_code, separated by |"),
            )
        key = (tables.code(framework), tables.code(item))
        if key in found:
            raise BadCellError(
                _("a policy item stands twice in the cell"), _("name each item once")
            )
        found.add(key)
    return tuple(sorted(found))


def _levels() -> dict[str, tables.Cell]:
    return {f"level_{place}": tables.optional(tables.number) for place in range(1, 6)}


INDICATORS = Table(
    "indicators.csv",
    {
        "code": tables.code,
        "name_th": tables.text(500, required=True),
        "name_en": tables.text(500),
        "unit": tables.text(80),
        "direction": tables.choice(Version.Direction.values),
        "over_units": tables.choice(Version.OverUnits.values),
        "over_time": tables.choice(Version.OverTime.values),
        "reported_by": tables.choice(Version.ReportedBy.values),
        "entered_by": tables.choice(Version.EnteredBy.values),
        "ratio_bound": tables.choice(["", *Version.RatioBound.values]),
        "factor": tables.optional(tables.number, Decimal(1)),
        "decimals": tables.optional(tables.count, 2),
        "coverage_floor": tables.optional(tables.number, Decimal("0.8")),
        "amber_within": tables.optional(tables.number, Decimal(0)),
        "weight": tables.optional(tables.number, Decimal(1)),
        "scoring": tables.choice(Version.Scoring.values),
        **_levels(),
        "policy_items": policy_item_keys,
    },
    ("code",),
)
TARGETS = Table(
    "targets.csv",
    {
        "indicator_code": tables.code,
        "unit_code": tables.code,
        "on": tables.day,
        "value": tables.number,
    },
    ("indicator_code", "unit_code", "on"),
)
CurveKey = tuple[str, str]
Curve = dict[datetime.date, Decimal]


@dataclass
class IndicatorStage:
    """All current definitions as they will stand, and what is to be written."""

    definitions: dict[str, Definition]
    stored: frozenset[str] = frozenset()
    changed: dict[str, Definition] = field(default_factory=dict)
    policy_items: dict[str, tuple[ItemKey, ...]] = field(default_factory=dict)
    curves: dict[CurveKey, Curve] = field(default_factory=dict)

    def apply(
        self, by: audit.Actor, moment: datetime.datetime
    ) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = {}
        if self.changed or self.policy_items:
            counts[INDICATORS.file] = services.indicators_store(
                definitions=self.changed,
                policy_items=self.policy_items,
                moment=moment,
                by=by,
            )
        if self.curves:
            counts[TARGETS.file] = services.targets_replace(
                curves=self.curves, moment=moment, by=by
            )
        return counts


def stage(
    folder: Path,
    faults: Faults,
    *,
    units: Collection[str],
    policy_items: Collection[ItemKey],
) -> IndicatorStage:
    """Read the two files against what is stored and staged before them."""
    definitions = {
        code: Definition(*values)
        for code, *values in Version.objects.filter(is_current=True).values_list(
            "indicator__code", *DEFINITION_FIELDS
        )
    }
    staged = IndicatorStage(dict(definitions), frozenset(definitions))
    _stage_indicators(folder, staged, policy_items, faults)
    _stage_targets(folder, staged, units, faults)
    return staged


def unknown_indicator(
    faults: Faults, file: str, row: Row, column: str, code: str
) -> None:
    """Note that the cell names an indicator that is not there."""
    if faults.may_bring(INDICATORS.file, code):
        return
    faults.add(
        file,
        row.line,
        column,
        _("there is no indicator %(code)s") % {"code": code},
        _("write the code of a stored indicator or add it to indicators.csv"),
    )


def _stage_indicators(
    folder: Path,
    staged: IndicatorStage,
    policy_items: Collection[ItemKey],
    faults: Faults,
) -> None:
    rows = tables.read_table(folder, INDICATORS, faults)
    if rows is None:
        return
    links = _stored_links()
    for row in rows:
        code = row["code"]
        definition = Definition(*(row[name] for name in DEFINITION_FIELDS))
        for column, reason, remedy in rules.problems(definition):
            faults.add(INDICATORS.file, row.line, column, reason, remedy)
        for key in row["policy_items"]:
            if key not in policy_items:
                unknown_item(
                    faults, INDICATORS.file, row.line, "policy_items", "/".join(key)
                )
        if staged.definitions.get(code) != definition:
            staged.changed[code] = definition
        if links.get(code, ()) != row["policy_items"]:
            staged.policy_items[code] = row["policy_items"]
        staged.definitions[code] = definition


def _stored_links() -> dict[str, tuple[ItemKey, ...]]:
    found: dict[str, list[ItemKey]] = {}
    rows = Indicator.objects.exclude(policy_items=None).values_list(
        "code", "policy_items__framework__code", "policy_items__code"
    )
    for code, framework, item in rows:
        found.setdefault(code, []).append((framework, item))
    return {code: tuple(sorted(keys)) for code, keys in found.items()}


def _stage_targets(
    folder: Path, staged: IndicatorStage, units: Collection[str], faults: Faults
) -> None:
    rows = tables.read_table(folder, TARGETS, faults)
    if rows is None:
        return
    named: dict[CurveKey, Curve] = {}
    for row in rows:
        indicator, unit = row["indicator_code"], row["unit_code"]
        if indicator not in staged.definitions:
            unknown_indicator(faults, TARGETS.file, row, "indicator_code", indicator)
        if unit not in units:
            unknown_unit(faults, TARGETS.file, row, "unit_code")
        named.setdefault((indicator, unit), {})[row["on"]] = row["value"]
    stored = _stored_curves()
    staged.curves = {
        key: curve for key, curve in named.items() if stored.get(key) != curve
    }


def _stored_curves() -> dict[CurveKey, Curve]:
    found: dict[CurveKey, Curve] = {}
    rows = TargetPoint.objects.filter(superseded_at=None).values_list(
        "indicator__code", "unit__code", "on", "value"
    )
    for indicator, unit, on, value in rows.iterator():
        found.setdefault((indicator, unit), {})[on] = value
    return found


def write(folder: Path) -> None:
    """Write the two files, sorted as text by their keys."""
    links = _stored_links()
    versions = Version.objects.filter(is_current=True).values_list(
        "indicator__code", *DEFINITION_FIELDS
    )
    tables.write_table(
        folder / INDICATORS.file,
        list(INDICATORS.columns),
        sorted(
            (
                code,
                *(_cell(value) for value in astuple(Definition(*values))),
                "|".join("/".join(key) for key in links.get(code, ())),
            )
            for code, *values in versions
        ),
    )
    tables.write_table(
        folder / TARGETS.file,
        list(TARGETS.columns),
        sorted(
            (indicator, unit, on.isoformat(), plain(value))
            for (indicator, unit), curve in _stored_curves().items()
            for on, value in curve.items()
        ),
    )


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
