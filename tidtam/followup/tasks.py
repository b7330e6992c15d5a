"""Work of directives behind the pages."""

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from tidtam.common import audit

from .services import effects_write_open

EVERY_SECONDS = 600

logger = logging.getLogger(__name__)


def run_effects(stop: threading.Event) -> None:
    """Write the figures that are born here, until told to stop. For a thread."""
    try:
        while not stop.wait(EVERY_SECONDS):
            _write_or_log()
    finally:
        connection.close()


def _write_or_log() -> None:
    close_old_connections()
    try:
        effects_write_open(by=audit.OPERATOR)
    except DatabaseError:
        logger.exception("Figures of directives could not be written; trying again.")
