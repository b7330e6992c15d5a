"""The form of a unit in a round, line by line."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import (
    EvidenceFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    ValueRevisionFactory,
)
from tests.reporting.world import CLOSES, DUE, OPENS, World, make_round
from tidtam.common import audit
from tidtam.reporting import selectors, services
from tidtam.reporting.models import Round, Submission
from tidtam.reporting.routes import next_step
from tidtam.reporting.selectors.cells import previous_figures
from tidtam.reporting.services import ValueDraft


def line(world: World, unit: str, code: str, **more: Any) -> selectors.FormLine:
    form = selectors.form_of(world.round, world.unit[unit], **more)
    return next(item for item in form.lines if item.code == code)


def said(world: World, unit: str, code: str, value: str) -> ValueDraft:
    return ValueDraft(
        world.unit[unit].pk,
        world.indicator[code].pk,
        "reported",
        value,
        None,
        None,
        "",
        None,
    )


def test_an_untouched_form_asks_what_is_asked(world: World) -> None:
    form = selectors.form_of(world.round, world.unit["S1"])
    assert [item.code for item in form.lines] == ["QUA-05", "SAF-01"]
    assert (form.filled, form.submission, form.is_writable) == (0, None, True)
    assert form.mending == []
    assert form.first_to_do == form.lines[0]
    assert [item.code for item in form.unfinished] == ["QUA-05", "SAF-01"]


@pytest.mark.parametrize(
    ("unit", "central", "codes"),
    [
        ("S1", False, ["QUA-05", "SAF-01"]),
        ("A1", False, ["EFF-01"]),
        ("A1", True, ["EFF-05", "EFF-06"]),
        ("G1", False, ["GRP-01"]),
        ("B1", False, []),
        ("S1", True, []),
    ],
)
def test_each_route_asks_its_own(
    world: World, unit: str, central: bool, codes: list[str]
) -> None:
    form = selectors.form_of(world.round, world.unit[unit], central=central)
    assert [item.code for item in form.lines] == codes


@pytest.mark.parametrize(
    ("moment", "state"),
    [(DUE, "not_due"), (DUE + datetime.timedelta(seconds=1), "missing")],
)
def test_nothing_said_is_not_due_and_then_missing(
    world: World, moment: datetime.datetime, state: str
) -> None:
    world.clock.moment = moment
    assert line(world, "S1", "SAF-01").state == state


def test_zero_is_reported_and_a_reason_is_not_applicable(world: World) -> None:
    world.type("clerk1", "S1", "SAF-01", value="0")
    world.type("clerk1", "S1", "QUA-05", state="not_applicable", note="ไม่มีชั้น")
    assert line(world, "S1", "SAF-01").state == "reported"
    assert line(world, "S1", "SAF-01").value == 0
    assert line(world, "S1", "QUA-05").state == "not_applicable"
    assert line(world, "S1", "QUA-05").value is None


def test_a_ratio_is_reckoned_while_it_is_typed(world: World) -> None:
    world.type("clerk1", "S1", "QUA-05", numerator="40", denominator="50")
    assert line(world, "S1", "QUA-05").value == 80


def test_what_was_typed_comes_back_as_typed_with_its_problems(world: World) -> None:
    world.type("clerk1", "S1", "QUA-05", numerator="หกสิบ", denominator="๕๐")
    found = line(world, "S1", "QUA-05")
    assert (found.cell.typed.numerator, found.cell.typed.denominator) == ("หกสิบ", "๕๐")
    assert [field for field, _, _ in found.cell.problems] == ["numerator"]
    assert found.to_mend
    form = selectors.form_of(world.round, world.unit["S1"])
    assert [item.code for item in form.mending] == ["QUA-05"]


def test_under_review_everything_is_locked_and_shown_as_sent(world: World) -> None:
    world.submitted("clerk1", "S1")
    form = selectors.form_of(world.round, world.unit["S1"])
    assert all(item.cell.is_locked for item in form.lines)
    assert form.lines[0].cell.typed.numerator == "40"
    assert form.mending == []
    assert form.first_to_do is None


def test_a_single_value_sent_back_says_why_and_by_whom(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent,
        reason_code="D2",
        text="ดูทะเบียน",
        values=[world.back("SAF-01", text="ทะเบียนมี 318 คน")],
        by=world.user["officer"],
    )
    form = selectors.form_of(world.round, world.unit["S1"])
    quality, safety = form.lines
    assert form.returned is None
    assert quality.returned is None
    assert quality.cell.is_locked
    note = safety.returned
    assert note is not None
    assert (note.reason_code, note.text) == ("D2", "ทะเบียนมี 318 คน")
    assert note.by == str(world.user["officer"])
    assert note.at == world.clock.moment
    assert not safety.cell.is_locked
    assert form.first_to_do == safety


def test_a_whole_return_stands_over_the_form(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    services.submission_return(
        submission=sent, reason_code="N1", text="อธิบาย", by=world.user["officer"]
    )
    form = selectors.form_of(world.round, world.unit["S1"])
    assert form.returned is not None
    assert form.returned.text == "อธิบาย"
    assert not any(item.cell.is_locked for item in form.lines)
    world.submit("clerk1", "S1")
    assert selectors.form_of(world.round, world.unit["S1"]).returned is None


def test_a_form_closes_with_its_round(world: World) -> None:
    world.clock.moment = CLOSES
    form = selectors.form_of(world.round, world.unit["S1"])
    assert not form.is_writable
    assert form.is_overdue


def test_evidence_lies_with_its_figure_or_with_the_whole(world: World) -> None:
    of_figure = EvidenceFactory(
        round=world.round, unit=world.unit["S1"], indicator=world.indicator["SAF-01"]
    )
    of_whole = EvidenceFactory(round=world.round, unit=world.unit["S1"])
    EvidenceFactory(
        round=world.round, unit=world.unit["S1"], removed_at=world.clock.moment
    )
    form = selectors.form_of(world.round, world.unit["S1"])
    assert form.evidence == (of_whole,)
    assert form.lines[1].evidence == (of_figure,)
    assert form.lines[0].evidence == ()


# ---------- the last round ----------


@pytest.fixture
def history(world: World) -> World:
    """Q3 said 10, Q4 said 100; the half-year before said 1,000."""
    now = world.round
    days = datetime.timedelta(days=91)
    for year, span, back, value in (
        (2564, "Q3", 2, "10"),
        (2564, "Q4", 1, "100"),
        (2564, "H2", 1, "1000"),
    ):
        earlier = make_round(world, year, span, OPENS - back * days)
        services.values_import(
            round_=earlier,
            drafts=[said(world, "S1", "SAF-01", value)],
            moment=earlier.opens_at,
            by=audit.OPERATOR,
        )
    world.round = now
    return world


def test_the_last_round_is_the_newest_before_of_the_same_length(
    history: World,
) -> None:
    assert line(history, "S1", "SAF-01").previous_value == 100
    assert line(history, "S1", "QUA-05").previous_value is None
    assert line(history, "S2", "SAF-01").previous_value is None


def test_official_figures_come_before_preliminary_ones(history: World) -> None:
    world = history
    last = Round.objects.get(code="2564-Q4")
    unit, indicator = world.unit["S1"], world.indicator["SAF-01"]
    old = last.valuerevision_set.get(unit=unit)
    old.superseded_at = world.clock.moment
    old.save()
    ValueRevisionFactory(
        round=last,
        unit=unit,
        indicator=indicator,
        value=Decimal(55),
        recorded_at=world.clock.moment,
    )
    assert line(world, "S1", "SAF-01").previous_value == 100
    old.unofficial_at = world.clock.moment
    old.save()
    assert line(world, "S1", "SAF-01").previous_value == 55


def test_a_jump_is_asked_on_the_form_until_it_is_answered(history: World) -> None:
    world = history
    world.type("clerk1", "S1", "SAF-01", value="17")
    found = line(world, "S1", "SAF-01")
    assert found.cell.question is not None
    assert found.cell.question.percent == 83
    assert found.to_mend
    world.type("clerk1", "S1", "SAF-01", value="17", jump_answer="ย้ายออก", version=1)
    answered = line(world, "S1", "SAF-01")
    assert answered.cell.question is None
    assert answered.cell.jump is not None
    assert not answered.to_mend


def test_previous_figures_of_many_units_in_two_queries(
    history: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    world = history
    units = [unit.pk for unit in world.unit.values()]
    indicators = [indicator.pk for indicator in world.indicator.values()]
    with django_assert_num_queries(2):
        found = previous_figures(world.round, units, indicators)
    key = (world.unit["S1"].pk, world.indicator["SAF-01"].pk)
    assert set(found) == {key}


# ---------- queries ----------


def test_a_form_takes_the_same_queries_for_any_number_of_lines(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for count in range(20):
        code = f"XXX-{count:02}"
        world.indicator[code] = IndicatorFactory(code=code)
        IndicatorVersionFactory(indicator=world.indicator[code])
    opens = OPENS - datetime.timedelta(days=1)
    world.round = make_round(world, 2565, "Q2", opens)
    for code in ("XXX-03", "XXX-04"):
        world.type("clerk1", "S1", code, value="5")
    with django_assert_max_num_queries(12):
        form = selectors.form_of(world.round, world.unit["S1"])
        assert len(form.lines) == 22
        assert form.filled == 2
        assert len(form.unfinished) == 20


# ---------- who may read ----------


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk1", True),
        ("officer", True),
        ("director", True),
        ("secretary", True),
        ("analyst", True),
        ("clerk2", False),
        ("officer2", False),
        ("secretary2", False),
        ("officer_b", False),
    ],
)
def test_who_may_read_a_report(world: World, who: str, may: bool) -> None:
    seen = selectors.report_is_visible(world.user[who], world.round, world.unit["S1"])
    assert seen is may


# ---------- before the reviewer ----------


def test_a_review_shows_what_travels_along(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    world.certified("clerk1", "S1")
    sent = world.submitted("officer", "A1", missing=world.missing("S2", "S3"))
    with django_assert_max_num_queries(16):
        review = selectors.review_of(sent)
        assert [item.code for item in review.form.lines] == ["EFF-01"]
        assert [school.unit.code for school in review.schools] == ["S1"]
        assert [row.school.code for row in review.missing] == ["S2", "S3"]
        assert [step.action for step in review.steps] == ["submitted"]
        assert review.next is not None
        assert review.next.state == "certified"


def test_a_central_lot_shows_its_own_figures_alone(world: World) -> None:
    world.type("analyst", "A1", "EFF-05", value="3")
    world.submit("analyst", "A1", central=True)
    world.type("analyst", "A1", "EFF-06", value="5")
    second = world.submit("analyst", "A1", central=True)
    review = selectors.review_of(second)
    assert [item.code for item in review.form.lines] == ["EFF-06"]


def test_a_button_is_shown_to_whose_turn_it_is(world: World) -> None:
    sent = world.submitted("clerk1", "S1")
    step = next_step(sent)
    for who, may in (("officer", True), ("officer2", False), ("clerk1", False)):
        assert selectors.may_take(world.user[who], step, sent) is may
    services.submission_verify(submission=sent, by=world.user["officer"])
    sent = Submission.objects.get(pk=sent.pk)
    assert not selectors.may_take(world.user["officer"], next_step(sent), sent)
    assert selectors.may_take(world.user["director"], next_step(sent), sent)
    assert not selectors.may_take(world.user["director"], None, sent)
