"""Where a unit lies: its provinces and its office on the map of the country."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from tidtam.organisation.models import Unit

from . import maps
from .drawing import short

# The map of map_shapes.json is Mercator's. Its scale and corner were found from the
# outlines: every one of the 174 offices whose place is known lies in its province.
WEST, NORTH = 97.3514, 20.45
LEFT, TOP = 6.0, 7.0
UNITS_A_DEGREE = 114.222


def _mercator(latitude: float) -> float:
    """Return the height of a latitude on a Mercator map, in degrees of the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def point_on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the place on the map, in its own units, of a place on the earth."""
    x = LEFT + (longitude - WEST) * UNITS_A_DEGREE
    y = TOP + (_mercator(NORTH) - _mercator(latitude)) * UNITS_A_DEGREE
    return x, y


@dataclass(frozen=True)
class Locator:
    """A small map: outlines of the country, the unit's provinces, its office."""

    view_box: str
    country: list[str]
    provinces: list[str]
    x: str
    y: str


def locator_of(unit: Unit, province_codes: Collection[str]) -> Locator | None:
    """Return the small map of a unit, or None where nothing is known of its place."""
    shapes = maps.country("provinces").shapes
    own = [shapes[code].path for code in sorted(province_codes) if code in shapes]
    if not own:
        return None
    x = y = ""
    if unit.latitude is not None and unit.longitude is not None:
        place = point_on_map(float(unit.latitude), float(unit.longitude))
        x, y = short(place[0]), short(place[1])
    groups = maps.country("groups")
    outlines = [shape.path for shape in groups.shapes.values()]
    return Locator(groups.view_box, outlines, own, x, y)
