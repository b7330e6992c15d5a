"""A running Tidtam: web process, worker, and a database file of their own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLOCK = "2022-01-19T09:00:00+07:00"
COMMAND = [sys.executable, "-P", "-m", "tidtam.cli"]
STARTS_WITHIN, STOPS_WITHIN = 60, 20  # seconds


@dataclass
class Site:
    """A server and worker; `cast` is password by username."""

    address: str
    environment: dict[str, str]
    cast: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        """Run a command of Tidtam on the site's database; return what it prints."""
        done = subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout


@contextmanager
def running_site(folder: Path, *seed: str) -> Iterator[Site]:
    """Load a country into a new database under the folder, and serve it.

    `seed` is the command that loads it; without one it is the small country.
    """
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", environment_of(folder))
    site.run("migrate")
    site.run(*(seed or ("seed", "--small")))
    people = json.loads(site.run("demo-accounts", "--json"))
    site.cast = {person["username"]: person["password"] for person in people}
    processes = [
        subprocess.Popen([*COMMAND, *words], env=site.environment, cwd=ROOT)
        for words in (["worker"], ["serve", "--port", str(port)])
    ]
    try:
        wait_for(f"{site.address}/healthz", processes)
        yield site
        assert all(process.poll() is None for process in processes), (
            "the server or the worker ended while the tests ran"
        )
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=STOPS_WITHIN)


def environment_of(folder: Path) -> dict[str, str]:
    """Return the variables of a demonstration that keeps everything in the folder."""
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TIDTAM_") and name not in {"DATABASE_URL", "PORT"}
    }
    return outside | {
        "PYTHONPATH": str(ROOT),
        "TIDTAM_VAR": str(folder),
        "TIDTAM_DEMO": "1",
        "TIDTAM_CLOCK": CLOCK,
        "TIDTAM_SECRET_KEY": "only-for-the-tests-in-a-browser",
    }


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the address answers; fail if a process ends or time runs out."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert all(process.poll() is None for process in processes), "it did not start"
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310  # our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{address} does not answer")
