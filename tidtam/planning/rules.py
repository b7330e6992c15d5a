"""What a project and a milestone may say, on a page and in a file alike."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tidtam.common.periods import Period

LONG = 20_000
# Field, reason, remedy.
Problem = tuple[str, str, str]


def project_problems(
    fiscal_year: int,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> Iterator[Problem]:
    """Give what is wrong with the days of a project."""
    year = Period(fiscal_year, "Y")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if not year.first_day <= day <= year.last_day:
            yield (
                field,
                _("the day lies outside fiscal year %(year)d") % {"year": fiscal_year},
                _("write a day from 1 October to 30 September of the plan's year"),
            )
    if ends_on < starts_on:
        yield (
            "ends_on",
            _("the project ends before it starts"),
            _("write the first day or a later one"),
        )


def disbursement_problems(
    fiscal_year: int, paid_on: datetime.date | None, today: datetime.date
) -> Iterator[Problem]:
    """Give what is wrong with the day of a disbursement."""
    year = Period(fiscal_year, "Y")
    if paid_on is None:
        return
    if paid_on > today:
        yield (
            "paid_on",
            _("this day is still to come"),
            _("record it once it is paid"),
        )
    elif not year.first_day <= paid_on <= year.last_day:
        yield (
            "paid_on",
            _("the day lies outside fiscal year %(year)d") % {"year": fiscal_year},
            _("write a day from 1 October to 30 September of the plan's year"),
        )


def milestone_problems(
    starts_on: datetime.date,
    ends_on: datetime.date,
    due_on: datetime.date,
    done_on: datetime.date | None,
    today: datetime.date,
) -> Iterator[Problem]:
    """Give what is wrong with the days of a milestone of a project."""
    if not starts_on <= due_on <= ends_on:
        yield (
            "due_on",
            _("the day lies outside the days of the project"),
            _("write a day from the project's first to its last"),
        )
    if done_on is not None and done_on > today:
        yield (
            "done_on",
            _("this day is still to come"),
            _("write the day on which it was done, or leave it empty"),
        )
