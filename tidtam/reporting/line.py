"""One line of a form as a page shows it: fields, faults, lock and comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tidtam.common import thai
from tidtam.common.hooks import Judgement
from tidtam.indicators.rules import Definition

from .entry import MOST_STEPS
from .models import DraftFigure, Evidence, ValueRevision
from .selectors import Cell, FormLine
from .typed import NUMBER_FIELDS
from .words import NOTHING, indicator_name, sentence, value_text


class Field(NamedTuple):
    """A field for a number: its name in the form, label and text; wrong or not."""

    name: str
    label: str
    text: str
    is_bad: bool = False


class Fault(NamedTuple):
    """What has to be mended, in a sentence, and in which field."""

    field: str
    text: str


@dataclass(frozen=True)
class Conflict:
    """Another person saved this line meanwhile: what that one says, who and when."""

    theirs: DraftFigure
    text: str


@dataclass(frozen=True)
class Line:
    """One indicator of a form, ready to be shown.

    `lock` says why the line cannot be changed, empty where it can. `is_checked` shows
    what is missing, too. `is_first` puts the cursor here.
    """

    form: FormLine
    lock: str = ""
    is_checked: bool = False
    is_first: bool = False
    conflict: Conflict | None = None
    judgement: Judgement | None = None

    # ---------- what it asks ----------

    @property
    def cell(self) -> Cell:
        """Return the cell of the form."""
        return self.form.cell

    @property
    def definition(self) -> Definition:
        """Return the definition that the round froze."""
        return self.cell.asked.definition

    @property
    def code(self) -> str:
        """Return the indicator's code."""
        return self.cell.asked.code

    @property
    def name(self) -> str:
        """Return the indicator's name."""
        return indicator_name(self.cell.asked.version)

    @property
    def unit(self) -> str:
        """Return the unit of measurement of the value."""
        return self.definition.unit

    @property
    def kind(self) -> str:
        """Return which fields the line has: ratio, yes, steps or number."""
        if self.definition.over_units == "ratio":
            return "ratio"
        text = self.cell.typed.value.strip()
        if self.definition.scoring == "milestone":
            return "steps" if text in {"", *_STEPS} else "number"
        if self.definition.over_units == "share_true":
            return "yes" if text in {"", "0", "1"} else "number"
        return "number"

    @property
    def fields(self) -> list[Field]:
        """Return the fields for numbers."""
        typed = self.cell.typed
        bad = {fault.field for fault in self.number_faults}
        if self.kind == "ratio":
            names = ("numerator", _("Numerator")), ("denominator", _("Denominator"))
            return [
                Field(name, label, getattr(typed, name), name in bad)
                for name, label in names
            ]
        return [Field("value", self.value_label, typed.value, "value" in bad)]

    @property
    def value_label(self) -> str:
        """Return what the one field holds."""
        if self.kind == "steps":
            return _("Steps done")
        return _("Value") if self.kind == "number" else _("Answer")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the answers of a line that is answered by choosing."""
        if self.kind == "steps":
            return [(step, step) for step in _STEPS]
        return [("1", _("Yes")), ("0", _("No"))]

    @property
    def is_not_applicable(self) -> bool:
        """Say whether the line says that the question does not apply."""
        return self.cell.typed.state == ValueRevision.State.NOT_APPLICABLE

    @property
    def hides_fields(self) -> bool:
        """Say whether there is nothing to type numbers into, as none applies."""
        typed = self.cell.typed
        is_bare = not any(getattr(typed, name).strip() for name in NUMBER_FIELDS)
        return self.is_not_applicable and is_bare

    @property
    def version(self) -> int:
        """Return how often the line was saved; what the form sends back."""
        return self.cell.draft.version if self.cell.draft else 0

    # ---------- what it says ----------

    @property
    def value(self) -> str:
        """Return what the fields come to; nothing while they are wrong."""
        if self.number_faults:
            return NOTHING
        if self.kind == "yes" and self.form.value is not None:
            return _("Yes") if self.form.value else _("No")
        return value_text(self.form.value, self._decimals)

    @property
    def previous(self) -> str:
        """Return the figure of the last round."""
        before = self.cell.previous
        if before is not None and before.state == ValueRevision.State.NOT_APPLICABLE:
            return _("Not applicable")
        if self.kind == "yes" and self.form.previous_value is not None:
            return _("Yes") if self.form.previous_value else _("No")
        return value_text(self.form.previous_value, self._decimals)

    @property
    def change(self) -> str:
        """Return a large change since the last round: -83 %."""
        jump = self.cell.jump
        if jump is None or self.number_faults:
            return ""
        return f"{thai.signed_number(jump.share * 100, 0)} %"

    @property
    def target_text(self) -> str:
        """Return the target of the period."""
        target = self.judgement.target if self.judgement else None
        decimals = 0 if self.kind == "steps" else self.definition.decimals
        return value_text(target, decimals)

    @property
    def light(self) -> str:
        """Return the light that the figure has as typed; empty without a figure."""
        is_judged = self.judgement is not None and self.form.value is not None
        if not is_judged or self.number_faults or self.judgement is None:
            return ""
        return "" if self.judgement.target is None else self.judgement.light

    @property
    def numerator(self) -> str:
        """Return the numerator as text, for a line that is only read."""
        return _number(self.cell.figure.numerator)

    @property
    def denominator(self) -> str:
        """Return the denominator as text, for a line that is only read."""
        return _number(self.cell.figure.denominator)

    @property
    def _decimals(self) -> int:
        is_whole = self.kind in {"steps", "yes"}
        return 0 if is_whole else self.definition.decimals

    @property
    def evidence(self) -> Sequence[Evidence]:
        """Return the files behind the figure."""
        return self.form.evidence

    # ---------- what is wrong with it ----------

    @cached_property
    def faults(self) -> list[Fault]:
        """Return what must be mended; of an empty line only once it was checked."""
        cell = self.cell
        if self.lock or (cell.is_empty and not self.is_checked):
            return []
        return [
            Fault(field, sentence(reason, remedy))
            for field, reason, remedy in cell.problems
        ]

    @property
    def number_faults(self) -> list[Fault]:
        """Return the faults of the fields for numbers."""
        return [fault for fault in self.faults if fault.field in NUMBER_FIELDS]

    @property
    def note_faults(self) -> list[Fault]:
        """Return the faults of the note."""
        return [fault for fault in self.faults if fault.field == "note"]

    @property
    def question(self) -> str:
        """Return the question that a large change asks, answered or not.

        While a number is wrong there is nothing to ask.
        """
        jump = self.cell.jump
        if jump is None or self.number_faults:
            return ""
        said = {
            "percent": thai.number(jump.percent),
            "before": value_text(jump.before, self._decimals),
            "after": value_text(jump.after, self._decimals),
        }
        if jump.is_fall:
            text = _("Down by %(percent)s percent (%(before)s → %(after)s)")
        else:
            text = _("Up by %(percent)s percent (%(before)s → %(after)s)")
        return text % said

    @property
    def asks(self) -> bool:
        """Say whether the large change still wants an answer."""
        is_open = not self.lock and not self.number_faults
        return is_open and self.cell.question is not None

    @property
    def is_back(self) -> bool:
        """Say whether it was sent back and may be mended now."""
        return self.form.returned is not None and not self.lock

    @property
    def is_mended(self) -> bool:
        """Say whether something was typed since it was sent back."""
        draft, back = self.cell.draft, self.form.returned
        return bool(draft and back and draft.updated_at > back.at)

    @property
    def mark(self) -> str:
        """Return its state in the row of dots: b, e, a, d or nothing."""
        if self.is_back and not self.is_mended:
            return "b"
        if self.faults:
            return "" if self.cell.is_empty else "e"
        if self.asks:
            return "a"
        return "" if self.cell.is_empty else "d"

    @property
    def target(self) -> str:
        """Return the id of the field where mending begins."""
        field = self.faults[0].field if self.faults else self.fields[0].name
        if self.asks and not self.faults:
            field = "jump_answer"
        if self.kind in {"yes", "steps"} and field == "value":
            field = f"value-{self.choices[0][0]}"
        return f"{self.code}-{field}"


_STEPS = tuple(str(step) for step in range(MOST_STEPS + 1))


def _number(number: Decimal | None) -> str:
    return NOTHING if number is None else thai.number(number)
