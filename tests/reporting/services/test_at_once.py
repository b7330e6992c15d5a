"""Two requests at the same moment, each on a connection of its own (PostgreSQL)."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.reporting.world import Clock, World, build
from tidtam.common.models import AuditEvent
from tidtam.reporting import services
from tidtam.reporting.errors import ReportingError
from tidtam.reporting.models import DraftFigure, ReviewStep, ValueRevision

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="SQLite lets one writer in at a time",
    ),
]


@pytest.fixture
def world(transactional_db: None, clock: Clock, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build(clock)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls together; return what each gave or the refusal it met."""
    answers: list[Any] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = call()
        except ReportingError as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(place, call)) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_form_sent_twice_submits_once(world: World) -> None:
    world.fill("clerk1", "S1")
    answers = at_once(*[lambda: world.submit("clerk1", "S1", key="form-1")] * 4)
    assert {answer.pk for answer in answers} == {answers[0].pk}
    assert ReviewStep.objects.filter(action="submitted").count() == 1
    assert ValueRevision.objects.count() == 2
    assert AuditEvent.objects.filter(action="submission.submitted").count() == 1


def test_two_people_saving_one_field_never_overwrite(world: World) -> None:
    answers = at_once(
        lambda: world.type("clerk1", "S1", "SAF-01", value="7"),
        lambda: world.type("head1", "S1", "SAF-01", value="8"),
    )
    assert sorted(answer.is_saved for answer in answers) == [False, True]
    assert DraftFigure.objects.get().version == 1


def test_a_step_is_taken_once(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    answers = at_once(
        *[lambda: services.submission_verify(submission=sent, by=world.user["officer"])]
        * 3
    )
    assert sum(isinstance(answer, ReportingError) for answer in answers) == 2
    assert ReviewStep.objects.filter(action="verified").count() == 1


def test_a_school_is_either_withdrawn_or_carried(world: World) -> None:
    school = world.certified("clerk1", "S1")
    world.fill("officer", "A1")
    missing = world.missing("S2", "S3")
    at_once(
        lambda: services.submission_withdraw(
            submission=school, by=world.user["clerk1"]
        ),
        lambda: world.submit("officer", "A1", missing=missing),
    )
    school.refresh_from_db()
    carried = school.carried_by is not None
    assert (school.state, carried) in {("certified", True), ("withdrawn", False)}
