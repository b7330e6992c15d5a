"""Accounts, roles and passwords: every write checks and leaves an event."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import GrantFactory, PersonFactory, UserFactory
from tidtam.accounts import services
from tidtam.accounts.models import Grant, Role, User
from tidtam.accounts.selectors import manages, users_visible_to
from tidtam.common import clock
from tidtam.common.audit import OPERATOR
from tidtam.common.models import AuditEvent

DAY = datetime.timedelta(days=1)


def actions():
    events = AuditEvent.objects.exclude(target_type__in=["units", "placements"])
    return list(events.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def administrator(someone):
    return someone(Role.ADMINISTRATOR, "OBEC")


@pytest.fixture
def area_administrator(someone):
    return someone(Role.ADMINISTRATOR, "A1")


def make(by, units, code="A1S1", role=Role.SCHOOL_CLERK, **named):
    values = {"username": "somsri", "name_th": "สมศรี ใจดี", **named}
    first = services.FirstGrant(role, units[code], clock.today())
    return services.user_make(first=first, by=by, **values)


# ---------- accounts ----------


def test_an_account_begins_with_person_and_role(administrator, units):
    user = make(administrator, units, email="somsri@example.org")
    assert (user.person.name_th, user.person.is_invented) == ("สมศรี ใจดี", False)
    assert not user.has_usable_password()
    assert [grant.role for grant in user.grants.all()] == [Role.SCHOOL_CLERK]
    assert actions() == ["user.made", "grant.given"]
    event = AuditEvent.objects.get(action="user.made")
    assert event.after["email"] == "somsri@example.org"
    assert event.unit_id == units["A1S1"].pk


def test_an_account_is_made_only_where_one_looks_after_people(
    area_administrator, someone, units
):
    make(area_administrator, units)
    for by in (area_administrator, someone(Role.AREA_DIRECTOR, "A2")):
        with pytest.raises(PermissionDenied):
            make(by, units, code="A2S1", username="other")
    assert not User.objects.filter(username="other").exists()


def test_a_refused_first_role_leaves_no_account(administrator, units):
    with pytest.raises(services.GrantError):
        make(administrator, units, code="A1", role=Role.SCHOOL_CLERK)


def test_a_username_is_taken_in_any_case(administrator, units):
    make(administrator, units)
    with pytest.raises(services.UserError) as error:
        make(administrator, units, username="SomSri")
    assert error.value.field == "username"


def change(user, by, **values):
    now = {
        "username": user.username,
        "name_th": user.person.name_th,
        "name_en": user.person.name_en,
        "email": user.email,
        "is_active": user.is_active,
    }
    return services.user_change(user=user, by=by, **{**now, **values})


def test_a_change_says_what_changed(administrator, someone):
    user = someone(Role.SCHOOL_CLERK, "A1S1")
    change(user, administrator)
    assert actions() == []
    change(user, administrator, name_th="ชื่อใหม่", is_active=False)
    event = AuditEvent.objects.get(action="user.changed")
    assert event.after == {"name_th": "ชื่อใหม่", "is_active": False}
    user.refresh_from_db()
    assert (user.person.name_th, user.is_active) == ("ชื่อใหม่", False)


def test_nobody_closes_his_own_account(administrator):
    with pytest.raises(PermissionDenied):
        change(administrator, administrator, is_active=False)


def test_nobody_takes_over_an_account_that_reaches_further(
    area_administrator, administrator, someone, units
):
    clerk = someone(Role.SCHOOL_CLERK, "A1S1")
    assert manages(area_administrator, clerk)
    GrantFactory(user=clerk, role=Role.GROUP_MEMBER, unit=units["G15"])
    assert not manages(area_administrator, clerk)
    assert manages(administrator, clerk)
    with pytest.raises(PermissionDenied):
        change(clerk, area_administrator, email="mine@example.org")
    with pytest.raises(PermissionDenied):
        services.password_renew(user=clerk, by=area_administrator)


def test_accounts_without_a_role_belong_to_the_whole_country(
    area_administrator, administrator
):
    nobody = UserFactory(person=PersonFactory())
    assert manages(administrator, nobody)
    assert not manages(area_administrator, nobody)
    assert nobody in users_visible_to(administrator)
    assert nobody not in users_visible_to(area_administrator)


def test_past_roles_decide_where_none_is_left(area_administrator, someone):
    gone = someone(Role.SCHOOL_CLERK, "A1S1", valid_to=clock.today())
    away = someone(Role.SCHOOL_CLERK, "A2S1", valid_to=clock.today())
    assert manages(area_administrator, gone)
    assert not manages(area_administrator, away)


# ---------- passwords ----------


def test_a_renewed_password_works_and_is_stored_nowhere(administrator, someone):
    user = someone(Role.SCHOOL_CLERK, "A1S1")
    password = services.password_renew(user=user, by=administrator)
    user.refresh_from_db()
    assert user.check_password(password)
    event = AuditEvent.objects.get(action="password.renewed")
    assert password not in str((event.before, event.after))


def test_one_does_not_renew_his_own(administrator):
    with pytest.raises(PermissionDenied):
        services.password_renew(user=administrator, by=administrator)


def test_choosing_a_password_is_recorded(someone):
    user = someone(Role.SCHOOL_CLERK, "A1S1")
    services.password_store(user=user, password="บันทึกเอง2565")
    assert User.objects.get(pk=user.pk).check_password("บันทึกเอง2565")
    assert actions() == ["password.changed"]


# ---------- roles ----------


def give(user, by, unit, role=Role.SCHOOL_CLERK, starts=0, ends=None):
    today = clock.today()
    return services.grant_give(
        user=user,
        role=role,
        unit=unit,
        valid_from=today + starts * DAY,
        valid_to=None if ends is None else today + ends * DAY,
        by=by,
    )


def test_a_grant_is_given_and_recorded(administrator, units):
    user = UserFactory()
    grant = give(user, administrator, units["A1S1"], ends=10)
    assert actions() == ["grant.given"]
    event = AuditEvent.objects.get(action="grant.given")
    assert event.after["unit"] == "A1S1"
    assert event.target_id == str(grant.pk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": Role.ANALYST}, "role"),
        ({"role": Role.AREA_OFFICER}, "role"),
        ({"starts": 3, "ends": 3}, "valid_to"),
        ({"starts": 3, "ends": 1}, "valid_to"),
        ({"starts": -5000}, "valid_from"),
    ],
)
def test_grants_that_make_no_sense_are_refused(administrator, units, values, field):
    with pytest.raises(services.GrantError) as error:
        give(UserFactory(), administrator, units["A1S1"], **values)
    assert error.value.field == field
    assert not Grant.objects.exclude(user=administrator).exists()


@pytest.mark.parametrize(
    ("starts", "ends", "allowed"),
    [(0, 5, False), (9, None, False), (-3, 0, True), (10, None, True), (-3, 1, False)],
)
def test_a_role_is_held_once_at_a_time(administrator, units, starts, ends, allowed):
    user = UserFactory()
    give(user, administrator, units["A1S1"], starts=0, ends=10)
    if allowed:
        give(user, administrator, units["A1S1"], starts=starts, ends=ends)
    else:
        with pytest.raises(services.GrantError):
            give(user, administrator, units["A1S1"], starts=starts, ends=ends)


def test_nobody_grants_to_himself_or_beyond_his_units(
    administrator, area_administrator, units
):
    with pytest.raises(services.GrantError):
        give(administrator, administrator, units["OBEC"], role=Role.ANALYST)
    for code in ("A2S1", "G15", "OBEC"):
        with pytest.raises(PermissionDenied):
            give(UserFactory(), area_administrator, units[code])


def test_a_grant_ends_on_a_day_to_come(administrator, someone, units):
    user = someone(Role.SCHOOL_CLERK, "A1S1")
    grant = user.grants.get()
    with pytest.raises(services.GrantError):
        services.grant_end(grant=grant, on=clock.today() - DAY, by=administrator)
    services.grant_end(grant=grant, on=clock.today() + DAY, by=administrator)
    grant.refresh_from_db()
    assert grant.valid_to == clock.today() + DAY
    with pytest.raises(services.GrantError):
        services.grant_end(grant=grant, on=clock.today() + 2 * DAY, by=administrator)
    services.grant_end(grant=grant, on=clock.today(), by=administrator)
    assert actions() == ["grant.ended", "grant.ended"]


def test_a_grant_of_today_is_taken_away_altogether(administrator, units):
    user = UserFactory()
    grant = give(user, administrator, units["A1S1"])
    services.grant_end(grant=grant, on=clock.today(), by=administrator)
    assert not user.grants.exists()
    event = AuditEvent.objects.get(action="grant.ended")
    assert (event.before["role"], event.after) == ("school_clerk", None)


def test_only_who_looks_after_the_unit_ends_a_grant(area_administrator, someone):
    grant = someone(Role.SCHOOL_CLERK, "A2S1").grants.get()
    with pytest.raises(PermissionDenied):
        services.grant_end(grant=grant, on=clock.today(), by=area_administrator)


def test_the_operator_makes_the_first_administrator(units):
    user = make(OPERATOR, units, code="OBEC", role=Role.ADMINISTRATOR)
    assert manages(user, UserFactory())
