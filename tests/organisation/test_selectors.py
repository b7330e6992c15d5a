"""Who stands where, what became of it, and who sits in it."""

import datetime
from decimal import Decimal

import pytest

from tests.factories import PersonFactory, UnitFactory
from tidtam.common import audit
from tidtam.organisation import selectors, services
from tidtam.organisation.models import Holding, Position, Unit

BEFORE = datetime.date(2020, 12, 31)
SPLIT = datetime.date(2021, 1, 29)
TODAY = datetime.date(2022, 1, 19)


def codes(units):
    return [unit.code for unit in units]


@pytest.mark.parametrize(
    ("parent", "day", "expected"),
    [
        ("G1", BEFORE, ["OLD"]),
        ("G1", SPLIT - datetime.timedelta(days=1), ["OLD"]),
        ("G1", SPLIT, ["NEW1", "NEW2"]),
        ("OLD", BEFORE, ["S1"]),
        ("OLD", TODAY, []),
        ("NEW1", TODAY, ["S1", "S2"]),
        ("OBEC", TODAY, ["BME", "G1", "G2"]),
    ],
)
def test_children_are_those_of_the_day(units, parent, day, expected):
    assert codes(selectors.children_on(units[parent], day)) == expected


def test_chain_runs_from_the_commission_down_in_one_query(
    units, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert codes(selectors.chain_on(units["S1"], BEFORE)) == ["OBEC", "G1", "OLD"]
    assert codes(selectors.chain_on(units["S1"], TODAY)) == ["OBEC", "G1", "NEW1"]
    assert selectors.chain_on(units["OLD"], TODAY) == []


def test_a_unit_is_open_only_within_its_placements(units):
    assert not selectors.is_open_on(units["S2"], BEFORE)
    assert selectors.is_open_on(units["S2"], TODAY)
    assert "OLD" not in codes(selectors.units_open_on(TODAY))


def test_counts_under_a_unit(units):
    assert selectors.kind_counts_on(units["G1"], TODAY) == {
        Unit.Kind.AREA: 2,
        Unit.Kind.SCHOOL: 2,
    }
    counts = selectors.child_counts_on(units.values(), TODAY)
    assert counts[units["NEW1"].pk] == 2
    assert units["NEW2"].pk not in counts


def test_timeline_shows_gaps_and_ends_newest_first(units):
    stays = [
        (str(stay.parent.code) if stay.parent else "closed", stay.since, stay.until)
        for stay in selectors.timeline(units["S2"])
    ]
    assert stays == [
        ("NEW1", datetime.date(2021, 6, 1), None),
        ("closed", datetime.date(2020, 12, 1), datetime.date(2021, 5, 31)),
        ("OLD", datetime.date(2020, 10, 1), datetime.date(2020, 11, 30)),
    ]
    last = selectors.timeline(units["OLD"])[0]
    assert last.closed
    assert last.since == SPLIT
    assert not last.holds_on(TODAY)
    assert not selectors.timeline(units["OBEC"])[0].closed


def test_successions_run_both_ways(units):
    services.successions_store(
        successions={
            ("OLD", "NEW1", SPLIT): ("split", Decimal("0.6")),
            ("OLD", "NEW2", SPLIT): ("split", Decimal("0.4")),
        },
        by=audit.OPERATOR,
    )
    became = selectors.successions(units["OLD"])
    assert [(step.unit.code, step.share) for step in became.became] == [
        ("NEW1", Decimal("0.6")),
        ("NEW2", Decimal("0.4")),
    ]
    assert not became.came_from
    assert codes(s.unit for s in selectors.successions(units["NEW1"]).came_from) == [
        "OLD"
    ]
    assert not selectors.successions(units["S1"])


def test_facts_are_the_newest_on_or_before_the_day(units):
    services.unit_facts_store(
        facts={
            ("S1", datetime.date(2020, 11, 10), "pupils"): Decimal(100),
            ("S1", datetime.date(2021, 11, 10), "pupils"): Decimal(90),
            ("S2", datetime.date(2021, 11, 10), "pupils"): Decimal(10),
            ("S3", datetime.date(2021, 11, 10), "pupils"): Decimal(7),
        },
        by=audit.OPERATOR,
    )
    assert [f.value for f in selectors.facts_on(units["S1"], BEFORE)] == [Decimal(100)]
    assert [f.value for f in selectors.facts_on(units["S1"], TODAY)] == [Decimal(90)]
    (total,) = selectors.fact_sums_on(units["G1"], TODAY)
    assert (total.total, total.units) == (100, 2)
    assert selectors.fact_sums_on(units["G1"], datetime.date(2020, 10, 5)) == []
    pupils = selectors.pupils_on([units["S1"], units["NEW1"]], TODAY)
    assert pupils == {units["S1"].pk: Decimal(90)}


def test_the_board_is_in_paper_order_with_its_holders(units):
    group = units["G1"]
    for order, (title, board) in enumerate(
        [("ประธาน", True), ("เลขานุการ", True), ("พนักงาน", False)], start=1
    ):
        Position.objects.create(unit=group, title_th=title, order=order, board=board)
    chair = Position.objects.get(title_th="ประธาน")
    first, second = PersonFactory(), PersonFactory()
    Holding.objects.create(
        position=chair, person=first, valid_from=BEFORE, valid_to=SPLIT
    )
    Holding.objects.create(position=chair, person=second, valid_from=SPLIT)

    board = selectors.board_of(group, TODAY)

    assert [str(seat.position) for seat in board] == ["ประธาน", "เลขานุการ"]
    assert board[0].holding is not None
    assert board[0].holding.person == second
    assert board[1].holding is None
    then = selectors.board_of(group, BEFORE)[0].holding
    assert then is not None
    assert then.person == first


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["เชียงใหม่", "1"], ["P5001"]),
        (["เชียงใหม่"], ["P5001", "P5010"]),
        (["สพป"], ["P5001"]),
        (["chiang"], ["P5001"]),
        (["p50"], ["P5001", "P5010"]),
        (["ลำปาง"], []),
        (["100%"], []),
        (["_"], []),
    ],
)
def test_every_word_must_occur_in_a_name_or_code(db, words, expected):
    UnitFactory(
        code="P5001",
        name_th="เขตเชียงใหม่ เขต 1",
        name_en="Chiang Mai Area 1",
        short_name_th="สพป.เชียงใหม่ เขต 1",
    )
    UnitFactory(code="P5010", name_th="เชียงใหม่ เขต ๒")
    found = selectors.with_words(Unit.objects.all(), words)
    assert codes(selectors.by_name(found)) == expected
