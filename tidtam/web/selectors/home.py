"""The first screen: what the user owes, what was returned, what waits for the user."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.accounts.models import Role
from tidtam.common import clock, hooks
from tidtam.common.hooks import Act, Deadline, Todo, TodoKind
from tidtam.web import words

from .shell import Shell

SHOWN = 20
ACTS_SHOWN = 5
DEADLINES_SHOWN = 5


@dataclass(frozen=True)
class Line:
    """A thing to do with its deadline; `days` are left, or overdue if negative."""

    todo: Todo
    days: int | None
    is_overdue: bool

    @property
    def tag_text(self) -> str:
        """Return the words of the tag, where the deadline alone does not say it."""
        if self.todo.kind is TodoKind.RETURNED:
            return _("Returned")
        if self.is_overdue and self.days == 0:
            return _("Overdue since today")
        if self.days is None and self.todo.kind is TodoKind.REVIEW:
            return _("Waiting")
        return ""

    @property
    def tag_kind(self) -> str:
        """Return the class of that tag."""
        if self.todo.kind is TodoKind.RETURNED:
            return "back"
        return "late" if self.is_overdue else "acc"

    @property
    def tag_icon(self) -> str:
        """Return the icon of that tag."""
        if self.todo.kind is TodoKind.RETURNED:
            return "back"
        return "clock" if self.is_overdue else "eye"

    @property
    def meta(self) -> str:
        """Return why it is there and by when."""
        due = ""
        if self.todo.due_at is not None:
            due = _("due %(moment)s") % {
                "moment": words.thai_datetime(self.todo.due_at)
            }
        return " · ".join(filter(None, (self.todo.why, due)))


@dataclass(frozen=True)
class Block:
    """The lines of one kind: how many things they stand for, the first ones to show."""

    lines: Sequence[Line]
    count: int
    overdue: int

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def shown(self) -> Sequence[Line]:
        """Return the lines that the page shows."""
        return self.lines[:SHOWN]


@dataclass(frozen=True)
class Home:
    """Everything on the first screen of one user."""

    owed: Block
    returned: Block
    reviews: Block
    acts: Sequence[Act]
    deadlines: Sequence[Deadline]
    is_executive: bool
    has_role: bool

    @property
    def first(self) -> Line | None:
        """Return what comes first: overdue, then returned or owed, then reviews."""
        own = _in_order([*self.returned.lines, *self.owed.lines])
        return next(iter([*own, *self.reviews.lines]), None)

    @property
    def heading(self) -> str:
        """Return the finding of the page in one sentence."""
        first = self.first
        if first is None:
            return self._quiet_heading()
        overdue = self.owed.overdue + self.returned.overdue + self.reviews.overdue
        if overdue > 1:
            text = ngettext(
                "%(count)d thing is overdue", "%(count)d things are overdue", overdue
            )
            return text % {"count": overdue}
        if first.is_overdue:
            return _("Overdue: %(what)s") % {"what": first.todo.what}
        if first.todo.kind is TodoKind.RETURNED:
            text = ngettext(
                "%(count)d thing was returned to you",
                "%(count)d things were returned to you",
                self.returned.count,
            )
            return text % {"count": self.returned.count}
        if first.todo.kind is TodoKind.REVIEW:
            text = ngettext(
                "%(count)d thing waits for you",
                "%(count)d things wait for you",
                self.reviews.count,
            )
            return text % {"count": self.reviews.count}
        return _owed_heading(first)

    def _quiet_heading(self) -> str:
        if not self.has_role:
            return _("You have no role in any unit yet")
        if self.acts:
            text = ngettext(
                "%(count)d thing to act on",
                "%(count)d things to act on",
                len(self.acts),
            )
            return text % {"count": len(self.acts)}
        return _("You owe nothing today")

    @property
    def lead(self) -> str:
        """Return the counts under the heading."""
        parts = (
            (_("To send %(count)s"), self.owed.count),
            (_("Returned %(count)s"), self.returned.count),
            (_("Waiting for me %(count)s"), self.reviews.count),
        )
        return " · ".join(
            text % {"count": words.number(count)} for text, count in parts if count
        )

    @property
    def next_text(self) -> str:
        """Say when the next thing comes, for a page without anything to do."""
        if not self.deadlines:
            return _("Nothing is planned yet. What comes will stand here.")
        coming = self.deadlines[0]
        return _("Next: %(what)s, %(day)s") % {
            "what": coming.what,
            "day": words.thai_weekday(coming.at),
        }


def _owed_heading(first: Line) -> str:
    if first.days is None or first.todo.due_at is None:
        return first.todo.what
    day = words.thai_weekday(first.todo.due_at)
    if first.days == 0:
        return _("%(what)s by today") % {"what": first.todo.what}
    text = ngettext(
        "%(what)s by %(day)s, %(days)d day left",
        "%(what)s by %(day)s, %(days)d days left",
        first.days,
    )
    return text % {"what": first.todo.what, "day": day, "days": first.days}


def home_of(shell: Shell) -> Home:
    """Return the first screen of the user; the queries are those of the hooks."""
    user = shell.user
    found = [todo for source in hooks.todos for todo in source(user)]
    is_executive = Role.EXECUTIVE in shell.roles
    return Home(
        owed=_block(found, TodoKind.OWE),
        returned=_block(found, TodoKind.RETURNED),
        reviews=_block(found, TodoKind.REVIEW),
        acts=_acts(user) if is_executive else (),
        deadlines=_deadlines(user),
        is_executive=is_executive,
        has_role=bool(shell.grants),
    )


def _acts(user: object) -> list[Act]:
    found = [act for source in hooks.acts for act in source(user)]
    return sorted(found, key=lambda act: act.rank)[:ACTS_SHOWN]


def _deadlines(user: object) -> list[Deadline]:
    now = clock.now()
    found = {item for source in hooks.deadlines for item in source(user)}
    coming = sorted((d for d in found if d.at >= now), key=lambda d: (d.at, d.what))
    return list(islice(coming, DEADLINES_SHOWN))


def _block(found: Iterable[Todo], kind: TodoKind) -> Block:
    lines = _in_order([_line(todo) for todo in found if todo.kind is kind])
    return Block(
        lines=lines,
        count=sum(line.todo.count for line in lines),
        overdue=sum(line.todo.count for line in lines if line.is_overdue),
    )


def _line(todo: Todo) -> Line:
    if todo.due_at is None:
        return Line(todo, None, is_overdue=False)
    days = (clock.day_of(todo.due_at) - clock.today()).days
    return Line(todo, days, is_overdue=todo.due_at < clock.now())


LAST = datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """Return overdue lines first, then by deadline; without one they come last.

    Of lines that are not overdue, returned ones come before the rest.
    """
    return sorted(
        lines,
        key=lambda line: (
            not line.is_overdue,
            line.todo.kind is not TodoKind.RETURNED,
            line.todo.due_at or LAST,
            line.todo.what,
        ),
    )
