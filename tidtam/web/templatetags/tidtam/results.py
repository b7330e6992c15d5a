"""Lights, tags, tiles: results and states of work."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from tidtam.web import drawing, look, words

register = template.Library()


@register.simple_tag
def light(value: object, form: str = "word") -> SafeString:
    """A result as shape and word: `word`, `pill`, or `bare` with the word hidden."""
    found = look.light_of(value)
    word = format_html(
        '<span class="vh">{}</span>' if form == "bare" else "{}", found.word
    )
    return format_html(
        '<span class="light {}{}">{}{}</span>',
        found.css,
        " pill" if form == "pill" else "",
        look.symbol(found.shape, "lt"),
        word,
    )


@register.simple_tag
def tag(text: object, kind: str = "", icon: str = "") -> SafeString:
    """A state of work or a deadline; kind: acc, late, back, done or nothing."""
    return format_html(
        '<span class="tag{}">{}{}</span>',
        f" tag-{kind}" if kind else "",
        look.icon(icon) if icon else "",
        text,
    )


@register.simple_tag
def deadline(days: int) -> SafeString:
    """How many days are left, or by how many it is overdue (a negative number)."""
    if days < 0:
        text = ngettext("%(days)d day overdue", "%(days)d days overdue", -days)
        return tag(text % {"days": -days}, "late", "clock")
    if days == 0:
        return tag(gettext("Due today"), "late", "clock")
    text = ngettext("%(days)d day left", "%(days)d days left", days)
    return tag(text % {"days": days}, "acc" if days <= 3 else "", "clock")


@register.simple_tag
def tile(
    step: object,
    name: str,
    word: object,
    url: str = "",
    selected: bool = False,
    size: str = "tile",
) -> SafeString:
    """One unit in a strip: step 0-5, returned or late; `word` says it for readers."""
    found = look.step_of(step)
    sign = look.icon(found.icon) if found.icon else found.sign
    title = f"{name} · {word}"
    css = f"{size} {found.css}{' sel' if selected else ''}"
    if not url:
        return format_html(
            '<span class="{}" title="{}">{}<span class="vh">{}</span></span>',
            css, title, sign, title,
        )  # fmt: skip
    return format_html(
        '<a href="{}" class="{}" title="{}">{}<span class="vh">{}</span></a>',
        url, css, title, sign, title,
    )  # fmt: skip


@register.simple_tag
def step_key(step: object, word: object, count: int | None = None) -> SafeString:
    """One entry of the legend of a strip or a pipeline bar."""
    found = look.step_of(step)
    sign = look.icon(found.icon) if found.icon else found.sign
    return format_html(
        '<span><span class="key {}" aria-hidden="true">{}</span>{}{}</span>',
        found.css,
        sign,
        word,
        "" if count is None else f" {words.number(count)}",
    )


@register.inclusion_tag("web/components/pipeline.html")
def pipeline(parts: Sequence[Any], label: str) -> dict[str, Any]:
    """The same states as counts; each part has step, word, count and perhaps url."""
    shown = [each for each in parts if look.part(each, "count")]
    stretches = drawing.pipeline([look.part(each, "count") for each in shown])
    return {
        "label": label,
        "parts": [
            {
                "css": look.step_of(look.part(each, "step")).css,
                "word": look.part(each, "word"),
                "count": look.part(each, "count"),
                "url": look.part(each, "url", ""),
                "stretch": stretch,
            }
            for each, stretch in zip(shown, stretches, strict=True)
        ],
        "keys": parts,
    }


@register.simple_tag
def matrix_cell(
    value: object,
    name: str,
    url: str = "",
    disagrees: bool = False,
    first: bool = False,
) -> SafeString:
    """A light in a matrix; `first` draws the line before a part of the country."""
    found = look.light_of(value)
    css = found.css + (" sep" if first else "") + (" dis" if disagrees else "")
    said = f"{name} {found.word}"
    if disagrees:
        said += " · " + gettext("the reviewer disagrees")
    inner = format_html(
        '{}<span class="vh">{}</span>',
        look.symbol(found.shape, f"lt {found.css}"),
        said,
    )
    if not url:
        return format_html('<td class="{}"><span class="at">{}</span></td>', css, inner)
    return format_html('<td class="{}"><a href="{}">{}</a></td>', css, url, inner)
