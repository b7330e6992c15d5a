"""`tidtam serve`: serve the pages."""

import argparse
import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tidtam.common import console

HASHED = {
    **settings.STORAGES,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take address and size."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--threads", type=int, default=4, help="threads a process")


def run(options: argparse.Namespace) -> int:
    """Collect the static files and become the server."""
    if settings.SECRET_KEY == settings.INSECURE_KEY and not _is_local(options.host):
        console.complain("TIDTAM_SECRET_KEY is not set; see docs/settings.md")
        return 1
    with override_settings(STORAGES=HASHED):
        call_command("collectstatic", interactive=False, verbosity=0)
    command = [
        sys.executable,
        "-P",
        "-m",
        "granian",
        *("--interface", "wsgi"),
        *("--host", options.host),
        *("--port", str(options.port)),
        *("--workers", str(options.workers)),
        *("--blocking-threads", str(options.threads)),
        *("--log-level", "warning"),
        "--no-ws",
        "tidtam.wsgi:application",
    ]
    sys.stdout.flush()
    return os.execv(sys.executable, command)  # noqa: S606  # becomes the server


def _is_local(host: str) -> bool:
    return host in {"127.0.0.1", "localhost", "::1"}
