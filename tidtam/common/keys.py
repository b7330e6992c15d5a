"""Ids of rows as addresses and references write them."""

LONGEST = 18  # digits that every database takes


def row_id(text: str) -> int | None:
    """Return the id that the text writes in plain digits, None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST
    return int(text) if is_number else None
