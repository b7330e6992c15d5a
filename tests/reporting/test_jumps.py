"""When a change is questioned: by half of the last figure or more."""

from decimal import Decimal

import pytest

from tests.reporting.test_typed import definition
from tidtam.reporting.jumps import figure_value, jump_between
from tidtam.reporting.typed import Figure


def plain(number: str | None) -> Figure:
    value = None if number is None else Decimal(number)
    return Figure("reported", value, None, None, "")


def ratio(numerator: str, denominator: str) -> Figure:
    return Figure("reported", None, Decimal(numerator), Decimal(denominator), "")


@pytest.mark.parametrize(
    ("before", "after", "percent", "is_fall"),
    [
        ("100", "150", 50, False),
        ("100", "149.999999", None, None),
        ("100", "50", 50, True),
        ("100", "51", None, None),
        ("100", "0", 100, True),
        ("0", "100", None, None),
        ("-10", "10", 200, False),
        ("-10", "-16", 60, True),
        ("100", "100", None, None),
        (None, "100", None, None),
    ],
)
def test_half_of_the_last_figure_is_a_jump(
    before: str | None, after: str, percent: int | None, is_fall: bool | None
) -> None:
    last = None if before is None else plain(before)
    jump = jump_between(definition(), last, plain(after))
    assert (jump and jump.percent) == percent
    assert (jump and jump.is_fall) == is_fall


def test_ratios_are_compared_as_what_they_come_to() -> None:
    jump = jump_between(
        definition("ratio"), ratio("1143", "10000"), ratio("194", "10000")
    )
    assert jump is not None
    assert (jump.before, jump.after) == (Decimal("11.43"), Decimal("1.94"))
    assert jump.percent == 83
    assert jump.is_fall
    assert (
        jump_between(definition("ratio"), ratio("1", "2"), ratio("100", "200")) is None
    )


def test_a_denominator_of_0_has_no_value_and_no_jump() -> None:
    assert figure_value(definition("ratio"), ratio("0", "0")) is None
    assert jump_between(definition("ratio"), ratio("1", "2"), ratio("0", "0")) is None


def test_what_does_not_apply_and_milestones_are_not_questioned() -> None:
    gone = Figure("not_applicable", None, None, None, "ไม่มี")
    assert jump_between(definition(), plain("100"), gone) is None
    steps = definition(scoring="milestone")
    assert jump_between(steps, plain("1"), plain("5")) is None
