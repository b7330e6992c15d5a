"""Typing figures: every field is saved as it is typed, and nothing is lost."""

from dataclasses import asdict, dataclass, replace

from django.db import transaction

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission
from tidtam.common import audit, clock
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.reporting.entry import Problem
from tidtam.reporting.errors import LockedError, NotAskedError
from tidtam.reporting.jumps import Jump
from tidtam.reporting.models import DraftFigure, Round, Submission, ValueRevision
from tidtam.reporting.routes import route_of
from tidtam.reporting.selectors.asked import submission_of
from tidtam.reporting.selectors.cells import Cell, cells_of, typed_in
from tidtam.reporting.typed import NUMBER_FIELDS, TypedFigure, read_figure

from .access import open_submission, round_check, unit_check, unit_lock


@dataclass(frozen=True)
class DraftOutcome:
    """What became of a save.

    `draft` is what stands now. If not `is_saved`, somebody else saved meanwhile:
    `draft` is theirs and nothing was overwritten. `problems` name what is to be
    mended before submitting; `question` is a large change that asks for an answer.
    """

    draft: DraftFigure
    is_saved: bool
    problems: tuple[Problem, ...] = ()
    question: Jump | None = None


@transaction.atomic
def draft_save(
    *,
    round_: Round,
    unit: Unit,
    indicator: Indicator,
    typed: TypedFigure,
    version: int,
    by: User,
    central: bool = False,
) -> DraftOutcome:
    """Save one figure as typed, readable or not; the autosave of every field.

    `version` is that of the draft that the person saw, 0 for none: if another one
    stands by now, nothing is written and that one is the answer. Saving what stands
    already has no effect. An answer to a jump is kept until the numbers change.

    Raises PermissionDenied, RoundNotOpenError, RoundClosedError, NotAskedError (unit
    not listed, too) or LockedError.
    """
    route = route_of(unit, central=central)
    unit_check(by, Permission.REPORT_EDIT, unit, route)
    unit_lock(unit)
    submission = submission_of(round_, unit, route)
    round_check(round_, submission)
    cell = _cell(round_, unit, route, indicator, submission)
    if cell.is_locked:
        raise LockedError
    draft = cell.draft
    typed = _with_valid_answer(cell, _storable(typed))
    if draft is not None and typed == typed_in(draft):
        return _outcome(cell, draft)
    if draft is not None and draft.version != version:
        return DraftOutcome(draft, is_saved=False)
    open_submission(round_, unit, route)
    before = {} if draft is None else _said(draft)
    draft = draft or DraftFigure(
        round=round_, unit=unit, indicator=indicator, version=0
    )
    _write(draft, typed, by)
    changed = [
        name for name, text in _said(draft).items() if text != before.get(name, "")
    ]
    audit.record(
        by=by,
        action="draft.saved",
        target=draft,
        unit=unit,
        before={name: before.get(name, "") for name in changed},
        after={name: _said(draft)[name] for name in changed},
        target_label=f"{round_.code} {unit} {indicator.code}",
    )
    return _outcome(replace(cell, draft=draft), draft)


@transaction.atomic
def submission_words_save(
    *,
    round_: Round,
    unit: Unit,
    obstacles: str,
    suggestions: str,
    by: User,
    central: bool = False,
) -> Submission:
    """Save what the unit writes of obstacles and suggestions.

    Raises as draft_save does; NotListedError where the unit has no part.
    """
    route = route_of(unit, central=central)
    unit_check(by, Permission.REPORT_EDIT, unit, route)
    unit_lock(unit)
    submission = open_submission(round_, unit, route)
    before = {
        "obstacles": submission.obstacles,
        "suggestions": submission.suggestions,
    }
    after = {"obstacles": obstacles.strip(), "suggestions": suggestions.strip()}
    if before == after:
        return submission
    submission.obstacles, submission.suggestions = after.values()
    submission.save(update_fields=["obstacles", "suggestions"])
    audit.record(
        by=by,
        action="submission.words_saved",
        target=submission,
        unit=unit,
        before=before,
        after=after,
    )
    return submission


def _cell(
    round_: Round,
    unit: Unit,
    route: str,
    indicator: Indicator,
    submission: Submission | None,
) -> Cell:
    for cell in cells_of(round_, unit, route, submission):
        if cell.asked.indicator_id == indicator.pk:
            return cell
    raise NotAskedError


def _storable(typed: TypedFigure) -> TypedFigure:
    """Return the texts as the database can keep them, with the state they say."""
    texts = {name: text.replace("\x00", "") for name, text in asdict(typed).items()}
    clean = TypedFigure(**texts)
    if clean.state not in {"", *ValueRevision.State.values}:
        raise ValueError(f"no such state: {clean.state}")
    return replace(clean, state=read_figure(clean)[0].state)


def _with_valid_answer(cell: Cell, typed: TypedFigure) -> TypedFigure:
    """Drop an answer that was given for other numbers, or that nothing asks for."""
    figure, _ = read_figure(typed)
    is_old = typed.jump_answer == cell.typed.jump_answer
    if is_old and figure[:4] != cell.figure[:4]:
        return replace(typed, jump_answer="")
    return typed


def _outcome(cell: Cell, draft: DraftFigure) -> DraftOutcome:
    return DraftOutcome(
        draft,
        is_saved=True,
        problems=() if cell.is_empty else tuple(cell.problems),
        question=cell.question,
    )


def _write(draft: DraftFigure, typed: TypedFigure, by: User) -> None:
    figure, _ = read_figure(typed)
    draft.state = figure.state
    draft.raw_value = typed.value
    draft.raw_numerator = typed.numerator
    draft.raw_denominator = typed.denominator
    draft.value, draft.numerator, draft.denominator = figure[1:4]
    draft.note = typed.note
    draft.jump_answer = typed.jump_answer
    draft.version += 1
    draft.updated_at = clock.now()
    draft.updated_by = by
    draft.save()


def _said(draft: DraftFigure) -> dict[str, str]:
    """Return the texts of the draft by field."""
    return {
        "state": draft.state,
        **{name: getattr(draft, f"raw_{name}") for name in NUMBER_FIELDS},
        "note": draft.note,
        "jump_answer": draft.jump_answer,
    }
