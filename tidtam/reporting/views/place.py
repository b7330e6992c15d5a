"""Which report a page is about, and whether the person may be there."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_over
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Round
from tidtam.reporting.routes import CARRYING, Route, route_of
from tidtam.reporting.selectors import chain_in_round
from tidtam.reporting.selectors.asked import commission_id


@dataclass(frozen=True)
class Place:
    """A unit's report in a round, or what the centre enters for the unit.

    `chain` holds the ids of the unit and its frozen superiors, nearest first.
    """

    round: Round
    unit: Unit
    route: str
    central: bool
    chain: tuple[int, ...] = ()

    @property
    def is_carrying(self) -> bool:
        """Say whether the report takes those of schools along."""
        return self.route in CARRYING

    def url(self, name: str, *more: object) -> str:
        """Return the address of a page of this report, by its name."""
        prefix = "central" if self.central else "report"
        return reverse(
            f"reporting:{prefix}_{name}", args=[self.round.code, self.unit.code, *more]
        )

    # Addresses that templates ask for.
    @property
    def form_url(self) -> str:
        """Return the address of the form."""
        return self.url("form")

    @property
    def submit_url(self) -> str:
        """Return the address of the page before submitting."""
        return self.url("submit")

    @property
    def review_url(self) -> str:
        """Return the address of the submission as a reviewer sees it."""
        return self.url("review")


def place_of(
    user: User, round_code: str, unit_code: str, *, central: bool = False
) -> Place:
    """Return the report at an address.

    Raises Http404 unless the round is open or past and the user may read the unit's
    report in it. Six queries.
    """
    round_ = Round.objects.filter(code=round_code, opened_at__isnull=False).first()
    unit = Unit.objects.filter(code=unit_code).first()
    if round_ is None or unit is None:
        raise Http404
    chain = chain_in_round(round_, unit)
    if not holds_over(user, Permission.REPORT_VIEW, chain):
        raise Http404
    route = route_of(unit, central=central)
    return Place(round_, unit, route, central, tuple(chain))


def may(user: User, permission: Permission, place: Place) -> bool:
    """Say whether the user may do this for the report; central ones by their right."""
    if place.route == Route.CENTRAL:
        return holds_over(user, Permission.CENTRAL_ENTER, [commission_id()])
    return holds_over(user, permission, [place.unit.pk])


def refuse_unless(user: User, permission: Permission, place: Place) -> None:
    """Raise PermissionDenied unless `may` allows it."""
    if not may(user, permission, place):
        raise PermissionDenied
