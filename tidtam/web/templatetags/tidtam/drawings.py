"""Meters, sparklines, intervals, quorum: small drawings."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tidtam.web import drawing, words

register = template.Library()


@register.simple_tag
def meter(
    share: float | None, tick: float | None = None, label: str = "", size: str = ""
) -> SafeString:
    """A share 0..1 with a tick where the threshold or the time stands."""
    said = label or f"{words.percent(share or 0)} %"
    fill = drawing.percent(float(share or 0))
    mark = ""
    if tick is not None:
        mark = format_html(
            '<rect class="tick" x="{}" y="-3" width="2" height="12"/>',
            drawing.percent(float(tick)),
        )
    return format_html(
        '<svg class="meter{}" role="img" aria-label="{}" width="100%" height="6">'
        '<rect class="track" width="100%" height="6" rx="3"/>'
        '<rect class="fill" width="{}" height="6" rx="3"/>{}</svg>',
        f" w-{size}" if size else "",
        said,
        fill,
        mark,
    )


@register.simple_tag
def sparkline(
    values: Sequence[float | None], target: float | None = None, label: str = ""
) -> SafeString:
    """A line through the last values, a dotted one for the target; no axis."""
    line = drawing.sparkline(values, target)
    dotted = end = ""
    if line.target_y:
        dotted = format_html('<path class="t" d="M0 {}H96"/>', line.target_y)
    if line.path:
        end = format_html(
            '<path d="{}"/><circle cx="{}" cy="{}" r="3.2"/>',
            line.path,
            line.end_x,
            line.end_y,
        )
    said = format_html('role="img" aria-label="{}"', label)
    return format_html(
        '<svg class="spark" viewBox="0 0 96 34" {}>{}{}</svg>',
        said if label else mark_safe('aria-hidden="true"'),
        dotted,
        end,
    )


@register.simple_tag
def interval(
    value: float,
    low: float,
    high: float,
    least: float,
    most: float,
    target: float | None = None,
    hollow: bool = False,
) -> SafeString:
    """A value as a dot on its interval, the target as a dashed tick; for tables."""
    at = drawing.interval(value, (low, high), (least, most), target)
    tick = ""
    if at.target:
        tick = format_html('<path class="target" d="M{} 2V20"/>', at.target)
    return format_html(
        '<svg class="interval" viewBox="0 0 150 22" aria-hidden="true">'
        '<path class="axis" d="M0 11H150"/>{}<path class="bar90" d="M{} 11H{}"/>'
        '<circle class="{}" cx="{}" cy="11" r="3.6"/></svg>',
        tick,
        at.low,
        at.high,
        "hollow" if hollow else "dot",
        at.value,
    )


@register.inclusion_tag("web/components/quorum.html")
def quorum(on_site: int, online: int, members: int, needed: int) -> dict[str, Any]:
    """Who is there, by mode, and how many are needed."""
    total = max(members, 1)
    return {
        "on_site": on_site,
        "online": online,
        "members": members,
        "needed": needed,
        "on_site_width": drawing.percent(on_site / total),
        "online_width": drawing.percent(online / total),
        "needed_at": drawing.percent(needed / total),
    }
