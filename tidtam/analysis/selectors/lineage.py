"""Where a figure comes from: down to the report, its evidence, and who accepted it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from tidtam.accounts.models import User
from tidtam.common import clock
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import chain_on
from tidtam.reporting.models import (
    Evidence,
    ReviewStep,
    Round,
    Submission,
    ValueRevision,
)

from .figures import Figure, children_of, rounds_within
from .question import Question, units_readable

CHILDREN_SHOWN = 6
MISSING_SHOWN = 12


@dataclass(frozen=True)
class Superior:
    """A unit above the asked one; its name is seen by all, its figures not."""

    unit: Unit
    is_readable: bool


@dataclass(frozen=True)
class StepTaken:
    """One step of the review: what was done to whose report, by whom, when."""

    what: str
    unit: Unit
    at: datetime.datetime
    by: str


@dataclass(frozen=True)
class Report:
    """What the unit said in one round, what bears it out and who passed it.

    `submission` is None for an imported figure, whose operator vouched for it.
    """

    round: Round
    revision: ValueRevision
    revisions: int
    submission: Submission | None
    steps: Sequence[StepTaken]
    evidence: Sequence[Evidence]

    @property
    def is_official(self) -> bool:
        """Say whether the figure is official now."""
        return bool(self.revision.official_at and not self.revision.unofficial_at)

    @property
    def is_late(self) -> bool:
        """Say whether the first submission came after the round's due time."""
        first = self.revision.submitted_at
        return first is not None and first > self.round.due_at


@dataclass(frozen=True)
class Lineage:
    """A figure with everything that it is made of.

    `children` are those who pull it down most, `missing` reporters without a figure
    (schools of an area), `silent` how many reporters are missing in each child.
    """

    figure: Figure
    superiors: Sequence[Superior]
    children: Sequence[Figure]
    children_in_all: int
    are_schools: bool
    missing: Sequence[Unit]
    missing_in_all: int
    reports: Sequence[Report]
    rounds: Sequence[Round]
    is_reporter: bool


def lineage_of(question: Question, figure: Figure, user: User) -> Lineage:
    """Return where the unit's figure comes from. Some fifteen queries at most."""
    indicator = figure.version.indicator
    under = children_of(question, indicator.pk)
    missing = [
        child.unit
        for child in under.figures
        if under.are_schools and child.unit and child.missing
    ]
    is_reporter = question.unit.kind == figure.version.reported_by
    rounds = _rounds(question, indicator)
    return Lineage(
        figure=figure,
        superiors=_superiors(question.unit, rounds, user),
        children=_worst(under.figures),
        children_in_all=len(under.figures),
        are_schools=under.are_schools,
        missing=missing[:MISSING_SHOWN],
        missing_in_all=len(missing) if under.are_schools else figure.missing,
        reports=_reports(question, rounds, indicator) if is_reporter else (),
        rounds=rounds,
        is_reporter=is_reporter,
    )


def _worst(figures: Sequence[Figure]) -> list[Figure]:
    """Return the children with values that miss their target most."""
    known = [figure for figure in figures if figure.row.value is not None]
    return sorted(known, key=_miss, reverse=True)[:CHILDREN_SHOWN]


def _miss(figure: Figure) -> float:
    short = figure.shortfall
    return float("-inf") if short is None else short


def _superiors(unit: Unit, rounds: Sequence[Round], user: User) -> list[Superior]:
    """Return those above the unit in the figure: as the last round froze them."""
    day = clock.day_of(rounds[-1].opens_at) if rounds else clock.today()
    above = chain_on(unit, day)
    readable = set(
        units_readable(user).filter(pk__in=[each.pk for each in above]).values_list(
            "pk", flat=True
        )
    )  # fmt: skip
    return [Superior(each, each.pk in readable) for each in above]


def _rounds(question: Question, indicator: Indicator) -> list[Round]:
    if question.period is None:
        return []
    rounds = Round.objects.filter(
        pk__in=rounds_within(question.period), asked__indicator=indicator
    )
    return sorted(rounds, key=lambda item: item.period.last_day)


# ---------- down to the report ----------


def _reports(
    question: Question, rounds: Sequence[Round], indicator: Indicator
) -> list[Report]:
    """Return what the unit said in each round, newest first. Five queries."""
    by_pk = {item.pk: item for item in rounds}
    revisions: dict[int, list[ValueRevision]] = {}
    rows = ValueRevision.objects.filter(
        round__in=by_pk, unit=question.unit, indicator=indicator, part=""
    ).select_related("submission__carried_by")
    for row in rows.order_by("recorded_at", "pk"):
        revisions.setdefault(row.round_id, []).append(row)
    shown = {
        pk: found
        for pk, rows_of_round in revisions.items()
        if (found := _counting(rows_of_round, question.basis))
    }
    steps = _steps(list(shown.values()))
    files = _evidence(question.unit, list(by_pk), indicator)
    return [
        Report(
            round=by_pk[pk],
            revision=revision,
            revisions=len(revisions[pk]),
            submission=revision.submission,
            steps=_steps_of(revision, steps),
            evidence=files.get(pk, []),
        )
        for pk, revision in sorted(
            shown.items(), key=lambda pair: by_pk[pair[0]].period.last_day, reverse=True
        )
    ]


def _counting(rows: Sequence[ValueRevision], basis: str) -> ValueRevision | None:
    """Return the revision that counts on the basis, as expressions.chosen does."""
    official = [row for row in rows if row.official_at and not row.unofficial_at]
    if basis == "official":
        return official[-1] if official else None
    live = [row for row in rows if row.superseded_at is None]
    return next(iter([*live[-1:], *official[-1:]]), None)


Steps = dict[int, list[StepTaken]]


def _steps(revisions: Sequence[ValueRevision]) -> Steps:
    """Return the steps of the submissions and of those that carried them."""
    submissions = [row.submission for row in revisions if row.submission]
    pks = {item.pk for item in submissions}
    pks |= {item.carried_by_id for item in submissions if item.carried_by_id}
    found: Steps = {}
    rows = ReviewStep.objects.filter(submission__in=pks).order_by("at", "pk")
    for step in rows.select_related("submission__unit"):
        found.setdefault(step.submission_id, []).append(
            StepTaken(
                str(ReviewStep.Action(step.action).label),
                step.submission.unit,
                step.at,
                step.actor_label,
            )
        )
    return found


def _steps_of(revision: ValueRevision, steps: Steps) -> list[StepTaken]:
    """Return the steps that the figure went through, in order of time."""
    submission = revision.submission
    if submission is None:
        return []
    taken = [
        *steps.get(submission.pk, []),
        *steps.get(submission.carried_by_id or 0, []),
    ]
    return sorted(taken, key=lambda step: step.at)


def _evidence(
    unit: Unit, rounds: Sequence[int], indicator: Indicator
) -> dict[int, list[Evidence]]:
    """Return the files behind the figure, and those behind the whole report."""
    files = Evidence.objects.filter(
        Q(indicator=indicator) | Q(indicator=None),
        round__in=rounds,
        unit=unit,
        removed_at=None,
    )
    found: dict[int, list[Evidence]] = {}
    for file in files.order_by("-indicator", "uploaded_at"):
        found.setdefault(file.round_id, []).append(file)
    return found
