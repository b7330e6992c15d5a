"""The routes of review, step by step, as design and handbook name them."""

import pytest

from tidtam.accounts.models import Role
from tidtam.accounts.permissions import Permission, roles_with
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Submission
from tidtam.reporting.routes import (
    ROUTE_OF_KIND,
    ROUTES,
    next_step,
    returning_step,
    route_of,
    state_before,
)

P = Permission

# Route -> (state that the step leads to, permission, over whom).
EXPECTED = {
    "school": [
        ("verified", P.REPORT_VERIFY, "carrier"),
        ("certified", P.REPORT_CERTIFY_SCHOOL, "carrier"),
    ],
    "area": [
        ("certified", P.REPORT_CERTIFY_AREA, "unit"),
        ("group_verified", P.REPORT_VERIFY_GROUP, "branch"),
        ("accepted", P.REPORT_ACCEPT, "commission"),
    ],
    "bureau": [
        ("certified", P.REPORT_CERTIFY_AREA, "unit"),
        ("accepted", P.REPORT_ACCEPT, "commission"),
    ],
    "group": [
        ("certified", P.REPORT_CERTIFY_GROUP, "unit"),
        ("accepted", P.REPORT_ACCEPT, "commission"),
    ],
    "central": [("accepted", P.CENTRAL_ACCEPT, "commission")],
}


def test_each_route_has_its_steps() -> None:
    found = {
        str(route): [(step.state, step.permission, step.over) for step in steps]
        for route, steps in ROUTES.items()
    }
    assert found == EXPECTED


def test_every_kind_of_unit_and_every_route_is_in_the_table() -> None:
    assert set(ROUTE_OF_KIND) == set(Unit.Kind.values)
    assert set(ROUTES) == set(Submission.Route.values)


def test_a_step_never_lies_with_those_who_submit() -> None:
    """A role that submits may verify others' work, but not certify or accept."""
    submitters = set(roles_with(P.REPORT_SUBMIT))
    for steps in ROUTES.values():
        for step in steps:
            shared = submitters & set(roles_with(step.permission))
            assert shared <= {Role.AREA_OFFICER, Role.GROUP_OFFICER}


@pytest.mark.parametrize(
    ("route", "state", "step"),
    [
        ("school", "submitted", "verified"),
        ("school", "verified", "certified"),
        ("school", "certified", None),
        ("area", "submitted", "certified"),
        ("area", "certified", "group_verified"),
        ("area", "group_verified", "accepted"),
        ("bureau", "certified", "accepted"),
        ("group", "submitted", "certified"),
        ("central", "submitted", "accepted"),
        ("area", "draft", None),
        ("area", "accepted", None),
        ("area", "returned", None),
        ("area", "withdrawn", None),
    ],
)
def test_next_step(route: str, state: str, step: str | None) -> None:
    found = next_step(Submission(route=route, state=state))
    assert (found and found.state) == step
    if found is not None:
        assert state_before(found, route) == state


@pytest.mark.parametrize(
    ("route", "state", "permission"),
    [
        ("school", "submitted", P.REPORT_VERIFY),
        ("school", "verified", P.REPORT_CERTIFY_SCHOOL),
        ("school", "certified", P.REPORT_CERTIFY_SCHOOL),
        ("school", "accepted", P.REPORT_ACCEPT),
        ("area", "certified", P.REPORT_VERIFY_GROUP),
        ("area", "accepted", P.REPORT_ACCEPT),
        ("central", "accepted", P.CENTRAL_ACCEPT),
    ],
)
def test_who_may_send_back(route: str, state: str, permission: Permission) -> None:
    step = returning_step(Submission(route=route, state=state))
    assert step.permission == permission


def test_what_the_centre_enters_goes_its_own_way() -> None:
    area = Unit(kind=Unit.Kind.AREA)
    assert route_of(area) == "area"
    assert route_of(area, central=True) == "central"
