"""What visits and problems put on first screens, into the menu and into search."""

import datetime
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_known
from tidtam.common import clock
from tidtam.common.hooks import (
    Act,
    Deadline,
    Found,
    NavigationItem,
    SearchSource,
    Section,
    Seen,
    Todo,
    TodoKind,
)
from tidtam.common.naming import named
from tidtam.common.thai import BANGKOK, date_short

from .models import Problem, Visit
from .panels import problem_url, visit_url
from .selectors import problems, visits

ACT_RANK = 3
CLOSING = datetime.time(16, 30)
SHOWN_TODOS = 3  # of each sort of what is owed


def todos(user: User) -> Iterator[Todo]:
    """Give what the user's units owe of visits and problems, and what waits."""
    yield from _visit_todos(user)
    if holds_known(user, Permission.PROBLEM_SOLVE) or holds_known(
        user, Permission.PROBLEM_TRIAGE
    ):
        turns = problems.waiting_for(user)
        yield from _turn("solve", turns["solve"], _("Problems to be solved"))
        yield from _turn("triage", turns["triage"], _("Problems to be triaged"))


def _visit_todos(user: User) -> Iterator[Todo]:
    if holds_known(user, Permission.VISIT_EDIT) or holds_known(
        user, Permission.VISIT_ANSWER
    ):
        for visit in visits.owed(user, clock.today(), SHOWN_TODOS):
            yield _to_answer(visit) if visit.is_reported else _to_write_up(visit)
    if holds_known(user, Permission.DIRECTIVE_ISSUE):
        yield from _findings(user)


def _to_write_up(visit: Visit) -> Todo:
    return Todo(
        kind=TodoKind.OWE,
        what=_("Report of the visit: %(title)s") % {"title": visit.title},
        url=visit_url(visit),
        button=_("Write it up"),
        why=named(visit.visited),
        due_at=_evening(visit.ends_on),
    )


def _to_answer(visit: Visit) -> Todo:
    return Todo(
        kind=TodoKind.OWE,
        what=_("Report of a visit to answer: %(title)s") % {"title": visit.title},
        url=visit_url(visit),
        button=_("Read and answer"),
        why=named(visit.unit),
    )


def _findings(user: User) -> Iterator[Todo]:
    """Give one thing to do for the grave findings that raised no directive."""
    first, count = visits.without_directive(user)
    if first is None:
        return
    yield Todo(
        kind=TodoKind.REVIEW,
        what=ngettext(
            "%(n)d grave finding without a directive",
            "%(n)d grave findings without a directive",
            count,
        )
        % {"n": count},
        url=f"{visit_url(first.visit)}#finding-{first.pk}",
        button=_("Decide"),
        why=f"{named(first.visit.visited)}: {first.text[:120]}",
        count=count,
    )


def _turn(turn: str, waiting: problems.Turn, what: str) -> Iterator[Todo]:
    first = waiting.first
    if first is None:
        return
    yield Todo(
        kind=TodoKind.REVIEW if turn == "triage" else TodoKind.OWE,
        what=f"{what}: {first.title}" if waiting.count == 1 else what,
        url=f"{reverse('fieldwork:problem_list')}?turn={turn}",
        button=_("Triage") if turn == "triage" else _("Deal with it"),
        why=f"{named(first.unit)}: {first.title}",
        due_at=_evening(first.due_on) if first.due_on else None,
        button_url=problem_url(first),
        count=waiting.count,
    )


def deadlines(user: User) -> Iterator[Deadline]:
    """Give the visits to come, by and to the user's own units."""
    for visit in visits.coming(user, clock.today())[:5]:
        at = datetime.datetime.combine(
            visit.starts_on, datetime.time(8, 30), tzinfo=BANGKOK
        )
        what = _("Visit to %(unit)s: %(title)s") % {
            "unit": named(visit.visited),
            "title": visit.title,
        }
        yield Deadline(at, what, visit_url(visit))


def acts(user: User) -> Iterator[Act]:
    """Give the urgent problems that nobody has taken up, as one thing to act on."""
    found = problems.unowned_danger(user)
    first, count = found.first, found.count
    if first is None:
        return
    yield Act(
        rank=ACT_RANK,
        what=ngettext(
            "%(n)d urgent problem has no owner",
            "%(n)d urgent problems have no owner",
            count,
        )
        % {"n": count},
        url=f"{reverse('fieldwork:problem_list')}?state=reported",
        why=f"{named(first.unit)}: {first.title}",
        owner=named(first.handler),
        button=_("See which"),
    )


def _evening(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, CLOSING, tzinfo=BANGKOK)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give visits and problems."""
    if "visit_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Visits"),
            reverse("fieldwork:visit_list"),
            "visit",
            order=50,
        )
    if "problem_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Problems"),
            reverse("fieldwork:problem_list"),
            "warn",
            order=55,
        )


def found_visits(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the visits whose title or units hold the words."""
    return [
        Found(
            title=row.title,
            url=visit_url(row),
            code=row.numbered,
            detail=f"{named(row.visited)} · {date_short(row.starts_on)}",
        )
        for row in visits.visits_wanted(user, visits.Wanted(words))[:limit]
    ]


def found_problems(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the problems whose words or unit hold the words."""
    return [
        Found(
            title=row.title,
            url=problem_url(row),
            detail=f"{named(row.unit)} · {Problem.State(row.state).label}",
        )
        for row in problems.register_of(user, problems.Wanted(words))[:limit]
    ]


SEARCHES = (
    SearchSource("visits", gettext_lazy("Visits"), "visit", found_visits, order=56),
    SearchSource(
        "problems", gettext_lazy("Problems"), "warn", found_problems, order=57
    ),
)
