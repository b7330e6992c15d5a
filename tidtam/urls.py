"""Every address of Tidtam."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from tidtam.accounts.permissions import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", public(set_language), name="set_language"),
    path("accounts/", include("tidtam.accounts.urls")),
    path("", include("tidtam.web.urls")),
    path("", include("tidtam.reporting.urls")),
    path("", include("tidtam.analysis.urls")),
    path("", include("tidtam.followup.urls")),
    path("", include("tidtam.meetings.urls")),
    path("", include("tidtam.fieldwork.urls")),
    path("", include("tidtam.knowledge.urls")),
    path("", include("tidtam.publications.urls")),
    path("", include("tidtam.planning.urls")),
    path("", include("tidtam.indicators.urls")),
    path("", include("tidtam.policies.urls")),
]
