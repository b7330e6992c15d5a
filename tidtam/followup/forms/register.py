"""What the register is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.followup.models import Directive
from tidtam.followup.register import (
    STATES,
    Wanted,
    issuers_seen,
    items_seen,
    years_seen,
)


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "in"})


def _search() -> forms.TextInput:
    return forms.TextInput(
        attrs={"type": "search", "autocomplete": "off", "class": "in"}
    )


class RegisterForm(forms.Form):
    """What the register is narrowed to; the choices are those of what is seen."""

    q = forms.CharField(
        label=gettext_lazy("Words or issuing unit"),
        required=False,
        max_length=100,
        widget=_search(),
    )
    owner = forms.CharField(
        label=gettext_lazy("Owner, by name or code"),
        required=False,
        max_length=100,
        widget=_search(),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Direction"), required=False, widget=_select()
    )
    issuer = forms.ChoiceField(
        label=gettext_lazy("Issued by"), required=False, widget=_select()
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("Policy item"), required=False, widget=_select()
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Raised by"), required=False, widget=_select()
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=_select(),
    )
    state = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((name, name) for name in STATES)],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "side": [
                ("issued", _("Issued by us")),
                ("addressed", _("Addressed to us")),
            ],
            "issuer": [(unit.code, named(unit)) for unit in issuers_seen(user)],
            "policy": [
                (f"{item.framework.code}/{item.code}", f"{item.code} {named(item)}")
                for item in items_seen(user)
            ],
            "origin": Directive.Origin.choices,
            "year": [(str(year), str(year)) for year in years_seen(user)],
        }
        for name, found in choices.items():
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", _("All")),
                *found,
            ]

    def wanted(self) -> Wanted:
        """Return what it says; nothing narrows where it says what cannot be."""
        if not self.is_valid():
            return Wanted()
        said = self.cleaned_data
        framework, slash, item = said["policy"].partition("/")
        return Wanted(
            words=words_of(said["q"]),
            side=said["side"],
            state=said["state"],
            fiscal_year=said["year"],
            issuer=said["issuer"],
            owner=said["owner"].strip(),
            item=(framework, item) if slash else None,
            origin=said["origin"],
        )
