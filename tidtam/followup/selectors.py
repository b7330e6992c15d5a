"""Reads of directives: who sees which, what is late, what waits for whom."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from tidtam.accounts.models import Grant, User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.organisation.models import Closure, Unit
from tidtam.organisation.selectors import holds_on, in_order

from .models import FINISHED, OPEN_STATES, Assignment, Directive, Progress

SHOWN_IN_PANEL = 5
SOON = datetime.timedelta(days=30)
LATE_FIRST: Sequence[Any] = ("rank", "due_on", "pk")  # `counted` adds the rank


def _seen(user: Visitor) -> QuerySet[Unit]:
    return units_visible_to(user, Permission.DIRECTIVE_VIEW)


def directives_visible_to(user: Visitor) -> QuerySet[Directive]:
    """Return what the user's units issued, answer for or take part in."""
    units = _seen(user).values("pk")
    own = Assignment.objects.filter(directive=OuterRef("pk"), unit__in=units)
    joined = Directive.partners.through.objects.filter(
        directive=OuterRef("pk"), unit__in=units
    )
    return Directive.objects.filter(Q(issuer__in=units) | Exists(own) | Exists(joined))


def assignments_visible_to(user: Visitor) -> QuerySet[Assignment]:
    """Return the user's own, and all of a directive that they issued or take part in.

    Another owner's answers are not shown to an owner.
    """
    units = _seen(user).values("pk")
    joined = Directive.partners.through.objects.filter(
        directive=OuterRef("directive"), unit__in=units
    )
    return Assignment.objects.filter(
        Q(unit__in=units) | Q(directive__issuer__in=units) | Exists(joined)
    )


OPEN = Q(done__lt=F("owners")) | Q(owners=0)


def counted(
    directives: QuerySet[Directive], user: Visitor, day: datetime.date
) -> QuerySet[Directive]:
    """Add how many owners the user sees; how many are done, waiting, verified, late.

    `rank` is 0 where any is late, 1 where any is open or there is no owner yet (as a
    file may bring it), else 2.
    """
    mine = Q(assignments__in=assignments_visible_to(user).values("pk"))
    late = mine & Q(assignments__state__in=OPEN_STATES, due_on__lt=day)
    found = directives.annotate(
        owners=Count("assignments", filter=mine, distinct=True),
        done=Count(
            "assignments",
            filter=mine & Q(assignments__state__in=FINISHED),
            distinct=True,
        ),
        waiting=Count(
            "assignments",
            filter=mine & Q(assignments__state=Assignment.State.DONE),
            distinct=True,
        ),
        verified=Count(
            "assignments",
            filter=mine & Q(assignments__state=Assignment.State.VERIFIED),
            distinct=True,
        ),
        late=Count("assignments", filter=late, distinct=True),
    )
    return found.annotate(
        rank=Case(
            When(late__gt=0, then=Value(0)),
            When(OPEN, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )


def directive_of(user: User, number: int) -> Directive | None:
    """Return one directive that the user may read."""
    rows = directives_visible_to(user).select_related(
        "issuer", "policy_item__framework", "indicator", "project", "issued_by__person"
    )
    return rows.filter(pk=number).first()


def assignment_of(user: User, number: int) -> Assignment | None:
    """Return one owner's part that the user may read."""
    rows = assignments_visible_to(user).select_related("directive__issuer", "unit")
    return rows.filter(pk=number).first()


def answers_to(user: User, directive: Directive) -> list[Assignment]:
    """Return the owners' parts that the user may read: late first, then by name."""
    rows = assignments_visible_to(user).filter(directive=directive)
    return list(
        rows.select_related("unit", "directive").order_by(
            Case(
                *(
                    When(state=state, then=Value(place))
                    for place, state in enumerate(Assignment.State.values)
                ),
                output_field=IntegerField(),
            ),
            "unit__sort_key",
            "unit__code",
        )
    )


def progress_of(user: User, directive: Directive) -> QuerySet[Progress]:
    """Return what was said of the parts that the user may read, newest first."""
    parts = assignments_visible_to(user).filter(directive=directive).values("pk")
    rows = Progress.objects.filter(assignment__in=parts)
    return rows.select_related("assignment__unit", "by__person").order_by("-at", "-pk")


def progress_visible_to(user: User) -> QuerySet[Progress]:
    """Return every note that the user may read."""
    return Progress.objects.filter(
        assignment__in=assignments_visible_to(user).values("pk")
    )


def issuing_units(user: User) -> QuerySet[Unit]:
    """Return the units for which the user may issue, in order."""
    return in_order(units_granted_to(user, Permission.DIRECTIVE_ISSUE))


def may_direct(user: User, unit: Unit) -> bool:
    """Say whether the user issues for a unit that stands above this one today."""
    above = Closure.objects.filter(holds_on(clock.today()), unit=unit, depth__gt=0)
    return issuing_units(user).filter(pk__in=above.values("ancestor")).exists()


def answering_units(user: User) -> frozenset[int]:
    """Return the ids of the units for which the user may answer. One query."""
    units = units_granted_to(user, Permission.DIRECTIVE_ANSWER)
    return frozenset(units.values_list("pk", flat=True))


def units_under(issuer: Unit, day: datetime.date) -> QuerySet[Unit]:
    """Return the issuer and what stands under it on the day."""
    below = Closure.objects.filter(holds_on(day), ancestor=issuer)
    return Unit.objects.filter(pk__in=below.values("unit"))


# ---------- who may not judge ----------


def own_work(user: User) -> QuerySet[Assignment]:
    """Return the parts that are the user's own work, which somebody else judges.

    Those of the units to which the user belongs, by whatever role, unless the unit gave
    the directive to itself; and those that the user once reported as done, wherever the
    user is now. `services.assignments` refuses to judge them.
    """
    grants = Grant.objects.filter(holds_on(clock.today()), user=user.pk)
    said = Progress.objects.filter(
        assignment=OuterRef("pk"), by=user.pk, step=Assignment.State.DONE
    )
    belongs = Q(unit__in=grants.values("unit")) & ~Q(unit=F("directive__issuer"))
    return Assignment.objects.filter(belongs | Exists(said))


# ---------- what waits ----------


def open_of(user: User) -> QuerySet[Assignment]:
    """Return what the user's own units still owe, the earliest due first."""
    own = units_granted_to(user, Permission.DIRECTIVE_ANSWER).values("pk")
    rows = Assignment.objects.filter(unit__in=own, state__in=OPEN_STATES)
    return rows.select_related("directive__issuer", "unit").order_by(
        "directive__due_on", "pk"
    )


def to_verify_by(user: User) -> QuerySet[Directive]:
    """Return the directives whose owners say done, with how many; oldest due first.

    What the user may not judge, as `own_work` says, waits for somebody else.
    """
    own = units_granted_to(user, Permission.DIRECTIVE_ISSUE).values("pk")
    done = Q(assignments__state=Assignment.State.DONE)
    done &= ~Q(assignments__in=own_work(user).values("pk"))
    rows = Directive.objects.filter(issuer__in=own).annotate(
        waiting=Count("assignments", filter=done)
    )
    return rows.filter(waiting__gt=0).order_by("due_on", "pk")


def late_issued_by(user: User, day: datetime.date) -> QuerySet[Directive]:
    """Return the directives of the user's own units that most owners are late with."""
    own = units_granted_to(user, Permission.DIRECTIVE_ISSUE).values("pk")
    late = Q(assignments__state__in=OPEN_STATES)
    rows = Directive.objects.filter(issuer__in=own, due_on__lt=day).annotate(
        late=Count("assignments", filter=late), owners=Count("assignments")
    )
    return rows.filter(late__gt=0).select_related("issuer").order_by("-late", "due_on")


def due_soon_of(user: User, day: datetime.date) -> QuerySet[Directive]:
    """Return what falls due within a month and is open, the earliest due first.

    Of the user's own units: what they answer for and have not done, and what they
    issued or take part in and somebody has not done.
    """
    own = units_granted_to(user, Permission.DIRECTIVE_VIEW).values("pk")
    still = Assignment.objects.filter(directive=OuterRef("pk"), state__in=OPEN_STATES)
    joined = Directive.partners.through.objects.filter(
        directive=OuterRef("pk"), unit__in=own
    )
    concerns = (Q(issuer__in=own) | Exists(joined)) & Exists(still)
    rows = Directive.objects.filter(
        concerns | Exists(still.filter(unit__in=own)),
        due_on__gte=day,
        due_on__lte=day + SOON,
    )
    return rows.order_by("due_on", "pk")


# ---------- on other pages ----------


def about(user: Visitor, where: Q) -> tuple[list[Directive], int]:
    """Return the first directives that fit and the user may read, and how many."""
    rows = directives_visible_to(user).filter(where).distinct()
    found = counted(rows, user, clock.today()).select_related("issuer")
    first = list(found.order_by(*LATE_FIRST)[: SHOWN_IN_PANEL + 1])
    count = rows.count() if len(first) > SHOWN_IN_PANEL else len(first)
    return first[:SHOWN_IN_PANEL], count
