"""From a figure back to where it came from, and forth to who accepted it."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, units_visible_to
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.reporting.models import (
    Evidence,
    ReviewStep,
    Round,
    RoundUnit,
    Submission,
    ValueRevision,
)

Action = ReviewStep.Action
State = Submission.State

# The state that each action leads into.
STATE_AFTER: dict[str, Submission.State] = {
    Action.SUBMITTED: State.SUBMITTED,
    Action.VERIFIED: State.VERIFIED,
    Action.CERTIFIED: State.CERTIFIED,
    Action.GROUP_VERIFIED: State.GROUP_VERIFIED,
    Action.ACCEPTED: State.ACCEPTED,
    Action.RETURNED: State.RETURNED,
    Action.REOPENED: State.RETURNED,
    Action.WITHDRAWN: State.WITHDRAWN,
}


@dataclass(frozen=True)
class Trail:
    """Everything that was done to a submission.

    `carrier_steps` are those of the area's or bureau's submission that carries it.
    """

    submission: Submission
    steps: tuple[ReviewStep, ...]
    carrier: Submission | None
    carrier_steps: tuple[ReviewStep, ...]


@dataclass(frozen=True)
class RevisionOrigin:
    """A revision of a figure, its submission, and the step that made it official."""

    revision: ValueRevision
    submission: Submission | None
    acceptance: ReviewStep | None


@dataclass(frozen=True)
class FigureOrigin:
    """Where a unit's figure of a round comes from: revisions, newest first; files."""

    revisions: tuple[RevisionOrigin, ...]
    evidence: tuple[Evidence, ...]


def trail_of(submission: Submission) -> Trail:
    """Return what was done to the submission, and to the one that carries it.

    At most five queries.
    """
    carrier = submission.carried_by
    return Trail(
        submission,
        _steps(submission),
        carrier,
        _steps(carrier) if carrier is not None else (),
    )


def figure_origin(round_: Round, unit: Unit, indicator: Indicator) -> FigureOrigin:
    """Return the revisions of a figure with their origin, and its evidence.

    Evidence of the report as a whole counts too. Three queries.
    """
    revisions = list(
        ValueRevision.objects.filter(
            round=round_, unit=unit, indicator=indicator, part=""
        )
        .select_related("submission__carried_by", "submission__submitted_by__person")
        .order_by("-recorded_at", "-pk")
    )
    accepted = _acceptances(round_, revisions)
    return FigureOrigin(
        tuple(
            RevisionOrigin(item, item.submission, accepted.get(item.pk))
            for item in revisions
        ),
        tuple(
            Evidence.objects.filter(
                Q(indicator=indicator) | Q(indicator=None),
                round=round_,
                unit=unit,
                removed_at=None,
            ).order_by("uploaded_at", "pk")
        ),
    )


def state_at(submission: Submission, moment: datetime.datetime) -> str:
    """Return the state that the submission had at a past moment; empty before it began.

    A school's was accepted when the submission that carried it was, which is when its
    figures became official.
    """
    events = [
        (at, STATE_AFTER[action])
        for action, at in submission.steps.filter(
            action__in=STATE_AFTER, at__lte=moment
        )
        .order_by("pk")
        .values_list("action", "at")
    ]
    made_official = (
        ValueRevision.objects.filter(
            round=submission.round_id,
            unit=submission.unit_id,
            submission=submission,
            official_at__lte=moment,
        )
        .values_list("official_at", flat=True)
        .distinct()
    )
    events += [(at, State.ACCEPTED) for at in made_official if at]
    return sorted(events, key=lambda event: event[0])[-1][1] if events else ""


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Return the files that the user may open; removed ones are shown to nobody.

    Those of units under the user today, and of units that stood under them when the
    round opened.
    """
    units = units_visible_to(user, Permission.EVIDENCE_VIEW).values("pk")
    frozen = RoundUnit.objects.filter(Q(area__in=units) | Q(branch__in=units))
    return Evidence.objects.filter(
        Q(unit__in=units) | Q(_listed_in(frozen)), removed_at=None
    ).select_related("round", "unit", "indicator")


def _listed_in(listed: QuerySet[RoundUnit]) -> Exists:
    return Exists(listed.filter(round=OuterRef("round"), unit=OuterRef("unit")))


def _steps(submission: Submission) -> tuple[ReviewStep, ...]:
    return tuple(
        submission.steps.prefetch_related("returned_values__indicator").order_by(
            "at", "pk"
        )
    )


def _acceptances(
    round_: Round, revisions: list[ValueRevision]
) -> dict[int, ReviewStep]:
    """Return the step that made each revision official: one of that very moment."""
    moments = {item.official_at: item for item in revisions if item.official_at}
    places = {item.unit_id for item in revisions}
    for item in revisions:
        if item.submission is not None:
            superiors = (item.submission.area_id, item.submission.branch_id)
            places |= {pk for pk in superiors if pk}
    steps = ReviewStep.objects.filter(
        submission__round=round_,
        submission__unit__in=places,
        action=Action.ACCEPTED,
        at__in=list(moments),
    ).select_related("submission__unit")
    by_moment = {step.at: step for step in steps}
    return {
        item.pk: by_moment[item.official_at]
        for item in revisions
        if item.official_at in by_moment and item.submission_id
    }
