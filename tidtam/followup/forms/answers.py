"""Forms of the answers of owners and of the issuer."""

from django import forms
from django.utils.translation import gettext_lazy

from .directives import LONG


class AnswerForm(forms.Form):
    """What an owner says, with a file of evidence or none."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What your unit did"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("A picture, PDF or Office file."),
    )


class StepForm(forms.Form):
    """A step without words."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(StepForm):
    """Why the issuer is not content."""

    reason = forms.CharField(
        label=gettext_lazy("What is missing"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
