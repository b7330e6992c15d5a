"""Correcting a frozen list: audited, with a reason, and never under figures."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import UnitFactory
from tests.reporting.world import OPENS, World, make_round
from tidtam.analysis.models import ValuesChange
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.organisation import tree
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.reporting import services
from tidtam.reporting.errors import NotAskedError, RoundNotOpenError
from tidtam.reporting.models import RoundUnit
from tidtam.reporting.services import RefreezeError

REASON = "โรงเรียนถูกยุบก่อนวันเปิดรอบ"


def refreeze(
    world: World, *, who: str = "analyst", reason: str = REASON, **units: list[Unit]
) -> None:
    services.round_refreeze(
        round_=world.round, reason=reason, by=world.user[who], **units
    )


def test_a_unit_is_taken_off_and_put_back(world: World) -> None:
    school = world.unit["S2"]
    ValuesChange.objects.all().delete()
    refreeze(world, remove=[school])
    assert not RoundUnit.objects.filter(unit=school).exists()
    with pytest.raises(NotAskedError):
        world.type("clerk2", "S2", "SAF-01", value="1")
    assert ValuesChange.objects.get().whole
    refreeze(world, add=[school], reason="ยุบภายหลังวันเปิดรอบ")
    row = RoundUnit.objects.get(unit=school)
    assert (row.area, row.branch) == (world.unit["A1"], world.unit["G1"])
    events = AuditEvent.objects.filter(action="round.refrozen").order_by("pk")
    assert [(event.before, event.after) for event in events] == [
        ({"removed": ["S2"]}, {"added": [], "reason": REASON}),
        ({"removed": []}, {"added": ["S2"], "reason": "ยุบภายหลังวันเปิดรอบ"}),
    ]


def test_an_added_unit_stands_where_it_stood_on_the_opening_day(
    world: World,
) -> None:
    late = UnitFactory(code="S9")
    world.unit["S9"] = late
    moved = OPENS.date() + datetime.timedelta(days=3)
    placements_replace(
        placements={
            "S9": [
                tree.Edge("A1", OPENS.date(), moved),
                tree.Edge("A2", moved, None),
            ]
        },
        by=audit.OPERATOR,
    )
    refreeze(world, add=[late])
    assert RoundUnit.objects.get(unit=late).area == world.unit["A1"]


def test_a_unit_that_was_not_open_or_is_not_asked_is_not_added(
    world: World,
) -> None:
    new = UnitFactory(code="S9")
    after = OPENS.date() + datetime.timedelta(days=1)
    placements_replace(
        placements={"S9": [tree.Edge("A1", after, None)]}, by=audit.OPERATOR
    )
    for unit in (new, world.unit["B1"]):
        with pytest.raises(RefreezeError, match=unit.code):
            refreeze(world, add=[unit])


def test_a_unit_that_reported_is_not_taken_off(world: World) -> None:
    world.submitted("clerk1", "S1")
    with pytest.raises(RefreezeError, match="S1"):
        refreeze(world, remove=[world.unit["S1"], world.unit["S2"]])
    assert RoundUnit.objects.filter(unit=world.unit["S2"]).exists()


def test_a_draft_does_not_hold_a_unit_on_the_list(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="1")
    refreeze(world, remove=[world.unit["S1"]])
    assert not RoundUnit.objects.filter(unit=world.unit["S1"]).exists()


def test_a_correction_needs_a_reason_a_right_and_an_opened_round(
    world: World,
) -> None:
    with pytest.raises(RefreezeError):
        refreeze(world, reason=" ", remove=[world.unit["S2"]])
    for who in ("officer", "secretary", "clerk1"):
        with pytest.raises(PermissionDenied):
            refreeze(world, who=who, remove=[world.unit["S2"]])
    later = OPENS + datetime.timedelta(days=90)
    world.round = make_round(world, 2565, "Q2", later, is_opened=False)
    with pytest.raises(RoundNotOpenError):
        refreeze(world, remove=[world.unit["S2"]])
