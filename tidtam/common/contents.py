"""What is known of a file by its content; its name is only shown."""

import hashlib
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."

# What may be uploaded: the type found in the content -> the ending of its file.
TYPES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    f"{OFFICE}presentationml.presentation": "pptx",
}
# The part of an Office file that tells which it is.
OFFICE_PARTS = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}


class ContentError(Exception):
    """The file cannot be taken; the message says why and what can be done."""


@dataclass(frozen=True)
class Content:
    """What is known of a file's content."""

    content_type: str
    size: int
    sha256: str


def content_of(file: BinaryIO) -> Content:
    """Return type, size and digest of the content; the file is read from its start.

    Raises ContentError for an empty or too large file, or a type not taken.
    """
    file.seek(0)
    sha, size = hashlib.sha256(), 0
    limit = settings.EVIDENCE_LIMIT_MB
    while chunk := file.read(MEGABYTE):
        sha.update(chunk)
        size += len(chunk)
        if size > limit * MEGABYTE:
            raise ContentError(
                _("The file is larger than %(limit)d MB. Make it smaller.")
                % {"limit": limit}
            )
    if size == 0:
        raise ContentError(_("The file is empty. Choose another one."))
    return Content(_type_of(file), size, sha.hexdigest())


def clean_name(name: str) -> str:
    """Return the last part of the name without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-255:] or "evidence"


def _type_of(file: BinaryIO) -> str:
    """Return the type by the content. Raises ContentError for one not taken."""
    file.seek(0)
    kind = filetype.guess(file.read(8192))
    found = kind.mime if kind else ""
    if found not in TYPES and found in {"", "application/zip"}:
        found = _office_type(file)
    if found in {*OFFICE_PARTS.values()}:  # a name in its head proves nothing
        found = _office_type(file)
    if found not in TYPES:
        raise ContentError(
            _("This type of file is not taken. Send one of: %(types)s.")
            % {"types": ", ".join(sorted(ending.upper() for ending in TYPES.values()))}
        )
    return found


def _office_type(file: BinaryIO) -> str:
    """Return which Office file a ZIP archive is, or nothing."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if "[Content_Types].xml" not in names or "xl/vbaProject.bin" in names:
        return ""
    return next((OFFICE_PARTS[part] for part in OFFICE_PARTS if part in names), "")
