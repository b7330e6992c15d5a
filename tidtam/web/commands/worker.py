"""`tidtam worker`: do the work behind the pages and seal the audit trail."""

import argparse
import threading

from django.core.management import call_command

from tidtam.analysis import services as analysis
from tidtam.common import sealing


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take how to run."""
    parser.add_argument(
        "--once", action="store_true", help="do what waits now, then stop"
    )


def run(options: argparse.Namespace) -> int:
    """Run until stopped, or until nothing waits."""
    # The engine loads now, not when the first figures wait.
    analysis.results_refresh()
    stop = threading.Event()
    sealer = threading.Thread(target=sealing.run_sealer, args=(stop,), daemon=True)
    if not options.once:
        sealer.start()
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
