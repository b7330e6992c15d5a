"""Panels that other apps put on a page, and names in the language of the page."""

import datetime
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from tidtam.common import clock
from tidtam.common.hooks import Place, Subject
from tidtam.web import names
from tidtam.web.panels import panel_or_place, panels_at

register = template.Library()

register.filter("unit_name", names.unit_name)
register.filter("unit_full_name", names.unit_full_name)
register.filter("province_name", names.province_name)
register.filter("measure_name", names.measure_name)
register.filter("position_title", names.position_title)
register.filter("person_name", names.person_name)


@register.filter
def days_left(moment: datetime.datetime | None) -> int | None:
    """Return the days until a moment, negative when it has passed; None without one."""
    return None if moment is None else (clock.day_of(moment) - clock.today()).days


@register.simple_tag(takes_context=True)
def hook_panels(
    context: RequestContext, subject_kind: str, subject: Any, place: str = "main"
) -> SafeString:
    """Show the panels registered for this subject at this place of the page."""
    found = panels_at(Subject(subject_kind), Place(place))
    request = context["request"]
    return SafeString("".join(panel_or_place(each, request, subject) for each in found))
