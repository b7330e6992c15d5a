"""Loading whole rounds as they went: figures, submissions, steps and drafts, raw.

For a simulated country and for taking over another system's rounds: nothing is asked
or checked, the caller vouches for every row. One audit event stands for a round.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction

from tidtam.common import audit, bulk, hooks
from tidtam.common.fields import to_microseconds
from tidtam.reporting.models import (
    DeclaredMissing,
    DraftFigure,
    ReturnedValue,
    ReviewStep,
    Round,
    RoundUnit,
    Submission,
    ValueRevision,
)
from tidtam.reporting.routes import Route

from .values import COLUMNS

SUBMISSION_COLUMNS = [
    "round_id",
    "unit_id",
    "route",
    "number",
    "state",
    "state_at",
    "area_id",
    "branch_id",
    "first_submitted_at",
    "submitted_at",
    "submitted_by_id",
    "carried_by_id",
    "obstacles",
    "suggestions",
]
STEP_COLUMNS = [
    "submission_id",
    "action",
    "stage",
    "at",
    "actor_id",
    "actor_label",
    "reason_code",
    "text",
    "is_whole",
    "client_key",
]
DRAFT_COLUMNS = [
    "round_id",
    "unit_id",
    "indicator_id",
    "state",
    "raw_value",
    "raw_numerator",
    "raw_denominator",
    "value",
    "numerator",
    "denominator",
    "note",
    "jump_answer",
    "version",
    "updated_at",
    "updated_by_id",
]

Moment = datetime.datetime
Key = tuple[int, str, int]
"""A submission within a round: unit id, route, number."""


class StepLoad(NamedTuple):
    """A step as it was done; `returned` names the indicators sent back singly."""

    action: str
    stage: str
    at: Moment
    actor_id: int | None = None
    actor_label: str = ""
    reason_code: str = ""
    text: str = ""
    returned: Sequence[int] = ()


@dataclass(slots=True)
class SubmissionLoad:
    """A submission as it stands; `carried_by` is the key of its carrier."""

    unit_id: int
    route: str
    number: int
    state: str
    state_at: Moment
    submitted_at: Moment | None = None
    carried_by: Key | None = None
    obstacles: str = ""
    suggestions: str = ""
    steps: Sequence[StepLoad] = ()
    missing: Mapping[int, str] = field(default_factory=dict)


class ValueLoad(NamedTuple):
    """A revision with its moments: ids, plain decimal text, and its submission.

    `route` is empty for a figure that came without a submission.
    """

    unit_id: int
    indicator_id: int
    state: str
    value: str | None
    numerator: str | None
    denominator: str | None
    note: str
    submitted_at: Moment
    superseded_at: Moment | None
    official_at: Moment | None
    route: str
    number: int = 0


class DraftLoad(NamedTuple):
    """A figure typed and not submitted: ids and plain decimal text."""

    unit_id: int
    indicator_id: int
    state: str
    value: str | None
    numerator: str | None
    denominator: str | None
    note: str
    updated_at: Moment


@dataclass(slots=True)
class LoadBatch:
    """Some units of a round, all of theirs at once; carriers before what they carry.

    A submission that an earlier batch brought is not loaded again.
    """

    submissions: Sequence[SubmissionLoad] = ()
    values: Iterable[ValueLoad] = ()
    drafts: Iterable[DraftLoad] = ()


@transaction.atomic
def values_load(
    *, round_: Round, batches: Iterable[LoadBatch], by: audit.Actor
) -> dict[str, int]:
    """Load batches of a round's figures and reports; return the counts.

    The round must be open and empty of them. Rows go in raw and fast: the figures of
    the whole country in seconds. Reading `batches` may not query the database. What
    was official is so from the moment given.
    """
    loader = _Loader(round_)
    for batch in batches:
        loader.load(batch)
    audit.record(
        by=by, action="values.loaded", target=round_, after=dict(loader.counts)
    )
    for changed in hooks.after_values_changed:
        changed(round_.pk, None)
    return loader.counts


class _Moments(dict[Moment | None, Any]):
    """Moments in the form that a column stores, each worked out once."""

    def __init__(self, stored: Callable[[Moment], Any]) -> None:
        super().__init__({None: None})
        self.stored = stored

    def __missing__(self, moment: Moment) -> Any:
        """Work the moment out and keep it."""
        found = self[moment] = self.stored(moment)
        return found


class _Loader:
    """Loads batches and remembers the ids of submissions."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.ids: dict[Key, int] = {}
        self.times = _Moments(lambda moment: bulk.row([moment])[0])
        self.microseconds = _Moments(to_microseconds)
        self.placings: dict[int, tuple[int | None, int | None]] = {}
        for unit, area, branch in RoundUnit.objects.filter(round=round_).values_list(
            "unit", "area", "branch"
        ):
            self.placings[unit] = (area, branch)
            self.placings.setdefault(area or branch or 0, (area, branch))
        self.counts = {"submissions": 0, "steps": 0, "values": 0, "drafts": 0}

    def load(self, batch: LoadBatch) -> None:
        """Load one batch: carriers, then the others, then what hangs on them."""
        new = [item for item in batch.submissions if _key(item) not in self.ids]
        self._submissions([item for item in new if item.carried_by is None])
        self._submissions([item for item in new if item.carried_by is not None])
        self._steps(new)
        bulk.insert(
            DeclaredMissing,
            ["submission_id", "school_id", "reason"],
            (
                (self.ids[_key(item)], school, reason)
                for item in new
                for school, reason in item.missing.items()
            ),
        )
        self.counts["values"] += bulk.insert(
            ValueRevision, [*COLUMNS, "submission_id"], self._values(batch.values)
        )
        self.counts["drafts"] += bulk.insert(
            DraftFigure, DRAFT_COLUMNS, self._drafts(batch.drafts)
        )

    def _submissions(self, items: Sequence[SubmissionLoad]) -> None:
        self.counts["submissions"] += bulk.insert(
            Submission, SUBMISSION_COLUMNS, (self._submission(item) for item in items)
        )
        rows = Submission.objects.filter(
            round=self.round, unit__in={item.unit_id for item in items}
        ).values_list("unit_id", "route", "number", "pk")
        for unit, route, number, pk in rows:
            self.ids[unit, route, number] = pk

    def _submission(self, item: SubmissionLoad) -> Sequence[object]:
        area, branch = self.placings[item.unit_id]
        submitted_at = self.times[item.submitted_at]
        return (
            self.round.pk,
            item.unit_id,
            str(item.route),
            item.number,
            str(item.state),
            self.times[item.state_at],
            area,
            branch,
            submitted_at,
            submitted_at,
            None,
            self.ids[item.carried_by] if item.carried_by else None,
            item.obstacles,
            item.suggestions,
        )

    def _steps(self, items: Sequence[SubmissionLoad]) -> None:
        """Load the steps, and read those back that returned single figures."""
        self.counts["steps"] += bulk.insert(
            ReviewStep,
            STEP_COLUMNS,
            (
                self._step(self.ids[_key(item)], step)
                for item in items
                for step in item.steps
            ),
        )
        returned = {
            (self.ids[_key(item)], step.at): step
            for item in items
            for step in item.steps
            if step.returned
        }
        loaded = ReviewStep.objects.filter(
            submission__in={pk for pk, _ in returned},
            action__in=[ReviewStep.Action.RETURNED, ReviewStep.Action.REOPENED],
        ).values_list("pk", "submission_id", "at")
        ReturnedValue.objects.bulk_create(
            ReturnedValue(
                step_id=pk,
                indicator_id=indicator,
                reason_code=returned[submission, at].reason_code,
                text=returned[submission, at].text,
            )
            for pk, submission, at in loaded
            if (submission, at) in returned
            for indicator in returned[submission, at].returned
        )

    def _step(self, submission_pk: int, step: StepLoad) -> Sequence[object]:
        gives_back = step.action in {
            ReviewStep.Action.RETURNED,
            ReviewStep.Action.REOPENED,
        }
        return (
            submission_pk,
            str(step.action),
            str(step.stage),
            self.times[step.at],
            step.actor_id,
            step.actor_label[:200],
            step.reason_code,
            step.text,
            gives_back and not step.returned,
            "",
        )

    def _values(self, values: Iterable[ValueLoad]) -> Iterator[Sequence[object]]:
        moments, ids = self.microseconds, self.ids
        for item in values:
            at = moments[item.submitted_at]
            yield (
                self.round.pk,
                item.unit_id,
                item.indicator_id,
                "",
                item.state,
                item.value,
                item.numerator,
                item.denominator,
                item.note,
                at,
                at,
                moments[item.superseded_at],
                moments[item.official_at],
                None,
                ids[item.unit_id, item.route, item.number] if item.route else None,
            )

    def _drafts(self, drafts: Iterable[DraftLoad]) -> Iterator[Sequence[object]]:
        for item in drafts:
            numbers = (item.value, item.numerator, item.denominator)
            yield (
                self.round.pk,
                item.unit_id,
                item.indicator_id,
                item.state,
                *(number or "" for number in numbers),
                *numbers,
                item.note,
                item.note if item.state == ValueRevision.State.REPORTED else "",
                1,
                self.times[item.updated_at],
                None,
            )


def _key(item: SubmissionLoad) -> Key:
    return item.unit_id, str(Route(item.route)), item.number
