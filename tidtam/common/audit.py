"""The audit trail: every write records its event in the same transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from . import clock
from .models import AuditEvent
from .requests import request_number


class Actor(Protocol):
    """Whoever did it: an account."""

    @property
    def pk(self) -> Any:
        """Return its id, or None for the operator."""


@dataclass(frozen=True)
class Operator:
    """The operator at the server's own command line, who has no account."""

    pk: None = None

    def __str__(self) -> str:
        return "operator"


OPERATOR = Operator()


def record(
    *,
    by: Actor,
    action: str,
    target: models.Model | None = None,
    unit: models.Model | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    target_type: str = "",
    target_label: str = "",
) -> AuditEvent:
    """Store who did what to which row. Call it inside the writer's transaction.

    `before` and `after` hold the changed fields only, as JSON values.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the writing transaction")
    return AuditEvent.objects.create(
        at=clock.now(),
        real_at=timezone.now(),
        actor_id=by.pk,
        actor_label=str(by)[:200],
        action=action,
        unit_id=unit.pk if unit is not None else None,
        unit_label=str(unit)[:200] if unit is not None else "",
        target_type=target_type or (target._meta.label_lower if target else ""),
        target_id=str(target.pk) if target is not None else "",
        target_label=target_label or (str(target)[:250] if target else ""),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        request_number=request_number.get(),
    )


def digest_of(rows: Iterable[Any]) -> str:
    """Return the SHA-256 of the rows, which stands for them in a bulk event."""
    sha = hashlib.sha256()
    for row in rows:
        sha.update(repr(row).encode())
        sha.update(b"\n")
    return sha.hexdigest()


def digest_of_event(event: AuditEvent) -> str:
    """Return the SHA-256 of all that the event says."""
    said = [
        event.pk,
        event.at.isoformat(),
        event.real_at.isoformat(),
        event.actor_id,
        event.actor_label,
        event.action,
        event.unit_id,
        event.unit_label,
        event.target_type,
        event.target_id,
        event.target_label,
        event.before,
        event.after,
        event.request_number,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
