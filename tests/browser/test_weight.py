"""The first page of everyone on a bad line: less than 100 kB, charts aside."""

import pytest

from .conftest import SignIn
from .test_crawl import PEOPLE
from .visitor import weighed

pytestmark = pytest.mark.browser

FIRST_PAGE = 100_000  # bytes, compressed, with fonts, style and scripts


@pytest.mark.parametrize("username", PEOPLE)
def test_the_first_page_is_light(username: str, sign_in: SignIn) -> None:
    visitor = sign_in(username)
    with weighed(visitor.page) as traffic:
        visitor.open("/")
        visitor.page.wait_for_load_state("networkidle")
    assert traffic.received, "nothing was measured"
    assert traffic.weight < FIRST_PAGE, f"{traffic.weight:,}: {traffic.heaviest()}"


def test_the_page_to_sign_in_is_light(sign_in: SignIn) -> None:
    visitor = sign_in("demo.school.clerk", storage_state=None)
    with weighed(visitor.page) as traffic:
        visitor.open("/accounts/login/")
        visitor.page.wait_for_load_state("networkidle")
    assert 0 < traffic.weight < FIRST_PAGE, f"{traffic.weight:,}: {traffic.heaviest()}"
