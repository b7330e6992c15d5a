"""Reader of assignments.csv."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import tables
from tidtam.common.tables import Faults, Row, Table, unknown_key
from tidtam.followup.models import FINISHED, Assignment
from tidtam.followup.services import AssignmentDraft
from tidtam.followup.services.loading import AssignmentKey
from tidtam.organisation import tree
from tidtam.organisation.files import may_be_placed, unknown_unit

from .common import KEY, LONG, FollowupStage, Known, adder
from .directives import DIRECTIVES

State = Assignment.State
ASSIGNMENTS = Table(
    "assignments.csv",
    {
        **KEY,
        "unit_code": tables.code,
        "state": tables.choice(State.values),
        "acknowledged_at": tables.optional(tables.moment),
        "done_at": tables.optional(tables.moment),
        "verified_at": tables.optional(tables.moment),
        "reason": tables.text(LONG),
    },
    (*KEY, "unit_code"),
)
ORDER = {state: place for place, state in enumerate(State.values)}


def stage_assignments(
    folder: Path,
    staged: FollowupStage,
    stored: Mapping[AssignmentKey, AssignmentDraft],
    known: Known,
    faults: Faults,
) -> None:
    """Read the parts that differ from the stored ones; faults go to `faults`."""
    for row in tables.read_table(folder, ASSIGNMENTS, faults) or ():
        draft = AssignmentDraft(*row.values)
        before = stored.get(draft.key)
        if before == draft:
            continue
        staged.assignments.append(draft)
        _check_state(row, draft, faults)
        _check_moments(row, draft, known.moment, faults)
        if before is not None:
            _keep_what_was_answered(row, draft, before, faults)
            continue
        directive = staged.standing.get(draft.directive_key)
        if directive is None:
            unknown_key(
                faults, ASSIGNMENTS, row, "number", DIRECTIVES, draft.directive_key
            )
        elif draft.unit_code not in known.kinds:
            unknown_unit(faults, ASSIGNMENTS.file, row, "unit_code")
        else:
            _check_place(row, draft, directive.issued_on, known, faults)


def _check_place(
    row: Row,
    draft: AssignmentDraft,
    day: datetime.date,
    known: Known,
    faults: Faults,
) -> None:
    """An owner stands at or under the issuer on the day of issue."""
    unit, issuer = draft.unit_code, draft.issuer_code
    is_open = tree.edge_on(known.placements, unit, day) is not None
    above = tree.chain_on(known.placements, unit, day)
    if is_open and issuer in (unit, *above):
        return
    if any(may_be_placed(faults, code) for code in (unit, issuer, *above)):
        return
    adder(faults, ASSIGNMENTS, row)(
        "unit_code",
        _("%(unit)s does not stand under %(issuer)s on %(day)s")
        % {"unit": unit, "issuer": issuer, "day": day.isoformat()},
        _("write a unit under the issuer on the day of issue"),
    )


def _check_state(row: Row, draft: AssignmentDraft, faults: Faults) -> None:
    """The times say the same as the state."""
    add = adder(faults, ASSIGNMENTS, row)
    state = draft.state
    needed = {
        "acknowledged_at": (state == State.ACKNOWLEDGED, state != State.ISSUED),
        "done_at": (state in FINISHED, state in FINISHED),
        "verified_at": (state == State.VERIFIED, state == State.VERIFIED),
    }
    for column, (must, may) in needed.items():
        has = getattr(draft, column) is not None
        if must and not has:
            add(
                column,
                _("the state %(state)s needs this time") % {"state": state},
                _("write the time, or the state that was reached"),
            )
        elif has and not may:
            add(
                column,
                _("the state %(state)s has no such time") % {"state": state},
                _("leave the cell empty, or write the state that was reached"),
            )
    if draft.reason and state != State.IN_PROGRESS:
        add(
            "reason",
            _("only what is in progress was returned"),
            _("leave the cell empty"),
        )


def _check_moments(
    row: Row, draft: AssignmentDraft, moment: datetime.datetime, faults: Faults
) -> None:
    add = adder(faults, ASSIGNMENTS, row)
    last: datetime.datetime | None = None
    for column in ("acknowledged_at", "done_at", "verified_at"):
        at = getattr(draft, column)
        if at is None:
            continue
        if at > moment:
            add(
                column,
                _("the time is still to come"),
                _("write the time at which it was said"),
            )
        if last is not None and at < last:
            add(
                column,
                _("it lies before the step that goes before it"),
                _("write the times in the order of the columns"),
            )
        last = at


def _keep_what_was_answered(
    row: Row, draft: AssignmentDraft, stored: AssignmentDraft, faults: Faults
) -> None:
    """A part goes forward only, and what was said of a step stands."""
    add = adder(faults, ASSIGNMENTS, row)
    if ORDER[draft.state] < ORDER[stored.state]:
        add(
            "state",
            _("%(unit)s is further: %(state)s")
            % {"unit": draft.unit_code, "state": stored.state},
            _("write the stored state; the issuer returns a part on its page"),
        )
        return
    for column in ("acknowledged_at", "done_at", "verified_at"):
        at = getattr(stored, column)
        if at is not None and getattr(draft, column) != at:
            add(
                column,
                _("another time is stored: %(time)s")
                % {"time": tables.moment_text(at)},
                _("write the stored time"),
            )
    if draft.state == stored.state and draft.reason != stored.reason:
        add(
            "reason",
            _("another reason is stored"),
            _("write the stored reason; the issuer returns a part on its page"),
        )
