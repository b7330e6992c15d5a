"""Figures, shares and lights as cells, in the words of the pages."""

from collections.abc import Iterator
from decimal import Decimal

from tidtam.analysis.selectors.items import (
    Verdict,
)
from tidtam.analysis.words import figure as figure_text
from tidtam.analysis.words import percent
from tidtam.documents.blocks import (
    Block,
    Cell,
    Heading,
    Light,
    PageBreak,
    Shade,
)
from tidtam.documents.blocks import Figure as Number
from tidtam.publications import wording

# Chapters that begin a page: the frameworks, all indicators, side by side, the work.
NEW_PAGE = frozenset(
    {
        wording.ASPECTS,
        wording.INDICATORS,
        wording.SIDE_BY_SIDE,
        wording.DIRECTIVES,
    }
)


def chapter(count: int, title: str) -> Iterator[Block]:
    """Give the heading of a chapter, on a new page where it begins one."""
    if title in NEW_PAGE:
        yield PageBreak()
    yield Heading(f"{count} {title}")


def number_cell(value: float | None, decimals: int) -> Number:
    """Return a figure, exact beneath what is shown."""
    exact = None if value is None else Decimal(repr(value))
    return Number(figure_text(value, decimals), exact, decimals)


def share_cell(share: float | None) -> Number:
    """Return a share from 0 to 1 in percent."""
    exact = None if share is None else Decimal(repr(share)) * 100
    return Number(percent(share), exact, 1)


def percent_text(share: float | None) -> str:
    """Return a share from 0 to 1 in words."""
    return wording.NO_VALUE if share is None else f"ร้อยละ {percent(share)}"


def score_text(verdict: Verdict) -> str:
    """Return a score and what it is out of."""
    if verdict.score is None:
        return wording.NO_VALUE
    return f"{figure_text(verdict.score, 2)} จาก {verdict.best}"


def light_cell(light: str | None) -> Cell:
    """Return a light with its name."""
    if light is None:
        return wording.NO_VALUE
    return Light(Shade(light), wording.LIGHTS[light])
