"""`tidtam doctor`: look for faults in the stored state."""

import argparse
from dataclasses import asdict
from itertools import groupby

from django.utils.translation import gettext as _

from tidtam.common import hooks
from tidtam.common.console import Progress, complain, say, say_json
from tidtam.common.hooks import Finding

MOST = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print what every app's check finds; 1 when there is anything."""
    progress = Progress()
    found: list[Finding] = []
    for check in hooks.checks:
        progress(check.__module__.split(".")[1])
        found += check()
    progress.end()
    if options.json:
        say_json({"findings": [asdict(finding) for finding in found]})
    elif found:
        _tell(found)
    else:
        say(_("nothing is wrong"))
    return 1 if found else 0


def _tell(found: list[Finding]) -> None:
    """Print the findings, of one kind the first fifty."""
    for kind, group in groupby(found, key=lambda finding: finding.check):
        findings = list(group)
        for finding in findings[:MOST]:
            complain(str(finding))
        if len(findings) > MOST:
            complain(
                _("%(kind)s: and %(count)d more (--json lists them all)")
                % {"kind": kind, "count": len(findings) - MOST}
            )
