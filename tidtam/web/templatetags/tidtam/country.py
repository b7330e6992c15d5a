"""The map of the country."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static

from tidtam.web import look, maps

register = template.Library()


@register.inclusion_tag("web/components/map.html")
def thai_map(level: maps.Level, cells: Mapping[Any, Any], label: str) -> dict[str, Any]:
    """The country by `groups` or `provinces`.

    Each cell, found by group number or province code, has step (1-6 of the scale) or
    light, title, and perhaps url and text (what is written on it; a group shows its
    number). A shape without a cell is drawn empty.
    """
    country = maps.country(level)
    by_key = {str(key): cell for key, cell in cells.items()}
    return {
        "label": label,
        "sprite": static("img/icons.svg"),
        "view_box": country.view_box,
        "shapes": [
            _map_shape(shape, by_key.get(shape.key), level)
            for shape in country.shapes.values()
        ],
    }


def _map_shape(shape: maps.Shape, cell: Any, level: maps.Level) -> dict[str, Any]:
    css, mark = "void", None
    if look.part(cell, "step"):
        css = f"q{look.part(cell, 'step')}"
    elif look.part(cell, "light"):
        css, mark = _map_light(shape, look.light_of(look.part(cell, "light")))
    text = look.part(cell, "text") or (shape.key if level == "groups" else "")
    return {
        "shape": shape,
        "css": css,
        "mark": mark,
        "title": look.part(cell, "title", ""),
        "url": look.part(cell, "url", ""),
        "text": text if shape.lead or shape.room >= 12 else "",
    }


MAP_LIGHT_SIZES = {"ok": 18, "near": 32, "far": 36, "none": 24}


def _map_light(shape: maps.Shape, light: look.Light) -> tuple[str, dict[str, Any]]:
    """Return the class of a shape and its light; good news is small, bad news large."""
    size = MAP_LIGHT_SIZES[light.css]
    x, y = shape.lead or (shape.x, shape.y)
    css = "void" if light.css == "none" else light.css
    place = {"x": x - size // 2, "y": y - size // 2}
    return css, {"symbol": light.shape, "size": size, **place}
