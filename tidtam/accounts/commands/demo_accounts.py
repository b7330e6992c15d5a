"""`tidtam demo-accounts`: make and list the demo cast (ชื่อสมมติ)."""

import argparse
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from tidtam.accounts.services import DemoAccount, DemoError, demo_cast
from tidtam.common.audit import OPERATOR
from tidtam.common.console import complain, say, say_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the school, the form of the answer and the consent."""
    parser.add_argument(
        "--school", default="", metavar="CODE", help="the school whose people they are"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.add_argument(
        "--yes", action="store_true", help="make them though this is no demo"
    )


def run(options: argparse.Namespace) -> int:
    """Print role, unit, username and password of each."""
    if not (settings.DEMO or options.yes):
        complain(
            _("this is no demo (TIDTAM_DEMO is not set); add --yes if you mean it")
        )
        return 1
    try:
        cast = demo_cast(school_code=options.school, by=OPERATOR)
    except DemoError as error:
        complain(str(error))
        return 1
    if options.json:
        say_json([asdict(account) for account in cast])
    else:
        _print_table(cast)
    return 0


def _print_table(cast: list[DemoAccount]) -> None:
    wide = max(len(account.username) for account in cast)
    for account in cast:
        say(
            f"{account.username:{wide}}  {account.password}  "
            f"{account.role_name}, {account.unit_name}"
        )
