"""What commands print: results on stdout, progress and faults on stderr."""

import json
import sys
import time
from typing import Any


def say(line: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(f"{line}\n")


def say_json(value: Any) -> None:
    """Print the result as JSON."""
    say(json.dumps(value, ensure_ascii=False, default=str))


def complain(line: str) -> None:
    """Print a fault."""
    sys.stderr.write(f"{line}\n")


class Progress:
    """Progress of long work on stderr: a line that is rewritten on a terminal."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.is_terminal = sys.stderr.isatty()

    def __call__(self, line: str) -> None:
        """Show what is being done, and since how long."""
        if self.is_terminal:
            seconds = time.monotonic() - self.started
            sys.stderr.write(f"\r\033[K{seconds:6.1f} s  {line}")
            sys.stderr.flush()

    def end(self) -> float:
        """Clear the line; return the seconds since the start."""
        if self.is_terminal:
            sys.stderr.write("\r\033[K")
        return time.monotonic() - self.started
