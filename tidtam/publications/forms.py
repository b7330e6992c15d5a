"""The form by which a summary is made, and the filter of the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common.naming import named
from tidtam.organisation.models import Unit


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit by its name."""

    def label_from_instance(self, unit: Unit) -> str:
        """Return the name in the language of the page."""
        return named(unit)


class MakeForm(forms.Form):
    """Of which unit and year."""

    unit = UnitChoiceField(
        label=gettext_lazy("Unit"), queryset=Unit.objects.none(), empty_label=None
    )
    fiscal_year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"), coerce=int, choices=()
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], years: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["fiscal_year"].choices = [(y, y) for y in years]  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """What the list is narrowed to."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((str(year), str(year)) for year in years),
        ]
