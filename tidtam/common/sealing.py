"""Sealing the audit trail: committed events go into a chain of hashes, in batches.

A chain inside the writing transactions would put all writers in one line. So events
are inserted unchained, and a sealer that runs each second takes those that have been
committed since, in the order of their ids. An id may be committed later than a higher
one, or never; such gaps are remembered for a day and sealed when they fill. The work of
one sealing grows with the new events and the open gaps, not with the trail.
"""

import datetime
import hashlib
import json
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from .audit import digest_of_event
from .models import AuditEvent, AuditSeal, AuditSealer
from .spans import Spans, missing

BATCH = 2_000
GAP_LIFE = datetime.timedelta(days=1)
GAPS_ASKED_AT_ONCE = 200
EVERY_SECONDS = 1.0

logger = logging.getLogger(__name__)


class SealingError(Exception):
    """The state of sealing was tampered with; the message says how."""


@dataclass(frozen=True)
class Gap:
    """Ids from first to last that were not there when higher ones were sealed."""

    first: int
    last: int
    since: datetime.datetime

    def as_json(self) -> list[object]:
        """Return the gap as it is stored."""
        return [self.first, self.last, self.since.isoformat()]

    def condition(self) -> Q:
        """Return what finds the events that have come into the gap."""
        return Q(pk__gte=self.first, pk__lte=self.last)


# ---------- sealing ----------


def seal() -> int:
    """Seal every committed event that is not sealed yet; return how many there were."""
    total = 0
    while count := _seal_batch():
        total += count
    return total


def run_sealer(stop: threading.Event) -> None:
    """Seal each second until told to stop, and once more then. For a thread."""
    try:
        while not stop.wait(EVERY_SECONDS):
            _seal_or_log()
        _seal_or_log()
    finally:
        connection.close()


def _seal_or_log() -> None:
    close_old_connections()
    try:
        seal()
    except (DatabaseError, SealingError):
        logger.exception("The audit trail could not be sealed; trying again.")


def _seal_batch() -> int:
    """Seal at most BATCH new events, and those that came into gaps."""
    if not _waits():
        return 0
    with transaction.atomic():
        sealer = _locked_sealer()
        now = timezone.now()
        gaps = _stored_gaps(sealer)
        late = list(_events_in(gaps))
        new = list(
            AuditEvent.objects.filter(pk__gt=sealer.through_id).order_by("pk")[:BATCH]
        )
        events = sorted([*late, *new], key=lambda event: event.pk)
        if not events:
            return 0
        link = _store_seal(events, sealer.last_link, now)
        ids = [event.pk for event in events]
        sealer.gaps = [
            gap.as_json() for gap in _gaps_left(gaps, sealer.through_id, ids, now)
        ]
        sealer.through_id = max(sealer.through_id, ids[-1])
        sealer.last_link = link
        sealer.save()
    return len(events)


def _waits() -> bool:
    """Say whether an event waits to be sealed, without locking anything."""
    sealer = AuditSealer.objects.first()
    if sealer is None:
        return AuditEvent.objects.exists()
    if AuditEvent.objects.filter(pk__gt=sealer.through_id).exists():
        return True
    return any(True for _ in _events_in(_stored_gaps(sealer)))


def _locked_sealer() -> AuditSealer:
    """Return the one row of the sealer, locked until the transaction ends."""
    sealer = AuditSealer.objects.select_for_update().first()
    if sealer is None:
        if AuditSeal.objects.exists():
            raise SealingError("the row of the sealer is missing")
        AuditSealer.objects.get_or_create(pk=1)
        sealer = AuditSealer.objects.select_for_update().get(pk=1)
    return sealer


def _stored_gaps(sealer: AuditSealer) -> list[Gap]:
    return [
        Gap(first, last, datetime.datetime.fromisoformat(since))
        for first, last, since in sealer.gaps
    ]


def _events_in(gaps: Sequence[Gap]) -> Iterator[AuditEvent]:
    """Give the events that have come into the gaps."""
    for start in range(0, len(gaps), GAPS_ASKED_AT_ONCE):
        asked = gaps[start : start + GAPS_ASKED_AT_ONCE]
        anywhere = reduce(or_, (gap.condition() for gap in asked))
        yield from AuditEvent.objects.filter(anywhere)


def _gaps_left(
    gaps: Iterable[Gap], through_id: int, sealed: Sequence[int], now: datetime.datetime
) -> Iterator[Gap]:
    """Give what is left of the gaps after sealing the rising ids, and the new ones."""
    for gap in gaps:
        if now - gap.since < GAP_LIFE:
            filled = [pk for pk in sealed if gap.first <= pk <= gap.last]
            for first, last in missing(gap.first, gap.last, filled):
                yield Gap(first, last, gap.since)
    new = [pk for pk in sealed if pk > through_id]
    if new:
        for first, last in missing(through_id + 1, new[-1], new):
            yield Gap(first, last, now)


def _store_seal(
    events: Sequence[AuditEvent], previous_link: str, now: datetime.datetime
) -> str:
    """Store one link of the chain over the events, and return it."""
    row = AuditSeal(
        sealed_at=now,
        event_ids=[event.pk for event in events],
        digests=[digest_of_event(event) for event in events],
        previous_link=previous_link,
    )
    row.link = link_of(row)
    row.save(force_insert=True)
    return row.link


def link_of(row: AuditSeal) -> str:
    """Return the SHA-256 of all that a seal says, the link before it included."""
    said = [
        row.previous_link,
        row.sealed_at.astimezone(datetime.UTC).isoformat(),
        row.event_ids,
        row.digests,
    ]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


# ---------- verifying ----------


@dataclass(frozen=True)
class Fault:
    """What is wrong with the trail. `row` is an event's id, or a seal's number.

    kind: altered, missing or inserted (an event); seal-altered, seal-missing.
    """

    kind: str
    row: int
    label: str = ""


@dataclass(frozen=True)
class Verification:
    """What verifying found. `unsealed` events are committed and not sealed yet.

    `head` is the last link; noted elsewhere, it proves later that no end was cut off.
    """

    sealed: int
    seals: int
    unsealed: int
    first_unsealed: int | None
    head: str
    fault: Fault | None


def verify_audit() -> Verification:
    """Reckon the whole chain anew and name the first row that was tampered with.

    Reads every event once, and locks nothing: what is sealed meanwhile is left out.
    """
    sealer = AuditSealer.objects.first() or AuditSealer()
    spans = Spans()
    seals = sealed = 0
    head = ""
    fault: Fault | None = None
    for rows in _groups_of_seals(sealer.last_link):
        for row in rows:
            fault = fault or _seal_fault(row, head)
            head = row.link
            seals += 1
            sealed += len(row.event_ids)
            for event_id in row.event_ids:
                spans.add(event_id)
        fault = fault or _first_event_fault(rows)
        if fault:
            break
    if fault is None and head != sealer.last_link:
        fault = Fault("seal-missing", seals + 1)
    waiting = _unsealed(sealer, spans) if fault is None else []
    inserted = [pk for pk, is_expected in waiting if not is_expected]
    if inserted:
        label = str(AuditEvent.objects.filter(pk=inserted[0]).first() or "")
        fault = Fault("inserted", inserted[0], label)
    tail = [pk for pk, is_expected in waiting if is_expected]
    return Verification(
        sealed, seals, len(tail), tail[0] if tail else None, head, fault
    )


def _groups_of_seals(last_link: str) -> Iterator[list[AuditSeal]]:
    """Give the seals up to the last link, as many at a time as hold BATCH events."""
    rows = AuditSeal.objects.order_by("pk")
    if last := AuditSeal.objects.filter(link=last_link).first():
        rows = rows.filter(pk__lte=last.pk)
    group: list[AuditSeal] = []
    events = 0
    for row in rows.iterator(chunk_size=BATCH):
        group.append(row)
        events += len(row.event_ids)
        if events >= BATCH:
            yield group
            group, events = [], 0
    if group:
        yield group


def _seal_fault(row: AuditSeal, head: str) -> Fault | None:
    if row.previous_link != head:
        return Fault("seal-missing", row.pk - 1)
    if row.link != link_of(row) or len(row.event_ids) != len(row.digests):
        return Fault("seal-altered", row.pk)
    return None


def _first_event_fault(rows: Sequence[AuditSeal]) -> Fault | None:
    """Compare the events with the digests of their seals."""
    digests = {
        event_id: digest
        for row in rows
        for event_id, digest in zip(row.event_ids, row.digests, strict=False)
    }
    stored = AuditEvent.objects.in_bulk(list(digests))
    for event_id in sorted(digests):
        event = stored.get(event_id)
        if event is None:
            return Fault("missing", event_id)
        if digest_of_event(event) != digests[event_id]:
            return Fault("altered", event_id, str(event))
    return None


def _unsealed(sealer: AuditSealer, sealed: Spans) -> list[tuple[int, bool]]:
    """Give the events that no seal holds, and whether they may be unsealed.

    They may when they are newer than the last seal or came into an open gap.
    """
    gaps = _stored_gaps(sealer)
    ids = AuditEvent.objects.order_by("pk").values_list("pk", flat=True)
    return [
        (pk, pk > sealer.through_id or any(g.first <= pk <= g.last for g in gaps))
        for pk in ids.iterator()
        if pk not in sealed
    ]
