"""Small reads for pages and menus, beside the larger ones of this folder."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.common.naming import named
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.policies.frameworks import name_of
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import (
    Round,
    RoundIndicator,
    RoundUnit,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import Route

from .control import timeliness


def round_open_now() -> Round | None:
    """Return the round that was opened last, whether it still takes entries or not."""
    return (
        Round.objects.filter(opened_at__isnull=False, opens_at__lte=clock.now())
        .order_by("-opens_at", "-pk")
        .first()
    )


def aspects_of(
    fiscal_year: int, indicator_ids: Collection[int]
) -> dict[int, PolicyItem]:
    """Return the aspect of the work that each indicator belongs to, by its id.

    An indicator without one in the year's framework of aspects is left out. One query.
    """
    links = Indicator.policy_items.through.objects.filter(
        indicator__in=indicator_ids, policyitem__framework__fiscal_year=fiscal_year
    ).select_related("policyitem__framework", "policyitem__parent")
    found: dict[int, PolicyItem] = {}
    for link in links:
        item = link.policyitem
        if name_of(item.framework).are_aspects:
            found[link.indicator_id] = item.parent or item
    return found


@dataclass(frozen=True)
class OwedCount:
    """How many reports the user's own units owe now, and how many came back."""

    owed: int = 0
    returned: int = 0


def reports_owed_count(user: User) -> OwedCount:
    """Return how many reports the user's own units owe; for the menu. Two queries."""
    units = units_granted_to(user, Permission.REPORT_SUBMIT).values("pk")
    now = clock.now()
    listed = RoundUnit.objects.filter(
        unit__in=units,
        round__opened_at__isnull=False,
        round__opens_at__lte=now,
        round__closes_at__gt=now,
    ).values_list("round", "unit")
    submissions = list(
        Submission.objects.filter(unit__in=units).exclude(route=Route.CENTRAL)
    )
    gone = {
        (item.round_id, item.unit_id)
        for item in submissions
        if not item.number and not item.is_open
    }
    returned = sum(item.state == Submission.State.RETURNED for item in submissions)
    return OwedCount(sum(key not in gone for key in listed), returned)


@dataclass(frozen=True)
class OwnReport:
    """A report of one of the user's own units, in a round of the past or the present.

    `submission` is the first; None where nothing was begun.
    """

    round: Round
    unit: Unit
    submission: Submission | None


def own_reports(user: User) -> list[OwnReport]:
    """Return the reports of the units that the user's grants name, newest round first.

    Two queries and one more.
    """
    units = units_granted_to(user, Permission.REPORT_VIEW).filter(
        kind__in=[Unit.Kind.SCHOOL, Unit.Kind.AREA, Unit.Kind.GROUP]
    )
    listed = list(
        RoundUnit.objects.filter(unit__in=units, round__opened_at__isnull=False)
        .select_related("round", "unit")
        .order_by("-round__opens_at", "unit__sort_key")
    )
    submissions = {
        (item.round_id, item.unit_id): item
        for item in Submission.objects.filter(
            unit__in={row.unit_id for row in listed}, number=0
        )
        .exclude(route=Route.CENTRAL)
        .select_related("round")
    }
    return [
        OwnReport(row.round, row.unit, submissions.get((row.round_id, row.unit_id)))
        for row in listed
    ]


def submissions_of(round_: Round, unit: Unit, route: str) -> list[Submission]:
    """Return every submission of the unit by the route, first to last. One query."""
    return list(
        Submission.objects.filter(round=round_, unit=unit, route=route)
        .select_related(
            "round",
            "unit",
            "carried_by__unit",
            "carried_by__round",
            "submitted_by__person",
        )
        .order_by("number")
    )


def revisions_of(round_: Round, unit: Unit) -> QuerySet[ValueRevision]:
    """Return every revision of the unit's figures in the round, newest first."""
    return (
        ValueRevision.objects.filter(round=round_, unit=unit, part="")
        .select_related("indicator", "submission")
        .order_by("-recorded_at", "indicator__code", "-pk")
    )


def names_asked(round_: Round) -> dict[int, str]:
    """Return the names of the round's indicators by id, as it froze them. One query."""
    rows = RoundIndicator.objects.filter(round=round_).select_related("version")
    return {row.indicator_id: named(row.version) for row in rows if row.version}


@dataclass(frozen=True)
class Asking:
    """What a round asks of one kind of unit: its indicators, and how many units."""

    kind: str
    entered_by: str
    versions: list[IndicatorVersion]
    units: int

    @property
    def kind_label(self) -> str:
        """Return the name of the kind."""
        return str(Unit.Kind(self.kind).label)

    @property
    def is_central(self) -> bool:
        """Say whether the centre enters the figures."""
        return self.entered_by == IndicatorVersion.EnteredBy.CENTRAL


def asked_by(round_: Round) -> list[Asking]:
    """Return what the round asks of whom, schools last. Two queries."""
    units = dict(
        RoundUnit.objects.filter(round=round_)
        .order_by()
        .values_list("unit__kind")
        .annotate(count=Count("pk"))
    )
    found: dict[tuple[str, str], list[IndicatorVersion]] = {}
    asked = RoundIndicator.objects.filter(round=round_).select_related(
        "version__indicator", "indicator"
    )
    for row in asked.order_by("indicator__code"):
        if row.version:
            key = row.version.reported_by, row.version.entered_by
            found.setdefault(key, []).append(row.version)
    kinds = list(Unit.Kind)
    return [
        Asking(kind, entered_by, versions, units.get(kind, 0))
        for (kind, entered_by), versions in sorted(
            found.items(),
            key=lambda item: (kinds.index(Unit.Kind(item[0][0])), item[0][1]),
        )
    ]


def rounds_known() -> QuerySet[Round]:
    """Return every round, the newest first, each with how many indicators it asks."""
    return Round.objects.annotate(indicator_count=Count("asked")).order_by(
        "-fiscal_year", "-opens_at", "-pk"
    )


@dataclass(frozen=True)
class InTime:
    """How many units of a kind that the user may see reported in time, late, or not."""

    route: str
    expected: int
    on_time: int
    late: int

    @property
    def silent(self) -> int:
        """Return how many have never submitted."""
        return self.expected - self.on_time - self.late

    @property
    def share(self) -> float:
        """Return the share that reported in time."""
        return self.on_time / self.expected if self.expected else 0.0


def in_time_for(user: User, round_: Round) -> list[InTime]:
    """Return who reported in time among the units that the user may see.

    Empty for people who see their own unit alone. Seven queries.
    """
    seen = set(
        units_visible_to(user, Permission.REPORT_VIEW)
        .exclude(kind=Unit.Kind.SCHOOL)
        .values_list("pk", flat=True)
    )
    if not seen:
        return []
    found = []
    for route in (Route.GROUP, Route.AREA, Route.SCHOOL):
        rows = [
            row
            for row in timeliness(round_, route)
            if row.area_id in seen or row.branch_id in seen
        ]
        total = InTime(
            route,
            sum(row.expected for row in rows),
            sum(row.on_time for row in rows),
            sum(row.late for row in rows),
        )
        if total.expected:
            found.append(total)
    return found
