"""Money by lines and by day: sums are reckoned, exactly; too much is shown."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.documents.reading import squeezed, word_text
from tests.factories import BudgetLineFactory, PlanFactory
from tests.planning.conftest import DAY, TODAY, with_project
from tests.planning.test_services import actions, enforced
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.audit import OPERATOR
from tidtam.common.models import AuditEvent
from tidtam.common.thai import thai_digits
from tidtam.planning import services
from tidtam.planning.drafts import project_drafts
from tidtam.planning.models import BudgetLine, Disbursement, Project, State
from tidtam.planning.services import LineWords, Payment, PlanningError
from tidtam.planning.services.money import BROUGHT_FORWARD

OPERATING, SUBSIDY = BudgetLine.Kind.OPERATING, BudgetLine.Kind.SUBSIDY


def sums(project: Project) -> tuple[str, str]:
    project.refresh_from_db()
    return str(project.budget_planned), str(project.budget_disbursed)


def pay(line, by, amount="0.10", paid_on=TODAY, reference="ฎ 1"):
    payment = Payment(paid_on, Decimal(amount), reference)
    return services.disbursement_record(line=line, payment=payment, by=by)


def test_the_plan_of_a_project_is_the_sum_of_its_lines(draft, writer):
    project = draft.projects.get()
    services.budget_line_remove(line=project.budget_lines.get(), by=writer)
    assert sums(project) == ("0.00", "0.00")
    for amount in ("0.10", "0.20"):
        line = services.budget_line_write(
            project=project, words=LineWords(OPERATING, Decimal(amount)), by=writer
        )
    assert sums(project)[0] == "0.30"
    services.budget_line_change(
        line=line,
        words=LineWords(SUBSIDY, Decimal("1.05"), "โรงเรียน"),
        version=1,
        by=writer,
    )
    assert sums(project)[0] == "1.15"
    with pytest.raises(PlanningError, match="Somebody else"):
        services.budget_line_change(
            line=line, words=LineWords(SUBSIDY, Decimal(2)), version=1, by=writer
        )
    assert set(actions()) <= set(ACTION_NAMES)
    event = AuditEvent.objects.get(action="budget_line.changed")
    assert (event.before["planned"], event.after["planned"]) == ("0.20", "1.05")


def test_lines_change_in_a_draft_and_money_is_paid_in_force(draft, in_force_2, writer):
    line = draft.projects.get().budget_lines.get()
    with pytest.raises(PlanningError, match="Draft"):
        pay(line, writer)
    other = in_force_2.projects.get()
    with pytest.raises(PlanningError, match="In force"):
        services.budget_line_write(
            project=other, words=LineWords(OPERATING, Decimal(1)), by=writer
        )


@pytest.fixture
def in_force_2(units):
    plan = PlanFactory(unit=units["A1"], fiscal_year=2564, state=State.IN_FORCE)
    with_project(plan)
    return plan


def test_disbursements_sum_exactly_and_too_much_is_kept_and_shown(in_force, writer):
    project = in_force.projects.get()
    line = project.budget_lines.get()
    for number in range(3):
        last = pay(line, writer, reference=f"ฎ {number}")
    assert sums(project)[1] == "0.30"
    services.disbursement_remove(disbursement=last, by=writer)
    assert sums(project)[1] == "0.20"
    pay(line, writer, "100000")
    assert sums(project)[1] == "100000.20"
    assert project.over_disbursed == Decimal("0.20")
    paid = AuditEvent.objects.filter(action="project.disbursed").latest("pk")
    assert paid.after["amount"] == "100000"
    gone = AuditEvent.objects.get(action="project.disbursement_removed")
    assert gone.before["reference"] == "ฎ 2"


def test_no_money_is_paid_tomorrow_or_in_another_year(in_force, writer):
    line = in_force.projects.get().budget_lines.get()
    for day, why in ((TODAY + DAY, "to come"), (datetime.date(2021, 9, 30), "outside")):
        with pytest.raises(PlanningError, match=why) as refused:
            pay(line, writer, paid_on=day)
        assert refused.value.field == "paid_on"
    assert not Disbursement.objects.exists()


def test_nobody_else_plans_or_pays(draft, in_force_2, person):
    for who in (person(Role.AREA_OFFICER, "A2"), person(Role.GROUP_CHAIR, "G1")):
        with pytest.raises(PermissionDenied):
            pay(in_force_2.projects.get().budget_lines.get(), who)
        with pytest.raises(PermissionDenied):
            services.budget_line_remove(
                line=draft.projects.get().budget_lines.get(), by=who
            )


def test_a_new_version_takes_over_what_was_paid_meanwhile(in_force, writer, chair):
    project = in_force.projects.get()
    pay(project.budget_lines.get(), writer, "10")
    new = services.plan_amend(plan=in_force, by=writer)
    copy = new.projects.get()
    with pytest.raises(PlanningError, match="Something of it is disbursed"):
        services.budget_line_remove(line=copy.budget_lines.get(), by=writer)
    services.budget_line_change(
        line=copy.budget_lines.get(),
        words=LineWords(SUBSIDY, Decimal(15)),
        version=1,
        by=writer,
    )
    pay(project.budget_lines.get(), writer, "7.25")
    enforced(new, writer, chair)
    assert sums(copy) == ("15.00", "17.25")
    assert sums(project) == ("100000.00", "17.25")
    rows = Disbursement.objects.filter(line__project=copy)
    assert [(row.number, str(row.amount)) for row in rows] == [
        (1, "10.00"),
        (2, "7.25"),
    ]


def test_a_version_without_the_line_that_was_paid_does_not_come_into_force(
    in_force, writer, chair
):
    new = services.plan_amend(plan=in_force, by=writer)
    services.budget_line_remove(line=new.projects.get().budget_lines.get(), by=writer)
    pay(in_force.projects.get().budget_lines.get(), writer)
    with pytest.raises(PlanningError, match="Operating budget” of project P1 is"):
        enforced(new, writer, chair)


def test_next_year_plans_the_same_and_has_paid_nothing(in_force, writer):
    pay(in_force.projects.get().budget_lines.get(), writer)
    new = services.plan_for_next_year(plan=in_force, continuing=["P1"], by=writer)
    assert sums(new.projects.get()) == ("100000.00", "0.00")
    assert new.projects.get().budget_lines.get().planned == Decimal(100000)


def test_a_project_of_which_only_the_sum_comes_has_a_line_of_no_kind(in_force):
    Project.objects.update(budget_planned=5, budget_disbursed=2)
    BudgetLine.objects.all().delete()
    (draft,) = project_drafts()
    services.plans_store(projects=[draft], by=OPERATOR)
    line = BudgetLine.objects.get()
    assert (line.kind, line.planned) == (BudgetLine.Kind.UNSPECIFIED, Decimal(5))
    paid = line.disbursements.get()
    assert (paid.paid_on, paid.reference) == (None, BROUGHT_FORWARD)
    assert sums(in_force.projects.get()) == ("5.00", "2.00")


def test_money_is_planned_and_paid_on_pages(as_, draft, in_force_2):
    client = as_(Role.AREA_OFFICER, "A1")
    project = draft.projects.get()
    url = f"/projects/{project.pk}/"
    wrong = {"kind": "operating", "planned": "1.005"}
    assert client.post(f"{url}budget/add/", wrong).status_code == 422
    client.post(f"{url}budget/add/", {**wrong, "planned": "1,250,000.50"})
    assert sums(project)[0] == "1350000.50"
    page = client.get(url).content.decode()
    assert "1,250,000.50" in page
    assert "1,350,000.50" in page
    line = project.budget_lines.get(number=2)
    edit = f"/budget-lines/{line.pk}/edit/"
    assert 'value="1250000.5"' in client.get(edit).content.decode()
    client.post(f"/budget-lines/{line.pk}/remove/")
    assert sums(project)[0] == "100000.00"
    other = in_force_2.projects.get()
    sent = {
        "line": other.budget_lines.get().pk,
        "paid_on": "1/12/2563",
        "amount": "100,001",
        "reference": "ฎ 7/2564",
    }
    url = f"/projects/{other.pk}/"
    nothing = client.post(f"{url}disbursed/", {**sent, "amount": "0"})
    assert nothing.status_code == 422
    assert "Nothing is paid with 0 baht" in nothing.content.decode()
    assert client.post(f"{url}disbursed/", {**sent, "line": line.pk}).status_code == 422
    page = client.post(f"{url}disbursed/", sent, follow=True).content.decode()
    assert "More is disbursed by now" in page
    assert "1.00 baht more are disbursed than planned" in page
    assert "ฎ 7/2564" in page
    plan = in_force_2.pk
    assert "1.00 baht more" in client.get(f"/plans/{plan}/").content.decode()
    assert "above the plan" in client.get("/plans/").content.decode()
    paper = squeezed(word_text(client.get(f"/plans/{plan}/plan.docx").content))
    assert squeezed("1.00 baht more") in paper
    assert squeezed("Operating budget") in paper
    rows = b"".join(client.get("/plans/list.csv?year=2564").streaming_content)
    (row,) = csv.DictReader(io.StringIO(rows.decode("utf-8-sig")))
    assert row["Disbursed above the plan (baht)"] == "1"
    client.post(f"/disbursements/{Disbursement.objects.get().pk}/remove/")
    assert sums(other)[1] == "0.00"


def test_the_plan_sums_by_kind(as_, in_force):
    project = in_force.projects.get()
    for number, amount in ((2, "0.10"), (3, "0.20")):
        BudgetLineFactory(
            project=project, number=number, kind=SUBSIDY, planned=Decimal(amount)
        )
    client = as_(Role.AREA_OFFICER, "A1")
    client.cookies["django_language"] = "th"
    paper = client.get(f"/plans/{in_force.pk}/plan.docx")
    assert thai_digits("0.30") in word_text(paper.content)


def test_the_same_payment_is_recorded_once(in_force, writer):
    line = in_force.projects.get().budget_lines.get()
    pay(line, writer)
    with pytest.raises(PlanningError, match="already") as refused:
        pay(line, writer)
    assert refused.value.field == "reference"
    pay(line, writer, reference="ฎ 2")
    assert line.disbursements.count() == 2


def test_the_number_of_a_removed_line_is_not_given_again(in_force, writer, chair):
    project = in_force.projects.get()
    line = project.budget_lines.get()
    new = services.plan_amend(plan=in_force, by=writer)
    copy = new.projects.get()
    services.budget_line_remove(line=copy.budget_lines.get(), by=writer)
    made = services.budget_line_write(
        project=copy, words=LineWords(SUBSIDY, Decimal(5)), by=writer
    )
    assert made.number == line.number + 1
    pay(line, writer)
    with pytest.raises(PlanningError, match="is missing"):
        enforced(new, writer, chair)


def test_more_money_than_can_be_kept_is_refused(draft, writer):
    project = draft.projects.get()
    much = LineWords(OPERATING, Decimal("9999999999999.99"))
    with pytest.raises(PlanningError, match="P1 is above"):
        services.budget_line_write(project=project, words=much, by=writer)
    assert project.budget_lines.count() == 1
