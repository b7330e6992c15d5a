"""The clock stands on 19 January 2022, 09.00 in Bangkok; messages are in English."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.exchange.folders import BANGKOK, command, country, put
from tidtam.common import clock


@dataclass
class Clock:
    """A clock that stands still until a test sets it."""

    moment: datetime.datetime = datetime.datetime(2022, 1, 19, 9, tzinfo=BANGKOK)

    def now(self) -> datetime.datetime:
        return self.moment


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", found.now)
    return found


@pytest.fixture(autouse=True)
def english(settings: Any) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def facts_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.FACTS_CACHE = tmp_path / "facts"


@pytest.fixture
def small(
    db: None, standing: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Path:
    """Load the small country and return the folder it came from."""
    folder = put(tmp_path / "small", country())
    code = command("import", folder)
    assert code == 0, capsys.readouterr().err
    capsys.readouterr()
    return folder
