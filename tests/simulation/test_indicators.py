from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from tidtam.indicators.rules import Definition, problems
from tidtam.simulation.indicators import (
    OWN_CURVES,
    indicator_codes,
    indicators,
    targets,
)
from tidtam.simulation.rounds import NOW, ROUND_CODES, indicators_of_round, rounds


def test_there_are_36_indicators_by_level_and_entry():
    rows = indicators()
    assert len({row.code for row in rows}) == 36
    assert Counter(row.reported_by for row in rows) == {
        "school": 16,
        "area": 19,
        "group": 1,
    }
    central = {row.code for row in rows if row.entered_by == "central"}
    assert central >= {"OPP-01", "OPP-03", "QUA-01", "QUA-02", "QUA-03", "QUA-04"}
    down = {row.code for row in rows if row.direction == "down"}
    assert down == {"SAF-04", "OPP-03"}
    assert {row.scoring for row in rows} == {
        "levels",
        "three_targets",
        "milestone",
        "none",
    }


@pytest.mark.parametrize("row", indicators(), ids=lambda row: row.code)
def test_every_definition_keeps_the_rules_of_the_field(row):
    fields = row._asdict()
    del fields["code"], fields["policy_items"]
    fields["factor"] = Decimal(fields["factor"])
    assert list(problems(Definition(**fields))) == []


def test_curves_have_one_point_a_day_in_the_order_of_time():
    curves = {}
    for row in targets():
        curves.setdefault((row.indicator_code, row.unit_code), []).append(row.on)
    for days in curves.values():
        assert all(a < b for a, b in pairwise(days))
    national = {code for code, unit in curves if unit == "OBEC"}
    assert national == set(indicator_codes()) - {"SAF-04"}
    assert set(OWN_CURVES) <= set(curves)


def test_targets_of_some_units_only():
    assert {row.unit_code for row in targets({"P5001"})} == {"P5001"}


def test_rounds_open_are_due_and_close_in_this_order():
    rows = rounds()
    assert [row.code for row in rows] == [*ROUND_CODES]
    for row in rows:
        assert row.opens_at < row.due_at < row.closes_at
    assert all(a.closes_at < b.opens_at for a, b in pairwise(rows))
    assert rows[-1].opens_at < NOW < rows[-1].due_at
    assert rows[-1].due_at.isoformat() == "2022-01-21T16:30:00+07:00"


def test_every_round_asks_for_every_indicator_it_can():
    assert len(indicators_of_round("2565-Q1")) == 36
    assert set(indicator_codes()) - set(indicators_of_round("2564-Q1")) == {"SAF-02"}
