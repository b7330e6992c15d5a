"""The small map: offices fall into their provinces."""

import csv
from importlib.resources import files

import pytest

from tests.factories import UnitFactory
from tidtam.web import maps
from tidtam.web.locator import locator_of, point_on_map

OFFICES = [
    row
    for row in csv.DictReader(
        (files("tidtam.simulation") / "facts" / "areas.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    if row["office_lat"]
]


def box(path):
    """Give the box round an outline of relative moves."""
    numbers = path.replace("M", " M ").replace("l", " l ").replace("z", " z ")
    numbers = numbers.replace("-", " -").split()
    points, x, y, mode, at = [], 0, 0, "", 0
    while at < len(numbers):
        if numbers[at] in "Mlz":
            mode, at = numbers[at], at + 1
            continue
        dx, dy = int(numbers[at]), int(numbers[at + 1])
        x, y = (dx, dy) if mode == "M" else (x + dx, y + dy)
        points.append((x, y))
        at += 2
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_every_known_office_lies_in_the_box_of_its_province():
    shapes = maps.country("provinces").shapes
    assert len(OFFICES) > 150
    for office in OFFICES:
        x, y = point_on_map(float(office["office_lat"]), float(office["office_lng"]))
        left, top, right, bottom = box(shapes[office["main_province_code"]].path)
        assert left - 2 <= x <= right + 2, office["key"]
        assert top - 2 <= y <= bottom + 2, office["key"]


def test_without_a_place_the_province_alone_is_shown():
    unit = UnitFactory.build(province_code="50")
    found = locator_of(unit, {"50", ""})
    assert found is not None
    assert len(found.provinces) == 1
    assert found.x == ""


@pytest.mark.parametrize("codes", [set(), {""}, {"00"}])
def test_without_a_province_there_is_no_map(codes):
    assert locator_of(UnitFactory.build(), codes) is None
