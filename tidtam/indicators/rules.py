"""What a definition of an indicator may say (design section 4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

# over_units -> the over_time that go with it.
OVER_TIME: dict[str, tuple[str, ...]] = {
    "sum": ("sum", "last", "mean", "max", "min", "none"),
    "ratio": ("ratio", "last", "none"),
    "mean": ("last", "mean", "max", "min", "none"),
    "max": ("last", "mean", "max", "min", "none"),
    "min": ("last", "mean", "max", "min", "none"),
    "share_true": ("last", "max", "min", "none"),
    "none": ("last", "none"),
}
LEVELS_USED = {"levels": 5, "three_targets": 3, "milestone": 0, "none": 0}
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Definition:
    """An indicator as indicators.csv gives it, without its code and policy items."""

    name_th: str
    name_en: str
    unit: str
    direction: str
    over_units: str
    over_time: str
    reported_by: str
    entered_by: str
    ratio_bound: str
    factor: Decimal
    decimals: int
    coverage_floor: Decimal
    amber_within: Decimal
    weight: Decimal
    scoring: str
    level_1: Decimal | None
    level_2: Decimal | None
    level_3: Decimal | None
    level_4: Decimal | None
    level_5: Decimal | None

    @property
    def levels(self) -> tuple[Decimal | None, ...]:
        """Return the five level cells in order."""
        return (
            self.level_1,
            self.level_2,
            self.level_3,
            self.level_4,
            self.level_5,
        )


Problem = tuple[str, str, str]  # column, reason, remedy


def problems(definition: Definition) -> Iterator[Problem]:
    """Give what is wrong with the definition."""
    yield from _axes(definition)
    yield from _numbers(definition)
    yield from _levels(definition)


def _axes(definition: Definition) -> Iterator[Problem]:
    allowed = OVER_TIME[definition.over_units]
    if definition.over_time not in allowed:
        yield (
            "over_time",
            _("over_units %(units)s does not go with over_time %(time)s")
            % {"units": definition.over_units, "time": definition.over_time},
            _("write one of: %(choices)s") % {"choices": ", ".join(allowed)},
        )
    is_ratio = definition.over_units == "ratio"
    if is_ratio and not definition.ratio_bound:
        yield (
            "ratio_bound",
            _("a ratio needs its bound"),
            _("write share (0 <= n <= d) or rate (n is free)"),
        )
    if not is_ratio and definition.ratio_bound:
        yield (
            "ratio_bound",
            _("only a ratio has a bound"),
            _("leave the cell empty or set over_units to ratio"),
        )


def _numbers(definition: Definition) -> Iterator[Problem]:
    if definition.over_units not in {"ratio", "share_true"} and definition.factor != 1:
        yield (
            "factor",
            _("only ratio and share_true use a factor"),
            _("write 1"),
        )
    if definition.factor <= 0:
        yield "factor", _("the factor is not above 0"), _("write 1, or 100 for percent")
    if definition.decimals > MOST_DECIMALS:
        yield (
            "decimals",
            _("more than %(most)d decimals") % {"most": MOST_DECIMALS},
            _("write a number from 0 to %(most)d") % {"most": MOST_DECIMALS},
        )
    if not 0 <= definition.coverage_floor <= 1:
        yield (
            "coverage_floor",
            _("the floor is not between 0 and 1"),
            _("write a share such as 0.80"),
        )
    for column in ("amber_within", "weight"):
        if getattr(definition, column) < 0:
            yield column, _("the number is below 0"), _("write a number from 0")


def _levels(definition: Definition) -> Iterator[Problem]:
    used = LEVELS_USED[definition.scoring]
    # The light of a range reads level_5 even where nothing is scored.
    may_have_limit = definition.direction == "range" and used == 0
    values = definition.levels
    for place, value in enumerate(values, start=1):
        column = f"level_{place}"
        if place <= used and value is None:
            yield (
                column,
                _("scoring %(scoring)s needs this level")
                % {"scoring": definition.scoring},
                _("write the value of the level"),
            )
        if place > used and value is not None and not (may_have_limit and place == 5):
            yield (
                column,
                _("scoring %(scoring)s does not use this level")
                % {"scoring": definition.scoring},
                _("leave the cell empty"),
            )
    given = [value for value in values[:used] if value is not None]
    if len(given) == used:
        yield from _order(definition, given)


def _order(definition: Definition, levels: Sequence[Decimal]) -> Iterator[Problem]:
    rising = definition.direction == "up"
    for place, (lower, upper) in enumerate(pairwise(levels), start=2):
        if lower == upper or (lower < upper) is not rising:
            yield (
                f"level_{place}",
                _("the levels do not rise strictly")
                if rising
                else _("the levels do not fall strictly"),
                _("order the levels from worst to best in the direction"),
            )
    if definition.direction == "range" and levels and levels[-1] < 0:
        yield (
            f"level_{len(levels)}",
            _("a distance from the middle is never below 0"),
            _("write levels from 0"),
        )
