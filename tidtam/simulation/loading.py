"""From simulated batches to what reporting loads: reports, steps, figures, drafts."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tidtam.common.fields import plain
from tidtam.organisation.models import Unit
from tidtam.reporting.models import ReviewStep
from tidtam.reporting.models import Submission as Stored
from tidtam.reporting.services.loading import (
    DraftLoad,
    LoadBatch,
    StepLoad,
    SubmissionLoad,
    ValueLoad,
)

from .figures import Batch
from .indicators import DESIGNS
from .rounds import NOW
from .workflow import Submission

Action = ReviewStep.Action
State = Stored.State
Route = Stored.Route

# Who took a step, as the trail names them; nobody real.
SENDER = "ผู้รายงานสมมติ"
REVIEWER = "ผู้ตรวจสมมติ"
DIRECTOR = "ผู้รับรองสมมติ"

# The steps of each route after submitting: field of the moment, action, who.
STEPS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    Route.SCHOOL: (
        ("verified_at", Action.VERIFIED, REVIEWER),
        ("certified_at", Action.CERTIFIED, DIRECTOR),
    ),
    Route.AREA: (
        ("certified_at", Action.CERTIFIED, DIRECTOR),
        ("verified_at", Action.GROUP_VERIFIED, REVIEWER),
        ("accepted_at", Action.ACCEPTED, REVIEWER),
    ),
    Route.BUREAU: (
        ("certified_at", Action.CERTIFIED, DIRECTOR),
        ("accepted_at", Action.ACCEPTED, REVIEWER),
    ),
    Route.GROUP: (
        ("certified_at", Action.CERTIFIED, DIRECTOR),
        ("accepted_at", Action.ACCEPTED, REVIEWER),
    ),
}


@dataclass(frozen=True)
class Codes:
    """What codes stand for in the database."""

    units: Mapping[str, int]
    kinds: Mapping[str, str]
    indicators: Mapping[str, int]


def batch_of(batch: Batch, codes: Codes) -> LoadBatch:
    """Return a batch as reporting loads it."""
    own_route = {
        "school": Route.SCHOOL,
        "area": Route.AREA,
        "group": Route.GROUP,
    }[batch.level]
    carrier_route = _office_route(codes.kinds[batch.parent_code])
    submissions = [_submission(sent, carrier_route, codes) for sent in batch.carriers]
    carriers = {sent.number: sent for sent in batch.carriers}
    for sent in batch.submissions:
        carrier = carriers.get(sent.carried_by)
        submissions.append(_submission(sent, own_route, codes, carrier, carrier_route))
    submissions += _central(batch, codes)
    return LoadBatch(
        submissions, _values(batch, own_route, codes), _drafts(batch, codes)
    )


def _office_route(kind: str) -> Stored.Route:
    """Return by which route the parent of a batch submits."""
    return Route.BUREAU if kind == Unit.Kind.BUREAU else Route.AREA


def _submission(
    sent: Submission,
    route: Stored.Route,
    codes: Codes,
    carrier: Submission | None = None,
    carrier_route: Stored.Route = Route.AREA,
) -> SubmissionLoad:
    state, state_at = _state(sent, route, carrier)
    is_sent = sent.submitted_at is not None
    return SubmissionLoad(
        unit_id=codes.units[sent.unit_code],
        route=route,
        number=sent.number - 1,
        state=state,
        state_at=state_at,
        submitted_at=sent.submitted_at,
        carried_by=(
            (codes.units[carrier.unit_code], str(carrier_route), carrier.number - 1)
            if carrier is not None and carrier.submitted_at is not None
            else None
        ),
        obstacles=sent.obstacles,
        suggestions=sent.suggestions,
        steps=list(_steps(sent, route, codes)),
        missing=(
            {codes.units[code]: sent.missing_reason for code in sent.missing}
            if is_sent
            else {}
        ),
    )


def _state(
    sent: Submission, route: Stored.Route, carrier: Submission | None
) -> tuple[str, datetime.datetime]:
    """Return the state, and since when; what an area carries is accepted with it."""
    if carrier is not None and carrier.accepted_at is not None:
        return State.ACCEPTED, carrier.accepted_at
    if sent.step == "returned" and sent.returned_at:
        return State.RETURNED, sent.returned_at
    state: str = State.DRAFT
    at = NOW
    if sent.submitted_at is not None:
        state, at = State.SUBMITTED, sent.submitted_at
    for name, action, _who in STEPS[route]:
        moment = getattr(sent, name)
        if moment is not None:
            state, at = action, moment
    return state, at


def _steps(sent: Submission, route: Stored.Route, codes: Codes) -> Iterator[StepLoad]:
    if sent.submitted_at is None:
        return
    yield StepLoad(
        Action.SUBMITTED, State.SUBMITTED, sent.submitted_at, actor_label=SENDER
    )
    turn: str = STEPS[route][-1][1]
    for name, action, who in STEPS[route]:
        moment = getattr(sent, name)
        if moment is None:
            turn = action
            break
        yield StepLoad(action, action, moment, actor_label=who)
    if sent.returned_at is not None:
        yield StepLoad(
            Action.RETURNED,
            turn,
            sent.returned_at,
            actor_label=REVIEWER,
            reason_code=sent.return_code,
            text=sent.return_text,
            returned=[codes.indicators[code] for code in sent.returned],
        )


def _central(batch: Batch, codes: Codes) -> Iterator[SubmissionLoad]:
    """Give the lots of centrally entered figures of each area: accepted, waiting.

    What waits makes a lot of its own, so that nothing accepted is held up by it.
    """
    seen = set()
    for unit, indicator, workflow, submitted_at, official_at in zip(
        batch.unit_code,
        batch.indicator_code,
        batch.workflow,
        batch.submitted_at,
        batch.official_at,
        strict=True,
    ):
        lot = _central_lot(workflow)
        if not DESIGNS[indicator].is_central or (unit, lot) in seen:
            continue
        if submitted_at is None:
            continue
        seen.add((unit, lot))
        steps = [
            StepLoad(
                Action.SUBMITTED, State.SUBMITTED, submitted_at, actor_label=SENDER
            )
        ]
        if official_at is not None:
            steps.append(
                StepLoad(
                    Action.ACCEPTED, State.ACCEPTED, official_at, actor_label=REVIEWER
                )
            )
        yield SubmissionLoad(
            unit_id=codes.units[unit],
            route=Route.CENTRAL,
            number=lot,
            state=State.ACCEPTED if official_at else State.SUBMITTED,
            state_at=official_at or submitted_at,
            submitted_at=submitted_at,
            steps=steps,
        )


def _central_lot(workflow: str) -> int:
    return 0 if workflow == "accepted" else 1


def _values(batch: Batch, route: Stored.Route, codes: Codes) -> Iterator[ValueLoad]:
    """Give the figures that were sent, each with the moments of its review."""
    sent = {item.unit_code: item for item in batch.submissions if item.number == 1}
    for place, (unit, indicator) in enumerate(
        zip(batch.unit_code, batch.indicator_code, strict=True)
    ):
        submitted_at = batch.submitted_at[place]
        if submitted_at is None:
            continue
        is_central = DESIGNS[indicator].is_central
        own = None if is_central else sent.get(unit)
        returned = own is not None and indicator in own.returned
        yield ValueLoad(
            codes.units[unit],
            codes.indicators[indicator],
            batch.state[place],
            _text(batch.value[place]),
            _text(batch.numerator[place]),
            _text(batch.denominator[place]),
            batch.note[place],
            submitted_at,
            own.returned_at if own is not None and returned else None,
            batch.official_at[place],
            Route.CENTRAL if is_central else route,
            _central_lot(batch.workflow[place]) if is_central else 0,
        )


def _drafts(batch: Batch, codes: Codes) -> Iterator[DraftLoad]:
    """Give the figures typed and not sent."""
    for place, (unit, indicator) in enumerate(
        zip(batch.unit_code, batch.indicator_code, strict=True)
    ):
        if batch.submitted_at[place] is None:
            yield DraftLoad(
                codes.units[unit],
                codes.indicators[indicator],
                batch.state[place],
                _text(batch.value[place]),
                _text(batch.numerator[place]),
                _text(batch.denominator[place]),
                batch.note[place],
                NOW,
            )


def _text(number: float | None) -> str | None:
    """Return the number as plain decimal text."""
    if number is None:
        return None
    return str(number) if isinstance(number, int) else plain(Decimal(repr(number)))
