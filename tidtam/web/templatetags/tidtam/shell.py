"""What every page has."""

from typing import Any

from django import template
from django.conf import settings

from tidtam.common import clock
from tidtam.common.requests import request_number as current_request_number
from tidtam.web import words

register = template.Library()


@register.inclusion_tag("web/components/marks.html")
def marks() -> dict[str, Any]:
    """ข้อมูลจำลอง where data are simulated, วันสมมติ where the clock is."""
    return {
        "simulated": settings.SIMULATED,
        "assumed_day": clock.today() if clock.is_simulated() else None,
    }


@register.simple_tag
def printed_at() -> str:
    """The present moment of the rules, for the head of a printed page."""
    return words.thai_datetime(clock.now())


@register.simple_tag
def request_number() -> str:
    """The number of this request, for pages that report an error."""
    return current_request_number.get()
