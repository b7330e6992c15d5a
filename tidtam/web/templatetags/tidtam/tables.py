"""Heads and feet of tables."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import RequestContext

register = template.Library()


@register.inclusion_tag("web/components/sort_head.html", takes_context=True)
def sort_head(
    context: RequestContext, name: str, label: str, numeric: bool = False
) -> dict[str, Any]:
    """A column head that sorts by `?sort=name`; pressed again, the other way round."""
    request = context["request"]
    now = request.GET.get("sort", "")
    direction = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    query = request.GET.copy()
    query["sort"] = f"-{name}" if direction == "ascending" else name
    query.pop("page", None)
    icon = {"ascending": "sort-up", "descending": "sort-down"}.get(direction, "sort")
    return {
        "label": label,
        "direction": direction,
        "icon": icon,
        "numeric": numeric,
        "url": f"?{query.urlencode()}",
    }


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Pages of a long table, with its count; the address keeps the filter."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return {"page": page, "numbers": list(numbers), "query": query.urlencode()}
