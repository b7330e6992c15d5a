"""When a change since the last round is so large that it is questioned.

A change counts as a jump when the figure differs from the last one by half of it or
more. The last figure must not be 0, for then no share of it can be told.
"""

from dataclasses import dataclass
from decimal import Decimal

from tidtam.indicators.rules import Definition

from .typed import Figure

JUMP_SHARE = Decimal("0.5")


@dataclass(frozen=True)
class Jump:
    """A large change: from what, to what, and its share of the former (signed)."""

    before: Decimal
    after: Decimal
    share: Decimal

    @property
    def percent(self) -> int:
        """Return the change in whole percent, without its sign."""
        return int((abs(self.share) * 100).to_integral_value())

    @property
    def is_fall(self) -> bool:
        """Say whether the figure fell."""
        return self.share < 0


def figure_value(definition: Definition, figure: Figure | None) -> Decimal | None:
    """Return the one number that the figure stands for, in the indicator's unit.

    A ratio is reckoned; None where nothing is reported or the denominator is 0.
    """
    if figure is None or figure.state != "reported":
        return None
    if definition.over_units != "ratio":
        return figure.value
    if figure.numerator is None or not figure.denominator:
        return None
    return figure.numerator / figure.denominator * definition.factor


def jump_between(
    definition: Definition, before: Figure | None, after: Figure
) -> Jump | None:
    """Return the jump from the last round's figure to this one, or None.

    Steps of a milestone go up one by one or more, and are never questioned.
    """
    old, new = figure_value(definition, before), figure_value(definition, after)
    if old is None or new is None or old == 0 or definition.scoring == "milestone":
        return None
    share = (new - old) / abs(old)
    return Jump(old, new, share) if abs(share) >= JUMP_SHARE else None
