"""Filters of lists, from the address of the page."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common.forms import ThaiDateField
from tidtam.organisation.models import Unit
from tidtam.organisation.provinces import provinces

from .names import province_name
from .selectors.units import UnitFilter

_SELECT = forms.Select(attrs={"class": "in"})


class UnitFilterForm(forms.Form):
    """Narrow a list of units by name, kind, sector and province."""

    q = forms.CharField(
        label=gettext_lazy("Name or code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, widget=_SELECT)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), required=False, widget=_SELECT
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Province"), required=False, widget=_SELECT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["kind"].choices = every + list(Unit.Kind.choices)  # type: ignore[attr-defined]
        self.fields["sector"].choices = every + list(Unit.Sector.choices)  # type: ignore[attr-defined]
        self.fields["province"].choices = every + [  # type: ignore[attr-defined]
            (code, province_name(code)) for code in provinces()
        ]

    def filter(self) -> UnitFilter:
        """Return the filter; one that narrows nothing where the form is not valid."""
        return UnitFilter(**self.cleaned_data) if self.is_valid() else UnitFilter()


class DayForm(forms.Form):
    """Ask for a unit as it stood on a day."""

    on = ThaiDateField(label=gettext_lazy("As it stood on"), max_length=40)

    @classmethod
    def asked(cls, query: QueryDict) -> "DayForm":
        """Return the form of an address; an empty day asks for nothing."""
        return cls(query if query.get("on", "").strip() else None)

    def day(self, today: datetime.date) -> datetime.date:
        """Return the day asked for, else today."""
        if not self.is_valid():
            return today
        chosen: datetime.date = self.cleaned_data["on"]
        return chosen
