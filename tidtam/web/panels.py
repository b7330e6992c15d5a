"""Panels that other apps put on pages: which stand where, and what they show."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from tidtam.common import hooks
from tidtam.common.hooks import Panel, Place, Subject


def panels_at(subject: Subject, place: Place) -> list[Panel]:
    """Return the panels at a place of the pages about a subject, in order."""
    found = [p for p in hooks.panels if p.subject is subject and p.place is place]
    return sorted(found, key=lambda panel: (panel.order, panel.name))


def panel_named(subject: Subject, name: str) -> Panel | None:
    """Return the panel of that name, or None."""
    found = (p for p in hooks.panels if p.subject is subject and p.name == name)
    return next(found, None)


def panel_shown(panel: Panel, request: HttpRequest, subject: Any) -> SafeString:
    """Return the panel as HTML; nothing where it has nothing to show."""
    found = panel.context(request, subject)
    if found is None:
        return SafeString()
    context = {**found, "subject": subject}
    return SafeString(render_to_string(panel.template, context, request))


def panel_or_place(panel: Panel, request: HttpRequest, subject: Any) -> SafeString:
    """Return the panel, or for one that comes later the place that fetches it."""
    if panel.later and panel.subject is Subject.UNIT:
        url = reverse("web:unit_panel", args=[subject.code, panel.name])
    elif panel.later and panel.subject is Subject.HOME:
        url = reverse("web:home_panel", args=[panel.name])
    else:
        return panel_shown(panel, request, subject)
    place = render_to_string("web/components/panel_later.html", {"url": url})
    return SafeString(place)
