"""The arithmetic of the small drawings: meters, sparklines, bars of parts, intervals.

Everything is plain Python; positions come back as short text, ready for an attribute of
an SVG element (the content security policy forbids style attributes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

Number = float | int


def short(position: float) -> str:
    """Return the position with at most two decimals and no trailing zeros."""
    rounded = round(position, 2) or 0.0
    return f"{rounded:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Return a share, cut to 0..1, as a percentage: `62.5%`."""
    return short(100 * min(max(share, 0.0), 1.0)) + "%"


@dataclass(frozen=True)
class Sparkline:
    """The line of a sparkline in a box of 96 by 34."""

    path: str
    target_y: str
    end_x: str
    end_y: str


SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = 96.0, 3.0, 31.0


def sparkline(values: Sequence[Number | None], target: Number | None) -> Sparkline:
    """Return the line through the values; a gap where one is None.

    `target_y` is empty without a target, `path` and the end without a value.
    """
    known = [value for value in (*values, target) if value is not None]
    least, most = min(known, default=0), max(known, default=0)
    step = SPARK_WIDTH / max(len(values) - 1, 1)

    def height(value: Number) -> str:
        if most == least:
            return short((SPARK_TOP + SPARK_BOTTOM) / 2)
        span = SPARK_BOTTOM - SPARK_TOP
        return short(SPARK_BOTTOM - span * (value - least) / (most - least))

    points = [
        None if value is None else f"{short(step * index)} {height(value)}"
        for index, value in enumerate(values)
    ]
    path = "".join(
        "M" + "L".join(point for point in run if point)
        for is_known, run in groupby(points, key=lambda point: point is not None)
        if is_known
    )
    end_x, end_y = next((p for p in reversed(points) if p), " ").split(" ", 1)
    target_y = "" if target is None else height(target)
    return Sparkline(path=path, target_y=target_y, end_x=end_x, end_y=end_y)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a bar, in per cent of its width."""

    x: str
    width: str
    middle: str


PIPELINE_GAP = 0.25
PIPELINE_LEAST = 4.5


def pipeline(counts: Sequence[int]) -> list[Stretch]:
    """Return where each part of a bar lies; a small part stays wide enough to press."""
    if not counts:
        return []
    room = 100 - PIPELINE_GAP * (len(counts) - 1)
    total = sum(counts) or 1
    wide = [max(room * count / total, PIPELINE_LEAST) for count in counts]
    spare = sum(width - PIPELINE_LEAST for width in wide)
    excess = sum(wide) - room
    if spare > 0:
        wide = [width - excess * (width - PIPELINE_LEAST) / spare for width in wide]
    stretches, x = [], 0.0
    for width in wide:
        middle = f"{short(x + width / 2)}%"
        stretches.append(Stretch(f"{short(x)}%", f"{short(width)}%", middle))
        x += width + PIPELINE_GAP
    return stretches


@dataclass(frozen=True)
class Interval:
    """A value with its interval on an axis of 150 by 22."""

    low: str
    value: str
    high: str
    target: str


INTERVAL_WIDTH, INTERVAL_EDGE = 150.0, 4.0


def interval(
    value: Number,
    bounds: tuple[Number, Number],
    axis: tuple[Number, Number],
    target: Number | None,
) -> Interval:
    """Return the places of a value, its bounds and the target on the axis."""
    least, most = axis

    def place(number: Number) -> str:
        share = (number - least) / (most - least) if most > least else 0.5
        share = min(max(share, 0.0), 1.0)
        return short(INTERVAL_EDGE + (INTERVAL_WIDTH - 2 * INTERVAL_EDGE) * share)

    return Interval(
        low=place(bounds[0]),
        value=place(value),
        high=place(bounds[1]),
        target="" if target is None else place(target),
    )
