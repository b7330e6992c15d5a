"""Every page that the demo's people can reach: safe, whole, light, open to all.

Each person walks from the first screen along the links, some pages of each kind. On
every page: the browser reports no error and no breach of the page's security policy,
nothing answers with an error, axe finds nothing serious, nothing scrolls sideways on a
narrow screen, and the page costs little of the line.
"""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from .conftest import SignIn
from .visitor import Visitor, weighed

pytestmark = pytest.mark.browser

PEOPLE = (
    "demo.school.clerk",
    "demo.area.officer",
    "demo.group.chair",
    "demo.analyst.one",
    "demo.secretary.general",
    "demo.administrator",
)
MOST_PAGES = 40
MOST_OF_A_KIND = 2
LATER_PAGE = (
    33_000  # bytes, compressed; 10,000 are the letters that a page is first to need
)
LEAVING = {"account_logout"}

LINKS = """() => [...document.querySelectorAll("a[href]")]
  .filter(link => !link.hasAttribute("download"))
  .map(link => link.getAttribute("href"))"""


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_is_sound(username: str, sign_in: SignIn) -> None:
    visitor = sign_in(username)
    visitor.open("/")  # the first page pays for fonts and style
    faults = [fault for path in paths_of(visitor) for fault in faults_of(visitor, path)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("username", ["demo.area.officer", "demo.secretary.general"])
def test_pages_in_english_and_in_the_dark_are_sound(
    username: str, sign_in: SignIn
) -> None:
    visitor = sign_in(username, color_scheme="dark")
    cookie = {"name": "django_language", "value": "en", "url": visitor.site.address}
    visitor.context.add_cookies([cookie])  # type: ignore[list-item]
    visitor.open("/")
    assert visitor.page.get_attribute("html", "lang") == "en"
    faults = [fault for path in paths_of(visitor) for fault in faults_of(visitor, path)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/password/reset/", "/about-simulation/", "/none/"],
)
def test_pages_before_signing_in_are_sound(path: str, sign_in: SignIn) -> None:
    visitor = sign_in("demo.school.clerk", storage_state=None)
    visitor.page.goto(visitor.site.address + path)
    missing = [fault for fault in visitor.faults if "404" in fault]
    assert visitor.faults == (missing if path == "/none/" else [])
    assert not visitor.grave_barriers()
    assert not visitor.sideways()


def paths_of(visitor: Visitor) -> Iterator[str]:
    """Give the addresses to look at, found while they are being looked at."""
    waiting, known = deque(["/"]), {"/"}
    kinds: Counter[str] = Counter()
    shown = 0
    while waiting and shown < MOST_PAGES:
        path = waiting.popleft()
        kind = kind_of(path)
        if not kind or kinds[kind] >= MOST_OF_A_KIND:
            continue
        kinds[kind] += 1
        shown += 1
        yield path
        for link in visitor.page.evaluate(LINKS):
            found = within_site(visitor, link)
            if found and found not in known:
                known.add(found)
                waiting.append(found)


def within_site(visitor: Visitor, link: str) -> str:
    """Return the link as an address within the site, or nothing for another."""
    whole = urlsplit(
        visitor.page.evaluate("link => new URL(link, location).href", link)
    )
    if f"{whole.scheme}://{whole.netloc}" != visitor.site.address:
        return ""
    return whole.path + (f"?{whole.query}" if whole.query else "")


def kind_of(path: str) -> str:
    """Return the kind of page: its URL name; nothing for files and for signing out."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return "?"
    is_file = found.view_name.endswith("_csv") or "file" in found.view_name
    return "" if is_file or found.view_name in LEAVING else found.view_name


def faults_of(visitor: Visitor, path: str) -> Iterator[str]:
    """Open a page, and give what is wrong with it."""
    visitor.faults.clear()
    with weighed(visitor.page) as traffic:
        answer = visitor.page.goto(visitor.site.address + path)
        visitor.page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        yield f"{path}: answers {answer and answer.status}"
        return
    yield from visitor.faults
    if traffic.weight > LATER_PAGE:
        yield f"{path}: {traffic.weight:,} bytes ({traffic.heaviest()})"
    for barrier in visitor.grave_barriers():
        yield f"{path}: {barrier}"
    if wider := visitor.sideways():
        yield f"{path}: {wider}"
