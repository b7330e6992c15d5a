import re

import pytest

from tidtam.web import maps

DOPA_CODES = {
    str(code)
    for first, last in (
        (10, 27), (30, 49), (50, 58), (60, 67), (70, 77), (80, 86), (90, 96),
    )
    for code in range(first, last + 1)
}  # fmt: skip


def test_every_group_and_province_has_an_outline():
    assert set(maps.country("groups").shapes) == {str(number) for number in range(19)}
    assert set(maps.country("provinces").shapes) == DOPA_CODES
    assert len(DOPA_CODES) == 77


@pytest.mark.parametrize("level", ["groups", "provinces"])
def test_outlines_are_closed_paths_and_labels_lie_on_the_map(level):
    country = maps.country(level)
    _, _, width, height = map(int, country.view_box.split())
    for shape in country.shapes.values():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", shape.path)
        assert 0 < shape.x < width
        assert 0 < shape.y < height


@pytest.mark.parametrize("level", ["groups", "provinces"])
def test_a_map_weighs_little(level):
    total = sum(len(shape.path) for shape in maps.country(level).shapes.values())
    assert total < 25_000


def test_north_is_up():
    shapes = maps.country("provinces").shapes
    chiang_rai, bangkok, narathiwat = shapes["57"], shapes["10"], shapes["96"]
    assert chiang_rai.y < bangkok.y < narathiwat.y
    assert shapes["58"].x < bangkok.x < shapes["34"].x
