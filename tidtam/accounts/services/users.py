"""Making and changing accounts and their passwords."""

import datetime
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import Role, User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.accounts.selectors import manages
from tidtam.common import audit, clock
from tidtam.organisation.models import Person, Unit

from .grants import grant_give

# Letters and figures that nobody mistakes for one another on paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS, GROUP_SIZE = 4, 4


class UserError(Exception):
    """The account cannot be made or changed so; `field` names what to mend."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class FirstGrant:
    """The role with which an account begins."""

    role: Role
    unit: Unit
    valid_from: datetime.date
    valid_to: datetime.date | None = None


@transaction.atomic
def user_make(
    *,
    username: str,
    name_th: str,
    name_en: str = "",
    email: str = "",
    is_invented: bool = False,
    first: FirstGrant,
    by: Doer,
) -> User:
    """Make an account with its person and first role; it has no password yet.

    Raises PermissionDenied if `by` may not edit the people of the unit, UserError for
    a username that is taken, and GrantError as `grant_give` does.
    """
    check(by, Permission.USER_EDIT, first.unit)
    _refuse_taken(username)
    person = Person.objects.create(
        name_th=name_th, name_en=name_en, is_invented=is_invented
    )
    user = User(username=username, email=email, person=person)
    user.set_unusable_password()
    user.save(force_insert=True)
    audit.record(
        by=by, action="user.made", target=user, unit=first.unit, after=_said(user)
    )
    grant_give(
        user=user,
        role=first.role,
        unit=first.unit,
        valid_from=first.valid_from,
        valid_to=first.valid_to,
        by=by,
    )
    return user


@transaction.atomic
def user_change(
    *,
    user: User,
    username: str,
    name_th: str,
    name_en: str,
    email: str,
    is_active: bool,
    by: Doer,
) -> User:
    """Change an account and its person; equal values leave no trace.

    Raises PermissionDenied if `by` does not look after every unit of the account, or
    would close his own, and UserError for a username that is taken.
    """
    user = _managed(user, by)
    if by == user and not is_active:
        raise PermissionDenied
    if username != user.username:
        _refuse_taken(username)
    before = _said(user)
    person = user.person or Person()
    person.name_th, person.name_en = name_th, name_en
    user.username, user.email, user.is_active = username, email, is_active
    user.person = person
    after = _said(user)
    if after == before:
        return user
    person.save()
    user.person = person
    user.save(update_fields=["username", "email", "is_active", "person"])
    audit.record(
        by=by,
        action="user.changed",
        target=user,
        before={key: before[key] for key in before if before[key] != after[key]},
        after={key: after[key] for key in after if before[key] != after[key]},
    )
    return user


@transaction.atomic
def password_renew(*, user: User, by: Doer) -> str:
    """Give another person a new password and return it, to be handed over once.

    Raises PermissionDenied if `by` does not look after every unit of the account; for
    his own he uses the page of his account.
    """
    user = _managed(user, by)
    if by == user:
        raise PermissionDenied
    password = readable_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=by, action="password.renewed", target=user)
    return password


@transaction.atomic
def second_factor_remove(*, user: User, by: Doer) -> None:
    """Take away another person's second factor, as when the telephone is lost.

    Raises PermissionDenied if `by` does not look after every unit of the account; for
    his own he uses the page of his account.
    """
    user = _managed(user, by)
    if by == user:
        raise PermissionDenied
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        audit.record(by=by, action="second_factor.removed", target=user)


@transaction.atomic
def password_store(*, user: User, password: str) -> None:
    """Store the password that a person chose for himself."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=user, action="password.changed", target=user)


@transaction.atomic
@transaction.atomic
def sign_in_record(*, user: User) -> None:
    """Record that someone signed in, at the moment of the rules' clock."""
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    audit.record(by=user, action="user.signed_in", target=user)


@contextmanager
def second_factor_recorded(*, user: User) -> Iterator[None]:
    """Record what becomes of one's own second factor within, in its transaction."""
    with transaction.atomic():
        before = _second_factor(user)
        yield
        after = _second_factor(user)
        if before != after:
            audit.record(
                by=user,
                action="second_factor.changed",
                target=user,
                before={"kinds": list(before.values())},
                after={"kinds": list(after.values())},
            )


def _second_factor(user: User) -> dict[int, str]:
    """Return the kinds of a user's second factor by their row."""
    kept = Authenticator.objects.filter(user=user).order_by("type")
    return dict(kept.values_list("pk", "type"))


def readable_password() -> str:
    """Return a random password of groups that can be read out, with 79 random bits."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _place in range(GROUP_SIZE))
        for _group in range(PASSWORD_GROUPS)
    )


def _managed(user: User, by: Doer) -> User:
    """Return the account, locked; refuse whoever does not look after it."""
    if not isinstance(by, audit.Operator) and not manages(by, user):
        raise PermissionDenied
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _refuse_taken(username: str) -> None:
    if User.objects.filter(username__iexact=username).exists():
        raise UserError("username", _("this username is taken"))


def _said(user: User) -> dict[str, str | bool]:
    person = user.person
    return {
        "username": user.username,
        "email": user.email,
        "is_active": user.is_active,
        "name_th": person.name_th if person else "",
        "name_en": person.name_en if person else "",
    }
