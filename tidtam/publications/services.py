"""Every write to editions."""

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.analysis.models import Basis
from tidtam.analysis.services import results_refresh
from tidtam.common import audit, clock
from tidtam.documents.blocks import Document, content_hash, plain, restored
from tidtam.organisation.models import Unit

from .models import Edition
from .selectors import asked_of, current_run, rows_as_of
from .summary import Asked, figure_chapters, summary_of

Progress = Callable[[str], None]


def _quiet(_line: str) -> None:
    """Report nothing."""


class PublicationError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""


def edition_make(*, unit: Unit, fiscal_year: int, by: Doer) -> Edition:
    """Draw up the year's summary of a unit from its official figures, as a draft.

    Stale results are reckoned first. Raises PermissionDenied, or PublicationError for a
    year without results.
    """
    return editions_make(units=[unit], fiscal_year=fiscal_year, by=by)[0]


def editions_make(
    *, units: Sequence[Unit], fiscal_year: int, by: Doer, progress: Progress = _quiet
) -> list[Edition]:
    """Do so for several units, each in a transaction of its own; reckon once."""
    for unit in units:
        check(by, Permission.PUBLICATION_MAKE, unit)
    results_refresh(bases=[Basis.OFFICIAL])
    made = []
    for unit in units:
        progress(unit.code)
        made.append(_make(unit, fiscal_year, by))
    return made


@transaction.atomic
def _make(unit: Unit, fiscal_year: int, by: Doer) -> Edition:
    run = current_run(fiscal_year)
    if run is None:
        raise PublicationError(
            _("There are no results of %(year)d as a whole yet.")
            % {"year": fiscal_year}
        )
    Unit.objects.select_for_update().get(pk=unit.pk)
    editions = Edition.objects.filter(unit=unit, fiscal_year=fiscal_year)
    number = (editions.aggregate(last=Max("number"))["last"] or 0) + 1
    asked = asked_of(unit, run, clock.now(), number)
    document = summary_of(asked)
    made = Edition.objects.create(
        unit=unit,
        fiscal_year=fiscal_year,
        number=number,
        as_of=asked.as_of,
        content=plain(document),
        content_hash=content_hash(document),
        figures_hash=figures_hash(asked),
        made_by=by if isinstance(by, User) else None,
    )
    _record(made, by, "made")
    return made


def figures_hash(asked: Asked) -> str:
    """Return the hash of the chapters of figures alone."""
    chapters = Document("", tuple(figure_chapters(asked)), asked.as_of)
    return content_hash(chapters)


@transaction.atomic
def edition_publish(*, edition: Edition, by: Doer) -> Edition:
    """Publish a draft: from now on everybody may read it. Nobody publishes his own."""
    row = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=edition.pk)
    )
    check(by, Permission.PUBLICATION_PUBLISH, row.unit)
    if row.state == Edition.State.PUBLISHED:
        raise PublicationError(_("It is published already."))
    if isinstance(by, User) and row.made_by_id == by.pk:
        raise PublicationError(_("You made it yourself. Another person publishes it."))
    row.state, row.published_at = Edition.State.PUBLISHED, clock.now()
    row.published_by = by if isinstance(by, User) else None
    row.save(update_fields=["state", "published_at", "published_by"])
    _record(row, by, "published")
    return row


def document_of(edition: Edition) -> Document:
    """Return the paper as it was said; its files are equal whenever they are made."""
    return restored(edition.content, edition.as_of)


def edition_check(*, edition: Edition) -> bool:
    """Reckon its figures as of its moment; say whether they are the ones it gives.

    Takes as long as a reckoning of the country's year, some seconds.
    """
    run = current_run(edition.fiscal_year)
    if run is None:
        return False
    rows = rows_as_of(edition.fiscal_year, edition.as_of)
    asked = asked_of(edition.unit, run, edition.as_of, edition.number)
    again = dataclasses.replace(asked, rows=rows)
    return figures_hash(again) == edition.figures_hash


def _record(edition: Edition, by: Doer, what: str) -> None:
    after: dict[str, Any] = {
        "fiscal_year": edition.fiscal_year,
        "number": edition.number,
        "state": edition.state,
        "content_hash": edition.content_hash,
        "as_of": _moment(edition.as_of),
    }
    audit.record(
        by=by,
        action=f"edition.{what}",
        target=edition,
        unit=edition.unit,
        after=after,
    )


def _moment(moment: datetime.datetime) -> str:
    return moment.isoformat()
