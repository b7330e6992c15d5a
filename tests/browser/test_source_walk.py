"""Walks docs/source-walk.md: every sentence of the source document on its page."""

import re

import pytest
from playwright.sync_api import Browser

from .conftest import SignIn, new_context
from .site import ROOT, Site
from .visitor import Visitor

pytestmark = pytest.mark.browser

WALK = ROOT / "docs" / "source-walk.md"
NOBODY = "–"


def steps() -> list[tuple[str, str, str, list[str]]]:
    """Give sentence, username, path and words of each row of the table."""
    lines = WALK.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    found = []
    for row in rows:
        said, who, page, words = (cell.strip() for cell in row.strip("|").split("|"))
        found.append((said, who, page.strip("`"), words.split(" · ")))
    return found


STEPS = steps()


def test_the_walk_names_enough() -> None:
    assert len(STEPS) >= 18


def plain(text: str) -> str:
    """Take out what setting puts between words."""
    return re.sub(r"[\s\u00a0\u200b\u2060]+", "", text)


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [(who, path, words) for _said, who, path, words in STEPS],
    ids=[f"{number}" for number in range(1, len(STEPS) + 1)],
)
def test_the_sentence_is_seen_on_its_page(
    site: Site, browser: Browser, sign_in: SignIn, who: str, path: str, words: list[str]
) -> None:
    if who == NOBODY:
        visitor = Visitor(site, new_context(browser).new_page())
    else:
        visitor = sign_in(who)
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    shown = plain(visitor.page.locator("main").inner_text())
    for word in words:
        assert plain(word) in shown, word
