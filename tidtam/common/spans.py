"""Stretches of whole numbers, for ids that nearly all follow one another."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Spans:
    """A set of whole numbers kept as stretches from a first to a last, in order."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for number in numbers:
            self.add(number)

    def add(self, number: int) -> None:
        """Add a number; quick when it follows the highest one."""
        place = bisect_right(self._firsts, number)
        before, after = place - 1, place
        if before >= 0 and number <= self._lasts[before]:
            return
        joins_before = before >= 0 and self._lasts[before] == number - 1
        joins_after = after < len(self._firsts) and self._firsts[after] == number + 1
        if joins_before and joins_after:
            self._lasts[before] = self._lasts.pop(after)
            self._firsts.pop(after)
        elif joins_before:
            self._lasts[before] = number
        elif joins_after:
            self._firsts[after] = number
        else:
            self._firsts.insert(place, number)
            self._lasts.insert(place, number)

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self._firsts, self._lasts, strict=True))


def missing(first: int, last: int, present: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the stretches from first to last that the rising numbers leave out."""
    expected = first
    for number in present:
        if number > expected:
            yield expected, number - 1
        expected = max(expected, number + 1)
    if expected <= last:
        yield expected, last
