"""Addresses of signing in, one's own account, people and the audit trail.

What django-allauth offers beside these is closed: nobody registers himself or changes
the e-mail address of an account but its administrator.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path, re_path

from .permissions import Permission, needs, public
from .views import audit, own, people

own_account = needs(Permission.ACCOUNT_EDIT)

pages = [
    path("", own.account_detail, name="account_detail"),
    path("people/", people.user_list, name="user_list"),
    path("people/add/", people.user_add, name="user_add"),
    path("people/<str:username>/", people.user_detail, name="user_detail"),
    path("people/<str:username>/edit/", people.user_edit, name="user_edit"),
    path(
        "people/<str:username>/password/", people.password_renew, name="password_renew"
    ),
    path(
        "people/<str:username>/second-factor/",
        people.second_factor_remove,
        name="second_factor_remove",
    ),
    path("people/<str:username>/roles/add/", people.grant_add, name="grant_add"),
    path(
        "people/<str:username>/roles/<int:number>/end/",
        people.grant_end,
        name="grant_end",
    ),
    path("audit/", audit.audit_list, name="audit_list"),
]

# django-allauth looks for these names without a namespace.
sign_in = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path(
        "reauthenticate/",
        own_account(account.reauthenticate),
        name="account_reauthenticate",
    ),
    path("signup/", own.closed, name="account_signup"),
    path("email/", own.closed, name="account_email"),
    path("confirm-email/", own.closed, name="account_email_verification_sent"),
]
passwords = [
    path(
        "password/change/",
        own_account(account.password_change),
        name="account_change_password",
    ),
    path("password/set/", own.closed, name="account_set_password"),
    path(
        "password/reset/", public(account.password_reset), name="account_reset_password"
    ),
    path(
        "password/reset/done/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
second_factor = [
    path("2fa/", own_account(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path(
        "2fa/reauthenticate/",
        own_account(mfa.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        own_account(own.recorded(totp.activate_totp)),
        name="mfa_activate_totp",
    ),
    path(
        "2fa/totp/deactivate/",
        own_account(own.recorded(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path(
        "2fa/recovery-codes/",
        own_account(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        own_account(own.recorded(recovery_codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        own_account(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
urlpatterns = [
    path("", include((pages, "accounts"))),
    *sign_in,
    *passwords,
    *second_factor,
]
