"""Storing definitions as versions, and target curves with their past."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factories import IndicatorVersionFactory, PolicyItemFactory, UnitFactory
from tests.indicators.test_rules import SOUND
from tidtam.common import audit, hooks
from tidtam.common.models import AuditEvent
from tidtam.indicators.models import Indicator, IndicatorVersion, TargetPoint
from tidtam.indicators.services import indicators_store, targets_replace

pytestmark = pytest.mark.django_db
FIRST = datetime.datetime(2022, 1, 19, 2, tzinfo=datetime.UTC)
LATER = FIRST + datetime.timedelta(days=1)
BY = audit.OPERATOR


def store(definitions, policy_items=None, moment=FIRST):
    return indicators_store(
        definitions=definitions,
        policy_items=policy_items or {},
        moment=moment,
        by=BY,
    )


def test_a_changed_definition_is_the_next_version():
    assert store({"A": SOUND, "B": SOUND}) == {"made": 2, "changed": 0}
    renamed = replace(SOUND, name_th="ใหม่")
    assert store({"A": renamed}, moment=LATER) == {"made": 0, "changed": 1}
    rows = IndicatorVersion.objects.filter(indicator__code="A").order_by("number")
    assert [
        (row.number, row.name_th, row.recorded_at, row.is_current) for row in rows
    ] == [(1, "ตัวชี้วัด", FIRST, False), (2, "ใหม่", LATER, True)]


def test_policy_items_are_linked_without_a_version():
    one, two = PolicyItemFactory(), PolicyItemFactory()
    keys = [(item.framework.code, item.code) for item in (one, two)]
    store({"A": SOUND}, {"A": keys[:1]})
    assert store({}, {"A": keys}) == {"made": 0, "changed": 1}
    indicator = Indicator.objects.get(code="A")
    assert set(indicator.policy_items.all()) == {one, two}
    assert indicator.versions.count() == 1
    store({}, {"A": []})
    assert not indicator.policy_items.exists()


def test_a_write_leaves_one_event():
    store({"A": SOUND, "B": SOUND})
    (event,) = AuditEvent.objects.all()
    assert event.action == "indicators.stored"
    assert event.after["made"] == 2
    assert len(event.after["digest"]) == 64


def replace_curves(curves, moment):
    return targets_replace(
        curves={
            key: {
                datetime.date(2022, month, 1): Decimal(value)
                for month, value in points.items()
            }
            for key, points in curves.items()
        },
        moment=moment,
        by=BY,
    )


def test_a_curve_is_replaced_whole_and_its_past_kept():
    version = IndicatorVersionFactory()
    unit, other = UnitFactory(), UnitFactory()
    key, other_key = [(version.indicator.code, each.code) for each in (unit, other)]
    replace_curves({key: {1: "10", 6: "20.50"}, other_key: {1: "5"}}, FIRST)
    counts = replace_curves({key: {6: "30"}}, LATER)
    assert counts == {"made": 1, "changed": 2}
    rows = TargetPoint.objects.filter(unit=unit).order_by("pk")
    assert [
        (row.on.month, str(row.value), row.recorded_at, row.superseded_at)
        for row in rows
    ] == [
        (1, "10", FIRST, LATER),
        (6, "20.5", FIRST, LATER),
        (6, "30", LATER, None),
    ]
    assert TargetPoint.objects.get(unit=other).superseded_at is None


def test_higher_apps_are_told_of_new_targets(monkeypatch):
    told = []
    monkeypatch.setattr(
        hooks.after_rules_changed, "entries", [lambda: told.append("changed")]
    )
    version, unit = IndicatorVersionFactory(), UnitFactory()
    replace_curves({(version.indicator.code, unit.code): {1: "1"}}, FIRST)
    assert told == ["changed"]


def test_many_curves_are_replaced_in_chunks():
    version = IndicatorVersionFactory()
    units = [UnitFactory() for _number in range(600)]
    curves = {(version.indicator.code, unit.code): {1: "1", 2: "2"} for unit in units}
    assert replace_curves(curves, FIRST) == {"made": 1200, "changed": 0}
    assert replace_curves(curves, LATER) == {"made": 1200, "changed": 1200}
    assert TargetPoint.objects.filter(superseded_at=None).count() == 1200
