"""`tidtam migrate`: prepare the database."""

import argparse
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tidtam.common.console import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(_options: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        path.parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    say("ready")
    return 0
