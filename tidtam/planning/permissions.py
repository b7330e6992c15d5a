"""Who approves a plan: the superior; the commission's own, an executive."""

from django.core.exceptions import PermissionDenied

from tidtam.accounts.permissions import Doer, Permission, can
from tidtam.common import clock
from tidtam.common.audit import Operator
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import chain_on

from .models import Plan


def may_approve(by: Doer, unit: Unit) -> bool:
    """Say whether this person may approve or return plans of the unit.

    The right has to be held over the unit above it today, so that nobody approves
    what his own unit wrote; over the commission nothing stands, so an executive does.
    """
    if isinstance(by, Operator):
        return True
    if unit.kind == Unit.Kind.COMMISSION:
        return can(by, Permission.PLAN_APPROVE_COMMISSION, unit)
    above = chain_on(unit, clock.today())
    return bool(above) and can(by, Permission.PLAN_APPROVE, above[-1])


def check_approver(by: Doer, plan: Plan) -> None:
    """Raise PermissionDenied unless `may_approve`, and never for one's own work."""
    own = {plan.written_by_id, plan.submitted_by_id} - {None}
    if by.pk in own or not may_approve(by, plan.unit):
        raise PermissionDenied
