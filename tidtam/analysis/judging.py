"""Target and light of figures as they are typed, before any result is reckoned."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from tidtam.common.hooks import Judgement
from tidtam.common.periods import Period
from tidtam.indicators.models import IndicatorVersion, TargetPoint

from . import formulas
from .formulas import Rules
from .reckoning import rules_of

Points = list[tuple[datetime.date, Fraction]]
PLACES = Decimal("0.000001")


def judge(
    period: Period,
    chain: Sequence[int],
    figures: Sequence[tuple[IndicatorVersion, Decimal | None]],
) -> Mapping[int, Judgement]:
    """Return target and light of a unit's own figures, by indicator id. One query.

    `chain` holds the unit and its superiors, nearest first. The rules are those of
    every result: the unit's own curve, else the nearest superior's unless it is a sum.
    """
    curves = _curves(chain, [version.indicator_id for version, _value in figures])
    found = {}
    for version, value in figures:
        rules = rules_of(version)
        target = _target(rules, period, chain, curves.get(version.indicator_id, {}))
        light = formulas.light(rules, _own(rules, value), target, Fraction(1))
        found[version.indicator_id] = Judgement(_decimal(target), light)
    return found


def _curves(
    chain: Sequence[int], indicators: Sequence[int]
) -> dict[int, dict[int, Points]]:
    """Return the target curves by indicator and unit."""
    points = TargetPoint.objects.filter(
        indicator__in=indicators, unit__in=chain, superseded_at=None
    ).order_by("on")
    found: dict[int, dict[int, Points]] = {}
    for point in points:
        curves = found.setdefault(point.indicator_id, {})
        curve = curves.setdefault(point.unit_id, [])
        curve.append((point.on, Fraction(point.value)))
    return found


def _target(
    rules: Rules, period: Period, chain: Sequence[int], curves: Mapping[int, Points]
) -> Fraction | None:
    owners = chain if rules.over_units != "sum" else chain[:1]
    for owner in owners:
        if owner in curves:
            return formulas.period_target(rules, curves[owner], period)
    return None


def _own(rules: Rules, value: Decimal | None) -> Fraction | None:
    """Return the unit's own figure; of a share of units it is all or nothing."""
    if value is None:
        return None
    if rules.over_units == "share_true":
        return rules.factor if value else Fraction(0)
    return Fraction(value)


def _decimal(number: Fraction | None) -> Decimal | None:
    if number is None:
        return None
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(PLACES)
