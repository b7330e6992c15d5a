"""The edge cases of docs/methods/directives-on-time.md and reports-on-time.md."""

import datetime

import pytest

from tests.factories import (
    AssignmentFactory,
    DirectiveFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    RatioVersionFactory,
    RoundExclusionFactory,
    RoundFactory,
    RoundIndicatorFactory,
    RoundUnitFactory,
    ValueRevisionFactory,
)
from tests.followup.conftest import words
from tidtam.accounts.models import Role
from tidtam.common import audit
from tidtam.common.periods import Period
from tidtam.followup import effects, services
from tidtam.followup.services import directive_raise
from tidtam.organisation.services import placements_replace
from tidtam.organisation.tree import Edge
from tidtam.reporting.models import ValueRevision
from tidtam.reporting.services import submission_return

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
QUARTER = Period(2565, "Q1")
DUE_ON = datetime.date(2021, 12, 20)
BEGIN = datetime.date(2020, 10, 1)  # of the small country's placements


def at(day: int, hour: int = 9, minute: int = 0) -> datetime.datetime:
    """Return a moment of December 2021."""
    return datetime.datetime(2021, 12, day, hour, minute, tzinfo=BANGKOK)


def shares(units, *codes: str) -> dict[str, tuple[int, int]]:
    by_id = {units[code].pk: code for code in codes}
    found = effects.directives_on_time(by_id, QUARTER, QUARTER.last_day)
    return {by_id[pk]: share for pk, share in found.items()}


def directive(units, *owners: str, **named):
    row = DirectiveFactory(
        **{
            "issuer": units["OBEC"],
            "issued_on": datetime.date(2021, 9, 1),
            "due_on": DUE_ON,
            **named,
        }
    )
    for code in owners:
        AssignmentFactory(directive=row, unit=units[code], state="in_progress")
    return row


def say(row, units, code: str, **named) -> None:
    row.assignments.filter(unit=units[code]).update(**named)


def place(unit: str, *spans) -> None:
    edges = [Edge(*span) for span in spans]
    placements_replace(placements={unit: edges}, by=audit.OPERATOR)


# ---------- directives ----------


@pytest.mark.parametrize(
    ("done_at", "on_time"),
    [(at(20, 0), 1), (at(20, 23, 59), 1), (at(21, 0), 0)],
)
def test_the_due_day_lasts_until_midnight_in_bangkok(units, done_at, on_time):
    row = directive(units, "A1")
    say(row, units, "A1", state="done", done_at=done_at)
    assert shares(units, "G1") == {"G1": (on_time, 1)}


@pytest.mark.parametrize(
    ("due_on", "due"),
    [
        *((datetime.date(2021, 9, 30), 0), (datetime.date(2021, 10, 1), 1)),
        *((datetime.date(2021, 12, 31), 1), (datetime.date(2022, 1, 1), 0)),
    ],
)
def test_the_first_and_last_day_belong_to_the_period(units, due_on, due):
    directive(units, "A1", due_on=due_on)
    assert shares(units, "G1") == {"G1": (0, due)}


def test_done_by_the_day_and_verified_after_it_is_on_time(units):
    row = directive(units, "A1")
    say(row, units, "A1", state="verified", done_at=at(20), verified_at=at(28))
    assert shares(units, "A1", "G1", "OBEC") == {
        "A1": (1, 1), "G1": (1, 1), "OBEC": (1, 1),
    }  # fmt: skip


def test_what_was_returned_counts_when_it_is_done_anew(units, person, clock_at):
    clock_at(at(1))
    chair, officer = person(Role.GROUP_CHAIR, "G1"), person(Role.AREA_OFFICER, "A1")
    said = words(units, issuer=units["G1"], owners=(units["A1"],), due_on=DUE_ON)
    part = directive_raise(words=said, by=chair).assignments.get()
    clock_at(at(10))
    services.assignment_finish(assignment=part, version=1, text="เสร็จ", by=officer)
    assert shares(units, "G1") == {"G1": (1, 1)}
    clock_at(at(19))
    services.assignment_return(assignment=part, version=2, reason="ขาด", by=chair)
    assert shares(units, "G1") == {"G1": (0, 1)}
    clock_at(at(21))
    services.assignment_finish(assignment=part, version=3, text="ครบ", by=officer)
    assert shares(units, "G1") == {"G1": (0, 1)}


def test_returned_and_done_again_by_the_day_is_on_time(units):
    row = directive(units, "A1")
    say(row, units, "A1", state="in_progress", reason="ขาด", done_at=None)
    say(row, units, "A1", state="done", reason="", done_at=at(20, 12))
    assert shares(units, "G1") == {"G1": (1, 1)}


def test_each_of_several_owners_has_a_part_and_partners_have_none(units):
    row = directive(units, "G1", "A1", "A2")
    row.partners.add(units["G2"])
    say(row, units, "A1", state="done", done_at=at(20))
    assert shares(units, "OBEC", "G1", "G2", "A1") == {
        "OBEC": (1, 3), "G1": (1, 2), "G2": (0, 1), "A1": (1, 1),
    }  # fmt: skip


def test_without_an_owner_it_counts_nowhere(units):
    directive(units)
    assert shares(units, "OBEC", "G1") == {"OBEC": (0, 0), "G1": (0, 0)}


def test_who_issued_it_does_not_matter(units):
    directive(units, "A1")
    directive(units, "A1", issuer=units["G1"])
    assert shares(units, "G1") == {"G1": (0, 2)}


def test_an_owner_counts_where_it_stands_on_the_last_day(units):
    row = directive(units, "A1")
    say(row, units, "A1", state="done", done_at=at(15))
    moved = datetime.date(2021, 12, 25)
    place("A1", ("G1", BEGIN, moved), ("G2", moved, None))
    assert shares(units, "G1", "G2") == {"G1": (0, 0), "G2": (1, 1)}


def test_an_owner_that_closed_counts_nowhere(units):
    directive(units, "A1")
    place("S1", ("A2", BEGIN, None))
    place("A1", ("G1", BEGIN, datetime.date(2021, 12, 31)))
    assert shares(units, "G1", "A1", "A2") == {"G1": (0, 0), "A1": (0, 0), "A2": (0, 0)}


# ---------- which units get a figure ----------


@pytest.fixture
def asking(units):
    """An open round of the quarter that asks groups for EFF-10."""
    made = RoundFactory(
        code="2565-Q1", fiscal_year=2565, span="Q1", opens_at=at(20), opened_at=at(20),
        due_at=datetime.datetime(2022, 1, 21, tzinfo=BANGKOK),
        closes_at=datetime.datetime(2022, 1, 31, tzinfo=BANGKOK),
    )  # fmt: skip
    for code in ("G1", "G2"):
        RoundUnitFactory(round=made, unit=units[code])
    version = RatioVersionFactory(
        indicator=IndicatorFactory(code="EFF-10"), reported_by="group"
    )
    RoundIndicatorFactory(round=made, indicator=version.indicator, version=version)
    return made


@pytest.mark.parametrize("is_whole", [True, False])
def test_an_excluded_unit_gets_no_figure(units, asking, is_whole):
    indicator = None if is_whole else asking.asked.get().indicator
    RoundExclusionFactory(round=asking, unit=units["G1"], indicator=indicator)
    assert services.effects_write_open(by=audit.OPERATOR) == 1
    assert ValueRevision.objects.get().unit.code == "G2"


def test_parts_of_an_excluded_unit_count_for_those_above(units):
    """What a round excludes does not touch where a directive stands."""
    directive(units, "A1")
    RoundExclusionFactory(round=RoundFactory(), unit=units["A1"], indicator=None)
    assert shares(units, "G1") == {"G1": (0, 1)}


def test_nothing_due_is_a_reported_figure_without_a_value(units, asking):
    services.effects_write_open(by=audit.OPERATOR)
    found = ValueRevision.objects.get(unit=units["G1"])
    assert (found.state, found.value) == ("reported", None)
    assert (found.numerator, found.denominator) == (0, 0)


# ---------- reports ----------

ROUND_DUE = at(21, 16, 30)


@pytest.fixture
def asked(units):
    """A round due in the quarter that asks areas A1 and A2 for two indicators."""
    made = RoundFactory(
        fiscal_year=2564, span="Q4", opens_at=at(1), opened_at=at(1), due_at=ROUND_DUE,
        closes_at=at(28),
    )  # fmt: skip
    for code in ("A1", "A2"):
        RoundUnitFactory(round=made, unit=units[code])
    for _number in range(2):
        version = IndicatorVersionFactory(reported_by="area")
        RoundIndicatorFactory(round=made, indicator=version.indicator, version=version)
    return made


def send(round_, unit, *, which: int = 0, moment=ROUND_DUE, **named):
    indicator = list(round_.asked.order_by("pk"))[which].indicator
    return ValueRevisionFactory(
        round=round_, unit=unit, indicator=indicator, submitted_at=moment, **named
    )


def reported(units, *codes: str) -> dict[str, tuple[int, int]]:
    by_id = {units[code].pk: code for code in codes}
    found = effects.reports_on_time(by_id, QUARTER)
    return {by_id[pk]: share for pk, share in found.items()}


def test_the_very_moment_is_on_time_and_the_next_is_not(units, asked):
    send(asked, units["A1"])
    send(asked, units["A1"], which=1, moment=ROUND_DUE + datetime.timedelta(seconds=1))
    assert reported(units, "A1", "A2") == {"A1": (1, 2), "A2": (0, 2)}


def test_a_round_that_was_given_more_time_is_due_later(units, asked):
    send(asked, units["A1"], moment=at(22))
    assert reported(units, "A1") == {"A1": (0, 2)}
    asked.due_at = at(23)
    asked.save()
    assert reported(units, "A1") == {"A1": (1, 2)}


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_is_not_owed_counts_neither_way(units, asked, is_whole):
    """The area sent both figures before it was excluded."""
    first = asked.asked.order_by("pk")[0].indicator
    for which in (0, 1):
        send(asked, units["A1"], which=which)
    RoundExclusionFactory(
        round=asked, unit=units["A1"], indicator=None if is_whole else first
    )
    assert reported(units, "A1") == {"A1": (0, 0) if is_whole else (1, 1)}


def test_excluded_wholly_and_for_an_indicator_is_excluded_wholly(units, asked):
    first = asked.asked.order_by("pk")[0].indicator
    for indicator in (None, first):
        RoundExclusionFactory(round=asked, unit=units["A1"], indicator=indicator)
    assert reported(units, "A1", "A2") == {"A1": (0, 0), "A2": (0, 2)}


def test_what_was_returned_is_not_sent_until_it_is_sent_again(units, asked):
    returned = send(asked, units["A1"], moment=at(10))
    returned.superseded_at = at(12)
    returned.save()
    assert reported(units, "A1") == {"A1": (0, 2)}
    send(asked, units["A1"], moment=at(10), recorded_at=at(25))  # its first time
    assert reported(units, "A1") == {"A1": (1, 2)}


def test_a_return_after_the_due_day_does_not_make_a_report_late(world):
    """Through the real steps: sent in time, returned, sent again after the due day."""
    sent = world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    area = world.unit["A1"].pk
    quarter = Period(2565, "Q2")  # the round falls due on 21 January
    assert effects.reports_on_time([area], quarter) == {area: (1, 1)}
    world.clock.moment = world.round.due_at + datetime.timedelta(days=1)
    submission_return(
        submission=sent,
        reason_code="D1",
        text="ตรวจอีกครั้ง",
        values=[world.back("EFF-01")],
        by=world.user["director"],
    )
    assert effects.reports_on_time([area], quarter) == {area: (0, 1)}
    world.clock.on()
    world.type("officer", "A1", "EFF-01", numerator="41", denominator="50", version=1)
    world.submit("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    assert effects.reports_on_time([area], quarter) == {area: (1, 1)}


def test_not_applicable_is_sent(units, asked):
    send(asked, units["A1"], state="not_applicable", value=None, note="ไม่มี")
    assert reported(units, "A1") == {"A1": (1, 2)}


def test_a_round_without_anything_due_adds_nothing(units, asked):
    asked.asked.all().delete()
    version = IndicatorVersionFactory(reported_by="school")
    RoundIndicatorFactory(round=asked, indicator=version.indicator, version=version)
    assert reported(units, "A1", "A2") == {"A1": (0, 0), "A2": (0, 0)}


def test_who_is_not_on_the_list_owes_nothing(units, asked):
    asked.listed.filter(unit=units["A1"]).delete()
    assert reported(units, "A1", "A2") == {"A1": (0, 0), "A2": (0, 2)}


def test_a_round_that_was_never_opened_asks_nobody(units, asked):
    asked.opened_at = None
    asked.save()
    assert reported(units, "A1") == {"A1": (0, 0)}


def test_an_area_that_closes_still_owes_and_its_successor_takes_over_nothing(
    units, asked
):
    asked.listed.filter(unit=units["A2"]).delete()
    place("S1", ("A2", BEGIN, None))
    place("A1", ("G1", BEGIN, datetime.date(2021, 12, 15)))
    send(asked, units["A1"])
    assert reported(units, "A1", "A2") == {"A1": (1, 2), "A2": (0, 0)}
