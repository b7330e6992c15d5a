"""The list, a meeting's page, its forms and files, and what stands on other pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.documents.reading import pdf_text, squeezed, word_text
from tests.factories import MeetingFactory, PressReleaseFactory, VoteFactory
from tidtam.accounts.models import Role
from tidtam.followup.models import Directive
from tidtam.meetings.models import AgendaItem, Meeting, Paper, PressRelease


def text(response) -> str:
    return response.content.decode()


def test_an_empty_list_says_how_to_begin(as_):
    page = text(as_(Role.ANALYST, "OBEC").get("/meetings/"))
    assert "Begin a series with its members" in page
    assert "/meetings/series/add/" in page
    assert "/meetings/add/" not in page, "there is no series to plan one in"


def test_from_a_series_to_the_minutes(as_, units):
    client = as_(Role.ANALYST, "OBEC")
    members = "นายหนึ่ง สมมติ; ประธาน; one@obec.example\nกรรมการ"
    sent = {
        "unit": units["OBEC"].pk, "name": "การประชุมใหม่", "numbering": "fiscal",
        "members": members,
    }  # fmt: skip
    client.post("/meetings/series/add/", sent)
    planned = {
        "series": Meeting.series.field.related_model.objects.get().pk,
        "day": "18/1/2565", "begins": "09.30", "place": "ห้อง 1",
    }  # fmt: skip
    answer = client.post("/meetings/add/", planned)
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/meetings/{meeting.pk}/"
    item = {"number": "1", "kind": "informed", "title": "ผลไตรมาส", "decision": "noted"}
    client.post(f"/meetings/{meeting.pk}/items/add/", item)
    rows = meeting.attendance.all()
    sent = {f"p{row.pk}-presence": "on_site" for row in rows}
    client.post(f"/meetings/{meeting.pk}/attendance/", sent)
    page = text(client.get(f"/meetings/{meeting.pk}/"))
    assert "There is a quorum" in page
    assert "รับทราบ" in page
    client.post(f"/meetings/{meeting.pk}/hold/")
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD
    made = client.get(f"/meetings/{meeting.pk}/minutes.pdf")
    assert "มติที่ประชุมรับทราบ" in squeezed(pdf_text(made.content))
    made = client.get(f"/meetings/{meeting.pk}/minutes.docx")
    assert "มติที่ประชุม รับทราบ" in word_text(made.content)
    assert client.get(f"/meetings/{meeting.pk}/minutes.exe").status_code == 404
    assert client.get(f"/meetings/{meeting.pk}/secrets.pdf").status_code == 404


def test_a_wrong_line_of_members_is_named(as_, units):
    sent = {
        "unit": units["OBEC"].pk, "name": "ก", "numbering": "fiscal",
        "members": "ประธาน\nนายสอง; กรรมการ; ไม่ใช่อีเมล",
    }  # fmt: skip
    answer = as_(Role.ANALYST, "OBEC").post("/meetings/series/add/", sent)
    assert answer.status_code == 422
    assert "Line 2" in text(answer)


def test_members_units_read_it_and_others_do_not(as_, held):
    url = f"/meetings/{held.pk}/"
    assert as_(Role.GROUP_CHAIR, "G1").get(url).status_code == 200
    assert as_(Role.GROUP_CHAIR, "G2").get(url).status_code == 404
    assert as_(Role.AREA_DIRECTOR, "A1").get(url).status_code == 404


def test_a_resolution_becomes_a_directive_that_leads_back(as_, held, units):
    client = as_(Role.ANALYST, "OBEC")
    item = held.items.get(number="4.1")
    page = text(client.get(f"/meetings/{held.pk}/"))
    link = f"/directives/add/?origin=meeting&amp;ref={held.pk}-{item.pk}"
    assert link in page
    sent = {
        "issuer": units["OBEC"].pk, "title": "ทำต่อ", "text": "ให้ทุกกลุ่มทำต่อ",
        "due_on": "30/9/2565", "owners": [units["G1"].pk], "origin": "meeting",
        "origin_ref": f"{held.pk}-{item.pk}", "origin_name": "ครั้งที่ 2/2565",
    }  # fmt: skip
    client.post("/directives/add/", sent)
    made = Directive.objects.get()
    assert f"/directives/{made.pk}/" in text(client.get(f"/meetings/{held.pk}/"))
    chair = as_(Role.GROUP_CHAIR, "G1")
    assert f"/meetings/{held.pk}/" in text(chair.get(f"/directives/{made.pk}/"))


def test_a_paper_is_kept_and_given(as_, held):
    client = as_(Role.ANALYST, "OBEC")
    item = held.items.first()
    file = SimpleUploadedFile("สรุป.pdf", b"%PDF-1.7\n%%EOF\n")
    client.post(f"/meetings/items/{item.pk}/papers/add/", {"file": file})
    paper = Paper.objects.get()
    given = as_(Role.GROUP_CHAIR, "G1").get(f"/meetings/papers/{paper.pk}/")
    assert b"".join(given.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    bad = SimpleUploadedFile("a.sh", b"#!/bin/sh\n")
    answer = client.post(
        f"/meetings/items/{item.pk}/papers/add/", {"file": bad}, follow=True
    )
    assert "This type of file is not taken" in text(answer)


def test_a_vote_is_written_on_the_page_of_its_item(as_, held):
    client = as_(Role.ANALYST, "OBEC")
    item = held.items.get(number="4.1")
    url = f"/meetings/items/{item.pk}/vote/"
    assert url in text(client.get(f"/meetings/{held.pk}/"))
    assert "2 of 3 members came" in text(client.get(url))
    sent = {
        "version": "0", "method": "open", "taken_at": "10.52", "in_favour": "2",
        "against": "0", "abstained": "1",
    }  # fmt: skip
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "3 voted, but 2 members were there" in text(answer)
    client.post(url, {**sent, "in_favour": "1", "dissent": "ควรรอ"})
    page = text(as_(Role.GROUP_CHAIR, "G1").get(f"/meetings/{held.pk}/"))
    assert "Open vote 10.52" in page
    assert "At the vote 2 of 3" in page
    assert "ควรรอ" in page
    assert url not in page
    late = client.post(url, {**sent, "in_favour": "1"})
    assert "Somebody else has changed it" in text(late)
    assert "Take the vote out" in text(late)
    client.post(f"{url}remove/")
    assert "Open vote" not in text(client.get(f"/meetings/{held.pk}/"))


def test_a_vote_without_a_quorum_is_marked(as_, held):
    held.attendance.filter(order=2).update(left_at="10:00")
    VoteFactory(item=held.items.get(number="4.1"), in_favour=1)
    page = text(as_(Role.ANALYST, "OBEC").get(f"/meetings/{held.pk}/"))
    assert "No quorum at the vote" in page


def test_the_seats_say_in_words_who_came_and_how(as_, held):
    client, url = as_(Role.ANALYST, "OBEC"), f"/meetings/{held.pk}/"
    page = text(client.get(url))
    assert "ประธานกลุ่ม 1: By a substitute" in page
    assert "นางสาม สมมติ: Did not come" in page
    assert "There is a quorum" in page
    held.attendance.filter(order__lt=3).update(came_at="09:24")
    assert "Quorum at 09.24" in text(client.get(url))
    held.attendance.filter(order=1).update(presence="unknown")
    assert "นายหนึ่ง สมมติ: Not recorded" in text(client.get(url))


def test_a_press_release_is_public_only_once_approved(as_, held):
    analyst, chief = as_(Role.ANALYST, "OBEC"), as_(Role.EXECUTIVE, "OBEC")
    url = f"/meetings/{held.pk}/press/"
    assert "Draft it from the record" in text(analyst.get(url))
    analyst.post(url)
    release = PressRelease.objects.get()
    public = Client().get(f"/press/{held.pk}/")
    assert public.status_code == 404
    assert as_(Role.GROUP_CHAIR, "G1").get(
        f"/meetings/{held.pk}/press.pdf"
    ).status_code == 404  # fmt: skip
    sent = {"version": "1", "title": "ข่าว", "text": "ย่อหน้าหนึ่ง\n\nย่อหน้าสอง"}
    analyst.post(url, sent)
    assert "Read and approve" in text(chief.get("/"))
    chief.post(f"/meetings/{held.pk}/press/approve/")
    release.refresh_from_db()
    assert release.approved_at is not None
    assert "ย่อหน้าสอง" in text(Client().get(f"/press/{held.pk}/"))
    for ending in ("pdf", "docx", "txt"):
        assert analyst.get(f"/meetings/{held.pk}/press.{ending}").status_code == 200


def test_words_are_kept_where_somebody_was_faster(as_, held):
    client = as_(Role.ANALYST, "OBEC")
    late = {
        "version": "9", "day": "8/12/2564", "begins": "09.30", "ends": "12.00",
        "place": "คำของฉัน",
    }  # fmt: skip
    answer = client.post(f"/meetings/{held.pk}/edit/", late)
    assert answer.status_code == 422
    assert "Somebody else has changed it" in text(answer)
    assert "คำของฉัน" in text(answer)
    backwards = {**late, "version": "1", "ends": "09.00"}
    answer = client.post(f"/meetings/{held.pk}/edit/", backwards)
    assert "cannot end before it begins" in text(answer)


def test_notice_of_less_than_three_days_is_warned_of(as_, coming, clock_at):
    import datetime

    client = as_(Role.ANALYST, "OBEC")
    url = f"/meetings/{coming.pk}/"
    assert "less than three days" not in text(client.get(url))
    clock_at(coming.starts_at - datetime.timedelta(days=2))
    assert "less than three days" in text(client.get(url))


def test_resolutions_stand_on_the_page_of_the_policy(as_, held, item):
    held.items.get(number="4.1").policy_items.add(item)
    page = text(as_(Role.GROUP_CHAIR, "G1").get("/policies/OBEC-2565/1/"))
    assert "เห็นชอบ และมอบหมายให้ทุกกลุ่มทำต่อ" in page
    other = text(as_(Role.GROUP_CHAIR, "G2").get("/policies/OBEC-2565/1/"))
    assert "เห็นชอบ และมอบหมายให้ทุกกลุ่มทำต่อ" not in other


def test_the_next_meeting_stands_on_home_and_is_found(as_, coming):
    chair = as_(Role.GROUP_CHAIR, "G1")
    assert f"/meetings/{coming.pk}/" in text(chair.get("/"))
    assert f"/meetings/{coming.pk}/" in text(chair.get("/search/?q=ขับเคลื่อน"))


@pytest.mark.parametrize("wrong", ["4.", "0", "4.1.1", "สี่"])
def test_a_wrong_number_of_an_item_is_refused(as_, held, wrong):
    sent = {"number": wrong, "kind": "informed", "title": "ก"}
    answer = as_(Role.ANALYST, "OBEC").post(f"/meetings/{held.pk}/items/add/", sent)
    assert answer.status_code == 422
    assert AgendaItem.objects.filter(meeting=held).count() == 3


def test_pages_take_the_same_queries_for_few_and_many(as_, held):
    client = as_(Role.ANALYST, "OBEC")

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    few = queries("/meetings/")
    for number in range(60):
        made = MeetingFactory(series=held.series, number=number + 10)
        PressReleaseFactory(meeting=made)
    assert queries("/meetings/") == few <= 18
    assert queries(f"/meetings/{held.pk}/") <= 25
