"""Positions, who holds them, where offices lie: one at a time and many at once."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.factories import PersonFactory
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.organisation import services
from tidtam.organisation.models import Holding, Person, Position, Unit

FIRST = datetime.date(2020, 10, 1)
LATER = datetime.date(2021, 10, 1)
BY = audit.OPERATOR


@dataclass(frozen=True)
class PersonLine:
    key: str
    name_th: str
    is_invented: bool = True


@dataclass(frozen=True)
class PositionLine:
    key: str
    unit_code: str
    role: str
    title_th: str
    order: int
    title_en: str = ""


@dataclass(frozen=True)
class HoldingLine:
    position: str
    person: str
    valid_from: datetime.date = FIRST
    valid_to: datetime.date | None = None


LOAD = {
    "people": [PersonLine("p1", "นายสมมติ หนึ่ง"), PersonLine("p2", "นางสมมติ สอง")],
    "positions": [
        PositionLine("d", "NEW1", "director", "ผู้อำนวยการ", 1),
        PositionLine("c", "G1", "chair", "ประธาน", 1),
        PositionLine("s", "G1", "secretary", "เลขานุการ", 2),
    ],
    "holders": [HoldingLine("d", "p1"), HoldingLine("c", "p1"), HoldingLine("s", "p2")],
}


def test_a_load_makes_each_person_seat_and_holding_once(
    units, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        counts = services.people_load(**LOAD, by=BY)
    assert counts == {"made": 8, "changed": 0}
    assert Person.objects.count() == 2
    assert set(
        Position.objects.filter(board=True).values_list("title_th", flat=True)
    ) == {
        "ประธาน",
        "เลขานุการ",
    }
    event = AuditEvent.objects.get(action="people.loaded")
    assert event.after["made"] == 8

    assert services.people_load(**LOAD, by=BY) == {"made": 0, "changed": 0}
    assert Holding.objects.count() == 3
    assert AuditEvent.objects.filter(action="people.loaded").count() == 1


def test_a_load_of_three_hundred_offices_takes_as_many_statements(
    units, django_assert_max_num_queries
):
    people = [PersonLine(f"p{n}", f"บุคคลสมมติ {n}") for n in range(300)]
    seats = [PositionLine(f"s{n}", "G1", "member", "กรรมการ", n) for n in range(300)]
    holders = [HoldingLine(f"s{n}", f"p{n}") for n in range(300)]
    with django_assert_max_num_queries(12):
        services.people_load(people=people, positions=seats, holders=holders, by=BY)
    assert Holding.objects.count() == 300


def test_a_position_is_made_once_and_changed_with_a_trail(units):
    seat = services.position_store(unit=units["G1"], title_th="ประธาน", order=1, by=BY)
    again = services.position_store(
        unit=units["G1"], title_th="ประธาน", order=1, board=True, by=BY
    )
    assert again == seat
    services.position_store(
        unit=units["G1"], title_th="ประธาน", order=1, board=True, by=BY
    )
    events = AuditEvent.objects.filter(action="position.stored").order_by("pk")
    assert [event.before for event in events] == [
        None,
        {"title_en": "", "board": False},
    ]


@pytest.fixture
def seat(units):
    return services.position_store(unit=units["NEW1"], title_th="ผอ.", order=1, by=BY)


def test_whoever_holds_a_position_leaves_for_the_next(seat):
    first, second = PersonFactory(), PersonFactory()
    services.holding_give(position=seat, person=first, valid_from=FIRST, by=BY)
    services.holding_give(position=seat, person=second, valid_from=LATER, by=BY)
    spans = Holding.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(spans) == [(FIRST, LATER), (LATER, None)]
    assert list(
        AuditEvent.objects.order_by("pk").values_list("action", flat=True)[1:]
    ) == ["position.stored", "holding.given", "holding.ended", "holding.given"]


@pytest.mark.parametrize("start", [FIRST, datetime.date(2020, 5, 1)])
def test_two_people_never_hold_one_position_on_one_day(seat, start):
    services.holding_give(
        position=seat, person=PersonFactory(), valid_from=FIRST, by=BY
    )
    with pytest.raises(services.HoldingError):
        services.holding_give(
            position=seat, person=PersonFactory(), valid_from=start, by=BY
        )
    assert Holding.objects.count() == 1


def test_a_holding_may_end_before_the_next_begins(seat):
    services.holding_give(
        position=seat, person=PersonFactory(), valid_from=LATER, by=BY
    )
    services.holding_give(
        position=seat,
        person=PersonFactory(),
        valid_from=FIRST,
        valid_to=LATER,
        by=BY,
    )
    assert Holding.objects.count() == 2


def test_a_holding_lasts_at_least_one_day(seat):
    holding = services.holding_give(
        position=seat, person=PersonFactory(), valid_from=FIRST, by=BY
    )
    with pytest.raises(services.HoldingError):
        services.holding_end(holding=holding, on=FIRST, by=BY)


def test_a_person_is_entered_with_a_trail(db):
    person = services.person_store(name_th="นายสมมติ สาม", is_invented=True, by=BY)
    assert Person.objects.get() == person
    assert AuditEvent.objects.get().action == "person.stored"


def test_coordinates_are_set_once(units):
    place = {"NEW1": (Decimal("18.834600"), Decimal("98.976400"))}
    assert services.coordinates_store(coordinates=place, by=BY)["changed"] == 1
    assert services.coordinates_store(coordinates=place, by=BY)["changed"] == 0
    unit = Unit.objects.get(code="NEW1")
    assert (unit.latitude, unit.longitude) == place["NEW1"]
    assert AuditEvent.objects.filter(action="coordinates.stored").count() == 1
