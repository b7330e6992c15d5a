"""Periods of the fiscal year against a table written by hand."""

import datetime
import itertools

import pytest

from tidtam.common.periods import PARTS, SPANS, Period, fiscal_year_of, parse

DAYS = {
    "Q1": ("2021-10-01", "2021-12-31"),
    "Q2": ("2022-01-01", "2022-03-31"),
    "Q3": ("2022-04-01", "2022-06-30"),
    "Q4": ("2022-07-01", "2022-09-30"),
    "H1": ("2021-10-01", "2022-03-31"),
    "H2": ("2022-04-01", "2022-09-30"),
    "9M": ("2021-10-01", "2022-06-30"),
    "Y": ("2021-10-01", "2022-09-30"),
}


@pytest.mark.parametrize("span", DAYS)
def test_days_of_fiscal_year_2565(span):
    period = Period(2565, span)
    found = (period.first_day.isoformat(), period.last_day.isoformat())
    assert found == DAYS[span]
    assert period.begins_the_year is (DAYS[span][0] == "2021-10-01")
    assert period.code == f"2565-{span}"
    assert parse(period.code) == period


def test_every_span_is_in_the_table():
    assert set(DAYS) == set(SPANS)


def test_the_second_quarter_of_a_leap_year_is_a_day_longer():
    leap, common = Period(2567, "Q2"), Period(2566, "Q2")
    assert (leap.last_day - leap.first_day).days == 90
    assert (common.last_day - common.first_day).days == 89


@pytest.mark.parametrize("wider", PARTS)
def test_the_parts_of_a_wider_period_fill_it(wider):
    whole = Period(2565, wider)
    for way in PARTS[wider]:
        parts = [whole.sibling(span) for span in way]
        assert parts[0].first_day == whole.first_day
        assert parts[-1].last_day == whole.last_day
        for before, after in itertools.pairwise(parts):
            assert after.first_day - before.last_day == datetime.timedelta(days=1)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2565",
        "2565-Q0",
        "2565-Q5",
        "2565-H3",
        "2565-6M",
        "2565-q1",
        "2565 Q1",
        " 2565-Q1",
        "2565-Q1\n",
        "65-Q1",
        "3565-Q1",
        "๒๕๖๕-Q1",
        "Q1-2565",
        "2565-Y1",
    ],
)
def test_what_is_no_period(code):
    assert parse(code) is None


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2021-09-30", 2564),
        ("2021-10-01", 2565),
        ("2021-12-31", 2565),
        ("2022-01-01", 2565),
        ("2022-09-30", 2565),
        ("2022-10-01", 2566),
    ],
)
def test_fiscal_year_of_a_day(day, year):
    assert fiscal_year_of(datetime.date.fromisoformat(day)) == year
