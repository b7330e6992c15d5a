"""Fields of a form and the sum of its errors."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import ngettext

register = template.Library()


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, width: str = "", css: str = "") -> dict[str, Any]:
    """A field: label, hint, error, widget. Width s, m, l or the whole; css e.g. num."""
    widget = bound.field.widget
    is_choice = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    is_box = isinstance(widget, CheckboxInput)
    described = " ".join(
        f"{bound.auto_id}_{suffix}"
        for suffix, text in (("helptext", bound.help_text), ("error", bound.errors))
        if text
    )
    own = widget.attrs.get("class", "")
    look_class = f"in {css} {f'w-{width}' if width else ''} {own}"
    attrs = {"class": own if is_choice or is_box else " ".join(look_class.split())}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={k: v for k, v in attrs.items() if v}),
        "is_group": is_choice,
        "is_box": is_box,
        "is_optional": not bound.field.required and not is_box,
    }


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm, title: str = "") -> dict[str, Any]:
    """All errors of a form, in the order of its fields, with links."""
    errors = [
        {"href": f"#{_first_id(bound)}", "label": bound.label, "text": text}
        for bound in form
        for text in bound.errors
    ]
    general = [
        {"href": "", "label": "", "text": text} for text in form.non_field_errors()
    ]
    count = len(errors) + len(general)
    usual = ngettext("%(count)d place to mend", "%(count)d places to mend", count)
    return {"errors": general + errors, "title": title or usual % {"count": count}}


def _first_id(bound: BoundField) -> str:
    return bound.id_for_label or f"{bound.auto_id}_0"
