"""From what a browser sends to figures, words, reasons and filters."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .models import Reason, ValueRevision
from .services import ValueReturn
from .typed import NUMBER_FIELDS, TypedFigure

LONGEST_NUMBER = 60
LONGEST_TEXT = 4000
FIGURE_FIELDS = ("state", "value", "numerator", "denominator", "note", "jump_answer")
STATES = {"", *ValueRevision.State.values}


def new_key() -> str:
    """Return a key by which a repeated request is known."""
    return uuid.uuid4().hex


# ---------- figures ----------


def posted_version(sent: QueryDict, code: str) -> int | None:
    """Return which save of a line the page had shown; None if it was not on it."""
    text = sent.get(f"{code}-version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def posted_figure(sent: QueryDict, code: str) -> TypedFigure:
    """Return the line as it was typed."""
    texts: dict[str, str] = {}
    for name in FIGURE_FIELDS:
        longest = LONGEST_TEXT if name in {"note", "jump_answer"} else LONGEST_NUMBER
        text = sent.get(f"{code}-{name}", "").replace("\r\n", "\n")
        texts[name] = text[:longest]
    is_bare = not any(texts[name].strip() for name in NUMBER_FIELDS)
    if texts["state"] not in STATES or (texts["state"] == "reported" and is_bare):
        texts["state"] = ""  # reported, but nothing yet: not said
    return TypedFigure(**texts)


def posted_choice(sent: QueryDict, code: str) -> tuple[str, int] | None:
    """Return how a conflict was settled: `mine` or `theirs`, and against which save."""
    who, _dash, version = sent.get(f"{code}-settle", "").partition("-")
    if who not in {"mine", "theirs"} or not (version.isascii() and version.isdigit()):
        return None
    return who, int(version)


# ---------- words ----------


class WordsForm(forms.Form):
    """What the unit writes beside its figures."""

    obstacles = forms.CharField(
        label=_("Problems and obstacles"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "form": "report"}),
    )
    suggestions = forms.CharField(
        label=_("Suggestions"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "form": "report"}),
    )


class MissingForm:
    """Why each school that does not travel along is missing.

    `common` is the reason for those left empty. A plain reader rather than a form: the
    schools are known only to the page.
    """

    def __init__(self, sent: Mapping[str, str] | None, schools: Iterable[int]) -> None:
        """Read the reasons sent for the schools, by their ids."""
        sent = sent or {}
        self.common = sent.get("missing-common", "").strip()[:LONGEST_TEXT]
        self.typed = {
            school: sent.get(f"missing-{school}", "").strip()[:LONGEST_TEXT]
            for school in schools
        }

    def reasons(self) -> dict[int, str]:
        """Return the reason for each school; the common one where none was typed."""
        return {school: text or self.common for school, text in self.typed.items()}


# ---------- review ----------

REASONS = [("", _("Choose a reason")), *Reason.choices]


class ReturnForm(forms.Form):
    """Why a submission is sent back, as a whole or for the figures that were ticked."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=REASONS,
        required=False,
        help_text=_("Holds for every figure that has no reason of its own"),
    )
    text = forms.CharField(
        label=_("What has to be mended"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    extent = forms.ChoiceField(
        label=_("Send back"),
        choices=[("values", _("Only the figures ticked")), ("whole", _("The whole"))],
        initial="values",
        widget=forms.RadioSelect(attrs={"class": "in-list"}),
    )

    def __init__(
        self, sent: Any = None, *, indicators: Mapping[str, int] | None = None
    ) -> None:
        """Take what was sent, and the indicators that may go back, by code."""
        super().__init__(sent, use_required_attribute=False)
        self.indicators = indicators or {}
        if sent is None:
            self._say_required()
        for name in ("reason_code", "text", "extent"):
            self.fields[name].widget.attrs["form"] = "return"

    def values(self, unit_id: int | None = None) -> list[ValueReturn]:
        """Return the figures to send back, each with its reason; only when valid."""
        if self.cleaned_data["extent"] == "whole":
            return []
        return [
            ValueReturn(
                indicator_id=indicator,
                reason_code=self._of(code, "reason"),
                text=self._of(code, "text"),
                unit_id=unit_id,
            )
            for code, indicator in self.indicators.items()
            if self.is_named(code)
        ]

    def is_named(self, code: str) -> bool:
        """Say whether the figure was ticked, or a reason given for it."""
        return any(self._of(code, name) for name in ("back", "reason", "text"))

    def clean(self) -> dict[str, Any]:
        """Ask for a reason and a text, of the whole or of the first figure."""
        cleaned = super().clean() or {}
        self._say_required()
        is_whole = cleaned.get("extent") == "whole"
        named = [] if is_whole else [c for c in self.indicators if self.is_named(c)]
        first = named[0] if named else ""
        cleaned["reason_code"] = cleaned.get("reason_code") or self._of(first, "reason")
        cleaned["text"] = cleaned.get("text", "").strip() or self._of(first, "text")
        if not is_whole and not named:
            self.add_error("extent", _("Tick at least one figure, or choose the whole"))
        if not cleaned["reason_code"]:
            self.add_error("reason_code", _("Choose the reason"))
        if not cleaned["text"]:
            self.add_error("text", _("Write what has to be mended"))
        return cleaned

    def _say_required(self) -> None:
        """Show the fields as required, though a figure's own reason may do instead."""
        for name in ("reason_code", "text"):
            self.fields[name].required = True

    def _of(self, code: str, name: str) -> str:
        text = str(self.data.get(f"{code}-{name}", "")).strip()[:LONGEST_TEXT]
        return text if name != "reason" or text in Reason.values else ""


class BulkForm(forms.Form):
    """Which submissions to pass at once, as they stood when they were looked at."""

    MOST = 200

    chosen = forms.CharField(widget=forms.HiddenInput)

    def clean_chosen(self) -> dict[int, str]:
        """Return the moment of submission by id."""
        try:
            chosen = json.loads(self.cleaned_data["chosen"])
            return {int(pk): str(moment) for pk, moment in chosen.items()}
        except (ValueError, AttributeError) as error:
            raise forms.ValidationError(_("Choose again.")) from error
