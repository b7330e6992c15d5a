"""Fields by which forms name units."""

from typing import Any

from django import forms

from tidtam.common.naming import named

from .models import Unit


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit by its name; give it the units to choose from with `offer`."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        given = {"empty_label": None, "queryset": Unit.objects.none(), **kwargs}
        super().__init__(label=label, **given)

    def label_from_instance(self, unit: Unit) -> str:
        """Return the name in the language of the page."""
        return named(unit)


class UnitsChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Units by their names."""

    def label_from_instance(self, unit: Unit) -> str:
        """Return the name in the language of the page."""
        return named(unit)


def offer_units(form: forms.Form, name: str, units: Any) -> None:
    """Let the field offer the units; the only one of them is chosen already."""
    field: Any = form.fields[name]
    field.queryset = units
    if len(units) == 1 and name not in form.initial:
        field.initial = units[0]
