"""Reads of visits: who sees which and how much of it, what came of findings."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Concat, RowNumber

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    can,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.fieldwork.models import Check, Checklist, Finding, Photo, Visit
from tidtam.fieldwork.models.visits import NEEDS_ACTION
from tidtam.followup.models import Directive
from tidtam.followup.selectors import directives_visible_to
from tidtam.organisation.models import Closure, Unit
from tidtam.organisation.selectors import holds_on, in_order

State = Visit.State
SHOWN_IN_PANEL = 5
SOON_DAYS = 30
NEWEST_FIRST = ("-starts_on", "-pk")


@dataclass(frozen=True)
class Wanted:
    """What the list of visits is narrowed to; empty narrows nothing.

    `side` is made (by the user's own units) or received (by them); `item` and
    `visited` are a policy item's framework/code and a unit's code.
    """

    words: Sequence[str] = ()
    side: str = ""
    state: str = ""
    fiscal_year: int | None = None
    item: str = ""
    visited: str = ""


def stands_under(unit: Unit, superior: Unit, day: datetime.date) -> bool:
    """Say whether the unit stands under the superior on the day, and is not it."""
    places = Closure.objects.filter(holds_on(day), unit=unit, ancestor=superior)
    return places.filter(depth__gt=0).exists()


# ---------- visits ----------


def visits_visible_to(user: Visitor) -> QuerySet[Visit]:
    """Return the visits that the user's units made or received."""
    units = units_visible_to(user, Permission.VISIT_VIEW).values("pk")
    return Visit.objects.filter(Q(unit__in=units) | Q(visited__in=units))


def visits_seen_inside(user: Visitor) -> QuerySet[Visit]:
    """Return those of which the user may read what was asked and found.

    The visiting unit and those above it always may; the visited one and those between
    once the report is sent.
    """
    units = units_visible_to(user, Permission.VISIT_VIEW).values("pk")
    is_sent = Q(state=State.REPORTED, visited__in=units)
    return Visit.objects.filter(Q(unit__in=units) | is_sent)


def sees_inside(user: User, visit: Visit) -> bool:
    """Say whether `visits_seen_inside` holds the visit that the user may see."""
    if visit.state == State.REPORTED:
        return True
    return can(user, Permission.VISIT_VIEW, visit.unit)


def visits_wanted(user: User, wanted: Wanted) -> QuerySet[Visit]:
    """Return the visits that fit, the latest first, with their open findings.

    `to_mend` counts findings that need action, where the user may read them.
    """
    found = visits_visible_to(user).select_related("unit", "visited")
    for word in wanted.words:
        found = found.filter(
            Q(title__icontains=word)
            | Q(visited__name_th__icontains=word)
            | Q(visited__short_name_th__icontains=word)
            | Q(unit__name_th__icontains=word)
        )
    if wanted.fiscal_year is not None:
        found = found.filter(fiscal_year=wanted.fiscal_year)
    if wanted.state:
        found = found.filter(state=wanted.state)
    own = units_granted_to(user, Permission.VISIT_VIEW).values("pk")
    if wanted.side == "made":
        found = found.filter(unit__in=own)
    elif wanted.side == "received":
        found = found.filter(visited__in=own)
    framework, _slash, code = wanted.item.partition("/")
    if wanted.item:
        found = found.filter(
            policy_items__framework__code=framework, policy_items__code=code
        )
    if wanted.visited:
        found = found.filter(visited__code=wanted.visited)
    return _counted(found, user).order_by(*NEWEST_FIRST)


def _counted(visits: QuerySet[Visit], user: Visitor) -> QuerySet[Visit]:
    inside = visits_seen_inside(user).values("pk")
    grave = Q(findings__severity__in=NEEDS_ACTION)
    return visits.annotate(
        to_mend=Count("findings", filter=grave & Q(pk__in=inside), distinct=True)
    )


def visit_of(user: User, number: int) -> Visit | None:
    """Return one visit that the user may see."""
    rows = visits_visible_to(user).select_related(
        "unit",
        "visited",
        "checklist",
        "written_by__person",
        "reported_by__person",
        "replied_by__person",
    )
    return rows.filter(pk=number).first()


def findings_of(visit: Visit) -> list[Finding]:
    """Return the findings in order, with what they are about and their pictures."""
    rows = visit.findings.select_related("policy_item__framework", "indicator")
    return list(rows.prefetch_related("photos"))


def checks_of(visit: Visit) -> list[Check]:
    """Return the questions as they were asked, in order."""
    return list(visit.checks.all())


def photos_of(visit: Visit) -> list[Photo]:
    """Return the pictures in the order in which they came."""
    return list(visit.photos.all())


def finding_of(user: User, number: int) -> Finding | None:
    """Return one finding of a visit that the user may read inside."""
    rows = Finding.objects.filter(visit__in=visits_seen_inside(user).values("pk"))
    return (
        rows.select_related("visit__unit", "visit__visited").filter(pk=number).first()
    )


def photo_of(user: User, number: int) -> Photo | None:
    """Return one picture of a visit that the user may read inside."""
    rows = Photo.objects.filter(visit__in=visits_seen_inside(user).values("pk"))
    return rows.select_related("visit__unit").filter(pk=number).first()


def years_known() -> list[int]:
    """Return the fiscal years of visits, newest first. One query."""
    years = Visit.objects.values_list("fiscal_year", flat=True).distinct()
    return sorted(years, reverse=True)


def visiting_units(user: User) -> QuerySet[Unit]:
    """Return the units for which the user may make visits, in order."""
    units = units_granted_to(user, Permission.VISIT_EDIT)
    return in_order(units.exclude(kind=Unit.Kind.SCHOOL))


# ---------- directives that findings raised ----------


def directives_of_finding(finding: Finding) -> QuerySet[Directive]:
    """Return the directives that name the finding as their origin."""
    return Directive.objects.filter(
        origin=Directive.Origin.VISIT, origin_ref=finding.origin_ref
    )


def directives_by_finding(user: User, visit: Visit) -> dict[int, list[Directive]]:
    """Return the directives that the user may read, by the finding they came from."""
    rows = directives_visible_to(user).filter(
        origin=Directive.Origin.VISIT, origin_ref__startswith=f"{visit.pk}-"
    )
    found: dict[int, list[Directive]] = {}
    for row in rows.select_related("issuer").order_by("issued_on", "number"):
        number = row.origin_ref.partition("-")[2]
        if number.isdecimal():
            found.setdefault(int(number), []).append(row)
    return found


# ---------- checklists ----------


def checklists_for(unit: Unit) -> QuerySet[Checklist]:
    """Return the open checklists of the unit and of those above it today."""
    above = Closure.objects.filter(holds_on(clock.today()), unit=unit)
    rows = Checklist.objects.filter(is_open=True, unit__in=above.values("ancestor"))
    return rows.select_related("unit").order_by("unit__kind", "title")


def checklists_visible_to(user: User) -> QuerySet[Checklist]:
    """Return those of the user's units, of the units under them, and handed down.

    `used` counts the visits that the user may see.
    """
    seen = units_visible_to(user, Permission.VISIT_EDIT).values("pk")
    below = units_visible_to(user, Permission.VISIT_VIEW).values("pk")
    above = Closure.objects.filter(holds_on(clock.today()), unit__in=seen)
    rows = Checklist.objects.filter(
        Q(unit__in=below) | Q(unit__in=above.values("ancestor"))
    )
    seen_visits = Q(visits__in=visits_visible_to(user).values("pk"))
    return (
        rows.select_related("unit")
        .prefetch_related("questions")
        .annotate(used=Count("visits", filter=seen_visits, distinct=True))
    )


def checklist_of(user: User, number: int) -> Checklist | None:
    """Return one checklist that the user may see."""
    return checklists_visible_to(user).filter(pk=number).first()


# ---------- what waits ----------


def owed(user: User, day: datetime.date, most: int) -> QuerySet[Visit]:
    """Return what the user's own units owe of visits, the oldest first.

    Their visits that are over and not reported, and reports sent to them (state
    reported) that nobody has answered; at most so many of either.
    """
    visiting = units_granted_to(user, Permission.VISIT_EDIT).values("pk")
    visited = units_granted_to(user, Permission.VISIT_ANSWER).values("pk")
    to_write_up = Q(
        unit__in=visiting, ends_on__lt=day, state__in=[State.PLANNED, State.MADE]
    )
    unanswered = Q(visited__in=visited, state=State.REPORTED, reply="")
    rows = Visit.objects.filter(to_write_up | unanswered).annotate(
        place=Window(
            RowNumber(),
            partition_by=Case(When(state=State.REPORTED, then=1), default=0),
            order_by=["ends_on", "pk"],
        )
    )
    shown = rows.filter(place__lte=most).select_related("unit", "visited")
    return shown.order_by("ends_on", "pk")


def without_directive(user: User) -> tuple[Finding | None, int]:
    """Return the oldest grave finding that raised no directive, and how many there are.

    Of visits of the user's own units whose report is sent, for those who may issue one.
    One query.
    """
    own = units_granted_to(user, Permission.DIRECTIVE_ISSUE).values("pk")
    key = Concat(
        Cast(OuterRef("visit_id"), CharField()),
        Value("-"),
        Cast(OuterRef("pk"), CharField()),
    )
    raised = Directive.objects.filter(
        origin=Directive.Origin.VISIT, origin_ref=key, issuer=OuterRef("visit__unit")
    )
    rows = Finding.objects.filter(
        ~Exists(raised),
        visit__unit__in=own,
        visit__state=State.REPORTED,
        severity__in=NEEDS_ACTION,
    )
    counted = rows.select_related("visit__visited").annotate(among=Window(Count("pk")))
    first = counted.order_by("visit__reported_at", "pk").first()
    return first, first.among if first else 0


def coming(user: User, day: datetime.date) -> QuerySet[Visit]:
    """Return planned visits by and to the user's own units within a month."""
    own = units_granted_to(user, Permission.VISIT_VIEW).values("pk")
    rows = Visit.objects.filter(
        Q(unit__in=own) | Q(visited__in=own),
        state=State.PLANNED,
        starts_on__gte=day,
        starts_on__lte=day + datetime.timedelta(days=SOON_DAYS),
    )
    return rows.select_related("unit", "visited").order_by("starts_on", "pk")


# ---------- on other pages ----------


def visits_about(user: Visitor, where: Q) -> tuple[list[Visit], int]:
    """Return the latest visits that fit and the user may see, and how many."""
    rows = visits_visible_to(user).filter(where).exclude(state=State.CANCELLED)
    found = _counted(rows.distinct(), user).select_related("unit", "visited")
    first = list(found.order_by(*NEWEST_FIRST)[: SHOWN_IN_PANEL + 1])
    count = rows.distinct().count() if len(first) > SHOWN_IN_PANEL else len(first)
    return first[:SHOWN_IN_PANEL], count
