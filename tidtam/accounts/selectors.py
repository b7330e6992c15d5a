"""Reads of accounts, roles and the audit trail."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from tidtam.common import clock
from tidtam.common.models import AuditEvent
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import holds_on

from .models import Grant, Role, User
from .permissions import (
    ROLE_KINDS,
    Permission,
    Visitor,
    can,
    units_visible_to,
)


def holds_over_all(user: Visitor, permission: Permission) -> bool:
    """Say whether the user holds the permission over the commission, thus over all."""
    commission = Unit.objects.filter(kind=Unit.Kind.COMMISSION).first()
    return commission is not None and can(user, permission, commission)


# ---------- people ----------


def users_visible_to(user: Visitor) -> QuerySet[User]:
    """Return the accounts with a role, past or present, over a unit the user sees.

    Whoever looks after the whole country sees accounts without a role, too.
    """
    users = User.objects.select_related("person").order_by("username")
    if holds_over_all(user, Permission.USER_VIEW):
        return users
    visible = units_visible_to(user, Permission.USER_VIEW)
    return users.filter(
        Exists(Grant.objects.filter(user=OuterRef("pk"), unit__in=visible))
    )


def users_with_email(email: str) -> QuerySet[User]:
    """Return the open accounts of an address; an office may share one."""
    return User.objects.filter(email__iexact=email, is_active=True).order_by("pk")


def users_with_roles(users: QuerySet[User], seen_by: Visitor) -> QuerySet[User]:
    """Return the users with `roles_today`: their grants of today that `seen_by` sees.

    Two queries, however many users.
    """
    visible = units_visible_to(seen_by, Permission.USER_VIEW)
    today = (
        Grant.objects.filter(holds_on(clock.today()), unit__in=visible)
        .select_related("unit")
        .order_by("valid_from", "pk")
    )
    return users.prefetch_related(Prefetch("grants", today, to_attr="roles_today"))


def users_found(
    users: QuerySet[User],
    *,
    words: Iterable[str] = (),
    unit: Unit | None = None,
    role: str = "",
) -> QuerySet[User]:
    """Return those whose name or username holds every word, with a role in the unit."""
    for word in words:
        users = users.filter(
            Q(username__icontains=word)
            | Q(person__name_th__icontains=word)
            | Q(person__name_en__icontains=word)
        )
    if unit is not None or role:
        grants = Grant.objects.filter(holds_on(clock.today()), user=OuterRef("pk"))
        if unit is not None:
            grants = grants.filter(unit=unit)
        if role:
            grants = grants.filter(role=role)
        users = users.filter(Exists(grants))
    return users


def grants_visible_to(user: Visitor, of: User) -> QuerySet[Grant]:
    """Return a person's grants over the units that the user sees, newest first."""
    visible = units_visible_to(user, Permission.USER_VIEW)
    return (
        of.grants.filter(unit__in=visible)
        .select_related("unit")
        .order_by("-valid_from", "-pk")
    )


def grants_of(user: User) -> QuerySet[Grant]:
    """Return one's own grants that count today or later."""
    return (
        user.grants.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today()))
        .select_related("unit")
        .order_by("valid_from", "pk")
    )


def manages(user: Visitor, other: User) -> bool:
    """Say whether the user looks after the people of every unit of an account.

    Its grants that have not ended decide, else all it ever had; an account that never
    had one belongs to whoever looks after the whole country. So nobody takes over the
    account of someone whose role reaches further than his own.
    """
    held = set(grants_of(other).values_list("unit", flat=True)) or set(
        other.grants.values_list("unit", flat=True)
    )
    if not held:
        return holds_over_all(user, Permission.USER_EDIT)
    visible = units_visible_to(user, Permission.USER_EDIT).filter(pk__in=held)
    return held == set(visible.values_list("pk", flat=True))


def units_edited_of(user: Visitor, other: User) -> frozenset[int]:
    """Return the ids of those units of an account whose people the user looks after."""
    edited = units_visible_to(user, Permission.USER_EDIT)
    named = edited.filter(pk__in=other.grants.values("unit"))
    return frozenset(named.values_list("pk", flat=True))


def roles_for(unit: Unit) -> list[Role]:
    """Return the roles that can be granted over the unit."""
    return [role for role, kinds in ROLE_KINDS.items() if unit.kind in kinds]


# ---------- the audit trail ----------


@dataclass(frozen=True)
class AuditFilter:
    """What to look for in the audit trail; an empty field looks for everything."""

    unit: Unit | None = None
    action: str = ""
    person: str = ""
    day: datetime.date | None = None


def audit_events_visible_to(user: Visitor) -> QuerySet[AuditEvent]:
    """Return the events of the units the user may audit, newest first.

    Over the commission that is every event, those without a unit included.
    """
    events = AuditEvent.objects.order_by("-pk")
    if holds_over_all(user, Permission.AUDIT_VIEW):
        return events
    visible = units_visible_to(user, Permission.AUDIT_VIEW)
    return events.filter(unit_id__in=visible.values("pk"))


def audit_events_found(
    events: QuerySet[AuditEvent], wanted: AuditFilter
) -> QuerySet[AuditEvent]:
    """Return the events that fit the filter; the day is that of the rules' clock."""
    if wanted.unit is not None:
        events = events.filter(unit_id=wanted.unit.pk)
    if wanted.action:
        events = events.filter(action__startswith=wanted.action)
    if wanted.person:
        events = events.filter(actor_label__icontains=wanted.person)
    if wanted.day is not None:
        start = timezone.make_aware(
            datetime.datetime.combine(wanted.day, datetime.time.min)
        )
        events = events.filter(at__gte=start, at__lt=start + datetime.timedelta(days=1))
    return events


@dataclass(frozen=True)
class Change:
    """One field of an event: what it was before and what it is after."""

    field: str
    before: Any
    after: Any


def changes_of(event: AuditEvent) -> list[Change]:
    """Return the fields that an event names, in their order; None where unsaid."""
    before, after = event.before or {}, event.after or {}
    fields = list(dict.fromkeys([*before, *after]))
    return [Change(name, before.get(name), after.get(name)) for name in fields]
