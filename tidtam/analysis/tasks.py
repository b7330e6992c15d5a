"""The background refresh, and what queues it."""

from django.db import transaction
from django_tasks import task

from tidtam.common.hooks import Placing


@task()
def refresh() -> int:
    """Reckon what is stale; many changes that wait together are one refresh."""
    from . import changes, services  # DuckDB and Arrow load here, not at start

    return services.results_refresh() if changes.waiting() else 0


def on_values_changed(round_pk: int, placings: frozenset[Placing] | None) -> None:
    """Note the change in the writer's transaction and queue the refresh after it."""
    from . import changes

    changes.change_note(round_pk, placings)
    transaction.on_commit(_queue)


def on_rules_changed() -> None:
    """Note that targets changed and queue the refresh."""
    from . import changes

    changes.rules_change_note()
    transaction.on_commit(_queue)


def _queue() -> None:
    refresh.enqueue()
