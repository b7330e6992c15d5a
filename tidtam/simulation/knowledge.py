"""Simulated lessons and innovations of the demonstration."""

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tidtam.common import audit
from tidtam.common.clock import day_of
from tidtam.common.periods import fiscal_year_of
from tidtam.common.thai import BANGKOK
from tidtam.fieldwork.models import Problem, Visit
from tidtam.indicators.models import Indicator
from tidtam.knowledge.models import Adoption, Innovation, Lesson, Occasion, State
from tidtam.knowledge.services import knowledge_load
from tidtam.meetings.models import Meeting
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.planning.models import State as PlanState
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Round

from .directives import MEETING_DAY

Items = tuple[PolicyItem, ...]
FIRST = datetime.datetime(2021, 2, 1, 3, 0, tzinfo=datetime.UTC)
DAYS = 330
STATES = {1: State.OFFERED, 3: State.DRAFT}

# Title, planned, happened, why, what next.
OF_MEETING = (
    "ให้ทุกกลุ่มพื้นที่การศึกษารายงานด้วยตัวชี้วัดชุดเดียวกัน แล้วจึงเปรียบเทียบกันได้",
    "สรุปผลการขับเคลื่อนงานของกลุ่มพื้นที่การศึกษา ประจำปีงบประมาณ 2564 ให้เห็นเป็นภาพเดียว",
    "แต่ละกลุ่มรายงานคนละแบบ ต้องใช้เวลาส่วนใหญ่เทียบความหมายของตัวเลข",
    "ไม่ได้ตกลงนิยามของตัวชี้วัด ตัวตั้ง และตัวหารไว้ก่อนเริ่มปี",
    "ใช้พจนานุกรมตัวชี้วัดเดียวกันตั้งแต่ไตรมาสที่ 1 ของปี 2565 และติดตามทุกไตรมาส",
)
OF_PROBLEM = (
    "ปัญหาของโรงเรียนจบเร็วเมื่อมีผู้รับผิดชอบหน่วยเดียวและวันกำหนด",
    "แก้ปัญหาที่โรงเรียนแจ้งให้เสร็จภายในหนึ่งเดือน",
    "เรื่องที่ระบุผู้รับผิดชอบชัดเจนเสร็จตามกำหนด เรื่องที่ส่งต่อหลายทอดค้างนานที่สุด",
    "การส่งต่อโดยไม่มีวันกำหนด ทำให้ไม่มีใครเห็นว่าเรื่องค้างอยู่ที่ใด",
    "คัดกรองภายในสามวันทำการ มอบให้หน่วยเดียว และบอกผู้แจ้งว่าเปลี่ยนอะไรแล้ว",
)
WITH_PROBLEM = 3
EFFICIENCY = "ด้านประสิทธิภาพ"
# What each of the lessons below was learned from, in their order; of projects a word
# of the title as well.
CAME_FROM = (
    (Occasion.PROJECT, "พาน้องกลับมาเรียน"),
    (Occasion.MEETING, ""),
    (Occasion.VISIT, ""),
    (Occasion.PROJECT, "เบิกจ่าย"),
    (Occasion.ROUND, ""),
)
LESSONS = (
    (
        "การเรียนชดเชยในช่วงปิดสถานที่เรียนต้องเริ่มจากข้อมูลนักเรียนรายคน",
        "ให้ทุกโรงเรียนสอนชดเชยสัปดาห์ละสองครั้ง ตลอดภาคเรียน",
        "โรงเรียนสอนได้ครบเพียงบางแห่ง นักเรียนที่ไม่มีอุปกรณ์ขาดเรียนมากที่สุด",
        "กำหนดตารางเดียวกันทุกโรงเรียน โดยไม่รู้ว่านักเรียนคนใดเข้าถึงการเรียนได้ทางใด",
        "สำรวจการเข้าถึงเป็นรายคนก่อนเปิดภาคเรียน แล้วจัดรูปแบบให้ตรงกลุ่ม",
    ),
    (
        "ประชุมติดตามทางออนไลน์ได้ผลเมื่อส่งตัวเลขให้อ่านล่วงหน้า",
        "ประชุมผู้บริหารสถานศึกษาทุกเดือนเพื่อเร่งรัดงานที่ล่าช้า",
        "สองเดือนแรกใช้เวลาส่วนใหญ่อ่านตัวเลขให้กันฟัง จึงไม่ได้ตกลงเรื่องใด",
        "ไม่มีเอกสารก่อนประชุม และไม่มีผู้รับผิดชอบของแต่ละเรื่อง",
        "ส่งสรุปสามวันก่อนประชุม และปิดทุกวาระด้วยผู้รับผิดชอบกับวันครบกำหนด",
    ),
    (
        "เยี่ยมโรงเรียนขนาดเล็กพร้อมกันหลายเรื่องดีกว่าไปหลายครั้ง",
        "แต่ละกลุ่มงานนิเทศโรงเรียนขนาดเล็กแยกกัน ปีละสองครั้ง",
        "ครูต้องต้อนรับผู้เยี่ยมสัปดาห์เว้นสัปดาห์ เวลาสอนหายไป",
        "ไม่มีปฏิทินกลาง กลุ่มงานไม่รู้ว่าใครไปที่ใดเมื่อใด",
        "ใช้ปฏิทินเดียว ไปเป็นทีม และสรุปข้อค้นพบร่วมกันในวันนั้น",
    ),
    (
        "เบิกจ่ายงบลงทุนล่าช้าเพราะแบบรูปรายการไม่พร้อมก่อนปีงบประมาณ",
        "ก่อหนี้ผูกพันงบลงทุนทุกรายการภายในไตรมาสที่หนึ่ง",
        "ลงนามสัญญาได้ครึ่งเดียว ที่เหลือเลื่อนไปไตรมาสที่สอง",
        "เริ่มทำแบบรูปรายการหลังได้รับจัดสรร และมีช่างคนเดียวดูแลทั้งเขต",
        "เตรียมแบบรูปรายการตั้งแต่ขั้นคำของบประมาณ และขอช่างร่วมกันทั้งกลุ่ม",
    ),
    (
        "ตัวเลขการอ่านออกเขียนได้เปรียบเทียบกันได้เมื่อใช้แบบประเมินชุดเดียว",
        "ให้โรงเรียนประเมินการอ่านของนักเรียนชั้น ป.1 ด้วยแบบของตนเอง",
        "ผลต่างกันมากจนสรุปไม่ได้ว่าโรงเรียนใดต้องช่วยก่อน",
        "แบบประเมินยากง่ายต่างกัน และบางแห่งไม่นับเด็กที่ขาดสอบ",
        "ใช้แบบประเมินกลาง นับเด็กทุกคน และรายงานตัวตั้งกับตัวหารเสมอ",
    ),
)
# Title, problem, idea, indicator.
INNOVATIONS = (
    (
        "พี่อ่านให้น้องฟังวันละสิบนาที",
        "นักเรียนชั้น ป.1 ที่อ่านไม่คล่องไม่มีใครฟังอ่านที่บ้าน",
        "จับคู่พี่ ป.5 กับน้อง ป.1 อ่านด้วยกันวันละสิบนาทีหลังเคารพธงชาติ ครูบันทึกคำที่ติดขัดสัปดาห์ละครั้ง",
        "QUA-05",
    ),
    (
        "คลินิกเอกสารก่อนเบิกจ่าย",
        "เอกสารเบิกจ่ายถูกตีกลับซ้ำจนเลยกำหนด",
        "เปิดช่วงเวลาให้โรงเรียนนำร่างเอกสารมาตรวจพร้อมกัน แก้ให้เสร็จในวันเดียว",
        "EFF-01",
    ),
    (
        "แผนที่ความเสี่ยงรอบโรงเรียน",
        "จุดเสี่ยงระหว่างทางมาโรงเรียนรู้กันเฉพาะในชุมชน",
        "นักเรียนกับผู้ปกครองช่วยกันปักจุดเสี่ยงบนแผนที่ แล้วส่งให้หน่วยงานในพื้นที่แก้ทีละจุด",
        "SAF-01",
    ),
    (
        "ห้องเรียนเคลื่อนที่ของโรงเรียนพี่เลี้ยง",
        "โรงเรียนขนาดเล็กมีครูไม่ครบวิชา",
        "โรงเรียนพี่เลี้ยงจัดครูเวียนสอนสัปดาห์ละวัน และบันทึกบทเรียนไว้ใช้ต่อ",
        "QUA-05",
    ),
)
USES = (
    "เริ่มกับโรงเรียนนำร่องห้าแห่ง",
    "ปรับให้เข้ากับโรงเรียนขนาดเล็ก",
    "ใช้ทั้งเขต ติดตามทุกเดือน",
)


def knowledge_seed() -> dict[str, int]:
    """Load lessons, innovations and who took them up; the same for the same units."""
    chance = random.Random("knowledge")  # noqa: S311  # a plausible country, no secret
    groups = _units(Unit.Kind.GROUP)
    areas = _units(Unit.Kind.AREA)
    items = _items()
    kept = _Kept()
    lessons = [
        *_lessons(chance, [*groups, *areas[::3]], items, kept),
        *_of_source(kept, items),
        *_of_problems(),
    ]
    innovations = list(_innovations(chance, areas[1::4] or areas, items))
    adoptions = list(_adoptions(chance, [row for row, _i in innovations], areas))
    return knowledge_load(
        entries=[*lessons, *innovations], adoptions=adoptions, by=audit.OPERATOR
    )


def _units(kind: Unit.Kind) -> list[Unit]:
    standing = Unit.objects.filter(kind=kind, placements__valid_to=None)
    return list(standing.order_by("code").distinct())


def _items() -> dict[int, list[PolicyItem]]:
    found: dict[int, list[PolicyItem]] = {}
    for item in PolicyItem.objects.filter(parent=None).select_related("framework"):
        found.setdefault(item.framework.fiscal_year, []).append(item)
    return {year: sorted(rows, key=_item_key) for year, rows in found.items()}


def _item_key(item: PolicyItem) -> tuple[str, int]:
    return item.framework.code, item.order


class _Came(NamedTuple):
    day: datetime.date
    key: str
    title: str


class _Kept:
    """What lessons of the demonstration may have come from, by unit and day."""

    def __init__(self) -> None:
        self.came: dict[tuple[str, int | None], list[_Came]] = {}
        for round_ in Round.objects.exclude(opened_at=None):
            self._add(Occasion.ROUND, None, round_.closes_at, round_.code)
        in_force = Project.objects.filter(plan__state=PlanState.IN_FORCE)
        for project in in_force.select_related("plan").order_by("order", "pk"):
            unit, begun = project.plan.unit_id, project.starts_on
            self._add(Occasion.PROJECT, unit, begun, project.pk, project.title)
        for meeting in Meeting.objects.exclude(ends_at=None).select_related("series"):
            unit = meeting.series.unit_id
            self._add(Occasion.MEETING, unit, meeting.starts_at, meeting.pk)
        for visit in Visit.objects.exclude(reported_at=None):
            self._add(Occasion.VISIT, visit.unit_id, visit.ends_on, visit.pk)

    def _add(
        self,
        kind: Occasion,
        unit: int | None,
        day: datetime.date,
        key: int | str,
        title: str = "",
    ) -> None:
        on = day_of(day) if isinstance(day, datetime.datetime) else day
        self.came.setdefault((kind, unit), []).append(_Came(on, str(key), title))

    def latest(
        self, kind: Occasion, unit: int, day: datetime.date, word: str = ""
    ) -> str:
        """Return the key of the unit's latest such thing before the day, or nothing."""
        of = None if kind == Occasion.ROUND else unit
        known = [
            row
            for row in self.came.get((kind, of), ())
            if row.day < day and word in row.title
        ]
        return max(known, key=lambda row: row.day).key if known else ""


def _lessons(
    chance: random.Random,
    units: Sequence[Unit],
    items: dict[int, list[PolicyItem]],
    kept: _Kept,
) -> Iterator[tuple[Lesson, Items]]:
    for number, unit in enumerate(units):
        row = _lesson(LESSONS[number % len(LESSONS)])
        of = _common(chance, row, unit, number, items)
        kind, word = CAME_FROM[number % len(LESSONS)]
        row.occasion = kind
        row.occasion_ref = kept.latest(kind, unit.pk, day_of(row.written_at), word)
        yield row, of


def _lesson(words: tuple[str, str, str, str, str]) -> Lesson:
    title, planned, happened, why, what_next = words
    return Lesson(
        title=title, planned=planned, happened=happened, why=why, what_next=what_next
    )


def _of_source(
    kept: _Kept, items: dict[int, list[PolicyItem]]
) -> Iterator[tuple[Lesson, Items]]:
    """Give what the commission learned at its meeting of 8 December 2564."""
    day_after = MEETING_DAY + datetime.timedelta(days=1)
    for unit in _units(Unit.Kind.COMMISSION):
        ref = kept.latest(Occasion.MEETING, unit.pk, day_after)
        if ref:
            row = _lesson(OF_MEETING)
            row.occasion, row.occasion_ref = Occasion.MEETING, ref
            _publish(row, unit, MEETING_DAY + datetime.timedelta(days=7))
            of_year = items.get(row.fiscal_year, [])
            yield row, tuple(i for i in of_year if i.title_th == EFFICIENCY)


def _of_problems() -> Iterator[tuple[Lesson, Items]]:
    """Give what units learned from the first problems that they ended."""
    ended = Problem.objects.filter(state=Problem.State.CLOSED).exclude(owner=None)
    seen: set[Unit] = set()
    for problem in ended.select_related("owner", "policy_item").order_by(
        "ended_at", "pk"
    ):
        unit, at = problem.owner, problem.ended_at
        if unit is None or at is None or unit in seen:
            continue
        seen.add(unit)
        row = _lesson(OF_PROBLEM)
        row.occasion, row.occasion_ref = Occasion.PROBLEM, str(problem.pk)
        _publish(row, unit, day_of(at))
        yield row, (problem.policy_item,) if problem.policy_item else ()
        if len(seen) == WITH_PROBLEM:
            return


def _publish(row: Lesson, unit: Unit, day: datetime.date) -> None:
    row.unit = unit
    row.written_at = row.published_at = datetime.datetime.combine(
        day, datetime.time(16, 0), tzinfo=BANGKOK
    )
    row.fiscal_year = fiscal_year_of(day)
    row.state = State.PUBLISHED


def _innovations(
    chance: random.Random, units: Sequence[Unit], items: dict[int, list[PolicyItem]]
) -> Iterator[tuple[Innovation, Items]]:
    indicators = {row.code: row for row in Indicator.objects.all()}
    for number, unit in enumerate(units):
        title, problem, idea, code = INNOVATIONS[number % len(INNOVATIONS)]
        indicator = indicators.get(code)
        row = Innovation(
            title=title,
            problem=problem,
            idea=idea,
            indicator=indicator,
            before="2564-Q1" if indicator else "",
            after="2564-Q4" if indicator else "",
        )
        yield row, _common(chance, row, unit, number, items)


def _common(
    chance: random.Random,
    row: Lesson | Innovation,
    unit: Unit,
    number: int,
    items: dict[int, list[PolicyItem]],
) -> Items:
    """Fill in what both kinds share; return the policy items."""
    row.unit = unit
    row.written_at = FIRST + datetime.timedelta(days=chance.randrange(DAYS))
    day = day_of(row.written_at)
    row.fiscal_year = fiscal_year_of(day)
    row.state = STATES.get(number % 5, State.PUBLISHED)
    if row.state == State.PUBLISHED:
        row.published_at = row.written_at + datetime.timedelta(
            days=chance.randrange(2, 15)
        )
    of_year = items.get(row.fiscal_year, [])
    return tuple(chance.sample(of_year, min(2, len(of_year))))


def _adoptions(
    chance: random.Random, rows: Sequence[Innovation], areas: Sequence[Unit]
) -> Iterator[Adoption]:
    for row in rows:
        if row.published_at is None:
            continue
        others = [area for area in areas if area.pk != row.unit_id]
        for unit in chance.sample(others, min(chance.randrange(4), len(others))):
            yield Adoption(
                innovation=row,
                unit=unit,
                adopted_on=day_of(row.published_at)
                + datetime.timedelta(days=chance.randrange(5, 40)),
                note=chance.choice(USES),
            )
