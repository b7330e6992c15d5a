"""Fixtures for the whole suite."""

import datetime
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tidtam.common import clock

ClockAt = Callable[[datetime.datetime], None]


@pytest.fixture(autouse=True)
def english(settings: Any) -> Iterator[None]:
    """Let tests read the English of the sources, whatever the default of people is."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def fresh_facts(settings: Any, tmp_path: Path) -> None:
    """Keep what is remembered of one test's figures from the next test.

    Each test rolls its rows back, so that ids and stamps come again.
    """
    settings.FACTS_CACHE = tmp_path / "facts"
    quick = sys.modules.get("tidtam.analysis.quick")
    for name in ("_kept", "_tables") if quick else ():
        getattr(quick, name).cache_clear()


@pytest.fixture
def thai(english: None, settings: Any) -> Iterator[None]:
    """Let pages speak Thai, as they do to people, in a test that asks for it."""
    settings.LANGUAGE_CODE = "th"
    with translation.override("th"):
        yield


@pytest.fixture
def clock_at(settings: Any) -> ClockAt:
    """Return what sets the clock of the rules: it runs on from the moment given."""

    def start(moment: datetime.datetime) -> None:
        clock._anchors.clear()
        settings.TIDTAM_CLOCK = moment

    return start
