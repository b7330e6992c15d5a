"""Reader and writer of policies.csv and alignments.csv."""

from dataclasses import astuple, dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import audit, tables
from tidtam.common.tables import Faults, Row, Table

from . import services
from .models import Alignment, PolicyItem
from .services import ItemDraft, ItemKey

FILE = "policies.csv"
POLICIES = Table(
    FILE,
    {
        "framework_code": tables.code,
        "fiscal_year": tables.fiscal_year,
        "item_code": tables.code,
        "parent_item_code": tables.optional(tables.code),
        "title_th": tables.text(500, required=True),
        "title_en": tables.text(500),
        "text_th": tables.text(20_000),
        "order": tables.count,
    },
    ("framework_code", "item_code"),
)
ALIGNMENTS = Table(
    "alignments.csv",
    {
        "framework_code": tables.code,
        "item_code": tables.code,
        "other_framework_code": tables.code,
        "other_item_code": tables.code,
    },
    ("framework_code", "item_code", "other_framework_code", "other_item_code"),
)


@dataclass
class PolicyStage:
    """All policy items as they will stand, and what is to be written."""

    parents: dict[ItemKey, ItemKey | None]
    drafts: list[ItemDraft] = field(default_factory=list)
    alignments: list[tuple[ItemKey, ItemKey]] = field(default_factory=list)

    def apply(self, by: audit.Actor) -> dict[str, dict[str, int]]:
        """Write what the files bring; return the counts by file."""
        counts = {}
        if self.drafts:
            counts[FILE] = services.policy_items_store(drafts=self.drafts, by=by)
        if self.alignments:
            counts[ALIGNMENTS.file] = services.alignments_store(
                pairs=self.alignments, by=by
            )
        return counts


def stage(folder: Path, faults: Faults) -> PolicyStage:
    """Read the two files against what is stored."""
    stored = {draft.key: draft for draft in _stored_drafts()}
    staged = PolicyStage(
        {
            key: (key[0], draft.parent_item_code) if draft.parent_item_code else None
            for key, draft in stored.items()
        }
    )
    _stage_items(folder, stored, staged, faults)
    _stage_alignments(folder, staged, faults)
    return staged


def unknown_item(faults: Faults, file: str, line: int, column: str, name: str) -> None:
    """Note that a cell names a policy item that is not there."""
    if faults.may_bring(FILE, *name.split("/")):
        return
    faults.add(
        file,
        line,
        column,
        _("there is no policy item %(item)s") % {"item": name},
        _("write a stored item or add it to policies.csv"),
    )


def _stored_drafts() -> list[ItemDraft]:
    rows = PolicyItem.objects.values_list(
        "framework__code",
        "framework__fiscal_year",
        "code",
        "parent__code",
        "title_th",
        "title_en",
        "text_th",
        "order",
    )
    return [ItemDraft(*row) for row in rows]


def _stage_items(
    folder: Path,
    stored: dict[ItemKey, ItemDraft],
    staged: PolicyStage,
    faults: Faults,
) -> None:
    rows = tables.read_table(folder, POLICIES, faults)
    if rows is None:
        return
    lines = {}
    for row in rows:
        draft = ItemDraft(*row.values)
        lines[draft.key] = row.line
        staged.parents[draft.key] = (
            (draft.framework_code, draft.parent_item_code)
            if draft.parent_item_code
            else None
        )
        if stored.get(draft.key) != draft:
            staged.drafts.append(draft)
    _refuse_two_years(rows, stored, faults)
    for key, line in lines.items():
        parent = staged.parents[key]
        if parent is not None and parent not in staged.parents:
            unknown_item(faults, FILE, line, "parent_item_code", "/".join(parent))
    _refuse_circles(staged.parents, lines, faults)


def _refuse_two_years(
    rows: list[Row], stored: dict[ItemKey, ItemDraft], faults: Faults
) -> None:
    """A framework has one fiscal year: that of its first row, or a stored one."""
    named = {(row["framework_code"], row["item_code"]) for row in rows}
    years = {
        draft.framework_code: draft.fiscal_year
        for key, draft in stored.items()
        if key not in named
    }
    for row in rows:
        year = years.setdefault(row["framework_code"], row["fiscal_year"])
        if year != row["fiscal_year"]:
            faults.add(
                FILE,
                row.line,
                "fiscal_year",
                _("other items of the framework say %(year)d") % {"year": year},
                _("give all items of a framework the same fiscal year"),
            )


def _refuse_circles(
    parents: dict[ItemKey, ItemKey | None], lines: dict[ItemKey, int], faults: Faults
) -> None:
    for start, line in lines.items():
        seen, key = {start}, parents[start]
        while key is not None and key in parents and key not in seen:
            seen.add(key)
            key = parents[key]
        if key == start:
            faults.add(
                FILE,
                line,
                "parent_item_code",
                _("the items stand under each other in a circle"),
                _("put one of them under an item outside the circle"),
            )


def _stage_alignments(folder: Path, staged: PolicyStage, faults: Faults) -> None:
    rows = tables.read_table(folder, ALIGNMENTS, faults)
    if rows is None:
        return
    stored = set(_alignment_rows())
    for row in rows:
        item = (row["framework_code"], row["item_code"])
        other = (row["other_framework_code"], row["other_item_code"])
        sound = True
        for column, key in (("item_code", item), ("other_item_code", other)):
            if key not in staged.parents:
                unknown_item(faults, ALIGNMENTS.file, row.line, column, "/".join(key))
                sound = False
        if item == other:
            faults.add(
                ALIGNMENTS.file,
                row.line,
                "other_item_code",
                _("an item cannot be aligned with itself"),
                _("write another item"),
            )
            sound = False
        if sound and (*item, *other) not in stored:
            staged.alignments.append((item, other))


def _alignment_rows() -> list[tuple[str, str, str, str]]:
    return sorted(
        Alignment.objects.values_list(
            "item__framework__code",
            "item__code",
            "other__framework__code",
            "other__code",
        )
    )


def write(folder: Path) -> None:
    """Write the two files, sorted as text by their keys."""
    rows = sorted(
        (
            tuple("" if cell is None else str(cell) for cell in astuple(draft))
            for draft in _stored_drafts()
        ),
        key=lambda row: (row[0], row[2]),
    )
    tables.write_table(folder / FILE, list(POLICIES.columns), rows)
    tables.write_table(
        folder / ALIGNMENTS.file, list(ALIGNMENTS.columns), _alignment_rows()
    )
