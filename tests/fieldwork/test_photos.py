"""Pictures: stored anew, straight, small, without what a camera adds."""

import io

import pytest
from django.db import transaction
from PIL import Image

from tests.fieldwork.conftest import picture
from tidtam.accounts.models import Role
from tidtam.common import pictures
from tidtam.common.pictures import LONGEST_SIDE, picture_of
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.services import photo_add, photo_remove, visit_hold, visit_report
from tidtam.reporting.errors import EvidenceError


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def add(visit, by, content: bytes, **named):
    said = {"name": "IMG_0001.JPG", "caption": "ห้องเรียน", **named}
    return photo_add(visit=visit, file=io.BytesIO(content), by=by, **said)


def turned_with_place() -> bytes:
    """Return a wide picture that a phone turned, with a place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (18.0, 47.0, 0.0)
    exif[0x8825] = gps
    return picture((60, 40), exif=exif.tobytes())


def test_place_and_time_are_taken_out_and_the_picture_stands_upright(person, visit):
    content = turned_with_place()
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825))
    photo = add(visit, person(Role.GROUP_OFFICER, "G1"), content)
    with photo.file.open("rb") as file, Image.open(file) as kept:
        assert kept.format == "JPEG"
        assert kept.size == (photo.width, photo.height) == (40, 60)
        assert not dict(kept.getexif())
    assert photo.original_name == "IMG_0001.jpg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_large_pictures_are_made_smaller(kind):
    content, size = picture_of(io.BytesIO(picture((3000, 1500), kind)))
    assert size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert Image.open(io.BytesIO(content)).size == size


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF\n", b"\xff\xd8\xff\xe0 broken", picture()[:200]]
)
def test_what_is_no_picture_is_refused(person, visit, content):
    with pytest.raises(FieldworkError) as refused:
        add(visit, person(Role.GROUP_OFFICER, "G1"), content)
    assert refused.value.field == "file"
    assert not visit.photos.exists()


def test_a_program_is_refused(person, visit):
    with pytest.raises(EvidenceError):
        add(visit, person(Role.GROUP_OFFICER, "G1"), b"#!/bin/sh\n")


def test_a_bomb_is_refused(person, visit, monkeypatch):
    monkeypatch.setitem(pictures.MOST_PIXELS, "JPEG", 100)
    with pytest.raises(FieldworkError, match="too large"):
        add(visit, person(Role.GROUP_OFFICER, "G1"), picture())


def test_the_same_picture_is_kept_once(person, visit, media):
    by = person(Role.GROUP_OFFICER, "G1")
    first, again = add(visit, by, picture()), add(visit, by, picture())
    assert first == again
    assert len(list(media.rglob("*.jpg"))) == 1


def test_one_too_many_is_refused_and_leaves_no_file(person, visit, media, monkeypatch):
    monkeypatch.setattr(services.photos, "MOST", 1)
    by = person(Role.GROUP_OFFICER, "G1")
    add(visit, by, picture())
    with pytest.raises(FieldworkError, match="1 pictures already"):
        add(visit, by, picture((50, 50)))
    assert len(list(media.rglob("*.jpg"))) == 1


def test_a_failure_leaves_no_file(person, visit, media, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(services.photos, "visit_event", fail)
    with pytest.raises(RuntimeError):
        add(visit, person(Role.GROUP_OFFICER, "G1"), picture())
    assert not list(media.rglob("*.jpg"))
    assert not visit.photos.exists()


def test_a_picture_is_taken_out_until_the_report_is_sent(
    person, visit, media, django_capture_on_commit_callbacks
):
    by = person(Role.GROUP_OFFICER, "G1")
    first = add(visit, by, picture())
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        photo_remove(photo=first, by=by)
    assert not list(media.rglob("*.jpg"))
    second = add(visit, by, picture((50, 50)))
    visit.summary = "เรียบร้อย"
    visit.save()
    visit_hold(visit=visit, by=by)
    visit_report(visit=visit, by=by)
    with pytest.raises(FieldworkError):
        photo_remove(photo=second, by=by)
    with pytest.raises(FieldworkError):
        add(visit, by, picture((30, 30)))
