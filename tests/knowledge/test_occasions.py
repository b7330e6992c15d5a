"""What entries came from: named by its key, seen by who may see it."""

import pytest
from django.urls import reverse

from tests.factories import (
    InnovationFactory,
    LessonFactory,
    MeetingFactory,
    PlanFactory,
    ProblemFactory,
    ProjectFactory,
    RoundFactory,
    SeriesFactory,
    SubmissionFactory,
    VisitFactory,
)
from tests.knowledge.conftest import NOW, innovation_words, lesson_words
from tests.knowledge.test_views import PUBLISHED, SENT, text
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.knowledge import services
from tidtam.knowledge.models import Innovation, Lesson
from tidtam.knowledge.services import KnowledgeError


@pytest.fixture
def problem(units):
    return ProblemFactory(unit=units["A1"], handler=units["A1"], title="หลังคารั่ว")


@pytest.fixture
def things(units, problem):
    """Give one occasion of each kind of area 1: its key, its name, its address."""
    meeting = MeetingFactory(series=SeriesFactory(unit=units["A1"]))
    plan = PlanFactory(unit=units["A1"], fiscal_year=2565, state="in_force")
    project = ProjectFactory(plan=plan, title="โครงการอ่านออก")
    visit = VisitFactory(unit=units["A1"], visited=units["S1"], title="เยี่ยมดูห้องสมุด")
    round_ = RoundFactory(fiscal_year=2565, span="Q1", opened_at=NOW)
    return {
        "meeting": (str(meeting.pk), str(meeting), f"/meetings/{meeting.pk}/"),
        "project": (
            str(project.pk),
            project.title,
            reverse("planning:project_detail", args=[project.pk]),
        ),
        "visit": (str(visit.pk), visit.title, f"/visits/{visit.pk}/"),
        "round": (round_.code, "2565", f"/rounds/{round_.code}/"),
        "problem": (str(problem.pk), problem.title, f"/problems/{problem.pk}/"),
    }


def sent_about(unit, kind, ref):
    return {**SENT, "unit": unit.pk, "occasion": kind, "occasion_ref": ref}


@pytest.mark.parametrize("kind", ["meeting", "project", "visit", "round", "problem"])
def test_the_form_knows_the_occasion_and_the_entry_leads_back(as_, units, things, kind):
    ref, name, url = things[kind]
    client = as_(Role.AREA_DIRECTOR, "A1")
    page = text(client.get(f"/knowledge/lessons/add/?occasion={kind}&ref={ref}"))
    assert f'<a href="{url}">' in page
    assert name in page
    assert 'name="occasion_name"' not in page
    client.post("/knowledge/lessons/add/", sent_about(units["A1"], kind, ref))
    lesson = Lesson.objects.get()
    assert (lesson.occasion, lesson.occasion_ref, lesson.occasion_name) == (
        kind, ref, "",
    )  # fmt: skip
    assert f'<a href="{url}">' in text(client.get(f"/knowledge/lessons/{lesson.pk}/"))


def test_an_innovation_comes_from_a_problem_or_from_nothing(as_, units, problem):
    client = as_(Role.AREA_DIRECTOR, "A1")
    add = "/knowledge/innovations/add/"
    assert 'name="occasion"' not in text(client.get(add))
    page = text(client.get(f"{add}?occasion=problem&ref={problem.pk}"))
    assert f'<a href="/problems/{problem.pk}/">หลังคารั่ว</a>' in page
    sent = {
        "unit": units["A1"].pk, "fiscal_year": "2565", "title": "ก", "problem": "ข",
        "idea": "ค", "occasion": "problem", "occasion_ref": problem.pk,
    }  # fmt: skip
    client.post(add, sent)
    made = Innovation.objects.get()
    assert (made.occasion, made.occasion_ref) == ("problem", str(problem.pk))
    assert f"/problems/{problem.pk}/" in text(
        client.get(f"/knowledge/innovations/{made.pk}/")
    )


def test_a_reader_elsewhere_learns_the_kind_and_nothing_more(as_, units, problem):
    about = {"occasion": "problem", "occasion_ref": str(problem.pk), **PUBLISHED}
    lesson = LessonFactory(unit=units["A1"], **about)
    page = text(as_(Role.AREA_OFFICER, "A2").get(f"/knowledge/lessons/{lesson.pk}/"))
    assert "A problem" in page
    assert "หลังคารั่ว" not in page
    assert f"/problems/{problem.pk}/" not in page


def test_what_is_not_there_or_not_ones_own_is_refused(person, units, problem):
    stranger = person(Role.AREA_OFFICER, "A2")
    refused = [
        {"occasion": "problem", "occasion_ref": str(problem.pk)},
        {"occasion": "problem", "occasion_ref": "999999"},
        {"occasion": "meeting", "occasion_ref": str(problem.pk)},
        {"occasion": "round", "occasion_ref": "2570-Q1"},
        {"occasion": "other", "occasion_ref": "1"},
    ]
    for said in refused:
        with pytest.raises(KnowledgeError, match="may not see it"):
            services.lesson_write(
                unit=units["A2"], words=lesson_words(**said), by=stranger
            )
        with pytest.raises(KnowledgeError, match="may not see it"):
            services.innovation_write(
                unit=units["A2"], words=innovation_words(**said), by=stranger
            )
    assert not Lesson.objects.exists()
    assert not AuditEvent.objects.filter(action="lesson.written").exists()


def test_the_page_refuses_it_once_and_keeps_the_words(as_, units, problem):
    client = as_(Role.AREA_OFFICER, "A2")
    add = "/knowledge/lessons/add/"
    asked = text(client.get(f"{add}?occasion=problem&ref={problem.pk}"))
    assert "What the link named is not there" in asked
    assert "หลังคารั่ว" not in asked
    sent = {**sent_about(units["A2"], "problem", problem.pk), "why": "คำของฉัน"}
    answer = client.post(add, sent)
    assert answer.status_code == 422
    page = text(answer)
    assert "What it came from is not there" in page
    assert "คำของฉัน" in page
    assert 'name="occasion_ref"' not in page
    del sent["occasion_ref"]
    assert client.post(add, sent).status_code == 302


def test_a_kind_that_lessons_do_not_know_is_no_occasion(as_, units):
    sent = SubmissionFactory(unit=units["A2"], submitted_at=NOW)
    answer = as_(Role.AREA_OFFICER, "A2").post(
        "/knowledge/lessons/add/", sent_about(units["A2"], "review", sent.pk)
    )
    assert answer.status_code == 422
    assert "What it came from is not there" in text(answer)


@pytest.mark.parametrize("query", ["?occasion=rumour&ref=1", "?ref=1", "?occasion="])
def test_an_address_that_names_nothing_gives_the_plain_form(as_, units, query):
    answer = as_(Role.AREA_OFFICER, "A2").get(f"/knowledge/lessons/add/{query}")
    assert answer.status_code == 200
    assert 'name="occasion_name"' in text(answer)


def test_who_may_not_see_the_occasion_still_changes_the_words(as_, units, problem):
    problem.unit = problem.handler = units["A2"]
    problem.save()
    about = {"occasion": "problem", "occasion_ref": str(problem.pk)}
    lesson = LessonFactory(unit=units["A1"], **about)
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/knowledge/lessons/{lesson.pk}/edit/"
    page = text(client.get(url))
    assert f'name="occasion_ref" value="{problem.pk}"' in page
    assert "หลังคารั่ว" not in page
    client.post(url, {**SENT, **about, "why": "คำใหม่", "version": "1"})
    lesson.refresh_from_db()
    assert (lesson.why, lesson.occasion_ref) == ("คำใหม่", str(problem.pk))


@pytest.mark.parametrize("kind", ["lessons", "innovations"])
def test_a_wrong_occasion_is_taken_off_again(as_, units, problem, kind):
    factory = {"lessons": LessonFactory, "innovations": InnovationFactory}[kind]
    about = {"occasion": "problem", "occasion_ref": str(problem.pk)}
    entry = factory(unit=units["A1"], **about)
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/knowledge/{kind}/{entry.pk}/edit/"
    assert f'href="{url}?occasion="' in text(client.get(url))
    assert 'name="occasion_ref"' not in text(client.get(f"{url}?occasion="))
    sent = {**SENT, "problem": "ก", "idea": "ข", "version": "1", "occasion": "other"}
    client.post(f"{url}?occasion=", sent)
    entry.refresh_from_db()
    assert (entry.version, entry.occasion_ref) == (2, "")
    assert entry.occasion == ("other" if kind == "lessons" else "")
