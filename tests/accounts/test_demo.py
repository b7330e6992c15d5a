"""The demo cast and its command."""

import json

import pytest

from tests.factories import UserFactory
from tidtam import cli
from tidtam.accounts.models import Grant, Role, User
from tidtam.accounts.services import DemoError, demo_cast
from tidtam.common.audit import OPERATOR
from tidtam.common.models import AuditEvent


def test_the_cast_stands_on_one_chain(units):
    cast = demo_cast(by=OPERATOR)
    assert {account.role for account in cast} == set(Role)
    assert {account.unit for account in cast} == {"A1S1", "A1", "G15", "OBEC"}
    assert sum(account.role == Role.ANALYST for account in cast) == 2
    for account in cast:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert user.person.is_invented
        assert "สมมติ" in account.name


def test_a_school_can_be_named(units):
    cast = demo_cast(school_code="B1S1", by=OPERATOR)
    assert {account.unit for account in cast} == {"B1S1", "B1", "G07", "OBEC"}
    with pytest.raises(DemoError):
        demo_cast(school_code="NONE", by=OPERATOR)


def test_a_second_time_changes_nothing(units):
    first = demo_cast(by=OPERATOR)
    counts = User.objects.count(), Grant.objects.count(), AuditEvent.objects.count()
    assert demo_cast(by=OPERATOR) == first
    assert counts == (
        User.objects.count(),
        Grant.objects.count(),
        AuditEvent.objects.count(),
    )


def test_passwords_are_those_of_the_installation(units, settings):
    first = {account.password for account in demo_cast(by=OPERATOR)}
    assert len(first) == 12
    settings.SECRET_KEY = "another installation"
    cast = demo_cast(by=OPERATOR)
    assert not first & {account.password for account in cast}
    user = User.objects.get(username=cast[0].username)
    assert user.check_password(cast[0].password)


def test_a_real_persons_account_is_left_alone(units):
    user = UserFactory(username="demo.administrator", person=None)
    with pytest.raises(DemoError):
        demo_cast(by=OPERATOR)
    user.refresh_from_db()
    assert not user.grants.exists()


def test_without_a_country_it_says_so(db, capsys, settings):
    settings.DEMO = True
    assert cli.main(["demo-accounts"]) == 1
    assert capsys.readouterr().err


def test_the_command_lists_and_asks_for_consent(units, capsys, settings):
    settings.DEMO = False
    assert cli.main(["demo-accounts", "--json"]) == 1
    assert not User.objects.exists()
    capsys.readouterr()
    assert cli.main(["demo-accounts", "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told) == 12
    assert {"role", "unit", "username", "password"} <= set(told[0])
    settings.DEMO = True
    assert cli.main(["demo-accounts", "--school", "B1S1"]) == 0
    assert "demo.school.clerk" in capsys.readouterr().out
