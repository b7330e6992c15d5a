"""Typed registries by which a lower app tells a higher one, filled in AppConfig.ready.

A lower app never imports a higher one; it calls what was registered here. Users and
subjects are `Any`, for this app lies below those that define them: each function
takes the model that its own app knows. Labels are in the language of the request.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from .periods import Period

Hook = TypeVar("Hook")


@dataclass
class Registry(Generic[Hook]):
    """An ordered list of what higher apps registered under one name."""

    name: str
    entries: list[Hook] = field(default_factory=list)

    def register(self, entry: Hook) -> Hook:
        """Add an entry once; usable as a decorator."""
        if entry not in self.entries:
            self.entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[Hook]:
        return iter(self.entries)


# ---------- changes ----------

# Called inside the writing transaction with a round's id and the placings (ids of
# area and branch) under which figures changed; None stands for the whole round.
Placing = tuple[int | None, int | None]
ValuesChanged = Callable[[int, frozenset[Placing] | None], None]
after_values_changed: Registry[ValuesChanged] = Registry("after_values_changed")

# Called inside the writing transaction with a submission that was just sent.
SubmissionSent = Callable[[Any], None]
after_submission_sent: Registry[SubmissionSent] = Registry("after_submission_sent")

# Called inside the writing transaction when targets or definitions changed.
RulesChanged = Callable[[], None]
after_rules_changed: Registry[RulesChanged] = Registry("after_rules_changed")


# ---------- figures as they are typed ----------


@dataclass(frozen=True)
class Judgement:
    """The target of a figure and the light that it has, or will have as typed."""

    target: Decimal | None
    light: str


# Given a period, the ids of a unit and its superiors (nearest first), and pairs of an
# indicator's version and the unit's own value; returns judgements by indicator id. A
# higher app registers it, for targets and lights are reckoned above reporting.
FiguresJudged = Callable[
    [Period, Sequence[int], Sequence[tuple[Any, Decimal | None]]],
    Mapping[int, Judgement],
]
figures_judged: Registry[FiguresJudged] = Registry("figures_judged")


# ---------- panels ----------


class Subject(StrEnum):
    """The pages that take panels, by what they are about."""

    HOME = "home"
    UNIT = "unit"
    POLICY_ITEM = "policy_item"
    INDICATOR = "indicator"
    PROJECT = "project"
    ROUND = "round"
    SUBMISSION = "submission"
    MEETING = "meeting"
    VISIT = "visit"
    PROBLEM = "problem"


class Place(StrEnum):
    """Where on the page a panel stands."""

    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True)
class Panel:
    """A part of a page about something that the panel's app, not the page's, knows.

    `context` is given the request and the subject (the model of the subject's name; on
    home the user) and returns what `template` needs, or None where there
    is nothing to show or the user may not see it. Panels stand in the order of `order`,
    then `name`, which is unique among those of a subject. One that asks much is
    marked `later`: a unit's page and home fetch it after themselves (without scripts a
    link leads to it).
    """

    name: str
    subject: Subject
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 100
    place: Place = Place.MAIN
    later: bool = False


panels: Registry[Panel] = Registry("panels")


# ---------- what something came from ----------


@dataclass(frozen=True)
class Occasion:
    """A thing that a directive or a lesson came from, as its reader may see it."""

    name: str
    url: str


@dataclass(frozen=True)
class OccasionKind:
    """A kind of thing from which directives and lessons come, kept by any app.

    `find` is given the user and the key of a thing and returns it, None where there is
    no such thing or the user may not see it.
    """

    name: str
    find: Callable[[Any, str], Occasion | None]


occasion_kinds: Registry[OccasionKind] = Registry("occasion_kinds")


def occasion_of(user: Any, kind: str, ref: str) -> Occasion | None:
    """Return the thing of this kind and key, None where it is not the user's to see."""
    if not ref:
        return None
    finders = (entry.find for entry in occasion_kinds if entry.name == kind)
    return next((found for find in finders if (found := find(user, ref))), None)


# ---------- home: what I owe, what was returned, what waits for me ----------


class TodoKind(StrEnum):
    """Why something stands on a first screen."""

    OWE = "owe"
    RETURNED = "returned"
    REVIEW = "review"


@dataclass(frozen=True)
class Todo:
    """One thing that a user has to do; it may stand for `count` things of one sort.

    `what` names it and `why` says what is known of it in one line: how far it is, or
    who returned it and for what reason. `url` leads to it; the button to
    `button_url`, the first place to fill in or mend, or else to `url` as well. `share`
    (0 to 1) is how much is done.
    """

    kind: TodoKind
    what: str
    url: str
    button: str
    why: str = ""
    due_at: datetime.datetime | None = None
    button_url: str = ""
    share: float | None = None
    count: int = 1


TodosOf = Callable[[Any], Iterable[Todo]]
todos: Registry[TodosOf] = Registry("todos")


@dataclass(frozen=True)
class Deadline:
    """A moment to come that concerns a user: a round that opens or falls due."""

    at: datetime.datetime
    what: str
    url: str = ""


DeadlinesOf = Callable[[Any], Iterable[Deadline]]
deadlines: Registry[DeadlinesOf] = Registry("deadlines")


@dataclass(frozen=True)
class Act:
    """One thing that an executive should act on: a finding and the figures behind it.

    The home of executives shows the first five, by `rank` (1 is the most urgent).
    """

    rank: int
    what: str
    url: str
    why: str = ""
    owner: str = ""
    due_at: datetime.datetime | None = None
    button: str = ""


ActsOf = Callable[[Any], Iterable[Act]]
acts: Registry[ActsOf] = Registry("acts")


# ---------- search ----------


@dataclass(frozen=True)
class Found:
    """One result of a search: its name, where it leads, and what tells it apart."""

    title: str
    url: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class SearchSource:
    """A kind of thing that can be searched for.

    `find` is given the user, the words (normalised, lower case; each must occur) and
    the greatest number of results wanted. It returns only what the user may see.
    """

    name: str
    label: Any  # text, or text that is translated when shown
    icon: str
    find: Callable[[Any, Sequence[str], int], Sequence[Found]]
    order: int = 100


search_sources: Registry[SearchSource] = Registry("search_sources")


# ---------- navigation ----------


class Section(StrEnum):
    """The sections of the main menu, in their order; the shell names them."""

    HOME = "home"
    WORK = "work"
    RESULTS = "results"
    LEARN = "learn"
    SYSTEM = "system"


@dataclass(frozen=True)
class NavigationItem:
    """A page in the main menu.

    `count` is how many things wait there, `hot` whether that is urgent. `tab` asks for
    a place in the tab bar of a phone, which holds the first three that ask and shows
    `short` where it is given: one word of at most ten letters.
    """

    section: Section
    label: str
    url: str
    icon: str
    order: int = 100
    count: int = 0
    hot: bool = False
    tab: bool = False
    short: str = ""


@dataclass(frozen=True)
class Seen:
    """What the shell has looked up of a user already, so that no item asks again.

    `permissions` are the names of what the user may do anywhere today, `kinds` those of
    the units that the user's grants name.
    """

    user: Any
    permissions: frozenset[str]
    kinds: frozenset[str] = frozenset()


# Returns the items that this user may open, in a constant number of queries.
NavigationOf = Callable[[Seen], Iterable[NavigationItem]]
navigation: Registry[NavigationOf] = Registry("navigation")


# ---------- the doctor ----------


@dataclass(frozen=True)
class Finding:
    """Something wrong in the stored state: what it is about, why, and what to do."""

    check: str
    subject: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: {self.reason}; {self.remedy}"


# Looks through what its app stores, in a few queries, and changes nothing.
Check = Callable[[], Iterable[Finding]]
checks: Registry[Check] = Registry("checks")
