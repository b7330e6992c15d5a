"""Every write to frameworks, policy items and alignments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from django.db import transaction

from tidtam.common import audit

from .models import Alignment, Framework, PolicyItem

ItemKey = tuple[str, str]  # framework code, item code


@dataclass(frozen=True)
class ItemDraft:
    """What a policy item is to be, by its framework and code."""

    framework_code: str
    fiscal_year: int
    item_code: str
    parent_item_code: str | None
    title_th: str
    title_en: str
    text_th: str
    order: int

    @property
    def key(self) -> ItemKey:
        """Return framework code and item code."""
        return self.framework_code, self.item_code


def items_by_key() -> dict[ItemKey, PolicyItem]:
    """Return every policy item by framework code and item code."""
    return {
        (item.framework.code, item.code): item
        for item in PolicyItem.objects.select_related("framework", "parent")
    }


@transaction.atomic
def policy_items_store(
    *, drafts: Sequence[ItemDraft], by: audit.Actor
) -> dict[str, int]:
    """Make or update items, and the frameworks they name."""
    known = items_by_key()
    frameworks = {item.code: item for item in Framework.objects.all()}
    made = changed = 0
    for draft in _parents_first(drafts):
        framework = frameworks.get(draft.framework_code)
        if framework is None:
            framework = frameworks[draft.framework_code] = Framework.objects.create(
                code=draft.framework_code, fiscal_year=draft.fiscal_year
            )
        elif framework.fiscal_year != draft.fiscal_year:
            framework.fiscal_year = draft.fiscal_year
            framework.save(update_fields=["fiscal_year"])
        item = known.get(draft.key)
        if item is None:
            item = known[draft.key] = PolicyItem(
                framework=framework, code=draft.item_code
            )
            made += 1
        else:
            changed += 1
        item.parent = (
            known[draft.framework_code, draft.parent_item_code]
            if draft.parent_item_code
            else None
        )
        item.title_th, item.title_en = draft.title_th, draft.title_en
        item.text_th, item.order = draft.text_th, draft.order
        item.save()
    counts = {"made": made, "changed": changed}
    audit.record(
        by=by,
        action="policy_items.stored",
        target_type="policy_items",
        after={**counts, "digest": audit.digest_of(drafts)},
    )
    return counts


@transaction.atomic
def alignments_store(
    *, pairs: Sequence[tuple[ItemKey, ItemKey]], by: audit.Actor
) -> dict[str, int]:
    """Make the alignments that do not exist yet."""
    known = items_by_key()
    Alignment.objects.bulk_create(
        [Alignment(item=known[item], other=known[other]) for item, other in pairs]
    )
    counts = {"made": len(pairs), "changed": 0}
    audit.record(
        by=by,
        action="alignments.stored",
        target_type="alignments",
        after={**counts, "digest": audit.digest_of(pairs)},
    )
    return counts


def _parents_first(drafts: Sequence[ItemDraft]) -> list[ItemDraft]:
    by_key: Mapping[ItemKey, ItemDraft] = {draft.key: draft for draft in drafts}
    sorter: TopologicalSorter[ItemKey] = TopologicalSorter()
    for draft in drafts:
        sorter.add(draft.key)
        if draft.parent_item_code:
            sorter.add(draft.key, (draft.framework_code, draft.parent_item_code))
    return [by_key[key] for key in sorter.static_order() if key in by_key]
