"""What the record proves, incidents, and the pack with its manifest."""

import datetime
import hashlib
import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from tests.documents.reading import pdf_text, squeezed
from tests.factories import (
    IncidentFactory,
    InvitationFactory,
    PaperFactory,
    PressReleaseFactory,
    VoteFactory,
)
from tests.meetings.conftest import BEGAN
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.meetings import services
from tidtam.meetings.models import Attendance, Incident, Meeting
from tidtam.meetings.selectors import proof_of, record_of
from tidtam.meetings.services import MeetingError


@pytest.fixture
def analyst(person):
    return person(Role.ANALYST, "OBEC")


@pytest.fixture
def proven(held):
    """Invited six days before, one identified of two, a paper, a vote, an incident."""
    sent = BEGAN - datetime.timedelta(days=6)
    for member in held.series.members.exclude(email=""):
        InvitationFactory(
            meeting=held, member=member, to=member.email, sent_at=sent, text="ขอเชิญ"
        )
    held.attendance.filter(order=1).update(identified_by=Attendance.Means.SIGNED)
    item = held.items.get(number="4.1")
    for name in ("แผน.pdf", "แผน.pdf", "../../a:b.pdf"):
        PaperFactory(item=item, original_name=name)
    VoteFactory(item=item, in_favour=1, abstained=1, dissent="=ควรรอ")
    IncidentFactory(meeting=held, what="เสียงขาดหาย")
    PressReleaseFactory(meeting=held, title="ข่าว", text="เนื้อข่าว")
    return held


def opened(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_the_proof_is_reckoned_from_the_record(proven):
    proof = proof_of(proven, record_of(proven), None)
    assert (proof.days_before, proof.invited) == (6, 2)
    assert (len(proof.identified), proof.all_identified) == (1, False)
    assert [count for _means, count in proof.means] == [1]
    assert (len(proof.papers), len(proof.votes), proof.incident_minutes) == (3, 1, 4)
    proven.attendance.filter(order=2).update(identified_by=Attendance.Means.CODE)
    assert proof_of(proven, record_of(proven), None).all_identified


def test_days_before_are_days_of_the_calendar_in_bangkok(held):
    member = held.series.members.first()
    late = BEGAN.replace(hour=23) - datetime.timedelta(days=3)
    InvitationFactory(meeting=held, member=member, sent_at=late)
    assert proof_of(held, record_of(held), None).days_before == 3


def test_the_page_tells_the_proof(as_, proven):
    client, url = as_(Role.ANALYST, "OBEC"), f"/meetings/{proven.pk}/"
    page = client.get(url).content.decode()
    for words in ("Invitation sent 6 days before", "2 members", "1 of 2", "3 files",
                  "เสียงขาดหาย", "4 minutes", f"{url}evidence.zip"):  # fmt: skip
        assert words in page, words
    assert "Recording of sound" not in page
    proven.recorded_minutes = 155
    proven.save()
    assert "155 minutes" in client.get(url).content.decode()


def test_a_meeting_without_proof_says_so(as_, coming):
    page = as_(Role.ANALYST, "OBEC").get(f"/meetings/{coming.pk}/").content.decode()
    assert "No invitation was sent from here" in page
    assert "Record an incident" not in page, "it has not begun"


def test_the_manifest_names_every_file_with_its_hash(as_, proven):
    archive = opened(
        as_(Role.ANALYST, "OBEC").get(f"/meetings/{proven.pk}/evidence.zip")
    )
    names = archive.namelist()
    assert names == [
        "invitations/1-01.txt", "invitations/1-02.txt", "invitation.ics",
        "papers/4.1 แผน.pdf", "papers/4.1 แผน (2).pdf", "papers/4.1 a_b.pdf",
        "agenda.pdf", "minutes.pdf", "attendance.csv", "votes.csv", "incidents.csv",
        "README.txt", "manifest.sha256",
    ]  # fmt: skip
    lines = archive.read("manifest.sha256").decode().splitlines()
    said = {name: found for found, name in (line.split("  ", 1) for line in lines)}
    assert said.keys() == set(names) - {"manifest.sha256"}
    for name, found in said.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == found
    assert "เห็นชอบ ๑ เสียง" in pdf_text(archive.read("minutes.pdf"))
    assert archive.read("votes.csv").decode("utf-8-sig").splitlines()[1] == (
        "4.1,โดยเปิดเผย,10:52,1,0,1,2,3,'=ควรรอ"
    )
    came = archive.read("attendance.csv").decode("utf-8-sig").splitlines()
    assert came[1].startswith("1,นายหนึ่ง สมมติ,เลขาธิการ (เลขาฯ),ใช่,ณ ห้องประชุม,ลงชื่อ")
    assert "10:20,4,เสียงขาดหาย" in archive.read("incidents.csv").decode()
    assert "SUMMARY" in archive.read("invitation.ics").decode()
    readme = archive.read("README.txt").decode()
    assert "มาประชุม 2 คน แสดงตน 1 คน" in readme
    assert "ข่าวประชาสัมพันธ์ยังไม่อนุมัติ" in readme


def test_equal_records_give_equal_packs(as_, proven, clock_at):
    client, url = as_(Role.ANALYST, "OBEC"), f"/meetings/{proven.pk}/evidence.zip"
    first = client.get(url).getvalue()
    clock_at(BEGAN + datetime.timedelta(days=60))
    assert client.get(url).getvalue() == first


def test_addresses_are_for_those_who_keep_the_meeting(as_, proven):
    url = f"/meetings/{proven.pk}/evidence.zip"
    kept = opened(as_(Role.ANALYST, "OBEC").get(url)).read("invitations/1-01.txt")
    assert "one@obec.example" in kept.decode()
    archive = opened(as_(Role.GROUP_CHAIR, "G1").get(url))
    for name in archive.namelist():
        assert b"@obec.example" not in archive.read(name), name
    assert as_(Role.GROUP_CHAIR, "G2").get(url).status_code == 404


def test_an_approved_press_release_is_in_the_pack(as_, proven):
    proven.press.approved_at = BEGAN
    proven.press.save()
    url = f"/meetings/{proven.pk}/evidence.zip"
    archive = opened(as_(Role.GROUP_CHAIR, "G1").get(url))
    assert "เนื้อข่าว" in squeezed(pdf_text(archive.read("press-release.pdf")))


def test_a_meeting_to_come_has_no_minutes_in_its_pack(as_, coming):
    url = f"/meetings/{coming.pk}/evidence.zip"
    names = opened(as_(Role.ANALYST, "OBEC").get(url)).namelist()
    assert "minutes.pdf" not in names
    assert {"agenda.pdf", "README.txt", "manifest.sha256"} <= set(names)


def test_a_paper_that_the_storage_lost_is_named(as_, proven):
    paper = proven.items.get(number="4.1").papers.first()
    paper.file.storage.delete(paper.file.name)
    url = f"/meetings/{proven.pk}/evidence.zip"
    archive = opened(as_(Role.ANALYST, "OBEC").get(url))
    assert "ไม่พบไฟล์เอกสารประกอบ 4.1 แผน.pdf" in archive.read("README.txt").decode()


def test_simulated_packs_say_so_in_every_row(as_, proven, settings):
    settings.SIMULATED = True
    archive = opened(
        as_(Role.ANALYST, "OBEC").get(f"/meetings/{proven.pk}/evidence.zip")
    )
    assert "ข้อมูลจำลอง" in archive.read("README.txt").decode()
    for name in ("attendance.csv", "votes.csv", "incidents.csv"):
        rows = archive.read(name).decode().splitlines()[1:]
        assert all(row.endswith(",ข้อมูลจำลอง") for row in rows)


def test_large_papers_are_kept_whole(as_, proven):
    paper = proven.items.get(number="4.1").papers.first()
    content = bytes(range(256)) * 4096 * 5
    paper.file.save("b.pdf", ContentFile(content))
    url = f"/meetings/{proven.pk}/evidence.zip"
    archive = opened(as_(Role.ANALYST, "OBEC").get(url))
    assert archive.read("papers/4.1 แผน.pdf") == content


# ---------- incidents ----------


def test_incidents_are_recorded_and_taken_out_on_the_page(as_, held):
    client = as_(Role.ANALYST, "OBEC")
    url = f"/meetings/{held.pk}/incidents/add/"
    sent = {"happened_at": "10.20", "minutes": "4", "what": "เสียงขาดหาย"}
    assert client.post(url, {**sent, "minutes": "0"}).status_code == 422
    client.post(url, sent)
    made = Incident.objects.get()
    assert "เสียงขาดหาย" in client.get(f"/meetings/{held.pk}/").content.decode()
    gone = f"/meetings/incidents/{made.pk}/remove/"
    assert as_(Role.GROUP_CHAIR, "G1").post(gone).status_code == 403
    client.post(gone)
    assert not Incident.objects.exists()
    assert client.post(gone).status_code == 404
    events = AuditEvent.objects.filter(action__startswith="meeting.incident")
    assert [event.action for event in events.order_by("pk")] == [
        "meeting.incident_added", "meeting.incident_removed",
    ]  # fmt: skip
    assert {event.action for event in events} <= ACTION_NAMES.keys()


def test_an_incident_is_of_a_meeting_that_began_and_is_not_adopted(
    held, coming, analyst
):
    def add(meeting):
        return services.incident_add(
            meeting=meeting, happened_at=datetime.time(10), minutes=1, what="ก",
            by=analyst,
        )  # fmt: skip

    with pytest.raises(MeetingError, match="not begun"):
        add(coming)
    made = add(held)
    held.state = "adopted"
    held.save()
    with pytest.raises(MeetingError, match="adopted"):
        add(held)
    with pytest.raises(MeetingError, match="adopted"):
        services.incident_remove(incident=made, by=analyst)


def test_a_meeting_before_the_first_day_of_the_format_has_a_pack(as_, proven):
    year = proven.starts_at.year
    Meeting.objects.filter(pk=proven.pk).update(
        starts_at=proven.starts_at.replace(year=1977),
        ends_at=proven.ends_at.replace(year=1977),
    )
    assert year > 1980
    pack = opened(as_(Role.ANALYST, "OBEC").get(f"/meetings/{proven.pk}/evidence.zip"))
    assert pack.testzip() is None
