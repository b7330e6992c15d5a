"""The rows of the exchange files: a field is a column, in the order of the file."""

import csv
import datetime as dt
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

SEED = 2565
"""The seed of the country that ships: the same seed gives the same country."""

Cell = str | int | float | Decimal | dt.date | dt.datetime | None
BANGKOK = dt.timezone(dt.timedelta(hours=7))


class UnitRow(NamedTuple):
    """A unit, as a line of units.csv."""

    code: str
    kind: str
    name_th: str
    name_en: str
    short_name_th: str
    sector: str
    province_code: str


class PlacementRow(NamedTuple):
    """A unit's place under a parent, from a day until the first day no longer there."""

    unit_code: str
    parent_code: str
    valid_from: dt.date
    valid_to: dt.date | None


class UnitFactRow(NamedTuple):
    """A measured fact of a unit on a day."""

    unit_code: str
    on: dt.date
    measure: str
    value: int


class SuccessionRow(NamedTuple):
    """A closed unit and one of its heirs, with the share (0 to 1) that went there."""

    from_code: str
    to_code: str
    kind: str
    on: dt.date
    share: Decimal


class PolicyRow(NamedTuple):
    """A policy item of a framework."""

    framework_code: str
    fiscal_year: int
    item_code: str
    parent_item_code: str
    title_th: str
    title_en: str
    text_th: str
    order: int


class AlignmentRow(NamedTuple):
    """Two policy items of different frameworks that mean the same work."""

    framework_code: str
    item_code: str
    other_framework_code: str
    other_item_code: str


class IndicatorRow(NamedTuple):
    """An indicator, its aggregation, its score and the policy items it serves."""

    code: str
    name_th: str
    name_en: str
    unit: str
    direction: str
    over_units: str
    over_time: str
    reported_by: str
    entered_by: str
    ratio_bound: str
    factor: int
    decimals: int
    coverage_floor: Decimal
    amber_within: Decimal
    weight: Decimal
    scoring: str
    level_1: Decimal | None
    level_2: Decimal | None
    level_3: Decimal | None
    level_4: Decimal | None
    level_5: Decimal | None
    policy_items: str


class TargetRow(NamedTuple):
    """One point of a unit's target curve."""

    indicator_code: str
    unit_code: str
    on: dt.date
    value: Decimal


class RoundRow(NamedTuple):
    """A reporting round with its moments and its indicators."""

    code: str
    fiscal_year: int
    period: str
    opens_at: dt.datetime
    due_at: dt.datetime
    closes_at: dt.datetime
    indicator_codes: str


class ValueRow(NamedTuple):
    """A value as the exchange file gives it; a missing value has no row."""

    round_code: str
    unit_code: str
    indicator_code: str
    part: str
    state: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    submitted_at: dt.datetime | None
    note: str


def stream(seed: int, name: str) -> random.Random:
    """Give the random numbers of one named part, apart from those of other parts."""
    return random.Random(f"{seed}:{name}")  # noqa: S311  simulated data, no secret


def facts(name: str) -> list[dict[str, str]]:
    """Read a table of facts that ships with the package."""
    text = (files(__package__) / "facts" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def cell(value: Cell) -> str:
    """Write a value as the exchange files do: ISO dates, plain decimals, or empty."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.astimezone(BANGKOK).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        text = f"{Decimal(str(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> int:
    """Write rows under a header, UTF-8 with LF, and give the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([cell(value) for value in row])
            count += 1
    return count
