"""The audit trail."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.accounts.actions import action_name
from tidtam.accounts.forms import AuditFilterForm
from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    needs,
    units_visible_to,
)
from tidtam.accounts.selectors import (
    audit_events_found,
    audit_events_visible_to,
    changes_of,
)

PAGE = 50


@needs(Permission.AUDIT_VIEW)
@require_GET
def audit_list(request: SignedInRequest) -> HttpResponse:
    """List who did what and when, newest first."""
    units = units_visible_to(request.user, Permission.AUDIT_VIEW)
    form = AuditFilterForm(request.GET, units=units)
    events = audit_events_visible_to(request.user)
    found = audit_events_found(events, form.filter())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(event, action_name(event.action), changes_of(event)) for event in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "accounts/audit_list.html", context)
