"""A directive of the commission to both groups, together with a bureau."""

import datetime

import pytest

from tests.factories import UnitFactory
from tests.reporting.conftest import clock, world
from tests.small_country import NOW, as_, item, person, units
from tidtam.accounts.models import Role
from tidtam.common import audit
from tidtam.followup.models import Assignment, Directive
from tidtam.followup.services import DirectiveWords, directive_raise
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.organisation.tree import Edge

__all__ = ["NOW", "as_", "clock", "item", "person", "units", "world"]

DUE = datetime.date(2022, 2, 18)


@pytest.fixture
def bureau(units) -> Unit:
    made = UnitFactory(code="BME", kind="bureau", name_th="สำนักติดตาม", sort_key="BME")
    placements_replace(
        placements={"BME": [Edge("OBEC", datetime.date(2020, 10, 1), None)]},
        by=audit.OPERATOR,
    )
    return made


def words(units, **named: object) -> DirectiveWords:
    said = {
        "issuer": units["OBEC"],
        "owners": (units["G1"], units["G2"]),
        "title": "กำกับติดตามเขตพื้นที่",
        "text": "ทำงานร่วมกับ สตผ.",
        "due_on": DUE,
    }
    return DirectiveWords(**{**said, **named})  # type: ignore[arg-type]


@pytest.fixture
def directive(units, person) -> Directive:
    return directive_raise(words=words(units), by=person(Role.ANALYST, "OBEC"))


@pytest.fixture
def part(directive, units) -> Assignment:
    return directive.assignments.get(unit=units["G1"])
