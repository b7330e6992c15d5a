"""What people type, and what is read of it."""

from decimal import Decimal

import pytest

from tidtam.common.tables import BadCellError
from tidtam.indicators.rules import Definition
from tidtam.reporting.typed import (
    TypedFigure,
    read_figure,
    read_number,
    typed_problems,
)


def definition(over_units: str = "sum", scoring: str = "none") -> Definition:
    return Definition(
        name_th="ตัวชี้วัด",
        name_en="",
        unit="",
        direction="up",
        over_units=over_units,
        over_time="last",
        reported_by="school",
        entered_by="unit",
        ratio_bound="share" if over_units == "ratio" else "",
        factor=Decimal(100 if over_units == "ratio" else 1),
        decimals=2,
        coverage_floor=Decimal("0.8"),
        amber_within=Decimal(5),
        weight=Decimal(1),
        scoring=scoring,
        level_1=None,
        level_2=None,
        level_3=None,
        level_4=None,
        level_5=None,
    )


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12", "12"),
        (" 1,912 ", "1912"),
        ("12,345,678.5", "12345678.5"),
        ("๑๒.๕", "12.5"),
        ("๑,๒๓๔", "1234"),
        ("1 912", "1912"),
        ("\N{MINUS SIGN}3", "-3"),
        ("\N{EN DASH}3.25", "-3.25"),
        ("0", "0"),
        ("0.000001", "0.000001"),
        ("123456789012345.123456", "123456789012345.123456"),
    ],
)
def test_numbers_are_read_as_people_write_them(raw: str, number: str) -> None:
    assert read_number(raw) == Decimal(number)


@pytest.mark.parametrize(
    "raw",
    ["12x", "1,5", "1,23,456", "--3", "1.2.3", "1e5", "½", "0.0000001", "NaN", "80 %"],
)
def test_what_is_not_a_number_says_so(raw: str) -> None:
    with pytest.raises(BadCellError) as caught:
        read_number(raw)
    assert raw in caught.value.reason
    assert caught.value.remedy


def test_a_typed_number_is_reported_without_choosing_a_state() -> None:
    figure, unread = read_figure(TypedFigure(value="7"))
    assert figure.state == "reported"
    assert figure.value == 7
    assert unread == []


def test_zero_is_a_figure_and_an_empty_field_is_none() -> None:
    assert read_figure(TypedFigure(value="0"))[0].value == 0
    assert read_figure(TypedFigure())[0].state == ""


def test_unreadable_text_is_one_problem_of_its_field() -> None:
    typed = TypedFigure(numerator="สี่สิบ", denominator="50")
    problems = typed_problems(definition("ratio"), typed)
    assert [field for field, _, _ in problems] == ["numerator"]
    assert "สี่สิบ" in problems[0][1]


@pytest.mark.parametrize(
    ("over_units", "typed", "fields"),
    [
        ("sum", TypedFigure(), ["value"]),
        ("ratio", TypedFigure(), ["numerator"]),
        ("ratio", TypedFigure(numerator="51", denominator="50"), ["numerator"]),
        ("ratio", TypedFigure(numerator="40"), ["denominator"]),
        ("ratio", TypedFigure(numerator="0", denominator="0"), []),
        ("sum", TypedFigure(state="not_applicable"), ["note"]),
        ("sum", TypedFigure(state="not_applicable", note="ไม่มีชั้นอนุบาล"), []),
        (
            "sum",
            TypedFigure(state="not_applicable", note="ไม่มีชั้นอนุบาล", value="3"),
            ["value"],
        ),
    ],
)
def test_problems_name_their_fields(
    over_units: str, typed: TypedFigure, fields: list[str]
) -> None:
    found = typed_problems(definition(over_units), typed)
    assert [field for field, _, _ in found] == fields
