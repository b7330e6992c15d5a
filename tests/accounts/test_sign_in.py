"""Signing in, out, a forgotten password, a second factor, and the browser's safety."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tidtam.accounts import services
from tidtam.accounts.adapter import SecondFactorAdapter
from tidtam.accounts.models import Role, User
from tidtam.common.models import AuditEvent

PASSWORD = "ฝนตกที่เชียงใหม่65"


@pytest.fixture(autouse=True)
def quick_and_fresh(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def somsri(someone):
    user = someone(Role.AREA_OFFICER, "A1")
    user.username, user.email = "somsri", "somsri@example.org"
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="somsri", password=PASSWORD, **named):
    return client.post(
        "/accounts/login/", {"login": username, "password": password, **named}
    )


def is_signed_in(client):
    return "_auth_user_id" in client.session


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# ---------- signing in ----------


def test_the_page_asks_in_thai(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert 'lang="th"' in page
    assert 'name="login"' in page
    assert "signup" not in page


def test_signing_in_and_out(client, somsri):
    answer = sign_in(client, next="/units/")
    assert (answer.status_code, answer["Location"]) == (302, "/units/")
    assert is_signed_in(client)
    assert actions()[-1] == "user.signed_in"
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_the_last_sign_in_is_told_by_the_clock_of_the_rules(client, somsri, clock_at):
    before = datetime.datetime(2022, 1, 19, 2, 0, tzinfo=datetime.UTC)
    clock_at(before)
    sign_in(client)
    somsri.refresh_from_db()
    assert before <= somsri.last_login < before + datetime.timedelta(minutes=5)


def test_the_username_may_be_typed_in_any_case(client, somsri):
    sign_in(client, username="SomSri ")
    assert is_signed_in(client)


def test_a_foreign_address_is_not_gone_to(client, somsri):
    assert sign_in(client, next="https://example.com/")["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("somsri", "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_wrong_names_and_passwords_get_one_answer(client, somsri, username, password):
    answer = sign_in(client, username, password)
    assert not is_signed_in(client)
    assert "errsum" in answer.content.decode()


def test_a_closed_account_does_not_sign_in(client, somsri):
    somsri.is_active = False
    somsri.save()
    sign_in(client)
    assert not is_signed_in(client)


def test_an_account_without_password_does_not_sign_in(client, db):
    user = UserFactory(username="new")
    user.set_unusable_password()
    user.save()
    sign_in(client, "new", "")
    sign_in(client, "new", user.password)
    assert not is_signed_in(client)


def test_five_wrong_passwords_lock_the_account_from_that_address(client, somsri):
    for _turn in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    locked = sign_in(client, password="wrong")
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    assert sign_in(client).status_code == 429
    assert not is_signed_in(client)
    assert client.get("/accounts/login/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere)
    assert is_signed_in(elsewhere)


def test_the_address_behind_a_trusted_proxy_counts(somsri, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guesser = Client(headers={"x-forwarded-for": "203.0.113.5, 198.51.100.9"})
    for _turn in range(5):
        sign_in(guesser, password="wrong")
    assert sign_in(guesser).status_code == 429
    other = Client(headers={"x-forwarded-for": "198.51.100.10"})
    sign_in(other)
    assert is_signed_in(other)


def test_a_form_without_its_token_is_refused(somsri):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


# ---------- what is closed ----------


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "account_email_verification_sent",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_registers_or_changes_the_address(client, db, name, method):
    answer = getattr(client, method)(
        reverse(name), {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/people/",
        "/accounts/audit/",
    ],
)
def test_visitors_are_led_to_sign_in(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


# ---------- a forgotten password ----------


def test_a_forgotten_password_is_chosen_anew_by_mail(client, somsri):
    answer = client.post("/accounts/password/reset/", {"email": "SOMSRI@example.org"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    [message] = mail.outbox
    assert "somsri" in message.body
    link = re.search(r"https?://testserver(/\S+)", message.body).group(1)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    path = form.redirect_chain[-1][0]
    assert "set-password" in path
    bad = client.post(path, {"password1": "short", "password2": "short"})
    assert "errsum" in bad.content.decode()
    new = "ข้าวเหนียวมะม่วง7"
    client.post(path, {"password1": new, "password2": new})
    assert actions()[-1] == "password.changed"
    sign_in(client, password=new)
    assert is_signed_in(client)
    again = Client().get(link, follow=True)
    assert "set-password" not in again.request["PATH_INFO"]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, somsri):
    answer = client.post("/accounts/password/reset/", {"email": "other@example.org"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []


def test_only_the_address_kept_by_the_administrator_counts(client, somsri):
    EmailAddress.objects.create(user=somsri, email="old@example.org", verified=True)
    client.post("/accounts/password/reset/", {"email": "old@example.org"})
    assert mail.outbox == []
    somsri.is_active = False
    somsri.save()
    client.post("/accounts/password/reset/", {"email": "somsri@example.org"})
    assert mail.outbox == []


def test_changing_the_password_asks_for_the_present_one(client, somsri):
    client.force_login(somsri)
    new = {"password1": "ข้าวเหนียวมะม่วง7", "password2": "ข้าวเหนียวมะม่วง7"}
    wrong = client.post("/accounts/password/change/", {"oldpassword": "no", **new})
    assert "errsum" in wrong.content.decode()
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    assert is_signed_in(client)
    assert User.objects.get(pk=somsri.pk).check_password(new["password1"])
    assert actions()[-1] == "password.changed"


@pytest.mark.parametrize("bad", ["สั้นไป", "password123456", "xx-somsri-2565"])
def test_weak_passwords_are_refused(client, somsri, bad):
    client.force_login(somsri)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": bad, "password2": bad},
    )
    assert User.objects.get(pk=somsri.pk).check_password(PASSWORD)


# ---------- the second factor ----------


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def with_code(client, somsri):
    """Return the secret of a second factor set up through the pages."""
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/")
    secret = form.context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    cache.clear()
    return secret


def test_a_second_factor_is_asked_for(client, with_code):
    event = AuditEvent.objects.get(action="second_factor.changed")
    assert event.after == {"kinds": ["recovery_codes", "totp"]}
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    client.post("/accounts/logout/")
    answer = sign_in(client)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert is_signed_in(client)


def test_its_secret_is_stored_encrypted(somsri, with_code):
    stored = Authenticator.objects.get(user=somsri, type="totp").data["secret"]
    assert with_code not in stored
    assert SecondFactorAdapter().decrypt(stored) == with_code


def test_its_picture_is_on_white():
    picture = SecondFactorAdapter().build_totp_svg("otpauth://totp/x?secret=ABC")
    assert picture.index("#fff") < picture.index("<path")


def test_too_many_requests_get_a_page_of_ours(client, somsri, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/key"}
    for status in (302, 429):
        answer = client.post("/accounts/password/reset/", {"email": "a@example.org"})
        assert answer.status_code == status
    assert "alone" in answer.content.decode()


def test_no_code_fits_after_the_key_has_changed(somsri, with_code, settings):
    stored = Authenticator.objects.get(user=somsri, type="totp").data["secret"]
    settings.SECRET_KEY = "another"
    first, second = (SecondFactorAdapter().decrypt(stored) for _ in range(2))
    assert len({first, second, with_code}) == 3


def test_an_administrator_takes_it_away(client, somsri, with_code, someone):
    administrator = someone(Role.ADMINISTRATOR, "OBEC")
    services.second_factor_remove(user=somsri, by=administrator)
    assert actions()[-1] == "second_factor.removed"
    client.post("/accounts/logout/")
    sign_in(client)
    assert is_signed_in(client)


def test_every_page_of_the_second_factor_opens(client, with_code):
    for path in (
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/recovery-codes/download/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/reauthenticate/",
    ):
        assert client.get(path).status_code == 200, path
    client.post("/accounts/2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert actions()[-2:] == ["second_factor.changed"] * 2
    assert AuditEvent.objects.order_by("-pk")[0].after == {"kinds": []}


# ---------- the browser's safety ----------


def test_every_answer_carries_the_headers_of_safety(client, db):
    answer = client.get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    cookie = answer.cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"


def test_the_session_cookie_is_safe_and_ends_with_the_browser(client, somsri):
    cookie = sign_in(client).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_over_https_browsers_are_told_to_stay(client, db, settings):
    settings.SECURE_HSTS_SECONDS = 60
    answer = client.get("/accounts/login/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=60"


def test_pages_hold_no_inline_style_or_handler(client, somsri):
    client.force_login(somsri)
    for path in ("/accounts/", "/accounts/password/change/", "/accounts/2fa/"):
        page = client.get(path).content.decode()
        assert not re.search(r'\sstyle="|\son[a-z]+="', page), path
