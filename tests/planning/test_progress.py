"""Reckon every row of the worked tables of docs/methods/plan-progress.md."""

import datetime
from decimal import Decimal
from fractions import Fraction

from tests.analysis.test_formulas import NONE, number, several, worked
from tidtam.planning import progress
from tidtam.planning.progress import Step, Work

PAGE = "plan-progress"
TODAY = datetime.date(2022, 1, 19)


def day_of(cell: str) -> datetime.date | None:
    if cell == NONE:
        return None
    month, day = map(int, cell.split("-"))
    return datetime.date(2021 if month >= 10 else 2022, month, day)


def works(cell: str) -> list[Work]:
    return [
        Work(tuple(step(text) for text in several(project.strip())))
        for project in cell.split("/")
    ]


def step(text: str) -> Step:
    weight, due, done = text.split()
    due_on = day_of(due)
    assert due_on
    return Step(Decimal(weight), due_on, day_of(done))


@worked(PAGE)
def test_progress_of_projects_and_plans(row):
    standing = progress.standing_of(works(row["projects"]), 2565, TODAY)
    assert standing.progress == number(row["progress"])
    assert standing.expected == number(row["expected"])
    assert standing.late == int(row["late"])


@worked(PAGE, "Worked table of money and time")
def test_money_and_time(row):
    planned, disbursed = Decimal(row["planned"]), Decimal(row["disbursed"])
    day = datetime.date.fromisoformat(row["day"])
    standing = progress.standing_of([Work((), planned, disbursed)], 2565, day)
    assert standing.budget_share == number(row["disbursed share"])
    assert standing.time_share == Fraction(row["time share"])
    assert standing.budget_left == planned - disbursed


def test_a_plan_is_behind_by_what_is_expected_and_not_done():
    behind = progress.standing_of(works("1 10-31 –; 3 08-31 –"), 2565, TODAY)
    ahead = progress.standing_of(works("1 08-31 11-01"), 2565, TODAY)
    assert (behind.behind, ahead.behind) == (Fraction(1, 4), None)
