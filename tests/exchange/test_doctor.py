"""The doctor on the small country: nothing at first, then each fault by name."""

import datetime
import json

import pytest
from django.db import connection

from tests.exchange.folders import BANGKOK, command, stored
from tests.factories import ClockAnchorFactory, ResultFactory, ResultRunFactory
from tidtam.common.models import AuditEvent
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.models import Closure, Placement, Unit
from tidtam.reporting.models import (
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    ValueRevision,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2022, 1, 1)


def unit(code):
    return Unit.objects.get(code=code)


def overlap():
    Placement.objects.filter(unit=unit("A1"), valid_to=None).update(
        valid_from=datetime.date(2020, 1, 1)
    )


def cycle():
    Placement.objects.filter(unit=unit("G1")).update(parent=unit("A1"))


def wrong_kind():
    Placement.objects.filter(unit=unit("S1")).update(parent=unit("G1"))


def no_parent():
    Placement.objects.filter(unit=unit("S1")).update(parent=None)


def broken_chain():
    Placement.objects.filter(unit=unit("G2")).update(valid_to=DAY)


def closure_row_gone():
    Closure.objects.filter(unit=unit("S1"), ancestor=unit("G1")).delete()


def closure_row_more():
    Closure.objects.create(
        unit=unit("S1"), ancestor=unit("G2"), depth=2, valid_from=DAY, valid_to=None
    )


def closure_row_twice():
    row = Closure.objects.filter(unit=unit("S1")).first()
    row.pk = None
    row.save()


def two_revisions(index):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")
    row = ValueRevision.objects.get(unit=unit("S1"), indicator__code="SUM")
    row.pk = None
    return row


def two_current():
    row = two_revisions("value_one_current")
    row.official_at = None
    row.save()


def two_official():
    row = two_revisions("value_one_official")
    row.superseded_at = row.recorded_at
    row.save()


def off_the_list():
    RoundUnit.objects.filter(unit=unit("S1")).delete()


def not_asked():
    RoundIndicator.objects.filter(round__code="R1", indicator__code="MS").delete()


def left_out():
    RoundExclusion.objects.create(round=Round.objects.get(code="R1"), unit=unit("S2"))


def wrong_level():
    asked = RoundIndicator.objects.get(round__code="R1", indicator__code="MS")
    IndicatorVersion.objects.filter(pk=asked.version_id).update(reported_by="area")


def not_frozen():
    RoundIndicator.objects.filter(round__code="R1", indicator__code="MS").update(
        version=None
    )


def no_list():
    ValueRevision.objects.all().delete()
    RoundUnit.objects.all().delete()


def coverage():
    ResultFactory(
        run=ResultRunFactory(is_current=True), coverage=1.5, expected=2, reported=3
    )


def definition():
    IndicatorVersion.objects.filter(indicator__code="RAT").update(ratio_bound="")


def anchor_to_come():
    ClockAnchorFactory(real_at=datetime.datetime(2390, 1, 1, tzinfo=datetime.UTC))


def clock_set_back():
    AuditEvent.objects.update(at=datetime.datetime(2026, 1, 1, tzinfo=BANGKOK))


FAULTS = {
    overlap: {"overlap: A1: the placements from 2010-10-01 and from 2020-01-01"},
    cycle: {
        "cycle: A1 > G1: the units stand under each other",
        "parent-kind: G1: a unit of kind group stands under area from 2010-10-01",
    },
    wrong_kind: {"parent-kind: S1: a unit of kind school stands under group"},
    no_parent: {
        "parent-kind: S1: a unit of kind school stands under (empty)",
        "broken-chain: S1: on 2022-01-19 nothing open stands above S1",
    },
    broken_chain: {
        "broken-chain: A2: on 2022-01-19 nothing open stands above A2",
        "broken-chain: S3: on 2022-01-19 nothing open stands above A2",
    },
    closure_row_gone: {
        "closure: S1: the row under G1 from 2020-10-01 to (open) is mis"
    },
    closure_row_more: {
        "closure: S1: the row under G2 from 2022-01-01 to (open) is too"
    },
    closure_row_twice: {"closure: S1: the row under "},
    two_current: {"doubled-value: R1 S1 SUM: two revisions are current"},
    two_official: {"doubled-value: R1 S1 SUM: two revisions are official"},
    off_the_list: {
        "value-off-list: R1 S1 SUM: the unit is not on the list",
        "value-off-list: R1 S1 RAT: the unit is not on the list",
    },
    not_asked: {"value-off-list: R1 G1 MS: the round does not ask"},
    left_out: {"value-off-list: R1 S2 SUM: the round leaves the unit out"},
    wrong_level: {"value-off-list: R1 G1 MS: the unit is not of the kind"},
    not_frozen: {"round: R1 MS: the round is open and the version"},
    no_list: {"round: R1: the round is open and its list is empty"},
    coverage: {"coverage: 2565-Q1 official"},
    definition: {"definition: RAT ratio_bound: a ratio needs its bound"},
    anchor_to_come: {"clock-anchor: 2021-12-20T01:30:00+00:00: the clock was first"},
    clock_set_back: {"clock: real time: 19 audit events lie ahead of the clock"},
}


@pytest.mark.parametrize("break_it", FAULTS, ids=lambda broken: broken.__name__)
def test_the_doctor_names_each_fault(small, capsys, break_it):
    break_it()
    before = stored()
    assert command("doctor") == 1
    said = capsys.readouterr()
    assert said.out == ""
    for start in FAULTS[break_it]:
        assert any(line.startswith(start) for line in said.err.splitlines()), said.err
    assert all("; " in line for line in said.err.splitlines())
    assert stored() == before


def test_the_doctor_finds_nothing_wrong_in_a_sound_state(small, capsys):
    assert command("doctor") == 0
    assert capsys.readouterr().out == "nothing is wrong\n"


def test_the_doctor_takes_an_empty_database(db, capsys):
    assert command("doctor", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_the_doctor_answers_in_json(small, capsys):
    overlap()
    assert command("doctor", "--json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert findings[0]["check"] == "overlap"
    assert set(findings[0]) == {"check", "subject", "reason", "remedy"}


def test_the_doctor_shows_the_first_fifty_of_a_kind(small, capsys):
    day = datetime.date(2030, 1, 1)
    Closure.objects.bulk_create(
        Closure(unit=unit("S1"), ancestor=unit("G2"), depth=2, valid_from=day)
        for _number in range(53)
    )
    assert command("doctor") == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 51
    assert lines[-1].startswith("closure: and 3 more")
