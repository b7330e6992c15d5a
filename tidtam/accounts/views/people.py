"""People, their roles and their passwords."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts import services
from tidtam.accounts.forms import (
    EndForm,
    GrantForm,
    NewUserForm,
    UserFilterForm,
    UserForm,
)
from tidtam.accounts.models import Role, User
from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    needs,
    units_visible_to,
)
from tidtam.accounts.selectors import (
    grants_visible_to,
    manages,
    units_edited_of,
    users_found,
    users_visible_to,
    users_with_roles,
)
from tidtam.common import clock
from tidtam.common.search import words_of
from tidtam.common.thai import date_short

PAGE = 50


@needs(Permission.USER_VIEW)
@require_GET
def user_list(request: SignedInRequest) -> HttpResponse:
    """List the people of the user's units, by name, unit and role."""
    units = units_visible_to(request.user, Permission.USER_VIEW)
    form = UserFilterForm(request.GET, units=units)
    users = users_visible_to(request.user)
    if form.is_valid():
        wanted = form.cleaned_data
        users = users_found(
            users,
            words=words_of(wanted["q"]),
            unit=wanted["unit"],
            role=wanted["role"],
        )
    shown = users_with_roles(users, request.user)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_add": _edits(request)}
    return render(request, "accounts/user_list.html", context)


@needs(Permission.USER_VIEW)
@require_GET
def user_detail(request: SignedInRequest, username: str) -> HttpResponse:
    """Show one account: who it is, its roles, how it signs in."""
    user = _user(request, username)
    context = {
        "account": user,
        "grants": grants_visible_to(request.user, user),
        "may_grant": _edits(request) and user != request.user,
        "may_end": units_edited_of(request.user, user),
        "may_edit": manages(request.user, user),
        "is_own": user == request.user,
        "has_second_factor": is_mfa_enabled(user),
    }
    return render(request, "accounts/user_detail.html", context)


@needs(Permission.USER_EDIT)
@require_http_methods(["GET", "POST"])
def user_add(request: SignedInRequest) -> HttpResponse:
    """Make an account with its first role."""
    units = units_visible_to(request.user, Permission.USER_EDIT)
    first = {"valid_from": date_short(clock.today())}
    form = NewUserForm(request.POST or None, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            user = services.user_make(
                username=wanted["username"],
                name_th=wanted["name_th"],
                name_en=wanted["name_en"],
                email=wanted["email"],
                first=services.FirstGrant(
                    Role(wanted["role"]),
                    wanted["unit"],
                    wanted["valid_from"],
                    wanted["valid_to"],
                ),
                by=request.user,
            )
        except (services.UserError, services.GrantError) as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The account is made. It has no password yet."))
            return redirect("accounts:user_detail", user.username)
    return _form(request, "accounts/user_add.html", form)


@needs(Permission.USER_EDIT)
@require_http_methods(["GET", "POST"])
def user_edit(request: SignedInRequest, username: str) -> HttpResponse:
    """Change who an account is and how it signs in."""
    user = _managed_user(request, username)
    person = user.person
    now = {
        "name_th": person.name_th if person else "",
        "name_en": person.name_en if person else "",
        "username": user.username,
        "email": user.email,
        "is_active": user.is_active,
    }
    form = UserForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.user_change(user=user, by=request.user, **form.cleaned_data)
        except services.UserError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The account is changed."))
            return redirect("accounts:user_detail", user.username)
    return _form(request, "accounts/user_edit.html", form, account=user)


@needs(Permission.USER_EDIT)
@require_POST
@never_cache
def password_renew(request: SignedInRequest, username: str) -> HttpResponse:
    """Give another person a new password and show it once."""
    user = _managed_user(request, username)
    password = services.password_renew(user=user, by=request.user)
    context = {"account": user, "password": password}
    return render(request, "accounts/password_renewed.html", context)


@needs(Permission.USER_EDIT)
@require_POST
def second_factor_remove(request: SignedInRequest, username: str) -> HttpResponse:
    """Take away the second factor of someone who lost the telephone."""
    user = _managed_user(request, username)
    services.second_factor_remove(user=user, by=request.user)
    messages.success(request, _("Signing in no longer asks this person for a code."))
    return redirect("accounts:user_detail", user.username)


@needs(Permission.USER_EDIT)
@require_http_methods(["GET", "POST"])
def grant_add(request: SignedInRequest, username: str) -> HttpResponse:
    """Grant a role over a unit."""
    user = _user(request, username)
    if user == request.user:
        raise PermissionDenied
    units = units_visible_to(request.user, Permission.USER_EDIT)
    first = {"valid_from": date_short(clock.today())}
    form = GrantForm(request.POST or None, units=units, initial=first)
    if request.method == "POST" and form.is_valid():
        wanted = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            services.grant_give(user=user, by=request.user, **wanted)
        except services.GrantError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The role is granted."))
            return redirect("accounts:user_detail", user.username)
    return _form(request, "accounts/grant_add.html", form, account=user)


@needs(Permission.USER_EDIT)
@require_http_methods(["GET", "POST"])
def grant_end(request: SignedInRequest, username: str, number: int) -> HttpResponse:
    """End a role on a day."""
    user = _user(request, username)
    grant = get_object_or_404(grants_visible_to(request.user, user), pk=number)
    first = {"on": date_short(clock.today())}
    form = EndForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_end(grant=grant, by=request.user, **form.cleaned_data)
        except services.GrantError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The role ends on the day you named."))
            return redirect("accounts:user_detail", user.username)
    return _form(request, "accounts/grant_end.html", form, account=user, grant=grant)


def _edits(request: SignedInRequest) -> bool:
    """Say whether the user gives roles anywhere."""
    return units_visible_to(request.user, Permission.USER_EDIT).exists()


def _user(request: SignedInRequest, username: str) -> User:
    return get_object_or_404(users_visible_to(request.user), username=username)


def _managed_user(request: SignedInRequest, username: str) -> User:
    """Return the account; 404 where it is not visible, 403 where it is out of reach."""
    user = _user(request, username)
    if not manages(request.user, user):
        raise PermissionDenied
    return user


def _form(
    request: SignedInRequest, template: str, form: object, **context: object
) -> HttpResponse:
    """Show a form; with 422 where it was sent and is not right."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)
