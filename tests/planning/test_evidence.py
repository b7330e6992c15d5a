"""Files that show what is done: kept once, carried over, gone with their last row."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.documents.reading import squeezed, word_text
from tests.planning.conftest import TODAY
from tests.planning.test_services import enforced
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.planning import services
from tidtam.planning.models import Milestone, MilestoneFile
from tidtam.planning.services import PlanningError, SentFile
from tidtam.planning.services.evidence import MOST

PDF = b"%PDF-1.7 simulated"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def sent(content: bytes = PDF, name: str = "บันทึก.pdf") -> SentFile:
    return SentFile(io.BytesIO(content), name)


def record(row, by, *files, evidence="", done_on=TODAY):
    row.refresh_from_db()
    return services.milestone_done(
        milestone=row,
        done_on=done_on,
        evidence=evidence,
        version=row.version,
        by=by,
        files=files,
    )


def test_files_alone_show_that_it_is_done_and_each_is_kept_once(
    step_late, writer, media
):
    record(step_late, writer, sent(), sent(b"%PDF-1.7 other", "../ภาพ.pdf"))
    record(step_late, writer, sent())
    rows = step_late.files.all()
    assert [row.original_name for row in rows] == ["บันทึก.pdf", "ภาพ.pdf"]
    assert len(kept(media)) == 2
    assert "บันทึก" not in str(kept(media))
    first = AuditEvent.objects.filter(action="milestone.done").order_by("pk")[0]
    assert [each["name"] for each in first.after["files"]] == ["บันทึก.pdf", "ภาพ.pdf"]
    assert first.after["files"][0]["sha256"] == rows[0].sha256


def test_what_is_refused_leaves_neither_row_nor_file(step_late, writer, media):
    with pytest.raises(PlanningError, match=r"a\.exe: This type") as refused:
        record(step_late, writer, sent(), sent(b"MZ\x90", "a.exe"))
    assert refused.value.field == "attached"
    many = [sent(PDF + str(number).encode()) for number in range(MOST + 1)]
    with pytest.raises(PlanningError, match=f"at most {MOST} files"):
        record(step_late, writer, *many)
    with pytest.raises(PlanningError, match="Write the day"):
        record(step_late, writer, sent(), done_on=None)
    with pytest.raises(PlanningError, match="attach a file"):
        record(step_late, writer)
    assert not MilestoneFile.objects.exists()
    assert not kept(media)
    step_late.refresh_from_db()
    assert (step_late.done_on, step_late.version) == (None, 1)


def test_nobody_else_adds_or_removes(step_late, writer, person, media):
    record(step_late, writer, sent(), evidence="หนังสือ")
    for who in (person(Role.AREA_OFFICER, "A2"), person(Role.GROUP_CHAIR, "G1")):
        with pytest.raises(PermissionDenied):
            record(step_late, who, sent(b"%PDF-1.7 x"))
        with pytest.raises(PermissionDenied):
            services.milestone_file_remove(file=step_late.files.get(), by=who)
    assert len(kept(media)) == 1


def test_a_file_is_removed_unless_nothing_else_shows_it(
    step_late, writer, media, django_capture_on_commit_callbacks
):
    record(step_late, writer, sent(), sent(b"%PDF-1.7 other"))
    first, second = step_late.files.all()
    with django_capture_on_commit_callbacks(execute=True):
        services.milestone_file_remove(file=first, by=writer)
    assert len(kept(media)) == 1
    with pytest.raises(PlanningError, match="Nothing else shows"):
        services.milestone_file_remove(file=second, by=writer)
    event = AuditEvent.objects.get(action="milestone.file_removed")
    assert event.before["files"][0]["sha256"] == first.sha256
    with django_capture_on_commit_callbacks(execute=True):
        record(step_late, writer, done_on=None)
    assert not step_late.files.exists()
    assert not kept(media)


def test_files_go_over_into_the_next_version_and_stay_in_both(
    in_force, step_late, writer, chair, media, django_capture_on_commit_callbacks
):
    record(step_late, writer, sent())
    with django_capture_on_commit_callbacks(execute=True):
        new = services.plan_amend(plan=in_force, by=writer)
        record(step_late, writer, sent(b"%PDF-1.7 later"))
        services.milestone_file_remove(file=step_late.files.first(), by=writer)
        assert len(kept(media)) == 2
        enforced(new, writer, chair)
    copy = Milestone.objects.get(project__plan=new, code="M1")
    old, now = step_late.files.get(), copy.files.get()
    assert (old.file.name, old.sha256) == (now.file.name, now.sha256)
    assert len(kept(media)) == 1
    with pytest.raises(PlanningError, match="Superseded"):
        services.milestone_file_remove(file=old, by=writer)
    with django_capture_on_commit_callbacks(execute=True):
        record(copy, writer, done_on=None)
    assert [path.read_bytes() for path in kept(media)] == [b"%PDF-1.7 later"]


def test_what_was_taken_back_meanwhile_is_not_done_in_the_next_version(
    in_force, step_late, writer, chair
):
    record(step_late, writer, sent())
    new = services.plan_amend(plan=in_force, by=writer)
    record(step_late, writer, done_on=None)
    enforced(new, writer, chair)
    copy = Milestone.objects.get(project__plan=new, code="M1")
    assert (copy.done_on, copy.files.count()) == (None, 0)


def test_a_discarded_draft_and_next_year_leave_the_file_to_the_plan_in_force(
    in_force, step_late, writer, media, django_capture_on_commit_callbacks
):
    record(step_late, writer, sent())
    with django_capture_on_commit_callbacks(execute=True):
        services.plan_discard(
            plan=services.plan_amend(plan=in_force, by=writer), by=writer
        )
    assert len(kept(media)) == 1
    services.plan_for_next_year(plan=in_force, continuing=["P1"], by=writer)
    assert MilestoneFile.objects.count() == 1


def test_files_are_sent_read_and_taken_off_on_pages(as_, step_late):
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/milestones/{step_late.pk}/done/"
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()
    wrong = SimpleUploadedFile("a.txt", b"just text")
    words = {"version": 1, "done_on": "1/12/2564", "evidence": ""}
    late = client.post(url, {**words, "attached": [wrong]})
    assert late.status_code == 422
    assert "a.txt: This type of file is not taken" in late.content.decode()
    files = [SimpleUploadedFile(f"ภาพ {n}.pdf", PDF + n.encode()) for n in "12"]
    assert client.post(url, {**words, "attached": files}).status_code == 302
    step_late.refresh_from_db()
    assert step_late.done_on == datetime.date(2021, 12, 1)
    project = f"/projects/{step_late.project_id}/"
    first, second = step_late.files.all()
    chair = as_(Role.GROUP_CHAIR, "G1")
    page = chair.get(project).content.decode()
    assert "ภาพ 1.pdf" in page
    assert f"/milestone-files/{first.pk}/remove/" not in page
    answer = chair.get(f"/milestone-files/{first.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF + b"1"
    other = as_(Role.GROUP_CHAIR, "G2")
    assert other.get(f"/milestone-files/{first.pk}/").status_code == 404
    assert client.post(f"/milestone-files/{first.pk}/remove/").status_code == 302
    assert list(step_late.files.all()) == [second]
    paper = client.get(f"/plans/{step_late.project.plan_id}/plan.docx")
    assert squeezed("ภาพ 2.pdf") in squeezed(word_text(paper.content))
