"""A meeting of the commission, held, with its record."""

import datetime

import pytest

from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    MemberFactory,
    SeriesFactory,
    StatementFactory,
)
from tests.small_country import NOW, as_, item, person, units
from tidtam.meetings.models import AgendaItem, Attendance, Meeting, Series

__all__ = ["NOW", "as_", "item", "person", "units"]

Kind, Decision = AgendaItem.Kind, AgendaItem.Decision
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
BEGAN = datetime.datetime(2021, 12, 8, 9, 30, tzinfo=BANGKOK)
ENDED = datetime.datetime(2021, 12, 8, 12, 5, tzinfo=BANGKOK)
COMING = datetime.datetime(2022, 2, 2, 9, 30, tzinfo=BANGKOK)


@pytest.fixture
def series(units) -> Series:
    made = SeriesFactory(unit=units["OBEC"], name="การประชุมขับเคลื่อนนโยบาย")
    MemberFactory(series=made, order=1, name="นายหนึ่ง สมมติ", position="เลขาธิการ (เลขาฯ)",
                  is_chair=True, email="one@obec.example")  # fmt: skip
    MemberFactory(series=made, order=2, position="ประธานกลุ่ม 1", unit=units["G1"],
                  email="two@obec.example")  # fmt: skip
    MemberFactory(series=made, order=3, name="นางสาม สมมติ", position="กรรมการ")
    return made


@pytest.fixture
def held(series) -> Meeting:
    """The second meeting of the year: one on site, one by a substitute, one away."""
    made = MeetingFactory(
        series=series, number=2, state="held", starts_at=BEGAN, ends_at=ENDED,
        place="ห้องประชุม 1", online="Zoom Meeting", opening="เปิดการประชุมแล้ว",
        taken_by="นางสาวจด สมมติ", checked_by="นายตรวจ สมมติ",
    )  # fmt: skip
    presences = [
        {"presence": "on_site", "is_chair": True},
        {"presence": "online", "substitute": "นายแทน สมมติ"},
        {"presence": "absent"},
    ]
    for member, said in zip(series.members.all(), presences, strict=True):
        AttendanceFactory(
            meeting=made, member=member, order=member.order, name=member.name,
            position=member.position, **said,
        )  # fmt: skip
    AttendanceFactory(
        meeting=made, order=9, name="นายแขก สมมติ", position="ผู้สังเกตการณ์",
        presence=Attendance.Presence.ON_SITE,
    )  # fmt: skip
    for order, number, kind, title, decision, words in (
        (100, "1", Kind.ANNOUNCED, "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", Decision.NOTED, ""),
        (
            401,
            "4.1",
            Kind.DECIDED,
            "แผนปี 2565",
            Decision.AGREED_ASSIGNED,
            "ให้ทุกกลุ่มทำต่อ",
        ),
        (500, "5", Kind.OTHER, "เรื่องอื่น ๆ", "", ""),
    ):
        AgendaItemFactory(
            meeting=made, order=order, number=number, kind=kind, title=title,
            decision=decision, resolution=words,
        )  # fmt: skip
    StatementFactory(meeting=made, text="ต้องทำงานในเชิงรุก", by="เลขาฯ")
    return made


@pytest.fixture
def coming(series) -> Meeting:
    made = MeetingFactory(series=series, number=3, starts_at=COMING)
    AgendaItemFactory(meeting=made, title="ผลไตรมาส 1")
    return made
