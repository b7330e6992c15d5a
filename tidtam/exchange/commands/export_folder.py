"""`tidtam export FOLDER`: write the exchange files."""

import argparse
from pathlib import Path

from tidtam.common import console
from tidtam.exchange import services


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--json", action="store_true", help="print the files as JSON")


def run(options: argparse.Namespace) -> int:
    """Export into the folder, which is made if missing."""
    progress = console.Progress()
    try:
        names = services.folder_export(folder=options.folder, progress=progress)
    except OSError as error:
        progress.end()
        console.complain(f"{options.folder}: {error.strerror}")
        return 1
    progress.end()
    if options.json:
        console.say_json(names)
    else:
        console.say("\n".join(str(options.folder / name) for name in names))
    return 0
