"""Files are known by their content; names are only shown."""

import hashlib
import io
import zipfile

import pytest

from tidtam.common.contents import ContentError, clean_name, content_of

PDF = b"%PDF-1.7\n simulated evidence"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
OFFICE = "application/vnd.openxmlformats-officedocument."


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (
            archive("[Content_Types].xml", "word/document.xml"),
            f"{OFFICE}wordprocessingml.document",
        ),
        (
            archive("[Content_Types].xml", "xl/workbook.xml"),
            f"{OFFICE}spreadsheetml.sheet",
        ),
        (
            archive("[Content_Types].xml", "ppt/presentation.xml"),
            f"{OFFICE}presentationml.presentation",
        ),
    ],
)
def test_the_type_is_known_by_the_content(content: bytes, content_type: str) -> None:
    assert content_of(io.BytesIO(content)).content_type == content_type


def test_size_and_digest_are_those_of_the_whole_file(settings) -> None:
    settings.EVIDENCE_LIMIT_MB = 2
    held = io.BytesIO(PDF + b"\x00" * 1024 * 1024)
    held.seek(7)
    found = content_of(held)
    assert found.size == len(held.getvalue())
    assert found.sha256 == hashlib.sha256(held.getvalue()).hexdigest()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"just text", "not taken"),
        (archive("evil.exe"), "not taken"),
        (
            archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
            "XLSX",
        ),
        (PDF + b"\x00" * 1024 * 1024, "larger than 1 MB"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason(settings, content, why) -> None:
    settings.EVIDENCE_LIMIT_MB = 1
    with pytest.raises(ContentError, match=why):
        content_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\แผน.pdf", "แผน.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "evidence"),
        ("ก" * 300, "ก" * 255),
    ],
)
def test_names_are_only_shown(name: str, shown: str) -> None:
    assert clean_name(name) == shown
