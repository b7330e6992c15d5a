"""Pictures as they are kept: straightened, smaller, without what a camera adds."""

import io
import struct
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
QUALITY = 82
# A JPEG is opened at a smaller scale; others are opened whole, four bytes a pixel.
MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}

# What the library raises for files that are broken in one place or another.
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    struct.error,
)


class PictureError(Exception):
    """A file is no picture that can be kept; the text says why and what helps."""


def picture_of(file: BinaryIO) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as a plain JPEG, and its width and height.

    It is made anew, so that neither the place nor the time that a phone writes into a
    picture, nor anything hidden in the file, comes along. Raises PictureError for what
    is no picture, or one too large to be opened.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as opened:
            if opened.width * opened.height > MOST_PIXELS[opened.format or "PNG"]:
                raise PictureError(
                    _("The picture is too large. Make it smaller, and send it again.")
                )
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            straight = ImageOps.exif_transpose(opened).convert("RGB")
    except UNREADABLE as error:
        raise PictureError(
            _("This is no picture that can be read. Send a JPG, PNG or WEBP file.")
        ) from error
    content = io.BytesIO()
    straight.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue(), straight.size
