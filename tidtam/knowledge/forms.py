"""Forms of lessons, innovations and who took them up."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.analysis.words import period_name
from tidtam.common import clock, periods
from tidtam.common.forms import ThaiDateField
from tidtam.common.hooks import occasion_of
from tidtam.indicators.forms import IndicatorField, current_version
from tidtam.organisation.forms import UnitChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.policies.forms import PolicyItemsField, offer_items
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Round

from .models import Entry, Innovation, Occasion, State
from .selectors import framework_years
from .services import InnovationWords, LessonWords, occasion_lost

LONG = 4000


def _text(label: Any, hint: Any = "", rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EntryForm(forms.Form):
    """What lessons and innovations share; a new one asks for the unit as well.

    An occasion that the address or the entry names by its key is `linked`: the page
    shows it (`found`, None where who writes may not see it), and nothing is typed.
    """

    unit = UnitChoiceField(gettext_lazy("Unit"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fiscal_year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"), coerce=int, choices=()
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What it is about, so that others find it."),
    )
    policy_items = PolicyItemsField(gettext_lazy("Policy items that it serves"))
    occasion = forms.ChoiceField(
        label=gettext_lazy("Learned from"), choices=Occasion.choices
    )
    occasion_ref = forms.CharField(
        required=False, max_length=40, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        units: QuerySet[Unit] | None = None,
        entry: Entry | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._link(user, entry)
        if units is None:
            del self.fields["unit"]
        else:
            offer_units(self, "unit", units)
        offer_items(self)
        years = framework_years()
        now = periods.fiscal_year_of(clock.today())
        years = years or [now]
        self.fields["fiscal_year"].choices = [(y, y) for y in years]  # type: ignore[attr-defined]
        self.fields["fiscal_year"].initial = now if now in years else years[0]

    def _link(self, user: User, entry: Entry | None) -> None:
        """Find the occasion that is named by its key, and take a lost one out."""
        asked = self.data if self.is_bound else self.initial
        kind, ref = asked.get("occasion") or "", asked.get("occasion_ref") or ""
        if kind not in Occasion.values:
            kind, self.found = "", None
        else:
            self.found = occasion_of(user, kind, ref)
        kept = (entry.occasion, entry.occasion_ref) if entry else ("", "")
        self.linked = bool(ref) and (self.found is not None or (kind, ref) == kept)
        self.is_lost = bool(ref) and not self.linked
        if self.linked:
            self.linked_kind = Occasion(kind).label
            self.fields["occasion"].widget = forms.HiddenInput()
            self.fields.pop("occasion_name", None)
            self.order_fields(["occasion", "occasion_ref"])  # hidden, above what shows
            return
        del self.fields["occasion_ref"]
        if "occasion_name" not in self.fields:
            del self.fields["occasion"]

    def clean(self) -> dict[str, Any]:
        """Say once that an occasion is lost; what is sent anew does without it."""
        values = super().clean() or {}
        if self.is_lost:
            self.add_error(None, occasion_lost())
        return values

    def clean_policy_items(self) -> tuple[PolicyItem, ...]:
        """Return the items."""
        return tuple(self.cleaned_data["policy_items"])

    def said(self) -> dict[str, Any]:
        """Return the clean words, without the unit and the version."""
        aside = {"unit", "version"}
        return {k: v for k, v in self.cleaned_data.items() if k not in aside}


class LessonForm(EntryForm):
    """A lesson."""

    occasion_name = forms.CharField(
        label=gettext_lazy("Which one"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Its name. What Tidtam keeps is better linked: open its page, and write "
            "the lesson from there."
        ),
    )
    planned = _text(gettext_lazy("What was planned"))
    happened = _text(gettext_lazy("What happened"))
    why = _text(gettext_lazy("Why"), gettext_lazy("The cause, not the culprit."))
    what_next = _text(
        gettext_lazy("What next"), gettext_lazy("What you and others should do now.")
    )
    field_order = [
        "unit", "fiscal_year", "title", "occasion", "occasion_name",
        "planned", "happened", "why", "what_next", "policy_items",
    ]  # fmt: skip

    def words(self) -> LessonWords:
        """Return what the lesson says."""
        return LessonWords(**self.said())


class InnovationForm(EntryForm):
    """An innovation."""

    problem = _text(gettext_lazy("The problem"))
    idea = _text(gettext_lazy("The idea, and how it is done"), rows=8)
    indicator = IndicatorField(gettext_lazy("Indicator that shows the effect"))
    before = forms.ChoiceField(label=gettext_lazy("Before"), required=False)
    after = forms.ChoiceField(
        label=gettext_lazy("After"),
        required=False,
        help_text=gettext_lazy(
            "The unit's own figures of these quarters are shown with the innovation, "
            "to everyone once it is published."
        ),
    )
    field_order = [
        "unit", "fiscal_year", "title", "problem", "idea",
        "indicator", "before", "after", "policy_items",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarters = [
            (round_.period.code, period_name(round_.period))
            for round_ in Round.objects.exclude(opened_at=None).order_by("opens_at")
        ]
        for name in ("before", "after"):
            self.fields[name].choices = [("", _("None")), *quarters]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for both quarters where there is an indicator, the earlier one first."""
        values = super().clean() or {}
        indicator = values.get("indicator")
        before, after = values.get("before"), values.get("after")
        if indicator is None:
            values["before"] = values["after"] = ""
            return values
        for name, value in (("before", before), ("after", after)):
            if not value:
                self.add_error(
                    name, _("Choose the quarter whose figure is to be shown.")
                )
        if before and after and before >= after:
            self.add_error("after", _("Choose a quarter later than the one before."))
        return values

    def words(self) -> InnovationWords:
        """Return what the innovation says."""
        said = self.said()
        version = said.pop("indicator")
        return InnovationWords(
            **said, indicator=version.indicator if version is not None else None
        )


def asked_values(asked: Any) -> dict[str, Any]:
    """Return the occasion that the address names, with nothing where it names none."""
    if "occasion" not in asked:
        return {}
    kind = asked["occasion"]
    if kind not in Occasion.values:
        kind = Occasion.OTHER
    return {"occasion": kind, "occasion_ref": asked.get("ref", "")[:40]}


def first_values(entry: Entry) -> dict[str, Any]:
    """Return what a form shows of an entry that is there."""
    names = [
        field.name for field in entry._meta.concrete_fields if field.name != "indicator"
    ]
    values = {name: getattr(entry, name) for name in names}
    values["policy_items"] = list(entry.policy_items.values_list("pk", flat=True))
    if isinstance(entry, Innovation):
        values["indicator"] = current_version(entry.indicator_id)
    return values


class LibraryForm(forms.Form):
    """What the library is narrowed to."""

    q = forms.CharField(
        label=gettext_lazy("Title or unit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["year"].choices = every + [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["state"].choices = every + list(State.choices)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why an entry goes back to its writer."""

    reason = _text(gettext_lazy("What is to be mended"), rows=3)


class FileForm(forms.Form):
    """A file with what it shows."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.webp"}
        ),
    )
    caption = forms.CharField(
        label=gettext_lazy("What it is, or shows"), max_length=200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, Word, Excel, PowerPoint, JPG, PNG or WEBP, at most %(limit)d MB. "
            "Pictures are made smaller; the place and time that a phone writes into "
            "them are taken out."
        ) % {"limit": settings.EVIDENCE_LIMIT_MB}


class AdoptionForm(forms.Form):
    """That a unit took an innovation up."""

    unit = UnitChoiceField(gettext_lazy("Unit"))
    adopted_on = ThaiDateField(label=gettext_lazy("Since"), max_length=40)
    note = forms.CharField(
        label=gettext_lazy("How it is used here"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "unit", units)
