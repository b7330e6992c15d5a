"""Every write to meetings and what is recorded of them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit, clock
from tidtam.common.periods import fiscal_year_of
from tidtam.common.thai import buddhist_year, date_official, in_bangkok, time_short
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem
from tidtam.reporting.services.evidence import clean_name, content_of

from . import wording
from .calendar import invitation_file
from .models import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    Member,
    Paper,
    PressRelease,
    Series,
    Statement,
)
from .papers import place_of, press_text, press_title
from .selectors import record_of

State = Meeting.State


class MeetingError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


# ---------- series ----------


@transaction.atomic
def series_make(
    *,
    unit: Unit,
    name: str,
    numbering: str,
    members: Sequence[Member],
    by: Doer,
) -> Series:
    """Begin a series with its members, the chair first."""
    check(by, Permission.MEETING_EDIT, unit)
    if Series.objects.filter(unit=unit, name=name).exists():
        raise MeetingError(_("The unit has a series of this name already."), "name")
    series = Series.objects.create(unit=unit, name=name, numbering=numbering)
    for order, member in enumerate(members, start=1):
        member.series, member.order, member.is_chair = series, order, order == 1
    Member.objects.bulk_create(members)
    audit.record(
        by=by,
        action="series.made",
        target=series,
        unit=unit,
        after={"name": name, "members": [str(member) for member in members]},
    )
    return series


@transaction.atomic
def series_change(*, series: Series, members: Sequence[Member], by: Doer) -> None:
    """Change who the members are, line by line; new ones come last.

    Raises MeetingError where there are fewer than before, for papers name them.
    """
    check(by, Permission.MEETING_EDIT, series.unit)
    known = list(series.members.select_for_update().order_by("order"))
    if len(members) < len(known):
        raise MeetingError(
            _(
                "Members cannot be taken away, for papers name them. Change the line "
                "instead."
            ),
            "members",
        )
    before = [str(member) for member in known]
    for member, said in zip(known, members, strict=False):
        for name in ("name", "position", "email"):
            setattr(member, name, getattr(said, name))
    Member.objects.bulk_update(known, ["name", "position", "email"])
    added = members[len(known) :]
    for order, member in enumerate(added, start=len(known) + 1):
        member.series, member.order = series, order
    Member.objects.bulk_create(added)
    audit.record(
        by=by,
        action="series.changed",
        target=series,
        unit=series.unit,
        before={"members": before},
        after={"members": [str(member) for member in members]},
    )


# ---------- meetings ----------


@dataclass(frozen=True)
class MeetingWords:
    """What a meeting's own form says."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    place: str
    online: str = ""
    online_link: str = ""
    opening: str = ""
    taken_by: str = ""
    taken_by_position: str = ""
    checked_by: str = ""
    checked_by_position: str = ""


@transaction.atomic
def meeting_plan(*, series: Series, words: MeetingWords, by: Doer) -> Meeting:
    """Plan a meeting under the next number of the year, with its members' places."""
    check(by, Permission.MEETING_EDIT, series.unit)
    Series.objects.select_for_update().get(pk=series.pk)
    year = year_of(series, words.starts_at)
    last = series.meetings.filter(year=year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        series=series, year=year, number=(last or 0) + 1, **vars(words)
    )
    Attendance.objects.bulk_create(places_of(meeting, series.members.all()))
    _record(meeting, by, "planned", after=_plain(vars(words)))
    return meeting


def year_of(series: Series, starts_at: datetime.datetime) -> int:
    """Return the Buddhist year within which the meeting is numbered."""
    day = in_bangkok(starts_at).date()
    if series.numbering == Series.Numbering.FISCAL:
        return fiscal_year_of(day)
    return buddhist_year(day.year)


def places_of(meeting: Meeting, members: Iterable[Member]) -> list[Attendance]:
    """Return a place for each member, not recorded yet."""
    return [
        Attendance(
            meeting=meeting,
            member=member,
            order=member.order,
            name=member.name,
            position=member.position,
            collective=member.collective,
            is_chair=member.is_chair,
        )
        for member in members
    ]


@transaction.atomic
def meeting_change(
    *, meeting: Meeting, words: MeetingWords, version: int, by: Doer
) -> Meeting:
    """Change the words of a meeting whose minutes are not adopted yet."""
    row = _locked(meeting, by)
    _open(row)
    if row.version != version:
        raise MeetingError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the meeting, and store "
                "again."
            )
        )
    before = {name: getattr(row, name) for name in vars(words)}
    changed = {k: v for k, v in vars(words).items() if before[k] != v}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    kept = {name: before[name] for name in changed}
    _record(row, by, "changed", before=_plain(kept), after=_plain(changed))
    return row


@transaction.atomic
def meeting_hold(*, meeting: Meeting, by: Doer) -> None:
    """Say that the meeting has taken place. Raises MeetingError before it began."""
    row = _locked(meeting, by)
    if row.state not in {State.PLANNED, State.INVITED}:
        raise _moved_on(row)
    if row.starts_at > clock.now():
        raise MeetingError(_("It has not begun yet."))
    _move(row, State.HELD, by, "held")


@transaction.atomic
def minutes_adopt(*, meeting: Meeting, by: Doer) -> None:
    """Adopt the minutes; from then on the record stays as it is."""
    rows = Meeting.objects.select_for_update(of=("self",))
    row = rows.select_related("series__unit").get(pk=meeting.pk)
    check(by, Permission.MEETING_APPROVE, row.series.unit)
    if row.state != State.HELD:
        raise _moved_on(row)
    if row.ends_at is None:
        raise MeetingError(_("Write when the meeting ended first."))
    _move(row, State.ADOPTED, by, "adopted")


# ---------- agenda and papers ----------


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
    row = _locked(meeting, by)
    _open(row)
    item = AgendaItem(meeting=row)
    return _item_store(item, words, by, "item_added")


@transaction.atomic
def item_change(*, item: AgendaItem, words: ItemWords, by: Doer) -> AgendaItem:
    """Change an item of a meeting whose minutes are not adopted yet."""
    row = _locked(item.meeting, by)
    _open(row)
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
    _record(item.meeting, by, action, before=before, after=said)
    return item


def order_of(number: str) -> int:
    """Return where a number such as 4.1 stands: 4.2 before 4.10 before 5."""
    whole, _dot, part = number.partition(".")
    return int(whole) * 100 + (int(part) if part else 0)


def paper_add(*, item: AgendaItem, file: BinaryIO, name: str, by: User) -> Paper:
    """Keep a file with an item. Raises EvidenceError for a type that is not taken."""
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
            row = _locked(item.meeting, by)
            _open(row)
            file.seek(0)
            paper.file.save(paper.original_name, File(file), save=False)
            paper.save()
            after = {"item": item.number, "name": paper.original_name}
            _record(row, by, "paper_added", after=after)
    except BaseException:
        if paper.file.name:
            paper.file.storage.delete(paper.file.name)
        raise
    return paper


# ---------- attendance ----------


@transaction.atomic
def attendance_record(
    *, meeting: Meeting, rows: Sequence[Attendance], by: Doer
) -> None:
    """Store who came; `rows` are places of this meeting as they now are."""
    row = _locked(meeting, by)
    _open(row)
    known = {each.pk: each for each in row.attendance.all()}
    names = (
        "presence", "identified_by", "came_at", "left_at", "apology", "substitute",
    )  # fmt: skip
    changed = [
        each
        for each in rows
        if each.pk in known
        and any(getattr(each, n) != getattr(known[each.pk], n) for n in names)
    ]
    if not changed:
        return
    Attendance.objects.bulk_update(changed, names)
    after = {str(each): each.presence for each in changed}
    _record(row, by, "attendance_recorded", after=after)


@transaction.atomic
def guest_add(*, meeting: Meeting, name: str, position: str, by: Doer) -> Attendance:
    """Add somebody who joined and is no member."""
    row = _locked(meeting, by)
    _open(row)
    last = row.attendance.aggregate(last=Max("order"))["last"] or 0
    guest = Attendance.objects.create(
        meeting=row,
        order=last + 1,
        name=name,
        position=position,
        presence=Attendance.Presence.ON_SITE,
    )
    _record(row, by, "guest_added", after={"name": name, "position": position})
    return guest


@transaction.atomic
def statement_add(*, meeting: Meeting, text: str, said_by: str, by: Doer) -> Statement:
    """Keep words that were said, with who said them."""
    row = _locked(meeting, by)
    _open(row)
    order = row.statements.count() + 1
    made = Statement.objects.create(meeting=row, order=order, text=text, by=said_by)
    _record(row, by, "statement_added", after={"text": text, "by": said_by})
    return made


# ---------- invitation ----------


@transaction.atomic
def meeting_invite(*, meeting: Meeting, by: Doer) -> int:
    """Send the invitation with its calendar file to every member with an address.

    Returns how many are sent; each is kept as proof and leaves after the commit. A
    second invitation replaces the first in calendars. Raises MeetingError where no
    member has an address, or the meeting has begun.
    """
    row = _locked(meeting, by)
    if row.state not in {State.PLANNED, State.INVITED}:
        raise _moved_on(row)
    if row.starts_at <= clock.now():
        raise MeetingError(_("It has begun already."))
    members = [each for each in row.series.members.all() if each.email]
    if not members:
        raise MeetingError(
            _("No member has an e-mail address. Write one on the page of the members.")
        )
    row.sequence += 1
    items = list(row.items.all())
    text = invitation_text(row, items)
    now = clock.now()
    file = invitation_file(
        row,
        items,
        organiser=settings.DEFAULT_FROM_EMAIL,
        attendees=[(each.email, str(each)) for each in members],
        moment=now,
    )
    Invitation.objects.bulk_create(
        Invitation(
            meeting=row,
            member=each,
            sequence=row.sequence,
            to=each.email,
            sent_at=now,
            text=text,
        )
        for each in members
    )
    addresses = [each.email for each in members]
    after = {"to": addresses, "sequence": row.sequence}
    _move(row, State.INVITED, by, "invited", after)
    number = wording.NUMBER.format(row.numbered)
    subject = f"ขอเชิญ{row.name.removeprefix(wording.THE)} {number}"
    transaction.on_commit(partial(_send, subject, text, file, addresses, row.pk))
    return len(members)


def invitation_text(meeting: Meeting, items: Iterable[AgendaItem]) -> str:
    """Return the words of the invitation."""
    starts = in_bangkok(meeting.starts_at)
    number = wording.NUMBER.format(meeting.numbered)
    lines = [
        f"ขอเชิญเข้าร่วม{meeting.name} {number}",
        f"{date_official(starts.date())} เวลา {time_short(starts)}",
        wording.AT.format(place_of(meeting)),
    ]
    if meeting.online_link:
        lines.append(meeting.online_link)
    lines += ["", wording.AGENDA]
    lines += [f"{item.number} {item.title}" for item in items]
    lines += ["", "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม"]
    if settings.SIMULATED:
        lines += ["", "ข้อมูลจำลอง"]
    return "\n".join(lines)


def _send(
    subject: str, text: str, file: bytes, addresses: Sequence[str], pk: int
) -> None:
    """Send one message a member, in one connection; with a stable message id."""
    connection = get_connection()
    messages = []
    for address in addresses:
        message = EmailMessage(
            subject, text, settings.DEFAULT_FROM_EMAIL, [address], connection=connection
        )
        message.extra_headers["X-Tidtam-Meeting"] = str(pk)
        message.attach("invite.ics", file, 'text/calendar; method="REQUEST"')
        messages.append(message)
    connection.send_messages(messages)


# ---------- press release ----------


@transaction.atomic
def release_begin(*, meeting: Meeting, by: Doer) -> PressRelease:
    """Draft a press release from the record; an existing one is given back."""
    row = _locked(meeting, by)
    found = PressRelease.objects.filter(meeting=row).first()
    if found is not None:
        return found
    record = record_of(row)
    made = PressRelease.objects.create(
        meeting=row,
        title=press_title(record),
        text=press_text(record),
        written_by=by if isinstance(by, User) else None,
    )
    _record(row, by, "release_begun", after={"title": made.title})
    return made


@transaction.atomic
def release_change(
    *, release: PressRelease, title: str, text: str, version: int, by: Doer
) -> PressRelease:
    """Edit a press release; what was approved must be approved anew."""
    row = _locked(release.meeting, by)
    found = PressRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if found.version != version:
        raise MeetingError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the meeting, and store "
                "again."
            )
        )
    before = {"title": found.title, "text": found.text}
    found.title, found.text, found.version = title, text, version + 1
    found.written_by = by if isinstance(by, User) else None
    found.approved_by = found.approved_at = None
    found.save()
    after = {"title": title, "text": text}
    _record(row, by, "release_changed", before=before, after=after)
    return found


@transaction.atomic
def release_approve(*, release: PressRelease, by: Doer) -> PressRelease:
    """Approve a press release for the public; nobody approves his own words."""
    found = (
        PressRelease.objects.select_for_update(of=("self",))
        .select_related("meeting__series__unit")
        .get(pk=release.pk)
    )
    check(by, Permission.MEETING_APPROVE, found.meeting.series.unit)
    if isinstance(by, User) and found.written_by_id == by.pk:
        raise MeetingError(_("You wrote it yourself. Another person approves it."))
    if found.approved_at is not None:
        raise MeetingError(_("It is approved already."))
    found.approved_at = clock.now()
    found.approved_by = by if isinstance(by, User) else None
    found.save()
    _record(found.meeting, by, "release_approved", after={"title": found.title})
    return found


# ---------- loading, and parts of the above ----------


@transaction.atomic
def meetings_loaded(*, meetings: Sequence[Meeting], by: audit.Operator) -> None:
    """Record that meetings were loaded as they are; for the demo."""
    audit.record(
        by=by,
        action="meetings.loaded",
        target_type="meetings",
        after={"meetings": len(meetings)},
    )


def _locked(meeting: Meeting, by: Doer) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",))
    row = rows.select_related("series__unit").get(pk=meeting.pk)
    check(by, Permission.MEETING_EDIT, row.series.unit)
    return row


def _open(row: Meeting) -> None:
    if row.state == State.ADOPTED:
        raise MeetingError(_("The minutes are adopted, so the record stays as it is."))


def _moved_on(row: Meeting) -> MeetingError:
    return MeetingError(
        _("It is “%(state)s” by now. Open its page anew to see what can be done.")
        % {"state": State(row.state).label}
    )


def _move(
    row: Meeting,
    state: State,
    by: Doer,
    action: str,
    after: Mapping[str, Any] | None = None,
) -> None:
    before = row.state
    row.state = state
    row.save()
    said = {"state": state.value, **(after or {})}
    _record(row, by, action, before={"state": before}, after=said)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime.datetime) else value
        for name, value in values.items()
    }


def _record(
    meeting: Meeting,
    by: Doer,
    what: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any],
) -> None:
    audit.record(
        by=by,
        action=f"meeting.{what}",
        target=meeting,
        unit=meeting.series.unit,
        before=before,
        after=after,
    )
