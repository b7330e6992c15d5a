"""Reads of editions, and what a summary is drawn from."""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, Visitor, holds, units_visible_to
from tidtam.analysis import reckoning
from tidtam.analysis.models import Basis, Result, ResultCell, ResultRun
from tidtam.analysis.reckoning import Country, ResultRow
from tidtam.analysis.selectors.figures import rows_of
from tidtam.common.periods import Period
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order

from .models import Edition
from .summary import Asked, Rows

SUMMED = (Unit.Kind.COMMISSION, Unit.Kind.GROUP)


def editions_visible_to(user: Visitor) -> QuerySet[Edition]:
    """Return what is published, and the drafts of the user's own units."""
    if not holds(user, Permission.PUBLICATION_VIEW):
        return Edition.objects.none()
    own = units_visible_to(user, Permission.PUBLICATION_MAKE).values("pk")
    return Edition.objects.filter(Q(state=Edition.State.PUBLISHED) | Q(unit__in=own))


def editions_of(user: User, fiscal_year: int | None) -> QuerySet[Edition]:
    """Return the editions, without their content: newest year first, then by unit."""
    found = editions_visible_to(user).select_related("unit").defer("content")
    if fiscal_year is not None:
        found = found.filter(fiscal_year=fiscal_year)
    return found.order_by("-fiscal_year", "unit__kind", "unit__sort_key", "-number")


def edition_of(user: User, number: int) -> Edition | None:
    """Return one edition that the user may read."""
    rows = editions_visible_to(user).select_related(
        "unit", "made_by__person", "published_by__person"
    )
    return rows.filter(pk=number).first()


def edition_public(number: int) -> Edition | None:
    """Return an edition that everybody may read."""
    rows = Edition.objects.filter(state=Edition.State.PUBLISHED, pk=number)
    return rows.select_related("unit").first()


def editions_public() -> QuerySet[Edition]:
    """Return the newest published edition of each unit and year, without content."""
    rows = Edition.objects.filter(state=Edition.State.PUBLISHED).defer("content")
    return rows.select_related("unit").order_by(
        "-fiscal_year", "unit__kind", "unit__sort_key", "-number"
    )


def units_to_sum(user: User) -> QuerySet[Unit]:
    """Return the units whose summary the user may make."""
    units = units_visible_to(user, Permission.PUBLICATION_MAKE)
    return in_order(units.filter(kind__in=SUMMED))


def units_with_results(fiscal_year: int) -> list[Unit]:
    """Return the commission and the groups that have results of the year."""
    run = current_run(fiscal_year)
    if run is None:
        return []
    units = Result.objects.filter(run=run, unit__kind__in=SUMMED).values("unit")
    return list(in_order(Unit.objects.filter(pk__in=units)))


def years_with_results() -> list[int]:
    """Return the fiscal years that have results as a whole, newest first."""
    codes = ResultRun.objects.filter(
        is_current=True, basis=Basis.OFFICIAL, period__endswith="-Y"
    ).values_list("period", flat=True)
    return sorted((int(code.partition("-")[0]) for code in codes), reverse=True)


def current_run(fiscal_year: int) -> ResultRun | None:
    """Return the run of official figures of the whole year that is shown."""
    return ResultRun.objects.filter(
        is_current=True, basis=Basis.OFFICIAL, period=Period(fiscal_year, "Y").code
    ).first()


def children_of(unit: Unit, run: ResultRun) -> list[Unit]:
    """Return the units right under this one in the year, in the order of names."""
    if unit.kind == Unit.Kind.COMMISSION:
        kinds = (Unit.Kind.GROUP, Unit.Kind.BUREAU)
        above = Result.objects.filter(run=run, unit__kind__in=kinds).values("unit")
        return list(in_order(Unit.objects.filter(pk__in=above)))
    cells = ResultCell.objects.filter(run=run, branch=unit).exclude(area=None)
    return list(in_order(Unit.objects.filter(pk__in=cells.values("area"))))


def asked_of(
    unit: Unit, run: ResultRun, as_of: datetime.datetime, number: int
) -> Asked:
    """Return what a summary is drawn from, with the rows that are stored."""
    year = int(run.period.partition("-")[0])

    def stored(units: Sequence[int]) -> Iterable[ResultRow]:
        return rows_of(run.pk, Q(unit__in=list(units)))

    return Asked(unit, year, as_of, children_of(unit, run), stored, number)


def rows_as_of(fiscal_year: int, as_of: datetime.datetime) -> Rows:
    """Reckon the year's official figures as they stood at a moment; stores nothing."""
    country = Country(as_of=as_of)
    period = Period(fiscal_year, "Y")
    cells = reckoning.partials_of_cells(country, period, Basis.OFFICIAL)
    found = reckoning.figures_above(country, period, cells)
    by_unit: dict[int, list[ResultRow]] = {}
    for row in found:
        by_unit.setdefault(row.unit, []).append(row)

    def reckoned(units: Sequence[int]) -> Iterable[ResultRow]:
        return [row for unit in units for row in by_unit.get(unit, ())]

    return reckoned


def waiting_for(user: User) -> QuerySet[Edition]:
    """Return the drafts that wait for the user to publish them, not the user's own."""
    units = units_visible_to(user, Permission.PUBLICATION_PUBLISH).values("pk")
    rows = Edition.objects.filter(state=Edition.State.DRAFT, unit__in=units)
    return rows.exclude(made_by=user.pk).select_related("unit").defer("content")
