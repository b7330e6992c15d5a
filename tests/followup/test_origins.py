"""Directives that a review or a problem raised: who may, and the ways to and fro."""

import html
import re

import pytest
from django.test import Client

from tests.factories import DirectiveFactory, FindingFactory, ProblemFactory
from tests.reporting.pages import FORM
from tidtam.accounts.models import Role
from tidtam.followup.models import Directive
from tidtam.reporting.models import Submission

REVIEW = FORM.format(unit="S1") + "review/"
OFFER = "Issue a directive about it"


def text(response) -> str:
    return html.unescape(response.content.decode())


def entered(world, who: str) -> Client:
    client = Client()
    client.force_login(
        world.user[who], "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def offered(page: str) -> str:
    """Return the address to which the button leads."""
    return re.search(r'href="(/directives/add/\?origin=[^"]+)"', page)[1]


def first_of(page: str, name: str) -> str:
    """Return what the form's field starts with."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    return (re.search(r'value="([^"]*)"', field) or ["", ""])[1]


@pytest.mark.parametrize(
    ("who", "is_offered"),
    [
        *(("director", True), ("chair", True), ("secretary", True), ("analyst", True)),
        *(("clerk1", False), ("head1", False)),
    ],
)
def test_only_who_issues_for_a_unit_above_is_offered_it(world, who, is_offered):
    world.submitted("clerk1", "S1")
    assert (OFFER in text(entered(world, who).get(REVIEW))) is is_offered


def test_a_unit_gives_itself_no_directive_about_its_own_report(world):
    world.submitted("officer", "A1", missing=world.missing("S1", "S2", "S3"))
    page = FORM.format(unit="A1") + "review/"
    assert OFFER not in text(entered(world, "director").get(page))
    assert OFFER in text(entered(world, "chair").get(page))


def test_a_review_raises_a_directive_and_both_pages_lead_to_the_other(world):
    world.submitted("clerk1", "S1")
    submission = Submission.objects.get(unit__code="S1")
    client = entered(world, "chair")
    form = text(client.get(offered(text(client.get(REVIEW)))))
    assert first_of(form, "origin_ref") == str(submission.pk)
    assert "S1</textarea>" in form
    assert 'value="review" selected' in form
    answer = client.post(
        "/directives/add/",
        {
            "issuer": world.unit["G1"].pk,
            "title": "ตรวจทานตัวเลข",
            "text": "นับใหม่และอธิบาย",
            "due_on": "31/1/2565",
            "others": "S1",
            "origin": "review",
            "origin_name": first_of(form, "origin_name"),
            "origin_ref": first_of(form, "origin_ref"),
        },
    )
    made = Directive.objects.get()
    assert answer["Location"] == f"/directives/{made.pk}/"
    assert (made.origin, made.origin_ref) == ("review", str(submission.pk))
    assert f"/directives/{made.pk}/" in text(client.get(REVIEW))
    assert f'href="{REVIEW}?number=0"' in text(client.get(f"/directives/{made.pk}/"))
    owner = text(entered(world, "clerk1").get(REVIEW))
    assert f"/directives/{made.pk}/" in owner
    assert OFFER not in owner


def test_a_review_shows_no_directive_out_of_sight(world):
    world.submitted("clerk1", "S1")
    submission = Submission.objects.get(unit__code="S1")
    DirectiveFactory(
        issuer=world.unit["G2"],
        title="ของกลุ่มอื่น",
        origin="review",
        origin_ref=str(submission.pk),
    )
    assert "ของกลุ่มอื่น" not in text(entered(world, "chair").get(REVIEW))


@pytest.mark.parametrize("change", [{"origin_ref": "999999"}, {"origin": "meeting"}])
def test_a_link_to_what_is_not_there_is_not_kept(world, change):
    world.submitted("clerk1", "S1")
    sent = {
        "issuer": world.unit["G1"].pk, "title": "ก", "text": "ข",
        "due_on": "31/1/2565", "others": "S1", "origin": "review",
        "origin_ref": str(Submission.objects.get(unit__code="S1").pk), **change,
    }  # fmt: skip
    entered(world, "chair").post("/directives/add/", sent)
    assert Directive.objects.get().origin_ref == ""


def test_a_report_out_of_sight_is_not_linked(world):
    world.submitted("clerk1", "S1")
    sent = {
        "issuer": world.unit["G2"].pk, "title": "ก", "text": "ข",
        "due_on": "31/1/2565", "others": "A2", "origin": "review",
        "origin_ref": str(Submission.objects.get(unit__code="S1").pk),
    }  # fmt: skip
    entered(world, "secretary2").post("/directives/add/", sent)
    assert Directive.objects.get().origin_ref == ""


# ---------- problems ----------


@pytest.mark.parametrize(
    ("role", "unit", "is_offered"),
    [
        *((Role.AREA_DIRECTOR, "A1", True), (Role.GROUP_CHAIR, "G1", True)),
        *((Role.SCHOOL_DIRECTOR, "S1", False), (Role.SCHOOL_CLERK, "S1", False)),
    ],
)
def test_a_problem_offers_it_to_who_issues_above(as_, units, role, unit, is_offered):
    problem = ProblemFactory(unit=units["S1"], handler=units["A1"])
    page = text(as_(role, unit).get(f"/problems/{problem.pk}/"))
    assert (OFFER in page) is is_offered


def test_a_problem_raises_a_directive_and_both_pages_lead_to_the_other(
    as_, units, item
):
    problem = ProblemFactory(
        unit=units["S1"], handler=units["A1"], title="หลังคารั่ว", policy_item=item
    )
    client = as_(Role.AREA_DIRECTOR, "A1")
    form = text(client.get(offered(text(client.get(f"/problems/{problem.pk}/")))))
    assert first_of(form, "title") == first_of(form, "origin_name") == "หลังคารั่ว"
    assert f'<option value="{item.pk}" selected' in form
    sent = {
        "issuer": units["A1"].pk,
        "title": "ซ่อมหลังคา",
        "text": "ให้เสร็จก่อนฝน",
        "due_on": "31/1/2565",
        "others": "S1",
        "policy_item": item.pk,
        "origin": "problem",
        "origin_name": "หลังคารั่ว",
        "origin_ref": first_of(form, "origin_ref"),
    }
    client.post("/directives/add/", sent)
    made = Directive.objects.get()
    assert made.origin == Directive.Origin.PROBLEM
    assert f"/directives/{made.pk}/" in text(client.get(f"/problems/{problem.pk}/"))
    page = text(client.get(f"/directives/{made.pk}/"))
    assert f'A problem: <a href="/problems/{problem.pk}/">' in page


def test_a_directive_of_a_visit_keeps_its_link(as_, units):
    finding = FindingFactory(visit__unit=units["G1"], visit__visited=units["A1"])
    sent = {
        "issuer": units["G1"].pk, "title": "ก", "text": "ข", "due_on": "31/1/2565",
        "owners": [units["A1"].pk], "origin": "visit",
        "origin_ref": f"{finding.visit.pk}-{finding.pk}",
    }  # fmt: skip
    as_(Role.GROUP_CHAIR, "G1").post("/directives/add/", sent)
    assert Directive.objects.get().origin_ref == f"{finding.visit.pk}-{finding.pk}"
