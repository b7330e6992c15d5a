"""Every write to indicators, their versions and target curves."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal

from django.db import transaction

from tidtam.common import audit, bulk, hooks
from tidtam.common.fields import plain
from tidtam.organisation.models import Unit
from tidtam.policies.services import ItemKey, items_by_key

from .models import Indicator, IndicatorVersion, TargetPoint
from .rules import Definition

Curve = Mapping[datetime.date, Decimal]


@transaction.atomic
def indicators_store(
    *,
    definitions: Mapping[str, Definition],
    policy_items: Mapping[str, Iterable[ItemKey]],
    moment: datetime.datetime,
    by: audit.Actor,
) -> dict[str, int]:
    """Make indicators, add versions where a definition differs, link policy items."""
    items = items_by_key()
    known = {
        version.indicator.code: version
        for version in IndicatorVersion.objects.filter(is_current=True).select_related(
            "indicator"
        )
    }
    made = changed = 0
    for code, definition in definitions.items():
        current = known.get(code)
        if current is None:
            indicator, number = Indicator.objects.create(code=code), 1
            made += 1
        else:
            indicator, number = current.indicator, current.number + 1
            changed += 1
            current.is_current = False
            current.save(update_fields=["is_current"])
        known[code] = IndicatorVersion.objects.create(
            indicator=indicator,
            number=number,
            recorded_at=moment,
            **asdict(definition),
        )
    for code, keys in policy_items.items():
        known[code].indicator.policy_items.set([items[key] for key in keys])
        changed += code not in definitions
    counts = {"made": made, "changed": changed}
    audit.record(
        by=by,
        action="indicators.stored",
        target_type="indicators",
        after={
            **counts,
            "digest": audit.digest_of([*definitions.items(), *policy_items.items()]),
        },
    )
    return counts


@transaction.atomic
def targets_replace(
    *,
    curves: Mapping[tuple[str, str], Curve],
    moment: datetime.datetime,
    by: audit.Actor,
) -> dict[str, int]:
    """Replace the whole curve of each (indicator code, unit code)."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    units = dict(
        Unit.objects.filter(code__in={unit for _indicator, unit in curves}).values_list(
            "code", "pk"
        )
        if len(curves) < 500
        else Unit.objects.values_list("code", "pk")
    )
    pairs = {(indicators[code], units[unit]) for code, unit in curves}
    standing = TargetPoint.objects.filter(superseded_at=None).values_list(
        "pk", "indicator", "unit"
    )
    replaced = [pk for pk, indicator, unit in standing if (indicator, unit) in pairs]
    for start in range(0, len(replaced), 500):
        TargetPoint.objects.filter(pk__in=replaced[start : start + 500]).update(
            superseded_at=moment
        )
    rows = [
        (indicators[code], units[unit], on, plain(value), moment)
        for (code, unit), curve in curves.items()
        for on, value in curve.items()
    ]
    bulk.insert(
        TargetPoint,
        ["indicator_id", "unit_id", "on", "value", "recorded_at"],
        (bulk.row(row) for row in rows),
    )
    for changed in hooks.after_rules_changed:
        changed()
    counts = {"made": len(rows), "changed": len(replaced)}
    audit.record(
        by=by,
        action="targets.replaced",
        target_type="targets",
        after={**counts, "digest": audit.digest_of(rows)},
    )
    return counts
