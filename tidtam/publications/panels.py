"""What publications put on pages of other apps."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common.hooks import (
    NavigationItem,
    Panel,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.naming import named
from tidtam.organisation.models import Unit

from .selectors import editions_visible_to, waiting_for


def of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return the summaries of the unit, the newest first."""
    if not holds_in_request(request, Permission.PUBLICATION_VIEW):
        return None
    rows = editions_visible_to(request.user).filter(unit=unit).defer("content")
    found = list(rows.order_by("-fiscal_year", "-number")[:5])
    return {"editions": found} if found else None


PANELS = (
    Panel(
        "publications",
        Subject.UNIT,
        "publications/panel.html",
        of_unit,
        order=90,
        later=True,
    ),
)


def todos(user: User) -> Iterator[Todo]:
    """Give the drafts that wait for publication."""
    if not holds_known(user, Permission.PUBLICATION_PUBLISH):
        return
    for edition in waiting_for(user):
        yield Todo(
            kind=TodoKind.REVIEW,
            what=_("Yearly summary %(year)d: %(unit)s")
            % {"year": edition.fiscal_year, "unit": named(edition.unit)},
            url=reverse("publications:edition_detail", args=[edition.pk]),
            button=_("Read and publish"),
        )


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the list."""
    if "publication_view" in seen.permissions:
        yield NavigationItem(
            Section.LEARN,
            _("Publications"),
            reverse("publications:edition_list"),
            "book",
            order=20,
        )
