"""The register: what it is narrowed to, how it is counted, who the owners are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, units_granted_to
from tidtam.common import clock
from tidtam.common.naming import named
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order
from tidtam.policies.models import PolicyItem
from tidtam.policies.services import ItemKey

from .models import Assignment, Directive
from .selectors import (
    LATE_FIRST,
    assignments_visible_to,
    counted,
    directives_visible_to,
)

NAMED_OWNERS = 2
# Every directive is late, open or done; `verify` is any of them with a part that waits
# for the issuer's verdict.
STATES = {
    "late": Q(rank=0),
    "open": Q(rank=1),
    "done": Q(rank=2),
    "verify": Q(waiting__gt=0),
}


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; empty narrows nothing.

    `side` is issued (by the user's own units) or addressed (to them); `state` one of
    STATES; `owner` a unit's code or a part of its name.
    """

    words: Sequence[str] = ()
    side: str = ""
    state: str = ""
    fiscal_year: int | None = None
    issuer: str = ""
    owner: str = ""
    item: ItemKey | None = None
    origin: str = ""


@dataclass(frozen=True)
class Register:
    """The directives that fit, late ones first, and how many there are of each state.

    The counts leave the state out, so that the chips say what each would show.
    """

    found: QuerySet[Directive]
    counts: dict[str, int] = field(default_factory=dict)


def register_of(user: User, wanted: Wanted) -> QuerySet[Directive]:
    """Return the directives that fit: late ones first, then by their due day."""
    return _in_state(_narrowed(user, wanted), wanted.state)


def register_with_counts(user: User, wanted: Wanted) -> Register:
    """Return them with the counts. One query more."""
    rows = _narrowed(user, wanted)
    counts = rows.order_by().aggregate(
        every=Count("pk"),
        **{name: Count("pk", filter=where) for name, where in STATES.items()},
    )
    return Register(_in_state(rows, wanted.state), counts)


def _in_state(rows: QuerySet[Directive], state: str) -> QuerySet[Directive]:
    if state in STATES:
        rows = rows.filter(STATES[state])
    return rows.order_by(*LATE_FIRST)


def _narrowed(user: User, wanted: Wanted) -> QuerySet[Directive]:
    found = directives_visible_to(user).select_related(
        "issuer", "policy_item__framework", "indicator"
    )
    for word in wanted.words:
        found = found.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(issuer__name_th__icontains=word)
        )
    if wanted.fiscal_year is not None:
        found = found.filter(fiscal_year=wanted.fiscal_year)
    if wanted.issuer:
        found = found.filter(issuer__code=wanted.issuer)
    if wanted.origin:
        found = found.filter(origin=wanted.origin)
    if wanted.item is not None:
        framework, code = wanted.item
        found = found.filter(
            policy_item__framework__code=framework, policy_item__code=code
        )
    own = units_granted_to(user, Permission.DIRECTIVE_VIEW).values("pk")
    if wanted.side == "issued":
        found = found.filter(issuer__in=own)
    elif wanted.side == "addressed":
        addressed = Assignment.objects.filter(directive=OuterRef("pk"), unit__in=own)
        found = found.filter(Exists(addressed))
    if wanted.owner:
        name = wanted.owner
        # An owner whose part is not the reader's to see does not exist here either.
        theirs = assignments_visible_to(user).filter(
            Q(unit__code__iexact=name)
            | Q(unit__name_th__icontains=name)
            | Q(unit__short_name_th__icontains=name)
            | Q(unit__name_en__icontains=name),
            directive=OuterRef("pk"),
        )
        found = found.filter(Exists(theirs))
    return counted(found, user, clock.today())


# ---------- what it can be narrowed to ----------


def issuers_seen(user: User) -> QuerySet[Unit]:
    """Return the issuers of the directives that the user may read, in order."""
    seen = directives_visible_to(user).values("issuer")
    return in_order(Unit.objects.filter(pk__in=seen))


def items_seen(user: User) -> QuerySet[PolicyItem]:
    """Return the policy items of the directives that the user may read."""
    seen = directives_visible_to(user).exclude(policy_item=None).values("policy_item")
    rows = PolicyItem.objects.filter(pk__in=seen).select_related("framework")
    return rows.order_by("-framework__fiscal_year", "framework__code", "order")


def years_seen(user: User) -> list[int]:
    """Return the years of the directives that the user may read, newest first."""
    years = directives_visible_to(user).values_list("fiscal_year", flat=True)
    return sorted(years.order_by().distinct(), reverse=True)


# ---------- owners ----------


def owners_of(user: User, directives: Iterable[int]) -> dict[int, list[Unit]]:
    """Return the owners that the user may see, by the directive's id. One query."""
    ids = list(directives)
    rows = assignments_visible_to(user).filter(directive__in=ids)
    found: dict[int, list[Unit]] = {pk: [] for pk in ids}
    for row in rows.select_related("unit").order_by("unit__sort_key", "unit__code"):
        found[row.directive_id].append(row.unit)
    return found


def owners_in_words(user: User, directives: Iterable[Any]) -> dict[int, str]:
    """Return one or two owners by name, more by their kinds: `18 groups`.

    By the id of directives that come from the register. Two queries.
    """
    few: list[int] = []
    many: list[int] = []
    for row in directives:
        (few if row.owners <= NAMED_OWNERS else many).append(row.pk)
    words = {
        pk: _two([named(unit) for unit in units])
        for pk, units in owners_of(user, few).items()
    }
    kinds: dict[int, list[str]] = {}
    rows = assignments_visible_to(user).filter(directive__in=many).order_by()
    counts = rows.values_list("directive", "unit__kind").annotate(n=Count("pk"))
    for pk, kind, count in sorted(counts):
        kinds.setdefault(pk, []).append(_of_kind(kind, count))
    return {**words, **{pk: " · ".join(parts) for pk, parts in kinds.items()}}


def _two(names: Sequence[str]) -> str:
    if len(names) < NAMED_OWNERS:
        return "".join(names)
    first, second = names
    return _("%(first)s and %(second)s") % {"first": first, "second": second}


def _of_kind(kind: str, count: int) -> str:
    words = {
        "bureau": ngettext("%(n)s bureau", "%(n)s bureaus", count),
        "group": ngettext("%(n)s group", "%(n)s groups", count),
        "area": ngettext("%(n)s area office", "%(n)s area offices", count),
        "school": ngettext("%(n)s school", "%(n)s schools", count),
    }
    if kind not in words:
        return str(Unit.Kind(kind).label)
    return words[kind] % {"n": f"{count:,}"}
