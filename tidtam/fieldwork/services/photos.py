"""Pictures of a visit: kept without what a camera adds, until its report is sent."""

import hashlib
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, check
from tidtam.common import clock
from tidtam.common.contents import clean_name, content_of
from tidtam.common.files import files_in_transaction
from tidtam.common.pictures import PictureError, picture_of
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Finding, Photo, Visit

from .visits import visit_event, visit_locked

MOST = 30


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
    ContentError for a type not taken, FieldworkError for what is no picture or one
    too many.
    """
    check(by, Permission.VISIT_EDIT, visit.unit)
    content_of(file)
    try:
        content, size = picture_of(file)
    except PictureError as error:
        raise FieldworkError(str(error), "file") from error
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
