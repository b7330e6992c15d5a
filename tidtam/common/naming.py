"""The name of a thing in the language of the page."""

from typing import Any

from django.utils.translation import get_language

THAI_NAMES = ("short_name_th", "name_th", "title_th")
ENGLISH_NAMES = ("name_en", "title_en")


def named(thing: Any) -> str:
    """Return the name of a unit, person, indicator version or policy item.

    In English the English name where there is one, else the Thai; the short Thai name
    before the long one.
    """
    is_english = (get_language() or "th").startswith("en")
    wanted = (*ENGLISH_NAMES, *THAI_NAMES) if is_english else THAI_NAMES
    for field in wanted:
        if name := getattr(thing, field, ""):
            return str(name)
    return str(thing)
