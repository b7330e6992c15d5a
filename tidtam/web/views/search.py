"""Search over units, indicators, policy items and what else has a name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.web.selectors.search import search


@needs(Permission.UNIT_VIEW)
@require_GET
@vary_on_headers("HX-Request")
def search_page(request: SignedInRequest) -> HttpResponse:
    """Show what was found; HTMX gets the results alone."""
    text = request.GET.get("q", "").strip()
    part = "#results" if request.htmx else ""
    context = {"text": text, "search": search(request.user, text)}
    return render(request, f"web/search.html{part}", context)
