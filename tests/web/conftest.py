"""A country of two groups, people of each level in it, and hooks that are their own."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import GrantFactory, UserFactory
from tests.organisation.places import BEGIN, placed
from tidtam.accounts.models import Role, User
from tidtam.common import hooks
from tidtam.organisation.models import Unit
from tidtam.web.apps import navigation

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
NOW = datetime.datetime(2022, 1, 19, 9, 0, tzinfo=BANGKOK)
SPLIT = "2021-01-29"
KINDS = {
    "OBEC": "commission",
    "BME": "bureau",
    "G1": "group",
    "G2": "group",
    "A1": "area",
    "A2": "area",
    "B1": "area",
    "OLD": "area",
    "S91": "school",
    "S92": "school",
    "S93": "school",
    **{f"S{number:02}": "school" for number in range(1, 26)},
}
PARENTS = {
    "OBEC": None,
    "BME": "OBEC",
    "G1": "OBEC",
    "G2": "OBEC",
    "A1": "G1",
    "A2": "G1",
    "B1": "G2",
    "S91": "A2",
    "S92": "B1",
}

SignIn = Callable[..., Client]


@pytest.fixture
def day(clock_at):
    """The day is 19 January 2565, as in the demo."""
    clock_at(NOW)


@pytest.fixture
def country(db, day) -> dict[str, Unit]:
    """25 schools under A1; S91 under A2; S92 under B1; S93 moved from A1 to B1.

    OLD closed when it was split. Every name holds its code, so that a code in a page
    shows that the page tells of the unit.
    """
    spans = {
        code: [(PARENTS.get(code, "A1"), BEGIN, None)]
        for code in KINDS
        if code not in {"OLD", "S93"}
    }
    spans["OLD"] = [("G1", BEGIN, SPLIT)]
    spans["S93"] = [("A1", BEGIN, SPLIT), ("B1", SPLIT, None)]
    return placed(KINDS, spans)


@pytest.fixture
def sign_in(country) -> SignIn:
    """Return what signs someone in with a role over a unit, or with none."""

    def enter(role: Role | None, code: str = "", user: User | None = None) -> Client:
        user = user or UserFactory()
        if role is not None:
            GrantFactory(user=user, unit=country[code], role=role)
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture
def officer(sign_in) -> Client:
    """An officer of A1."""
    return sign_in(Role.AREA_OFFICER, "A1")


@pytest.fixture
def national(sign_in) -> Client:
    """An executive of the commission."""
    return sign_in(Role.EXECUTIVE, "OBEC")


@pytest.fixture
def own_hooks(monkeypatch):
    """Empty the hooks of home and panels for one test, and leave our own menu."""
    monkeypatch.setattr(hooks.navigation, "entries", [navigation])
    for registry in (hooks.todos, hooks.deadlines, hooks.acts, hooks.panels):
        monkeypatch.setattr(registry, "entries", [])
