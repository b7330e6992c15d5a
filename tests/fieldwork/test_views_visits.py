"""Pages of visits and checklists."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.reading import pdf_text
from tests.factories import (
    CheckFactory,
    ChecklistFactory,
    FindingFactory,
    PhotoFactory,
    QuestionFactory,
    VisitFactory,
)
from tests.fieldwork.conftest import picture
from tidtam.accounts.models import Role
from tidtam.fieldwork.models import Checklist, Visit
from tidtam.followup.models import Directive


def text(response) -> str:
    return response.content.decode()


SENT = {
    "title": "เยี่ยมดูความปลอดภัย",
    "starts_on": "19/1/2565",
    "mode": "on_site",
    "team": "นางสมมติ ใจดี\nนายสมมติ กล้าหาญ",
}


def test_an_empty_list_says_what_fills_it(as_, units):
    page = text(as_(Role.GROUP_CHAIR, "G1").get("/visits/"))
    assert "No visit yet" in page
    assert "/visits/add/" in page
    assert "/visits/add/" not in text(as_(Role.SCHOOL_CLERK, "S1").get("/visits/"))


def test_a_visit_is_planned_made_written_up_sent_and_answered(as_, units, item):
    secretary, visited = as_(Role.GROUP_OFFICER, "G1"), as_(Role.AREA_DIRECTOR, "A1")
    sent = {
        **SENT, "unit": units["G1"].pk, "visited": units["A1"].pk,
        "policy_items": [item.pk],
    }  # fmt: skip
    answer = secretary.post("/visits/add/", sent)
    visit = Visit.objects.get()
    url = f"/visits/{visit.pk}/"
    assert answer["Location"] == url
    assert visit.visitors == ["นางสมมติ ใจดี", "นายสมมติ กล้าหาญ"]
    assert "once the report is sent" in text(visited.get(url))
    secretary.post(f"{url}hold/")
    secretary.post(
        f"{url}findings/add/",
        {"severity": "urgent", "text": "ทางหนีไฟถูกปิด", "recommendation": "เปิดทันที"},
    )
    assert "ทางหนีไฟถูกปิด" not in text(visited.get(url))
    assert visited.get(f"{url}report.pdf").status_code == 404
    secretary.post(f"{url}report/")
    assert "Report of a visit to answer" in text(visited.get("/"))
    assert "ทางหนีไฟถูกปิด" in text(visited.get(url))
    visited.post(f"{url}reply/", {"text": "เปิดแล้ววันนี้"})
    assert "เปิดแล้ววันนี้" in text(secretary.get(url))
    assert "Report of a visit to answer" not in text(visited.get("/"))
    policy = text(secretary.get("/policies/OBEC-2565/1/"))
    assert f'href="{url}"' in policy
    panel = text(secretary.get("/units/A1/panels/visits/"))
    assert f'href="{url}"' in panel
    assert "/visits/add/?visited=A1" in panel
    found = text(secretary.get("/search/?q=ความปลอดภัย"))
    assert f'href="{url}"' in found


def test_a_school_is_named_by_its_code(as_, units):
    client = as_(Role.GROUP_OFFICER, "G1")
    page = text(client.get("/visits/add/?visited=S1"))
    assert 'value="S1"' in page
    sent = {**SENT, "unit": units["G1"].pk, "other": "S1"}
    client.post("/visits/add/", sent)
    assert Visit.objects.get().visited == units["S1"]
    strange = client.post("/visits/add/", {**sent, "other": "A2"})
    assert strange.status_code == 422
    assert "There is no unit A2" in text(strange)
    nowhere = client.post("/visits/add/", {**SENT, "unit": units["G1"].pk})
    assert "Choose where the visit goes" in text(nowhere)


def test_a_finding_becomes_a_directive_that_leads_back(as_, units, person):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    finding = FindingFactory(visit=visit, text="ไม่มีแผนเผชิญเหตุ")
    chair = as_(Role.GROUP_CHAIR, "G1")
    page = text(chair.get(f"/visits/{visit.pk}/"))
    link = f"/directives/add/?origin=visit&amp;ref={visit.pk}-{finding.pk}"
    assert link in page
    sent = {
        "issuer": units["G1"].pk, "title": "ทำแผนเผชิญเหตุ", "text": "ภายในเดือนนี้",
        "due_on": "18/2/2565", "owners": [units["A1"].pk], "origin": "visit",
        "origin_ref": finding.origin_ref, "origin_name": str(visit),
    }  # fmt: skip
    chair.post("/directives/add/", sent)
    made = Directive.objects.get()
    back = text(chair.get(f"/directives/{made.pk}/"))
    assert f"/visits/{visit.pk}/#finding-{finding.pk}" in back
    assert f"/directives/{made.pk}/" in text(chair.get(f"/visits/{visit.pk}/"))


def test_grave_findings_without_a_directive_stand_on_the_first_screen(as_, units):
    visit = VisitFactory(
        unit=units["G1"], visited=units["A1"], state="reported",
        reported_at="2022-01-18T09:00:00Z",
    )  # fmt: skip
    FindingFactory(visit=visit, text="ไม่มีแผน")
    home = text(as_(Role.GROUP_CHAIR, "G1").get("/"))
    assert "1 grave finding without a directive" in home


def test_a_visit_that_is_over_waits_for_its_report(as_, units):
    VisitFactory(unit=units["G1"], visited=units["A1"], state="made", title="ค้างอยู่")
    client = as_(Role.GROUP_OFFICER, "G1")
    assert "Report of the visit: ค้างอยู่" in text(client.get("/"))
    assert "Report overdue" in text(client.get("/visits/"))


def test_checks_are_filled_in_at_once(as_, units):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    first, second = (CheckFactory(visit=visit, order=n, text=f"ข้อ {n}") for n in (1, 2))
    client = as_(Role.GROUP_OFFICER, "G1")
    sent = {
        f"c{first.pk}-answer": "no", f"c{first.pk}-note": "ยังไม่ซ้อม",
        f"c{second.pk}-answer": "", f"c{second.pk}-note": "",
    }  # fmt: skip
    client.post(f"/visits/{visit.pk}/checks/", sent)
    page = text(client.get(f"/visits/{visit.pk}/"))
    assert "ยังไม่ซ้อม" in page
    wrong = client.post(
        f"/visits/{visit.pk}/checks/", {**sent, f"c{first.pk}-answer": "perhaps"}
    )
    assert wrong.status_code == 422


def test_pictures_are_shown_and_taken_out(as_, units, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    client, url = as_(Role.GROUP_OFFICER, "G1"), f"/visits/{visit.pk}/"
    sent = {"file": SimpleUploadedFile("a.jpg", picture()), "caption": "ทางหนีไฟ"}
    client.post(f"{url}photos/add/", sent)
    photo = visit.photos.get()
    assert 'alt="ทางหนีไฟ"' in text(client.get(url))
    given = client.get(f"/visits/photos/{photo.pk}/")
    assert given["Content-Type"] == "image/jpeg"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Disposition"].startswith("inline")
    b"".join(given.streaming_content)
    assert (
        as_(Role.AREA_DIRECTOR, "A1").get(f"/visits/photos/{photo.pk}/").status_code
        == 404
    )
    wrong = client.post(
        f"{url}photos/add/",
        {"file": SimpleUploadedFile("a.sh", b"#!/bin/sh"), "caption": "คำของฉัน"},
    )
    assert wrong.status_code == 422
    assert "คำของฉัน" in text(wrong)
    client.post(f"/visits/photos/{photo.pk}/remove/")
    assert not visit.photos.exists()


def test_words_of_a_stale_form_are_kept(as_, units, visit):
    client = as_(Role.GROUP_OFFICER, "G1")
    sent = {**SENT, "visited": units["A1"].pk, "version": "9", "title": "คำของฉัน"}
    answer = client.post(f"/visits/{visit.pk}/edit/", sent)
    assert answer.status_code == 422
    assert "คำของฉัน" in text(answer)
    again = {**sent, "version": "1"}
    assert client.post(f"/visits/{visit.pk}/edit/", again).status_code == 302


def test_a_checklist_is_handed_down(as_, units):
    analyst, secretary = as_(Role.ANALYST, "OBEC"), as_(Role.GROUP_OFFICER, "G1")
    assert "No checklist yet" in text(secretary.get("/checklists/"))
    analyst.post(
        "/checklists/add/",
        {"unit": units["OBEC"].pk, "title": "ปลอดภัย", "questions": "มีแผน\n\nซ้อม"},
    )
    made = Checklist.objects.get()
    assert [row.text for row in made.questions.all()] == ["มีแผน", "ซ้อม"]
    assert "ปลอดภัย" in text(secretary.get("/checklists/"))
    assert "ปลอดภัย" in text(secretary.get("/visits/add/"))
    assert secretary.get(f"/checklists/{made.pk}/edit/").status_code == 403
    long = {"unit": units["OBEC"].pk, "title": "ยาว", "questions": f"ก\n{'ข' * 301}"}
    assert "Line 2 is longer" in text(analyst.post("/checklists/add/", long))


def test_calling_off_says_why(as_, units, visit):
    client = as_(Role.GROUP_OFFICER, "G1")
    empty = client.post(f"/visits/{visit.pk}/cancel/", {"reason": ""})
    assert empty.status_code == 422
    client.post(f"/visits/{visit.pk}/cancel/", {"reason": "ฝนตกหนัก"})
    assert "ฝนตกหนัก" in text(client.get(f"/visits/{visit.pk}/"))


def test_the_paper_holds_what_the_page_holds(as_, units, item):
    visit = VisitFactory(
        unit=units["G1"], visited=units["A1"], state="made", summary="โดยรวมเรียบร้อย",
        purpose="ดูแผนเผชิญเหตุ",
    )  # fmt: skip
    visit.policy_items.add(item)
    FindingFactory(visit=visit, text="ทางหนีไฟถูกปิด", recommendation="เปิดทันที")
    CheckFactory(visit=visit, text="มีแผนหรือไม่", answer="partly", note="มีร่าง")
    client = as_(Role.GROUP_OFFICER, "G1")
    answer = client.get(f"/visits/{visit.pk}/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = "".join(pdf_text(answer.content).split())
    for word in (
        "รายงานการนิเทศติดตาม", "ร่าง", "ทางหนีไฟถูกปิด", "เปิดทันที", "โดยรวมเรียบร้อย",
        "ดูแผนเผชิญเหตุ", "มีแผนหรือไม่", "บางส่วน", "มีร่าง", "ด้านความปลอดภัย", "๑๒มกราคม๒๕๖๕",
    ):  # fmt: skip
        assert word in words, word
    assert client.get(f"/visits/{visit.pk}/report.docx").status_code == 200
    assert client.get(f"/visits/{visit.pk}/report.exe").status_code == 404


def test_the_file_gives_the_same_rows(as_, units):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    FindingFactory(visit=visit)
    FindingFactory(visit=visit, severity="good")
    VisitFactory(unit=units["G2"], visited=units["A2"])
    answer = as_(Role.GROUP_CHAIR, "G1").get("/visits/list.csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(rows)))
    assert [(row["Number"], row["To be mended"]) for row in found] == [
        (visit.numbered, "1")
    ]
    assert found[0]["Unit code"] == "A1"


def test_the_visited_unit_does_not_count_what_it_may_not_read(as_, units):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    FindingFactory(visit=visit)
    answer = as_(Role.AREA_DIRECTOR, "A1").get("/visits/list.csv")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [r["To be mended"] for r in csv.DictReader(io.StringIO(rows))] == ["0"]


@pytest.mark.parametrize("path", ["/visits/", "/checklists/"])
def test_lists_take_the_same_queries_for_few_and_many(as_, units, path):
    client = as_(Role.GROUP_CHAIR, "G1")

    def add() -> None:
        visit = VisitFactory(unit=units["G1"], visited=units["A1"])
        FindingFactory(visit=visit)
        QuestionFactory(checklist=ChecklistFactory(unit=units["G1"]))

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    add()
    few = queries()
    for _number in range(20):
        add()
    assert queries() == few <= 16


def test_a_page_takes_the_same_queries_for_few_and_many_findings(
    as_, units, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client = as_(Role.GROUP_CHAIR, "G1")
    counts = []
    for number in (1, 20):
        visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
        for _each in range(number):
            FindingFactory(visit=visit)
            CheckFactory(visit=visit)
            PhotoFactory(visit=visit)
        client.get(f"/visits/{visit.pk}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/visits/{visit.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 28
