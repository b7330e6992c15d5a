"""The papers of a meeting: agenda, minutes by Form 11, press release.

Each is a document of blocks from the record; nothing here reads the database.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tidtam.common.thai import date_long, date_official, in_bangkok, time_short
from tidtam.documents.blocks import (
    Block,
    Document,
    Heading,
    Paragraph,
    Quote,
    Signature,
)

from . import wording
from .models import AgendaItem, Attendance, Meeting, PressRelease, Statement
from .quorum import quorum_of

SIMULATED = "ข้อมูลจำลอง"
PRESS_OFFICE = "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (สพฐ.)"


@dataclass(frozen=True)
class Record:
    """A meeting with all that was recorded of it, in order.

    `assignments` are the texts of the directives that it raised.
    """

    meeting: Meeting
    items: Sequence[AgendaItem]
    attendance: Sequence[Attendance]
    statements: Sequence[Statement]
    assignments: Sequence[str] = ()
    simulated: bool = False

    @property
    def chair(self) -> Attendance | None:
        """Return who took the chair."""
        return next((row for row in self.attendance if row.is_chair), None)

    @property
    def came(self) -> list[Attendance]:
        """Return the members who came, themselves or by a substitute."""
        return [row for row in self.attendance if row.member_id and row.is_present]

    @property
    def not_came(self) -> list[Attendance]:
        """Return the members who did not come."""
        absent = Attendance.Presence.ABSENT
        return [r for r in self.attendance if r.member_id and r.presence == absent]

    @property
    def joined(self) -> list[Attendance]:
        """Return the guests who came."""
        return [r for r in self.attendance if not r.member_id and r.is_present]


def place_of(meeting: Meeting) -> str:
    """Return where the meeting is, and by which electronic means."""
    online = wording.AND_ONLINE.format(meeting.online) if meeting.online else ""
    return f"{meeting.place}{online}"


def _document(
    record: Record,
    title: str,
    blocks: Iterable[Block],
    moment: object,
    lines: tuple[str, ...],
    *,
    thai_digits: bool,
) -> Document:
    number = wording.NUMBER.format(record.meeting.numbered)
    made_at = moment if isinstance(moment, datetime.datetime) else None
    return Document(
        title=title,
        blocks=tuple(blocks),
        made_at=made_at or record.meeting.starts_at,
        lines=lines,
        mark=SIMULATED if record.simulated else "",
        source=f"{record.meeting.name} {number}",
        thai_digits=thai_digits,
        author=PRESS_OFFICE,
    )


def _head(record: Record, title: str) -> tuple[str, ...]:
    meeting = record.meeting
    day = in_bangkok(meeting.starts_at).date()
    return (
        f"{title}{meeting.name.removeprefix(wording.MEETING)}",
        wording.NUMBER.format(meeting.numbered),
        wording.ON.format(date_official(day)),
        wording.AT.format(place_of(meeting)),
    )


# ---------- agenda ----------


def agenda(record: Record, *, thai_digits: bool = True) -> Document:
    """Return the agenda: each item with its kind, title and who presents it."""
    head = _head(record, f"{wording.AGENDA}")
    return _document(
        record, head[0], _agenda(record), None, head, thai_digits=thai_digits
    )


def _agenda(record: Record) -> Iterator[Block]:
    for item in record.items:
        yield Paragraph(_item_title(item), lead=wording.ITEM.format(item.number))
        if item.presenter:
            yield Paragraph(item.presenter, small=True)


def _item_title(item: AgendaItem) -> str:
    kind = wording.KINDS[AgendaItem.Kind(item.kind)]
    return kind if item.title == kind else f"{kind} {item.title}"


# ---------- minutes ----------


def minutes(record: Record, *, thai_digits: bool = True) -> Document:
    """Return the minutes, every part of Form 11 in its order and words."""
    head = _head(record, wording.MINUTES)
    return _document(
        record, head[0], _minutes(record), record.meeting.ends_at, head,
        thai_digits=thai_digits,
    )  # fmt: skip


def _minutes(record: Record) -> Iterator[Block]:
    meeting = record.meeting
    yield from _people(wording.CAME, record.came)
    yield from _people(wording.NOT_CAME, record.not_came)
    if record.joined:
        yield from _people(wording.JOINED, record.joined)
    yield Paragraph(wording.BEGAN.format(time_short(meeting.starts_at)), strong=True)
    if meeting.opening:
        yield Paragraph(meeting.opening, indent=True)
    for item in record.items:
        yield from _item(item, record)
    for statement in record.statements:
        yield Quote(f"“{statement.text}”", f"{statement.by} กล่าว")
    if meeting.ends_at:
        yield Paragraph(wording.ENDED.format(time_short(meeting.ends_at)), strong=True)
    yield Signature(
        meeting.taken_by or "." * 40,
        tuple(filter(None, (meeting.taken_by_position, wording.TAKEN_BY))),
    )
    if meeting.checked_by:
        yield Signature(
            meeting.checked_by,
            tuple(filter(None, (meeting.checked_by_position, wording.CHECKED_BY))),
        )


def _people(title: str, rows: Sequence[Attendance]) -> Iterator[Block]:
    yield Heading(title, 3)
    if not rows:
        yield Paragraph(wording.NONE)
    for number, row in enumerate(rows, start=1):
        yield Paragraph(f"{number}. {person_line(row)}")


def person_line(row: Attendance) -> str:
    """Return a person as minutes name them: name, position, and what is added."""
    name = f"{row.name}  {row.position}".strip()
    if row.substitute:
        return wording.SUBSTITUTE.format(substitute=row.substitute, name=row.position)
    if row.presence == Attendance.Presence.ABSENT:
        return f"{name}  ({row.apology or wording.ON_DUTY})"
    return f"{name}  {wording.CHAIR}" if row.is_chair else name


def _item(item: AgendaItem, record: Record) -> Iterator[Block]:
    yield Heading(f"{wording.ITEM.format(item.number)} {_item_title(item)}", 3)
    for text in (item.summary, item.discussion):
        if text:
            yield Paragraph(text, indent=True)
    vote = getattr(item, "vote", None)
    if vote:
        quorum = quorum_of(record.attendance, vote.taken_at)
        yield Paragraph(wording.vote_text(vote, quorum), indent=True)
        if vote.dissent:
            yield Paragraph(vote.dissent, lead=wording.DISSENT)
    if item.decision or item.resolution:
        yield Paragraph(wording.resolution_text(item), lead=wording.RESOLVED)
    elif item.kind == AgendaItem.Kind.OTHER and not item.summary:
        yield Paragraph(wording.NONE)


# ---------- press release ----------


def press_text(record: Record) -> str:
    """Return the first draft of a press release, from the record alone."""
    return "\n\n".join(part for part in _press(record) if part)


def press_title(record: Record) -> str:
    """Return its headline."""
    meeting = record.meeting
    number = wording.NUMBER.format(meeting.numbered)
    return f"สพฐ. {meeting.name.removeprefix(wording.THE)} {number}"


def _press(record: Record) -> Iterator[str]:
    meeting, chair = record.meeting, record.chair
    day = date_long(in_bangkok(meeting.starts_at).date())
    who = f"{chair.name} {chair.position} " if chair else ""
    online = (
        f" ควบคู่กับการประชุมผ่านระบบสื่ออิเล็กทรอนิกส์ โปรแกรม {meeting.online}"
        if meeting.online
        else ""
    )
    yield (
        f"วันที่ {day} {who}เป็นประธาน{meeting.name} "
        f"{wording.NUMBER.format(meeting.numbered)} "
        f"{_present(record)}ณ {meeting.place}{online}"
    )
    if meeting.opening:
        assigned = "".join(f" โดยได้มอบหมาย{text}" for text in record.assignments)
        speaker = f"{chair.name} ({_short(chair.position)}) เปิดเผยว่า " if chair else ""
        yield f"{speaker}{meeting.opening}{assigned}"
    for statement in record.statements:
        yield f"“{statement.text}” {statement.by} กล่าว"
    topics = [
        item.title
        for item in record.items
        if item.kind in {AgendaItem.Kind.INFORMED, AgendaItem.Kind.DECIDED}
    ]
    if topics:
        listed = " และ".join(topics)
        yield f"สำหรับการประชุมวันนี้ มีหัวข้อที่น่าสนใจ อาทิ {listed}"


def _present(record: Record) -> str:
    """Return who came, those with a collective name once, as a clause."""
    named: dict[str, None] = {}
    for row in [*record.came, *record.joined]:
        if not row.is_chair:
            named[row.collective or f"{row.name} {row.position}".strip()] = None
    return f"โดยมี {' '.join(named)} เข้าร่วม " if named else ""


def _short(position: str) -> str:
    """Return the short form that a position gives in brackets, else the whole."""
    _long, bracket, rest = position.partition("(")
    return rest.rstrip(")") if bracket else position


def press_release(
    release: PressRelease, record: Record, *, thai_digits: bool = False
) -> Document:
    """Return the press release as a paper, in the words that were approved."""
    blocks = [
        Paragraph(text, indent=True) for text in release.text.split("\n\n") if text
    ]
    return _document(
        record, release.title, blocks, release.approved_at, (release.title,),
        thai_digits=thai_digits,
    )  # fmt: skip
