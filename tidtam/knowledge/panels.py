"""What lessons and innovations put on pages of other apps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
from tidtam.policies.models import PolicyItem

from .kinds import INNOVATION, KINDS, LESSON, Kind
from .models import Entry
from .selectors import (
    Wanted,
    library_of,
    offered_to,
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
