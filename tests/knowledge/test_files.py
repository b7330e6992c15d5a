"""Files of lessons and innovations: what is taken, who may, who reads them."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.factories import EntryFileFactory, InnovationFactory, LessonFactory
from tests.fieldwork.conftest import picture
from tests.fieldwork.test_photos import turned_with_place
from tests.knowledge.test_views import PUBLISHED, text
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.knowledge import services
from tidtam.knowledge.models import EntryFile, State
from tidtam.knowledge.services import KnowledgeError

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(params=[LessonFactory, InnovationFactory])
def entry(request, units):
    return request.param(unit=units["A1"])


@pytest.fixture
def writer(person):
    return person(Role.AREA_OFFICER, "A1")


def add(entry, by, content: bytes = PDF, **named):
    said = {"name": "คู่มือ.pdf", "caption": "คู่มือครู", **named}
    return services.file_add(entry=entry, file=io.BytesIO(content), by=by, **said)


def fetched(client, number):
    answer = client.get(f"/knowledge/files/{number}/")
    if answer.streaming:
        answer.read_whole = b"".join(answer.streaming_content)
    return answer


def kept_in(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_file_is_kept_and_stands_in_the_trail(entry, writer, media):
    row = add(entry, writer)
    assert row.entry == entry
    assert (row.original_name, row.size, row.is_picture) == ("คู่มือ.pdf", 15, False)
    with row.file.open("rb") as file:
        assert file.read() == PDF
    assert "คู่มือ" not in row.file.name
    event = AuditEvent.objects.get(action__endswith=".file_added")
    assert event.action in ACTION_NAMES
    assert event.unit_id == entry.unit_id
    assert event.after == {
        "name": "คู่มือ.pdf", "caption": "คู่มือครู", "sha256": row.sha256,
    }  # fmt: skip


def test_a_picture_comes_without_its_place(entry, writer):
    row = add(entry, writer, turned_with_place(), name="IMG_1.JPG")
    assert (row.original_name, row.width, row.height) == ("IMG_1.jpg", 40, 60)
    with row.file.open("rb") as file, Image.open(file) as kept:
        assert not dict(kept.getexif())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"#!/bin/sh\n", "cannot be taken|not taken|JPG"),
        (b"\xff\xd8\xff\xe0 broken", "no picture"),
        (PDF + b"x" * 1024 * 1024, "larger than 1 MB"),
    ],
)
def test_what_is_not_taken_says_why(entry, writer, media, settings, content, told):
    settings.EVIDENCE_LIMIT_MB = 1
    with pytest.raises(KnowledgeError, match=told) as refused:
        add(entry, writer, content)
    assert refused.value.field == "file"
    assert not EntryFile.objects.exists()
    assert not kept_in(media)


def test_the_same_file_is_kept_once_and_one_too_many_is_refused(
    entry, writer, media, monkeypatch
):
    monkeypatch.setattr(services.files, "MOST", 1)
    assert add(entry, writer) == add(entry, writer)
    with pytest.raises(KnowledgeError, match="1 files are kept"):
        add(entry, writer, PDF + b"x")
    assert len(kept_in(media)) == 1


def test_a_failure_leaves_no_file(entry, writer, media, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(services.files, "entry_event", fail)
    with pytest.raises(RuntimeError):
        add(entry, writer)
    assert not kept_in(media)
    assert not EntryFile.objects.exists()


def test_it_is_taken_out_of_a_draft_with_its_content(
    entry, writer, media, django_capture_on_commit_callbacks
):
    row = add(entry, writer)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        services.file_remove(file=row, by=writer)
    assert not kept_in(media)
    event = AuditEvent.objects.get(action__endswith=".file_removed")
    assert event.action in ACTION_NAMES
    assert event.before["name"] == "คู่มือ.pdf"


def test_only_a_draft_of_ones_own_unit_takes_and_loses_files(entry, writer, person):
    row = add(entry, writer)
    stranger = person(Role.AREA_OFFICER, "A2")
    with pytest.raises(PermissionDenied):
        add(entry, stranger, PDF + b"x")
    with pytest.raises(PermissionDenied):
        services.file_remove(file=row, by=stranger)
    services.entry_offer(entry=entry, by=writer)
    with pytest.raises(KnowledgeError, match="Only a draft"):
        add(entry, writer, PDF + b"x")
    with pytest.raises(KnowledgeError, match="Only a draft"):
        services.file_remove(file=row, by=writer)
    assert EntryFile.objects.get() == row


def test_a_file_is_of_one_entry(units):
    lesson = LessonFactory(unit=units["A1"])
    for named in ({"lesson": None}, {"innovation": InnovationFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EntryFileFactory(**{"lesson": lesson, **named})


@pytest.mark.parametrize("kind", ["lessons", "innovations"])
def test_files_are_added_read_and_taken_out_on_the_page(as_, units, kind):
    factory = {"lessons": LessonFactory, "innovations": InnovationFactory}[kind]
    entry = factory(unit=units["A1"])
    url = f"/knowledge/{kind}/{entry.pk}/"
    client = as_(Role.AREA_OFFICER, "A1")
    assert "Add a file" in text(client.get(url))
    missing = client.post(f"{url}files/add/", {})
    assert missing.status_code == 422
    assert "1 place to mend" in text(missing)
    bad = {"file": SimpleUploadedFile("a.exe", b"MZ program")}
    assert client.post(f"{url}files/add/", bad).status_code == 422
    for name, content in (("คู่มือ.pdf", PDF), ("a.png", picture(kind="PNG"))):
        sent = {"file": SimpleUploadedFile(name, content), "caption": "คำอธิบาย"}
        answer = client.post(f"{url}files/add/", sent)
        assert answer["Location"] == f"{url}#files"
    paper, shown = EntryFile.objects.order_by("pk")
    page = text(client.get(url))
    assert f'href="/knowledge/files/{paper.pk}/"' in page
    assert f'src="/knowledge/files/{shown.pk}/"' in page
    given = fetched(client, paper.pk)
    assert given["Content-Disposition"].startswith("attachment")
    assert given.read_whole == PDF
    assert given["X-Content-Type-Options"] == "nosniff"
    inline = fetched(client, shown.pk)
    assert inline["Content-Disposition"].startswith("inline")
    client.post(f"/knowledge/files/{paper.pk}/remove/")
    assert list(EntryFile.objects.all()) == [shown]


def test_who_may_read_the_entry_may_read_its_files(as_, units):
    draft = EntryFileFactory(lesson=LessonFactory(unit=units["A1"]))
    open_ = EntryFileFactory(lesson=LessonFactory(unit=units["A1"], **PUBLISHED))
    other = as_(Role.AREA_OFFICER, "A2")
    assert fetched(other, draft.pk).status_code == 404
    assert fetched(other, open_.pk).status_code == 200
    above = as_(Role.GROUP_CHAIR, "G1")
    assert fetched(above, draft.pk).status_code == 200
    assert "Add a file" not in text(above.get(f"/knowledge/lessons/{draft.lesson_id}/"))
    assert fetched(other, 999).status_code == 404


def test_without_files_nothing_is_shown_to_who_only_reads(as_, units):
    lesson = LessonFactory(unit=units["A1"], **PUBLISHED)
    page = text(as_(Role.AREA_OFFICER, "A1").get(f"/knowledge/lessons/{lesson.pk}/"))
    assert 'id="files"' not in page


def test_the_page_takes_the_same_queries_for_few_and_many(as_, units):
    lesson = LessonFactory(unit=units["A1"], state=State.OFFERED)
    client = as_(Role.AREA_OFFICER, "A1")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/knowledge/lessons/{lesson.pk}/")
        return len(seen)

    EntryFileFactory(lesson=lesson)
    queries()
    few = queries()
    for _number in range(5):
        EntryFileFactory(lesson=lesson)
    assert queries() == few
