"""Who may do what, and where."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from tests.factories import GrantFactory, UserFactory
from tidtam.accounts import permissions
from tidtam.accounts.models import Role
from tidtam.accounts.permissions import Permission
from tidtam.common import clock
from tidtam.common.audit import OPERATOR
from tidtam.organisation.services import placements_replace
from tidtam.organisation.tree import Edge

from .conftest import FROM, TREE

P = Permission
DAY = datetime.timedelta(days=1)


def codes(user, permission):
    seen = permissions.units_visible_to(user, permission)
    return set(seen.values_list("code", flat=True))


def test_every_role_has_permissions_and_kinds():
    assert set(permissions.ROLES) == set(Role) == set(permissions.ROLE_KINDS)
    given = frozenset().union(*permissions.ROLES.values(), permissions.EVERYONE)
    assert given == set(P)


@pytest.mark.parametrize(
    ("role", "place", "permission", "seen"),
    [
        (Role.SCHOOL_CLERK, "A1S1", P.UNIT_VIEW, {"A1S1"}),
        (Role.SCHOOL_CLERK, "A1S1", P.REPORT_EDIT, {"A1S1"}),
        (Role.SCHOOL_CLERK, "A1S1", P.REPORT_VERIFY, set()),
        (Role.AREA_OFFICER, "A1", P.REPORT_VIEW, {"A1", "A1S1", "A1S2"}),
        (Role.AREA_OFFICER, "A1", P.REPORT_VERIFY, {"A1", "A1S1", "A1S2"}),
        (Role.AREA_OFFICER, "A1", P.REPORT_EDIT, {"A1"}),
        (Role.AREA_OFFICER, "BSE", P.REPORT_VERIFY, {"BSE", "SPE1"}),
        (Role.AREA_DIRECTOR, "A1", P.REPORT_CERTIFY_SCHOOL, {"A1", "A1S1", "A1S2"}),
        (Role.AREA_SUPERVISOR, "A1", P.REPORT_VERIFY, set()),
        (
            Role.GROUP_OFFICER,
            "G15",
            P.REPORT_VERIFY_GROUP,
            {"G15", "A1", "A2", "A1S1", "A1S2", "A2S1"},
        ),
        (Role.GROUP_CHAIR, "G07", P.REPORT_CERTIFY_GROUP, {"G07", "B1", "B1S1"}),
        (Role.ANALYST, "OBEC", P.REPORT_ACCEPT, set(TREE)),
        (Role.EXECUTIVE, "OBEC", P.RESULT_VIEW, set(TREE)),
        (Role.EXECUTIVE, "OBEC", P.REPORT_ACCEPT, set()),
        (Role.ADMINISTRATOR, "OBEC", P.USER_EDIT, set(TREE)),
        (Role.ADMINISTRATOR, "OBEC", P.RESULT_VIEW, set()),
    ],
)
def test_a_role_reaches_its_unit_and_those_under_it(
    someone, units, role, place, permission, seen
):
    user = someone(role, place)
    assert codes(user, permission) == seen
    for code, unit in units.items():
        assert permissions.can(user, permission, unit) == (code in seen)
    assert permissions.holds(user, permission) == bool(seen)


def test_the_page_of_a_unit_exists_for_who_sees_it(someone, units):
    user = someone(Role.AREA_OFFICER, "A1")
    assert permissions.unit_visible_to(user, P.UNIT_VIEW, "A1S1") == units["A1S1"]
    for code in ("A2S1", "G15", "NONE"):
        with pytest.raises(Http404):
            permissions.unit_visible_to(user, P.UNIT_VIEW, code)


def test_visible_units_take_one_query(someone, django_assert_num_queries):
    user = someone(Role.ANALYST, "OBEC")
    with django_assert_num_queries(1):
        list(permissions.units_visible_to(user, P.RESULT_VIEW))


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True)],
)
def test_a_grant_counts_from_its_first_day_to_before_its_last(
    units, starts, ends, holds
):
    today = clock.today()
    user = UserFactory()
    GrantFactory(
        user=user,
        role=Role.AREA_OFFICER,
        unit=units["A1"],
        valid_from=today + starts * DAY,
        valid_to=None if ends is None else today + ends * DAY,
    )
    assert permissions.can(user, P.REPORT_VIEW, units["A1S1"]) is holds
    assert permissions.holds(user, P.REPORT_VIEW) is holds
    assert permissions.holds_over(user, P.REPORT_VIEW, [units["A1"].pk]) is holds
    assert (P.REPORT_VIEW in permissions.permissions_of(user)) is holds


def test_the_tree_of_today_decides(someone, units):
    old, new = someone(Role.AREA_OFFICER, "A1"), someone(Role.AREA_OFFICER, "A2")
    moved = clock.today()
    edges = [Edge("A1", FROM, moved), Edge("A2", moved, None)]
    placements_replace(placements={"A1S1": edges}, by=OPERATOR)
    assert not permissions.can(old, P.REPORT_VIEW, units["A1S1"])
    assert permissions.can(new, P.REPORT_VIEW, units["A1S1"])


def test_frozen_superiors_hold_though_the_unit_has_gone(someone, units):
    officer = someone(Role.AREA_OFFICER, "A1")
    group = someone(Role.GROUP_OFFICER, "G15")
    other = someone(Role.AREA_OFFICER, "A2")
    moved = clock.today()
    gone = [Edge("A1", FROM, moved), Edge("B1", moved, None)]
    placements_replace(placements={"A1S1": gone}, by=OPERATOR)
    frozen = [units[code].pk for code in ("A1S1", "A1", "G15")]
    for user, holds in ((officer, True), (group, True), (other, False)):
        assert permissions.holds_over(user, P.REPORT_VIEW, frozen) is holds
    with pytest.raises(PermissionDenied):
        permissions.check_over(other, P.REPORT_VIEW, frozen)
    permissions.check_over(officer, P.REPORT_VERIFY, frozen, superiors=False)


def test_later_superiors_read_and_do_not_review_an_older_round(someone, units):
    later = someone(Role.GROUP_OFFICER, "G07")
    edges = [Edge("G15", FROM, clock.today()), Edge("G07", clock.today(), None)]
    placements_replace(placements={"A1": edges}, by=OPERATOR)
    frozen = [units[code].pk for code in ("A1", "G15", "OBEC")]
    assert permissions.holds_over(later, P.REPORT_VIEW, frozen)
    assert not permissions.holds_over(
        later, P.REPORT_VERIFY_GROUP, frozen, superiors=False
    )


def test_writing_a_report_is_for_the_units_own_people(someone, units):
    officer = someone(Role.AREA_OFFICER, "A1")
    assert not permissions.can(officer, P.REPORT_EDIT, units["A1S1"])
    assert not permissions.holds_over(officer, P.REPORT_EDIT, [units["A1S1"].pk])
    assert permissions.holds_over(officer, P.REPORT_EDIT, [units["A1"].pk])


def test_staff_superusers_and_the_inactive_get_nothing_more(someone, units):
    root = UserFactory(is_superuser=True, is_staff=True)
    assert not permissions.holds(root, P.UNIT_VIEW)
    assert not permissions.can(root, P.UNIT_VIEW, units["A1"])
    assert permissions.permissions_of(root) == permissions.EVERYONE
    closed = someone(Role.ANALYST, "OBEC")
    closed.is_active = False
    closed.save()
    assert codes(closed, P.UNIT_VIEW) == set()
    assert not permissions.holds(closed, P.HOME_VIEW)
    assert permissions.permissions_of(closed) == frozenset()
    assert permissions.permissions_of(AnonymousUser()) == frozenset()
    assert codes(AnonymousUser(), P.UNIT_VIEW) == set()


def test_check_refuses_and_lets_the_operator_through(someone, units):
    clerk = someone(Role.SCHOOL_CLERK, "A1S1")
    permissions.check(clerk, P.REPORT_EDIT, units["A1S1"])
    permissions.check(OPERATOR, P.REPORT_EDIT, units["A1S1"])
    permissions.check_over(OPERATOR, P.REPORT_EDIT, [units["A1S1"].pk])
    for unit in ("A1S2", "A1", "OBEC"):
        with pytest.raises(PermissionDenied):
            permissions.check(clerk, P.REPORT_EDIT, units[unit])


def test_granted_units_are_those_that_the_grants_name(someone):
    user = someone(Role.AREA_OFFICER, "A1")
    named = permissions.units_granted_to(user, P.REPORT_VERIFY)
    assert [unit.code for unit in named] == ["A1"]
    assert not permissions.units_granted_to(user, P.REPORT_ACCEPT)


@permissions.needs(P.REPORT_VERIFY)
def page(request):
    return HttpResponse("canary")


@pytest.mark.parametrize(("role", "allowed"), [("area_officer", 1), ("executive", 0)])
def test_needs_guards_a_view(rf, someone, role, allowed):
    request = rf.get("/queue/")
    request.user = someone(role, "A1")
    assert page.permission is P.REPORT_VERIFY
    if allowed:
        assert page(request).content == b"canary"
    else:
        with pytest.raises(PermissionDenied):
            page(request)


def test_needs_leads_visitors_to_sign_in(rf):
    request = rf.get("/queue/?round=2565-Q1")
    request.user = AnonymousUser()
    answer = page(request)
    assert answer.status_code == 302
    assert "next=/queue/%3Fround%3D2565-Q1" in answer["Location"]


def test_public_marks_a_view(rf):
    view = permissions.public(lambda request: HttpResponse("all"))
    assert view.is_public
    assert view(rf.get("/")).content == b"all"
