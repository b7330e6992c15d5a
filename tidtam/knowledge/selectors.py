"""Reads of lessons and innovations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    holds_known,
    units_granted_to,
    units_visible_to,
)
from tidtam.analysis.models import Basis
from tidtam.analysis.selectors.figures import Figure, history_of, trend_of
from tidtam.analysis.selectors.question import question_of
from tidtam.analysis.words import period_name
from tidtam.common.periods import parse
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order
from tidtam.planning.models import Project
from tidtam.planning.selectors import same_project
from tidtam.policies.models import Framework, PolicyItem

from .kinds import INNOVATION, KINDS, LESSON, Kind
from .models import Adoption, Entry, EntryFile, Innovation, Lesson, State

SHOWN_IN_PANEL = 5
# Draft, offered, published stand in the order of their words.
UNPUBLISHED_FIRST = ("state", "-fiscal_year", "-published_at", "-written_at", "-pk")


@dataclass(frozen=True)
class Wanted:
    """What the library is narrowed to; empty narrows nothing."""

    words: Sequence[str] = ()
    fiscal_year: int | None = None
    state: str = ""


def entries_visible_to(user: Visitor, kind: Kind) -> QuerySet[Lesson | Innovation]:
    """Return what is published, and everything of the user's own units."""
    entries: QuerySet[Lesson | Innovation] = kind.model._default_manager.all()
    if not holds_known(user, Permission.KNOWLEDGE_VIEW):
        return entries.none()
    own = units_visible_to(user, Permission.KNOWLEDGE_VIEW).values("pk")
    return entries.filter(Q(state=State.PUBLISHED) | Q(unit__in=own))


def library_of(user: User, kind: Kind, wanted: Wanted) -> QuerySet[Lesson | Innovation]:
    """Return the entries that fit, unpublished ones first, then the newest."""
    found = entries_visible_to(user, kind).select_related("unit")
    for word in wanted.words:
        found = found.filter(
            Q(title__icontains=word) | Q(unit__name_th__icontains=word)
        )
    if wanted.fiscal_year is not None:
        found = found.filter(fiscal_year=wanted.fiscal_year)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if kind.model is Innovation:
        found = found.select_related("indicator").annotate(taken_up=Count("adoptions"))
    return found.order_by(*UNPUBLISHED_FIRST)


def entry_of(user: User, kind: Kind, number: int) -> Lesson | Innovation | None:
    """Return one entry that the user may read."""
    entries = entries_visible_to(user, kind).select_related(
        "unit", "written_by__person", "published_by__person"
    )
    return entries.filter(pk=number).first()


def items_of(entry: Entry) -> QuerySet[PolicyItem]:
    """Return the policy items that the entry serves."""
    items: QuerySet[PolicyItem] = entry.policy_items.select_related("framework")
    return items.order_by("framework__code", "order")


def file_of(user: User, number: int) -> EntryFile | None:
    """Return one file of an entry that the user may read."""
    lessons = entries_visible_to(user, LESSON).values("pk")
    innovations = entries_visible_to(user, INNOVATION).values("pk")
    rows = EntryFile.objects.filter(
        Q(lesson__in=lessons) | Q(innovation__in=innovations), pk=number
    )
    return rows.select_related("lesson__unit", "innovation__unit").first()


def years_known() -> list[int]:
    """Return the fiscal years of entries, newest first. Two queries."""
    years: set[int] = set()
    for kind in KINDS.values():
        years |= set(kind.model._default_manager.values_list("fiscal_year", flat=True))
    return sorted(years, reverse=True)


def framework_years() -> list[int]:
    """Return the fiscal years that have a policy framework, newest first."""
    years = Framework.objects.order_by("-fiscal_year").values_list("fiscal_year")
    return [year for (year,) in years.distinct()]


def writing_units(user: User) -> QuerySet[Unit]:
    """Return the units for which the user may write, in order."""
    return in_order(units_granted_to(user, Permission.KNOWLEDGE_EDIT))


# ---------- before and after ----------


@dataclass(frozen=True)
class Effect:
    """The linked indicator in the periods before and after: their names and figures."""

    lines: tuple[tuple[str, Figure | None], tuple[str, Figure | None]]

    @property
    def name(self) -> str:
        """Return the name of the indicator, nothing where neither figure is known."""
        return next((figure.name for _period, figure in self.lines if figure), "")

    @property
    def decimals(self) -> int:
        """Return with how many decimals values are shown."""
        known = (figure.version.decimals for _period, figure in self.lines if figure)
        return next(known, 0)

    @property
    def change(self) -> float | None:
        """Return by how much the value moved, None where one is missing."""
        before, after = (
            figure.row.value if figure else None for _period, figure in self.lines
        )
        return None if before is None or after is None else after - before


def effect_of(innovation: Innovation) -> Effect | None:
    """Return the unit's own official figures, None without an indicator."""
    indicator = innovation.indicator
    before, after = parse(innovation.before), parse(innovation.after)
    if indicator is None or before is None or after is None:
        return None
    question = question_of(innovation.unit, innovation.after, Basis.OFFICIAL)
    trend = trend_of(history_of(question, indicator.pk), indicator.pk)
    known = dict(zip(trend.periods, trend.figures, strict=True))
    return Effect(
        (
            (period_name(before), known.get(before)),
            (period_name(after), known.get(after)),
        )
    )


def adoptions_of(innovation: Innovation) -> QuerySet[Adoption]:
    """Return who took the innovation up, first takers first."""
    return innovation.adoptions.select_related("unit").order_by("adopted_on", "pk")


# ---------- on other pages ----------


@dataclass(frozen=True)
class Shelf:
    """The newest published entries of one kind about something, and how many in all."""

    kind: Kind
    entries: Sequence[Entry]
    count: int


def shelves_of(where: Q, kinds: Iterable[Kind]) -> list[Shelf]:
    """Return what is published and fits, by kind; kinds without any are left out."""
    found = []
    for kind in kinds:
        rows = kind.model._default_manager.filter(
            where, state=State.PUBLISHED
        ).distinct()
        newest = list(
            rows.select_related("unit").order_by("-published_at", "-pk")[
                : SHOWN_IN_PANEL + 1
            ]
        )
        if newest:
            count = rows.count() if len(newest) > SHOWN_IN_PANEL else len(newest)
            found.append(Shelf(kind, newest[:SHOWN_IN_PANEL], count))
    return found


@dataclass(frozen=True)
class Learned:
    """The newest entries that came from something, and how many in all."""

    entries: Sequence[tuple[Kind, Entry]]
    count: int


def learned_from(user: Visitor, occasion: str, refs: Q) -> Learned:
    """Return what the user may read of what came from an occasion. Two queries."""
    found: list[tuple[Kind, Entry]] = []
    count = 0
    for kind in KINDS.values():
        rows = entries_visible_to(user, kind).filter(refs, occasion=occasion)
        newest = list(
            rows.select_related("unit").order_by("-written_at", "-pk")[
                : SHOWN_IN_PANEL + 1
            ]
        )
        is_more = len(newest) > SHOWN_IN_PANEL
        count += rows.count() if is_more else len(newest)
        found += [(kind, row) for row in newest]
    found.sort(key=lambda pair: pair[1].written_at, reverse=True)
    return Learned(found[:SHOWN_IN_PANEL], count)


def project_refs(project: Project) -> Q:
    """Return the condition that a project is named, in any version of its plan."""
    same = Project.objects.filter(same_project(project, ""))
    return Q(occasion_ref__in=[str(pk) for pk in same.values_list("pk", flat=True)])


def offered_to(user: User) -> list[tuple[Kind, Entry]]:
    """Return what waits for the user to publish it, the longest waiting first."""
    units = units_visible_to(user, Permission.KNOWLEDGE_PUBLISH).values("pk")
    found = [
        (kind, entry)
        for kind in KINDS.values()
        for entry in kind.model._default_manager.filter(
            state=State.OFFERED, unit__in=units
        ).select_related("unit")
    ]
    return sorted(found, key=lambda pair: pair[1].written_at)


def returned_to(user: User) -> list[tuple[Kind, Entry]]:
    """Return the drafts of the user's own units that came back with a reason."""
    units = units_granted_to(user, Permission.KNOWLEDGE_EDIT).values("pk")
    return [
        (kind, entry)
        for kind in KINDS.values()
        for entry in kind.model._default_manager.filter(
            state=State.DRAFT, unit__in=units
        ).exclude(reason="")
    ]
