"""The form of a unit in a round, and the submission that a reviewer looks at."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_over
from tidtam.common import clock
from tidtam.organisation.models import Unit
from tidtam.reporting.jumps import figure_value
from tidtam.reporting.models import (
    DeclaredMissing,
    Evidence,
    ReviewStep,
    Round,
    Submission,
)
from tidtam.reporting.routes import CARRYING, Route, Step, next_step, place_of, route_of

from .asked import commission_id, placing_of, submission_of
from .cells import Cell, cells_of

Action = ReviewStep.Action


class CellState(StrEnum):
    """The four states of a figure, never mixed."""

    NOT_DUE = "not_due"
    MISSING = "missing"
    REPORTED = "reported"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class ReturnNote:
    """Why something went back, who sent it, and when."""

    reason_code: str
    reason: str
    text: str
    by: str
    at: datetime.datetime


@dataclass(frozen=True)
class FormLine:
    """A line of the form: a cell, why it was sent back if so, and its evidence."""

    cell: Cell
    state: CellState
    returned: ReturnNote | None
    evidence: tuple[Evidence, ...]

    @property
    def code(self) -> str:
        """Return the indicator's code."""
        return self.cell.asked.code

    @property
    def value(self) -> Decimal | None:
        """Return what the fields come to, a ratio reckoned."""
        return figure_value(self.cell.asked.definition, self.cell.figure)

    @property
    def previous_value(self) -> Decimal | None:
        """Return what the last round's figure came to."""
        return figure_value(self.cell.asked.definition, self.cell.previous)

    @property
    def to_mend(self) -> bool:
        """Say whether something of it stands in the way of submitting.

        A line where nothing was typed yet is unfinished, not wrong.
        """
        if self.cell.is_locked or self.cell.is_empty:
            return False
        return bool(self.cell.problems or self.cell.question)


@dataclass(frozen=True)
class ReportForm:
    """All that the form of a unit in a round shows.

    `is_writable` says that the round takes entries now; single cells may be locked
    still. `returned` is set where the whole was sent back. `evidence` is that of the
    report as a whole.
    """

    round: Round
    unit: Unit
    route: str
    submission: Submission | None
    lines: tuple[FormLine, ...]
    returned: ReturnNote | None
    evidence: tuple[Evidence, ...]
    is_writable: bool

    @property
    def filled(self) -> int:
        """Return how many figures are said, rightly or wrongly."""
        return sum(not line.cell.is_empty for line in self.lines)

    @property
    def mending(self) -> list[FormLine]:
        """Return the lines to mend before submitting, in their order."""
        return [line for line in self.lines if line.to_mend]

    @property
    def unfinished(self) -> list[FormLine]:
        """Return the lines that nothing was said of."""
        return [line for line in self.lines if line.cell.is_empty]

    @property
    def first_to_do(self) -> FormLine | None:
        """Return the first line sent back, to mend or unfinished; where to go on."""
        for line in self.lines:
            is_back = line.returned is not None and not line.cell.is_locked
            if is_back or line.to_mend or line.cell.is_empty:
                return line
        return None

    @property
    def is_overdue(self) -> bool:
        """Say whether the due time has passed and nothing was ever submitted."""
        first = self.submission.first_submitted_at if self.submission else None
        return first is None and clock.now() > self.round.due_at


def report_is_visible(user: User, round_: Round, unit: Unit) -> bool:
    """Say whether the user may read what the unit reports in the round.

    Those above the unit today may, and those above it when the round opened.
    """
    return holds_over(user, Permission.REPORT_VIEW, chain_in_round(round_, unit))


def chain_in_round(round_: Round, unit: Unit) -> list[int]:
    """Return the ids of the unit and those above it when the round opened.

    The nearest superior comes first; the commission stands above every unit.
    """
    placing = placing_of(round_, unit)
    above = [placing.area_id, placing.branch_id] if placing else []
    chain = [unit.pk, *above, commission_id()]
    return list(dict.fromkeys(pk for pk in chain if pk))


def form_of(round_: Round, unit: Unit, *, central: bool = False) -> ReportForm:
    """Return the form of the unit in the round, or of what the centre enters for it.

    Each line has what was typed, the last round's figure, what is wrong, whether it
    is locked, why it went back, and whether a jump asks for an answer. At most twelve
    queries, whatever is asked.
    """
    route = route_of(unit, central=central)
    return _form(round_, unit, route, submission_of(round_, unit, route))


@dataclass(frozen=True)
class Review:
    """A submission before its reviewer.

    `form` holds the figures of this submission alone. `schools` are the submissions
    that it carries, `missing` the schools that it declares missing, `steps` what was
    done to it so far. `next` is the step it waits for.
    """

    submission: Submission
    form: ReportForm
    schools: tuple[Submission, ...]
    missing: tuple[DeclaredMissing, ...]
    steps: tuple[ReviewStep, ...]
    next: Step | None


def review_of(submission: Submission) -> Review:
    """Return what the reviewer of a submission looks at. At most sixteen queries."""
    form = _form(submission.round, submission.unit, submission.route, submission)
    if submission.route == Route.CENTRAL or submission.number:
        lines = tuple(line for line in form.lines if _belongs(line.cell, submission))
        form = ReportForm(**{**form.__dict__, "lines": lines})
    schools: tuple[Submission, ...] = ()
    missing: tuple[DeclaredMissing, ...] = ()
    if submission.route in CARRYING:
        carried = submission.carried.select_related("unit", "round")
        schools = tuple(carried.order_by("unit__sort_key", "unit__code"))
        declared = submission.declared_missing.select_related("school")
        missing = tuple(declared.order_by("school__sort_key", "school__code"))
    return Review(
        submission=submission,
        form=form,
        schools=schools,
        missing=missing,
        steps=tuple(
            submission.steps.prefetch_related("returned_values__indicator").order_by(
                "pk"
            )
        ),
        next=next_step(submission),
    )


def may_take(user: User, step: Step | None, submission: Submission) -> bool:
    """Say whether the user may take the step of the submission, by right and by turn.

    For showing or hiding a button; the services check it again.
    """
    if step is None:
        return False
    place = place_of(step, submission, commission_id())
    if place is None or not holds_over(user, step.permission, [place], superiors=False):
        return False
    own = ReviewStep.objects.filter(submission=submission, actor_id=user.pk)
    return not own.exclude(stage=step.state).exists()


def _form(
    round_: Round, unit: Unit, route: str, submission: Submission | None
) -> ReportForm:
    cells = cells_of(round_, unit, route, submission)
    whole, single = _return_notes(submission)
    evidence: dict[int | None, list[Evidence]] = {}
    for file in Evidence.objects.filter(
        round=round_, unit=unit, removed_at=None
    ).order_by("uploaded_at", "pk"):
        evidence.setdefault(file.indicator_id, []).append(file)
    return ReportForm(
        round=round_,
        unit=unit,
        route=route,
        submission=submission,
        lines=tuple(
            FormLine(
                cell=cell,
                state=cell_state(cell, round_),
                returned=single.get(cell.asked.indicator_id),
                evidence=tuple(evidence.get(cell.asked.indicator_id, ())),
            )
            for cell in cells
        ),
        returned=whole,
        evidence=tuple(evidence.get(None, ())),
        is_writable=is_writable(round_, submission),
    )


def is_writable(round_: Round, submission: Submission | None) -> bool:
    """Say whether the round takes entries now; after closing only what went back."""
    if not round_.is_opened or clock.now() < round_.opens_at:
        return False
    is_back = submission is not None and submission.state == Submission.State.RETURNED
    return is_back or clock.now() < round_.closes_at


def cell_state(cell: Cell, round_: Round) -> CellState:
    """Return which of the four states the figure has, as it stands in the form."""
    if cell.figure.state:
        return CellState(cell.figure.state)
    is_due = clock.now() > round_.due_at
    return CellState.MISSING if is_due else CellState.NOT_DUE


def return_note(step: ReviewStep) -> ReturnNote:
    """Return the reason of a whole return, or of the return in general."""
    return ReturnNote(
        step.reason_code,
        step.get_reason_code_display(),
        step.text,
        step.actor_label,
        step.at,
    )


def _return_notes(
    submission: Submission | None,
) -> tuple[ReturnNote | None, dict[int, ReturnNote]]:
    """Return why the whole went back, or why single figures did, by indicator."""
    if submission is None or submission.state != Submission.State.RETURNED:
        return None, {}
    step = (
        submission.steps.filter(action__in=[Action.RETURNED, Action.REOPENED])
        .prefetch_related("returned_values")
        .order_by("pk")
        .last()
    )
    if step is None:
        return None, {}
    single = {
        item.indicator_id: ReturnNote(
            item.reason_code,
            item.get_reason_code_display(),
            item.text,
            step.actor_label,
            step.at,
        )
        for item in step.returned_values.all()
    }
    # An area whose schools alone were named has a reason, and nothing to unlock.
    return (None if single else return_note(step)), single


def _belongs(cell: Cell, submission: Submission) -> bool:
    return cell.current is not None and cell.current.submission_id == submission.pk
