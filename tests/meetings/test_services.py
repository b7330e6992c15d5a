"""Numbers, agenda, attendance, minutes, press release: who may, and the trail."""

import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import MeetingFactory, SeriesFactory
from tests.meetings.conftest import BANGKOK, BEGAN, COMING
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.common.models import AuditEvent
from tidtam.meetings import services
from tidtam.meetings.models import (
    Attendance,
    Meeting,
    Member,
    PressRelease,
    Series,
    Vote,
)
from tidtam.meetings.quorum import met_at, quorum_of, seats_of
from tidtam.meetings.services import (
    ItemWords,
    MeetingError,
    MeetingWords,
    VoteWords,
)


def words(**named: object) -> MeetingWords:
    said = {"starts_at": COMING, "ends_at": None, "place": "ห้องประชุม 1"}
    return MeetingWords(**{**said, **named})  # type: ignore[arg-type]


@pytest.fixture
def analyst(person):
    return person(Role.ANALYST, "OBEC")


@pytest.mark.parametrize(
    ("numbering", "day", "numbered"),
    [
        ("fiscal", datetime.date(2021, 12, 8), "1/2565"),
        ("calendar", datetime.date(2021, 12, 8), "1/2564"),
        ("fiscal", datetime.date(2021, 9, 30), "1/2564"),
        ("fiscal", datetime.date(2021, 10, 1), "1/2565"),
        ("calendar", datetime.date(2022, 1, 1), "1/2565"),
    ],
)
def test_numbers_run_within_fiscal_or_calendar_years(
    units, analyst, numbering, day, numbered
):
    series = SeriesFactory(unit=units["OBEC"], numbering=numbering)
    at = datetime.datetime.combine(day, datetime.time(0, 30), tzinfo=BANGKOK)
    made = services.meeting_plan(series=series, words=words(starts_at=at), by=analyst)
    assert made.numbered == numbered
    again = services.meeting_plan(series=series, words=words(starts_at=at), by=analyst)
    assert again.number == 2


def test_a_new_meeting_has_a_place_for_every_member(series, analyst):
    made = services.meeting_plan(series=series, words=words(), by=analyst)
    assert [row.position for row in made.attendance.all()] == [
        "เลขาธิการ (เลขาฯ)", "ประธานกลุ่ม 1", "กรรมการ",
    ]  # fmt: skip
    assert {row.presence for row in made.attendance.all()} == {"unknown"}


def test_a_series_is_begun_with_its_chair_first(units, analyst):
    members = [Member(position="ประธาน"), Member(position="กรรมการ")]
    made = services.series_make(
        unit=units["OBEC"], name="การประชุมใหม่", numbering=Series.Numbering.FISCAL,
        members=members, by=analyst,
    )  # fmt: skip
    assert [row.is_chair for row in made.members.all()] == [True, False]
    with pytest.raises(MeetingError) as error:
        services.series_make(
            unit=units["OBEC"], name="การประชุมใหม่", numbering="fiscal", members=[],
            by=analyst,
        )  # fmt: skip
    assert error.value.field == "name"


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.GROUP_CHAIR, "G1"), (Role.EXECUTIVE, "OBEC")]
)
def test_only_its_own_people_keep_a_meeting(held, person, role, unit):
    by = person(role, unit)
    with pytest.raises(PermissionDenied):
        services.meeting_change(meeting=held, words=words(), version=1, by=by)
    with pytest.raises(PermissionDenied):
        services.item_add(meeting=held, words=ItemWords("6", "other", "ก"), by=by)


def test_items_stand_in_the_order_of_their_numbers(held, analyst):
    for number in ("4.10", "4.2", "3"):
        added = ItemWords(number, "informed", "ก")
        services.item_add(meeting=held, words=added, by=analyst)
    numbers = [item.number for item in held.items.all()]
    assert numbers == ["1", "3", "4.1", "4.2", "4.10", "5"]
    with pytest.raises(MeetingError) as error:
        services.item_add(
            meeting=held, words=ItemWords("3", "informed", "ซ้ำ"), by=analyst
        )
    assert error.value.field == "number"


def test_a_quorum_is_half_of_the_members_over_both_ways(held):
    rows = list(held.attendance.all())
    quorum = quorum_of(rows)
    assert (quorum.on_site, quorum.online, quorum.members) == (1, 1, 3)
    assert (quorum.needed, quorum.is_met) == (2, True)
    rows[1].presence = Attendance.Presence.ABSENT
    assert not quorum_of(rows).is_met


def test_a_quorum_at_a_time_counts_who_was_there_then(held):
    rows = list(held.attendance.all())
    rows[0].came_at = datetime.time(9, 24)
    rows[1].came_at, rows[1].left_at = datetime.time(9, 40), datetime.time(11)
    assert met_at(rows) == datetime.time(9, 40)
    for hour, came in (((9, 23), 0), ((9, 24), 1), ((10, 0), 2), ((11, 0), 1)):
        assert quorum_of(rows, datetime.time(*hour)).came == came
    rows[1].came_at = None
    assert met_at(rows) is None, "an hour is not known"


def test_seats_tell_each_way_of_coming_apart(held):
    rows = list(held.attendance.all())
    rows[0].presence = Attendance.Presence.UNKNOWN
    assert [(seat.number, seat.how.value) for seat in seats_of(rows)] == [
        (1, "open"), (2, "sub"), (3, "off"),
    ]  # fmt: skip
    rows[1].substitute, rows[2].presence = "", "on_site"
    assert [seat.how.value for seat in seats_of(rows)] == ["open", "net", "on"]


AT = datetime.time(10, 52)


def vote(item, by, counts=(1, 0, 1), *, version=0, **named: object):
    words = VoteWords("open", named.pop("at", AT), *counts, **named)  # type: ignore[arg-type]
    return services.vote_record(item=item, words=words, version=version, by=by)


def test_a_vote_is_recorded_changed_and_taken_out(held, analyst):
    item = held.items.get(number="4.1")
    made = vote(item, analyst)
    assert (made.voted, made.version) == (2, 1)
    vote(item, analyst, (2, 0, 0), version=1)
    services.vote_remove(item=item, by=analyst)
    assert not Vote.objects.exists()
    with pytest.raises(MeetingError, match="no vote"):
        services.vote_remove(item=item, by=analyst)
    events = AuditEvent.objects.filter(action__startswith="meeting.vote")
    assert [event.action for event in events.order_by("pk")] == [
        "meeting.vote_recorded", "meeting.vote_recorded", "meeting.vote_removed",
    ]  # fmt: skip
    changed = events.order_by("pk")[1]
    assert (changed.before["in_favour"], changed.after["in_favour"]) == (1, 2)
    assert changed.after["item"] == "4.1"


@pytest.mark.parametrize(
    ("counts", "at", "field"),
    [
        ((2, 0, 1), AT, "in_favour"),  # a third, where two of three members came
        ((0, 0, 0), AT, "in_favour"),
        ((1, 0, 0), datetime.time(9, 29), "taken_at"),
        ((1, 0, 0), datetime.time(12, 6), "taken_at"),
    ],
)
def test_a_vote_is_within_the_meeting_and_of_those_there(
    held, analyst, counts, at, field
):
    with pytest.raises(MeetingError) as error:
        vote(held.items.first(), analyst, counts, at=at)
    assert error.value.field == field
    assert not Vote.objects.exists()


def test_the_hours_of_a_meeting_keep_its_votes_within(held, analyst):
    vote(held.items.get(number="4.1"), analyst)
    short = words(starts_at=BEGAN, ends_at=BEGAN + datetime.timedelta(hours=1))
    with pytest.raises(MeetingError, match=r"Item 4\.1: a vote was taken at 10\.52"):
        services.meeting_change(meeting=held, words=short, version=1, by=analyst)
    whole = words(starts_at=BEGAN, ends_at=BEGAN + datetime.timedelta(hours=2))
    services.meeting_change(meeting=held, words=whole, version=1, by=analyst)


def test_who_left_before_does_not_vote(held, analyst):
    gone = held.attendance.get(order=2)
    gone.left_at = datetime.time(10, 30)
    gone.save()
    with pytest.raises(MeetingError, match=r"2 voted, but 1 members .* 10\.52"):
        vote(held.items.first(), analyst)


def test_attendance_may_not_fall_below_a_vote(held, analyst):
    vote(held.items.get(number="4.1"), analyst)
    rows = list(held.attendance.all())
    rows[1].presence = Attendance.Presence.ABSENT
    with pytest.raises(MeetingError, match=r"Item 4\.1: 2 voted"):
        services.attendance_record(meeting=held, rows=rows, by=analyst)
    rows[1].presence = Attendance.Presence.ON_SITE
    services.attendance_record(meeting=held, rows=rows, by=analyst)


def test_a_faster_vote_is_not_written_over(held, analyst):
    item = held.items.first()
    vote(item, analyst)
    with pytest.raises(MeetingError, match="Somebody else"):
        vote(item, analyst, version=0)


def test_a_vote_before_the_meeting_is_refused(coming, analyst):
    with pytest.raises(MeetingError, match="not begun"):
        vote(coming.items.first(), analyst)


def test_only_its_own_people_record_a_vote(held, person):
    with pytest.raises(PermissionDenied):
        vote(held.items.first(), person(Role.GROUP_CHAIR, "G1"))


def test_attendance_keeps_only_what_changed_in_the_trail(held, analyst):
    rows = list(held.attendance.all())
    rows[2].presence = Attendance.Presence.ONLINE
    services.attendance_record(meeting=held, rows=rows, by=analyst)
    services.attendance_record(meeting=held, rows=rows, by=analyst)
    event = AuditEvent.objects.get(action="meeting.attendance_recorded")
    assert event.after == {"นางสาม สมมติ": "online"}


def test_adopted_minutes_close_the_record(held, analyst, person):
    services.minutes_adopt(meeting=held, by=person(Role.EXECUTIVE, "OBEC"))
    held.refresh_from_db()
    assert held.state == Meeting.State.ADOPTED
    for take in (
        lambda: services.meeting_change(
            meeting=held, words=words(), version=1, by=analyst
        ),
        lambda: services.statement_add(
            meeting=held, text="ก", said_by="ข", by=analyst
        ),
        lambda: services.guest_add(meeting=held, name="ก", position="ข", by=analyst),
        lambda: vote(held.items.first(), analyst),
        lambda: services.paper_add(
            item=held.items.first(), file=io.BytesIO(b"%PDF-1.7\n"), name="a.pdf",
            by=analyst,
        ),
    ):  # fmt: skip
        with pytest.raises(MeetingError, match="adopted"):
            take()


def test_minutes_are_adopted_only_once_the_end_is_known(held, analyst):
    held.ends_at = None
    held.save()
    with pytest.raises(MeetingError, match="ended"):
        services.minutes_adopt(meeting=held, by=analyst)


def test_a_meeting_to_come_has_not_been_held(coming, analyst):
    with pytest.raises(MeetingError, match="not begun"):
        services.meeting_hold(meeting=coming, by=analyst)


def test_a_press_release_is_approved_by_another_person(held, analyst, person):
    release = services.release_begin(meeting=held, by=analyst)
    assert release.text.startswith("วันที่ 8 ธันวาคม 2564")
    with pytest.raises(MeetingError, match="yourself"):
        services.release_approve(release=release, by=analyst)
    chief = person(Role.EXECUTIVE, "OBEC")
    services.release_approve(release=release, by=chief)
    kept = PressRelease.objects.get()
    assert kept.approved_by == chief
    assert kept.approved_at is not None
    services.release_change(
        release=kept, title="ใหม่", text="แก้คำ", version=1, by=analyst
    )
    kept.refresh_from_db()
    assert kept.approved_at is None, "changed words are approved anew"


def test_every_action_has_a_name(held, analyst):
    release = services.release_begin(meeting=held, by=analyst)
    services.release_change(release=release, title="ก", text="ข", version=1, by=analyst)
    services.statement_add(meeting=held, text="ก", said_by="ข", by=analyst)
    services.guest_add(meeting=held, name="ก", position="ข", by=analyst)
    item = held.items.first()
    vote(item, analyst)
    services.vote_remove(item=item, by=analyst)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {a for a in actions if a.startswith("meeting.")} <= ACTION_NAMES.keys()


def test_members_are_changed_line_by_line_and_none_is_lost(series, analyst):
    said = [Member(position=f"ตำแหน่ง {n}", email="") for n in range(4)]
    services.series_change(series=series, members=said, by=analyst)
    assert [row.position for row in series.members.all()] == [
        f"ตำแหน่ง {n}" for n in range(4)
    ]
    assert series.members.get(order=1).is_chair
    with pytest.raises(MeetingError) as error:
        services.series_change(series=series, members=said[:1], by=analyst)
    assert error.value.field == "members"


def test_new_members_have_a_place_in_meetings_to_come(series, held, coming, analyst):
    bare = MeetingFactory(series=series, number=7, state="held")
    said = [*series.members.all(), Member(position="กรรมการใหม่")]
    services.series_change(series=series, members=said, by=analyst)
    given = Attendance.objects.filter(position="กรรมการใหม่")
    assert {row.meeting_id for row in given} == {coming.pk, bare.pk}
