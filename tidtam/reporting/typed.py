"""From what was typed to a figure; nothing typed is ever lost on the way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from tidtam.common.tables import BadCellError, number
from tidtam.common.thai import arabic_digits
from tidtam.indicators.rules import Definition

from .entry import Problem, figure_problems

NUMBER_FIELDS = ("value", "numerator", "denominator")
SPACES = re.compile(r"\s")
SEPARATED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
MINUS_SIGNS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")


@dataclass(frozen=True)
class TypedFigure:
    """A figure as it stands in a form: every field is the text itself."""

    state: str = ""
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    note: str = ""
    jump_answer: str = ""


class Figure(NamedTuple):
    """A figure: state (empty: nothing said yet), its numbers, and a note."""

    state: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str


def read_number(raw: str) -> Decimal:
    """Return the number that was typed; Thai digits and separators are welcome.

    Raises BadCellError with the reason and the remedy.
    """
    text = SPACES.sub("", arabic_digits(raw)).translate(MINUS_SIGNS)
    if SEPARATED.fullmatch(text):
        text = text.replace(",", "")
    try:
        return Decimal(number(text))
    except BadCellError as error:
        raise BadCellError(
            _("“%(raw)s” is not a number that can be read") % {"raw": raw},
            _("write digits only, with at most 6 after the point"),
        ) from error


def read_figure(typed: TypedFigure) -> tuple[Figure, list[Problem]]:
    """Return what can be read of the typed figure, and what cannot.

    Where a number was typed and no state chosen, the figure is reported.
    """
    numbers: dict[str, Decimal | None] = {}
    unread: list[Problem] = []
    for name in NUMBER_FIELDS:
        raw = getattr(typed, name)
        numbers[name] = None
        if raw.strip():
            try:
                numbers[name] = read_number(raw)
            except BadCellError as error:
                unread.append((name, error.reason, error.remedy))
    was_typed = any(getattr(typed, name).strip() for name in NUMBER_FIELDS)
    state = typed.state or ("reported" if was_typed else "")
    return Figure(state, **numbers, note=typed.note), unread


def typed_problems(definition: Definition, typed: TypedFigure) -> list[Problem]:
    """Return everything that is wrong with the typed figure, each field once."""
    figure, unread = read_figure(typed)
    found = {field: (field, *rest) for field, *rest in unread}
    for field, reason, remedy in problems_of(definition, figure):
        found.setdefault(field, (field, reason, remedy))
    return [(field, reason, remedy) for field, reason, remedy in found.values()]


def problems_of(definition: Definition, figure: Figure) -> Iterator[Problem]:
    """Give what is wrong with a figure; having said nothing is wrong, too."""
    if figure.state:
        yield from figure_problems(definition, figure._asdict())
    else:
        first = "numerator" if definition.over_units == "ratio" else "value"
        yield (
            first,
            _("nothing is filled in"),
            _("write the figure, or say that it does not apply and why"),
        )
