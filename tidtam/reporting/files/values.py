"""Reader and writer of values.csv."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tidtam.common import tables
from tidtam.common.fields import plain
from tidtam.common.tables import BadCellError, Faults, Row, Table, moment_text
from tidtam.indicators.files import unknown_indicator
from tidtam.indicators.models import Indicator
from tidtam.organisation.files import may_be_placed, unknown_unit
from tidtam.organisation.models import Unit
from tidtam.reporting.entry import figure_problems
from tidtam.reporting.models import Round, RoundUnit, ValueRevision
from tidtam.reporting.services.rounds import RoundDraft
from tidtam.reporting.services.values import ValueDraft, standing_values

from .openings import Asked, Opening, Rounds
from .rounds import ROUNDS

Progress = Callable[[str], None]
ROWS_A_STEP = 20_000


def _empty_part(raw: str) -> str:
    if raw:
        raise BadCellError(
            _("there are no parts yet"),
            _("leave the cell empty: the figure is the total"),
        )
    return raw


VALUES = Table(
    "values.csv",
    {
        "round_code": tables.code,
        "unit_code": tables.code,
        "indicator_code": tables.code,
        "part": _empty_part,
        "state": tables.choice(ValueRevision.State.values),
        "value": tables.optional(tables.number),
        "numerator": tables.optional(tables.number),
        "denominator": tables.optional(tables.number),
        "submitted_at": tables.optional(tables.moment),
        "note": tables.text(20_000),
    },
    ("round_code", "unit_code", "indicator_code", "part"),
)


def stage_values(
    folder: Path, rounds: Rounds, faults: Faults, progress: Progress
) -> dict[str, list[Row]]:
    """Return the rows to be written by the code of their round."""
    staged: dict[str, list[Row]] = {}
    if not (folder / VALUES.file).exists():
        return staged
    for number, row in enumerate(tables.read_rows(folder, VALUES, faults)):
        if number % ROWS_A_STEP == 0:
            progress(f"{VALUES.file}: {number:,}")
        code = row["round_code"]
        asked = rounds.asked(code, VALUES.file, row.line, "round_code")
        if asked is None:
            _not_open(row, rounds.drafts, faults)
        elif _check_value(row, asked, rounds.opening, faults):
            staged.setdefault(code, []).append(row)
    return staged if faults else _without_equal(staged)


def _not_open(row: Row, drafts: Mapping[str, RoundDraft], faults: Faults) -> None:
    code = row["round_code"]
    if code in drafts:
        reason = _("the round %(code)s is not open yet") % {"code": code}
        remedy = _("wait for its opens_at or remove the row")
    elif faults.may_bring(ROUNDS.file, code):
        return
    else:
        reason = _("there is no round %(code)s") % {"code": code}
        remedy = _("write the code of a stored round or add it to rounds.csv")
    faults.add(VALUES.file, row.line, "round_code", reason, remedy)


def _check_value(row: Row, asked: Asked, opening: Opening, faults: Faults) -> bool:
    unit, indicator = row["unit_code"], row["indicator_code"]
    definition = asked.definitions.get(indicator)
    kind = opening.kinds.get(unit)
    if definition is None or kind is None:
        _not_asked(row, asked, opening, faults)
        return False
    if definition.reported_by != kind:
        faults.add(
            VALUES.file,
            row.line,
            "unit_code",
            _("%(indicator)s is reported by units of kind %(kind)s")
            % {"indicator": indicator, "kind": definition.reported_by},
            _("remove the row: figures of other levels are reckoned, not reported"),
        )
        return False
    if unit not in asked.listed:
        _not_listed(row, asked, faults)
        return False
    if (unit, "") in asked.excluded or (unit, indicator) in asked.excluded:
        faults.add(
            VALUES.file,
            row.line,
            "unit_code",
            _("the round leaves out %(unit)s for %(indicator)s")
            % {"unit": unit, "indicator": indicator},
            _("remove the row"),
        )
        return False
    found = list(figure_problems(definition, row))
    for column, reason, remedy in found:
        faults.add(VALUES.file, row.line, column, reason, remedy)
    return not found


def _not_asked(row: Row, asked: Asked, opening: Opening, faults: Faults) -> None:
    unit, indicator = row["unit_code"], row["indicator_code"]
    if indicator not in opening.definitions:
        unknown_indicator(faults, VALUES.file, row, "indicator_code", indicator)
    elif indicator not in asked.definitions:
        faults.add(
            VALUES.file,
            row.line,
            "indicator_code",
            _("the round does not ask for %(indicator)s") % {"indicator": indicator},
            _("remove the row or report in the round that asks for it"),
        )
    if unit not in opening.kinds:
        unknown_unit(faults, VALUES.file, row, "unit_code")
    elif unit not in asked.listed:
        _not_listed(row, asked, faults)


def _not_listed(row: Row, asked: Asked, faults: Faults) -> None:
    unit = row["unit_code"]
    if unit in asked.broken or may_be_placed(faults, unit):
        return
    faults.add(
        VALUES.file,
        row.line,
        "unit_code",
        _("%(unit)s is not on the list of the round") % {"unit": unit},
        _("remove the row, or have the list of the round corrected"),
    )


def _without_equal(staged: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Leave out figures that stand already, compared as numbers."""
    left = {}
    for code, rows in staged.items():
        standing = _standing(code)
        new = [
            row
            for row in rows
            if standing.get((row["unit_code"], row["indicator_code"])) != _said(row)
        ]
        if new:
            left[code] = new
    return left


def _standing(code: str) -> dict[tuple[str, str], list[Any]]:
    """Return what the round's official figures say, by unit and indicator."""
    round_ = Round.objects.filter(code=code).first()
    if round_ is None:
        return {}
    indicators = dict(Indicator.objects.values_list("pk", "code"))
    listed = RoundUnit.objects.filter(round=round_)
    units = dict(listed.values_list("unit", "unit__code"))
    return {
        (units.get(unit, ""), indicators[indicator]): said
        for unit, indicator, *said in standing_values(round_)
    }


def _said(row: Row) -> list[Any]:
    return [
        row["state"],
        row["value"],
        row["numerator"],
        row["denominator"],
        row["note"],
        row["submitted_at"],
    ]


def draft_of_row(
    row: Row, units: Mapping[str, int], indicators: Mapping[str, int]
) -> ValueDraft:
    """Return the row with ids in place of codes."""
    (_round, unit, indicator, _part, state, *numbers, submitted_at, note) = row.values
    value, numerator, denominator = map(_plain_or_none, numbers)
    return ValueDraft(
        units[unit],
        indicators[indicator],
        state,
        value,
        numerator,
        denominator,
        note,
        submitted_at,
    )


@lru_cache(maxsize=100_000)
def _plain_or_none(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def value_rows() -> Iterator[Sequence[str]]:
    """Give the official figures round by round, sorted within each."""
    units = dict(Unit.objects.values_list("pk", "code"))
    indicators = dict(Indicator.objects.values_list("pk", "code"))
    for round_ in sorted(Round.objects.all(), key=lambda item: item.code):
        rows = sorted(
            (units[unit], indicators[indicator], *said)
            for unit, indicator, *said in standing_values(round_)
        )
        for unit, indicator, state, value, numerator, denominator, note, at in rows:
            yield (
                round_.code,
                unit,
                indicator,
                "",
                state,
                _plain_or_none(value) or "",
                _plain_or_none(numerator) or "",
                _plain_or_none(denominator) or "",
                moment_text(at),
                note,
            )
