"""The list, a plan's page and paper, its forms, and what stands on other pages."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.reading import pdf_text, squeezed, word_text
from tests.factories import (
    BudgetLineFactory,
    DisbursementFactory,
    IndicatorVersionFactory,
    MilestoneFactory,
    MilestoneFileFactory,
    PlanFactory,
    ProjectFactory,
)
from tests.planning.conftest import with_project
from tidtam.accounts.models import Role
from tidtam.common import hooks
from tidtam.common.thai import thai_digits
from tidtam.planning.models import Milestone, Plan, Project, State

PROJECT = {
    "code": "P1",
    "title": "โครงการสถานศึกษาปลอดภัย",
    "starts_on": "1/10/2564",
    "ends_on": "30/9/2565",
    "next_year": "continues",
}


def text(response) -> str:
    return response.content.decode()


def test_an_empty_list_says_how_it_is_filled(as_):
    page = text(as_(Role.AREA_OFFICER, "A1").get("/plans/"))
    assert "There is no plan yet" in page
    assert "/plans/add/" in page
    assert "/plans/add/" not in text(as_(Role.EXECUTIVE, "OBEC").get("/plans/"))


def test_the_list_holds_the_own_subtree_and_narrows(as_, units, in_force):
    PlanFactory(unit=units["A2"], fiscal_year=2564)
    client = as_(Role.GROUP_CHAIR, "G1")
    page = text(client.get("/plans/"))
    assert "ชื่อ A1" in page
    assert "ชื่อ A2" not in page
    assert "1 late" in page
    assert "0% done, 50% expected by today" in page
    assert "No plan fits" in text(client.get("/plans/?year=2564"))
    answer = as_(Role.ANALYST, "OBEC").get("/plans/list.csv?kind=area&state=in_force")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(rows))
    assert (row["Unit code"], row["Late milestones"]) == ("A1", "1")
    assert row["Expected by today (share)"] == "0.5000"


def test_the_list_narrows_to_plans_that_serve_an_item(as_, units, in_force, item):
    client = as_(Role.ANALYST, "OBEC")
    url = "/plans/?item=OBEC-2565/1"
    assert "No plan fits" in text(client.get(url))
    in_force.projects.get().policy_items.add(item)
    assert "ชื่อ A1" in text(client.get(url))


def test_superseded_versions_are_listed_only_when_asked_for(as_, units):
    PlanFactory(unit=units["A1"], state=State.SUPERSEDED)
    client = as_(Role.AREA_OFFICER, "A1")
    assert "There is no plan yet" in text(client.get("/plans/"))
    assert "Superseded</span>" in text(client.get("/plans/?state=superseded"))


def test_a_plan_goes_from_draft_to_force_on_pages(as_, units, item):
    writer, chair = as_(Role.AREA_OFFICER, "A1"), as_(Role.GROUP_CHAIR, "G1")
    version = IndicatorVersionFactory(is_current=True)
    sent = {"unit": units["A1"].pk, "fiscal_year": "2565", "approach": "ทุกไตรมาส"}
    answer = writer.post("/plans/add/", sent)
    plan = Plan.objects.get()
    url = f"/plans/{plan.pk}/"
    assert answer["Location"] == url
    assert "The plan has no project yet" in text(writer.get(url))
    writer.post(f"{url}submit/")
    assert "no project" in text(writer.get(url))
    links = {"policy_items": [item.pk], "indicators": [version.pk]}
    writer.post(f"{url}projects/add/", {**PROJECT, **links})
    project = Project.objects.get()
    assert list(project.indicators.all()) == [version.indicator]
    step = {"code": "M1", "title": "ประชุม", "weight": "10", "due_on": "30/11/2564"}
    writer.post(f"/projects/{project.pk}/milestones/add/", step)
    writer.post(f"{url}submit/")
    assert "Approve the plan" in text(chair.get(url))
    assert "Approve the plan" not in text(writer.get(url))
    assert url in text(chair.get("/"))
    chair.post(f"{url}approve/")
    assert "Put in force" in text(writer.get("/"))
    writer.post(f"{url}enforce/")
    plan.refresh_from_db()
    assert plan.state == State.IN_FORCE


def test_the_headline_says_how_far_the_work_is(as_, in_force):
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/plans/{in_force.pk}/"
    page = text(client.get(url))
    assert "0% of the work is done; 50% should be by today" in page
    assert 'class="late"' in page
    assert "style=" not in page
    Milestone.objects.filter(code="M1").update(done_on=datetime.date(2021, 11, 30))
    page = text(client.get(url))
    assert "50% of the work is done, as planned or better" in page


def test_a_returned_plan_stands_on_the_writers_first_screen(as_, units):
    plan = PlanFactory(unit=units["A1"], state=State.SUBMITTED)
    url = f"/plans/{plan.pk}/"
    chair = as_(Role.GROUP_CHAIR, "G1")
    assert chair.post(f"{url}return/", {"reason": ""}).status_code == 422
    chair.post(f"{url}return/", {"reason": "ขอแหล่งงบประมาณ"})
    assert "ขอแหล่งงบประมาณ" in text(as_(Role.AREA_OFFICER, "A1").get("/"))
    assert "ขอแหล่งงบประมาณ" in text(as_(Role.AREA_OFFICER, "A1").get(url))


def test_a_late_milestone_is_owed_and_recorded(as_, step_late):
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/milestones/{step_late.pk}/done/"
    assert url in text(client.get("/"))
    form = text(client.get(url))
    assert "19 Jan 2565" in form
    late = client.post(url, {"version": 1, "done_on": "20/1/2565", "evidence": "ก"})
    assert late.status_code == 422
    assert "still to come" in text(late)
    client.post(url, {"version": 1, "done_on": "1/12/2564", "evidence": "หนังสือ 9"})
    step_late.refresh_from_db()
    assert step_late.done_on == datetime.date(2021, 12, 1)
    page = text(client.get(f"/projects/{step_late.project_id}/"))
    assert "หนังสือ 9" in page
    assert url not in text(client.get("/"))


def test_what_was_written_is_kept_where_somebody_was_faster(as_, draft):
    client = as_(Role.AREA_OFFICER, "A1")
    Plan.objects.update(version=3)
    url = f"/plans/{draft.pk}/edit/"
    late = client.post(url, {"version": "2", "approach": "คำของฉัน"})
    assert late.status_code == 422
    assert "Somebody else has changed it" in text(late)
    assert "คำของฉัน" in text(late)
    assert 'value="3"' in text(late)
    project = draft.projects.get()
    assert 'value="1 ต.ค. 2564"' in text(client.get(f"/projects/{project.pk}/edit/"))


def test_faults_stand_beside_their_fields(as_, draft):
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/plans/{draft.pk}/projects/add/"
    answer = client.post(url, {**PROJECT, "starts_on": "1/13/2564", "code": "ก 1"})
    assert answer.status_code == 422
    assert "2 places to mend" in text(answer)
    taken = client.post(url, PROJECT)
    assert "is taken" in text(taken)
    assert draft.projects.count() == 1


def test_next_years_draft_asks_what_continues(as_, in_force):
    with_project(in_force, code="P2", next_year="continues")
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/plans/{in_force.pk}/next-year/"
    page = text(client.get(url))
    assert page.count("checked") == 1
    client.post(url, {"continuing": ["P2"]})
    new = Plan.objects.get(fiscal_year=2566)
    assert [row.code for row in new.projects.all()] == ["P2"]


@pytest.mark.parametrize(("ending", "read"), [("pdf", pdf_text), ("docx", word_text)])
def test_the_plan_is_a_paper(as_, in_force, ending, read):
    Plan.objects.update(approach="ใช้พื้นที่เป็นฐาน", preface="เหตุผลของแผน")
    client = as_(Role.AREA_OFFICER, "A1")
    client.cookies["django_language"] = "th"
    answer = client.get(f"/plans/{in_force.pk}/plan.{ending}")
    assert answer.status_code == 200
    said = squeezed(read(answer.content))
    for words in ("๒๕๖๕", "ใช้พื้นที่เป็นฐาน", "เหตุผลของแผน", thai_digits("100,000.00")):
        assert squeezed(words) in said
    assert client.get(f"/plans/{in_force.pk}/plan.exe").status_code == 404


def test_projects_stand_on_pages_of_what_they_serve(as_, in_force, item):
    client = as_(Role.GROUP_CHAIR, "G1")
    project = in_force.projects.get()
    url = f"/projects/{project.pk}/"
    assert url not in text(client.get("/policies/OBEC-2565/1/"))
    project.policy_items.add(item)
    assert url in text(client.get("/policies/OBEC-2565/1/"))
    other = as_(Role.GROUP_CHAIR, "G2")
    assert url not in text(other.get("/policies/OBEC-2565/1/"))
    panel = text(client.get("/units/A1/panels/plans/"))
    assert f"/plans/{in_force.pk}/" in panel


def test_search_finds_plans_and_projects(as_, person, in_force):
    source = next(each for each in hooks.search_sources if each.name == "plans")
    Project.objects.update(title="พาน้องกลับมาเรียน")
    chair = person(Role.GROUP_CHAIR, "G1")
    assert [each.title for each in source.find(chair, ["พาน้อง"], 5)] == [
        "พาน้องกลับมาเรียน"
    ]
    assert source.find(person(Role.GROUP_CHAIR, "G2"), ["พาน้อง"], 5) == []


def test_milestones_to_come_are_deadlines(person, in_force):
    Milestone.objects.filter(code="M2").update(due_on=datetime.date(2022, 2, 10))
    found = [
        each.url
        for source in hooks.deadlines
        for each in source(person(Role.AREA_OFFICER, "A1"))
    ]
    assert f"/projects/{in_force.projects.get().pk}/" in found


def test_pages_ask_little_however_much_there_is(as_, units):
    for number in range(20):
        plan = PlanFactory(unit=units["A1"], fiscal_year=2540 + number)
        with_project(plan)
    plan = PlanFactory(unit=units["A1"], fiscal_year=2565)
    for number in range(20):
        project = ProjectFactory(plan=plan)
        for step in MilestoneFactory.create_batch(4, project=project):
            MilestoneFileFactory(milestone=step)
        for place in (1, 2):
            line = BudgetLineFactory(project=project, number=place)
            DisbursementFactory.create_batch(1, line=line)
        if number % 2:
            project.indicators.add(IndicatorVersionFactory(is_current=True).indicator)
    client = as_(Role.AREA_OFFICER, "A1")
    for url in ("/plans/", f"/plans/{plan.pk}/", f"/projects/{project.pk}/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= 22, (url, len(asked))
