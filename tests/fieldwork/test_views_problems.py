"""Pages of problems: reporting from any page, the register, triage, solving."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    FindingFactory,
    IndicatorVersionFactory,
    PlanFactory,
    ProblemFactory,
    ProjectFactory,
    VisitFactory,
)
from tests.reporting.conftest import clock, world  # noqa: F401  (fixtures)
from tests.small_country import NOW
from tidtam.accounts.models import Role
from tidtam.common.hooks import occasion_of
from tidtam.fieldwork.models import Problem
from tidtam.reporting.services import submission_words_save


def text(response) -> str:
    return response.content.decode()


def sent(**named: object) -> dict[str, object]:
    said = {"title": "หลังคารั่ว", "text": "เรียนไม่ได้เมื่อฝนตก", "urgency": "2"}
    return {**said, **named}


def test_every_page_offers_to_report_and_says_where_from(as_, units):
    page = text(as_(Role.SCHOOL_CLERK, "S1").get("/policies/"))
    assert "/problems/add/?from=/policies/" in page
    page = text(as_(Role.ADMINISTRATOR, "OBEC").get("/policies/"))
    assert "/problems/add/" not in page


def test_an_empty_register_says_what_fills_it(as_, units):
    page = text(as_(Role.SCHOOL_CLERK, "S1").get("/problems/"))
    assert "No problem is reported" in page
    assert "/problems/add/" in page


def test_it_is_reported_triaged_solved_and_opened_again(as_, units):
    clerk, head = as_(Role.SCHOOL_CLERK, "S1"), as_(Role.SCHOOL_DIRECTOR, "S1")
    officer = as_(Role.AREA_OFFICER, "A1")
    file = SimpleUploadedFile("รูป.pdf", b"%PDF-1.7\n%%EOF\n")
    answer = clerk.post(
        "/problems/add/", sent(unit=units["S1"].pk, since="10/1/2565", file=file)
    )
    problem = Problem.objects.get()
    url = f"/problems/{problem.pk}/"
    assert answer["Location"] == url
    step = problem.steps.get()
    given = clerk.get(f"/problems/files/{step.pk}/")
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert "Problems to be triaged: หลังคารั่ว" in text(officer.get("/"))
    page = text(officer.get(url))
    assert "Give it to the owner" in page
    assert "Give it to the owner" not in text(clerk.get(url))
    officer.post(
        f"{url}own/",
        {
            "own-version": 1, "own-owner": units["S1"].pk, "own-urgency": 1,
            "own-due_on": "20/1/2565", "own-text": "ใช้งบซ่อมแซม",
        },
    )  # fmt: skip
    assert "Problems to be solved: หลังคารั่ว" in text(head.get("/"))
    empty = head.post(f"{url}close/", {"close-version": 2, "close-text": ""})
    assert empty.status_code == 422
    head.post(f"{url}close/", {"close-version": 2, "close-text": "เปลี่ยนแผ่นหลังคา"})
    page = text(clerk.get(url))
    assert "เปลี่ยนแผ่นหลังคา" in page
    assert f"/knowledge/lessons/add/?occasion=problem&amp;ref={problem.pk}" in page
    clerk.post(f"{url}reopen/", {"reopen-version": 3, "reopen-text": "ยังรั่ว"})
    assert "ยังรั่ว" in text(head.get(url))


def test_a_stale_step_keeps_the_words_and_may_be_sent_again(as_, units, problem):
    officer = as_(Role.AREA_OFFICER, "A1")
    url = f"/problems/{problem.pk}/decline/"
    stale = officer.post(url, {"decline-version": 7, "decline-text": "คำของฉัน"})
    assert stale.status_code == 422
    assert "คำของฉัน" in text(stale)
    assert 'name="decline-version" value="1"' in text(stale)
    officer.post(url, {"decline-version": 1, "decline-text": "คำของฉัน"})
    problem.refresh_from_db()
    assert problem.state == "declined"


def test_the_page_that_led_here_fills_in_the_form(as_, units, item):
    version = IndicatorVersionFactory(is_current=True)
    code = version.indicator.code
    officer = as_(Role.AREA_OFFICER, "A1")
    page = text(officer.get("/problems/add/?from=/policies/OBEC-2565/1/"))
    assert f'<option value="{item.pk}" selected' in page
    page = text(officer.get(f"/problems/add/?from=/indicators/{code}/%3Funit=S1"))
    assert f'<option value="{version.pk}" selected' in page
    assert 'value="S1"' in page
    page = text(officer.get("/problems/add/?from=/units/A1/"))
    assert f'<option value="{units["A1"].pk}" selected' in page
    plan = PlanFactory(unit=units["A1"], fiscal_year=2565, state="in_force")
    project = ProjectFactory(plan=plan)
    page = text(officer.get(f"/problems/add/?from=/projects/{project.pk}/"))
    assert f'name="project" value="{project.pk}"' in page


def test_a_problem_of_a_project_links_both_ways(as_, units):
    plan = PlanFactory(unit=units["A1"], fiscal_year=2565, state="in_force")
    project = ProjectFactory(plan=plan, title="อ่านออกทุกคน")
    officer = as_(Role.AREA_OFFICER, "A1")
    officer.post(
        "/problems/add/", sent(unit=units["A1"].pk, project=project.pk, page="/plans/")
    )
    problem = Problem.objects.get()
    page = text(officer.get(f"/problems/{problem.pk}/"))
    assert "อ่านออกทุกคน" in page
    assert 'href="/plans/"' in page
    assert f"/problems/{problem.pk}/" in text(officer.get(f"/projects/{project.pk}/"))


def test_an_address_elsewhere_is_not_kept(as_, units):
    clerk = as_(Role.SCHOOL_CLERK, "S1")
    for page in ("https://example.org/", "//example.org/", "/no-such-page/", "x"):
        clerk.post("/problems/add/", sent(unit=units["S1"].pk, page=page))
        assert Problem.objects.latest("pk").page == ""


def test_what_lies_out_of_scope_is_not_linked(as_, units):
    plan = PlanFactory(unit=units["G2"], fiscal_year=2565, state="in_force")
    visit = VisitFactory(unit=units["G2"], visited=units["A2"], state="made")
    clerk = as_(Role.AREA_OFFICER, "A1")
    clerk.post(
        "/problems/add/",
        sent(
            unit=units["A1"].pk,
            project=ProjectFactory(plan=plan).pk,
            finding=FindingFactory(visit=visit).pk,
        ),
    )
    problem = Problem.objects.get()
    assert (problem.project, problem.finding) == (None, None)
    strange = clerk.post("/problems/add/", sent(other="A2"))
    assert strange.status_code == 422
    assert "There is no unit A2" in text(strange)


def test_a_finding_fills_in_the_form_and_leads_back(as_, units):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="reported",
                         reported_at="2022-01-18T09:00:00Z")  # fmt: skip
    finding = FindingFactory(visit=visit, text="ไม่มีแผนเผชิญเหตุ")
    chair = as_(Role.GROUP_CHAIR, "G1")
    page = text(chair.get(f"/problems/add/?finding={finding.pk}"))
    assert "ไม่มีแผนเผชิญเหตุ" in page
    assert 'value="A1"' in page
    chair.post("/problems/add/", sent(other="A1", finding=finding.pk))
    problem = Problem.objects.get()
    assert f"/visits/{visit.pk}/#finding-{finding.pk}" in text(
        chair.get(f"/problems/{problem.pk}/")
    )
    assert f"/problems/{problem.pk}/" in text(chair.get(f"/visits/{visit.pk}/"))


def test_problems_stand_on_the_pages_of_unit_indicator_and_policy(as_, units, item):
    version = IndicatorVersionFactory(is_current=True)
    problem = ProblemFactory(
        unit=units["S1"], handler=units["A1"], indicator=version.indicator,
        policy_item=item, title="ครูไม่พอ",
    )  # fmt: skip
    chair, stranger = as_(Role.GROUP_CHAIR, "G1"), as_(Role.GROUP_CHAIR, "G2")
    link = f'href="/problems/{problem.pk}/"'
    assert link in text(chair.get("/units/G1/panels/problems/"))
    for page in (f"/indicators/{version.indicator.code}/", "/policies/OBEC-2565/1/"):
        assert link in text(chair.get(page)), page
        assert link not in text(stranger.get(page)), page
    assert link in text(chair.get("/search/?q=ครูไม่พอ"))
    assert link not in text(stranger.get("/search/?q=ครูไม่พอ"))


def test_urgent_problems_without_an_owner_come_to_executives(as_, units):
    ProblemFactory(unit=units["S1"], handler=units["A1"], urgency=1, title="ไฟรั่ว")
    page = text(as_(Role.EXECUTIVE, "OBEC").get("/"))
    assert "1 urgent problem has no owner" in page


def test_obstacles_of_a_report_flow_in_and_lead_back(world, client):  # noqa: F811
    submission_words_save(
        round_=world.round, unit=world.unit["S1"], by=world.user["clerk1"],
        obstacles="อินเทอร์เน็ตไม่เสถียร", suggestions="",
    )  # fmt: skip
    world.submitted("clerk1", "S1")
    problem = Problem.objects.get()
    assert problem.unit == world.unit["S1"]
    assert problem.handler == world.unit["A1"]
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(world.user["officer"], backend)
    page = text(client.get(f"/problems/{problem.pk}/"))
    review = f"/reports/{world.round.code}/{world.unit['S1'].code}/review/"
    assert review in page
    assert f"/problems/{problem.pk}/" in text(client.get(review))


def test_the_file_gives_the_same_rows(as_, units):
    ProblemFactory(unit=units["S1"], handler=units["A1"], title="หนึ่ง", urgency=1)
    ProblemFactory(unit=units["A2"], handler=units["G2"], title="สอง")
    answer = as_(Role.GROUP_CHAIR, "G1").get("/problems/list.csv?state=open")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(rows)))
    assert [row["What is the problem"] for row in found] == ["หนึ่ง"]


def test_the_register_takes_the_same_queries_for_few_and_many(as_, units):
    client = as_(Role.GROUP_CHAIR, "G1")

    def queries() -> int:
        client.get("/problems/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/problems/")
        return len(seen)

    def add() -> None:
        ProblemFactory(
            unit=units["S1"], handler=units["A1"], state="owned", owner=units["A1"],
            due_on="2022-02-01",
        )  # fmt: skip

    add()
    few = queries()
    for _number in range(60):
        add()
    assert queries() == few <= 14
    assert "page=2" in text(client.get("/problems/"))


def test_a_page_of_a_problem_takes_few_queries(as_, units, problem):
    client = as_(Role.AREA_OFFICER, "A1")
    client.get(f"/problems/{problem.pk}/")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/problems/{problem.pk}/")
    assert len(seen) <= 24


def test_a_draft_stays_free_of_problems(as_, units):
    project = ProjectFactory(plan=PlanFactory(unit=units["A1"], state="draft"))
    officer = as_(Role.AREA_OFFICER, "A1")
    page = text(officer.get(f"/problems/add/?from=/projects/{project.pk}/"))
    assert f'name="project" value="{project.pk}"' not in page
    officer.post("/problems/add/", sent(unit=units["A1"].pk, project=project.pk))
    assert Problem.objects.get().project is None


def test_a_problem_stays_with_its_project_in_the_next_version(as_, units):
    plan = PlanFactory(unit=units["A1"], state="superseded", in_force_at=NOW)
    old = ProjectFactory(plan=plan)
    plan = PlanFactory(unit=units["A1"], number=2, state="in_force", in_force_at=NOW)
    new = ProjectFactory(plan=plan, code=old.code)
    ProblemFactory(
        unit=units["A1"], handler=units["G1"], title="ผู้รับเหมาทิ้งงาน", project=old
    )
    officer = as_(Role.AREA_OFFICER, "A1")
    assert "ผู้รับเหมาทิ้งงาน" in text(officer.get(f"/projects/{new.pk}/"))
    assert "ผู้รับเหมาทิ้งงาน" in text(officer.get(f"/problems/?project={new.pk}"))


def test_a_visit_out_of_sight_is_not_named(as_, units):
    visit = VisitFactory(
        unit=units["G1"], visited=units["A1"], title="ลงพื้นที่ลับ", state="made"
    )
    finding = FindingFactory(visit=visit)
    problem = ProblemFactory(
        unit=units["A1"], handler=units["G2"], owner=units["G2"], finding=finding,
        state="owned", due_on=NOW.date(),
    )  # fmt: skip
    url = f"/problems/{problem.pk}/"
    assert "ลงพื้นที่ลับ" not in text(as_(Role.GROUP_CHAIR, "G2").get(url))
    assert "ลงพื้นที่ลับ" in text(as_(Role.GROUP_CHAIR, "G1").get(url))


def test_a_finding_raises_a_directive_only_of_its_own_visit(as_, person, units):
    visit = VisitFactory(unit=units["G1"], visited=units["A1"], state="made")
    finding, other = FindingFactory(visit=visit), FindingFactory()
    chair, director = person(Role.GROUP_CHAIR, "G1"), person(Role.AREA_DIRECTOR, "A1")
    assert occasion_of(chair, "visit", finding.origin_ref)
    assert occasion_of(chair, "visit", str(visit.pk))
    assert occasion_of(director, "visit", finding.origin_ref) is None
    for ref in (f"{visit.pk}-{other.pk}", f"{visit.pk}-", f"{visit.pk}-x", "-1", "²"):
        assert occasion_of(chair, "visit", ref) is None


def test_an_odd_address_starts_an_empty_form(as_, units):
    clerk = as_(Role.SCHOOL_CLERK, "S1")
    for page in ("/units/X/%253Funit%3D%2500", "/indicators/A/%3Funit%3D%00", "%00"):
        assert clerk.get(f"/problems/add/?from={page}").status_code == 200
