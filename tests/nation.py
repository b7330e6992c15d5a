"""A small nation with stored results, for tests of the pages that show them."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.factories import (
    BEGINNING,
    FrameworkFactory,
    GrantFactory,
    IndicatorFactory,
    PolicyItemFactory,
    RatioVersionFactory,
    ResultCellFactory,
    ResultFactory,
    ResultRunFactory,
    RoundFactory,
    RoundIndicatorFactory,
    RoundUnitFactory,
    UnitFactory,
    UserFactory,
    ValueRevisionFactory,
)
from tidtam.accounts.models import Role, User
from tidtam.analysis.models import Result, ResultRun
from tidtam.common import audit, thai
from tidtam.common.periods import Period
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation import tree
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Round

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
NOW = datetime.datetime(2022, 7, 15, 9, tzinfo=BANGKOK)  # Q3 fell due, Q4 not yet
Kind = Unit.Kind
SCHOOLS = 20

# Unit -> (kind, parent, short name).
UNITS = {
    "OBEC": (Kind.COMMISSION, None, "สพฐ."),
    "G01": (Kind.GROUP, "OBEC", "กลุ่ม 1"),
    "G02": (Kind.GROUP, "OBEC", "กลุ่ม 2"),
    "G10": (Kind.GROUP, "OBEC", "กลุ่ม 10"),
    "G00": (Kind.GROUP, "OBEC", "ส่วนกลาง"),
    "A2": (Kind.AREA, "G01", "สพป.ก เขต 2"),
    "A10": (Kind.AREA, "G01", "สพป.ก เขต 10"),
    "B1": (Kind.AREA, "G02", "สพป.ข เขต 1"),
    **{
        f"S{place:02}": (Kind.SCHOOL, "A2", f"โรงเรียน {place}")
        for place in range(1, SCHOOLS + 1)
    },
    "T01": (Kind.SCHOOL, "B1", "โรงเรียนอื่น 1"),
}
CAST = {
    "secretary": (Role.EXECUTIVE, "OBEC"),
    "analyst": (Role.ANALYST, "OBEC"),
    "chair": (Role.GROUP_CHAIR, "G01"),
    "officer": (Role.AREA_OFFICER, "A2"),
    "director": (Role.SCHOOL_DIRECTOR, "S01"),
    "admin": (Role.ADMINISTRATOR, "OBEC"),
}
# Indicator -> (weight, levels, target of every period).
INDICATORS: dict[str, tuple[int, str, int | None]] = {
    "QUA-05": (2, "70 75 80 85 90", 85),
    "SAF-01": (1, "60 70 80 90 100", 90),
    "OPP-09": (1, "10 20 30 40 50", 40),
    "WAT-01": (1, "", None),
}
# (framework, item) -> indicators.
ITEMS = {
    ("OBEC-2565", "QUA"): ("QUA-05", "WAT-01"),
    ("OBEC-2565", "SAF"): ("SAF-01",),
    ("MOE-2565", "1"): ("QUA-05", "SAF-01"),
    ("MOE-2565", "2"): ("OPP-09",),
    ("MOE-2565", "3"): (),
    ("QW-2565", "1"): ("WAT-01",),
}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DUE = {
    "Q1": (2022, 1, 21),
    "Q2": (2022, 4, 22),
    "Q3": (2022, 7, 1),
    "Q4": (2022, 10, 21),
}


@dataclass
class Nation:
    """Units, people, indicators, items, rounds and runs by name."""

    unit: dict[str, Unit] = field(default_factory=dict)
    user: dict[str, User] = field(default_factory=dict)
    indicator: dict[str, Indicator] = field(default_factory=dict)
    version: dict[str, IndicatorVersion] = field(default_factory=dict)
    item: dict[tuple[str, str], PolicyItem] = field(default_factory=dict)
    round: dict[str, Round] = field(default_factory=dict)
    run: dict[tuple[str, str], ResultRun] = field(default_factory=dict)

    def result(
        self,
        unit: str,
        indicator: str,
        value: float | None,
        light: str,
        span: str = "Q3",
        basis: str = "preliminary",
        **more: Any,
    ) -> Result:
        """Store a figure; it is complete unless said otherwise."""
        target = INDICATORS[indicator][2]
        given = {"expected": 20, "reported": 20, "coverage": 1.0, "target": target}
        return ResultFactory(
            run=self.run[span, basis],
            unit=self.unit[unit],
            version=self.version[indicator],
            value=value,
            light=light,
            **(given | more),
        )

    def area(self, code: str, indicator: str, span: str = "Q3") -> None:
        """Say that an area stood under its group in the period."""
        ResultCellFactory(
            run=self.run[span, "preliminary"],
            indicator=self.indicator[indicator],
            area=self.unit[code],
            branch=self.unit[UNITS[code][1] or ""],
        )

    def report(
        self, unit: str, numerator: int, denominator: int, span: str = "Q3"
    ) -> Any:
        """Store what a school reported for QUA-05, official at once."""
        return ValueRevisionFactory(
            round=self.round[span],
            unit=self.unit[unit],
            indicator=self.indicator["QUA-05"],
            value=None,
            numerator=Decimal(numerator),
            denominator=Decimal(denominator),
            recorded_at=NOW,
            official_at=NOW,
        )


def build() -> Nation:
    """Build the nation without a single figure; runs of four quarters are current."""
    nation = Nation()
    _units(nation)
    _people(nation)
    _definitions(nation)
    for span in QUARTERS:
        _round(nation, span)
    return nation


def _units(nation: Nation) -> None:
    for code, (kind, _parent, name) in UNITS.items():
        nation.unit[code] = UnitFactory(
            code=code,
            kind=kind,
            name_th=f"{name} (เต็ม)",
            short_name_th=name,
            sort_key=thai.sort_key(name),
            province_code="50" if kind == Kind.AREA else "",
        )
    placements_replace(
        placements={
            code: [tree.Edge(parent, BEGINNING.date(), None)]
            for code, (_kind, parent, _name) in UNITS.items()
        },
        by=audit.OPERATOR,
    )


def _people(nation: Nation) -> None:
    for name, (role, unit) in CAST.items():
        nation.user[name] = UserFactory(username=name)
        GrantFactory(user=nation.user[name], unit=nation.unit[unit], role=role)


def _definitions(nation: Nation) -> None:
    for code, (weight, levels, _target) in INDICATORS.items():
        scored = [Decimal(text) for text in levels.split()]
        nation.indicator[code] = IndicatorFactory(code=code)
        nation.version[code] = RatioVersionFactory(
            indicator=nation.indicator[code],
            weight=Decimal(weight),
            amber_within=Decimal(3),
            scoring="levels" if scored else "none",
            **{f"level_{place}": value for place, value in enumerate(scored, start=1)},
        )
    frameworks: dict[str, Any] = {}
    for order, ((framework, code), indicators) in enumerate(ITEMS.items()):
        if framework not in frameworks:
            frameworks[framework] = FrameworkFactory(code=framework)
        item = PolicyItemFactory(
            framework=frameworks[framework], code=code, order=order
        )
        nation.item[framework, code] = item
        for indicator in indicators:
            nation.indicator[indicator].policy_items.add(item)


def _round(nation: Nation, span: str) -> None:
    due = datetime.datetime(*DUE[span], 16, 30, tzinfo=BANGKOK)
    opens = due - datetime.timedelta(days=30)
    nation.round[span] = RoundFactory(
        span=span,
        opens_at=opens,
        due_at=due,
        closes_at=due + datetime.timedelta(days=7),
        opened_at=opens if opens < NOW else None,
    )
    for code, indicator in nation.indicator.items():
        RoundIndicatorFactory(
            round=nation.round[span],
            indicator=indicator,
            version=nation.version[code],
        )
    for code, (kind, parent, _name) in UNITS.items():
        if kind == Kind.SCHOOL and parent:
            RoundUnitFactory(
                round=nation.round[span],
                unit=nation.unit[code],
                area=nation.unit[parent],
                branch=nation.unit[UNITS[parent][1] or ""],
            )
    for basis in ("preliminary", "official"):
        nation.run[span, basis] = ResultRunFactory(
            period=Period(2565, span).code, basis=basis, as_of=NOW, is_current=True
        )


def fill(nation: Nation) -> None:
    """Give the country and its groups figures that make every finding."""
    for span, value in (("Q1", 84.0), ("Q2", 82.0), ("Q3", 78.0)):
        nation.result("OBEC", "QUA-05", value, "red", span, score=2.6)
        nation.result("OBEC", "SAF-01", 95.0, "green", span, score=4.5)
    nation.result("OBEC", "OPP-09", 39.0, "amber", score=3.9)
    nation.result("OBEC", "WAT-01", 5.0, "grey")
    for code, light in (("G01", "red"), ("G02", "green"), ("G10", "amber")):
        nation.result(code, "QUA-05", 80.0, light, score=3.0)
        nation.result(code, "SAF-01", 91.0, "green", score=4.1)
        nation.result(code, "OPP-09", 20.0, "red" if code == "G01" else "amber")
    nation.result("G00", "QUA-05", 88.0, "grey", reported=10, coverage=0.5)
    for code in ("A2", "A10"):
        nation.area(code, "QUA-05")
        nation.result(code, "QUA-05", 75.0, "red", score=2.0)
    nation.area("B1", "QUA-05")
    nation.result("B1", "QUA-05", None, "grey", reported=0, coverage=0.0)
