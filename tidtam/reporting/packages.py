"""What an area's or bureau's report takes along: its schools and how far they are."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from tidtam.organisation.models import Unit

from .forms import MissingForm
from .models import Round, Submission
from .routes import State
from .selectors import SchoolRow, schools_of
from .words import OVERDUE, Standing, school_standings, standing_of


@dataclass(frozen=True)
class MissingRow:
    """A school that does not travel along, and the reason given or wanted."""

    row: SchoolRow
    standing: Standing
    text: str
    is_bare: bool


@dataclass(frozen=True)
class Package:
    """The schools of an area or bureau in a round."""

    rows: list[SchoolRow]
    carrier: Unit

    @cached_property
    def certified(self) -> list[SchoolRow]:
        """Return the schools that travel in the report that is sent now."""
        return [
            row
            for row in self.rows
            if row.state == State.CERTIFIED and not self._left_before(row)
        ]

    @cached_property
    def waiting(self) -> list[SchoolRow]:
        """Return the certified schools that no report carries yet."""
        return [
            row
            for row in self.rows
            if row.submission is not None
            and row.state == State.CERTIFIED
            and row.submission.carried_by_id is None
        ]

    @cached_property
    def carried(self) -> list[SchoolRow]:
        """Return the schools that a report of the area carries or carried."""
        return [
            row for row in self.rows if row.submission and row.submission.carried_by
        ]

    @cached_property
    def missing(self) -> list[SchoolRow]:
        """Return the schools that have to be declared missing."""
        travelling = {State.CERTIFIED, State.ACCEPTED}
        return [row for row in self.rows if row.state not in travelling]

    @cached_property
    def silent(self) -> list[SchoolRow]:
        """Return the schools that have never submitted."""
        return [
            row
            for row in self.rows
            if row.submission is None or row.submission.first_submitted_at is None
        ]

    @property
    def missing_ids(self) -> list[int]:
        """Return the ids of the schools that have to be declared missing."""
        return [row.unit.pk for row in self.missing]

    def missing_rows(
        self, form: MissingForm, bare: Collection[int]
    ) -> list[MissingRow]:
        """Return the missing schools with their reasons, for the page."""
        return [
            MissingRow(
                row,
                standing_of(row.submission),
                form.typed.get(row.unit.pk, "") or row.missing_reason,
                row.unit.pk in bare,
            )
            for row in self.missing
        ]

    @property
    def parts(self) -> list[dict[str, object]]:
        """Return how many schools are at each step, for a pipeline bar."""
        counts: dict[str, int] = {}
        for row in self.rows:
            state = State.DRAFT if row.state == State.WITHDRAWN else row.state
            counts[state] = counts.get(state, 0) + 1
        standings = [("", standing_of(None)), *school_standings()]
        return [
            {
                "key": state or "none",
                "step": standing.step,
                "word": standing.word,
                "count": counts.get(state, 0),
                "url": f"?state={state or 'none'}",
            }
            for state, standing in standings
        ]

    @staticmethod
    def _left_before(row: SchoolRow) -> bool:
        carrier = row.submission.carried_by if row.submission else None
        return carrier is not None and not carrier.is_open


def package_of(round_: Round, carrier: Unit) -> Package:
    """Return the schools of an area or bureau with their states. Five queries."""
    return Package(schools_of(round_, carrier), carrier)


def standing_in(row: SchoolRow, *, is_due: bool) -> Standing:
    """Return how far a school is; overdue once the due time has passed in silence."""
    submission: Submission | None = row.submission
    first = submission.first_submitted_at if submission else None
    if is_due and first is None:
        return OVERDUE
    return standing_of(submission)
