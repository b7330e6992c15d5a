"""Pictures of the main pages for README and docs, made from the whole country.

They are made where one is missing, or all of them anew with TIDTAM_SCREENSHOTS=1; else
the tree stays as it is and the test only looks at their size.
"""

import base64
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from .conftest import new_context, session_of
from .site import ROOT, Site, running_site
from .visitor import Visitor

pytestmark = pytest.mark.browser

FOLDER = ROOT / "docs" / "img"
GREATEST = 120_000  # bytes
QUALITY = 82
WANTED = os.environ.get("TIDTAM_SCREENSHOTS") == "1"
ROUND = "2565-Q1"


class Picture(NamedTuple):
    """A page of a person, and the looks in which it is taken."""

    name: str
    username: str
    path: str
    looks: tuple[str, ...] = ("desktop", "phone")
    click: str = ""


LOOKS = {
    "desktop": {"viewport": {"width": 1366, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "dark"},
}
ALL_LOOKS = ("desktop", "phone", "dark")
QUERY = f"unit=OBEC&period={ROUND}"
PICTURES = (
    Picture("national", "demo.secretary.general", "/national/", ALL_LOOKS),
    Picture("home-school", "demo.school.clerk", "/"),
    Picture("home-area", "demo.area.officer", "/"),
    Picture("entry", "demo.area.officer", f"/reports/{ROUND}/P5001/", ALL_LOOKS),
    Picture("review", "demo.analyst.one", "/review/"),
    Picture("control-room", "demo.analyst.one", f"/rounds/{ROUND}/control-room/"),
    Picture(
        "indicator",
        "demo.analyst.one",
        f"/indicators/QUA-05/?{QUERY}",
        ALL_LOOKS,
    ),
    Picture(
        "lineage",
        "demo.analyst.one",
        f"/indicators/QUA-05/?{QUERY}",
        ("desktop",),
        click="main a.why",
    ),
    Picture("policy", "demo.secretary.general", f"/policies/MOE-2565/1/?{QUERY}"),
    Picture("unit", "demo.group.chair", "/units/G15/"),
    Picture("meeting", "demo.secretary.general", "/meetings/2/", ALL_LOOKS),
    Picture("directives", "demo.group.chair", "/directives/", ALL_LOOKS),
    Picture("directive", "demo.analyst.one", "/directives/1/"),
    Picture("plan", "demo.group.chair", "/plans/", click="main tbody th a"),
    Picture(
        "visit", "demo.group.chair", "/visits/?state=reported", click="main tbody th a"
    ),
    Picture("problems", "demo.group.chair", "/problems/"),
    Picture("summary", "demo.secretary.general", "/publications/1/"),
    Picture("lessons", "demo.group.chair", "/knowledge/lessons/"),
)
FILES = [
    (picture, look, FOLDER / f"{picture.name}-{look}.webp")
    for picture in PICTURES
    for look in picture.looks
]


@pytest.fixture(scope="module")
def taken(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Take the pictures that are wanted."""
    wanted = [each for each in FILES if WANTED or not each[2].exists()]
    if not wanted:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_site(tmp_path_factory.mktemp("whole"), "seed") as site:
        for picture, look, path in wanted:
            path.write_bytes(take(site, browser, picture, look))


def take(site: Site, browser: Browser, picture: Picture, look: str) -> bytes:
    """Return what the person sees first on the page."""
    session = session_of(site, browser, picture.username)
    context = new_context(browser, storage_state=session, **LOOKS[look])
    visitor = Visitor(site, context.new_page())
    visitor.open(picture.path)
    if picture.click:
        visitor.page.locator(picture.click).first.click()
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.evaluate("document.fonts.ready")
    found = webp_of(visitor.page)
    context.close()
    return found


def webp_of(page: Page) -> bytes:
    """Return the visible part of the page as WebP."""
    session = page.context.new_cdp_session(page)
    for quality in (QUALITY, 65, 45):
        answer = session.send(
            "Page.captureScreenshot", {"format": "webp", "quality": quality}
        )
        found = base64.b64decode(answer["data"])
        if len(found) < GREATEST:
            break
    return found


@pytest.mark.parametrize(
    "path", [path for *_, path in FILES], ids=lambda path: path.stem
)
def test_the_picture_is_there_and_small(taken: None, path: Path) -> None:
    content = path.read_bytes()
    assert content[:4] == b"RIFF"
    assert content[8:12] == b"WEBP"
    assert len(content) < GREATEST


def test_no_picture_is_left_over(taken: None) -> None:
    known = {path.name for *_, path in FILES}
    assert {path.name for path in FOLDER.glob("*.webp")} == known
