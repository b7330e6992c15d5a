"""The cells of a form: what was typed, what stands, and what is wrong with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from tidtam.common.fields import plain
from tidtam.common.periods import MONTHS
from tidtam.organisation.models import Unit
from tidtam.reporting.entry import Problem
from tidtam.reporting.jumps import Jump, jump_between
from tidtam.reporting.models import (
    DraftFigure,
    Round,
    RoundIndicator,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import Route
from tidtam.reporting.typed import Figure, TypedFigure, read_figure, typed_problems

from .asked import Asked, indicators_asked


@dataclass(frozen=True)
class Cell:
    """One asked indicator of a unit in a round, with all that is known of it.

    `current` is the revision that stands (submitted or imported, not sent back),
    `latest` the newest one of the round, standing or not. A cell is locked while a
    figure of it is under review or accepted; then it shows that figure. Otherwise it
    shows what was typed, or, where nothing was, the newest figure of the round.
    """

    asked: Asked
    draft: DraftFigure | None
    current: ValueRevision | None
    latest: ValueRevision | None
    previous: Figure | None
    is_locked: bool

    @cached_property
    def typed(self) -> TypedFigure:
        """Return the text of the fields."""
        if self.is_locked and self.current is not None:
            answer = self.draft.jump_answer if self.draft else ""
            return typed_from(self.current, answer or self.current.note)
        if self.draft is not None:
            return typed_in(self.draft)
        if self.latest is not None:
            return typed_from(self.latest, self.latest.note)
        return TypedFigure()

    @cached_property
    def figure(self) -> Figure:
        """Return what can be read of the fields."""
        return read_figure(self.typed)[0]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was said, not even something unreadable."""
        return not self.figure.state

    @cached_property
    def problems(self) -> list[Problem]:
        """Return what must be mended before submitting; nothing where locked."""
        if self.is_locked:
            return []
        return typed_problems(self.asked.definition, self.typed)

    @cached_property
    def jump(self) -> Jump | None:
        """Return the large change since the last round, answered or not."""
        return jump_between(self.asked.definition, self.previous, self.figure)

    @property
    def question(self) -> Jump | None:
        """Return the jump that still asks for an answer."""
        if self.is_locked or self.typed.jump_answer.strip():
            return None
        return self.jump


def cells_of(
    round_: Round, unit: Unit, route: str, submission: Submission | None
) -> list[Cell]:
    """Return the cells of the unit's form by the route, in order of indicator codes.

    `submission` is the one worked on, if any. Seven queries, whatever the number.
    """
    asked = indicators_asked(round_, unit, route)
    ids = [item.indicator_id for item in asked]
    drafts = {
        draft.indicator_id: draft
        for draft in DraftFigure.objects.filter(
            round=round_, unit=unit, indicator__in=ids
        ).select_related("updated_by__person")
    }
    latest, current = _revisions(round_, unit)
    previous = previous_figures(round_, [unit.pk], ids)
    is_under_review = (
        route != Route.CENTRAL and submission is not None and not submission.is_open
    )
    return [
        Cell(
            asked=item,
            draft=drafts.get(item.indicator_id),
            current=current.get(item.indicator_id),
            latest=latest.get(item.indicator_id),
            previous=previous.get((unit.pk, item.indicator_id)),
            is_locked=is_under_review or _holds(current.get(item.indicator_id)),
        )
        for item in asked
    ]


def previous_figures(
    round_: Round, unit_ids: Collection[int], indicator_ids: Collection[int]
) -> dict[tuple[int, int], Figure]:
    """Return the figures of the last round by (unit, indicator).

    The last round of an indicator is the newest before this one that asked it, of a
    period just as long. Official figures come before preliminary ones. Two queries.
    """
    rounds = _last_rounds(round_, indicator_ids)
    found: dict[tuple[int, int], Figure] = {}
    revisions = ValueRevision.objects.filter(
        round__in=set(rounds.values()), unit__in=unit_ids, part=""
    ).order_by("recorded_at", "pk")
    for revision in revisions:
        if rounds.get(revision.indicator_id) != revision.round_id:
            continue
        key = revision.unit_id, revision.indicator_id
        is_official = revision.official_at and not revision.unofficial_at
        if is_official or (revision.superseded_at is None and key not in found):
            found[key] = figure_of(revision)
    return found


def figure_of(revision: ValueRevision) -> Figure:
    """Return what the revision says."""
    return Figure(
        revision.state,
        revision.value,
        revision.numerator,
        revision.denominator,
        revision.note,
    )


def typed_from(revision: ValueRevision, jump_answer: str) -> TypedFigure:
    """Return a revision as it would be typed."""
    numbers = {
        name: "" if number is None else plain(number)
        for name, number in (
            ("value", revision.value),
            ("numerator", revision.numerator),
            ("denominator", revision.denominator),
        )
    }
    return TypedFigure(
        state=revision.state, note=revision.note, jump_answer=jump_answer, **numbers
    )


def typed_in(draft: DraftFigure) -> TypedFigure:
    """Return what was typed."""
    return TypedFigure(
        state=draft.state,
        value=draft.raw_value,
        numerator=draft.raw_numerator,
        denominator=draft.raw_denominator,
        note=draft.note,
        jump_answer=draft.jump_answer,
    )


def _revisions(
    round_: Round, unit: Unit
) -> tuple[dict[int, ValueRevision], dict[int, ValueRevision]]:
    """Return the newest and the standing revision of each indicator."""
    latest: dict[int, ValueRevision] = {}
    current: dict[int, ValueRevision] = {}
    rows = ValueRevision.objects.filter(round=round_, unit=unit, part="")
    for revision in rows.order_by("recorded_at", "pk"):
        latest[revision.indicator_id] = revision
        if revision.superseded_at is None:
            current[revision.indicator_id] = revision
    return latest, current


def _holds(current: ValueRevision | None) -> bool:
    """Say whether the standing figure came by a submission, so that it is locked."""
    return current is not None and current.submission_id is not None


def _last_rounds(round_: Round, indicator_ids: Iterable[int]) -> dict[int, int]:
    """Return the id of the last round of each indicator that asked it before."""
    rows = RoundIndicator.objects.filter(
        indicator__in=list(indicator_ids),
        round__opened_at__isnull=False,
        round__fiscal_year__lte=round_.fiscal_year,
    ).select_related("round")
    last: dict[int, Round] = {}
    for row in rows:
        other = row.round
        is_before = other.period.last_day < round_.period.last_day
        if not is_before or MONTHS[other.span] != MONTHS[round_.span]:
            continue
        known = last.get(row.indicator_id)
        if known is None or known.period.last_day < other.period.last_day:
            last[row.indicator_id] = other
    return {indicator: other.pk for indicator, other in last.items()}
