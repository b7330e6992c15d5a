"""Giving and ending roles."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tidtam.accounts.models import Grant, Role, User
from tidtam.accounts.permissions import ROLE_KINDS, Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import is_open_on


class GrantError(Exception):
    """The role cannot be granted or ended so; `field` names what to mend."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@transaction.atomic
def grant_give(
    *,
    user: User,
    role: Role,
    unit: Unit,
    valid_from: datetime.date,
    valid_to: datetime.date | None = None,
    by: Doer,
) -> Grant:
    """Grant a role over a unit and its subtree, from a day to before another.

    Raises PermissionDenied if `by` may not edit the people of the unit, and GrantError
    if `by` is the same person, the role does not fit the unit, the days are not in
    order, or the person has the role there on one of those days.
    """
    check(by, Permission.USER_EDIT, unit)
    user = User.objects.select_for_update().get(pk=user.pk)
    if by == user:
        raise GrantError("role", _("nobody grants a role to himself"))
    if unit.kind not in ROLE_KINDS[role]:
        raise GrantError(
            "role",
            _("the role %(role)s is not granted over %(unit)s")
            % {"role": role.label, "unit": unit},
        )
    _refuse_wrong_days(user, role, unit, valid_from, valid_to)
    grant = Grant.objects.create(
        user=user, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to
    )
    audit.record(
        by=by,
        action="grant.given",
        target=grant,
        target_label=_label(grant),
        unit=unit,
        after={"username": user.username, **_said(grant)},
    )
    return grant


@transaction.atomic
def grant_end(*, grant: Grant, on: datetime.date, by: Doer) -> None:
    """End a grant on a day, the first on which it no longer counts.

    One that would not have counted for a day is taken away altogether. Raises
    PermissionDenied if `by` may not edit the people of the unit, and GrantError for a
    day gone by or a grant that has ended by then.
    """
    check(by, Permission.USER_EDIT, grant.unit)
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if on < clock.today():
        raise GrantError("on", _("a grant cannot end on a day gone by"))
    if grant.valid_to is not None and grant.valid_to <= on:
        raise GrantError("on", _("the grant has ended by then"))
    before, label, pk = _said(grant), _label(grant), grant.pk
    after = None
    if on <= grant.valid_from:
        grant.delete()
        grant.pk = pk
    else:
        grant.valid_to = on
        grant.save(update_fields=["valid_to"])
        after = _said(grant)
    audit.record(
        by=by,
        action="grant.ended",
        target=grant,
        target_label=label,
        unit=grant.unit,
        before={"username": grant.user.username, **before},
        after=after,
    )


def _refuse_wrong_days(
    user: User,
    role: Role,
    unit: Unit,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise GrantError("valid_to", _("the last day lies before the first"))
    if not is_open_on(unit, valid_from):
        raise GrantError(
            "valid_from", _("%(unit)s is not open on that day") % {"unit": unit}
        )
    overlapping = Grant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from),
        user=user,
        role=role,
        unit=unit,
    )
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lt=valid_to)
    if overlapping.exists():
        raise GrantError("role", _("this person has the role there on those days"))


def _said(grant: Grant) -> dict[str, str | None]:
    end = grant.valid_to
    return {
        "role": grant.role,
        "unit": grant.unit.code,
        "valid_from": grant.valid_from.isoformat(),
        "valid_to": end.isoformat() if end else None,
    }


def _label(grant: Grant) -> str:
    return f"{grant.user}: {grant.role} {grant.unit}"[:250]
