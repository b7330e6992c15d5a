"""The audit trail: what is recorded, how it is sealed, how tampering is found."""

import json
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tidtam import cli
from tidtam.common import audit, sealing
from tidtam.common.models import AuditEvent, AuditSeal, AuditSealer
from tidtam.common.spans import Spans, missing

pytestmark = pytest.mark.django_db


def write(count=1, action="unit.changed"):
    with transaction.atomic():
        return [
            audit.record(
                by=audit.OPERATOR,
                action=action,
                target_type="unit",
                target_label=f"หน่วยที่ {number}",
                before={"name": "เดิม"},
                after={"name": "ใหม่", "share": 0.25},
            )
            for number in range(count)
        ]


def write_with_id(event_id):
    """Insert another event under an id of its own, as one does that commits late."""
    event = AuditEvent.objects.order_by("pk")[0]
    event.pk = event_id
    event.save(force_insert=True)
    return event


def tamper(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        audit.record(by=audit.OPERATOR, action="x", target_type="unit")


def test_sealing_takes_each_event_once_and_verifies():
    write(3)
    assert sealing.seal() == 3
    assert sealing.seal() == 0
    write(2)
    assert sealing.seal() == 2
    found = sealing.verify_audit()
    assert (found.sealed, found.seals, found.unsealed) == (5, 2, 0)
    assert found.fault is None
    assert found.head == AuditSeal.objects.order_by("-pk")[0].link


def test_many_events_go_into_several_seals(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert sealing.seal() == 10
    assert [len(row.event_ids) for row in AuditSeal.objects.order_by("pk")] == [4, 4, 2]
    assert sealing.verify_audit().fault is None


def test_nothing_recorded_is_in_order():
    assert sealing.seal() == 0
    found = sealing.verify_audit()
    assert (found.sealed, found.unsealed, found.fault) == (0, 0, None)


def test_the_unsealed_tail_is_reported():
    write(2)
    sealing.seal()
    tail = write(3)
    found = sealing.verify_audit()
    assert (found.unsealed, found.first_unsealed) == (3, tail[0].pk)
    assert found.fault is None


@pytest.mark.parametrize(
    "change",
    [
        "action = 'unit.other'",
        "actor_id = 99",
        "actor_label = 'someone else'",
        "unit_label = 'another unit'",
        "real_at = '2020-01-01 00:00:00+00:00'",
        "request_number = 'abc'",
    ],
)
def test_an_altered_event_is_named(change):
    events = write(5)
    sealing.seal()
    statement = f"UPDATE common_auditevent SET {change} WHERE id = %s"  # noqa: S608
    tamper(statement, events[3].pk)
    tamper(statement, events[4].pk)
    fault = sealing.verify_audit().fault
    assert (fault.kind, fault.row) == ("altered", events[3].pk)


def test_a_deleted_event_is_named():
    events = write(5)
    sealing.seal()
    tamper("DELETE FROM common_auditevent WHERE id = %s", events[2].pk)
    fault = sealing.verify_audit().fault
    assert (fault.kind, fault.row) == ("missing", events[2].pk)


def test_an_event_inserted_behind_the_sealer_is_named():
    events = write(3)
    write_with_id(events[-1].pk + 50)
    sealing.seal()
    AuditSealer.objects.update(gaps=[])  # as after a day
    write_with_id(events[-1].pk + 20)
    fault = sealing.verify_audit().fault
    assert (fault.kind, fault.row) == ("inserted", events[-1].pk + 20)


def test_altered_seals_are_named():
    write(2)
    sealing.seal()
    write(2)
    sealing.seal()
    first, second = AuditSeal.objects.order_by("pk")
    tamper(
        "UPDATE common_auditseal SET sealed_at = %s WHERE id = %s",
        "2020-01-01 00:00:00+00:00",
        first.pk,
    )
    fault = sealing.verify_audit().fault
    assert (fault.kind, fault.row) == ("seal-altered", first.pk)
    tamper("DELETE FROM common_auditseal WHERE id = %s", first.pk)
    fault = sealing.verify_audit().fault
    assert (fault.kind, fault.row) == ("seal-missing", second.pk - 1)


def test_seals_cut_off_at_the_end_are_noticed():
    write(2)
    sealing.seal()
    write(2)
    sealing.seal()
    last = AuditSeal.objects.order_by("-pk")[0]
    tamper("DELETE FROM common_auditevent WHERE id = %s", last.event_ids[0])
    tamper("DELETE FROM common_auditseal WHERE id = %s", last.pk)
    assert sealing.verify_audit().fault.kind == "seal-missing"


def test_resealing_an_altered_event_breaks_the_chain():
    events = write(2)
    sealing.seal()
    write(1)
    sealing.seal()
    tamper("UPDATE common_auditevent SET action = 'x' WHERE id = %s", events[0].pk)
    row = AuditSeal.objects.order_by("pk")[0]
    row.digests = [audit.digest_of_event(e) for e in AuditEvent.objects.all()[:2]]
    row.link = sealing.link_of(row)
    row.save()
    assert sealing.verify_audit().fault.kind == "seal-missing"


def gaps_from(first):
    """Return the open gaps above an id; PostgreSQL leaves out ids of other tests."""
    return [gap[:2] for gap in AuditSealer.objects.get().gaps if gap[0] > first]


def test_an_event_committed_after_a_higher_one_is_sealed_later():
    first = write(1)[0].pk
    write_with_id(first + 3)
    assert sealing.seal() == 2
    assert gaps_from(first) == [[first + 1, first + 2]]
    write_with_id(first + 2)
    assert sealing.verify_audit().unsealed == 1
    assert sealing.seal() == 1
    assert gaps_from(first) == [[first + 1, first + 1]]
    write_with_id(first + 1)
    assert sealing.seal() == 1
    assert gaps_from(first) == []
    found = sealing.verify_audit()
    assert (found.sealed, found.unsealed, found.fault) == (4, 0, None)


def test_an_old_gap_is_given_up(monkeypatch):
    first = write(1)[0].pk
    write_with_id(first + 3)
    sealing.seal()
    monkeypatch.setattr(sealing, "GAP_LIFE", sealing.GAP_LIFE * 0)
    write_with_id(first + 4)
    sealing.seal()
    assert AuditSealer.objects.get().gaps == []


def test_sealing_costs_the_same_however_long_the_trail_is():
    def cost():
        write(2)
        with CaptureQueriesContext(connection) as queries:
            sealing.seal()
        return len(queries)

    write(1)
    sealing.seal()
    short = cost()
    write(300)
    sealing.seal()
    assert cost() == short <= 12


def test_sealing_without_its_row_stops():
    write(2)
    sealing.seal()
    AuditSealer.objects.all().delete()
    write(1)
    with pytest.raises(sealing.SealingError):
        sealing.seal()
    assert sealing.verify_audit().fault.kind == "seal-missing"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one writer at a time"
)
def test_writers_and_sealers_at_once_lose_and_double_nothing():
    def work(number):
        try:
            for turn in range(20):
                with transaction.atomic():
                    audit.record(by=audit.OPERATOR, action="x", target_type="unit")
                    if turn % 5 == number:
                        transaction.set_rollback(True)
                if number == 0:
                    sealing.seal()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    stop = threading.Event()
    stop.set()
    for thread in threads:
        thread.join()
    sealing.run_sealer(stop)
    found = sealing.verify_audit()
    assert found.fault is None
    assert (found.sealed, found.unsealed) == (AuditEvent.objects.count(), 0)
    sealed = [pk for row in AuditSeal.objects.all() for pk in row.event_ids]
    assert len(sealed) == len(set(sealed))


def test_the_command_tells_and_fails(capsys):
    events = write(2)
    sealing.seal()
    assert cli.main(["verify-audit"]) == 0
    capsys.readouterr()
    assert cli.main(["verify-audit", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sealed"], told["unsealed"], told["fault"]) == (2, 0, None)
    tamper("UPDATE common_auditevent SET action = 'x' WHERE id = %s", events[1].pk)
    assert cli.main(["verify-audit"]) == 1
    assert str(events[1].pk) in capsys.readouterr().err


def test_spans_keep_a_set_of_numbers():
    spans = Spans([5, 1, 2, 9, 3, 4, 4])
    assert list(spans) == [(1, 5), (9, 9)]
    assert 4 in spans
    assert 6 not in spans
    assert 0 not in spans
    assert list(missing(1, 6, [2, 5])) == [(1, 1), (3, 4), (6, 6)]
    assert list(missing(1, 2, [1, 2])) == []
