"""Sorting of figures in tables: by name in Thai order, or by a number."""

from collections.abc import Callable, Iterable

from tidtam.analysis.formulas import AMBER, GREEN, GREY, RED

from .figures import Figure

BAD_FIRST = (RED, AMBER, GREEN, GREY)
KEYS: dict[str, Callable[[Figure], float | None]] = {
    "value": lambda figure: figure.row.value,
    "target": lambda figure: figure.row.target,
    "change": lambda figure: figure.change,
    "coverage": lambda figure: figure.row.coverage,
    "score": lambda figure: figure.row.score,
    "light": lambda figure: BAD_FIRST.index(figure.row.light),
}


def ordered(figures: Iterable[Figure], sort: str) -> list[Figure]:
    """Return the figures sorted by `value`, `-value` and so on.

    Those without the number come last either way. Any other word leaves the order in
    which they come, which is that of names; `-name` turns it round.
    """
    kept = list(figures)
    name = sort.removeprefix("-")
    key = KEYS.get(name)
    if key is None:
        return kept[::-1] if sort == "-name" else kept
    known = [figure for figure in kept if key(figure) is not None]
    rest = [figure for figure in kept if key(figure) is None]
    known.sort(key=lambda figure: key(figure) or 0, reverse=sort.startswith("-"))
    return known + rest
