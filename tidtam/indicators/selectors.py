"""Reads of definitions, their versions and targets."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import F

from tidtam.common.fields import plain
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem
from tidtam.policies.selectors import FrameworkTree, trees_of

from .models import Indicator, IndicatorVersion, TargetPoint
from .rules import LEVELS_USED


@dataclass(frozen=True)
class Level:
    """One row of a level table: the value from which the score or points are given."""

    score: int
    value: Decimal


POINTS = {"levels": (1, 2, 3, 4, 5), "three_targets": (50, 75, 100)}


@dataclass(frozen=True)
class CurvePoint:
    """A dated point of a target curve."""

    on: datetime.date
    value: Decimal


def version_of(code: str) -> IndicatorVersion | None:
    """Return the current version of the indicator, with the indicator."""
    return (
        IndicatorVersion.objects.select_related("indicator")
        .filter(indicator__code=code, is_current=True)
        .first()
    )


def versions_of(indicator: Indicator) -> list[IndicatorVersion]:
    """Return every version of the definition, newest first."""
    return list(indicator.versions.order_by("-number"))


def versions_current() -> list[IndicatorVersion]:
    """Return the current version of every indicator, by code."""
    rows = IndicatorVersion.objects.filter(is_current=True)
    return list(rows.select_related("indicator").order_by("indicator__code"))


def levels_of(version: IndicatorVersion) -> list[Level]:
    """Return the level table, worst first; empty where nothing is scored by levels."""
    values = [getattr(version, f"level_{place}") for place in range(1, 6)]
    used = values[: LEVELS_USED[version.scoring]]
    points = POINTS.get(version.scoring, ())
    return [
        Level(point, value)
        for point, value in zip(points, used, strict=False)
        if value is not None
    ]


def curve_of(indicator: Indicator, unit: Unit) -> list[CurvePoint]:
    """Return the unit's own target curve as it stands now; empty without one."""
    points = TargetPoint.objects.filter(
        indicator=indicator, unit=unit, superseded_at=None
    ).order_by("on")
    return [CurvePoint(point.on, point.value) for point in points]


def policy_items_of(indicator: Indicator) -> list[PolicyItem]:
    """Return the policy items that the indicator serves, newest year first."""
    rows = indicator.policy_items.select_related("framework")
    return list(rows.order_by("-framework__fiscal_year", "framework__code", "order"))


def frameworks_with_indicators(
    fiscal_year: int,
) -> tuple[list[FrameworkTree], dict[int, list[int]]]:
    """Return the frameworks of a year and the ids of each item's indicators.

    One query.
    """
    rows = (
        PolicyItem.objects.filter(framework__fiscal_year=fiscal_year)
        .select_related("framework")
        .defer("text_th")
        .annotate(indicator=F("indicators"))
        .order_by("order", "code", "indicators__code")
    )
    items: dict[int, PolicyItem] = {}
    links: dict[int, list[int]] = {}
    for item in rows:
        items.setdefault(item.pk, item)
        if item.indicator is not None:
            links.setdefault(item.pk, []).append(item.indicator)
    return trees_of(items.values()), links


def indicators_of_items(items: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of the indicators of each policy item. One query."""
    links = Indicator.policy_items.through.objects.filter(
        policyitem__in=list(items)
    ).values_list("policyitem_id", "indicator_id")
    found: dict[int, list[int]] = {}
    for item, indicator in links.order_by("indicator__code"):
        found.setdefault(item, []).append(indicator)
    return found


@dataclass(frozen=True)
class Change:
    """A field that a version changed, with its text before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionChanges:
    """A version with what it changed from the one before; nothing for the first."""

    version: IndicatorVersion
    changes: Sequence[Change]


UNCOMPARED = frozenset({"id", "indicator", "number", "recorded_at", "is_current"})


def changes_of(indicator: Indicator) -> list[VersionChanges]:
    """Return every version with what it changed, newest first. One query."""
    versions = versions_of(indicator)
    first = [VersionChanges(version, []) for version in versions[-1:]]
    later = [
        VersionChanges(now, _changes(before, now)) for now, before in pairwise(versions)
    ]
    return later + first


def _changes(before: IndicatorVersion, now: IndicatorVersion) -> list[Change]:
    fields = [
        field
        for field in IndicatorVersion._meta.concrete_fields
        if field.name not in UNCOMPARED
    ]
    return [
        Change(
            field.name,
            _text(getattr(before, field.name)),
            _text(getattr(now, field.name)),
        )
        for field in fields
        if getattr(before, field.name) != getattr(now, field.name)
    ]


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
