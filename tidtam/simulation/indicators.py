"""The 36 indicators of the field, with sample levels and sample targets.

Names, units, directions and who reports are facts (facts/indicators.csv). Level values
and targets are not known: all of them here are samples, made to be plausible, and must
be shown as such. Choices made where the facts leave room:

- "school→ESA" and "school/ESA" are reported by schools; "system" and "central"
  figures are entered centrally, for areas; EFF-10 is reported by groups.
- A share of schools is the share of schools that say yes (share_true).
- OPP-02 counts learners found among all listed, the first of its two formulas, as the
  known target (found 90 %) and the published figures are of that.
- Mean scores are ratios: the sum of scores over the candidates (ratio_bound rate).
- QUA-01 is scored by three targets, EFF-08 by milestones, SAF-04 is only watched.
- No indicator of the field is a plain sum or a range.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tidtam.simulation.frameworks import (
    FISCAL_YEARS,
    framework_code,
    items_of_indicator,
)
from tidtam.simulation.offices import COMMISSION
from tidtam.simulation.rows import IndicatorRow, TargetRow, facts

YEAR_BEGINS, YEAR_ENDS = dt.date(2020, 10, 1), dt.date(2021, 9, 30)
NEXT_BEGINS, NEXT_ENDS = dt.date(2021, 10, 1), dt.date(2022, 9, 30)
QUARTER_ENDS = (
    dt.date(2020, 12, 31),
    dt.date(2021, 3, 31),
    dt.date(2021, 6, 30),
    YEAR_ENDS,
    dt.date(2021, 12, 31),
    dt.date(2022, 3, 31),
    dt.date(2022, 6, 30),
    NEXT_ENDS,
)
Curve = tuple[tuple[dt.date, str], ...]


def growth(first: str, middle: str, last: str) -> Curve:
    """Give a curve from the start of FY2564 over its end to the end of FY2565."""
    return ((YEAR_BEGINS, first), (YEAR_ENDS, middle), (NEXT_ENDS, last))


def within_year(start: str, *quarters: str) -> Curve:
    """Give a curve that starts again each year and passes through the quarters."""
    first, second = QUARTER_ENDS[:4], QUARTER_ENDS[4:]
    return (
        (YEAR_BEGINS, start),
        *zip(first, quarters, strict=True),
        (NEXT_BEGINS, start),
        *zip(second, quarters, strict=True),
    )


@dataclass(frozen=True, slots=True)
class Design:
    """How an indicator is reckoned and scored; `shape` names its aggregation.

    `levels` are five for scoring by levels, three for three targets, else none.
    `target` is the national curve; own curves stand in OWN_CURVES.
    """

    reported_by: str
    shape: str
    levels: str = ""
    target: Curve = ()
    amber: str = "3"
    weight: str = "1"
    is_central: bool = False
    factor: int = 100
    decimals: int = 2
    scoring: str = "levels"


# shape -> over_units, over_time, ratio_bound
SHAPES = {
    "yes": ("share_true", "last", ""),
    "share": ("ratio", "last", "share"),
    "share-flow": ("ratio", "ratio", "share"),
    "rate": ("ratio", "last", "rate"),
    "rate-flow": ("ratio", "ratio", "rate"),
    "mean": ("mean", "last", ""),
}


def school(shape: str, levels: str, target: Curve, weight: str = "1") -> Design:
    """Give an indicator that every school reports."""
    return Design("school", shape, levels, target, weight=weight)


def area(shape: str, levels: str, target: Curve, amber: str = "3") -> Design:
    """Give an indicator that every area office reports."""
    return Design("area", shape, levels, target, amber=amber)


DESIGNS: dict[str, Design] = {
    "SAF-01": school("yes", "80 85 90 95 100", growth("82", "94", "100"), "2"),
    "SAF-02": Design(
        "area",
        "share",
        "20 40 60 80 100",
        ((NEXT_BEGINS, "20"), (NEXT_ENDS, "100")),
        is_central=True,
    ),
    "SAF-03": school("share-flow", "70 77 84 90 95", growth("80", "88", "90")),
    "SAF-04": Design(
        "area",
        "rate-flow",
        amber="0.5",
        is_central=True,
        factor=10_000,
        scoring="none",
    ),
    "SAF-05": school("share", "50 60 70 80 90", growth("50", "70", "80")),
    "SAF-06": school("yes", "80 85 90 95 100", growth("70", "95", "100")),
    "OPP-01": Design(
        "area",
        "share",
        "56 59 62 65 68",
        growth("62", "64", "66"),
        amber="1",
        is_central=True,
    ),
    "OPP-02": school("share", "50 60 70 80 90", growth("40", "80", "90"), "2"),
    "OPP-03": Design(
        "area",
        "share",
        "0.5 0.4 0.3 0.2 0.1",
        growth("0.25", "0.15", "0.1"),
        amber="0.05",
        is_central=True,
    ),
    "OPP-04": school("share", "85 88 91 94 97", growth("93", "94.5", "95.5")),
    "OPP-05": school("share", "60 70 80 90 100", growth("65", "82", "95")),
    "OPP-06": school("share", "80 85 90 95 100", growth("85", "95", "100")),
    "OPP-07": school("share", "80 85 90 95 100", growth("88", "95", "98")),
    "QUA-01": Design(
        "area",
        "rate",
        "36 40 44",
        growth("38", "41.5", "43.4"),
        amber="1",
        is_central=True,
        factor=1,
        scoring="three_targets",
    ),
    "QUA-02": Design(
        "area",
        "share",
        "15 20 25 30 35",
        growth("24", "27", "29"),
        amber="1.5",
        is_central=True,
    ),
    "QUA-03": Design(
        "area",
        "rate",
        "36 40 44 48 52",
        growth("45.7", "46.5", "50"),
        amber="2",
        is_central=True,
        factor=1,
    ),
    "QUA-04": Design(
        "area",
        "rate",
        "60 64 68 72 76",
        growth("69", "70.5", "72"),
        amber="2",
        is_central=True,
        factor=1,
    ),
    "QUA-05": school("share", "70 75 80 85 90", growth("80", "84.65", "90"), "2"),
    "QUA-06": school("yes", "50 60 70 80 90", growth("55", "72", "82")),
    "QUA-07": area("share", "20 30 40 50 60", growth("25", "40", "50")),
    "QUA-08": area("share", "30 40 50 60 70", growth("35", "55", "62")),
    "QUA-09": school("yes", "60 70 80 90 95", growth("78", "84", "88")),
    "QUA-10": school("yes", "50 60 70 80 90", growth("60", "72", "80")),
    "QUA-11": school("yes", "60 70 80 90 100", growth("70", "85", "95")),
    "QUA-12": school("share", "70 75 80 85 90", growth("82", "85", "87")),
    "EFF-01": area(
        "share", "20 35 50 70 90", within_year("0", "30", "51", "72", "93"), "2"
    ),
    "EFF-02": area(
        "share", "8 20 35 55 75", within_year("0", "13", "29", "46", "75"), "2"
    ),
    "EFF-03": Design(
        "area", "mean", "55 65 75 85 95", growth("82", "86", "88"), amber="2", factor=1
    ),
    "EFF-04": school("yes", "80 85 90 95 100", growth("88", "96", "100")),
    "EFF-05": Design(
        "area",
        "share-flow",
        "80 85 90 95 100",
        growth("85", "93", "97"),
        is_central=True,
    ),
    "EFF-06": Design(
        "area", "mean", "1 2 3 4 5", growth("3.4", "3.9", "4.1"), amber="0.2", factor=1
    ),
    "EFF-07": area(
        "share", "20 40 60 80 100", within_year("0", "25", "50", "75", "100"), "5"
    ),
    "EFF-08": Design(
        "area",
        "mean",
        "",
        within_year("0", "2", "3", "4", "5"),
        amber="0.5",
        factor=1,
        scoring="milestone",
    ),
    "EFF-09": area(
        "share", "30 50 70 85 100", within_year("25", "50", "70", "85", "100"), "5"
    ),
    "EFF-10": Design("group", "share-flow", "60 70 80 85 90", growth("75", "88", "90")),
    "EFF-11": area("rate-flow", "0 2.5 5 7.5 10", ((YEAR_BEGINS, "10"),), "2"),
}

# Units that agreed on a curve of their own; they do not fall back on the nation's.
OWN_CURVES: dict[tuple[str, str], Curve] = {
    ("QUA-05", "G07"): growth("70", "76", "83"),
    ("QUA-05", "G15"): growth("81", "86", "91"),
    ("QUA-05", "P5001"): growth("82", "87", "92"),
    ("QUA-05", "P5801"): growth("70", "77", "84"),
    ("QUA-05", "P5802"): growth("71", "78", "85"),
    ("QUA-05", "P6302"): growth("70", "77", "84"),
    ("QUA-03", "G07"): growth("40", "42", "45"),
    ("QUA-03", "G01"): growth("46.5", "48", "51"),
    ("QUA-04", "G07"): growth("60", "63", "66"),
    ("OPP-02", "G12"): growth("45", "84", "92"),
    ("OPP-02", "G07"): growth("30", "65", "80"),
    ("OPP-02", "P9601"): growth("30", "60", "78"),
    ("OPP-03", "G00"): growth("0.3", "0.22", "0.15"),
    ("OPP-04", "G02"): growth("95", "96", "97"),
    ("SAF-01", "G09"): growth("85", "97", "100"),
    ("SAF-06", "G02"): growth("75", "97", "100"),
    ("EFF-02", "G14"): within_year("0", "11", "27", "45", "75"),
    ("EFF-10", "G15"): growth("80", "90", "92"),
    ("EFF-11", "G04"): ((YEAR_BEGINS, "8"), (NEXT_ENDS, "10")),
}


def indicators() -> list[IndicatorRow]:
    """Give the 36 indicators, in the order of their codes by aspect."""
    return [_indicator(row) for row in facts("indicators.csv")]


def indicator_codes(reported_by: str | None = None) -> list[str]:
    """Give the codes of all indicators, or of those that one level reports."""
    return [
        code
        for code, design in DESIGNS.items()
        if reported_by in {None, design.reported_by}
    ]


def targets(units: Collection[str] | None = None) -> Iterator[TargetRow]:
    """Give the sample targets: the nation's and some units' own.

    With `units`, only the curves of these units.
    """
    curves = {(code, COMMISSION): design.target for code, design in DESIGNS.items()}
    for (code, unit), curve in sorted({**curves, **OWN_CURVES}.items()):
        if units is None or unit in units:
            for on, value in curve:
                yield TargetRow(code, unit, on, Decimal(value))


def _indicator(row: dict[str, str]) -> IndicatorRow:
    """Join the facts of an indicator with its design."""
    design = DESIGNS[row["code"]]
    over_units, over_time, ratio_bound = SHAPES[design.shape]
    levels: list[Decimal | None] = [Decimal(text) for text in design.levels.split()]
    levels += [None] * (5 - len(levels))
    return IndicatorRow(
        code=row["code"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        unit=row["unit"],
        direction="down" if row["direction"] == "lower_is_better" else "up",
        over_units=over_units,
        over_time=over_time,
        reported_by=design.reported_by,
        entered_by="central" if design.is_central else "unit",
        ratio_bound=ratio_bound,
        factor=design.factor,
        decimals=design.decimals,
        coverage_floor=Decimal("0.8"),
        amber_within=Decimal(design.amber),
        weight=Decimal(design.weight),
        scoring=design.scoring,
        level_1=levels[0],
        level_2=levels[1],
        level_3=levels[2],
        level_4=levels[3],
        level_5=levels[4],
        policy_items=_policy_items(row["code"]),
    )


def _policy_items(code: str) -> str:
    """Give the items that an indicator serves in both years."""
    return "|".join(
        sorted(
            f"{framework_code(key, year)}/{item}"
            for key, item in items_of_indicator(code)
            for year in FISCAL_YEARS
        )
    )
