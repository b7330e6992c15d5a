"""Pictures of a visit: straightened, made smaller, and freed of what a camera adds."""

import hashlib
import io
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, check
from tidtam.common import clock
from tidtam.common.files import files_in_transaction
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Finding, Photo, Visit
from tidtam.reporting.services.evidence import clean_name, content_of

from .visits import visit_event, visit_locked

LONGEST_SIDE = 1600
QUALITY = 82
MOST = 30
MOST_PIXELS = 80_000_000


def photo_add(
    *,
    visit: Visit,
    file: BinaryIO,
    name: str,
    caption: str,
    by: User,
    finding: Finding | None = None,
) -> Photo:
    """Keep a picture of the visit, at most 1,600 pixels long, as JPEG.

    It is stored anew, so that neither the place nor the time that a phone writes into
    a picture, nor anything hidden in the file, comes along. Raises PermissionDenied,
    EvidenceError for a type not taken, FieldworkError for what is no picture or one
    too many.
    """
    check(by, Permission.VISIT_EDIT, visit.unit)
    content_of(file)
    content, size = picture_of(file)
    photo = Photo(
        visit=visit,
        finding=finding,
        caption=caption,
        original_name=f"{clean_name(name).rsplit('.', 1)[0][:200]}.jpg",
        content_type="image/jpeg",
        sha256=hashlib.sha256(content).hexdigest(),
        width=size[0],
        height=size[1],
        added_at=clock.now(),
        added_by=by,
    )
    with files_in_transaction() as kept:
        row = visit_locked(visit, by)
        if row.photos.count() >= MOST:
            raise FieldworkError(
                _("The visit has %(most)d pictures already. Take one out first.")
                % {"most": MOST},
                "file",
            )
        same = row.photos.filter(sha256=photo.sha256).first()
        if same is not None:
            return same
        photo.file.save(photo.original_name, ContentFile(content), save=False)
        kept.append(photo.file)
        photo.save()
        after = {"caption": caption, "sha256": photo.sha256}
        visit_event(row, by, "photo_added", after=after)
    return photo


@transaction.atomic
def photo_remove(*, photo: Photo, by: User) -> None:
    """Take a picture out of a visit whose report has not been sent."""
    visit = visit_locked(photo.visit, by)
    row = Photo.objects.get(pk=photo.pk)
    before = {"caption": row.caption, "sha256": row.sha256}
    storage, name = row.file.storage, row.file.name or ""
    row.delete()
    visit_event(visit, by, "photo_removed", before=before, after={})
    transaction.on_commit(lambda: storage.delete(name))


def picture_of(file: BinaryIO) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as a plain JPEG, and its width and height.

    Raises FieldworkError for what is no picture, or one too large to be opened.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise FieldworkError(
                    _("The picture is too large. Make it smaller, and send it again."),
                    "file",
                )
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            straight = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise FieldworkError(
            _("This is no picture that can be read. Send a JPG, PNG or WEBP file."),
            "file",
        ) from error
    straight.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    content = io.BytesIO()
    straight.save(content, "JPEG", quality=QUALITY, optimize=True)
    return content.getvalue(), straight.size
