"""What people have to do: what they owe, what came back, what waits for review."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    grants_today,
    permissions_of,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.indicators.rules import Definition
from tidtam.organisation.models import Unit
from tidtam.reporting.jumps import Jump, jump_between
from tidtam.reporting.models import (
    ReviewStep,
    Round,
    RoundIndicator,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import (
    CARRYING,
    ROUTES,
    Over,
    Route,
    Step,
    state_before,
)
from tidtam.reporting.typed import Figure

from .asked import definition_of, placing_of
from .cells import figure_of, previous_figures
from .forms import ReportForm, form_of


@dataclass(frozen=True)
class Owed:
    """A report that one of the user's own units still owes, or that came back.

    `waiting_schools` are certified ones that the unit has not yet carried on.
    """

    form: ReportForm
    waiting_schools: int

    @property
    def is_returned(self) -> bool:
        """Say whether it was sent back."""
        submission = self.form.submission
        return submission is not None and (
            submission.state == Submission.State.RETURNED
        )

    @property
    def is_overdue(self) -> bool:
        """Say whether it is late already."""
        return self.form.is_overdue


@dataclass(frozen=True)
class Waiting:
    """Submissions of one round that wait for one step that the user may take."""

    round: Round
    route: str
    step: Step
    count: int
    since: datetime.datetime | None


@dataclass(frozen=True)
class Remark:
    """What a reviewer should look at: a jump, with the answer that was given."""

    indicator_id: int
    jump: Jump
    answer: str


@dataclass(frozen=True)
class Remarks:
    """What strikes about a submission before it is opened.

    `said` counts its figures, `not_applicable` those that do not apply. `is_copy`:
    every figure, and there are at least three, is just that of the last round.
    """

    said: int = 0
    not_applicable: int = 0
    is_copy: bool = False
    jumps: tuple[Remark, ...] = ()


COPY_LEAST = 3


# ---------- what I owe ----------


def reports_owed(user: User) -> list[Owed]:
    """Return what the user's own units still have to submit, overdue first.

    Only units that the user's grants name, in open rounds, and what was sent back in
    any round. About a dozen queries for each report.
    """
    units = list(units_granted_to(user, Permission.REPORT_SUBMIT))
    owed = []
    for round_ in _rounds_to_report(units):
        for unit in units:
            if placing_of(round_, unit) is None:
                continue
            item = Owed(form_of(round_, unit), _waiting_schools(round_, unit))
            if _is_owed(item):
                owed.append(item)
    return sorted(
        owed,
        key=lambda item: (
            not item.is_overdue,
            not item.is_returned,
            item.form.round.due_at,
            item.form.unit.sort_key,
        ),
    )


def _rounds_to_report(units: Sequence[Unit]) -> Iterable[Round]:
    """Return the rounds that take entries, and those where something came back."""
    now = clock.now()
    came_back = Submission.objects.filter(
        unit__in=units, state=Submission.State.RETURNED
    )
    return Round.objects.filter(
        Q(closes_at__gt=now) | Q(pk__in=came_back.values("round")),
        opened_at__isnull=False,
        opens_at__lte=now,
    ).order_by("due_at", "code")


def _is_owed(item: Owed) -> bool:
    form = item.form
    if form.submission is not None and not form.submission.is_open:
        return item.waiting_schools > 0
    return form.is_writable and bool(form.lines or form.route in CARRYING)


def _waiting_schools(round_: Round, unit: Unit) -> int:
    """Return how many certified schools the area or bureau has not carried on."""
    if unit.kind not in {Unit.Kind.AREA, Unit.Kind.BUREAU}:
        return 0
    under = Q(area=unit) | Q(area=None, branch=unit)
    return Submission.objects.filter(
        under,
        round=round_,
        route=Route.SCHOOL,
        state=Submission.State.CERTIFIED,
        carried_by=None,
    ).count()


# ---------- what waits for me ----------


def submissions_to_review(
    user: User, held: Collection[str] | None = None
) -> QuerySet[Submission]:
    """Return the submissions whose next step the user may take, oldest due first.

    The right is held over the frozen superior of the round, and the user has taken
    no other step of the submission. Two queries, or one where the permissions that
    the user holds today are given; page it.
    """
    held = permissions_of(user) if held is None else held
    return (
        Submission.objects.filter(_turn_of(user, held))
        .select_related("round", "unit", "area", "branch", "submitted_by__person")
        .order_by("round__due_at", "submitted_at", "pk")
    )


def reviews_waiting(user: User) -> list[Waiting]:
    """Return how many submissions wait for the user, by round and step.

    Three queries.
    """
    rows = (
        Submission.objects.filter(_turn_of(user, permissions_of(user)))
        .order_by("round__due_at", "round", "route", "state")
        .values_list("round", "route", "state")
        .annotate(count=Count("pk"), since=Min("submitted_at"))
    )
    found = list(rows)
    rounds = Round.objects.in_bulk({row[0] for row in found})
    return [
        Waiting(rounds[round_pk], route, _step_after(route, state), count, since)
        for round_pk, route, state, count, since in found
    ]


def _step_after(route: str, state: str) -> Step:
    return next(step for step in ROUTES[route] if state_before(step, route) == state)


def _turn_of(user: User, held: Collection[str]) -> Q:
    """Return the condition that the next step of a submission is this user's."""
    turn = Q(pk__in=[])
    for route, steps in ROUTES.items():
        for step in steps:
            if step.permission not in held:
                continue
            others = ReviewStep.objects.filter(
                submission=OuterRef("pk"), actor_id=user.pk
            ).exclude(stage=step.state)
            turn |= (
                Q(route=route, state=state_before(step, route))
                & _over(user, step)
                & Q(~Exists(others))
            )
    return turn


def _over(user: User, step: Step) -> Q:
    places = grants_today(user, step.permission).values("unit")
    if step.over == Over.COMMISSION:
        return Q(Exists(grants_today(user, step.permission)))
    if step.over == Over.UNIT:
        return Q(unit__in=places)
    if step.over == Over.BRANCH:
        return Q(branch__in=places)
    return Q(area__in=places) | Q(area=None, branch__in=places)


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Return the submissions that the user may read.

    Those of units under the user today, and of units that stood under them when the
    round opened.
    """
    units = units_visible_to(user, Permission.REPORT_VIEW).values("pk")
    return Submission.objects.filter(
        Q(unit__in=units) | Q(area__in=units) | Q(branch__in=units)
    )


def remarks_on(round_: Round, submissions: Sequence[Submission]) -> dict[int, Remarks]:
    """Return what strikes about each submission of a page, by its id.

    Four queries, whatever the number.
    """
    versions = {
        row.indicator_id: definition_of(row.version)
        for row in RoundIndicator.objects.filter(round=round_).select_related("version")
        if row.version
    }
    units = [submission.unit_id for submission in submissions]
    previous = previous_figures(round_, units, list(versions))
    said: dict[int, list[ValueRevision]] = {item.pk: [] for item in submissions}
    for revision in ValueRevision.objects.filter(
        round=round_, unit__in=units, superseded_at=None
    ).order_by("indicator_id"):
        if revision.submission_id in said:
            said[revision.submission_id].append(revision)
    return {
        pk: _remarks(versions, previous, revisions) for pk, revisions in said.items()
    }


def _remarks(
    versions: Mapping[int, Definition],
    previous: Mapping[tuple[int, int], Figure],
    revisions: Sequence[ValueRevision],
) -> Remarks:
    pairs = [
        (item, previous.get((item.unit_id, item.indicator_id))) for item in revisions
    ]
    jumps = [
        Remark(item.indicator_id, jump, item.note)
        for item, before in pairs
        if (jump := jump_between(versions[item.indicator_id], before, figure_of(item)))
    ]
    same = [
        before is not None and before[:4] == figure_of(item)[:4]
        for item, before in pairs
    ]
    return Remarks(
        said=len(revisions),
        not_applicable=sum(item.state == "not_applicable" for item in revisions),
        is_copy=len(same) >= COPY_LEAST and all(same),
        jumps=tuple(jumps),
    )
