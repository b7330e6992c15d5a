"""`tidtam worker`: work behind the pages, opening rounds, sealing the audit trail."""

import argparse
import threading

from django.core.management import call_command

from tidtam.analysis import services as analysis
from tidtam.common import audit, sealing
from tidtam.followup import tasks as followup
from tidtam.followup.services import effects_write_open
from tidtam.reporting import tasks as reporting
from tidtam.reporting.services import rounds_open_due


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take how to run."""
    parser.add_argument(
        "--once", action="store_true", help="do what waits now, then stop"
    )


def run(options: argparse.Namespace) -> int:
    """Run until stopped, or until nothing waits."""
    rounds_open_due(by=audit.OPERATOR)
    effects_write_open(by=audit.OPERATOR)
    # The engine loads now, not when the first figures wait.
    analysis.results_refresh()
    stop = threading.Event()
    if not options.once:
        for beside in (
            sealing.run_sealer,
            reporting.run_opener,
            followup.run_effects,
        ):
            threading.Thread(target=beside, args=(stop,), daemon=True).start()
    call_command(
        "db_worker",
        queue_name="*",
        interval=0.5,
        batch=options.once,
        reload=False,
        startup_delay=False,
        verbosity=0,
    )
    stop.set()
    if options.once:
        sealing.seal()
    return 0
