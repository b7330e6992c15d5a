"""A small country, and people who hold roles in it."""

import datetime

import pytest

from tests.factories import GrantFactory, PersonFactory, UserFactory
from tidtam.common.audit import OPERATOR
from tidtam.organisation.models import Unit
from tidtam.organisation.services import (
    UnitDraft,
    placements_replace,
    units_store,
)
from tidtam.organisation.tree import Edge

FROM = datetime.date(2020, 10, 1)
TREE = {
    "OBEC": ("commission", None),
    "BME": ("bureau", "OBEC"),
    "BSE": ("bureau", "OBEC"),
    "G15": ("group", "OBEC"),
    "G07": ("group", "OBEC"),
    "A1": ("area", "G15"),
    "A2": ("area", "G15"),
    "B1": ("area", "G07"),
    "A1S1": ("school", "A1"),
    "A1S2": ("school", "A1"),
    "A2S1": ("school", "A2"),
    "B1S1": ("school", "B1"),
    "SPE1": ("school", "BSE"),
}


@pytest.fixture
def units(db):
    """Return the units by code."""
    drafts = [
        UnitDraft(code, kind, f"หน่วย {code}", f"Unit {code}", "", "", "")
        for code, (kind, _parent) in TREE.items()
    ]
    units_store(drafts=drafts, by=OPERATOR)
    edges = {code: [Edge(parent, FROM, None)] for code, (_, parent) in TREE.items()}
    placements_replace(placements=edges, by=OPERATOR)
    return {unit.code: unit for unit in Unit.objects.all()}


@pytest.fixture
def someone(units):
    """Return a maker of people: someone(role, unit code, valid_to=...)."""

    def make(role, code, **grant):
        user = UserFactory(person=PersonFactory())
        GrantFactory(user=user, role=role, unit=units[code], **grant)
        return user

    return make
