"""Forms of signing in, of people and their roles, and of the audit trail."""

import re
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common.forms import ThaiDateField
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order

from .models import Role
from .selectors import AuditFilter, roles_for, users_with_email

# ---------- signing in ----------

CODE = gettext_lazy("Code")
NEW_PASSWORD = gettext_lazy("New password")
AGAIN = gettext_lazy("New password again")
RULES = gettext_lazy(
    "At least 10 characters, and not one that guessers try first. "
    "Three or four words of your own are good."
)


class OurWords:
    """Give the fields of a form of django-allauth our labels and hints."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(OurWords, LoginForm):  # type: ignore[misc]  # brings no types
    """Ask for username and password."""

    labels = {
        "login": gettext_lazy("Username"),
        "password": gettext_lazy("Password"),
    }


class ConfirmPasswordForm(OurWords, ReauthenticateForm):  # type: ignore[misc]
    """Ask for the password once more."""

    labels = {"password": gettext_lazy("Password")}


class PasswordChangeForm(OurWords, ChangePasswordForm):  # type: ignore[misc]
    """Ask for the present password and a new one."""

    labels = {
        "oldpassword": gettext_lazy("Present password"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }
    hints = {"password1": RULES}


class PasswordResetForm(OurWords, ResetPasswordForm):  # type: ignore[misc]
    """Ask for the e-mail address of an account.

    The address that its administrator keeps counts, and no other that django-allauth
    may remember.
    """

    labels = {"email": gettext_lazy("E-mail")}

    def clean_email(self) -> str:
        """Find the accounts of the address; an unknown one gets the same answer."""
        email: str = self.cleaned_data["email"]
        self.users = list(users_with_email(email))
        return email


class PasswordNewForm(OurWords, ResetPasswordKeyForm):  # type: ignore[misc]
    """Ask for a new password."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    hints = {"password1": RULES}


class CodeForm(OurWords, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """Ask for the code of the second factor."""

    labels = {"code": CODE}


class ConfirmCodeForm(OurWords, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """Ask for the code once more."""

    labels = {"code": CODE}


class FirstCodeForm(OurWords, ActivateTOTPForm):  # type: ignore[misc]
    """Ask for the first code of a new authenticator app."""

    labels = {"code": CODE}


# ---------- fields ----------

MOST_NAMED = 5


class UnitField(forms.CharField):
    """A unit by its code or its whole name, among those that may be chosen."""

    choices: QuerySet[Unit]

    def clean(self, value: Any) -> Any:
        """Return the unit, or None where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        chosen = self.choices.filter(code__iexact=text).first()
        return chosen or self._by_name(text)

    def _by_name(self, text: str) -> Unit:
        """Return the one unit of this name; say what is near where there is none."""
        named = self.choices.filter(Q(name_th=text) | Q(short_name_th=text))
        found = list(named[:2])
        if len(found) == 1:
            return found[0]
        near = in_order(
            self.choices.filter(
                Q(name_th__icontains=text) | Q(short_name_th__icontains=text)
            )
        )[:MOST_NAMED]
        names = ", ".join(f"{unit} ({unit.code})" for unit in near)
        if names:
            raise forms.ValidationError(
                _("Write the code of the one you mean: %(names)s") % {"names": names}
            )
        raise forms.ValidationError(
            _("No unit that you look after has this code or name.")
        )


USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,59}$")


class UsernameField(forms.CharField):
    """A username in small letters."""

    default_validators = [
        RegexValidator(
            USERNAME,
            gettext_lazy(
                "Write 3 to 60 letters a-z, figures, dots, dashes; a letter or figure "
                "comes first."
            ),
        )
    ]

    def to_python(self, value: Any) -> str:
        """Return it in small letters."""
        return str(super().to_python(value)).lower()


# ---------- people ----------


class PersonForm(forms.Form):
    """Who someone is and how he signs in."""

    name_th = forms.CharField(label=gettext_lazy("Name in Thai"), max_length=200)
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), max_length=200, required=False
    )
    username = UsernameField(label=gettext_lazy("Username"), max_length=60)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("The link to choose a password goes there."),
    )


class UserForm(PersonForm):
    """An account that exists."""

    is_active = forms.BooleanField(
        label=gettext_lazy("May sign in"),
        required=False,
        help_text=gettext_lazy("A closed account stays in the records."),
    )


class GrantForm(forms.Form):
    """A role over a unit for a time."""

    unit = UnitField(
        label=gettext_lazy("Unit"),
        max_length=250,
        help_text=gettext_lazy("Its code or its whole name."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    valid_from = ThaiDateField(label=gettext_lazy("From"), max_length=40)
    valid_to = ThaiDateField(
        label=gettext_lazy("To before"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "The first day on which the role no longer counts; empty: until ended."
        ),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a role that is not granted over such a unit."""
        values = super().clean() or {}
        unit, role = values.get("unit"), values.get("role")
        if unit and role and Role(role) not in roles_for(unit):
            fitting = ", ".join(str(each.label) for each in roles_for(unit))
            self.add_error(
                "role",
                _("Over %(unit)s these roles are granted: %(roles)s")
                % {"unit": unit, "roles": fitting},
            )
        return values


class NewUserForm(PersonForm, GrantForm):
    """A new account with its first role."""

    field_order = [*PersonForm.base_fields, *GrantForm.base_fields]


class EndForm(forms.Form):
    """The day on which a grant ends."""

    on = ThaiDateField(
        label=gettext_lazy("The first day on which it no longer counts"), max_length=40
    )


class UserFilterForm(forms.Form):
    """Narrow the list of people."""

    q = forms.CharField(
        label=gettext_lazy("Name or username"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    unit = UnitField(label=gettext_lazy("Unit"), required=False, max_length=250)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("All")), *Role.choices]  # type: ignore[attr-defined]


class AuditFilterForm(forms.Form):
    """Narrow the audit trail."""

    unit = UnitField(label=gettext_lazy("Unit"), required=False, max_length=250)
    person = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=100)
    action = forms.CharField(
        label=gettext_lazy("What, such as grant or value"),
        required=False,
        max_length=60,
    )
    day = ThaiDateField(label=gettext_lazy("Day"), required=False, max_length=40)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def filter(self) -> AuditFilter:
        """Return what is looked for; everything where the form is not valid."""
        return AuditFilter(**self.cleaned_data) if self.is_valid() else AuditFilter()
