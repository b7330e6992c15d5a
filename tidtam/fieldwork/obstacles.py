"""Obstacles as units write them in reports: whether they are a problem, its name."""

import re

# What people write to say that there is nothing; compared without spaces and stops.
NOTHING = frozenset(
    {
        "", "-", "--", "ไม่มี", "ไม่มีปัญหา", "ไม่มีอุปสรรค", "ไม่มีปัญหาและอุปสรรค",
        "ไม่มีปัญหาอุปสรรค", "ไม่มีค่ะ", "ไม่มีครับ", "ไม่พบ", "ไม่พบปัญหา",
        "none", "no", "na", "nil",
    }
)  # fmt: skip
_SPACES = re.compile(r"[\s.,;:!/()–—]+")
_SENTENCE_END = re.compile(r"[\n.;]|\s{2,}")
TITLE_LENGTH = 120


def is_problem(text: str) -> bool:
    """Say whether the words tell of a problem, and not that there is none."""
    return _SPACES.sub("", text.lower()) not in NOTHING


def title_of(text: str) -> str:
    """Return the first sentence, cut at a space where it is long."""
    first = _SENTENCE_END.split(text.strip(), maxsplit=1)[0].strip() or text.strip()
    if len(first) <= TITLE_LENGTH:
        return first
    cut = first[:TITLE_LENGTH].rsplit(" ", 1)[0]
    return f"{cut}…"
