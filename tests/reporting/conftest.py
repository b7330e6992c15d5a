from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reporting.world import Clock, World, build
from tidtam.common import clock as rules_clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(rules_clock, "now", standing.now)
    return standing


@pytest.fixture
def world(db: None, clock: Clock, settings: object, tmp_path: Path) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path / "evidence"  # type: ignore[attr-defined]
    settings.FACTS_CACHE = tmp_path / "facts"  # type: ignore[attr-defined]
    return build(clock)
