"""What a round asks of a unit, and under whom the unit stands in it."""

from dataclasses import dataclass, fields

from django.db.models import Q, QuerySet

from tidtam.indicators.models import IndicatorVersion
from tidtam.indicators.rules import Definition
from tidtam.organisation.models import Unit
from tidtam.reporting.models import (
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    Submission,
)
from tidtam.reporting.routes import Route

DEFINITION_FIELDS = [item.name for item in fields(Definition)]


@dataclass(frozen=True)
class Asked:
    """An indicator that a round asks, by the version frozen on opening."""

    indicator_id: int
    code: str
    version: IndicatorVersion
    definition: Definition


@dataclass(frozen=True)
class Placing:
    """Under whom a unit stands in a round; `is_listed` if it must report itself."""

    area_id: int | None
    branch_id: int | None
    is_listed: bool


def commission_id() -> int:
    """Return the id of the commission, the root of the tree."""
    return Unit.objects.values_list("pk", flat=True).get(kind=Unit.Kind.COMMISSION)


def definition_of(version: IndicatorVersion) -> Definition:
    """Return the version's rules as plain values."""
    return Definition(**{name: getattr(version, name) for name in DEFINITION_FIELDS})


def indicators_asked(round_: Round, unit: Unit, route: str) -> list[Asked]:
    """Return what the open round asks of the unit by the route, in order of codes.

    Empty where the unit is not on the list. Three queries.
    """
    if not RoundUnit.objects.filter(round=round_, unit=unit).exists():
        return []
    left_out = set(
        RoundExclusion.objects.filter(round=round_, unit=unit).values_list(
            "indicator_id", flat=True
        )
    )
    if None in left_out:
        return []
    rows = (
        RoundIndicator.objects.filter(
            _entered_by(unit, route), round=round_, version__reported_by=unit.kind
        )
        .exclude(indicator__in=[pk for pk in left_out if pk])
        .select_related("version", "indicator")
        .order_by("indicator__code")
    )
    return [
        Asked(
            row.indicator_id,
            row.indicator.code,
            row.version,
            definition_of(row.version),
        )
        for row in rows
        if row.version
    ]


def _entered_by(unit: Unit, route: str) -> Q:
    """Tell own figures from those that the centre types; the commission is it."""
    if unit.kind == Unit.Kind.COMMISSION:
        return Q()
    entered_by = (
        IndicatorVersion.EnteredBy.CENTRAL
        if route == Route.CENTRAL
        else IndicatorVersion.EnteredBy.UNIT
    )
    return Q(version__entered_by=entered_by)


def placing_of(round_: Round, unit: Unit) -> Placing | None:
    """Return under whom the unit stands in the round, or None if it has no part in it.

    An area or bureau that is not asked itself still carries its schools.
    """
    row = RoundUnit.objects.filter(round=round_, unit=unit).first()
    if row is not None:
        return Placing(row.area_id, row.branch_id, is_listed=True)
    below = schools_listed(round_, unit).first()
    if below is None:
        return None
    return Placing(below.area_id, below.branch_id, is_listed=False)


def schools_listed(round_: Round, carrier: Unit) -> QuerySet[RoundUnit]:
    """Return the schools whose submissions this area or bureau carries in the round.

    Only schools that are asked to enter figures themselves; ordered by name.
    """
    schools = RoundUnit.objects.filter(
        round=round_, unit__kind=Unit.Kind.SCHOOL
    ).order_by("unit__sort_key", "unit__code")
    if carrier.kind == Unit.Kind.AREA:
        schools = schools.filter(area=carrier)
    elif carrier.kind == Unit.Kind.BUREAU:
        schools = schools.filter(area=None, branch=carrier)
    else:
        return schools.none()
    asks_schools = RoundIndicator.objects.filter(
        round=round_,
        version__reported_by=IndicatorVersion.ReportedBy.SCHOOL,
        version__entered_by=IndicatorVersion.EnteredBy.UNIT,
    )
    return schools if asks_schools.exists() else schools.none()


def submission_of(
    round_: Round, unit: Unit, route: str, *, open_only: bool = False
) -> Submission | None:
    """Return the submission that the unit works on, or None before it began.

    That is the first by number that is open, else, unless `open_only`, the last.
    """
    found = list(
        Submission.objects.filter(round=round_, unit=unit, route=route)
        .select_related("round", "unit", "submitted_by__person")
        .order_by("number")
    )
    for submission in found:
        if submission.is_open:
            return submission
    return found[-1] if found and not open_only else None
