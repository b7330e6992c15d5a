"""What tests of pages share: people at their browsers, without scripts."""

import re
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from tests.reporting.world import World

FORM = "/reports/2565-Q1/{unit}/"
HIDDEN = re.compile(r'name="(?P<name>[\w-]+-version)"\s+value="(?P<value>\d+)"')
KEY = re.compile(r'name="client_key" value="(?P<key>[\w-]+)"')


def text_of(answer: HttpResponseBase) -> str:
    """Return what the page says."""
    return answer.getvalue().decode()


class Browser:
    """A person at a browser without scripts: reads pages and presses buttons."""

    def __init__(self, world: World, who: str) -> None:
        self.client = Client()
        self.client.force_login(world.user[who])

    def get(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == status, answer.status_code
        return text_of(answer)

    def post(self, url: str, sent: dict[str, Any], status: int = 302) -> str:
        answer = self.client.post(url, sent)
        assert answer.status_code == status, (answer.status_code, text_of(answer))
        return answer.headers.get("Location", "") if status == 302 else text_of(answer)

    def versions(self, url: str) -> dict[str, str]:
        """Return the hidden fields that tell which save of each line the page shows."""
        return {
            found["name"]: found["value"] for found in HIDDEN.finditer(self.get(url))
        }

    def press(self, url: str, do: str, status: int = 302, **typed: Any) -> str:
        """Open the form, fill fields in, press a button; return where it leads."""
        sent = {name.replace("__", "-"): text for name, text in typed.items()}
        return self.post(url, {**self.versions(url), **sent, "do": do}, status)

    def key(self, url: str) -> str:
        """Return the client key that the page before submitting holds."""
        found = KEY.search(self.get(url))
        assert found, "no client key on the page"
        return found["key"]


SCHOOL = {
    "QUA-05-numerator": "40",
    "QUA-05-denominator": "50",
    "SAF-01-value": "7",
}
AREA = {"EFF-01-numerator": "3", "EFF-01-denominator": "4"}
