"""Panels, notices, drawers: parts that hold others."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def panel(content: str, title: str = "", **slots: Any) -> SafeString:
    """One question, with its heading.

    Slots: id, count, hot, note, more_url, more, csv_url, excel_url, foot, level, busy.
    """
    return render_to_string(
        "web/components/panel.html", {"content": content, "title": title, **slots}
    )


@register.simple_block_tag
def notice(
    content: str, kind: str = "", icon: str = "", action: str = "", url: str = ""
) -> SafeString:
    """Something about this place; kind: bad, warn, back or nothing."""
    usual = {"bad": "stop", "warn": "question", "back": "back"}.get(kind, "info")
    return render_to_string(
        "web/components/notice.html",
        {
            "content": content,
            "kind": kind,
            "icon": icon or usual,
            "action": action,
            "url": url,
        },
    )


@register.simple_block_tag
def drawer(
    content: str, title: str, id: str, kicker: str = "", **slots: Any
) -> SafeString:
    """An explanation beside the figure; slots: action, url, back_url."""
    return render_to_string(
        "web/components/drawer.html",
        {"content": content, "title": title, "id": id, "kicker": kicker, **slots},
    )
