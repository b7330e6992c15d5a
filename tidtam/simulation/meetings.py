"""Meetings of the demonstration: that of the source document, and simulated ones.

The meeting of 8 December 2564 says what the press release of that day says: who took
the chair, who came, where, on what, the words of the Secretary-General. What that paper
leaves open (hours, how people were identified, minutes of discussion) is simulated.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.common import audit
from tidtam.common.thai import BANGKOK
from tidtam.meetings.models import (
    AgendaItem,
    Attendance,
    Incident,
    Invitation,
    Meeting,
    Member,
    PressRelease,
    Series,
    Statement,
    Vote,
)
from tidtam.meetings.papers import Record, press_text, press_title
from tidtam.meetings.services import (
    invitation_text,
    meetings_loaded,
    order_of,
    places_of,
)
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .directives import BANGKOK_GROUP, SOURCE_TEXT

Kind, Decision = AgendaItem.Kind, AgendaItem.Decision
Presence, Means = Attendance.Presence, Attendance.Means

NAME = "การประชุมขับเคลื่อนนโยบายและแผนปฏิบัติราชการของกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ"
PLACE = "ห้องประชุม 1 อาคาร สพฐ. 4 ชั้น 2 กระทรวงศึกษาธิการ"
ZOOM = "Zoom Meeting"
# Name, position, as the press release writes them; the chair first.
NAMED = (
    (
        "นายอัมพร พินะสา",
        "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน (เลขาธิการ กพฐ.)",
    ),
    (
        "ว่าที่ร้อยตรี ธนุ วงษ์จินดา",
        "รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน (รองเลขาธิการ กพฐ.)",
    ),
    ("นายวัลลพ สงวนนาม", "รองเลขาธิการ กพฐ."),
    ("นางเกศทิพย์ ศุภวานิช", "รองเลขาธิการ กพฐ."),
    (
        "นายนิพนธ์ ก้องเวหา",
        "ผู้ช่วยเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน (ผู้ช่วยเลขาธิการ กพฐ.)",
    ),
    ("นายเทอดชาติ ชัยพงษ์", "ผู้ช่วยเลขาธิการ กพฐ."),
)
CHAIRS = "ประธานกรรมการบริหารกลุ่มพื้นที่การศึกษา ประจำเขตตรวจ ทั้ง 18 เขต"
CHAIR_OF = "ประธานกรรมการบริหารกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการที่ {}"
OTHERS = "ผู้บริหารระดับสูง และผู้อำนวยการสำนัก สังกัด สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (สพฐ.)"
OPENING = (
    "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (สพฐ.) จัดตั้งกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ "
    "สังกัด สพฐ. ขึ้นเพื่อขับเคลื่อนนโยบายและแผนปฏิบัติราชการลงสู่เขตพื้นที่การศึกษา "
    "ทั้งนี้จากการถอดบทเรียนการดำเนินงาน 1 ปีที่ผ่านมา มีหลายเรื่องที่ สพฐ. "
    "จะต้องพัฒนาต่อยอดเพื่อการศึกษาของชาติ โดยใช้พื้นที่เป็นฐาน และนวัตกรรมในการขับเคลื่อน "
    "ภายใต้กรอบนโยบาย 12 ข้อ และ 7 วาระเร่งด่วนหรือ Quick Win "
    "ของรัฐมนตรีว่าการกระทรวงศึกษาธิการ (รมว.ศธ.) รวมถึงกรอบนโยบายในการขับเคลื่อน 4 ด้าน ได้แก่ "
    "ความปลอดภัย คุณภาพ โอกาส และประสิทธิภาพ ซึ่งเน้นการเข้าถึงพื้นที่ได้อย่างรวดเร็ว"
)
WORDS = (
    "เราต้องสร้างสิ่งดีขึ้นไปเรื่อย ๆ ให้กับอนาคต ต้องทำงานในเชิงรุก "
    "มองปัญหาเป็นโอกาสในการพัฒนางาน เพื่อองค์กร เพื่อนักเรียน เพื่อประเทศชาติต่อไป"
)
SPEAKER = "เลขาธิการ กพฐ."
SUMMARY_2564 = (
    "สรุปรายงานผลการขับเคลื่อนงานของกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ สังกัด สพฐ. "
    "ประจำปีงบประมาณ 2564"
)
PLAN_2565 = (
    "แนวทางการดำเนินงานและแผนการขับเคลื่อนงานของกลุ่มพื้นที่การศึกษาประจำเขตตรวจราชการ "
    "สังกัด สพฐ. ประจำปี 2565"
)
NOTE = (
    "ผู้มาประชุม สถานที่ หัวข้อ คำกล่าว และการมอบหมาย ตามข่าวประชาสัมพันธ์ของ สพฐ. "
    "วันที่ 8 ธันวาคม 2564 ส่วนเวลาและวิธีเข้าประชุม การแสดงตน "
    "หนังสือเชิญ การลงคะแนน เหตุขัดข้อง และการอภิปรายเป็นข้อมูลจำลอง"
)
TAKER = ("นางสาวสมมติ จดประชุม", "นักวิเคราะห์นโยบายและแผนชำนาญการ")
CHECKER = ("นายสมมติ ตรวจทาน", "ผู้อำนวยการ สตผ.")
Item = tuple[str, AgendaItem.Kind, str, str, str, AgendaItem.Decision | None, str]


@dataclass(frozen=True)
class _Day:
    """A day of Bangkok with the hours of a meeting."""

    day: datetime.date
    begins: str = "09:30"
    ends: str = "12:05"

    def at(self, hour: str) -> datetime.datetime:
        """Return the moment."""
        time = datetime.time.fromisoformat(hour)
        return datetime.datetime.combine(self.day, time, tzinfo=BANGKOK)


def _items(number: int) -> list[Item]:
    before = f"ครั้งที่ {number - 1}/2565"
    announced = "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"
    return [
        ("1", Kind.ANNOUNCED, announced, SPEAKER, "", Decision.NOTED, ""),
        ("2", Kind.MINUTES, before, "ฝ่ายเลขานุการ", "", Decision.ADOPTED, ""),
        ("3", Kind.ARISING, f"ข้อสั่งการจาก{before}", "สตผ.", "", Decision.NOTED, ""),
    ]


def _items_of_source() -> list[Item]:
    return [
        *_items(2),
        (
            "4.1",
            Kind.INFORMED,
            SUMMARY_2564,
            "สตผ.",
            "สตผ. สรุปผลของทุกกลุ่มตามตัวชี้วัด 4 ด้าน พร้อมบทเรียนและนวัตกรรมของพื้นที่",
            Decision.NOTED,
            "",
        ),
        (
            "4.2",
            Kind.DECIDED,
            PLAN_2565,
            "สตผ.",
            "เสนอแนวทางและแผนของทุกกลุ่ม ซึ่งต่อยอดจากบทเรียนของปีที่ผ่านมา",
            Decision.AGREED_ASSIGNED,
            SOURCE_TEXT,
        ),
        ("5", Kind.OTHER, "เรื่องอื่น ๆ", "", "", None, ""),
    ]


def meetings_seed() -> dict[str, int]:
    """Load the meetings; return how many."""
    commission = Unit.objects.get(kind=Unit.Kind.COMMISSION)
    groups = [unit for unit in _groups() if unit.code != BANGKOK_GROUP]
    series = _series(commission, groups)
    made = [
        _first_meeting(series),
        _source_meeting(series),
        _meeting(series, 3, _Day(datetime.date(2022, 2, 2)), _next_items(), "planned"),
    ]
    for place, group in enumerate(groups):
        made += _of_group(group, place)
    meetings_loaded(meetings=made, by=audit.OPERATOR)
    return {"meetings": len(made)}


def _groups() -> list[Unit]:
    units = Unit.objects.filter(kind=Unit.Kind.GROUP, placements__valid_to=None)
    return list(units.order_by("code").distinct())


def _series(commission: Unit, groups: Sequence[Unit]) -> Series:
    series = Series.objects.create(
        unit=commission, name=NAME, numbering=Series.Numbering.FISCAL
    )
    members = [
        Member(
            name=name,
            position=position,
            is_chair=order == 1,
            email=f"member{order}@obec.example",
        )
        for order, (name, position) in enumerate(NAMED, start=1)
    ]
    members += [
        Member(
            position=CHAIR_OF.format(int(unit.code.lstrip("G") or 0)),
            collective=CHAIRS,
            unit=unit,
            email=f"chair.{unit.code.lower()}@obec.example",
        )
        for unit in groups
    ]
    for order, member in enumerate(members, start=1):
        member.series, member.order = series, order
    Member.objects.bulk_create(members)
    return series


def _meeting(
    series: Series,
    number: int,
    when: _Day,
    items: Sequence[Item],
    state: str,
    **more: str,
) -> Meeting:
    is_held = state in {"held", "adopted"}
    meeting = Meeting.objects.create(
        series=series,
        year=2565,
        number=number,
        state=state,
        starts_at=when.at(when.begins),
        ends_at=when.at(when.ends) if is_held else None,
        **{
            "place": PLACE,
            "online": ZOOM,
            "taken_by": TAKER[0] if is_held else "",
            "taken_by_position": TAKER[1] if is_held else "",
            "checked_by": CHECKER[0] if is_held else "",
            "checked_by_position": CHECKER[1] if is_held else "",
            **more,
        },
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=order_of(code),
            number=code,
            kind=kind,
            title=title,
            presenter=presenter,
            summary=summary,
            decision=(decision or "") if is_held else "",
            resolution=resolution if is_held else "",
        )
        for code, kind, title, presenter, summary, decision, resolution in items
    )
    places = places_of(meeting, series.members.all())
    for row in places if is_held else ():
        _come(row, when)
    Attendance.objects.bulk_create(places)
    return meeting


def _come(row: Attendance, when: _Day) -> None:
    """Say how and when a member came: the named ones on site, most chairs online."""
    on_site = row.order <= len(NAMED) or row.order % 5 == 0
    row.presence = Presence.ON_SITE if on_site else Presence.ONLINE
    code = Means.CODE if row.order % 2 else Means.ACCOUNT
    row.identified_by = Means.SIGNED if on_site else code
    early = datetime.timedelta(minutes=4 + row.order * 7 % 19)
    row.came_at = (when.at(when.begins) - early).time()


def _first_meeting(series: Series) -> Meeting:
    """Make the meeting before that of the source: two away, two by a substitute."""
    day = _Day(datetime.date(2021, 11, 3))
    made = _meeting(series, 1, day, _items(1)[:1], "adopted")
    chairs = list(made.attendance.filter(collective=CHAIRS))
    for row in chairs[2:12:5]:
        row.substitute = "ผู้แทนที่ได้รับมอบหมาย"
    for row in chairs[4:14:5]:
        row.presence, row.identified_by, row.came_at = Presence.ABSENT, "", None
    names = ["substitute", "presence", "identified_by", "came_at"]
    Attendance.objects.bulk_update(chairs, names)
    return made


def _source_meeting(series: Series) -> Meeting:
    day = _Day(datetime.date(2021, 12, 8))
    meeting = _meeting(
        series, 2, day, _items_of_source(), "adopted", opening=OPENING, note=NOTE
    )
    meeting.recorded_minutes = 155
    meeting.save()
    last = meeting.attendance.count()
    Attendance.objects.create(
        meeting=meeting, order=last + 1, position=OTHERS, presence=Presence.ON_SITE
    )
    Statement.objects.create(meeting=meeting, text=WORDS, by=SPEAKER)
    Vote.objects.create(
        item=meeting.items.get(number="4.2"),
        method=Vote.Method.OPEN,
        taken_at=day.at("10:52").time(),
        in_favour=last - 1,
        against=0,
        abstained=1,
    )
    Incident.objects.create(
        meeting=meeting,
        happened_at=day.at("10:18").time(),
        minutes=4,
        what="สัญญาณภาพและเสียงจากสื่ออิเล็กทรอนิกส์ขาดหาย",
    )
    _invite(meeting, day.at("10:00") - datetime.timedelta(days=6))
    for item in meeting.items.filter(number__in=["4.1", "4.2"]):
        item.policy_items.set(_policy_items())
    record = Record(
        meeting=meeting,
        items=list(meeting.items.all()),
        attendance=list(meeting.attendance.all()),
        statements=list(meeting.statements.all()),
        assignments=[SOURCE_TEXT],
    )
    PressRelease.objects.create(
        meeting=meeting,
        title=press_title(record),
        text=press_text(record),
        approved_at=day.at("16:00"),
    )
    return meeting


def _invite(meeting: Meeting, moment: datetime.datetime) -> None:
    """Keep the invitations that would have been sent."""
    meeting.sequence = 1
    meeting.save()
    text = invitation_text(meeting, meeting.items.all())
    Invitation.objects.bulk_create(
        Invitation(
            meeting=meeting,
            member=member,
            sequence=1,
            to=member.email,
            sent_at=moment,
            text=text,
        )
        for member in meeting.series.members.all()
    )


def _policy_items() -> list[PolicyItem]:
    """Return the four aspects, which both topics are about."""
    items = PolicyItem.objects.filter(framework__fiscal_year=2565, parent=None)
    return [item for item in items if item.framework.code.startswith("OBEC")][:4]


def _next_items() -> list[Item]:
    return [
        *_items(3),
        (
            "4.1",
            Kind.INFORMED,
            "ผลการรายงานไตรมาส 1 ปีงบประมาณ 2565",
            "สตผ.",
            "",
            None,
            "",
        ),
        (
            "4.2",
            Kind.DECIDED,
            "เรื่องที่ห่างเป้าและข้อสั่งการที่เกินกำหนด",
            "สตผ.",
            "",
            None,
            "",
        ),
    ]


def _of_group(group: Unit, place: int) -> list[Meeting]:
    """Make the board's series with a meeting held and one to come."""
    series = Series.objects.create(
        unit=group,
        name="การประชุมคณะกรรมการบริหารกลุ่มพื้นที่การศึกษา",
        numbering=Series.Numbering.FISCAL,
    )
    number = int(group.code.lstrip("G") or 0)
    positions = [CHAIR_OF.format(number), "รองประธานกรรมการ", "กรรมการและเลขานุการ"]
    Member.objects.bulk_create(
        Member(
            series=series,
            order=order,
            position=position,
            is_chair=order == 1,
            unit=group,
        )
        for order, position in enumerate(positions, start=1)
    )
    held = _Day(datetime.date(2021, 12, 14) + datetime.timedelta(days=place % 4))
    coming = _Day(datetime.date(2022, 1, 24) + datetime.timedelta(days=place % 5))
    room = {"place": "ห้องประชุมสำนักงานประธานกลุ่ม"}
    item: Item = (
        "1",
        Kind.ANNOUNCED,
        f"ถ่ายทอดข้อสั่งการของ{NAME} ครั้งที่ 2/2565",
        "ประธาน",
        "",
        Decision.NOTED,
        "",
    )
    return [
        _meeting(series, 1, held, [item], "adopted" if place % 2 else "held", **room),
        _meeting(series, 2, coming, _items(2)[:2], "planned", **room),
    ]
