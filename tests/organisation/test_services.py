"""Writing units, placements, facts and successions without files."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tests.organisation.places import BEGIN, day, placed
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.organisation import services, tree
from tidtam.organisation.models import Closure, Placement, Succession, Unit, UnitFact
from tidtam.organisation.services import placements_by_id, placements_replace
from tidtam.organisation.services.units import OrganisationError, UnitDraft

pytestmark = pytest.mark.django_db
BY = audit.OPERATOR


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def edges(*spans):
    return [tree.Edge(parent, day(start), day(end)) for parent, start, end in spans]


def closure():
    return set(
        Closure.objects.values_list(
            "unit", "ancestor", "depth", "valid_from", "valid_to"
        )
    )


def reckoned():
    placements = placements_by_id()
    return {
        (unit, row.ancestor, row.depth, row.valid_from, row.valid_to)
        for unit in placements
        for row in tree.ancestries(placements, unit, {})
    }


# ---------- placements ----------


@pytest.mark.parametrize(
    ("unit", "spans", "reason"),
    [
        ("S1", [("OLD", BEGIN, None), ("A2", "2021-01-01", None)], "S1 overlap"),
        ("S1", [("OLD", BEGIN, "2021-01-02"), ("A2", "2021-01-01", None)], "overlap"),
        ("S1", [("G1", BEGIN, None)], "S1 may not stand under G1"),
        ("S1", [("S2", BEGIN, None)], "S1 may not stand under S2"),
        ("S1", [(None, BEGIN, None)], "S1 may not stand under -"),
        ("OLD", [("OBEC", BEGIN, None)], "OLD may not stand under OBEC"),
        ("OLD", [("BME", BEGIN, None)], "OLD may not stand under BME"),
        ("G1", [("G2", BEGIN, None)], "G1 may not stand under G2"),
        ("G1", [("OLD", BEGIN, None)], "G1 may not stand under OLD"),
        ("OBEC", [("G1", BEGIN, None)], "OBEC may not stand under G1"),
    ],
)
def test_a_broken_tree_is_refused(units, unit, spans, reason):
    before = list(Placement.objects.order_by("pk").values_list())
    with pytest.raises(OrganisationError, match=reason):
        placements_replace(placements={unit: edges(*spans)}, by=BY)
    assert list(Placement.objects.order_by("pk").values_list()) == before


def test_a_school_may_stand_under_a_bureau(units):
    placements_replace(placements={"S1": edges(("BME", BEGIN, None))}, by=BY)
    assert closure() == reckoned()


@pytest.mark.parametrize(
    "named",
    [
        {"G1": [("OBEC", BEGIN, "2021-06-01"), ("OBEC", "2021-07-01", None)]},
        {"NEW1": [("G2", "2021-01-29", None)], "S1": [("NEW1", "2021-03-01", None)]},
        {"OBEC": [(None, BEGIN, "2022-01-01")]},
        {"S1": []},
    ],
)
def test_the_closure_follows_for_the_unit_and_all_below_it(units, named):
    placements_replace(
        placements={code: edges(*spans) for code, spans in named.items()}, by=BY
    )
    assert closure() == reckoned()
    assert Closure.objects.count() == len(closure())


def test_a_single_refresh_of_many_units_keeps_to_its_chunks(db):
    schools = [f"S{number:04}" for number in range(1100)]
    placed(
        {"OBEC": "commission", "G": "group", "A": "area"}
        | dict.fromkeys(schools, "school"),
        {
            "OBEC": [(None, BEGIN, None)],
            "G": [("OBEC", BEGIN, None)],
            "A": [("G", BEGIN, None)],
        }
        | {school: [("A", BEGIN, None)] for school in schools},
    )
    placements_replace(placements={"A": edges(("G", "2021-01-01", None))}, by=BY)
    assert closure() == reckoned()
    assert Closure.objects.count() == 1 + 2 + 3 + 4 * 1100


# ---------- units, facts, successions ----------


def draft(code, **said):
    values = {
        "kind": "school",
        "name_th": "โรงเรียน 10",
        "name_en": "",
        "short_name_th": "",
        "sector": "",
        "province_code": "",
    }
    return UnitDraft(code, **(values | said))


def test_units_are_made_and_changed_by_code():
    assert services.units_store(drafts=[draft("X1"), draft("X2")], by=BY) == {
        "made": 2,
        "changed": 0,
    }
    changed = [draft("X1", name_th="โรงเรียน 9"), draft("X2"), draft("X3")]
    assert services.units_store(drafts=changed, by=BY) == {"made": 1, "changed": 1}
    in_order = Unit.objects.order_by("sort_key").values_list("code", flat=True)
    assert list(in_order) == ["X1", "X2", "X3"]  # 9 before 10
    assert AuditEvent.objects.latest("pk").after["made"] == 1


def test_equal_units_leave_no_event():
    services.units_store(drafts=[draft("X1")], by=BY)
    services.units_store(drafts=[draft("X1")], by=BY)
    assert AuditEvent.objects.count() == 1


def test_more_units_than_a_chunk_are_stored_alike():
    drafts = [draft(f"X{number}") for number in range(1100)]
    assert services.units_store(drafts=drafts, by=BY)["made"] == 1100
    drafts = [draft(f"X{number}", name_en="New") for number in range(1100)]
    assert services.units_store(drafts=drafts, by=BY)["changed"] == 1100


def test_facts_are_made_and_changed_by_key(units):
    on = datetime.date(2021, 6, 10)
    facts = {("S1", on, "pupils"): Decimal(120), ("S2", on, "pupils"): Decimal("0.5")}
    assert services.unit_facts_store(facts=facts, by=BY)["made"] == 2
    facts["S1", on, "pupils"] = Decimal("121.0")
    assert services.unit_facts_store(facts=facts, by=BY) == {"made": 0, "changed": 1}
    assert UnitFact.objects.get(unit__code="S1").value == 121
    assert services.unit_facts_store(facts=facts, by=BY) == {"made": 0, "changed": 0}


def test_successions_are_made_and_changed_by_key(units):
    on = datetime.date(2021, 1, 29)
    rows = {("OLD", "NEW1", on): ("split", Decimal("0.6"))}
    assert services.successions_store(successions=rows, by=BY)["made"] == 1
    rows = {("OLD", "NEW1", on): ("split", None), ("OLD", "NEW2", on): ("split", None)}
    counts = services.successions_store(successions=rows, by=BY)
    assert counts == {"made": 1, "changed": 1}
    assert list(Succession.objects.values_list("share", flat=True)) == [None, None]
