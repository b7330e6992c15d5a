"""The first screen."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    grants_in_request,
    needs,
)
from tidtam.common.hooks import Subject
from tidtam.web.links import national_link
from tidtam.web.panels import panel_named, panel_shown
from tidtam.web.selectors.home import home_of
from tidtam.web.selectors.shell import shell_of


@needs(Permission.HOME_VIEW)
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Show what I owe, what was returned to me and what waits for me."""
    grants_in_request(request)  # read first, so that nothing on the page asks again
    shell = shell_of(request)
    assert shell is not None  # noqa: S101  # behind needs() there is an account
    context = {
        "home": home_of(shell),
        "unit": next(iter(shell.units), None),
        "national_url": national_link(),
    }
    return render(request, "web/home.html", context)


@needs(Permission.HOME_VIEW)
@require_GET
@vary_on_headers("HX-Request")
def home_panel(request: SignedInRequest, name: str) -> HttpResponse:
    """Show one panel of the first screen; HTMX gets it alone."""
    panel = panel_named(Subject.HOME, name)
    if panel is None:
        raise Http404
    shown = panel_shown(panel, request, request.user)
    if request.htmx:
        return HttpResponse(shown)
    return render(request, "web/home_panel.html", {"panel": shown})
