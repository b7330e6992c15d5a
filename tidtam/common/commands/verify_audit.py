"""`tidtam verify-audit`: verify the sealed audit trail."""

import argparse
from dataclasses import asdict

from django.utils.translation import gettext as _

from tidtam.common import sealing
from tidtam.common.console import complain, say, say_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Name the first row that was altered, is missing or was inserted; then 1."""
    found = sealing.verify_audit()
    if options.json:
        say_json(asdict(found))
        return 1 if found.fault else 0
    if found.fault:
        complain(_told(found.fault))
        return 1
    say(
        _("%(sealed)d events in %(seals)d seals are as they were written")
        % {"sealed": found.sealed, "seals": found.seals}
    )
    say(_("%(unsealed)d events are not sealed yet") % {"unsealed": found.unsealed})
    if found.head:
        say(_("last link: %(head)s") % {"head": found.head})
    return 0


def _told(fault: sealing.Fault) -> str:
    """Return the fault in words."""
    said = {"row": fault.row, "label": fault.label}
    sentences = {
        "altered": _("event %(row)d was altered: %(label)s"),
        "missing": _("event %(row)d is missing"),
        "inserted": _("event %(row)d was inserted behind the sealer: %(label)s"),
        "seal-altered": _("seal %(row)d was altered"),
        "seal-missing": _("seal %(row)d is missing from the chain"),
    }
    return sentences[fault.kind] % said
