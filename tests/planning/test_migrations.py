"""Plans kept before money had kinds keep their sums."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import PlanFactory, ProjectFactory
from tidtam.planning.models import BudgetLine, Project

BEFORE = [("planning", "0001_initial")]
AFTER = [("planning", "0002_evidence_files_and_budget_lines")]


@pytest.mark.django_db(transaction=True)
def test_sums_become_one_line_and_one_payment():
    paid = ProjectFactory(plan=PlanFactory())
    empty = ProjectFactory(plan=paid.plan)
    MigrationExecutor(connection).migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE planning_project SET budget_planned = 1000.25,"
            " budget_disbursed = 400.10 WHERE id = %s",
            [paid.pk],
        )
        cursor.execute(
            "UPDATE planning_project SET budget_planned = 0, budget_disbursed = 0"
            " WHERE id = %s",
            [empty.pk],
        )
    MigrationExecutor(connection).migrate(AFTER)
    line = BudgetLine.objects.get(project=paid.pk)
    assert (line.kind, line.planned) == ("unspecified", Decimal("1000.25"))
    payment = line.disbursements.get()
    assert (payment.amount, payment.paid_on) == (Decimal("400.10"), None)
    assert not BudgetLine.objects.filter(project=empty.pk).exists()
    stored = Project.objects.get(pk=paid.pk)
    assert stored.budget_planned == Decimal("1000.25")
