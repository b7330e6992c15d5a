"""Fields by which forms name indicators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tidtam.common.naming import named

from .models import IndicatorVersion


class IndicatorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One indicator by code and name, or none; the clean value is its version."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        current = IndicatorVersion.objects.filter(is_current=True)
        given = {
            "required": False,
            "queryset": current.select_related("indicator").order_by("indicator__code"),
            "empty_label": gettext_lazy("None"),
            **kwargs,
        }
        super().__init__(label=label, **given)

    def label_from_instance(self, version: IndicatorVersion) -> str:
        """Return the code and the name in the language of the page."""
        return f"{version.indicator.code} {named(version)}"


class IndicatorsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of indicators; the clean value is the queryset of their versions."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        current = IndicatorVersion.objects.filter(is_current=True)
        given = {
            "required": False,
            "queryset": current.select_related("indicator").order_by("indicator__code"),
            "widget": forms.CheckboxSelectMultiple(attrs={"class": "picks"}),
            **kwargs,
        }
        super().__init__(label=label, **given)

    def label_from_instance(self, version: IndicatorVersion) -> str:
        """Return the code and the name in the language of the page."""
        return f"{version.indicator.code} {named(version)}"


def current_versions(indicators: Any) -> list[int]:
    """Return the ids of the versions that a form shows for these indicators."""
    rows = IndicatorVersion.objects.filter(is_current=True, indicator__in=indicators)
    return list(rows.values_list("pk", flat=True))


def current_version(indicator: int | None) -> IndicatorVersion | None:
    """Return the version that a form shows for an indicator's id."""
    rows = IndicatorVersion.objects.filter(is_current=True)
    return rows.filter(indicator=indicator).first() if indicator else None
