"""What a paper is made of, whatever file it becomes.

A paper is a `Document`: lines at its head and blocks in their order. The same document
gives a PDF (`pdf`), a Word file (`word`) and a workbook (`workbook`), so that a figure
is written down once. All of it is plain text; nothing in it is read as a command.
"""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tidtam.common.thai import thai_digits


class Align(StrEnum):
    """Where text stands on its line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Shade(StrEnum):
    """The four lights, by their colour."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class Figure:
    """A number as people read it, and the number itself for a workbook.

    `decimals` is how many places the workbook shows; None keeps the cell's own.
    """

    text: str
    value: Decimal | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Light:
    """A light: its colour, its shape (which follows from it) and its word."""

    shade: Shade
    word: str


Cell = str | Figure | Light


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; those of level 1 and 2 make the contents."""

    text: str
    level: int = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Paragraph:
    """Running text; `lead` stands in front of it in bold.

    `indent` begins the first line 2.5 cm in, as state papers do; `small` is for notes.
    """

    text: str
    lead: str = ""
    align: Align = Align.LEFT
    indent: bool = False
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Items:
    """A list; numbered from `first` where that is given, else with dots."""

    rows: tuple[str, ...]
    first: int | None = None


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what it is, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's words, and whose they are."""

    text: str
    by: str


@dataclass(frozen=True)
class Column:
    """A column of a table; `weight` is its share of the width."""

    label: str
    weight: float = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A table; a row is as long as there are columns.

    `sheet` names the sheet of the workbook that holds it (without, it stays out).
    `total` sets the last row as a sum. `empty` is said where there is no row.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    sheet: str = ""
    total: bool = False
    empty: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its length and mark as shares of the longest, and its figure in words.

    `share` and `mark` (a target) are 0 to 1; None draws none.
    """

    label: str
    text: str
    share: float | None
    mark: float | None = None
    shade: Shade | None = None


@dataclass(frozen=True)
class Bars:
    """A chart of bars; everything that it shows is in its text as well."""

    caption: str
    rows: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """A place to sign: the name in brackets, the lines under it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


Block = (
    Heading | Paragraph | Items | Facts | Quote | Table | Bars | Signature | PageBreak
)


@dataclass(frozen=True)
class Document:
    """A paper: what stands at its head and what follows.

    `lines` are centred above all; `cover` gives them a page of their own. `mark` stands
    at the top of every page: that the data are simulated, or that it is a draft.
    `source` stands at the foot: who made it, from what, as of when. `made_at` is kept
    in the file; with the same moment and words the file is the same to the last byte.
    """

    title: str
    blocks: tuple[Block, ...]
    made_at: datetime.datetime
    lines: tuple[str, ...] = ()
    cover: bool = False
    contents: str = ""  # the heading of the table of contents; empty for none
    mark: str = ""
    source: str = ""
    thai_digits: bool = False
    author: str = ""


def plain(document: Document) -> dict[str, Any]:
    """Return the document as values that JSON knows; digits are Thai where asked for.

    Every block is a mapping with its `kind`: the name of its class in lower case.
    """
    turn = thai_digits if document.thai_digits else str
    return {
        **{
            field.name: _plain(getattr(document, field.name), turn)
            for field in dataclasses.fields(document)
            if field.name not in {"blocks", "made_at"}
        },
        "blocks": [_plain(block, turn) for block in document.blocks],
    }


def content_hash(document: Document) -> str:
    """Return the SHA-256 of what the document says, in hexadecimal.

    The moment it was made is left out: made again from equal figures it is equal.
    """
    text = json.dumps(plain(document), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def texts(document: Document) -> Iterator[str]:
    """Give every text of the document in the order in which it is read."""
    said = plain(document)
    yield from said["lines"] or [said["title"]]
    for block in said["blocks"]:
        yield from _texts(block)


def _plain(value: Any, turn: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            field.name: _plain(getattr(value, field.name), turn)
            for field in dataclasses.fields(value)
        }
        return {"kind": type(value).__name__.lower(), **fields}
    if isinstance(value, tuple):
        return [_plain(part, turn) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return turn(value)
    return value


# Names of a look, not words that a reader sees.
_UNSEEN = frozenset({"kind", "align", "shade", "sheet", "value"})
# What stands in front of the rest of its block.
_FIRST = frozenset({"caption", "lead"})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        unseen = _UNSEEN | _absent(value)
        for name in sorted(value, key=lambda name: name not in _FIRST):
            if name not in unseen:
                yield from _texts(value[name])
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str) and value:
        yield value


def _absent(block: dict[str, Any]) -> frozenset[str]:
    """Name the parts of a table that are not shown, with rows and without."""
    if block["kind"] != "table":
        return frozenset()
    return frozenset({"empty"} if block["rows"] else {"columns"})


# ---------- a document that was kept ----------

_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (
        Heading,
        Paragraph,
        Items,
        Facts,
        Quote,
        Table,
        Column,
        Bars,
        Bar,
        Signature,
        PageBreak,
        Figure,
        Light,
    )
}


def restored(said: Mapping[str, Any], made_at: datetime.datetime) -> Document:
    """Return the document of which `plain` gave these values.

    Digits stay as they were said. Raises KeyError for a kind that is not known.
    """
    fields = {name: _restored(value) for name, value in said.items()}
    blocks = fields.pop("blocks")
    return Document(**fields, blocks=blocks, made_at=made_at)


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(part) for part in value)
    if not isinstance(value, dict):
        return value
    kind = _KINDS[value["kind"]]
    fields = {k: _restored(v) for k, v in value.items() if k != "kind"}
    if "align" in fields:
        fields["align"] = Align(fields["align"])
    if fields.get("shade"):
        fields["shade"] = Shade(fields["shade"])
    if kind is Figure and fields["value"] is not None:
        fields["value"] = Decimal(fields["value"])
    return kind(**fields)
