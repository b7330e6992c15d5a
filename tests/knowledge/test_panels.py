"""What stands of lessons and innovations on the pages of what they came from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    FindingFactory,
    InnovationFactory,
    LessonFactory,
    PlanFactory,
    ProjectFactory,
)
from tests.knowledge.test_occasions import problem, things  # noqa: F401  # fixtures
from tests.knowledge.test_views import PUBLISHED, text
from tidtam.accounts.models import Role
from tidtam.planning.models import Project

KINDS = ["meeting", "project", "visit", "round", "problem"]
TITLE = "คลังบทเรียนที่ตามหา"


def about(things, kind):  # noqa: F811
    return {"occasion": kind, "occasion_ref": things[kind][0]}


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_lists_what_came_from_it_and_offers_to_write(
    as_,
    units,
    things,  # noqa: F811
    kind,
):
    ref, _name, url = things[kind]
    client = as_(Role.AREA_DIRECTOR, "A1")
    empty = text(client.get(url))
    assert f"/knowledge/lessons/add/?occasion={kind}&amp;ref={ref}" in empty
    assert f"/knowledge/innovations/add/?occasion={kind}&amp;ref={ref}" in empty
    assert "Nothing is written down yet" in empty
    LessonFactory(unit=units["A1"], title=TITLE, **about(things, kind))
    InnovationFactory(
        unit=units["A2"], title="ของหน่วยอื่น", **about(things, kind), **PUBLISHED
    )
    LessonFactory(unit=units["A2"], title="ร่างลับ", **about(things, kind))
    LessonFactory(unit=units["A1"], title="เรื่องอื่น", occasion=kind, occasion_ref="77")
    page = text(client.get(url))
    assert TITLE in page
    assert "ของหน่วยอื่น" in page
    assert "ร่างลับ" not in page
    assert "เรื่องอื่น" not in page
    assert "Nothing is written down yet" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_write_sees_what_is_published_or_nothing(
    as_,
    units,
    things,  # noqa: F811
    kind,
):
    url = things[kind][2]
    client = as_(Role.EXECUTIVE, "OBEC")
    page = text(client.get(url))
    assert 'id="knowledge"' not in page
    assert "/add/?occasion=" not in page
    LessonFactory(unit=units["A1"], title=TITLE, **about(things, kind), **PUBLISHED)
    page = text(client.get(url))
    assert TITLE in page
    assert "/add/?occasion=" not in page


def test_what_came_from_a_finding_stands_on_the_page_of_its_visit(as_, units, things):  # noqa: F811
    visit = things["visit"][0]
    finding = FindingFactory(visit_id=int(visit))
    ref = f"{visit}-{finding.pk}"
    LessonFactory(unit=units["A1"], title=TITLE, occasion="visit", occasion_ref=ref)
    client = as_(Role.AREA_DIRECTOR, "A1")
    assert TITLE in text(client.get(things["visit"][2]))


def test_it_stands_on_the_project_in_every_version_of_the_plan(as_, units, things):  # noqa: F811
    LessonFactory(unit=units["A1"], title=TITLE, **about(things, "project"))
    old = Project.objects.get()
    plan = PlanFactory(unit=units["A1"], fiscal_year=2565, state="draft", number=2)
    new = ProjectFactory(plan=plan, code=old.code)
    other = ProjectFactory(plan=plan, code=f"{old.code}x")
    client = as_(Role.AREA_DIRECTOR, "A1")
    assert TITLE in text(client.get(f"/projects/{new.pk}/"))
    assert TITLE not in text(client.get(f"/projects/{other.pk}/"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_panel_takes_the_same_queries_for_few_and_many(as_, units, things, kind):  # noqa: F811
    client = as_(Role.AREA_DIRECTOR, "A1")
    url = things[kind][2]

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    without = queries()
    for factory in (LessonFactory, InnovationFactory):
        factory(unit=units["A1"], **about(things, kind), **PUBLISHED)
    few = queries()
    assert few <= without
    for _number in range(7):
        LessonFactory(unit=units["A1"], **about(things, kind))
        InnovationFactory(unit=units["A1"], **about(things, kind))
    assert queries() <= few + 2  # how many there are in all
    assert '<span class="n">16</span>' in text(client.get(url))
