"""Pages about the site itself."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from tidtam.accounts.permissions import public

ROBOTS = "User-agent: *\nDisallow: /\n"


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@public
@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Ask search engines to stay away: everything here is behind a sign-in."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@public
@require_safe
def simulation_note(request: HttpRequest) -> HttpResponse:
    """Explain the marks of simulated data and of the assumed day."""
    context = {"clock_start": settings.TIDTAM_CLOCK}
    return render(request, "web/simulation_note.html", context)
