"""Forms of checklists and visits."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, units_visible_to
from tidtam.common import clock
from tidtam.common.forms import ThaiDateField
from tidtam.common.thai import date_short
from tidtam.fieldwork.models import Check, Checklist, Finding, Visit
from tidtam.fieldwork.selectors.visits import checklists_for
from tidtam.fieldwork.services import Answered, FindingWords, VisitWords
from tidtam.indicators.forms import IndicatorField, current_version
from tidtam.organisation.forms import UnitChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import children_on
from tidtam.policies.forms import PolicyItemField, PolicyItemsField, offer_items

LONG = 4000


def long_text(
    label: Any, hint: Any = "", rows: int = 4, **more: Any
) -> forms.CharField:
    """Return a field of several lines, which may stay empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        **{"required": False, **more},
    )


class ChecklistForm(forms.Form):
    """A checklist; a new one asks for the unit as well."""

    unit = UnitChoiceField(gettext_lazy("Handed down by"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    questions = long_text(
        gettext_lazy("Questions"),
        gettext_lazy("One a line. They are answered with yes, partly or no."),
        10,
        required=True,
    )
    is_open = forms.BooleanField(
        label=gettext_lazy("New visits may take it"), required=False, initial=True
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            del self.fields["is_open"]
            offer_units(self, "unit", units)

    def clean_questions(self) -> list[str]:
        """Return the questions. Raises ValidationError naming the line too long."""
        found = []
        for number, line in enumerate(self.cleaned_data["questions"].splitlines(), 1):
            question = line.strip()
            if len(question) > 300:
                raise forms.ValidationError(
                    _("Line %(number)d is longer than 300 characters. Shorten it.")
                    % {"number": number}
                )
            if question:
                found.append(question)
        return found


class VisitForm(forms.Form):
    """A visit: where, when, who goes, on what; afterwards what it came to."""

    unit = UnitChoiceField(gettext_lazy("Visit made by"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy("One sentence, as it will stand in lists."),
    )
    visited = UnitChoiceField(
        gettext_lazy("Where"), required=False, empty_label=gettext_lazy("Choose")
    )
    other = forms.CharField(
        label=gettext_lazy("Or another unit under it"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Its code, which stands on the unit's page."),
    )
    starts_on = ThaiDateField(label=gettext_lazy("From"), max_length=40)
    ends_on = ThaiDateField(
        label=pgettext_lazy("day", "Until"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty for one day."),
    )
    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=Visit.Mode.choices)
    team = long_text(
        gettext_lazy("Who goes"),
        gettext_lazy("One person a line, with the position."),
        4,
        required=True,
    )
    purpose = long_text(gettext_lazy("What is to be looked at"))
    checklist = forms.ModelChoiceField(
        label=gettext_lazy("Checklist"),
        queryset=Checklist.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    policy_items = PolicyItemsField(gettext_lazy("Themes: policy items"))
    summary = long_text(
        gettext_lazy("What the visit came to"),
        gettext_lazy("For the visited unit to read: what is well, what comes next."),
        6,
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        units: QuerySet[Unit],
        visit: Visit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer_items(self)
        offer_units(self, "unit", units)
        today = clock.today()
        own = [visit.unit] if visit else list(units)
        below = {
            pk
            for unit in own
            for pk in children_on(unit, today).values_list("pk", flat=True)
        }
        if visit:
            below.add(visit.visited_id)
            del self.fields["unit"]
        else:
            del self.fields["summary"]
        offered = Unit.objects.filter(pk__in=below).order_by("sort_key", "code")
        self.fields["visited"].queryset = offered  # type: ignore[attr-defined]
        lists = {row.pk for unit in own for row in checklists_for(unit)}
        if visit and visit.checklist_id:
            lists.add(visit.checklist_id)
        rows = Checklist.objects.filter(pk__in=lists).order_by("title")
        self.fields["checklist"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one place, and take one day where no end is given."""
        values = super().clean() or {}
        if not values.get("ends_on"):
            values["ends_on"] = values.get("starts_on")
        code = values.pop("other", "")
        if code:
            units = units_visible_to(self.user, Permission.UNIT_VIEW)
            values["visited"] = units.filter(code=code).first()
            if values["visited"] is None:
                self.add_error(
                    "other",
                    _("There is no unit %(code)s. The code stands on the unit's page.")
                    % {"code": code},
                )
        elif not values.get("visited") and "visited" not in self.errors:
            self.add_error("visited", _("Choose where the visit goes."))
        return values

    def words(self) -> VisitWords:
        """Return what the form says."""
        aside = {"unit", "version", "policy_items"}
        said = {k: v for k, v in self.cleaned_data.items() if k not in aside}
        items = tuple(self.cleaned_data["policy_items"])
        return VisitWords(**said, policy_items=items)


def visit_values(visit: Visit) -> dict[str, Any]:
    """Return what the form shows of a visit that is there."""
    names = ("version", "title", "mode", "team", "purpose", "summary")
    return {
        **{name: getattr(visit, name) for name in names},
        "visited": visit.visited_id,
        "starts_on": date_short(visit.starts_on),
        "ends_on": date_short(visit.ends_on),
        "checklist": visit.checklist_id,
        "policy_items": list(visit.policy_items.values_list("pk", flat=True)),
    }


class CheckForm(forms.Form):
    """What was seen of one question."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Seen"),
        required=False,
        choices=[("", gettext_lazy("Not asked yet")), *Check.Answer.choices],
        widget=forms.Select(attrs={"class": "in"}),
        show_hidden_initial=True,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        show_hidden_initial=True,
    )

    def answered(self) -> Answered:
        """Return what the page showed, and what was made of it."""
        shown = (
            str(self.data.get(self.add_initial_prefix(name), ""))
            for name in ("answer", "note")
        )
        return Answered(*shown, **self.cleaned_data)

    @property
    def was_asked(self) -> bool:
        """Say whether the page that was sent held this question."""
        return self.add_prefix("answer") in self.data


class FindingForm(forms.Form):
    """A finding."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    severity = forms.ChoiceField(
        label=gettext_lazy("How grave"), choices=Finding.Severity.choices
    )
    text = long_text(gettext_lazy("What was found"), rows=3, required=True)
    recommendation = long_text(gettext_lazy("What is recommended"), rows=3)
    policy_item = PolicyItemField(gettext_lazy("Policy item"))
    indicator = IndicatorField(gettext_lazy("Indicator"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_items(self)

    def words(self) -> FindingWords:
        """Return what the form says."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        version = said.pop("indicator")
        return FindingWords(**said, indicator=version.indicator if version else None)


def finding_values(finding: Finding) -> dict[str, Any]:
    """Return what the form shows of a finding that is there."""
    names = ("version", "severity", "text", "recommendation")
    return {
        **{name: getattr(finding, name) for name in names},
        "policy_item": finding.policy_item_id,
        "indicator": current_version(finding.indicator_id),
    }


class PhotoForm(forms.Form):
    """A picture with what it shows, and of which finding."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "JPG, PNG or WEBP. It is made smaller; the place and time that a phone "
            "writes into it are taken out."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(label=gettext_lazy("What it shows"), max_length=200)
    finding = forms.ModelChoiceField(
        label=gettext_lazy("Of the finding"),
        queryset=Finding.objects.none(),
        required=False,
        empty_label=gettext_lazy("The visit as a whole"),
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].queryset = visit.findings.all()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a visit is called off."""

    reason = long_text(gettext_lazy("Why it is called off"), rows=2, required=True)


class ReplyForm(forms.Form):
    """What the visited unit says."""

    text = long_text(gettext_lazy("What your unit says"), rows=4, required=True)


class ListForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(
        label=gettext_lazy("Words or unit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )
    item = forms.CharField(required=False, max_length=41, widget=forms.HiddenInput)
    visited = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: list[tuple[Any, Any]] = [("", _("All"))]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "side": [("made", _("Made by us")), ("received", _("Received by us"))],
            "state": list(Visit.State.choices),
            "year": [(str(year), str(year)) for year in years],
        }
        for name, found in choices.items():
            self.fields[name].choices = every + found  # type: ignore[attr-defined]
