"""Files kept with a row: random names, gone again where the row was not kept."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def random_path(row: models.Model, name: str) -> str:
    """Return a path in the folder of the row's app that tells nothing of the file."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
    return f"{row._meta.app_label}/{uuid.uuid4().hex}.{ending[:5]}"


class KeptFile(models.Model):
    """A file, or none; its name is only shown, its type is known by its content."""

    file = models.FileField(upload_to=random_path, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


@contextmanager
def files_in_transaction() -> Iterator[list[FieldFile]]:
    """Run a transaction; files put into the list go again where it fails."""
    kept: list[FieldFile] = []
    try:
        with transaction.atomic():
            yield kept
    except BaseException:
        for file in kept:
            file.storage.delete(file.name or "")
        raise


def file_response(row: Any, *, inline: bool = False) -> FileResponse:
    """Give the file of the row to be kept; `inline` is for pictures that we made.

    Whatever it holds, a browser neither guesses its type nor runs anything in it.
    """
    response = FileResponse(
        row.file.open("rb"),
        as_attachment=not inline,
        filename=row.original_name,
        content_type=row.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
