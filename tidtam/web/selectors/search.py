"""Search over everything that was registered as a source."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from tidtam.accounts.permissions import Permission, Visitor, holds
from tidtam.common import hooks
from tidtam.common.hooks import Found, SearchSource
from tidtam.common.search import words_of
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation import selectors
from tidtam.policies.models import PolicyItem
from tidtam.web.links import indicator_link, policy_link, unit_link
from tidtam.web.names import in_language, province_name, unit_full_name

from .units import units_seen_by

MOST = 20


@dataclass(frozen=True)
class Results:
    """What one source found; `more` if there is more than is shown."""

    source: SearchSource
    found: Sequence[Found]
    more: bool


@dataclass(frozen=True)
class Search:
    """A search and its results, in the order of the sources; none is empty."""

    words: Sequence[str]
    results: Sequence[Results]

    @property
    def count(self) -> int:
        """Return how many results are shown."""
        return sum(len(results.found) for results in self.results)


def search(user: Visitor, text: str) -> Search:
    """Look for the words of the text in what the user may see."""
    words = words_of(text)
    if not words:
        return Search(words, [])
    sources = sorted(hooks.search_sources, key=lambda source: source.order)
    found = [_results(source, user, words) for source in sources]
    return Search(words, [results for results in found if results.found])


def _results(source: SearchSource, user: Visitor, words: Sequence[str]) -> Results:
    found = source.find(user, words, MOST + 1)
    return Results(source, found[:MOST], len(found) > MOST)


def units_found(user: Visitor, words: Sequence[str], limit: int) -> list[Found]:
    """Return the units whose name or code holds the words, wide units first."""
    units = selectors.with_words(units_seen_by(user), words)
    return [
        Found(
            title=unit_full_name(unit),
            url=unit_link(unit),
            code=unit.code,
            detail=" · ".join(
                filter(
                    None, (unit.get_kind_display(), province_name(unit.province_code))
                )
            ),
        )
        for unit in selectors.in_order(units)[:limit]
    ]


def indicators_found(user: Visitor, words: Sequence[str], limit: int) -> list[Found]:
    """Return the indicators whose name or code holds the words, by code."""
    if not holds(user, Permission.INDICATOR_VIEW):
        return []
    versions = IndicatorVersion.objects.filter(is_current=True)
    for word in words:
        versions = versions.filter(
            Q(name_th__icontains=word)
            | Q(name_en__icontains=word)
            | Q(indicator__code__icontains=word)
        )
    return [
        Found(
            title=in_language(version.name_th, version.name_en),
            url=indicator_link(version.indicator.code),
            code=version.indicator.code,
            detail=version.unit,
        )
        for version in versions.select_related("indicator").order_by("indicator__code")[
            :limit
        ]
    ]


def policy_items_found(user: Visitor, words: Sequence[str], limit: int) -> list[Found]:
    """Return the policy items whose title or code holds the words, newest first."""
    if not holds(user, Permission.POLICY_VIEW):
        return []
    items = PolicyItem.objects.select_related("framework")
    for word in words:
        items = items.filter(
            Q(title_th__icontains=word)
            | Q(title_en__icontains=word)
            | Q(code__icontains=word)
        )
    return [
        Found(
            title=in_language(item.title_th, item.title_en),
            url=policy_link(item),
            code=item.code,
            detail=f"{item.framework.code} {item.framework.fiscal_year}",
        )
        for item in items.order_by("-framework__fiscal_year", "framework", "order")[
            :limit
        ]
    ]
