"""Pictures as they are kept; files that are none, or broken, are refused in words."""

import contextlib
import io
import struct
import zlib

import pytest
from PIL import Image

from tidtam.common.pictures import PictureError, picture_of


def png(chunks: bytes = b"", size: tuple[int, int] = (2, 2)) -> bytes:
    """Return a PNG with chunks of one's own before the pixels."""
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, "PNG")
    content = made.getvalue()
    return content[:33] + chunks + content[33:]


def chunk(kind: bytes, data: bytes, *, is_sound: bool = True) -> bytes:
    checksum = zlib.crc32(kind + data) ^ (0 if is_sound else 1)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def test_a_large_picture_is_made_smaller():
    content, size = picture_of(io.BytesIO(png(size=(3200, 1600))))
    assert size == (1600, 800)
    assert content[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        png()[:-20],
        png(chunk(b"IDAT", b"broken", is_sound=False)),
        png(chunk(b"eXIf", b"II*\x00\xff")),
    ],
    ids=["nothing", "text", "cut", "checksum", "exif"],
)
def test_what_is_broken_is_refused_or_kept_and_never_fails(content):
    kept = b"\xff\xd8"
    with contextlib.suppress(PictureError):
        kept, _size = picture_of(io.BytesIO(content))
    assert kept[:2] == b"\xff\xd8"


def test_more_pixels_than_can_be_opened_are_refused():
    head = struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0)
    content = png()[:8] + chunk(b"IHDR", head) + png()[33:]
    with pytest.raises(PictureError, match="too large"):
        picture_of(io.BytesIO(content))
