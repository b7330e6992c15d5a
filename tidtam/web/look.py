"""What the parts of the look have in common: lights, states of work, attributes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from .icons import ICONS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Light:
    """A result: its class in the style sheet, the shape it is drawn with, its word."""

    css: str
    shape: str
    word: "StrPromise"


LIGHTS = {
    "green": Light("ok", "light-green", pgettext_lazy("light", "On target")),
    "amber": Light("near", "light-amber", pgettext_lazy("light", "Near target")),
    "red": Light("far", "light-red", pgettext_lazy("light", "Off target")),
    "grey": Light("none", "light-grey", pgettext_lazy("light", "Not concluded")),
}


def light_of(value: object) -> Light:
    """Return the light of the name green, amber, red or grey; grey for nothing.

    Raises ValueError for any other name.
    """
    name = str(value or "grey")
    if name not in LIGHTS:
        message = f"{name!r} is not a light: {', '.join(LIGHTS)}"
        raise ValueError(message)
    return LIGHTS[name]


@dataclass(frozen=True)
class Step:
    """A state of work on the way from draft to acceptance: its class and its sign."""

    css: str
    sign: str
    icon: str = ""


STEPS = {
    "0": Step("st0", ""),
    "1": Step("q2", "1"),
    "2": Step("q3", "2"),
    "3": Step("q4", "3"),
    "4": Step("q5", "4"),
    "5": Step("q6", "", icon="check"),
    "returned": Step("stb", "", icon="back"),
    "late": Step("late", "!"),
}


def step_of(value: object) -> Step:
    """Return the step 0 to 5, `returned` or `late`.

    Raises ValueError for any other.
    """
    name = str(value)
    if name not in STEPS:
        message = f"{name!r} is not a step: {', '.join(STEPS)}"
        raise ValueError(message)
    return STEPS[name]


@cache
def symbol(name: str, css: str) -> SafeString:
    """Return a symbol of the sprite, hidden from screen readers.

    Kept, for a matrix draws hundreds of the same few.
    """
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css,
        static("img/icons.svg"),
        name,
    )


def icon(name: str, size: str = "") -> SafeString:
    """Return an icon; `size` s is smaller.

    Raises ValueError for a name that tidtam.web.icons does not hold.
    """
    if name not in ICONS:
        message = f"{name!r} is not an icon: {', '.join(ICONS)}"
        raise ValueError(message)
    return symbol(name, "i i-s" if size == "s" else "i")


# A part takes a mapping, a dataclass or a model: whatever the app below has.
def part(thing: Any, name: str, default: Any = None) -> Any:
    """Return an entry of a mapping, or an attribute of anything else."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)
