"""What a figure may be: one test for files, forms and workbooks."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tidtam.indicators.rules import Definition

Problem = tuple[str, str, str]  # field, reason, remedy
MOST_STEPS = 5


class Figure(Protocol):
    """Whatever gives state, value, numerator, denominator and note by name."""

    def __getitem__(self, name: str, /) -> Any: ...


def figure_problems(definition: Definition, figure: Figure) -> Iterator[Problem]:
    """Give what is wrong with a figure: state, value, numerator, denominator, note."""
    if figure["state"] == "not_applicable":
        yield from _not_applicable(figure)
    elif definition.over_units == "ratio":
        yield from _ratio(definition, figure)
    else:
        yield from _plain_value(definition, figure)


def _not_applicable(figure: Figure) -> Iterator[Problem]:
    if not figure["note"].strip():
        yield (
            "note",
            _("a figure that does not apply needs a reason"),
            _("write the reason in the note"),
        )
    for name in ("value", "numerator", "denominator"):
        if figure[name] is not None:
            yield (
                name,
                _("a figure that does not apply has no number"),
                _("leave the cell empty or set the state to reported"),
            )


def _ratio(definition: Definition, figure: Figure) -> Iterator[Problem]:
    if figure["value"] is not None:
        yield (
            "value",
            _("a ratio is reckoned from numerator and denominator"),
            _("leave the value empty"),
        )
    numerator: Decimal | None = figure["numerator"]
    denominator: Decimal | None = figure["denominator"]
    for name in ("numerator", "denominator"):
        if figure[name] is None:
            yield name, _("the number is missing"), _("write the number")
    if numerator is None or denominator is None:
        return
    if denominator < 0:
        yield (
            "denominator",
            _("the denominator is below 0"),
            _("write a number from 0"),
        )
    if definition.ratio_bound == "share" and numerator < 0:
        yield "numerator", _("the numerator is below 0"), _("write a number from 0")
    if definition.ratio_bound == "share" and numerator > denominator:
        yield (
            "numerator",
            _("the numerator is above the denominator"),
            _("check whether the two numbers are exchanged"),
        )


def _plain_value(definition: Definition, figure: Figure) -> Iterator[Problem]:
    for name in ("numerator", "denominator"):
        if figure[name] is not None:
            yield (
                name,
                _("only a ratio has numerator and denominator"),
                _("leave the cell empty and write the value"),
            )
    value: Decimal | None = figure["value"]
    if value is None:
        yield "value", _("the number is missing"), _("write the number")
    elif definition.scoring == "milestone" and (
        value != value.to_integral_value() or not 0 <= value <= MOST_STEPS
    ):
        yield (
            "value",
            _("a milestone counts 0 to 5 steps done"),
            _("write a whole number from 0 to 5"),
        )
