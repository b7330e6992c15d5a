"""Evidence: by content, under a random name, exactly once."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.common.test_contents import archive
from tests.reporting.world import CLOSES, World
from tidtam.common.models import AuditEvent
from tidtam.reporting import services
from tidtam.reporting.errors import (
    EvidenceError,
    LockedError,
    NotAskedError,
    RoundClosedError,
)
from tidtam.reporting.models import Evidence

PDF = b"%PDF-1.7\n simulated evidence"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def add(
    world: World, content: bytes = PDF, *, who: str = "clerk1", **more: Any
) -> Evidence:
    world.keys += 1
    arguments = {
        "round_": world.round,
        "unit": world.unit["S1"],
        "indicator": world.indicator["QUA-05"],
        "name": "คำสั่ง.pdf",
        "client_key": f"file-{world.keys}",
        "by": world.user[who],
        **more,
    }
    return services.evidence_add(file=io.BytesIO(content), **arguments)


def files_in(folder: str | Path) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name(world: World, settings: Any) -> None:
    kept = add(world)
    assert kept.original_name == "คำสั่ง.pdf"
    assert kept.content_type == "application/pdf"
    assert (kept.size, kept.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert kept.uploaded_at == world.clock.moment
    (path,) = files_in(settings.MEDIA_ROOT)
    assert path.read_bytes() == PDF
    assert "." not in path.name
    assert len(path.name) == 32
    event = AuditEvent.objects.get(action="evidence.added")
    assert event.after["sha256"] == kept.sha256


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\x00" * 64,
        b"just text",
        archive("evil.exe"),
        archive("word/document.xml"),  # no table of contents
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
    ],
)
def test_what_is_not_taken_leaves_nothing(
    world: World, settings: Any, content: bytes
) -> None:
    with pytest.raises(EvidenceError):
        add(world, content, name="harmless.pdf")
    assert not Evidence.objects.exists()
    assert not files_in(settings.MEDIA_ROOT)


def test_too_large_a_file_is_refused(world: World, settings: Any) -> None:
    settings.EVIDENCE_LIMIT_MB = 1
    assert add(world, PDF + b"\x00" * (1024 * 1024 - len(PDF))).size == 1024 * 1024
    with pytest.raises(EvidenceError, match="1"):
        add(world, PDF + b"\x00" * (1024 * 1024))


def test_a_repeat_gives_the_file_kept_before(world: World, settings: Any) -> None:
    first = add(world, client_key="one")
    assert add(world, PNG, client_key="one") == first  # the same request again
    assert add(world, PDF, client_key="two") == first  # the same content again
    assert Evidence.objects.count() == 1
    assert len(files_in(settings.MEDIA_ROOT)) == 1
    assert AuditEvent.objects.filter(action="evidence.added").count() == 1


def test_the_same_file_may_bear_out_another_figure(world: World) -> None:
    first = add(world)
    other = add(world, indicator=world.indicator["SAF-01"])
    whole = add(world, indicator=None)
    assert len({first.pk, other.pk, whole.pk}) == 3


@pytest.mark.parametrize("who", ["clerk2", "officer", "analyst"])
def test_only_the_units_own_people_add(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        add(world, who=who)


def test_only_an_asked_figure_has_evidence(world: World) -> None:
    with pytest.raises(NotAskedError):
        add(world, indicator=world.indicator["EFF-01"])


def test_evidence_follows_the_round(world: World) -> None:
    world.clock.moment = CLOSES
    with pytest.raises(RoundClosedError):
        add(world)


def test_evidence_may_be_added_until_acceptance(world: World) -> None:
    school = world.certified("clerk1", "S1")
    assert add(world).pk
    sent = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    world.to_the_end(sent)
    school.refresh_from_db()
    assert school.state == "accepted"
    with pytest.raises(LockedError):
        add(world, PNG)


def test_a_removed_file_keeps_its_content_for_the_trail(
    world: World, settings: Any
) -> None:
    kept = add(world)
    world.clock.on()
    gone = services.evidence_remove(evidence=kept, by=world.user["clerk1"])
    assert gone.removed_at == world.clock.moment
    again = services.evidence_remove(evidence=kept, by=world.user["clerk1"])
    assert again.removed_at == gone.removed_at
    assert AuditEvent.objects.filter(action="evidence.removed").count() == 1
    assert len(files_in(settings.MEDIA_ROOT)) == 1
    assert add(world) != kept  # the same content may be added anew


def test_nothing_is_removed_under_review(world: World) -> None:
    kept = add(world)
    world.submitted("clerk1", "S1")
    with pytest.raises(LockedError):
        services.evidence_remove(evidence=kept, by=world.user["clerk1"])
    with pytest.raises(PermissionDenied):
        services.evidence_remove(evidence=kept, by=world.user["officer"])


def test_a_failed_write_leaves_no_file(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("tidtam.common.audit.record", broken)
    with pytest.raises(RuntimeError):
        add(world)
    assert not Evidence.objects.exists()
    assert not files_in(settings.MEDIA_ROOT)


def test_what_the_centre_enters_has_evidence_too(world: World) -> None:
    kept = add(
        world,
        who="analyst",
        unit=world.unit["A1"],
        indicator=world.indicator["EFF-05"],
        central=True,
    )
    gone = services.evidence_remove(evidence=kept, by=world.user["analyst2"])
    assert gone.removed_at is not None
