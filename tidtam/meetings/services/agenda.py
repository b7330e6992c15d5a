"""Items of the agenda, and the papers on them."""

from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer
from tidtam.common import clock
from tidtam.common.contents import clean_name, content_of
from tidtam.meetings.models import AgendaItem, Meeting, Paper
from tidtam.policies.models import PolicyItem

from .common import MeetingError, expect_open, locked, record


@dataclass(frozen=True)
class ItemWords:
    """What an item of the agenda says."""

    number: str
    kind: str
    title: str
    presenter: str = ""
    summary: str = ""
    discussion: str = ""
    decision: str = ""
    resolution: str = ""
    policy_items: tuple[PolicyItem, ...] = field(default=())


@transaction.atomic
def item_add(*, meeting: Meeting, words: ItemWords, by: Doer) -> AgendaItem:
    """Put an item on the agenda, at its place by number."""
    row = locked(meeting, by)
    expect_open(row)
    item = AgendaItem(meeting=row)
    return _item_store(item, words, by, "item_added")


@transaction.atomic
def item_change(*, item: AgendaItem, words: ItemWords, by: Doer) -> AgendaItem:
    """Change an item of a meeting whose minutes are not adopted yet."""
    row = locked(item.meeting, by)
    expect_open(row)
    return _item_store(item, words, by, "item_changed")


def _item_store(
    item: AgendaItem, words: ItemWords, by: Doer, action: str
) -> AgendaItem:
    same = AgendaItem.objects.filter(meeting=item.meeting, number=words.number)
    if same.exclude(pk=item.pk).exists():
        raise MeetingError(_("This number is taken by another item."), "number")
    said = {k: v for k, v in vars(words).items() if k != "policy_items"}
    before = {name: getattr(item, name) for name in said} if item.pk else None
    for name, value in said.items():
        setattr(item, name, value)
    item.order = order_of(words.number)
    item.save()
    item.policy_items.set(words.policy_items)
    record(item.meeting, by, action, before=before, after=said)
    return item


def order_of(number: str) -> int:
    """Return where a number such as 4.1 stands: 4.2 before 4.10 before 5."""
    whole, _dot, part = number.partition(".")
    return int(whole) * 100 + (int(part) if part else 0)


def paper_add(*, item: AgendaItem, file: BinaryIO, name: str, by: User) -> Paper:
    """Keep a file with an item. Raises ContentError for a type that is not taken."""
    content = content_of(file)
    paper = Paper(
        item=item,
        original_name=clean_name(name),
        content_type=content.content_type,
        sha256=content.sha256,
        added_at=clock.now(),
        added_by=by,
    )
    try:
        with transaction.atomic():
            row = locked(item.meeting, by)
            expect_open(row)
            file.seek(0)
            paper.file.save(paper.original_name, File(file), save=False)
            paper.save()
            after = {"item": item.number, "name": paper.original_name}
            record(row, by, "paper_added", after=after)
    except BaseException:
        if paper.file.name:
            paper.file.storage.delete(paper.file.name)
        raise
    return paper
