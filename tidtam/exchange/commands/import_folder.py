"""`tidtam import FOLDER`: load exchange files in one transaction, or nothing."""

import argparse
from pathlib import Path

from tidtam.common import audit, console
from tidtam.exchange import services


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--json", action="store_true", help="print counts as JSON")


def run(options: argparse.Namespace) -> int:
    """Import the folder; print the counts, or every fault."""
    progress = console.Progress()
    try:
        counts = services.folder_import(
            folder=options.folder, by=audit.OPERATOR, progress=progress
        )
    except services.FaultyFilesError as error:
        progress.end()
        for fault in error.faults:
            console.complain(str(fault))
        return 1
    progress.end()
    if options.json:
        console.say_json(counts)
        return 0
    for file, count in counts.items():
        console.say(f"{file}: +{count['made']} ~{count['changed']}")
    if not counts:
        console.say("nothing to change")
    return 0
