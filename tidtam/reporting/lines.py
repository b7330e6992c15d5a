"""The lines of a form as a page shows them, and what has to be mended in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tidtam.common import hooks
from tidtam.common.hooks import Judgement
from tidtam.common.periods import Period
from tidtam.indicators.rules import Definition

from .line import Conflict, Line
from .models import DraftFigure, ValueRevision
from .selectors import FormLine, ReportForm
from .typed import TypedFigure


@dataclass(frozen=True)
class Point:
    """An entry of the sum of what has to be mended: bad, ask or back."""

    kind: str
    href: str
    text: str


def points_of(lines: Sequence[Line]) -> list[Point]:
    """Return what has to be mended, in the order of the page."""
    return [point for line in lines for point in _points(line)]


def _points(line: Line) -> Iterator[Point]:
    href = f"#{line.target}"
    for fault in line.faults:
        yield Point("bad", href, f"{line.code} {fault.text}")
    if line.asks and not line.faults:
        ask = _("please confirm or mend it")
        yield Point("ask", href, f"{line.code} {line.question} {ask}")
    back = line.form.returned
    if back is not None and line.is_back and not line.is_mended:
        text = _("was sent back: %(reason)s") % {"reason": back.reason}
        yield Point("back", f"#line-{line.code}", f"{line.code} {text}")


def progress_counts(lines: Sequence[Line]) -> Mapping[str, int]:
    """Return how many lines there are, are filled in, are to mend, are empty."""
    to_mend = [line for line in lines if line.mark in {"b", "e", "a"}]
    empty = [line for line in lines if line.cell.is_empty]
    return {
        "all": len(lines),
        "filled": len(lines) - len(empty),
        "mend": len(to_mend),
        "empty": len(empty),
    }


def lines_of(
    form: ReportForm,
    *,
    lock: str = "",
    is_checked: bool = False,
    first: str = "",
    conflicts: Mapping[int, Conflict] | None = None,
) -> list[Line]:
    """Return the lines of a form; `lock` holds for all, `first` gets the cursor."""
    return [
        Line(
            form=line,
            lock=lock or _lock_of(line),
            is_checked=is_checked,
            is_first=line.code == first,
            conflict=(conflicts or {}).get(line.cell.asked.indicator_id),
        )
        for line in form.lines
    ]


def judged(lines: Sequence[Line], period: Period, chain: Sequence[int]) -> list[Line]:
    """Return the lines with target and light, where a higher app reckons them."""
    figures = [(line.cell.asked.version, line.form.value) for line in lines]
    found: dict[int, Judgement] = {}
    for judge in hooks.figures_judged if chain else ():
        found |= judge(period, chain, figures)
    return [
        replace(line, judgement=found.get(line.cell.asked.indicator_id))
        for line in lines
    ]


def _lock_of(line: FormLine) -> str:
    """Say why a single cell cannot be changed."""
    cell = line.cell
    if not cell.is_locked:
        return ""
    if cell.current is not None and cell.current.official_at is not None:
        return _("Accepted; opens when it is sent back")
    return _("Passed; opens when it is sent back")


def typed_text(typed: TypedFigure, definition: Definition) -> str:
    """Return what a person typed, in one short text."""
    if typed.state == ValueRevision.State.NOT_APPLICABLE:
        return _("not applicable, %(note)s") % {"note": typed.note or "–"}
    if definition.over_units == "ratio":
        return f"{typed.numerator or '–'} ÷ {typed.denominator or '–'}"
    return typed.value or "–"


def conflict_of(
    theirs: DraftFigure, typed: TypedFigure, definition: Definition
) -> Conflict:
    """Return the words for a line that another person saved meanwhile."""
    return Conflict(theirs, typed_text(typed, definition))
