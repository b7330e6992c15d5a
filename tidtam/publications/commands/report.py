"""`tidtam report YEAR FOLDER`: yearly summaries of the nation and every group."""

import argparse
from pathlib import Path
from typing import Any

from tidtam.common import console

ENDINGS = ("pdf", "docx", "xlsx")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the year, the folder, the units and the kinds of file."""
    parser.add_argument("year", type=int, metavar="YEAR", help="Buddhist fiscal year")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--unit", action="append", metavar="CODE", default=[])
    parser.add_argument("--format", action="append", choices=ENDINGS, default=[])
    parser.add_argument(
        "--check",
        action="store_true",
        help="reckon the figures of the newest editions as of their moment instead",
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Make an edition of each unit and write its files; or check those there are."""
    from tidtam.publications import selectors

    units = selectors.units_with_results(options.year)
    if options.unit:
        units = [unit for unit in units if unit.code in options.unit]
    if not units:
        console.complain(
            f"no results of {options.year} as a whole, or no such unit; "
            "reckon them first with `tidtam rollup`"
        )
        return 1
    return _check(options, units) if options.check else _write(options, units)


def _write(options: argparse.Namespace, units: list[Any]) -> int:
    from django.utils import translation

    from tidtam.common import audit
    from tidtam.documents.responses import FORMATS
    from tidtam.publications import services

    progress = console.Progress()
    options.folder.mkdir(parents=True, exist_ok=True)
    written = []
    with translation.override("th"):
        editions = services.editions_make(
            units=units, fiscal_year=options.year, by=audit.OPERATOR, progress=progress
        )
        for edition in editions:
            document = services.document_of(edition)
            for ending in options.format or ENDINGS[:1]:
                path = (
                    options.folder
                    / f"summary-{options.year}-{edition.unit.code}.{ending}"
                )
                path.write_bytes(FORMATS[ending][0](document))
                written.append(str(path))
    seconds = round(progress.end(), 3)
    if options.json:
        console.say_json({"files": written, "seconds": seconds})
    else:
        console.say(f"{len(written)} files in {seconds} s")
    return 0


def _check(options: argparse.Namespace, units: list[Any]) -> int:
    from tidtam.publications import services
    from tidtam.publications.models import Edition

    progress = console.Progress()
    found = {}
    for unit in units:
        progress(unit.code)
        rows = Edition.objects.filter(unit=unit, fiscal_year=options.year)
        edition = rows.order_by("-number").select_related("unit").first()
        if edition is not None:
            found[unit.code] = services.edition_check(edition=edition)
    progress.end()
    if options.json:
        console.say_json({"equal": found})
    for code, is_equal in found.items() if not options.json else ():
        console.say(f"{code}: {'equal' if is_equal else 'DIFFERENT'}")
    return 0 if all(found.values()) else 1
