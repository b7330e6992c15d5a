"""Reads of frameworks and policy items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tidtam.common.naming import named

from .frameworks import name_of
from .models import Alignment, Framework, PolicyItem


@dataclass
class ItemNode:
    """A policy item with the items under it, in order."""

    item: PolicyItem
    children: list["ItemNode"] = field(default_factory=list)


@dataclass(frozen=True)
class FrameworkTree:
    """A framework with its top items."""

    framework: Framework
    items: Sequence[ItemNode]

    @property
    def title(self) -> str:
        """Return the framework's name."""
        return str(name_of(self.framework).title)

    @property
    def are_aspects(self) -> bool:
        """Say whether its items are the aspects of the work."""
        return name_of(self.framework).are_aspects

    @property
    def count(self) -> int:
        """Return how many top items there are."""
        return len(self.items)


def framework_order(framework: Framework) -> tuple[int, int, str]:
    """Order frameworks: newest year first, then aspects, policies, Quick Wins."""
    return -framework.fiscal_year, name_of(framework).order, framework.code


def framework_trees(fiscal_year: int | None = None) -> list[FrameworkTree]:
    """Return the frameworks of a year, or all, with their items. One query."""
    items = PolicyItem.objects.select_related("framework").defer("text_th")
    if fiscal_year is not None:
        items = items.filter(framework__fiscal_year=fiscal_year)
    return trees_of(items.order_by("order", "code"))


def trees_of(items: Iterable[PolicyItem]) -> list[FrameworkTree]:
    """Return items, which come in their order, by framework and parent."""
    nodes = {item.pk: ItemNode(item) for item in items}
    tops: dict[int, list[ItemNode]] = {}
    frameworks: dict[int, Framework] = {}
    for node in nodes.values():
        frameworks.setdefault(node.item.framework_id, node.item.framework)
        parent = nodes.get(node.item.parent_id or 0)
        siblings = (
            tops.setdefault(node.item.framework_id, [])
            if parent is None
            else parent.children
        )
        siblings.append(node)
    return [
        FrameworkTree(framework, tops.get(framework.pk, []))
        for framework in sorted(frameworks.values(), key=framework_order)
    ]


def item_by_code(framework_code: str, code: str) -> PolicyItem | None:
    """Return a policy item with its framework and parent."""
    items = PolicyItem.objects.select_related("framework", "parent")
    return items.filter(framework__code=framework_code, code=code).first()


def children_of(item: PolicyItem) -> QuerySet[PolicyItem]:
    """Return the items right under this one, in order."""
    return item.children.select_related("framework").order_by("order", "code")


def siblings_of(item: PolicyItem) -> list[PolicyItem]:
    """Return the items of the same framework and parent, this one among them."""
    rows = PolicyItem.objects.filter(framework=item.framework_id, parent=item.parent_id)
    return list(rows.select_related("framework").order_by("order", "code"))


def aligned_with(item: PolicyItem) -> list[PolicyItem]:
    """Return the items aligned with this one, whichever side named the other.

    Those of the same year come first, then by framework and order. One query.
    """
    pairs = Alignment.objects.filter(Q(item=item) | Q(other=item)).select_related(
        "item__framework", "other__framework"
    )
    found = {
        other.pk: other
        for pair in pairs
        for other in (pair.item, pair.other)
        if other.pk != item.pk
    }
    year = item.framework.fiscal_year
    return sorted(
        found.values(),
        key=lambda other: (
            other.framework.fiscal_year != year,
            framework_order(other.framework),
            other.order,
            other.code,
        ),
    )


def item_label(item: PolicyItem) -> str:
    """Return how the item is named in a sentence: short framework, code, title."""
    return f"{name_of(item.framework).short} {item.code} {named(item)}"
