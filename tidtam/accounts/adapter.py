"""How django-allauth signs people in here: no registration, our words, our audit."""

import base64
import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .models import User
from .services import password_store, sign_in_record

WRONG_CODE = _(
    "The code is not right, or too old. Wait for the next one and try again."
)

# What is said after a step; the other messages of django-allauth are left unsaid.
MESSAGES = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("Signing in now asks for a code, too."),
    "mfa/messages/totp_deactivated.txt": _("Signing in no longer asks for a code."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
}


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the browser, behind the proxies that we trust.

    None where the server tells none, as for a request that came from no browser.
    """
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return None
    return address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # brings no types
    """Accounts are made by administrators; passwords are stored by our service."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The username or the password is not right."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The present password is not right."),
        "incorrect_code": WRONG_CODE,
        "account_inactive": _("This account is closed."),
        "invalid_password_reset": _("This link is not valid any more."),
        "too_many_login_attempts": _("Too many attempts. Try again in a minute."),
        "rate_limited": _("Too many attempts. Try again in a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody registers himself."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Store the password a person chose."""
        password_store(user=user, password=password)

    def post_login(
        self, request: HttpRequest, user: User, **named: Any
    ) -> HttpResponse:
        """Record the sign-in."""
        sign_in_record(user=user)
        response: HttpResponse = super().post_login(request, user, **named)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **named: Any,
    ) -> None:
        """Say it in our words, or not at all."""
        if text := MESSAGES.get(message_template or ""):
            messages.add_message(request, level, str(text))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # brings no types
    """Secrets of the second factor are stored encrypted under SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one that no code fits where SECRET_KEY has changed."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture on white, which cameras need on a dark page, too."""
        svg: str = super().build_totp_svg(url)
        head, tag, rest = svg.partition("<path")
        return f'{head}<rect width="100%" height="100%" fill="#fff"/>{tag}{rest}'

    def get_totp_label(self, user: User) -> str:
        """Return what the authenticator app shows."""
        return user.username


def _cipher() -> Fernet:
    said = f"tidtam.second-factor:{settings.SECRET_KEY}".encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(said).digest()))
