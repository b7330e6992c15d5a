"""Work of reporting behind the pages."""

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from tidtam.common import audit

from .services import rounds_open_due

EVERY_SECONDS = 20

logger = logging.getLogger(__name__)


def run_opener(stop: threading.Event) -> None:
    """Open the rounds whose time has come, until told to stop. For a thread."""
    try:
        while not stop.wait(EVERY_SECONDS):
            _open_or_log()
    finally:
        connection.close()


def _open_or_log() -> None:
    close_old_connections()
    try:
        rounds_open_due(by=audit.OPERATOR)
    except DatabaseError:
        logger.exception("Rounds that are due could not be opened; trying again.")
