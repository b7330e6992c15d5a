"""Due days of directives among the deadlines of the first screen: whose, until when."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AssignmentFactory, DirectiveFactory
from tests.followup.conftest import NOW, words
from tidtam.accounts.models import Role
from tidtam.common.thai import BANGKOK
from tidtam.followup.models import Assignment
from tidtam.followup.panels import deadlines
from tidtam.followup.services import directive_raise

State = Assignment.State
TODAY = datetime.date(2022, 1, 19)


def told(user) -> list[str]:
    return [item.what for item in deadlines(user)]


def due(units, day: datetime.date, **named) -> None:
    row = DirectiveFactory(
        issuer=units["OBEC"], title=f"ภายใน {day}", due_on=day,
        issued_on=datetime.date(2021, 12, 1),
    )  # fmt: skip
    AssignmentFactory(directive=row, unit=units["G1"], **named)


@pytest.mark.parametrize(
    ("role", "unit", "is_told"),
    [
        (Role.ANALYST, "OBEC", True),  # issued it
        *((Role.GROUP_CHAIR, "G1", True), (Role.GROUP_MEMBER, "G1", True)),  # owners
        *((Role.GROUP_CHAIR, "G2", True), (Role.EXECUTIVE, "BME", True)),  # a partner
        *((Role.AREA_DIRECTOR, "A1", False), (Role.ADMINISTRATOR, "OBEC", False)),
    ],
)
def test_whom_it_concerns(units, bureau, person, role, unit, is_told):
    units["BME"] = bureau
    made = directive_raise(
        words=words(units, partners=(bureau,)), by=person(Role.ANALYST, "OBEC")
    )
    found = list(deadlines(person(role, unit)))
    assert bool(found) is is_told
    if found:
        (deadline,) = found
        assert deadline.at == datetime.datetime(2022, 2, 18, 23, 59, tzinfo=BANGKOK)
        assert deadline.url == f"/directives/{made.pk}/"
        assert "กำกับติดตามเขตพื้นที่" in deadline.what


def test_who_has_done_his_part_is_told_no_more_and_the_issuer_is(
    units, directive, part, person
):
    Assignment.objects.filter(pk=part.pk).update(state=State.DONE, done_at=NOW)
    assert told(person(Role.GROUP_CHAIR, "G1")) == []
    assert told(person(Role.GROUP_CHAIR, "G2")) != []
    assert told(person(Role.ANALYST, "OBEC")) != []
    directive.assignments.update(state=State.DONE, done_at=NOW)
    assert told(person(Role.ANALYST, "OBEC")) == []


@pytest.mark.parametrize(
    ("days", "is_told"), [(-1, False), (0, True), (30, True), (31, False)]
)
def test_from_today_to_a_month_from_now(units, person, days, is_told):
    due(units, TODAY + datetime.timedelta(days=days))
    assert bool(told(person(Role.GROUP_CHAIR, "G1"))) is is_told


def test_the_first_five_in_one_query(units, person):
    for day in range(8, 0, -1):
        due(units, TODAY + datetime.timedelta(days=day))
    chair = person(Role.GROUP_CHAIR, "G1")
    with CaptureQueriesContext(connection) as seen:
        found = told(chair)
    assert len(seen) == 1
    assert [what[-2:] for what in found] == ["20", "21", "22", "23", "24"]


def test_it_stands_on_the_first_screen(as_, units, directive):
    page = as_(Role.GROUP_MEMBER, "G1").get("/").content.decode()
    place = page.index('id="deadlines"')
    assert f"/directives/{directive.pk}/" in page[place:]
