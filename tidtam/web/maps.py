"""The outlines of the 18 groups (and ส่วนกลาง, group 0) and of the 77 provinces.

map_shapes.json says where they come from; static/vendor/README.md says how it was made.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Level = Literal["groups", "provinces"]

SHAPES = Path(__file__).with_name("map_shapes.json")


@dataclass(frozen=True)
class Shape:
    """The outline of one group or province, and the place of its label.

    `key` is the number of the group or the DOPA code of the province; `room` the radius
    of the largest circle that fits round the label. `lead` is where a line from a label
    outside the outline ends.
    """

    key: str
    path: str
    x: int
    y: int
    room: int
    lead: tuple[int, int] | None

    @property
    def lead_path(self) -> str:
        """Return the line from the label in the sea to the shape, or nothing."""
        if not self.lead:
            return ""
        return f"M{self.x} {self.y - 24}L{self.lead[0]} {self.lead[1]}"

    @property
    def label_size(self) -> str:
        """Return the class of the label: in the sea, small, or none."""
        if self.lead:
            return "sea"
        return "small" if self.room < 34 else ""


@dataclass(frozen=True)
class Map:
    """A map of the country: its view box and its shapes, by key."""

    view_box: str
    shapes: dict[str, Shape]


@cache
def country(level: Level) -> Map:
    """Return the map of the groups or of the provinces."""
    content = json.loads(SHAPES.read_text(encoding="utf-8"))
    shapes = {
        key: Shape(
            key=key,
            path=shape["d"],
            x=shape["x"],
            y=shape["y"],
            room=shape["r"],
            lead=tuple(shape["lead"]) if "lead" in shape else None,
        )
        for key, shape in content[level].items()
    }
    return Map(view_box=" ".join(map(str, content["view_box"])), shapes=shapes)
