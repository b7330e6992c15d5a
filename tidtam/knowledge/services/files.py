"""Files of lessons and innovations; pictures are freed of what a camera adds."""

import hashlib
from typing import BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, check
from tidtam.common import clock
from tidtam.common.contents import ContentError, clean_name, content_of
from tidtam.common.files import files_in_transaction
from tidtam.common.pictures import PictureError, picture_of
from tidtam.knowledge.errors import KnowledgeError
from tidtam.knowledge.models import EntryFile, Innovation, Lesson

from .entries import draft_locked, entry_event

MOST = 10
PICTURE = "image/jpeg"


def file_add(
    *, entry: Lesson | Innovation, file: BinaryIO, name: str, caption: str, by: User
) -> EntryFile:
    """Keep a file with a draft: a PDF, an Office file, or a picture.

    A picture is stored anew, at most 1,600 pixels long, without the place and time
    that a phone writes into it, for the whole country may see it once it is published.
    The same file twice is kept once. Raises PermissionDenied, or KnowledgeError for
    what is no draft, a type not taken, a file too large or one too many.
    """
    check(by, Permission.KNOWLEDGE_EDIT, entry.unit)
    row, content = _made(file, name)
    row.caption, row.added_at, row.added_by = caption, clock.now(), by
    with files_in_transaction() as kept:
        entry = draft_locked(entry, by)
        same = entry.files.filter(sha256=row.sha256).first()
        if same is not None:
            return same
        if entry.files.count() >= MOST:
            raise KnowledgeError(
                _("%(most)d files are kept with it already. Take one out first.")
                % {"most": MOST},
                "file",
            )
        row.entry = entry
        row.file.save(row.original_name, content, save=False)
        kept.append(row.file)
        row.save()
        entry_event(entry, by, "file_added", after=_said(row))
    return row


@transaction.atomic
def file_remove(*, file: EntryFile, by: User) -> None:
    """Take a file out of a draft; its content goes, too.

    Raises PermissionDenied, or KnowledgeError where the entry is no draft.
    """
    entry = draft_locked(file.entry, by)
    row = EntryFile.objects.get(pk=file.pk)
    before = _said(row)
    storage, name = row.file.storage, row.file.name or ""
    row.delete()
    entry_event(entry, by, "file_removed", before=before, after={})
    transaction.on_commit(lambda: storage.delete(name))


def _made(file: BinaryIO, name: str) -> tuple[EntryFile, File]:  # type: ignore[type-arg]
    """Return the row of a file, not yet stored, and the content that is kept of it."""
    try:
        content = content_of(file)
        shown = clean_name(name)
        if content.content_type.startswith("image/"):
            return _picture(file, shown)
    except (ContentError, PictureError) as error:
        raise KnowledgeError(str(error), "file") from error
    file.seek(0)
    row = EntryFile(
        original_name=shown,
        content_type=content.content_type,
        sha256=content.sha256,
        size=content.size,
    )
    return row, File(file)


def _picture(file: BinaryIO, name: str) -> tuple[EntryFile, File]:  # type: ignore[type-arg]
    picture, (width, height) = picture_of(file)
    row = EntryFile(
        original_name=f"{name.rsplit('.', 1)[0][:200]}.jpg",
        content_type=PICTURE,
        sha256=hashlib.sha256(picture).hexdigest(),
        size=len(picture),
        width=width,
        height=height,
    )
    return row, ContentFile(picture)


def _said(row: EntryFile) -> dict[str, str]:
    return {"name": row.original_name, "caption": row.caption, "sha256": row.sha256}
