"""Definitions of indicators, apart from their figures."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs

from . import selectors


@needs(Permission.INDICATOR_VIEW)
@require_GET
def definition(request: SignedInRequest, code: str) -> HttpResponse:
    """Show how an indicator is defined, and what each version changed."""
    version = selectors.version_of(code)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "levels": selectors.levels_of(version),
        "changes": selectors.changes_of(version.indicator),
        "items": selectors.policy_items_of(version.indicator),
    }
    return render(request, "indicators/definition.html", context)
