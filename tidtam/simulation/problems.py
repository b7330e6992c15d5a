"""Simulated problems of the demonstration: reported from pages, or flowed in.

Obstacles flow in from the reports of the last two rounds, as they would have from the
day on which the pages of problems opened.
"""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tidtam.common import audit
from tidtam.common.clock import day_of
from tidtam.fieldwork import obstacles
from tidtam.fieldwork.models import Problem, ProblemStep
from tidtam.fieldwork.services import problems_load
from tidtam.fieldwork.services.problems import due_by
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Placement, Unit
from tidtam.reporting.models import Submission

from .rounds import NOW
from .wording import OBSTACLES

State = Problem.State
Step = ProblemStep.Step
Urgency = Problem.Urgency
Odds = Mapping[State, int]

ROUNDS = ("2564-Q4", "2565-Q1")
FIRST_DAY = datetime.datetime(2021, 11, 8, 2, 0, tzinfo=datetime.UTC)
DAYS = 71
# How often one is where it is: of a round gone by, and of what is new.
OLD: Odds = {State.CLOSED: 70, State.DECLINED: 12, State.OWNED: 14, State.REPORTED: 4}
NEW: Odds = {State.CLOSED: 5, State.DECLINED: 3, State.OWNED: 27, State.REPORTED: 65}
MIXED: Odds = {State.CLOSED: 34, State.DECLINED: 6, State.OWNED: 36, State.REPORTED: 24}

# What was changed, in the order of the obstacles that units write.
CHANGED = dict(
    zip(
        OBSTACLES,
        (
            "ปรับปฏิทินเก็บข้อมูลเป็นสองช่วง และรับข้อมูลทางโทรศัพท์ได้เมื่อปิดเรียน",
            "เกลี่ยครูจากโรงเรียนใกล้เคียงสัปดาห์ละสองวัน และลดงานซ้ำของครูที่เหลือ",
            "เพิ่มจุดสัญญาณสำรองที่โรงเรียนแม่ข่าย และให้ส่งหลักฐานภายหลังได้",
            "ทำบัญชีนักเรียนย้ายถิ่นร่วมกับโรงเรียนปลายทาง ส่งต่อกันทุกเดือน",
            "ยกเลิกแบบรายงานที่ซ้ำ ใช้ตัวเลขจากระบบเดียว",
            "โอนงบประมาณงวดแรกก่อนเปิดภาคเรียน และแจ้งวันโอนล่วงหน้า",
            "จัดเครื่องมือคัดกรองหมุนเวียนระหว่างโรงเรียนตามตารางของเขต",
            "จัดเจ้าหน้าที่ธุรการประจำกลุ่มโรงเรียน ดูแลแห่งละหนึ่งวันต่อสัปดาห์",
            "ตกลงเส้นทางสำรองกับท้องถิ่น และจัดที่เรียนชั่วคราวในหมู่บ้าน",
            "จัดพี่เลี้ยงสอนงานผู้รับงานใหม่ และทำคู่มือสองหน้า",
        ),
        strict=True,
    )
)
DECLINED = (
    "เป็นเรื่องที่หน่วยงานแก้ได้เองตามระเบียบที่มีอยู่ ได้แจ้งวิธีทำทางโทรศัพท์แล้ว",
    "ซ้ำกับเรื่องที่กลุ่มกำลังแก้ให้ทุกแห่งพร้อมกัน",
)
UNDER_WAY = (
    "ประสานผู้เกี่ยวข้องแล้ว รอคำตอบภายในสัปดาห์นี้",
    "ลงพื้นที่ดูสาเหตุแล้ว กำลังจัดหาสิ่งที่ขาด",
)
TO_OWNER = "ขอให้ดูสาเหตุในพื้นที่ และแก้ไม่ให้เกิดซ้ำ"


@dataclass(frozen=True)
class Told:
    """A problem that an office or school might report from a page."""

    title: str
    text: str
    suggestion: str
    urgency: Urgency
    indicator: str
    changed: str


TOLD = (
    Told(
        "รถรับส่งนักเรียนเก่าและบรรทุกเกิน",
        "รถรับส่งสองคันไม่ผ่านการตรวจสภาพ นักเรียนต้องยืนระหว่างทาง",
        "ขอให้ประสานขนส่งจังหวัดและท้องถิ่นจัดรถเพิ่ม",
        Urgency.DANGER,
        "SAF-03",
        "ท้องถิ่นจัดรถเพิ่มหนึ่งคัน รถเดิมผ่านการตรวจสภาพ และมีครูประจำรถทุกเที่ยว",
    ),
    Told(
        "น้ำดื่มของโรงเรียนไม่ผ่านการตรวจ",
        "ผลตรวจน้ำดื่มพบเชื้อเกินเกณฑ์ ไส้กรองหมดอายุ",
        "ขอเปลี่ยนไส้กรองและตรวจซ้ำ",
        Urgency.HIGH,
        "SAF-01",
        "เปลี่ยนไส้กรองทุกจุด ผลตรวจซ้ำผ่านเกณฑ์ และทำตารางเปลี่ยนไส้กรองประจำปี",
    ),
    Told(
        "ครูคณิตศาสตร์ว่างตั้งแต่ต้นภาคเรียน",
        "ตำแหน่งครูคณิตศาสตร์ว่างหนึ่งอัตรา ครูวิชาอื่นสอนแทน",
        "ขอช่วยราชการชั่วคราวจนกว่าจะบรรจุ",
        Urgency.HIGH,
        "QUA-08",
        "มีครูช่วยราชการสอนสามวันต่อสัปดาห์ และขอใช้บัญชีบรรจุแล้ว",
    ),
    Told(
        "ตัวหารของตัวชี้วัดไม่ตรงกับทะเบียนนักเรียน",
        "จำนวนนักเรียนในรายงานต่างจากทะเบียนหลังมีเด็กย้ายเข้า",
        "ขอให้ปรับวันอ้างอิงของจำนวนนักเรียนให้ชัด",
        Urgency.NORMAL,
        "QUA-05",
        "ใช้จำนวนนักเรียน ณ วันสิ้นไตรมาส และเขียนไว้ในนิยามตัวชี้วัด",
    ),
    Told(
        "เงินอุดหนุนอาหารกลางวันโอนช้า",
        "โรงเรียนสำรองจ่ายเกินหนึ่งเดือน ร้านค้าไม่ให้เชื่อต่อ",
        "ขอวันโอนที่แน่นอนทุกเดือน",
        Urgency.HIGH,
        "OPP-07",
        "ตกลงวันโอนกับท้องถิ่นทุกวันที่ห้าของเดือน และแจ้งโรงเรียนล่วงหน้า",
    ),
    Told(
        "แบบรายงานการนิเทศซ้ำกับของจังหวัด",
        "ต้องกรอกผลนิเทศเรื่องเดียวกันสองระบบ",
        "ใช้แบบเดียวและส่งต่อไฟล์ให้กัน",
        Urgency.LOW,
        "EFF-09",
        "จังหวัดรับไฟล์จากระบบนี้แทนการกรอกซ้ำ",
    ),
)


@dataclass
class _Made:
    """What is loaded together, and who stands under whom."""

    above: Mapping[int, int]
    problems: list[Problem] = field(default_factory=list)
    steps: list[ProblemStep] = field(default_factory=list)


def problems_seed() -> dict[str, int]:
    """Load problems in every state; those of reports keep what was written there."""
    chance = random.Random("problems")  # noqa: S311  # a plausible country, no secret
    standing = Placement.objects.filter(valid_to=None, parent__isnull=False)
    made = _Made(dict(standing.values_list("unit", "parent")))
    indicators = {row.code: row for row in Indicator.objects.all()}
    for unit in _reporters(chance):
        _add(made, chance, _told(chance, unit, indicators, made.above), MIXED)
    for sent in _submissions():
        odds = NEW if sent.round.code == ROUNDS[-1] else OLD
        _add(made, chance, _flowed(sent, made.above), odds)
    return problems_load(problems=made.problems, steps=made.steps, by=audit.OPERATOR)


def _reporters(chance: random.Random) -> Iterator[Unit]:
    """Give every second area and a school of each of those, some more than once."""
    standing = Unit.objects.filter(placements__valid_to=None)
    areas = list(standing.filter(kind=Unit.Kind.AREA).order_by("code"))[::2]
    schools: dict[int, list[int]] = {}
    rows = Placement.objects.filter(
        valid_to=None, parent__in=areas, unit__kind=Unit.Kind.SCHOOL
    )
    for parent, unit in rows.order_by("unit__code").values_list("parent", "unit"):
        schools.setdefault(parent or 0, []).append(unit)
    chosen = {
        area.pk: chance.choice(schools[area.pk]) for area in areas if area.pk in schools
    }
    found = Unit.objects.in_bulk(list(chosen.values()))
    for area in areas:
        yield area
        if area.pk in chosen:
            yield found[chosen[area.pk]]


def _told(
    chance: random.Random,
    unit: Unit,
    indicators: Mapping[str, Indicator],
    above: Mapping[int, int],
) -> Problem:
    line = chance.choice(TOLD)
    at = FIRST_DAY + datetime.timedelta(
        days=chance.randrange(DAYS), minutes=chance.randrange(360)
    )
    return Problem(
        unit=unit,
        title=line.title,
        text=line.text,
        suggestion=line.suggestion,
        since=day_of(at) - datetime.timedelta(days=chance.randrange(2, 40)),
        urgency=line.urgency,
        indicator=indicators.get(line.indicator),
        handler_id=above.get(unit.pk, unit.pk),
        reported_at=at,
    )


def _submissions() -> Sequence[Submission]:
    rows = Submission.objects.filter(
        round__code__in=ROUNDS, submitted_at__isnull=False
    ).exclude(obstacles="")
    return list(rows.select_related("round").order_by("round__code", "pk"))


def _flowed(sent: Submission, above: Mapping[int, int]) -> Problem:
    at = sent.submitted_at or NOW
    return Problem(
        unit_id=sent.unit_id,
        title=obstacles.title_of(sent.obstacles),
        text=sent.obstacles,
        suggestion=sent.suggestions,
        submission=sent,
        handler_id=above.get(sent.unit_id, sent.unit_id),
        reported_at=at,
    )


def _add(made: _Made, chance: random.Random, problem: Problem, odds: Odds) -> None:
    made.problems.append(problem)
    state = chance.choices(list(odds), list(odds.values()))[0]
    first = Step.FLOWED_IN if problem.submission_id else Step.REPORTED
    at = problem.reported_at
    _step(made, problem, first, at, problem.text)
    if state == State.REPORTED:
        return
    at = _later(chance, at, 4)
    if state == State.DECLINED:
        problem.reason = chance.choice(DECLINED)
        problem.state, problem.ended_at = state, at
        _step(made, problem, Step.DECLINED, at, problem.reason)
        return
    problem.state, problem.owner_id = State.OWNED, problem.handler_id
    if chance.random() < 0.3:
        problem.owner_id = problem.unit_id
    problem.due_on = due_by(problem.urgency, day_of(at))
    _step(made, problem, Step.OWNED, at, TO_OWNER)
    if chance.random() < 0.5:
        at = _later(chance, at, 6)
        _step(made, problem, Step.SAID, at, chance.choice(UNDER_WAY))
    if state == State.CLOSED:
        at = _later(chance, at, 20)
        problem.state, problem.ended_at = state, at
        problem.changed = _changed(problem)
        _step(made, problem, Step.CLOSED, at, problem.changed)
    elif problem.due_on <= day_of(NOW) and chance.random() < 0.8:
        # Most that took longer were given a later day.
        problem.due_on = day_of(NOW) + datetime.timedelta(days=chance.randrange(1, 30))
        _step(made, problem, Step.OWNED, _later(chance, at, 9), TO_OWNER)


def _changed(problem: Problem) -> str:
    if problem.submission_id:
        return CHANGED[problem.text]
    return next(line.changed for line in TOLD if line.title == problem.title)


def _later(
    chance: random.Random, at: datetime.datetime, days: int
) -> datetime.datetime:
    """Return a moment up to that many days later, before now."""
    moved = at + datetime.timedelta(
        days=chance.randrange(days), hours=1, minutes=chance.randrange(60)
    )
    left = NOW - at
    return moved if moved < NOW else at + left / 2


def _step(
    made: _Made, problem: Problem, step: Step, at: datetime.datetime, text: str
) -> None:
    if step not in {Step.REPORTED, Step.FLOWED_IN}:
        problem.version += 1
    made.steps.append(ProblemStep(problem=problem, at=at, step=step, text=text))
