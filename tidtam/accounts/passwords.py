"""What a password must be; the words are ours, for Django lacks them in Thai."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import User


class LongEnough(MinimumLengthValidator):
    """Refuse a short password."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return ngettext(
            "A password has at least %(least)d character.",
            "A password has at least %(least)d characters.",
            self.min_length,
        ) % {"least": self.min_length}


class Uncommon(CommonPasswordValidator):
    """Refuse a password that guessers try first."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return _("This password is among those that guessers try first.")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return _("Three or four words of your own are good, such as a line of a song.")


class NotTheUsername:
    """Refuse a password that holds the username."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where it does."""
        if user is None or not user.username:
            return
        if user.username.casefold() in password.casefold():
            raise ValidationError(_("The password holds the username."))

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return _("It does not hold the username.")
