"""What lessons and innovations put on pages of other apps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common.hooks import (
    Found,
    NavigationItem,
    Panel,
    SearchSource,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.naming import named
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Round

from .kinds import INNOVATION, KINDS, LESSON, Kind
from .models import Entry, Occasion
from .selectors import (
    Wanted,
    learned_from,
    library_of,
    offered_to,
    project_refs,
    returned_to,
    shelves_of,
)

BOTH = (LESSON, INNOVATION)


def entry_url(kind: Kind, entry: Entry) -> str:
    """Return the address of the entry's page."""
    return reverse("knowledge:entry_detail", args=[kind.slug, entry.pk])


def of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return what the unit published, and which innovations of others it uses."""
    return _shelves(request, Q(unit=unit), BOTH)


def of_policy_item(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return what was published for the item."""
    return _shelves(request, Q(policy_items=item), BOTH)


def of_indicator(
    request: HttpRequest, indicator: Indicator
) -> Mapping[str, Any] | None:
    """Return the innovations whose effect the indicator shows."""
    return _shelves(request, Q(indicator=indicator), (INNOVATION,))


def of_round(request: HttpRequest, round_: Round) -> Mapping[str, Any] | None:
    """Return what was learned from the round."""
    return _learned(request, Occasion.ROUND, round_.code, Q(occasion_ref=round_.code))


def of_project(request: HttpRequest, project: Project) -> Mapping[str, Any] | None:
    """Return what was learned from the project."""
    if not holds_in_request(request, Permission.KNOWLEDGE_VIEW):
        return None
    return _learned(request, Occasion.PROJECT, str(project.pk), project_refs(project))


def of_meeting(request: HttpRequest, meeting: Any) -> Mapping[str, Any] | None:
    """Return what was learned from the meeting, or from an item of it."""
    ref = str(meeting.pk)
    return _learned(request, Occasion.MEETING, ref, _it_or_part(ref))


def of_visit(request: HttpRequest, visit: Any) -> Mapping[str, Any] | None:
    """Return what was learned from the visit, or from a finding of it."""
    ref = str(visit.pk)
    return _learned(request, Occasion.VISIT, ref, _it_or_part(ref))


def of_problem(request: HttpRequest, problem: Any) -> Mapping[str, Any] | None:
    """Return what was learned from the problem."""
    ref = str(problem.pk)
    return _learned(request, Occasion.PROBLEM, ref, Q(occasion_ref=ref))


def _it_or_part(ref: str) -> Q:
    return Q(occasion_ref=ref) | Q(occasion_ref__startswith=f"{ref}-")


def _learned(
    request: HttpRequest, occasion: Occasion, ref: str, refs: Q
) -> Mapping[str, Any] | None:
    if not holds_in_request(request, Permission.KNOWLEDGE_VIEW):
        return None
    learned = learned_from(request.user, occasion, refs)
    may_write = holds_in_request(request, Permission.KNOWLEDGE_EDIT)
    if not learned.count and not may_write:
        return None
    query = urlencode({"occasion": occasion.value, "ref": ref})
    return {
        "learned": learned,
        "lesson_url": _add_url(LESSON, query) if may_write else "",
        "innovation_url": _add_url(INNOVATION, query) if may_write else "",
    }


def _add_url(kind: Kind, query: str) -> str:
    return f"{reverse('knowledge:entry_add', args=[kind.slug])}?{query}"


def _shelves(
    request: HttpRequest, where: Q, kinds: Sequence[Kind]
) -> Mapping[str, Any] | None:
    if not holds_in_request(request, Permission.KNOWLEDGE_VIEW):
        return None
    shelves = shelves_of(where, kinds)
    return {"shelves": shelves} if shelves else None


PANELS = (
    Panel("knowledge", Subject.UNIT, "knowledge/panel.html", of_unit, order=70),
    Panel(
        "knowledge",
        Subject.POLICY_ITEM,
        "knowledge/policy_section.html",
        of_policy_item,
        order=80,
    ),
    Panel(
        "knowledge", Subject.INDICATOR, "knowledge/panel.html", of_indicator, order=70
    ),
    *(
        Panel("knowledge", subject, "knowledge/learned_panel.html", context, order=80)
        for subject, context in (
            (Subject.ROUND, of_round),
            (Subject.PROJECT, of_project),
            (Subject.MEETING, of_meeting),
            (Subject.VISIT, of_visit),
            (Subject.PROBLEM, of_problem),
        )
    ),
)


# ---------- first screen, menu, search ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what came back to the user, and what waits for publication."""
    for kind, entry in returned_to(user):
        yield Todo(
            kind=TodoKind.RETURNED,
            what=f"{kind.name}: {entry.title}",
            url=entry_url(kind, entry),
            button=_("Mend"),
            why=entry.reason,
            button_url=reverse("knowledge:entry_edit", args=[kind.slug, entry.pk]),
        )
    if not holds_known(user, Permission.KNOWLEDGE_PUBLISH):
        return
    for kind, entry in offered_to(user):
        yield Todo(
            kind=TodoKind.REVIEW,
            what=f"{kind.name}: {entry.title}",
            url=entry_url(kind, entry),
            button=_("Read and publish"),
            why=named(entry.unit),
        )


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the library."""
    if "knowledge_view" in seen.permissions:
        yield NavigationItem(
            Section.LEARN,
            _("Lessons and innovations"),
            reverse("knowledge:library"),
            "bulb",
            order=10,
        )


def found(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the entries whose title or unit holds the words."""
    return [
        Found(
            title=entry.title,
            url=entry_url(kind, entry),
            detail=f"{kind.name} · {named(entry.unit)} · {entry.fiscal_year}",
        )
        for kind in KINDS.values()
        for entry in library_of(user, kind, Wanted(words))[:limit]
    ][:limit]


SEARCH = SearchSource(
    "knowledge", gettext_lazy("Lessons and innovations"), "bulb", found, order=60
)
