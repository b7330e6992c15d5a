"""Addresses that pages of results need of other apps, where those have the page."""

from django import template
from django.urls import NoReverseMatch, reverse

from tidtam.reporting.models import Evidence

register = template.Library()


@register.simple_tag
def evidence_link(file: Evidence) -> str:
    """Return where the file can be fetched, or nothing while there is no such page."""
    try:
        return reverse("reporting:evidence_file", args=[file.pk])
    except NoReverseMatch:
        return ""
