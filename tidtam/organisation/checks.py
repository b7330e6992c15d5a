"""What the doctor looks at here: the tree of units and what is derived from it."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tidtam.common import clock
from tidtam.common.hooks import Finding

from . import tree
from .models import Closure, Unit
from .services import placements_by_id
from .services.units import PARENT_KINDS

Placements = dict[int, list[tree.Edge[int]]]
Span = tuple[int, int, int, datetime.date, datetime.date | None]


def tree_findings() -> Iterator[Finding]:
    """Give what is wrong with placements and with the closure."""
    placements = placements_by_id()
    codes = dict(Unit.objects.values_list("pk", "code"))
    kinds = dict(Unit.objects.values_list("pk", "kind"))
    yield from _overlaps(placements, codes)
    loops = list(_cycles(placements, codes))
    yield from loops
    yield from _wrong_kinds(placements, codes, kinds)
    yield from _broken_chains(placements, codes, kinds, clock.today())
    if not loops:
        yield from _closure(placements, codes)


def _overlaps(placements: Placements, codes: dict[int, str]) -> Iterator[Finding]:
    for unit, edges in placements.items():
        for first, second in tree.overlaps(edges):
            yield Finding(
                "overlap",
                codes[unit],
                _("the placements from %(first)s and from %(second)s overlap")
                % {"first": first.valid_from, "second": second.valid_from},
                _("import the right placements of the unit"),
            )


def _cycles(placements: Placements, codes: dict[int, str]) -> Iterator[Finding]:
    for loop in tree.cycles(placements):
        names = " > ".join(codes[unit] for unit, _edge in loop)
        yield Finding(
            "cycle",
            names,
            _("the units stand under each other in a circle"),
            _("import placements that put one of them outside the circle"),
        )


def _wrong_kinds(
    placements: Placements, codes: dict[int, str], kinds: dict[int, str]
) -> Iterator[Finding]:
    for unit, edges in placements.items():
        allowed = PARENT_KINDS[kinds[unit]]
        for edge in edges:
            parent = kinds[edge.parent] if edge.parent is not None else None
            if (parent in allowed) if parent else not allowed:
                continue
            yield Finding(
                "parent-kind",
                codes[unit],
                _("a unit of kind %(kind)s stands under %(parent)s from %(day)s")
                % {
                    "kind": kinds[unit],
                    "parent": parent or _("(empty)"),
                    "day": edge.valid_from,
                },
                _("write a parent of kind: %(kinds)s")
                % {"kinds": ", ".join(sorted(allowed)) or _("(empty)")},
            )


def _broken_chains(
    placements: Placements,
    codes: dict[int, str],
    kinds: dict[int, str],
    day: datetime.date,
) -> Iterator[Finding]:
    for unit in placements:
        if tree.edge_on(placements, unit, day) is None:
            continue
        top = [unit, *tree.chain_on(placements, unit, day)][-1]
        if kinds[top] != Unit.Kind.COMMISSION:
            yield Finding(
                "broken-chain",
                codes[unit],
                _("on %(day)s nothing open stands above %(top)s")
                % {"day": day, "top": codes[top]},
                _("close the unit or place it under an open one"),
            )


def _closure(placements: Placements, codes: dict[int, str]) -> Iterator[Finding]:
    """Compare the stored closure with one reckoned from the placements."""
    memo: dict[int, list[tree.Ancestry[int]]] = {}
    reckoned: set[Span] = {
        (unit, row.ancestor, row.depth, row.valid_from, row.valid_to)
        for unit in placements
        for row in tree.ancestries(placements, unit, memo)
    }
    rows = Closure.objects.values_list(
        "unit", "ancestor", "depth", "valid_from", "valid_to"
    )
    stored: set[Span] = set()
    for span in rows.iterator(chunk_size=20_000):
        if span in reckoned and span not in stored:
            stored.add(span)
        else:
            yield _wrong_span(span, codes, _("is too much"))
    for span in reckoned - stored:
        yield _wrong_span(span, codes, _("is missing"))


def _wrong_span(span: Span, codes: dict[int, str], what: str) -> Finding:
    unit, ancestor, _depth, valid_from, valid_to = span
    return Finding(
        "closure",
        codes[unit],
        _("the row under %(ancestor)s from %(first)s to %(last)s %(what)s")
        % {
            "ancestor": codes[ancestor],
            "first": valid_from,
            "last": valid_to or _("(open)"),
            "what": what,
        },
        _("change a placement of the unit by import and back: both reckon it anew"),
    )
