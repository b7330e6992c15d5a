"""Charts with their tables."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import json_script

from tidtam.web import words

register = template.Library()


@register.inclusion_tag("web/components/chart.html")
def chart(
    spec: Mapping[str, Any],
    title: str,
    lead: str = "",
    source: str = "",
    csv_url: str = "",
    excel_url: str = "",
    size: str = "",
    level: int = 2,
) -> dict[str, Any]:
    """A chart and its table: the finding as title, what and unit as lead.

    `spec` has kind, series or points, and what docs/look.md names; static/js/charts.js
    draws it. Without scripts the table stands alone. The page adds {% chart_scripts %}.
    """
    head, rows = _chart_table(spec)
    return {
        "title": title,
        "lead": lead,
        "source": source,
        "csv_url": csv_url,
        "excel_url": excel_url,
        "size": size,
        "level": level,
        "head": head,
        "rows": rows,
        "spec": json_script(_plain(spec)),
        "simulated": settings.SIMULATED,
    }


def _plain(thing: Any) -> Any:
    """Return the spec with every Decimal as a number, which JSON would make text."""
    if isinstance(thing, Decimal):
        return float(thing)
    if isinstance(thing, Mapping):
        return {key: _plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_plain(value) for value in thing]
    return thing


def _chart_table(spec: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    decimals = spec.get("decimals")
    if spec["kind"] == "points":
        head = [spec.get("category_name", ""), spec["x_name"], spec["y_name"]]
        x_decimals = spec.get("x_decimals", 0)
        return head, [
            [
                point["name"],
                words.number(point["x"], x_decimals),
                words.number(point["y"], decimals),
            ]
            for point in spec["points"]
        ]
    head = [spec.get("category_name", ""), *(each["name"] for each in spec["series"])]
    rows = [
        [
            str(category),
            *(words.number(each["values"][at], decimals) for each in spec["series"]),
        ]
        for at, category in enumerate(spec["categories"])
    ]
    band = spec.get("band")
    if band:
        head.append(band["name"])
        for row, low, high in zip(rows, band["low"], band["high"], strict=True):
            is_known = low is not None and high is not None
            text = f"{words.number(low, decimals)}–{words.number(high, decimals)}"
            row.append(text if is_known else words.NOTHING)
    return head, rows


@register.inclusion_tag("web/components/chart_scripts.html")
def chart_scripts() -> dict[str, Any]:
    """Load the charts after the page, in the block `scripts`."""
    return {}
