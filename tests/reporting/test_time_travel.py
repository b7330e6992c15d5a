"""Past answers: what the roll-up says of each moment, on both bases."""

import datetime

import pytest

from tests.reporting.world import World
from tidtam.analysis import files
from tidtam.analysis.reckoning import Country
from tidtam.reporting import services
from tidtam.reporting.models import Submission
from tidtam.reporting.selectors import state_at

Answers = dict[str, dict[str, str]]


def answers(moment: datetime.datetime) -> Answers:
    """Return numerator/denominator of QUA-05 by unit and basis, as of the moment."""
    found: Answers = {}
    country = Country(as_of=moment)
    for line in files.reckoned_lines(country, ["official", "preliminary"]):
        row = dict(zip(files.COLUMNS, line, strict=True))
        if (row["period"], row["indicator_code"]) == ("2565-Q1", "QUA-05"):
            figure = f"{row['numerator']}/{row['denominator']}"
            found.setdefault(row["unit_code"], {})[row["basis"]] = figure
    return found


NOTHING = {"official": "/", "preliminary": "/"}
SENT = {"official": "/", "preliminary": "40/50"}


def test_every_step_can_be_asked_again(world: World) -> None:
    """Return, mending, acceptance, reopening: each answer holds for its time."""
    clock, user = world.clock, world.user
    told: list[tuple[datetime.datetime, dict[str, str]]] = [(clock.moment, NOTHING)]

    def tell(expected: dict[str, str]) -> None:
        told.append((clock.moment, expected))
        clock.on()

    clock.on()
    school = world.submitted("clerk1", "S1")
    tell(SENT)
    services.submission_return(
        submission=school,
        reason_code="D1",
        text="สลับช่อง",
        values=[world.back("QUA-05")],
        by=user["officer"],
    )
    tell(NOTHING)
    world.type("clerk1", "S1", "QUA-05", numerator="42", denominator="50", version=1)
    tell(NOTHING)
    world.submit("clerk1", "S1")
    tell({"official": "/", "preliminary": "42/50"})
    services.submission_verify(submission=school, by=user["officer"])
    clock.on()
    services.submission_certify(submission=school, by=user["director"])
    clock.on()
    area = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    tell({"official": "/", "preliminary": "42/50"})
    world.to_the_end(area)
    tell({"official": "42/50", "preliminary": "42/50"})
    school.refresh_from_db()
    services.submission_reopen(
        submission=school,
        reason_code="D2",
        text="ไม่ตรงทะเบียน",
        values=[world.back("QUA-05")],
        by=user["analyst"],
    )
    tell({"official": "42/50", "preliminary": "42/50"})
    world.type("clerk1", "S1", "QUA-05", numerator="45", denominator="50", version=2)
    world.submit("clerk1", "S1")
    tell({"official": "42/50", "preliminary": "45/50"})
    services.submission_verify(submission=school, by=user["officer"])
    services.submission_certify(submission=school, by=user["director"])
    world.to_the_end(world.supplement("officer", "A1"))
    tell({"official": "45/50", "preliminary": "45/50"})

    for moment, expected in told:
        found = answers(moment)
        assert [found[unit] for unit in ("OBEC", "A1", "S1")] == [expected] * 3, moment


def test_withdrawing_takes_it_out_at_once(world: World) -> None:
    school = world.submitted("clerk1", "S1")
    sent_at = world.clock.moment
    withdrawn_at = world.clock.on()
    services.submission_withdraw(submission=school, by=world.user["clerk1"])
    just_before = withdrawn_at - datetime.timedelta(microseconds=1)
    assert answers(sent_at)["OBEC"] == SENT
    assert answers(just_before)["OBEC"] == SENT
    assert answers(withdrawn_at)["OBEC"] == NOTHING


def test_the_nation_moves_by_exactly_the_schools_figure(world: World) -> None:
    other = world.certified("clerk4", "S4", "officer2", "director2")
    area2 = world.submitted("officer2", "A2")
    assert other.unit == world.unit["S4"]
    services.submission_certify(submission=area2, by=world.user["director2"])
    services.submission_verify_group(submission=area2, by=world.user["secretary2"])
    services.submission_accept(submission=area2, by=world.user["analyst"])
    assert answers(world.clock.moment)["OBEC"]["official"] == "40/50"
    world.accepted_area()
    found = answers(world.clock.moment)
    assert found["OBEC"]["official"] == "80/100"
    assert found["G1"]["official"] == found["G2"]["official"] == "40/50"


@pytest.fixture
def school_and_area(world: World) -> tuple[Submission, Submission]:
    area = world.accepted_area()
    return Submission.objects.get(unit=world.unit["S1"]), area


def test_the_state_of_the_review_can_be_asked_again(
    world: World, school_and_area: tuple[Submission, Submission]
) -> None:
    school, area = school_and_area
    start = school.first_submitted_at
    assert start is not None
    hours = [start + datetime.timedelta(hours=hour) for hour in range(-1, 8)]
    assert [state_at(school, hour) for hour in hours] == [
        "",
        "submitted",
        "verified",
        "certified",
        "certified",
        "certified",
        "certified",
        "accepted",
        "accepted",
    ]
    assert [state_at(area, hour) for hour in hours] == [
        "",
        "",
        "",
        "",
        "submitted",
        "certified",
        "group_verified",
        "accepted",
        "accepted",
    ]
