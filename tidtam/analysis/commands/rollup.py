"""`tidtam rollup`: reckon stale results, check what is stored, or look back in time."""

import argparse
import datetime
import sys
from typing import Any

from tidtam.common import clock, console, tables


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the basis, membership and moment."""
    parser.add_argument("--basis", choices=["official", "preliminary"])
    parser.add_argument("--membership", choices=["as-was", "as-is"], default="as-was")
    parser.add_argument("--as-of", metavar="TIME", type=_moment)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--all", action="store_true", help="reckon even what is fresh")
    parser.add_argument("--json", action="store_true")


def _moment(raw: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{raw!r}: write a time with its offset, such as 2022-01-19T09:00:00+07:00"
        )
    return moment.astimezone(datetime.UTC)


def run(options: argparse.Namespace) -> int:
    """Do one of the three."""
    bases = [options.basis] if options.basis else ["official", "preliminary"]
    if options.check:
        return _check(options, bases)
    if options.as_of or options.membership == "as-is":
        return _print(options, bases)
    from tidtam.analysis import services

    progress = console.Progress()
    done = services.results_refresh(
        bases=bases, everything=options.all, progress=progress
    )
    seconds = round(progress.end(), 3)
    if options.json:
        console.say_json({"reckoned": done, "seconds": seconds})
    else:
        console.say(f"reckoned {done} in {seconds} s")
    return 0


def _check(options: argparse.Namespace, bases: list[str]) -> int:
    """Compare a full reckoning with what is stored."""
    from tidtam.analysis import services

    progress = console.Progress()
    found = services.results_check(bases=bases, progress=progress)
    progress.end()
    if options.json:
        console.say_json({"differences": [_difference(item) for item in found]})
    for item in found if not options.json else ():
        console.complain(f"{_difference(item)}")
    if not found and not options.json:
        console.say("stored results equal a full reckoning")
    return 1 if found else 0


def _difference(item: Any) -> dict[str, Any]:
    from tidtam.indicators.models import Indicator
    from tidtam.organisation.models import Unit

    return {
        "period": item.period,
        "basis": item.basis,
        "unit_code": Unit.objects.get(pk=item.unit).code,
        "indicator_code": Indicator.objects.get(pk=item.indicator).code,
        "stored": item.stored and item.stored._asdict(),
        "reckoned": item.reckoned and item.reckoned._asdict(),
    }


def _print(options: argparse.Namespace, bases: list[str]) -> int:
    """Print the figures of a moment or membership; store nothing."""
    from tidtam.analysis import files
    from tidtam.analysis.reckoning import Country

    as_of = options.as_of or clock.now()
    country = Country(
        as_of=as_of,
        as_is_on=clock.day_of(as_of) if options.membership == "as-is" else None,
    )
    lines = files.reckoned_lines(country, bases)
    if options.json:
        console.say_json(
            [dict(zip(files.COLUMNS, line, strict=True)) for line in lines]
        )
    else:
        tables.write_rows(sys.stdout, files.COLUMNS, lines)
    return 0
