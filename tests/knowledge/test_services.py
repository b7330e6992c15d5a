"""Writing, offering, publishing, sending back, taking up: who may, and the trail."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tests.knowledge.conftest import innovation_words, lesson_words
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.knowledge import services
from tidtam.knowledge.models import State
from tidtam.knowledge.services import KnowledgeError

TODAY = datetime.date(2022, 1, 19)


@pytest.fixture
def writer(person):
    return person(Role.AREA_OFFICER, "A1")


@pytest.fixture
def director(person):
    return person(Role.AREA_DIRECTOR, "A1")


@pytest.fixture
def lesson(units, writer, item):
    words = lesson_words(policy_items=(item,))
    return services.lesson_write(unit=units["A1"], words=words, by=writer)


@pytest.fixture
def published(units, writer, director):
    made = services.innovation_write(
        unit=units["A1"], words=innovation_words(), by=writer
    )
    services.entry_offer(entry=made, by=writer)
    return services.entry_publish(entry=made, by=director)


def test_each_step_stands_in_the_trail(lesson, writer, director, item):
    assert lesson.state == State.DRAFT
    assert list(lesson.policy_items.all()) == [item]
    services.entry_offer(entry=lesson, by=writer)
    done = services.entry_publish(entry=lesson, by=director)
    assert done.state == State.PUBLISHED
    assert done.published_by == director
    events = AuditEvent.objects.filter(target_type="knowledge.lesson").order_by("pk")
    assert [event.action for event in events] == [
        "lesson.written", "lesson.offered", "lesson.published",
    ]  # fmt: skip
    assert {event.unit_id for event in events} == {lesson.unit_id}


@pytest.mark.parametrize("kind", ["lesson", "innovation"])
def test_every_step_has_a_name_on_the_page_of_the_trail(kind):
    for step in ("written", "changed", *services.ACTIONS.values()):
        assert f"{kind}.{step}" in ACTION_NAMES


def test_a_change_records_what_changed(lesson, writer):
    words = lesson_words(why="ตารางเดียวกันทุกแห่ง")
    changed = services.entry_change(entry=lesson, words=words, version=1, by=writer)
    assert changed.version == 2
    event = AuditEvent.objects.get(action="lesson.changed")
    assert event.before == {"why": "ไม่รู้ว่าใครเข้าถึงได้"}
    assert event.after == {"why": "ตารางเดียวกันทุกแห่ง"}


def test_two_who_write_at_once_do_not_overwrite_each_other(lesson, writer):
    services.entry_change(
        entry=lesson, words=lesson_words(why="หนึ่ง"), version=1, by=writer
    )
    with pytest.raises(KnowledgeError, match="Somebody else"):
        services.entry_change(
            entry=lesson, words=lesson_words(why="สอง"), version=1, by=writer
        )
    lesson.refresh_from_db()
    assert lesson.why == "หนึ่ง"


def test_only_a_draft_is_changed_and_only_what_is_offered_is_published(
    lesson, writer, director
):
    with pytest.raises(KnowledgeError, match="Draft"):
        services.entry_publish(entry=lesson, by=director)
    services.entry_offer(entry=lesson, by=writer)
    with pytest.raises(KnowledgeError, match="Only a draft"):
        services.entry_change(entry=lesson, words=lesson_words(), version=1, by=writer)
    with pytest.raises(KnowledgeError):
        services.entry_offer(entry=lesson, by=writer)


def test_what_is_sent_back_carries_the_reason_until_it_is_offered_anew(
    lesson, writer, director
):
    services.entry_offer(entry=lesson, by=writer)
    with pytest.raises(KnowledgeError, match="what is to be mended"):
        services.entry_send_back(entry=lesson, reason="  ", by=director)
    back = services.entry_send_back(entry=lesson, reason="ขอตัวเลข", by=director)
    assert (back.state, back.reason) == (State.DRAFT, "ขอตัวเลข")
    again = services.entry_offer(entry=lesson, by=writer)
    assert (again.state, again.reason) == (State.OFFERED, "")


def test_what_was_published_can_be_taken_back(published, director):
    back = services.entry_send_back(entry=published, reason="มีชื่อเด็ก", by=director)
    assert back.state == State.DRAFT
    assert back.published_at is None


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.AREA_DIRECTOR, "A2"),
        (Role.GROUP_CHAIR, "G1"),
        (Role.EXECUTIVE, "OBEC"),
        (Role.SCHOOL_DIRECTOR, "S1"),
    ],
)
def test_nobody_writes_for_another_unit(units, person, role, code):
    with pytest.raises(PermissionDenied):
        services.lesson_write(
            unit=units["A1"], words=lesson_words(), by=person(role, code)
        )


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.AREA_DIRECTOR, "A1", True),
        (Role.GROUP_CHAIR, "G1", True),
        (Role.ANALYST, "OBEC", True),
        (Role.AREA_OFFICER, "A1", False),
        (Role.GROUP_CHAIR, "G2", False),
        (Role.EXECUTIVE, "OBEC", False),
    ],
)
def test_superiors_publish(lesson, writer, person, role, code, may):
    services.entry_offer(entry=lesson, by=writer)
    someone = person(role, code)
    if may:
        services.entry_publish(entry=lesson, by=someone)
    else:
        with pytest.raises(PermissionDenied):
            services.entry_publish(entry=lesson, by=someone)


def test_another_unit_takes_it_up_once(units, person, published):
    other = person(Role.AREA_OFFICER, "A2")
    asked = {"innovation": published, "adopted_on": TODAY, "note": "ใช้ทั้งเขต"}
    made = services.adoption_record(unit=units["A2"], by=other, **asked)
    assert made.adopted_on == TODAY
    assert AuditEvent.objects.get(action="innovation.adopted").unit_id == made.unit_id
    with pytest.raises(KnowledgeError, match="recorded already"):
        services.adoption_record(unit=units["A2"], by=other, **asked)
    with pytest.raises(PermissionDenied):
        services.adoption_record(unit=units["G2"], by=other, **asked)


def test_taking_up_needs_another_unit_and_a_day_that_has_come(
    units, person, published, writer
):
    with pytest.raises(KnowledgeError, match="made it itself"):
        services.adoption_record(
            innovation=published, unit=units["A1"], adopted_on=TODAY, note="", by=writer
        )
    with pytest.raises(KnowledgeError, match="still to come"):
        services.adoption_record(
            innovation=published,
            unit=units["A2"],
            adopted_on=TODAY + datetime.timedelta(days=1),
            note="",
            by=person(Role.AREA_OFFICER, "A2"),
        )
