"""The command line: `bin/tidtam COMMAND`.

Exit codes: 0 done, 1 the input or state is at fault and nothing was changed, 2 wrong
usage. Commands are looked up by name and loaded only when called, so that --help
answers at once.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from tidtam.environment import BadSettingError


@dataclass(frozen=True)
class Command:
    """A command: its module with `arguments(parser)` and `run(options)`, and help."""

    module: str
    help: str


COMMANDS: dict[str, Command] = {
    "migrate": Command("tidtam.common.commands.migrate", "prepare the database"),
    "serve": Command("tidtam.web.commands.serve", "serve the pages"),
    "worker": Command("tidtam.web.commands.worker", "do the work behind the pages"),
    "import": Command(
        "tidtam.exchange.commands.import_folder",
        "load a folder of exchange files, or nothing",
    ),
    "export": Command(
        "tidtam.exchange.commands.export_folder",
        "write the exchange files into a folder",
    ),
    "rollup": Command(
        "tidtam.analysis.commands.rollup", "reckon results, check them, or print them"
    ),
    "report": Command(
        "tidtam.publications.commands.report", "write yearly summaries as files"
    ),
    "seed": Command(
        "tidtam.simulation.commands.seed", "load the simulated country (ข้อมูลจำลอง)"
    ),
    "demo-accounts": Command(
        "tidtam.accounts.commands.demo_accounts", "make and list the demo's people"
    ),
    "verify-audit": Command(
        "tidtam.common.commands.verify_audit", "verify the sealed audit trail"
    ),
    "doctor": Command(
        "tidtam.common.commands.doctor", "look for faults in the stored state"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="tidtam",
        description="Tidtam (ติดตาม) drives education policy to every school.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = words[0] if words else ""
    try:
        modules = {chosen: _loaded(COMMANDS[chosen])} if chosen in COMMANDS else {}
    except BadSettingError as bad:
        print(f"tidtam: {bad}", file=sys.stderr)  # noqa: T201
        return 1
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.help, description=command.help)
        if name in modules:
            modules[name].arguments(sub)
    options = parser.parse_args(words)
    return _run(modules[options.command], options)


def _run(module: ModuleType, options: argparse.Namespace) -> int:
    """Run the command; a database that cannot be used gives a plain line."""
    from django.db import OperationalError, ProgrammingError

    try:
        return int(module.run(options))
    except (OperationalError, ProgrammingError) as error:
        reason = str(error).strip().partition("\n")[0]
        print(  # noqa: T201
            f"tidtam: the database cannot be used ({reason}); "
            "check DATABASE_URL and run bin/tidtam migrate",
            file=sys.stderr,
        )
        return 1


def _loaded(command: Command) -> ModuleType:
    """Return the module of the command, with Django ready and speaking Thai."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.settings")
    import django
    from django.utils import translation

    django.setup()
    from django.conf import settings

    translation.activate(settings.LANGUAGE_CODE)
    return importlib.import_module(command.module)


if __name__ == "__main__":
    sys.exit(main())
