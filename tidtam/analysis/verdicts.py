"""What the figures of several indicators say together: plain exact arithmetic.

The light of a policy item comes from the lights of its indicators, its score from
their scores. docs/methods/item-light.md has the rule, with a worked table that the test
reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from . import formulas
from .formulas import AMBER, GREEN, GREY, RED, Rules, UnitScore

HALF = Fraction(1, 2)
# Whole weights are kept as whole numbers, with which a page of lights is quicker.
Weight = Fraction | int
# Scorings whose scores may be added up; `none` has no scheme.
FIVE, POINTS = "five", "points"
SCHEME_OF = {"levels": FIVE, "milestone": FIVE, "three_targets": POINTS}


@dataclass(frozen=True)
class Counted:
    """An indicator's light as it counts towards that of a policy item.

    Without a target nothing is owed, so the indicator does not count.
    """

    light: str
    weight: Weight
    has_target: bool


def item_light(indicators: Iterable[Counted]) -> str | None:
    """Return the light of an item; None where no indicator with a target counts.

    Grey while the indicators that are concluded hold less than half of the weight. Red
    if those off target hold half or more of the concluded weight. Green if none is off
    target and those on target hold more than half. Amber otherwise.
    """
    weights: dict[str, Weight] = dict.fromkeys((GREEN, AMBER, RED, GREY), 0)
    for each in indicators:
        if each.has_target:
            weights[each.light] += each.weight
    concluded = weights[GREEN] + weights[AMBER] + weights[RED]
    if not concluded + weights[GREY]:
        return None
    if concluded < weights[GREY]:
        return GREY
    if 2 * weights[RED] >= concluded:
        return RED
    if not weights[RED] and 2 * weights[GREEN] > concluded:
        return GREEN
    return AMBER


@dataclass(frozen=True)
class Scored:
    """An indicator's score, and the score it would have exactly at its target."""

    scoring: str
    weight: Fraction
    score: Fraction | None
    score_at_target: Fraction | None


@dataclass(frozen=True)
class SchemeScore:
    """The score of one scheme with the score due at the targets.

    `at_target` is over the scored indicators that have a target; None where none has.
    """

    scheme: str
    weight: Fraction
    result: UnitScore
    at_target: Fraction | None


def scheme_scores(indicators: Iterable[Scored]) -> list[SchemeScore]:
    """Return the score of each scheme, the weightiest scheme first.

    Schemes (1 to 5, 0 to 100 points) are never mixed; what has none is left out.
    """
    schemes: dict[str, list[Scored]] = {}
    for each in indicators:
        if scheme := SCHEME_OF.get(each.scoring):
            schemes.setdefault(scheme, []).append(each)
    found = [_scheme_score(scheme, scored) for scheme, scored in schemes.items()]
    return sorted(found, key=lambda one: (-one.weight, one.scheme))


def _scheme_score(scheme: str, scored: Sequence[Scored]) -> SchemeScore:
    result = formulas.unit_score([(each.weight, each.score) for each in scored])
    due = formulas.unit_score(
        [
            (each.weight, each.score_at_target)
            for each in scored
            if each.score is not None
        ]
    )
    weight = sum((each.weight for each in scored), Fraction(0))
    return SchemeScore(scheme, weight, result, due.score)


def score_at_target(rules: Rules, target: Fraction | None) -> Fraction | None:
    """Return the score that a value exactly at the target has."""
    return None if target is None else formulas.score(rules, target, target)


def improvement(
    rules: Rules,
    before: Fraction | None,
    now: Fraction | None,
    targets: tuple[Fraction | None, Fraction | None] = (None, None),
) -> Fraction | None:
    """Return by how much the value moved in the good direction, None if unknown.

    A range improves by coming nearer to its target; `targets` are the one before and
    the one now.
    """
    if before is None or now is None:
        return None
    if rules.direction == "up":
        return now - before
    if rules.direction == "down":
        return before - now
    target_before, target_now = targets
    if target_before is None or target_now is None:
        return None
    return abs(before - target_before) - abs(now - target_now)


def is_worse_twice(improvements: Sequence[Fraction | None]) -> bool:
    """Say whether the last two changes both went in the bad direction."""
    last = improvements[-2:]
    return len(last) == 2 and all(each is not None and each < 0 for each in last)


def in_amber_widths(rules: Rules, distance: Fraction, widths: int) -> Fraction:
    """Return a distance as a share of so many tolerances, from 0 to 1.

    The tolerance is `amber_within`; where that is 0, any distance is the whole.
    """
    if distance <= 0:
        return Fraction(0)
    room = rules.amber_within * widths
    return Fraction(1) if room == 0 else min(Fraction(1), distance / room)


def count_lights(lights: Iterable[str | None]) -> Mapping[str, int]:
    """Return how many there are of each light; None is not counted."""
    counts = dict.fromkeys((GREEN, AMBER, RED, GREY), 0)
    for light in lights:
        if light is not None:
            counts[light] += 1
    return counts
