"""Simulated lessons and innovations of the demonstration."""

import datetime
import random
from collections.abc import Iterator, Sequence

from tidtam.common import audit
from tidtam.common.clock import day_of
from tidtam.indicators.models import Indicator
from tidtam.knowledge.models import Adoption, Innovation, Lesson, Occasion, State
from tidtam.knowledge.services import knowledge_load
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

Items = tuple[PolicyItem, ...]
FIRST = datetime.datetime(2021, 2, 1, 3, 0, tzinfo=datetime.UTC)
DAYS = 330
STATES = {1: State.OFFERED, 3: State.DRAFT}

# Title, planned, happened, why, what next.
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
    lessons = list(_lessons(chance, [*groups, *areas[::3]], items))
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


def _lessons(
    chance: random.Random, units: Sequence[Unit], items: dict[int, list[PolicyItem]]
) -> Iterator[tuple[Lesson, Items]]:
    occasions = list(Occasion)
    for number, unit in enumerate(units):
        title, planned, happened, why, what_next = LESSONS[number % len(LESSONS)]
        row = Lesson(
            title=title,
            planned=planned,
            happened=happened,
            why=why,
            what_next=what_next,
            occasion=chance.choice(occasions),
        )
        yield row, _common(chance, row, unit, number, items)


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
    row.fiscal_year = day.year + 543 + (day.month >= 10)
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
