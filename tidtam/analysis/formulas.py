"""The formulas of roll-up, targets, score and light: plain exact arithmetic.

Everything is reckoned with fractions and rounded once, to a double, when it leaves
(`as_double`). Sources: design section 4; docs/methods has one page for each formula,
with a worked table that its test reads.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tidtam.common.periods import Period

# Figures of units come in twelfths, so that the mean of one to four rounds is whole.
TWELFTHS = 12
BEST_LEVEL = 5
THREE_TARGET_POINTS = (50, 75, 100)
GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"


@dataclass(frozen=True)
class Rules:
    """What the formulas need of an indicator's definition.

    `levels` are L1..L5 (levels), L1..L3 (three_targets) or empty; `limit` is the
    greatest distance from the middle that is still green, used by a range only.
    `factor`, `coverage_floor`, `amber_within` and `weight` are exact.
    """

    direction: str
    over_units: str
    over_time: str
    factor: Fraction
    coverage_floor: Fraction
    amber_within: Fraction
    weight: Fraction
    scoring: str
    levels: tuple[Fraction, ...] = ()
    limit: Fraction = Fraction(0)


@dataclass(frozen=True)
class Partials:
    """What must be known of a set of units to reckon its figure; merging adds up.

    `expected`, `reported` and `not_applicable` count units, or unit-rounds where
    rounds are summed. `true_units` are reporting units whose value is not 0.
    `numerator` and `denominator` are sums; `total`, `highest` and `lowest` are over
    the units' values, in twelfths. Extremes are None where nothing was reported.
    """

    expected: int = 0
    reported: int = 0
    not_applicable: int = 0
    true_units: int = 0
    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    total: Fraction = Fraction(0)
    highest: Fraction | None = None
    lowest: Fraction | None = None


@dataclass(frozen=True)
class Figure:
    """A value with what travels with it; None means that there is none."""

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    coverage: Fraction | None


def merge(parts: Iterable[Partials]) -> Partials:
    """Return the partials of all the units together. Each unit may be in one part."""
    merged = Partials()
    for part in parts:
        merged = Partials(
            merged.expected + part.expected,
            merged.reported + part.reported,
            merged.not_applicable + part.not_applicable,
            merged.true_units + part.true_units,
            merged.numerator + part.numerator,
            merged.denominator + part.denominator,
            merged.total + part.total,
            _extreme(max, merged.highest, part.highest),
            _extreme(min, merged.lowest, part.lowest),
        )
    return merged


def figure(rules: Rules, partials: Partials, *, is_own: bool) -> Figure:
    """Return the figure of a set of units.

    `is_own` says that the set is one reporting unit, seen at its own level: only
    there does an indicator that is not added up have a value. With no reporting
    unit value, numerator and denominator are None; a sum too.
    """
    part = partials
    if part.reported == 0:
        return Figure(None, None, None, coverage(part))
    if rules.over_units == "ratio":
        value = ratio(part.numerator, part.denominator, rules.factor)
        return Figure(value, part.numerator, part.denominator, coverage(part))
    if rules.over_units == "share_true":
        true_units, reporting = Fraction(part.true_units), Fraction(part.reported)
        value = ratio(true_units, reporting, rules.factor)
        return Figure(value, true_units, reporting, coverage(part))
    return Figure(_plain_value(rules, part, is_own), None, None, coverage(part))


def ratio(
    numerator: Fraction, denominator: Fraction, factor: Fraction
) -> Fraction | None:
    """Return numerator / denominator x factor, or None where the denominator is 0."""
    return None if denominator == 0 else numerator / denominator * factor


def coverage(partials: Partials) -> Fraction | None:
    """Return reported / (expected - not applicable), or None where that is 0/0.

    Raises ValueError above 1: more reported than could is an error, never clamped.
    """
    due = partials.expected - partials.not_applicable
    if partials.reported > due:
        raise ValueError("more units reported than were expected")
    return None if due == 0 else Fraction(partials.reported, due)


def is_complete(rules: Rules, covered: Fraction | None) -> bool:
    """Say whether the coverage reaches the floor; without coverage it does not."""
    return covered is not None and covered >= rules.coverage_floor


Curve = Sequence[tuple[datetime.date, Fraction]]


def curve_on(curve: Curve, day: datetime.date) -> Fraction | None:
    """Return the curve's height on the day.

    Linear between points by days; None before the first point; the last value
    after the last. Points come in order of days, one a day.
    """
    if not curve or day < curve[0][0]:
        return None
    for (start, low), (end, high) in pairwise(curve):
        if start <= day < end:
            return low + (high - low) * Fraction((day - start).days, (end - start).days)
    return curve[-1][1]


def period_target(rules: Rules, curve: Curve, period: Period) -> Fraction | None:
    """Return the target of the period: the curve on its last day.

    For a sum over time the curve is cumulated from 1 October, so a later period owes
    the difference between its last day and the day before it begins.
    """
    target = curve_on(curve, period.last_day)
    if target is None or rules.over_time != "sum" or period.begins_the_year:
        return target
    before = curve_on(curve, period.first_day - datetime.timedelta(days=1))
    return None if before is None else target - before


def score(
    rules: Rules, value: Fraction | None, target: Fraction | None
) -> Fraction | None:
    """Return the score of a complete figure, or None where it has none.

    levels and milestone: 1 to 5. three_targets: 0, or 50 to 100 points. A range is
    scored by its distance from the target, and has no score without one.
    """
    if value is None or rules.scoring == "none":
        return None
    if rules.scoring == "milestone":
        return min(Fraction(BEST_LEVEL), max(Fraction(1), value))
    if rules.direction == "range":
        if target is None:
            return None
        value = abs(value - target)
    rises = rules.direction == "up"
    if rules.scoring == "three_targets":
        if _is_worse(value, rules.levels[0], rises):
            return Fraction(0)
        return _between(value, rules.levels, THREE_TARGET_POINTS, rises)
    return _between(value, rules.levels, range(1, BEST_LEVEL + 1), rises)


def light(
    rules: Rules,
    value: Fraction | None,
    target: Fraction | None,
    covered: Fraction | None,
) -> str:
    """Return the computed light: green, amber, red or grey."""
    if value is None or target is None or not is_complete(rules, covered):
        return GREY
    short = shortfall(rules, value, target)
    if short <= 0:
        return GREEN
    return AMBER if short <= rules.amber_within else RED


def shortfall(rules: Rules, value: Fraction, target: Fraction) -> Fraction:
    """Return by how much the value misses its target, in the indicator's own unit.

    0 or less means that it is at the target or better.
    """
    if rules.direction == "range":
        return abs(value - target) - rules.limit
    return value - target if rules.direction == "down" else target - value


@dataclass(frozen=True)
class UnitScore:
    """The weighted score of a unit and the share of the weight that was scored."""

    score: Fraction | None
    weight_share: Fraction | None


def unit_score(scored: Sequence[tuple[Fraction, Fraction | None]]) -> UnitScore:
    """Return sum(weight x score) / sum(weight) over the scored indicators.

    `scored` holds (weight, score or None) of the indicators of one scheme; schemes
    are never mixed. The share is that of the scored weight in all weight.
    """
    counted = [(weight, points) for weight, points in scored if points is not None]
    weight = sum((weight for weight, _points in counted), Fraction(0))
    whole = sum((weight for weight, _points in scored), Fraction(0))
    points = sum((weight * points for weight, points in counted), Fraction(0))
    return UnitScore(
        points / weight if weight else None, weight / whole if whole else None
    )


def as_double(number: Fraction | None) -> float | None:
    """Return the double nearest to the number; zero has no sign."""
    return None if number is None else float(number)


def _plain_value(rules: Rules, part: Partials, is_own: bool) -> Fraction | None:
    if rules.over_units == "sum" or (rules.over_units == "none" and is_own):
        return part.total / TWELFTHS
    if rules.over_units == "mean":
        return part.total / (TWELFTHS * part.reported)
    extreme = {"max": part.highest, "min": part.lowest}.get(rules.over_units)
    return None if extreme is None else extreme / TWELFTHS


def _extreme(
    pick: Callable[[list[Fraction]], Fraction],
    first: Fraction | None,
    second: Fraction | None,
) -> Fraction | None:
    given = [number for number in (first, second) if number is not None]
    return pick(given) if given else None


def _is_worse(value: Fraction, level: Fraction, rises: bool) -> bool:
    return value < level if rises else value > level


def _between(
    value: Fraction, levels: Sequence[Fraction], points: Sequence[int], rises: bool
) -> Fraction:
    """Return the points of the value: linear between levels, flat outside them."""
    if not _is_worse(levels[0], value, rises):
        return Fraction(points[0])
    for place, (low, high) in enumerate(pairwise(levels)):
        if not _is_worse(high, value, rises) and value != high:
            step = points[place + 1] - points[place]
            return points[place] + (value - low) / (high - low) * step
    return Fraction(points[-1])
