"""`tidtam seed`: load the simulated country (ข้อมูลจำลอง) into an empty database."""

import argparse

from tidtam.common import console
from tidtam.simulation import services
from tidtam.simulation.folder import Sample


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the size."""
    parser.add_argument(
        "--small", action="store_true", help="a few areas instead of the whole country"
    )
    parser.add_argument("--no-rollup", action="store_true", help="leave results stale")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Load the country and reckon its results."""
    progress = console.Progress()
    try:
        counts = services.country_seed(
            sample=Sample() if options.small else None, progress=progress
        )
    except services.AlreadySeededError:
        progress.end()
        console.complain("the database holds units already; seed only an empty one")
        return 1
    if not options.no_rollup:
        from tidtam.analysis.services import results_refresh

        counts["reckoned"] = results_refresh(progress=progress)
        counts |= services.editions_seed(progress=progress)
    seconds = round(progress.end(), 1)
    if options.json:
        console.say_json({**counts, "seconds": seconds})
    else:
        console.say(f"{counts['units']} units, {counts['values']} values, {seconds} s")
    return 0
