"""Every write to lessons, innovations and adoptions."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.hooks import occasion_of
from tidtam.indicators.models import Indicator
from tidtam.knowledge.errors import KnowledgeError
from tidtam.knowledge.models import Adoption, Entry, Innovation, Lesson, State
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

# What the trail calls the steps into a state.
ACTIONS = {
    State.DRAFT: "sent_back",
    State.OFFERED: "offered",
    State.PUBLISHED: "published",
}
Kept = TypeVar("Kept", bound=Entry)


@dataclass(frozen=True)
class LessonWords:
    """What a lesson says."""

    fiscal_year: int
    title: str
    occasion: str
    planned: str
    happened: str
    why: str
    what_next: str
    occasion_ref: str = ""
    occasion_name: str = ""
    policy_items: tuple[PolicyItem, ...] = field(default=())


@dataclass(frozen=True)
class InnovationWords:
    """What an innovation says; `before` and `after` are codes of periods."""

    fiscal_year: int
    title: str
    problem: str
    idea: str
    indicator: Indicator | None = None
    before: str = ""
    after: str = ""
    occasion: str = ""
    occasion_ref: str = ""
    policy_items: tuple[PolicyItem, ...] = field(default=())


def lesson_write(*, unit: Unit, words: LessonWords, by: Doer) -> Lesson:
    """Begin a lesson of the unit, as a draft.

    Raises KnowledgeError for an occasion that is not there for who writes.
    """
    return _write(Lesson(), unit, words, by)


def innovation_write(*, unit: Unit, words: InnovationWords, by: Doer) -> Innovation:
    """Begin an innovation of the unit, as a draft.

    Raises KnowledgeError for an occasion that is not there for who writes.
    """
    return _write(Innovation(), unit, words, by)


@transaction.atomic
def _write(
    entry: Kept, unit: Unit, words: LessonWords | InnovationWords, by: Doer
) -> Kept:
    check(by, Permission.KNOWLEDGE_EDIT, unit)
    _expect_occasion(words, by)
    entry.unit = unit
    entry.written_by = by if isinstance(by, User) else None
    entry.written_at = clock.now()
    columns = _columns(words)
    _fill(entry, columns)
    entry.save()
    entry.policy_items.set(words.policy_items)
    entry_event(entry, by, "written", after=_audited(words))
    return entry


@transaction.atomic
def entry_change(
    *,
    entry: Kept,
    words: LessonWords | InnovationWords,
    version: int,
    by: Doer,
) -> Kept:
    """Change the words of a draft, if it still is the version that was read.

    An occasion that stays need not be one that who writes may see. Raises
    KnowledgeError where it is no draft, where somebody changed it meanwhile, or for a
    new occasion that is not there for who writes.
    """
    entry = draft_locked(entry, by)
    if entry.version != version:
        raise KnowledgeError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the entry, and store again."
            )
        )
    if (words.occasion, words.occasion_ref) != (entry.occasion, entry.occasion_ref):
        _expect_occasion(words, by)
    columns = _columns(words)
    before = {name: _plain(getattr(entry, name)) for name in columns}
    _fill(entry, columns)
    entry.version += 1
    entry.save()
    entry.policy_items.set(words.policy_items)
    after = {
        name: _plain(value)
        for name, value in columns.items()
        if _plain(value) != before[name]
    }
    entry_event(entry, by, "changed", before={n: before[n] for n in after}, after=after)
    return entry


@transaction.atomic
def entry_offer(*, entry: Kept, by: Doer) -> Kept:
    """Offer a draft for publication."""
    entry = _locked(entry)
    check(by, Permission.KNOWLEDGE_EDIT, entry.unit)
    _expect(entry, State.DRAFT)
    return _move(entry, State.OFFERED, by)


@transaction.atomic
def entry_publish(*, entry: Kept, by: Doer) -> Kept:
    """Publish what was offered: from now on the whole country may read it."""
    entry = _locked(entry)
    check(by, Permission.KNOWLEDGE_PUBLISH, entry.unit)
    _expect(entry, State.OFFERED)
    entry.published_by = by if isinstance(by, User) else None
    entry.published_at = clock.now()
    return _move(entry, State.PUBLISHED, by)


@transaction.atomic
def entry_send_back(*, entry: Kept, reason: str, by: Doer) -> Kept:
    """Make what was offered or published a draft again, with the reason."""
    entry = _locked(entry)
    check(by, Permission.KNOWLEDGE_PUBLISH, entry.unit)
    _expect(entry, State.OFFERED, State.PUBLISHED)
    if not reason.strip():
        raise KnowledgeError(
            _("Write what is to be mended, so that the writer can mend it."), "reason"
        )
    entry.published_by = entry.published_at = None
    return _move(entry, State.DRAFT, by, reason.strip())


@transaction.atomic
def adoption_record(
    *,
    innovation: Innovation,
    unit: Unit,
    adopted_on: datetime.date,
    note: str,
    by: Doer,
) -> Adoption:
    """Record that the unit took up a published innovation of another unit.

    Raises KnowledgeError for one's own innovation, a day to come, or a second time.
    """
    innovation = _locked(innovation)
    check(by, Permission.KNOWLEDGE_EDIT, unit)
    _expect(innovation, State.PUBLISHED)
    if unit.pk == innovation.unit_id:
        raise KnowledgeError(_("This unit made it itself."), "unit")
    if adopted_on > clock.today():
        raise KnowledgeError(
            _("This day is still to come. Record it once the work has begun."),
            "adopted_on",
        )
    if innovation.adoptions.filter(unit=unit).exists():
        raise KnowledgeError(_("This unit is recorded already."), "unit")
    made: Adoption = innovation.adoptions.create(
        unit=unit,
        adopted_on=adopted_on,
        note=note,
        recorded_by=by if isinstance(by, User) else None,
    )
    audit.record(
        by=by,
        action="innovation.adopted",
        target=innovation,
        unit=unit,
        after={"adopted_on": adopted_on.isoformat(), "note": note},
    )
    return made


@transaction.atomic
def knowledge_load(
    *,
    entries: Iterable[tuple[Lesson | Innovation, tuple[PolicyItem, ...]]],
    adoptions: Iterable[Adoption],
    by: audit.Operator,
) -> dict[str, int]:
    """Load entries and adoptions as they are, with one event for all; for the demo."""
    kept = list(entries)
    taken = list(adoptions)
    Lesson.objects.bulk_create(row for row, _i in kept if isinstance(row, Lesson))
    Innovation.objects.bulk_create(
        row for row, _i in kept if isinstance(row, Innovation)
    )
    Lesson.policy_items.through.objects.bulk_create(
        Lesson.policy_items.through(lesson_id=row.pk, policyitem_id=item.pk)
        for row, items in kept
        if isinstance(row, Lesson)
        for item in items
    )
    Innovation.policy_items.through.objects.bulk_create(
        Innovation.policy_items.through(innovation_id=row.pk, policyitem_id=item.pk)
        for row, items in kept
        if isinstance(row, Innovation)
        for item in items
    )
    Adoption.objects.bulk_create(taken)
    counts = {"entries": len(kept), "adoptions": len(taken)}
    audit.record(
        by=by, action="knowledge.loaded", target_type="knowledge", after=counts
    )
    return counts


# ---------- parts of the above ----------


def _expect_occasion(words: LessonWords | InnovationWords, by: Doer) -> None:
    if not words.occasion_ref:
        return
    if occasion_of(by, words.occasion, words.occasion_ref) is None:
        raise KnowledgeError(occasion_lost())


def occasion_lost() -> str:
    """Say that an occasion is not there, and what to do."""
    return _(
        "What it came from is not there, or you may not see it. Start again from the "
        "page of the project, meeting, visit, round or problem, or store without it."
    )


def _columns(words: LessonWords | InnovationWords) -> dict[str, Any]:
    shallow = {name: getattr(words, name) for name in words.__dataclass_fields__}
    return {name: value for name, value in shallow.items() if name != "policy_items"}


def _fill(entry: Entry, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(entry, name, value)


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Indicator) else value


def _audited(words: LessonWords | InnovationWords) -> dict[str, Any]:
    return {name: _plain(value) for name, value in _columns(words).items()}


def draft_locked(entry: Kept, by: Doer) -> Kept:
    """Return the entry, locked, for a change of it by one of its unit's writers.

    Raises PermissionDenied, or KnowledgeError where it is no draft.
    """
    entry = _locked(entry)
    check(by, Permission.KNOWLEDGE_EDIT, entry.unit)
    if entry.state != State.DRAFT:
        raise KnowledgeError(
            _("Only a draft can be changed. Have it sent back first, then change it.")
        )
    return entry


def _locked(entry: Kept) -> Kept:
    rows = type(entry)._default_manager.select_for_update(of=("self",))
    return rows.select_related("unit").get(pk=entry.pk)


def _expect(entry: Entry, *states: State) -> None:
    if entry.state not in states:
        raise KnowledgeError(
            _("It is “%(state)s” by now. Open its page anew to see what can be done.")
            % {"state": State(entry.state).label}
        )


def _move(entry: Kept, state: State, by: Doer, reason: str = "") -> Kept:
    before = entry.state
    entry.state, entry.reason = state, reason
    entry.save()
    after = {"state": state.value, **({"reason": reason} if reason else {})}
    entry_event(entry, by, ACTIONS[state], before={"state": before}, after=after)
    return entry


def entry_event(
    entry: Entry,
    by: Doer,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any],
) -> None:
    """Put a step of the entry into the trail."""
    audit.record(
        by=by,
        action=f"{entry._meta.model_name}.{what}",
        target=entry,
        unit=entry.unit,
        before=before,
        after=after,
    )
