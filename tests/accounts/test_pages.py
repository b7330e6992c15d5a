"""Pages of one's own account, of people and of the audit trail."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import GrantFactory, PersonFactory, UserFactory
from tidtam.accounts.models import Grant, Role, User
from tidtam.common import audit, clock
from tidtam.common.models import AuditEvent

DAY = datetime.timedelta(days=1)
SCHOOL_CLERK = "school_clerk"


@pytest.fixture
def administrator(client, someone):
    user = someone(Role.ADMINISTRATOR, "OBEC")
    client.force_login(user)
    return user


@pytest.fixture
def clerk(someone):
    user = someone(Role.SCHOOL_CLERK, "A1S1")
    user.username = "clerk"
    user.person.name_th = "เสมียนคนเดียว"
    user.person.save()
    user.save()
    return user


def text(answer):
    return answer.content.decode()


def new_person(**values):
    return {
        "name_th": "สมหมาย รักเรียน",
        "name_en": "",
        "username": "Sommai",
        "email": "sommai@example.org",
        "unit": "A1S1",
        "role": SCHOOL_CLERK,
        "valid_from": "1/10/2565",
        "valid_to": "",
        **values,
    }


# ---------- one's own account ----------


def test_my_account_names_my_roles(client, clerk, thai):
    client.force_login(clerk)
    page = text(client.get("/accounts/"))
    assert "เสมียนคนเดียว" in page
    assert "A1S1" in page
    assert "1 ต.ค. 2563" in page


def test_my_account_opens_without_a_role(client, db):
    client.force_login(UserFactory())
    assert client.get("/accounts/").status_code == 200
    assert client.get("/accounts/people/").status_code == 403


# ---------- the list of people ----------


def test_the_list_shows_the_people_of_ones_units(client, clerk, someone):
    other = someone(Role.SCHOOL_CLERK, "A2S1")
    client.force_login(someone(Role.AREA_DIRECTOR, "A1"))
    page = text(client.get("/accounts/people/"))
    assert "clerk" in page
    assert other.username not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=เสมียน", True),
        ("q=CLERK", True),
        ("q=คนอื่น", False),
        ("unit=A1S1", True),
        ("unit=A1", False),
        ("unit=หน่วย A1S1", True),
        ("role=school_clerk", True),
        ("role=analyst", False),
        ("q=เสมียน&unit=A1S1&role=school_clerk", True),
    ],
)
def test_the_list_is_narrowed(client, administrator, clerk, query, found):
    page = text(client.get(f"/accounts/people/?{query}"))
    assert ("/accounts/people/clerk/" in page) is found


def test_a_wrong_filter_is_named(client, administrator):
    page = text(client.get("/accounts/people/?unit=NONE"))
    assert "errsum" in page


@pytest.mark.parametrize("path", ["/accounts/people/", "/accounts/audit/"])
def test_lists_take_few_queries_however_long(client, administrator, units, path):
    def fill(count):
        for _turn in range(count):
            user = UserFactory(person=PersonFactory())
            GrantFactory(user=user, unit=units["A1S1"])
            with transaction.atomic():
                audit.record(by=user, action="x.done", target=user)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(path).status_code == 200
        return len(found)

    fill(1)
    queries()
    few = queries()
    fill(20)
    assert queries() == few <= 20


def test_long_lists_are_paged(client, administrator, units):
    for _turn in range(60):
        UserFactory(person=PersonFactory())
    first = client.get("/accounts/people/").context["page"]
    last = client.get("/accounts/people/?page=99").context["page"]
    assert (len(first), first.has_next(), last.number) == (50, True, 2)


# ---------- one person ----------


def test_a_person_out_of_sight_does_not_exist(client, clerk, someone):
    client.force_login(someone(Role.ADMINISTRATOR, "A2"))
    for page in ("", "edit/", "roles/add/", f"roles/{clerk.grants.get().pk}/end/"):
        assert client.get(f"/accounts/people/clerk/{page}").status_code == 404
    for page in ("password/", "second-factor/"):
        assert client.post(f"/accounts/people/clerk/{page}").status_code == 404


def test_a_person_in_sight_is_changed_only_by_who_may(client, clerk, someone):
    client.force_login(someone(Role.AREA_DIRECTOR, "A1"))
    page = text(client.get("/accounts/people/clerk/"))
    assert "เสมียนคนเดียว" in page
    assert "edit/" not in page
    for page in ("edit/", "roles/add/"):
        assert client.get(f"/accounts/people/clerk/{page}").status_code == 403
    for page in ("password/", "second-factor/"):
        assert client.post(f"/accounts/people/clerk/{page}").status_code == 403


def test_someone_whose_role_reaches_further_is_out_of_reach(
    client, clerk, someone, units
):
    client.force_login(someone(Role.ADMINISTRATOR, "A1"))
    assert client.get("/accounts/people/clerk/edit/").status_code == 200
    GrantFactory(user=clerk, role=Role.EXECUTIVE, unit=units["OBEC"])
    assert client.get("/accounts/people/clerk/edit/").status_code == 403
    assert client.post("/accounts/people/clerk/password/").status_code == 403
    page = text(client.get("/accounts/people/clerk/"))
    assert "OBEC" not in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/accounts/"),
        ("post", "/accounts/people/"),
        ("post", "/accounts/people/clerk/"),
        ("post", "/accounts/audit/"),
        ("get", "/accounts/people/clerk/password/"),
        ("get", "/accounts/people/clerk/second-factor/"),
        ("put", "/accounts/people/add/"),
        ("put", "/accounts/people/clerk/edit/"),
        ("put", "/accounts/people/clerk/roles/add/"),
    ],
)
def test_other_methods_are_refused(client, administrator, clerk, method, path):
    assert getattr(client, method)(path).status_code == 405


# ---------- adding and changing ----------


def test_a_person_is_added_with_a_first_role(client, administrator):
    assert client.get("/accounts/people/add/").status_code == 200
    answer = client.post("/accounts/people/add/", new_person())
    assert answer["Location"] == "/accounts/people/sommai/"
    user = User.objects.get(username="sommai")
    grant = user.grants.get()
    assert (grant.role, grant.unit.code) == (SCHOOL_CLERK, "A1S1")
    assert grant.valid_from == datetime.date(2022, 10, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"name_th": ""},
        {"username": "สมหมาย"},
        {"username": "x"},
        {"username": "clerk"},
        {"email": "nowhere"},
        {"unit": "NONE"},
        {"unit": "หน่วย A1"},
        {"role": "analyst"},
        {"role": "king"},
        {"valid_from": "soon"},
        {"valid_from": "31/2/2565"},
        {"valid_to": "30/9/2565"},
        {"valid_from": "1/1/2500"},
    ],
)
def test_wrong_input_is_named_and_stores_nothing(client, administrator, clerk, values):
    answer = client.post("/accounts/people/add/", new_person(**values))
    if values == {"unit": "หน่วย A1"}:  # the whole name of an area, for a clerk
        assert "errsum" in text(answer)
    assert answer.status_code == 422
    assert "errsum" in text(answer)
    assert "สมหมาย รักเรียน" in text(answer) or values == {"name_th": ""}
    assert not User.objects.filter(email="sommai@example.org").exists()


def test_an_administrator_of_an_area_adds_only_there(client, someone):
    client.force_login(someone(Role.ADMINISTRATOR, "A1"))
    answer = client.post("/accounts/people/add/", new_person(unit="A2S1"))
    assert answer.status_code == 422
    client.post("/accounts/people/add/", new_person())
    assert User.objects.filter(username="sommai").exists()


def test_a_person_is_changed(client, administrator, clerk):
    page = text(client.get("/accounts/people/clerk/edit/"))
    assert "เสมียนคนเดียว" in page
    values = {"name_th": "ชื่อใหม่", "username": "clerk2", "email": ""}
    answer = client.post("/accounts/people/clerk/edit/", values)
    assert answer["Location"] == "/accounts/people/clerk2/"
    clerk.refresh_from_db()
    assert (str(clerk), clerk.is_active) == ("ชื่อใหม่", False)


def test_a_new_password_is_shown_once(client, administrator, clerk):
    answer = client.post("/accounts/people/clerk/password/")
    password = answer.context["password"]
    assert password in text(answer)
    assert "no-store" in answer["Cache-Control"]
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert (
        client.post(f"/accounts/people/{administrator.username}/password/").status_code
        == 403
    )


# ---------- roles ----------


def test_a_role_is_granted_and_ended(client, administrator, clerk):
    values = {"unit": "A1", "role": "area_officer", "valid_from": "1 ต.ค. 2565"}
    assert client.get("/accounts/people/clerk/roles/add/").status_code == 200
    answer = client.post("/accounts/people/clerk/roles/add/", values)
    assert answer["Location"] == "/accounts/people/clerk/"
    grant = Grant.objects.get(user=clerk, role="area_officer")
    end = f"/accounts/people/clerk/roles/{grant.pk}/end/"
    assert end in text(client.get("/accounts/people/clerk/"))
    assert client.get(end).status_code == 200
    gone_by = clock.today() - DAY
    wrong = client.post(end, {"on": gone_by.isoformat()})
    assert wrong.status_code == 422
    client.post(end, {"on": clock.today().isoformat()})
    grant.refresh_from_db()
    assert grant.valid_to == clock.today()
    assert end not in text(client.get("/accounts/people/clerk/"))


def test_a_role_held_already_is_named(client, administrator, clerk):
    values = {"unit": "A1S1", "role": SCHOOL_CLERK, "valid_from": "1/10/2565"}
    answer = client.post("/accounts/people/clerk/roles/add/", values)
    assert answer.status_code == 422
    assert clerk.grants.count() == 1


def test_nobody_grants_to_himself(client, administrator):
    path = f"/accounts/people/{administrator.username}/roles/add/"
    assert client.get(path).status_code == 403


def test_a_role_is_ended_only_by_who_looks_after_its_unit(
    client, clerk, someone, units
):
    client.force_login(someone(Role.ADMINISTRATOR, "A1S1"))
    wide = GrantFactory(user=clerk, role=Role.AREA_OFFICER, unit=units["A1"])
    path = f"/accounts/people/clerk/roles/{wide.pk}/end/"
    assert client.post(path, {"on": clock.today().isoformat()}).status_code == 404
    client.force_login(someone(Role.AREA_DIRECTOR, "A1"))
    assert client.post(path, {"on": clock.today().isoformat()}).status_code == 403


# ---------- the audit trail ----------


@pytest.fixture
def events(units, clerk):
    with transaction.atomic():
        audit.record(
            by=clerk,
            action="value.changed",
            target=clerk,
            unit=units["A1S1"],
            before={"value": 12},
            after={"value": 14},
        )
        audit.record(by=clerk, action="grant.given", target=clerk, unit=units["A2S1"])
    return list(AuditEvent.objects.order_by("pk"))[-2:]


def shown(client, query=""):
    page = client.get(f"/accounts/audit/?{query}")
    return [event.action for event, _name, _changes in page.context["rows"]]


def test_the_trail_shows_what_changed(client, administrator, events):
    page = text(client.get("/accounts/audit/"))
    assert "value.changed" in page
    assert "12 → 14" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=value", ["value.changed"]),
        ("unit=A2S1", ["grant.given"]),
        ("person=เสมียน", ["grant.given", "value.changed"]),
        ("person=คนอื่น", []),
        ("unit=A1S1&action=grant", []),
    ],
)
def test_the_trail_is_narrowed(client, administrator, events, query, found):
    assert shown(client, query) == found


def test_the_trail_of_a_day(client, administrator, events):
    today = clock.today()
    assert "grant.given" in shown(client, f"day={today.isoformat()}")
    assert shown(client, f"day={(today - DAY).isoformat()}") == []


def test_the_trail_shows_the_units_one_audits(client, someone, events):
    client.force_login(someone(Role.ADMINISTRATOR, "A1"))
    assert shown(client) == ["value.changed"]
    assert shown(client, "unit=A2S1") == ["value.changed"]  # a wrong filter is named
    client.force_login(someone(Role.AREA_DIRECTOR, "A1"))
    assert client.get("/accounts/audit/").status_code == 403
