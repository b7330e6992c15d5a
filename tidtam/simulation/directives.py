"""Directives of the demonstration: the source document's own, then simulated ones.

The first is what the Secretary-General assigned on 8 December 2564, in the words of the
press release of that day; it names no due day, so the end of the fiscal year stands.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tidtam.common import audit
from tidtam.common.periods import fiscal_year_of
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.followup.services import directives_load, effects_write_open
from tidtam.indicators.models import Indicator
from tidtam.meetings.models import Meeting
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .frameworks import framework_code, items_of_indicator

State = Assignment.State
YEAR = 2565
MEETING_DAY = datetime.date(2021, 12, 8)
TODAY = datetime.date(2022, 1, 19)
END_OF_YEAR = datetime.date(2022, 9, 30)
MEETING = "การประชุมขับเคลื่อนนโยบายและแผนปฏิบัติราชการ ครั้งที่ 2/2565"
SOURCE_TITLE = "กำกับติดตามการดำเนินงานของเขตพื้นที่การศึกษา ร่วมกับ สตผ."
SOURCE_TEXT = (
    "ให้ประธานกรรมการบริหารกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ สังกัด สพฐ. ทั้ง 18 เขต "
    "ทำงานร่วมกับสำนักติดตามและประเมินผลการจัดการศึกษาขั้นพื้นฐาน (สตผ.) "
    "เพื่อการกำกับติดตามการดำเนินงานของเขตพื้นที่การศึกษาได้อย่างมีประสิทธิภาพมากยิ่งขึ้น"
)
BANGKOK_GROUP = "G00"
# Title, text, indicator, days to do it.
OF_COMMISSION = (
    (
        "ทำรายชื่อนักเรียนที่ออกกลางคันพร้อมผู้รับผิดชอบรายคน",
        "ทุกกลุ่มส่งรายชื่อนักเรียนที่ออกกลางคัน สาเหตุ และผู้รับผิดชอบติดตามรายคน",
        "OPP-03",
        28,
    ),
    (
        "ซ้อมแผนเผชิญเหตุร่วมกับท้องถิ่นให้ครบทุกเขต",
        "ทุกเขตซ้อมแผนเผชิญเหตุร่วมกับองค์กรปกครองส่วนท้องถิ่นอย่างน้อยหนึ่งครั้ง และสรุปจุดที่ต้องแก้",
        "SAF-01",
        35,
    ),
)
OF_GROUP = (
    (
        "ช่วยโรงเรียนที่ผลการอ่านต่ำกว่าเป้าเป็นรายโรงเรียน",
        "เขตจัดทีมนิเทศลงโรงเรียนที่ต่ำกว่าเป้า วัดผลซ้ำภายในหนึ่งเดือน",
        "QUA-05",
        30,
    ),
    (
        "เร่งลงนามสัญญางบลงทุนที่ยังค้าง",
        "เขตรายงานรายการที่ยังไม่ลงนาม สาเหตุ และวันที่จะลงนาม",
        "EFF-02",
        21,
    ),
)
DONE = (
    "ดำเนินการครบทุกโรงเรียนเป้าหมาย แนบสรุปผลแล้ว",
    "ทำรายชื่อครบและมอบผู้รับผิดชอบทุกคนแล้ว",
    "ลงนามครบทุกรายการ",
)
UNDER_WAY = (
    "ประชุมผู้เกี่ยวข้องแล้ว กำลังเก็บข้อมูลรายโรงเรียน",
    "ทำแล้วครึ่งหนึ่ง ที่เหลือเสร็จภายในสองสัปดาห์",
)
RETURNED = "ขอรายชื่อโรงเรียนที่ยังไม่ครบ พร้อมวันที่จะเสร็จ"


@dataclass
class _Said:
    """What is loaded together."""

    directives: list[tuple[Directive, Sequence[Assignment], Sequence[Unit]]] = field(
        default_factory=list
    )
    notes: list[Progress] = field(default_factory=list)


def directives_seed() -> dict[str, int]:
    """Load the directives, and the figures that they and the reports give."""
    chance = random.Random("directives")  # noqa: S311  # a plausible country, no secret
    said = _Said()
    commission = Unit.objects.get(kind=Unit.Kind.COMMISSION)
    groups = _standing(Unit.Kind.GROUP)
    chairs = [unit for unit in groups if unit.code != BANGKOK_GROUP]
    monitors = list(Unit.objects.filter(code=MONITORING_BUREAU))
    _add(said, chance, _source(commission), chairs, monitors)
    for number, line in enumerate(OF_COMMISSION, start=2):
        issued = MEETING_DAY + datetime.timedelta(days=7 * (number - 1))
        row = _row(commission, number, line, issued, Directive.Origin.LIGHT)
        _add(said, chance, row, groups, [])
    for place, group in enumerate(groups):
        areas = _under(group)
        for number, line in enumerate(OF_GROUP[: 1 + place % 2], start=1):
            issued = MEETING_DAY + datetime.timedelta(
                days=5 + (place + 3 * number) % 20
            )
            row = _row(group, number, line, issued, Directive.Origin.REVIEW)
            _add(said, chance, row, areas, [])
    counts = directives_load(
        directives=said.directives, notes=said.notes, by=audit.OPERATOR
    )
    counts["effects"] = effects_write_open(by=audit.OPERATOR)
    return counts


MONITORING_BUREAU = "BME"


def _standing(kind: Unit.Kind) -> list[Unit]:
    units = Unit.objects.filter(kind=kind, placements__valid_to=None)
    return list(units.order_by("code").distinct())


def _under(group: Unit) -> list[Unit]:
    units = Unit.objects.filter(placements__parent=group, placements__valid_to=None)
    return list(units.order_by("code").distinct())


def _source(commission: Unit) -> Directive:
    return Directive(
        issuer=commission,
        fiscal_year=YEAR,
        number=1,
        title=SOURCE_TITLE,
        text=SOURCE_TEXT,
        issued_on=MEETING_DAY,
        due_on=END_OF_YEAR,
        origin=Directive.Origin.MEETING,
        origin_ref=_meeting_key(),
        origin_name=MEETING,
        policy_item=_item(
            "EFF"
        ),  # it is about working better: the aspect of efficiency
    )


def _meeting_key() -> str:
    """Return the key of the meeting that raised it."""
    rows = Meeting.objects.filter(
        series__unit__kind=Unit.Kind.COMMISSION, year=YEAR, number=2
    )
    return str(rows.values_list("pk", flat=True).first() or "")


def _item(code: str) -> PolicyItem:
    """Return one of the aspects of the year by its code."""
    framework = framework_code("OBEC", YEAR)
    return PolicyItem.objects.get(framework__code=framework, code=code)


def _row(
    issuer: Unit,
    number: int,
    line: tuple[str, str, str, int],
    issued: datetime.date,
    origin: Directive.Origin,
) -> Directive:
    title, text, code, days = line
    indicator = Indicator.objects.get(code=code)
    (_framework, aspect), *_others = items_of_indicator(code)
    return Directive(
        issuer=issuer,
        fiscal_year=fiscal_year_of(issued),
        number=number,
        title=title,
        text=text,
        issued_on=issued,
        due_on=issued + datetime.timedelta(days=days),
        origin=origin,
        origin_name=code,
        policy_item=_item(aspect),
        indicator=indicator,
    )


def _add(
    said: _Said,
    chance: random.Random,
    row: Directive,
    owners: Sequence[Unit],
    partners: Sequence[Unit],
) -> None:
    parts = [_part(said, chance, row, unit) for unit in owners]
    said.directives.append((row, parts, partners))


def _part(said: _Said, chance: random.Random, row: Directive, unit: Unit) -> Assignment:
    part = Assignment(directive=row, unit=unit)
    draw = chance.random()
    is_long = row.due_on > TODAY + datetime.timedelta(days=60)
    steps = list(_steps(chance, row, draw * (0.6 if is_long else 1)))
    for state, at, text, reason in steps:
        part.state, part.reason = state, reason
        part.version += 1
        if state == State.ACKNOWLEDGED:
            part.acknowledged_at = at
        elif state == State.DONE:
            part.done_at = at
        elif state == State.VERIFIED:
            part.verified_at = at
        else:
            part.done_at = None
        said.notes.append(Progress(assignment=part, at=at, step=state, text=text))
    return part


def _steps(
    chance: random.Random, row: Directive, draw: float
) -> Iterator[tuple[State, datetime.datetime, str, str]]:
    """Give the steps that an owner took by today: state, when, words, reason."""

    def moment(share: float) -> datetime.datetime:
        """Return a working hour that far between the issue and the due day or today."""
        last = min(row.due_on, TODAY - datetime.timedelta(days=1))
        days = max((last - row.issued_on).days, 1)
        day = row.issued_on + datetime.timedelta(days=round(days * share))
        hour = datetime.time(2 + round(share * 6), chance.randrange(60))
        return datetime.datetime.combine(day, hour, tzinfo=datetime.UTC)

    if draw < 0.08:
        return
    yield State.ACKNOWLEDGED, moment(0.1), "", ""
    if draw < 0.22:
        return
    yield State.IN_PROGRESS, moment(0.5), chance.choice(UNDER_WAY), ""
    if draw < 0.4:
        return
    yield State.DONE, moment(0.9), chance.choice(DONE), ""
    if draw > 0.93:
        yield State.IN_PROGRESS, moment(0.98), RETURNED, RETURNED
    elif draw > 0.6:
        yield State.VERIFIED, moment(0.99), "", ""
