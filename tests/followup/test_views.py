"""The register, a directive's page, its forms, and what stands on other pages."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssignmentFactory,
    DirectiveFactory,
    GrantFactory,
    ProgressFactory,
)
from tests.followup.conftest import NOW, words
from tidtam.accounts.models import Role
from tidtam.followup.models import Assignment, Directive
from tidtam.followup.services import directive_raise

State = Assignment.State
PAST = datetime.date(2022, 1, 10)


def text(response) -> str:
    return response.content.decode()


def late(units, title="สายแล้ว", **named):
    row = DirectiveFactory(
        issuer=units["OBEC"], title=title, due_on=PAST,
        issued_on=datetime.date(2021, 12, 1), **named,
    )  # fmt: skip
    AssignmentFactory(directive=row, unit=units["G1"])
    return row


def test_an_empty_register_says_what_fills_it(as_):
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/"))
    assert "No directive yet" in page
    assert "/directives/add/" in page
    assert "/directives/add/" not in text(
        as_(Role.SCHOOL_CLERK, "S1").get("/directives/")
    )


def test_late_ones_stand_on_top(as_, units, directive):
    done = DirectiveFactory(issuer=units["OBEC"], title="เสร็จแล้ว", due_on=PAST,
                            issued_on=datetime.date(2021, 12, 1))  # fmt: skip
    AssignmentFactory(
        directive=done, unit=units["G1"], state=State.VERIFIED, done_at=NOW,
        verified_at=NOW,
    )  # fmt: skip
    late(units)
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/"))
    places = [page.index(name) for name in ("สายแล้ว", directive.title, "เสร็จแล้ว")]
    assert places == sorted(places)
    only = text(as_(Role.ANALYST, "OBEC").get("/directives/?state=late"))
    assert "สายแล้ว" in only
    assert directive.title not in only


def test_a_directive_without_an_owner_is_not_verified(as_, units):
    DirectiveFactory(issuer=units["OBEC"], title="ยังไม่มีผู้รับผิดชอบ")
    client = as_(Role.ANALYST, "OBEC")
    assert "No owner yet" in text(client.get("/directives/?state=open"))
    assert "ยังไม่มีผู้รับผิดชอบ" not in text(client.get("/directives/?state=done"))


def test_the_file_gives_the_same_rows(as_, units, directive):
    late(units)
    client = as_(Role.ANALYST, "OBEC")
    answer = client.get("/directives/list.csv?state=late")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(rows)))
    assert [(row["Directive"], row["Overdue"]) for row in found] == [("สายแล้ว", "1")]


def test_a_unit_sees_what_is_addressed_to_it_and_no_other_answers(
    as_, units, directive
):
    for code in ("G1", "G2"):
        part = directive.assignments.get(unit=units[code])
        ProgressFactory(assignment=part, text=f"คำตอบของ {code}")
    own = text(as_(Role.GROUP_CHAIR, "G1").get(f"/directives/{directive.pk}/"))
    assert "คำตอบของ G1" in own
    assert "คำตอบของ G2" not in own
    assert "And 1 other unit" in own
    whole = text(as_(Role.ANALYST, "OBEC").get(f"/directives/{directive.pk}/"))
    assert "คำตอบของ G2" in whole
    below = as_(Role.AREA_DIRECTOR, "A1").get(f"/directives/{directive.pk}/")
    assert below.status_code == 404


def test_a_partner_sees_all_of_it(as_, units, person, bureau):
    made = directive_raise(
        words=words(units, partners=(bureau,)), by=person(Role.ANALYST, "OBEC")
    )
    units["BME"] = bureau
    page = as_(Role.EXECUTIVE, "BME").get(f"/directives/{made.pk}/")
    assert page.status_code == 200
    assert "ชื่อ G2" in text(page)


def test_every_group_is_told_with_one_tick(as_, units, bureau, item):
    client = as_(Role.ANALYST, "OBEC")
    page = text(client.get("/directives/add/"))
    assert "Every group" in page
    sent = {
        "issuer": units["OBEC"].pk,
        "title": "กำกับติดตาม",
        "text": "ร่วมกับ สตผ.",
        "due_on": "30/9/2565",
        "everybody": "on",
        "partners": [bureau.pk],
        "policy_item": item.pk,
        "origin": "meeting",
        "origin_name": "ครั้งที่ 2/2565",
    }
    answer = client.post("/directives/add/", sent)
    made = Directive.objects.get()
    assert answer["Location"] == f"/directives/{made.pk}/"
    assert {part.unit.code for part in made.assignments.all()} == {"G1", "G2"}
    assert list(made.partners.all()) == [bureau]
    home = text(as_(Role.GROUP_CHAIR, "G1").get("/"))
    assert "กำกับติดตาม" in home
    assert "Acknowledge" in home
    assert f"/directives/{made.pk}/" in text(client.get("/policies/OBEC-2565/1/"))


def test_a_red_light_fills_in_the_form(as_, units):
    from tests.factories import IndicatorVersionFactory

    version = IndicatorVersionFactory(is_current=True)
    code = version.indicator.code
    client = as_(Role.GROUP_CHAIR, "G1")
    page = text(client.get(f"/directives/add/?origin=light&indicator={code}&unit=A1"))
    assert f'value="{version.pk}" selected' in page
    assert ">\nA1</textarea>" in page


def test_unknown_codes_are_named(as_, units):
    sent = {
        "issuer": units["G1"].pk,
        "title": "ก",
        "text": "ข",
        "due_on": "1/2/2565",
        "others": "A1 ZZ9",
        "origin": "other",
    }
    answer = as_(Role.GROUP_CHAIR, "G1").post("/directives/add/", sent)
    assert answer.status_code == 422
    assert "ZZ9" in text(answer)
    assert not Directive.objects.exists()


def test_an_owner_answers_and_the_issuer_verifies(as_, directive, part):
    owner, issuer = as_(Role.GROUP_CHAIR, "G1"), as_(Role.ANALYST, "OBEC")
    url = f"/directives/{directive.pk}/"
    owner.post(f"/directives/parts/{part.pk}/acknowledge/", {"version": "1"})
    file = SimpleUploadedFile("สรุป.pdf", b"%PDF-1.7\n%%EOF\n")
    sent = {f"a{part.pk}-version": "2", f"a{part.pk}-text": "ครบทุกเขต",
            f"a{part.pk}-file": file}  # fmt: skip
    answer = owner.post(f"/directives/parts/{part.pk}/finish/", sent)
    assert answer["Location"] == url
    note = part.progress.get(step="done")
    assert f"/directives/files/{note.pk}/" in text(issuer.get(url))
    given = issuer.get(f"/directives/files/{note.pk}/")
    assert b"".join(given.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "1 owner says done" in text(issuer.get("/"))
    issuer.post(f"/directives/parts/{part.pk}/verify/", {"version": "3"})
    part.refresh_from_db()
    assert part.state == State.VERIFIED
    assert directive.title not in text(owner.get("/"))


def test_a_colleague_of_the_owner_is_told_why_another_verifies(
    as_, units, person, directive, part
):
    owner, issuer = as_(Role.GROUP_CHAIR, "G1"), as_(Role.ANALYST, "OBEC")
    sent = {f"a{part.pk}-version": "1", f"a{part.pk}-text": "เสร็จ"}
    owner.post(f"/directives/parts/{part.pk}/finish/", sent)
    url = f"/directives/{directive.pk}/"
    assert f"/directives/parts/{part.pk}/verify/" in text(issuer.get(url))
    GrantFactory(
        user=person(Role.ANALYST, "OBEC"), unit=units["G1"], role=Role.GROUP_MEMBER
    )
    page = text(issuer.get(url))
    assert f"/directives/parts/{part.pk}/verify/" not in page
    assert "Another person of the issuer verifies it" in page
    assert "1 owner says done" not in text(issuer.get("/"))
    issuer.post(f"/directives/parts/{part.pk}/verify/", {"version": "2"})
    part.refresh_from_db()
    assert part.state == State.DONE


def test_what_came_back_says_why(as_, directive, part):
    owner, issuer = as_(Role.GROUP_CHAIR, "G1"), as_(Role.ANALYST, "OBEC")
    sent = {f"a{part.pk}-version": "1", f"a{part.pk}-text": "เสร็จ"}
    owner.post(f"/directives/parts/{part.pk}/finish/", sent)
    empty = issuer.post(
        f"/directives/parts/{part.pk}/return/", {f"r{part.pk}-version": "2"}
    )
    assert empty.status_code == 422
    issuer.post(
        f"/directives/parts/{part.pk}/return/",
        {f"r{part.pk}-version": "2", f"r{part.pk}-reason": "ขอรายชื่อ"},
    )
    assert "ขอรายชื่อ" in text(owner.get("/"))


def test_words_are_kept_where_a_file_is_refused(as_, part):
    sent = {
        f"a{part.pk}-version": "1",
        f"a{part.pk}-text": "คำของฉัน",
        f"a{part.pk}-file": SimpleUploadedFile("a.sh", b"#!/bin/sh\n"),
    }
    answer = as_(Role.GROUP_CHAIR, "G1").post(
        f"/directives/parts/{part.pk}/report/", sent
    )
    assert answer.status_code == 422
    assert "คำของฉัน" in text(answer)
    assert "This type of file is not taken" in text(answer)


def test_search_finds_what_the_reader_may_see(as_, directive):
    address = f"/search/?q={directive.title}"
    assert f"/directives/{directive.pk}/" in text(
        as_(Role.GROUP_CHAIR, "G1").get(address)
    )
    assert f"/directives/{directive.pk}/" not in text(
        as_(Role.AREA_DIRECTOR, "A1").get(address)
    )


def test_the_register_takes_the_same_queries_for_few_and_many(as_, units):
    client = as_(Role.ANALYST, "OBEC")

    def queries() -> int:
        client.get("/directives/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/directives/")
        return len(seen)

    late(units)
    few = queries()
    for number in range(60):
        late(units, title=f"เรื่องที่ {number}")
    assert queries() == few <= 22
    assert "page=2" in text(client.get("/directives/"))


@pytest.mark.parametrize("owners", [1, 12])
def test_a_page_takes_the_same_queries_for_few_and_many_owners(as_, units, owners):
    from tests.factories import UnitFactory

    row = DirectiveFactory(issuer=units["OBEC"])
    for _number in range(owners):
        AssignmentFactory(directive=row, unit=UnitFactory(kind="group"))
    client = as_(Role.ANALYST, "OBEC")
    client.get(f"/directives/{row.pk}/")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/directives/{row.pk}/")
    assert len(seen) <= 20


def test_a_directive_about_a_project_links_both_ways(as_, units):
    from tests.factories import PlanFactory, ProjectFactory

    plan = PlanFactory(unit=units["G1"], fiscal_year=2565, state="in_force")
    project = ProjectFactory(plan=plan, title="อ่านออกทุกคน")
    client = as_(Role.GROUP_CHAIR, "G1")
    page = text(client.get(f"/projects/{project.pk}/"))
    assert f"/directives/add/?project={project.pk}" in page
    form = text(client.get(f"/directives/add/?project={project.pk}"))
    assert f'value="{project.pk}" selected' in form
    sent = {
        "issuer": units["G1"].pk, "title": "เร่งงาน", "text": "ให้เสร็จ",
        "due_on": "1/2/2565",
        "owners": [units["A1"].pk], "origin": "other", "project": project.pk,
    }  # fmt: skip
    client.post("/directives/add/", sent)
    made = Directive.objects.get()
    assert made.project == project
    assert "อ่านออกทุกคน" in text(client.get(f"/directives/{made.pk}/"))
    assert f"/directives/{made.pk}/" in text(client.get(f"/projects/{project.pk}/"))


def test_a_project_out_of_sight_is_refused(as_, units):
    from tests.factories import PlanFactory, ProjectFactory

    plan = PlanFactory(unit=units["G2"], fiscal_year=2565, state="in_force")
    sent = {
        "issuer": units["G1"].pk, "title": "ก", "text": "ข", "due_on": "1/2/2565",
        "owners": [units["A1"].pk], "origin": "other",
        "project": ProjectFactory(plan=plan).pk,
    }  # fmt: skip
    answer = as_(Role.GROUP_CHAIR, "G1").post("/directives/add/", sent)
    assert answer.status_code == 422
    assert not Directive.objects.exists()


def test_a_unit_out_of_sight_is_not_named(as_, units):
    sent = {
        "issuer": units["G1"].pk, "title": "ก", "text": "ข", "due_on": "1/2/2565",
        "others": "A2", "origin": "other",
    }  # fmt: skip
    answer = as_(Role.GROUP_CHAIR, "G1").post("/directives/add/", sent)
    assert answer.status_code == 422
    assert "There is no unit A2" in text(answer)
    assert "ชื่อ A2" not in text(answer)
