"""The site, the browser, and people who sign in."""

import os
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from .site import Site, running_site
from .visitor import Visitor

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 30_000  # milliseconds


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the small country on a database of its own."""
    with running_site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, without windows and without calls home."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        pytest.fail("Chromium is not installed; bin/test does that")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=flags)
        yield found
        found.close()


class SignIn(Protocol):
    """Sign a person of the demo cast in, in a browser with nothing in its cache."""

    def __call__(self, username: str, **context: Any) -> Visitor:
        """Return the person before an empty page."""


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Keep the cookies of who has signed in."""
    return {}


@pytest.fixture
def sign_in(site: Site, browser: Browser, sessions: dict[str, Any]) -> Iterator[SignIn]:
    """Return what signs a person in; afterwards their browsers are closed."""
    contexts: list[BrowserContext] = []

    def visit(username: str, **context: Any) -> Visitor:
        if username not in sessions:
            sessions[username] = session_of(site, browser, username)
        settings = {"storage_state": sessions[username], **context}
        made = new_context(browser, **settings)
        contexts.append(made)
        return Visitor(site, made.new_page())

    yield visit
    for made in contexts:
        made.close()


def new_context(browser: Browser, **settings: Any) -> BrowserContext:
    """Return a browser as it stands in Thailand, without animations."""
    context = browser.new_context(
        **{
            "viewport": {"width": 1366, "height": 900},
            "locale": "th-TH",
            "timezone_id": "Asia/Bangkok",
            "reduced_motion": "reduce",
            **settings,
        }
    )
    context.set_default_timeout(PATIENCE)
    return context


def session_of(site: Site, browser: Browser, username: str) -> Any:
    """Sign in through the page, and return the cookies."""
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{site.address}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", site.cast[username])
    page.click("form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    state = context.storage_state()
    context.close()
    return state
