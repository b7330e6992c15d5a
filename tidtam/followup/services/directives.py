"""Writes to directives."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.naming import named
from tidtam.common.periods import fiscal_year_of
from tidtam.followup.models import Assignment, Directive
from tidtam.followup.selectors import units_under
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem

from .common import FollowupError


@dataclass(frozen=True)
class DirectiveWords:
    """What a directive says, to whom, and where it came from."""

    issuer: Unit
    owners: tuple[Unit, ...]
    title: str
    text: str
    due_on: datetime.date
    partners: tuple[Unit, ...] = ()
    origin: str = Directive.Origin.OTHER
    origin_ref: str = ""
    origin_name: str = ""
    policy_item: PolicyItem | None = None
    indicator: Indicator | None = None
    project: Project | None = None
    issued_on: datetime.date | None = None


@transaction.atomic
def directive_raise(*, words: DirectiveWords, by: Doer) -> Directive:
    """Issue a directive to its owners, under the next number of issuer and year.

    Raises PermissionDenied if `by` may not issue for the unit, and FollowupError for
    no owner, an owner who does not stand under the issuer, or a due day gone by.
    """
    check(by, Permission.DIRECTIVE_ISSUE, words.issuer)
    issued_on = words.issued_on or clock.today()
    _refuse(words, issued_on)
    Unit.objects.select_for_update().get(pk=words.issuer.pk)
    year = fiscal_year_of(issued_on)
    directive = Directive.objects.create(
        issuer=words.issuer,
        fiscal_year=year,
        number=_next_number(words.issuer, year),
        title=words.title,
        text=words.text,
        issued_on=issued_on,
        due_on=words.due_on,
        origin=words.origin,
        origin_ref=words.origin_ref,
        origin_name=words.origin_name,
        policy_item=words.policy_item,
        indicator=words.indicator,
        project=words.project,
        issued_by=by if isinstance(by, User) else None,
    )
    directive.partners.set(words.partners)
    Assignment.objects.bulk_create(
        Assignment(directive=directive, unit=unit) for unit in words.owners
    )
    audit.record(
        by=by,
        action="directive.raised",
        target=directive,
        unit=words.issuer,
        after={
            "number": directive.numbered,
            "title": words.title,
            "due_on": words.due_on.isoformat(),
            "owners": [unit.code for unit in words.owners],
            "partners": [unit.code for unit in words.partners],
        },
    )
    return directive


def _refuse(words: DirectiveWords, issued_on: datetime.date) -> None:
    if not words.owners:
        raise FollowupError(_("Choose who is to do it."), "owners")
    if words.due_on < issued_on:
        raise FollowupError(
            _("This day has gone by. Give a day on which it can still be done."),
            "due_on",
        )
    ids = {unit.pk for unit in words.owners}
    under = units_under(words.issuer, issued_on).filter(pk__in=ids)
    strange = ids - set(under.values_list("pk", flat=True))
    if strange:
        names = ", ".join(named(unit) for unit in words.owners if unit.pk in strange)
        raise FollowupError(
            _("Not under the issuing unit: %(names)s. Take them out.")
            % {"names": names},
            "owners",
        )


def _next_number(issuer: Unit, fiscal_year: int) -> int:
    rows = Directive.objects.filter(issuer=issuer, fiscal_year=fiscal_year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
