"""A year with results: an area of group 1 and one of group 2 reported."""

import datetime
from decimal import Decimal

import pytest

from tests.factories import (
    FrameworkFactory,
    PolicyItemFactory,
    RatioVersionFactory,
    RoundFactory,
    RoundIndicatorFactory,
    RoundUnitFactory,
    TargetPointFactory,
    ValueRevisionFactory,
)
from tests.small_country import NOW, as_, person, units
from tidtam.analysis.services import results_refresh

__all__ = ["NOW", "as_", "person", "units"]

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
OPENED = datetime.datetime(2021, 9, 1, 8, 30, tzinfo=BANGKOK)
OFFICIAL = datetime.datetime(2021, 11, 1, 8, 30, tzinfo=BANGKOK)
# Area -> (numerator, denominator).
SAID = {"A1": (3, 4), "A2": (1, 2)}


@pytest.fixture
def year(units):
    """One indicator of areas in a round of the whole year 2564, official."""
    framework = FrameworkFactory(code="OBEC-2564", fiscal_year=2564)
    item = PolicyItemFactory(framework=framework, code="QUA", title_th="ด้านคุณภาพ")
    version = RatioVersionFactory(
        reported_by="area", name_th="ร้อยละของการอ่านออก", decimals=2
    )
    version.indicator.policy_items.add(item)
    TargetPointFactory(
        indicator=version.indicator,
        unit=units["OBEC"],
        on=datetime.date(2020, 10, 1),
        value=Decimal(70),
    )
    made = RoundFactory(
        code="2564-Y", fiscal_year=2564, span="Y", opens_at=OPENED, opened_at=OPENED,
        due_at=OPENED + datetime.timedelta(days=50),
        closes_at=OPENED + datetime.timedelta(days=60),
    )  # fmt: skip
    RoundIndicatorFactory(round=made, indicator=version.indicator, version=version)
    for area, (numerator, denominator) in SAID.items():
        group = units["G1"] if area == "A1" else units["G2"]
        RoundUnitFactory(round=made, unit=units[area], area=units[area], branch=group)
        ValueRevisionFactory(
            round=made, unit=units[area], indicator=version.indicator, value=None,
            numerator=numerator, denominator=denominator, recorded_at=OFFICIAL,
            official_at=OFFICIAL, submitted_at=OFFICIAL,
        )  # fmt: skip
    results_refresh()
    return made
