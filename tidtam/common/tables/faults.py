"""Faults of files: where, what is wrong, how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `line` is the physical line on which the row starts."""

    file: str
    line: int
    column: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.reason}; {self.remedy}"


@dataclass
class Faults:
    """The faults found so far, without repeats, and what they leave in doubt.

    A name that stands only on a faulty row is not unknown: whoever looks it up later
    asks `may_bring` first, so that one slip gives one fault and not a thousand.
    """

    found: dict[Fault, None] = field(default_factory=dict)
    doubtful_files: set[str] = field(default_factory=set)
    doubtful_keys: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, file: str, line: int, column: str, reason: str, remedy: str) -> None:
        """Note a fault."""
        self.found[Fault(file, line, column, str(reason), str(remedy))] = None

    def __bool__(self) -> bool:
        return bool(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def doubt_file(self, file: str) -> None:
        """Note that rows of the file could not be read at all."""
        self.doubtful_files.add(file)

    def doubt_row(self, file: str, key: Sequence[str]) -> None:
        """Note that the row with this key (as text) is faulty."""
        for size in range(1, len(key) + 1):
            self.doubtful_keys.add((file, *key[:size]))

    def may_bring(self, file: str, *key: str) -> bool:
        """Say whether a faulty row of the file may be the one with this key.

        The first parts of a key are enough.
        """
        return file in self.doubtful_files or (file, *key) in self.doubtful_keys
