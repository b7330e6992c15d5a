"""What forms say of what was left empty."""

from django import forms
from django.utils import translation


class Asking(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")])


def test_an_empty_field_says_what_to_do():
    with translation.override("th"):
        errors = {name: list(said) for name, said in Asking({}).errors.items()}
    assert errors == {"name": ["โปรดกรอกช่องนี้"], "kind": ["โปรดกรอกช่องนี้"]}
