"""What a definition may say, by tables."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from django.utils import translation

from tidtam.indicators.models import IndicatorVersion
from tidtam.indicators.rules import LEVELS_USED, OVER_TIME, Definition, problems


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def numbers(*values):
    return {
        f"level_{place}": None if value is None else Decimal(str(value))
        for place, value in enumerate(values, start=1)
    }


SOUND = Definition(
    name_th="ตัวชี้วัด",
    name_en="",
    unit="",
    direction="up",
    over_units="sum",
    over_time="sum",
    reported_by="school",
    entered_by="unit",
    ratio_bound="",
    factor=Decimal(1),
    decimals=2,
    coverage_floor=Decimal("0.8"),
    amber_within=Decimal(0),
    weight=Decimal(1),
    scoring="none",
    **numbers(None, None, None, None, None),
)


def columns(definition):
    return [column for column, _reason, _remedy in problems(definition)]


# Design, section 4: what goes with what on the two axes.
AXES = {
    "sum": {"sum", "last", "mean", "max", "min", "none"},
    "ratio": {"ratio", "last", "none"},
    "mean": {"last", "mean", "max", "min", "none"},
    "max": {"last", "mean", "max", "min", "none"},
    "min": {"last", "mean", "max", "min", "none"},
    "share_true": {"last", "max", "min", "none"},
    "none": {"last", "none"},
}


@pytest.mark.parametrize(
    ("over_units", "over_time"),
    list(product(IndicatorVersion.OverUnits.values, IndicatorVersion.OverTime.values)),
)
def test_the_two_axes(over_units, over_time):
    definition = replace(
        SOUND,
        over_units=over_units,
        over_time=over_time,
        ratio_bound="share" if over_units == "ratio" else "",
    )
    allowed = over_time in AXES[over_units]
    assert columns(definition) == ([] if allowed else ["over_time"])


def test_every_choice_has_its_rule():
    assert set(OVER_TIME) == set(IndicatorVersion.OverUnits.values)
    assert set(LEVELS_USED) == set(IndicatorVersion.Scoring.values)


RATIO = {"over_units": "ratio", "over_time": "last", "ratio_bound": "share"}
SHARE = {"over_units": "share_true", "over_time": "last"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, []),
        (RATIO, []),
        (RATIO | {"ratio_bound": "rate"}, []),
        (RATIO | {"ratio_bound": ""}, ["ratio_bound"]),
        ({"ratio_bound": "share"}, ["ratio_bound"]),
        (SHARE | {"ratio_bound": "share"}, ["ratio_bound"]),
        (RATIO | {"factor": Decimal(100)}, []),
        (SHARE | {"factor": Decimal(100)}, []),
        (SHARE | {"factor": Decimal("0.001")}, []),
        (RATIO | {"factor": Decimal(0)}, ["factor"]),
        (RATIO | {"factor": Decimal(-1)}, ["factor"]),
        ({"factor": Decimal(100)}, ["factor"]),
        ({"factor": Decimal("1.000")}, []),
        ({"decimals": 6}, []),
        ({"decimals": 7}, ["decimals"]),
        ({"coverage_floor": Decimal(0)}, []),
        ({"coverage_floor": Decimal(1)}, []),
        ({"coverage_floor": Decimal("1.01")}, ["coverage_floor"]),
        ({"coverage_floor": Decimal("-0.01")}, ["coverage_floor"]),
        ({"amber_within": Decimal("-0.1")}, ["amber_within"]),
        ({"weight": Decimal(0)}, []),
        ({"weight": Decimal(-1)}, ["weight"]),
    ],
)
def test_bounds_factors_and_numbers(said, wrong):
    assert columns(replace(SOUND, **said)) == wrong


@pytest.mark.parametrize(
    ("scoring", "direction", "levels", "wrong"),
    [
        ("levels", "up", (1, 2, 3, 4, 5), []),
        ("levels", "up", (-5, -4.5, 0, 0.1, 99), []),
        ("levels", "up", (5, 4, 3, 2, 1), [2, 3, 4, 5]),
        ("levels", "up", (1, 2, 2, 4, 5), [3]),
        ("levels", "up", (1, 2, None, 4, 5), [3]),
        ("levels", "up", (None,) * 5, [1, 2, 3, 4, 5]),
        ("levels", "down", (5, 4, 3, 2, 1), []),
        ("levels", "down", (5, 4, 3, 2, 2), [5]),
        ("levels", "down", (1, 2, 3, 4, 5), [2, 3, 4, 5]),
        ("levels", "range", (10, 8, 6, 4, 0), []),
        ("levels", "range", (10, 8, 6, 4, -1), [5]),
        ("levels", "range", (0, 4, 6, 8, 10), [2, 3, 4, 5]),
        ("three_targets", "up", (50, 75, 100, None, None), []),
        ("three_targets", "up", (50, 75, None, None, None), [3]),
        ("three_targets", "up", (50, 75, 75, None, None), [3]),
        ("three_targets", "up", (50, 75, 100, 110, None), [4]),
        ("three_targets", "down", (100, 75, 50, None, None), []),
        ("three_targets", "range", (9, 5, 1, None, None), []),
        ("three_targets", "range", (9, 5, 1, None, 2), [5]),
        ("milestone", "up", (None,) * 5, []),
        ("milestone", "up", (1, 2, 3, 4, 5), [1, 2, 3, 4, 5]),
        ("none", "up", (None,) * 5, []),
        ("none", "up", (None, None, None, None, 5), [5]),
        ("none", "range", (None, None, None, None, 5), []),  # the limit of green
        ("none", "range", (None, None, None, 6, 5), [4]),
    ],
)
def test_levels(scoring, direction, levels, wrong):
    definition = replace(
        SOUND, scoring=scoring, direction=direction, **numbers(*levels)
    )
    assert columns(definition) == [f"level_{place}" for place in wrong]


def test_levels_are_given_in_order():
    definition = replace(SOUND, **numbers(1, 2, 3, 4, 5))
    assert definition.levels == tuple(Decimal(place) for place in range(1, 6))
