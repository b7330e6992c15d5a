import pytest

from tidtam.web import drawing


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (0, "0"),
        (-0.001, "0"),
        (-0.5, "-0.5"),
        (10, "10"),
        (3.456, "3.46"),
        (2.50, "2.5"),
    ],
)
def test_short(position, text):
    assert drawing.short(position) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.886, "88.6%"), (1, "100%"), (1.2, "100%"), (-0.1, "0%")],
)
def test_percent_stays_in_the_bar(share, text):
    assert drawing.percent(share) == text


def test_sparkline_climbs_from_left_to_right():
    line = drawing.sparkline([1, 2, 3], target=3)
    assert line.path == "M0 31L48 17L96 3"
    assert (line.end_x, line.end_y) == ("96", "3")
    assert line.target_y == "3"


def test_sparkline_leaves_a_gap_where_a_value_is_missing():
    assert drawing.sparkline([1, 2, None, 2], None).path == "M0 31L32 3M96 3"


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_sparkline_without_values_draws_nothing(values):
    assert drawing.sparkline(values, None) == drawing.Sparkline("", "", "", "")


def test_sparkline_of_equal_values_lies_in_the_middle():
    assert drawing.sparkline([2, 2], 2).path == "M0 17L96 17"


@pytest.mark.parametrize(
    "counts", [[4, 14, 38, 83, 52, 24, 10, 20], [1, 29_449], [1, 1, 1], [7]]
)
def test_pipeline_fills_the_bar_and_keeps_small_parts_wide_enough(counts):
    stretches = drawing.pipeline(counts)
    last = stretches[-1]
    end = float(last.x.rstrip("%")) + float(last.width.rstrip("%"))
    assert end == pytest.approx(100, abs=0.1)
    widths = [float(stretch.width.rstrip("%")) for stretch in stretches]
    assert min(widths) >= drawing.PIPELINE_LEAST - 0.01
    assert [w for _, w in sorted(zip(counts, widths, strict=True))] == sorted(widths)


def test_pipeline_of_nothing_is_empty():
    assert drawing.pipeline([]) == []


def test_interval_places_value_bounds_and_target():
    at = drawing.interval(85, (80, 90), (80, 90), 82.5)
    assert at == drawing.Interval(low="4", value="75", high="146", target="39.5")


def test_interval_stays_on_its_axis():
    at = drawing.interval(99, (70, 120), (80, 90), None)
    assert at == drawing.Interval(low="4", value="146", high="146", target="")
