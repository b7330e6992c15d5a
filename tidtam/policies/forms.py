"""Fields by which forms name policy items, grouped by framework."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tidtam.common.naming import named

from .models import PolicyItem
from .selectors import framework_trees

Choice = tuple[str, list[tuple[int, str]]]


def _choices(years: Sequence[int]) -> Iterator[Choice]:
    """Give the items of the first of the years that has some; without, of all."""
    found = (framework_trees(year) for year in years or (None,))
    for tree in next((trees for trees in found if trees), ()):
        yield (
            f"{tree.title} {tree.framework.fiscal_year}",
            [
                (node.item.pk, f"{node.item.code} {named(node.item)}")
                for node in tree.items
            ],
        )


class PolicyItemsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Any number of policy items; the clean value is their queryset."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        given = {
            "required": False,
            "queryset": PolicyItem.objects.all(),
            "widget": forms.CheckboxSelectMultiple(attrs={"class": "picks"}),
            **kwargs,
        }
        super().__init__(label=label, **given)


class PolicyItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One policy item, or none."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        given = {
            "required": False,
            "queryset": PolicyItem.objects.select_related("framework"),
            "empty_label": gettext_lazy("None"),
            **kwargs,
        }
        super().__init__(label=label, **given)


def offer_items(form: forms.Form, *years: int) -> None:
    """Let every field of policy items offer those of all frameworks. Two queries.

    With fiscal years, those of the first of them that has a framework.
    """
    choices: list[Choice] | None = None
    for field in form.fields.values():
        if not isinstance(field, PolicyItemField | PolicyItemsField):
            continue
        choices = list(_choices(years)) if choices is None else choices
        empty = [("", field.empty_label)] if isinstance(field, PolicyItemField) else []
        field.choices = [*empty, *choices]
