"""A person with a browser: the page in front of them, and what goes wrong on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from .site import Site

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# Charts come after the page has been read, and do not count into its weight.
CHARTS = "/echarts"
GRAVE = ("serious", "critical")


@cache
def axe_source() -> str:
    """Return the source of axe."""
    return AXE.read_text(encoding="utf-8")


@dataclass
class Visitor:
    """A signed-in person; `faults` are faults of the pages opened so far."""

    site: Site
    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on(
            "pageerror", lambda error: self._blame(f"error in script: {error}")
        )
        self.page.on("response", self._on_response)

    @property
    def context(self) -> BrowserContext:
        """Return the browser of this person alone."""
        return self.page.context

    def open(self, path: str) -> None:
        """Open a page of the site; it must answer."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def text(self) -> str:
        """Return the text of the main part of the page."""
        return self.page.inner_text("main")

    def path(self) -> str:
        """Return the address of the page within the site, without its query."""
        return urlsplit(self.page.url).path

    # ---------- what goes wrong ----------

    def _blame(self, fault: str) -> None:
        self.faults.append(f"{self.page.url.removeprefix(self.site.address)}: {fault}")

    def _on_console(self, message: ConsoleMessage) -> None:
        """Note errors and warnings; a violation of the page's policy is an error."""
        if message.type in {"error", "warning"}:
            self._blame(f"console {message.type}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self._blame(f"{response.status} {response.url}")

    # ---------- what is measured ----------

    def grave_barriers(self) -> list[str]:
        """Return what axe finds serious or critical on the page."""
        self.page.evaluate(axe_source())
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']})"
            ".then(result => result.violations)"
        )
        return [_barrier(each) for each in found if each["impact"] in GRAVE]

    def sideways(self, width: int = 320) -> str:
        """Say what makes the page wider than a narrow screen; nothing if it fits."""
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": 640})
        overflow: str = self.page.evaluate(WIDER)
        if size is not None:
            self.page.set_viewport_size(size)
        return overflow


WIDER = """() => {
  const screen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= screen) return "";
  const clipped = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement)
      if (up !== document.body && getComputedStyle(up).overflowX !== "visible")
        return true;
    return false;
  };
  const isWide = (element) =>
    element.getBoundingClientRect().right > screen + 1 && !clipped(element);
  const first = [...document.body.querySelectorAll("*")].find(isWide);
  const name = first ? `${first.localName}.${first.getAttribute("class")}` : "?";
  return `${document.documentElement.scrollWidth} px wide because of ${name}`;
}"""


def _barrier(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    where = " ".join(str(each) for each in nodes[0]["target"])
    more = f" and {len(nodes) - 1} more" if len(nodes) > 1 else ""
    return f"{violation['impact']} {violation['id']} at {where}{more}"


@dataclass
class Traffic:
    """What the browser received: bytes as they came over the line, by address."""

    received: dict[str, int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Return all bytes but those of charts."""
        return sum(size for url, size in self.received.items() if CHARTS not in url)

    def heaviest(self) -> str:
        """Name the heaviest parts."""
        parts = sorted(self.received.items(), key=lambda item: -item[1])[:6]
        return ", ".join(f"{urlsplit(url).path} {size:,}" for url, size in parts)


@contextmanager
def weighed(page: Page) -> Iterator[Traffic]:
    """Count what comes over the line within the block; the cache costs nothing."""
    session = page.context.new_cdp_session(page)
    traffic, addresses = Traffic(), {}

    def sent(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        url = addresses.get(event["requestId"], "?")
        before = traffic.received.get(url, 0)
        traffic.received[url] = before + int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    try:
        yield traffic
    finally:
        session.detach()
