import datetime
from decimal import Decimal

import pytest

from tests.factories import (
    BEGINNING,
    IndicatorVersionFactory,
    RatioVersionFactory,
    UnitFactory,
)
from tidtam.analysis.judging import judge
from tidtam.common.hooks import Judgement
from tidtam.common.periods import Period
from tidtam.indicators.models import TargetPoint

Q1 = Period(2565, "Q1")
START, END = datetime.date(2021, 10, 1), datetime.date(2021, 12, 31)


def target(version, unit, value: int, *, first: int | None = None) -> None:
    for on, height in ((START, value if first is None else first), (END, value)):
        TargetPoint.objects.create(
            indicator=version.indicator,
            unit=unit,
            on=on,
            value=Decimal(height),
            recorded_at=BEGINNING,
        )


@pytest.fixture
def chain(db) -> list:
    return [UnitFactory(), UnitFactory(), UnitFactory()]


def judged(version, chain, value: str | None) -> Judgement:
    number = None if value is None else Decimal(value)
    pairs = [(version, number)]
    return judge(Q1, [unit.pk for unit in chain], pairs)[version.indicator_id]


@pytest.mark.parametrize(
    ("value", "light"),
    [("80", "green"), ("79.9", "amber"), ("75", "amber"), ("74.9", "red")],
)
def test_the_light_is_that_of_the_nearest_target(chain, value, light):
    version = RatioVersionFactory()  # amber within 5
    target(version, chain[2], 90)
    target(version, chain[1], 80)
    assert judged(version, chain, value) == Judgement(Decimal(80), light)


def test_a_units_own_curve_comes_first_and_is_read_on_the_last_day(chain):
    version = RatioVersionFactory()
    target(version, chain[1], 80)
    target(version, chain[0], 60, first=40)
    assert judged(version, chain, "61") == Judgement(Decimal(60), "green")


def test_nothing_is_said_without_target_or_value(chain):
    version = RatioVersionFactory()
    assert judged(version, chain, "61") == Judgement(None, "grey")
    target(version, chain[0], 60)
    assert judged(version, chain, None) == Judgement(Decimal(60), "grey")


def test_a_sum_is_not_inherited(chain):
    version = IndicatorVersionFactory()
    target(version, chain[1], 80)
    assert judged(version, chain, "90") == Judgement(None, "grey")


@pytest.mark.parametrize(("value", "light"), [("1", "green"), ("0", "red")])
def test_a_yes_counts_as_the_whole_of_a_share_of_units(chain, value, light):
    version = IndicatorVersionFactory(over_units="share_true", factor=Decimal(100))
    target(version, chain[2], 95)
    assert judged(version, chain, value).light == light


def test_many_figures_are_judged_with_one_question(chain, django_assert_num_queries):
    versions = [RatioVersionFactory() for _number in range(16)]
    for version in versions:
        target(version, chain[2], 80)
    with django_assert_num_queries(1):
        found = judge(Q1, [unit.pk for unit in chain], [(v, None) for v in versions])
    assert len(found) == 16
