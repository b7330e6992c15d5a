"""Rounds open by themselves when their time has come."""

import datetime
import logging

import pytest

from tests.reporting.world import OPENS, World, make_round
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.organisation import tree
from tidtam.organisation.services import placements_replace
from tidtam.reporting import services
from tidtam.reporting.models import RoundUnit

NEXT = OPENS + datetime.timedelta(days=90)


def test_what_is_due_opens_and_what_is_to_come_waits(world: World) -> None:
    due = make_round(world, 2565, "Q2", NEXT, is_opened=False)
    later = make_round(
        world, 2565, "Q3", NEXT + datetime.timedelta(days=90), is_opened=False
    )
    world.clock.moment = NEXT - datetime.timedelta(seconds=1)
    assert services.rounds_open_due(by=audit.OPERATOR) == []
    world.clock.moment = NEXT
    assert services.rounds_open_due(by=audit.OPERATOR) == ["2565-Q2"]
    assert services.rounds_open_due(by=audit.OPERATOR) == []
    due.refresh_from_db()
    later.refresh_from_db()
    assert due.is_opened
    assert not later.is_opened
    assert RoundUnit.objects.filter(round=due, unit=world.unit["S1"]).exists()
    assert AuditEvent.objects.filter(action="round.opened", target_id=due.pk).exists()


def test_a_broken_chain_keeps_no_other_round_from_opening(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("tidtam"), "propagate", True)
    broken = make_round(world, 2565, "Q2", NEXT, is_opened=False)
    whole = make_round(world, 2565, "Q3", OPENS, is_opened=False)
    area = world.unit["S1"].placements.get().parent
    day = OPENS.date() + datetime.timedelta(days=30)
    old = area.placements.get()
    placements_replace(
        placements={area.code: [tree.Edge(old.parent.code, old.valid_from, day)]},
        by=audit.OPERATOR,
    )
    world.clock.moment = NEXT
    assert services.rounds_open_due(by=audit.OPERATOR) == ["2565-Q3"]
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert whole.is_opened
    assert not broken.is_opened
    assert "2565-Q2 could not be opened" in caplog.text
