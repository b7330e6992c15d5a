"""Two groups, areas under them, and people of each: fixtures that parts share."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import (
    FrameworkFactory,
    GrantFactory,
    PolicyItemFactory,
    UserFactory,
)
from tests.organisation.places import BEGIN, placed
from tidtam.accounts.models import Role, User
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

NOW = datetime.datetime(2022, 1, 19, 2, 0, tzinfo=datetime.UTC)
TREE = {
    "OBEC": ("commission", None),
    "G1": ("group", "OBEC"),
    "G2": ("group", "OBEC"),
    "A1": ("area", "G1"),
    "A2": ("area", "G2"),
    "S1": ("school", "A1"),
}

People = Callable[[Role, str], User]
Clients = Callable[[Role, str], Client]


@pytest.fixture
def units(db, clock_at) -> dict[str, Unit]:
    clock_at(NOW)
    return placed(
        {code: kind for code, (kind, _parent) in TREE.items()},
        {code: [(parent, BEGIN, None)] for code, (_kind, parent) in TREE.items()},
    )


@pytest.fixture
def person(units) -> People:
    made: dict[tuple[Role, str], User] = {}

    def find(role: Role, code: str) -> User:
        if (role, code) not in made:
            made[role, code] = UserFactory()
            GrantFactory(user=made[role, code], unit=units[code], role=role)
        return made[role, code]

    return find


@pytest.fixture
def as_(person) -> Clients:
    def enter(role: Role, code: str) -> Client:
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(person(role, code), backend)
        return client

    return enter


@pytest.fixture
def item(db) -> PolicyItem:
    framework = FrameworkFactory(code="OBEC-2565", fiscal_year=2565)
    return PolicyItemFactory(framework=framework, code="1", title_th="ด้านความปลอดภัย")
