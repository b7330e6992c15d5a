"""Simulated visits of the demonstration: of groups to areas, of areas to schools.

What is grave becomes a directive of the visiting unit, as the pages let it.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from tidtam.common import audit
from tidtam.common.clock import day_of
from tidtam.common.periods import fiscal_year_of
from tidtam.fieldwork.models import Check, Checklist, Finding, Visit
from tidtam.fieldwork.services import checklist_make, visits_load
from tidtam.followup.models import Assignment, Directive
from tidtam.followup.services import directives_load
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Placement, Unit
from tidtam.policies.models import PolicyItem

from .people import invented_person
from .rounds import NOW

TODAY = day_of(NOW)
FIRST_DAY = datetime.date(2021, 11, 1)
LAST_DAY = datetime.date(2022, 2, 25)
# A report is sent within days of the visit; the newest are still being written.
WRITING_DAYS = 6
FIRST_VISITOR = 1000
SATURDAY = 5

CHECKLIST = "แบบนิเทศติดตามการดำเนินงาน ปีงบประมาณ 2565"
QUESTIONS = (
    "จัดการเรียนรู้ได้เหมาะกับสถานการณ์ ทั้งที่โรงเรียนและทางไกล",
    "มีรายชื่อนักเรียนกลุ่มเสี่ยงออกกลางคัน พร้อมผู้รับผิดชอบรายคน",
    "ซ้อมแผนเผชิญเหตุร่วมกับท้องถิ่นแล้วในปีการศึกษานี้",
    "ใช้ผลประเมินการอ่านจัดกลุ่มช่วยเหลือนักเรียน",
    "ตัวเลขในรายงานตรงกับหลักฐานที่เก็บไว้",
    "เบิกจ่ายงบประมาณเป็นไปตามแผน",
)
TITLES = (
    "ติดตามความพร้อมเปิดเรียนและความปลอดภัย",
    "นิเทศการอ่านออกเขียนได้และการช่วยเหลือรายคน",
    "ติดตามการเบิกจ่ายและความถูกต้องของรายงาน",
)
PURPOSE = "ดูงานในพื้นที่จริง รับฟังปัญหา และตกลงวันที่จะแก้ร่วมกัน"
SUMMARY = (
    "ได้พบผู้บริหาร ครู และคณะกรรมการสถานศึกษา เห็นความตั้งใจในการทำงาน "
    "เรื่องที่ต้องแก้ได้ตกลงวันและผู้รับผิดชอบแล้วในที่ประชุมก่อนกลับ"
)
REPLY = "รับทราบ มอบผู้รับผิดชอบแล้วทุกข้อ และจะรายงานผลตามกำหนด"
CALLED_OFF = "พื้นที่ปิดชั่วคราวจากสถานการณ์โควิด 19"
VISITORS = ("ศึกษานิเทศก์เชี่ยวชาญ", "ศึกษานิเทศก์ชำนาญการพิเศษ", "นักวิเคราะห์นโยบายและแผน")


@dataclass(frozen=True)
class Seen:
    """What might be found anywhere: how grave, in which aspect and indicator."""

    severity: Finding.Severity
    text: str
    recommendation: str
    aspect: str
    indicator: str


SEEN = (
    Seen(
        Finding.Severity.GOOD,
        "ครูเยี่ยมบ้านนักเรียนกลุ่มเสี่ยงครบทุกคน และบันทึกสาเหตุเป็นรายคน",
        "เล่าวิธีทำให้โรงเรียนอื่นในกลุ่มฟังในการประชุมเดือนถัดไป",
        "OPP",
        "OPP-03",
    ),
    Seen(
        Finding.Severity.GOOD,
        "นักเรียน ป.1 อ่านคล่องขึ้นชัดเจนจากการจับคู่พี่อ่านให้น้องฟัง",
        "เก็บผลก่อนและหลังให้ครบ แล้วเขียนเป็นนวัตกรรม",
        "QUA",
        "QUA-05",
    ),
    Seen(
        Finding.Severity.ADVICE,
        "หลักฐานของรายงานเก็บไว้หลายที่ ผู้รับงานใหม่หาไม่พบ",
        "แนบหลักฐานไว้กับตัวเลขในระบบทุกครั้งที่รายงาน",
        "EFF",
        "EFF-05",
    ),
    Seen(
        Finding.Severity.ADVICE,
        "ใช้ผลประเมินการอ่านเพื่อรายงาน ยังไม่ได้ใช้จัดกลุ่มช่วยเหลือ",
        "จัดกลุ่มนักเรียนตามผลภายในสองสัปดาห์หลังประเมิน",
        "QUA",
        "QUA-05",
    ),
    Seen(
        Finding.Severity.MEND,
        "ยังไม่ได้ซ้อมแผนเผชิญเหตุร่วมกับท้องถิ่นในปีการศึกษานี้",
        "นัดวันซ้อมกับองค์กรปกครองส่วนท้องถิ่น และแจ้งวันภายในเดือนนี้",
        "SAF",
        "SAF-01",
    ),
    Seen(
        Finding.Severity.MEND,
        "งบลงทุนยังไม่ลงนามสามรายการ แบบรูปรายการไม่ครบ",
        "ขอช่างจากเขตใกล้เคียง และส่งแบบให้ครบก่อนสิ้นเดือน",
        "EFF",
        "EFF-02",
    ),
    Seen(
        Finding.Severity.URGENT,
        "หลังคาอาคารเรียนชำรุด มีเศษวัสดุตกในบริเวณที่นักเรียนเดินผ่าน",
        "ปิดกั้นบริเวณทันที และซ่อมก่อนเปิดใช้อาคาร",
        "SAF",
        "SAF-03",
    ),
)


@dataclass
class _Made:
    """What is loaded together, and what it may name."""

    aspects: dict[str, PolicyItem | None]
    indicators: dict[str, Indicator]
    visits: list[tuple[Visit, Sequence[PolicyItem]]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def visits_seed() -> dict[str, int]:
    """Load visits in every state, and directives of what was found gravest."""
    chance = random.Random("visits")  # noqa: S311  # a plausible country, no secret
    commission = Unit.objects.get(kind=Unit.Kind.COMMISSION)
    checklist = checklist_make(
        unit=commission, title=CHECKLIST, questions=QUESTIONS, by=audit.OPERATOR
    )
    made = _Made(_aspects(), _indicators())
    for unit, visited in _pairs(chance):
        _add(made, chance, unit, visited, checklist)
    _number(made.visits)
    counts = visits_load(
        visits=made.visits,
        checks=made.checks,
        findings=made.findings,
        by=audit.OPERATOR,
    )
    return counts | {"directives_of_visits": _directives(made)}


def _pairs(chance: random.Random) -> Iterator[tuple[Unit, Unit]]:
    """Give who visits whom: each group three areas, every third area two schools."""
    standing = Placement.objects.filter(valid_to=None).select_related("unit", "parent")
    under: dict[Unit, list[Unit]] = {}
    rows = standing.filter(unit__kind=Unit.Kind.AREA, parent__kind=Unit.Kind.GROUP)
    for row in rows.order_by("parent__code", "unit__code"):
        if row.parent is not None:
            under.setdefault(row.parent, []).append(row.unit)
    areas = [area for members in under.values() for area in members]
    visiting = areas[::3]
    schools: dict[int, list[Unit]] = {}
    rows = standing.filter(unit__kind=Unit.Kind.SCHOOL, parent__in=visiting)
    for row in rows.order_by("unit__code"):
        if row.parent_id is not None:
            schools.setdefault(row.parent_id, []).append(row.unit)
    for group, members in under.items():
        for area in chance.sample(members, min(3, len(members))):
            yield group, area
    for area in visiting:
        found = schools.get(area.pk, [])
        for school in chance.sample(found, min(2, len(found))):
            yield area, school


def _add(
    made: _Made,
    chance: random.Random,
    unit: Unit,
    visited: Unit,
    checklist: Checklist,
) -> None:
    visit = _visit(chance, unit, visited, len(made.visits))
    visit.checklist = checklist
    seen = chance.sample(SEEN, 3) if visit.state == Visit.State.REPORTED else []
    if visit.state == Visit.State.MADE:
        seen = chance.sample(SEEN, 1)
    items = {line.aspect: made.aspects[line.aspect] for line in seen}
    if not items:
        aspect = chance.choice(list(made.aspects))
        items = {aspect: made.aspects[aspect]}
    made.visits.append((visit, [item for item in items.values() if item]))
    for order, text in enumerate(QUESTIONS, start=1):
        made.checks.append(_check(chance, visit, order, text))
    for place, line in enumerate(seen, start=1):
        made.findings.append(
            Finding(
                visit=visit,
                number=place,
                severity=line.severity,
                text=line.text,
                recommendation=line.recommendation,
                policy_item=items[line.aspect],
                indicator=made.indicators.get(line.indicator),
            )
        )


def _visit(chance: random.Random, unit: Unit, visited: Unit, place: int) -> Visit:
    day = FIRST_DAY + datetime.timedelta(
        days=chance.randrange((LAST_DAY - FIRST_DAY).days)
    )
    while day.weekday() >= SATURDAY:
        day += datetime.timedelta(days=1)
    number = FIRST_VISITOR + 2 * place
    visitors = (
        f"{invented_person(number + step).name_th} {chance.choice(VISITORS)}"
        for step in range(2)
    )
    visit = Visit(
        unit=unit,
        visited=visited,
        fiscal_year=fiscal_year_of(day),
        title=chance.choice(TITLES),
        starts_on=day,
        ends_on=day,
        mode=chance.choice([Visit.Mode.ON_SITE] * 4 + [Visit.Mode.ONLINE]),
        team="\n".join(visitors),
        purpose=PURPOSE,
    )
    if day >= TODAY:
        return visit
    if chance.random() < 0.06:
        visit.state, visit.reason = Visit.State.CANCELLED, CALLED_OFF
        return visit
    visit.state, visit.summary = Visit.State.MADE, SUMMARY
    sent = day + datetime.timedelta(days=chance.randrange(1, WRITING_DAYS))
    if sent < TODAY and chance.random() < 0.9:
        visit.state = Visit.State.REPORTED
        visit.reported_at = _at(chance, sent)
        answered = sent + datetime.timedelta(days=chance.randrange(1, 9))
        if answered < TODAY and chance.random() < 0.6:
            visit.reply, visit.replied_at = REPLY, _at(chance, answered)
    return visit


def _at(chance: random.Random, day: datetime.date) -> datetime.datetime:
    """Return a working hour of the day."""
    hour = datetime.time(chance.randrange(2, 9), chance.randrange(60))
    return datetime.datetime.combine(day, hour, tzinfo=datetime.UTC)


def _check(chance: random.Random, visit: Visit, order: int, text: str) -> Check:
    check = Check(visit=visit, order=order, text=text)
    if visit.state in {Visit.State.MADE, Visit.State.REPORTED}:
        answers = [*[Check.Answer.YES] * 5, *[Check.Answer.PARTLY] * 3, Check.Answer.NO]
        check.answer = chance.choice(answers)
    return check


def _number(visits: Sequence[tuple[Visit, Sequence[PolicyItem]]]) -> None:
    """Number the visits of each unit by day, as they would have been planned."""
    counts: dict[int, int] = {}
    for visit, _items in sorted(visits, key=lambda pair: pair[0].starts_on):
        counts[visit.unit_id] = counts.get(visit.unit_id, 0) + 1
        visit.number = counts[visit.unit_id]


def _aspects() -> dict[str, PolicyItem | None]:
    """Return the four aspects of the fiscal year 2565 by code."""
    rows = PolicyItem.objects.filter(
        framework__fiscal_year=2565, parent=None, code__in={s.aspect for s in SEEN}
    )
    found = {row.code: row for row in rows}
    return {line.aspect: found.get(line.aspect) for line in SEEN}


def _indicators() -> dict[str, Indicator]:
    rows = Indicator.objects.filter(code__in={line.indicator for line in SEEN})
    return {row.code: row for row in rows}


def _directives(made: _Made) -> int:
    """Issue a directive of each group for what its visits found to be mended at once.

    Their days lie after today, so that no figure of a period is changed by them.
    """
    last = Directive.objects.filter(fiscal_year=2565).values("issuer")
    numbers = dict(
        last.annotate(last=Max("number")).values_list("issuer", "last").order_by()
    )
    rows: list[tuple[Directive, Sequence[Assignment], Sequence[Unit]]] = []
    for finding in made.findings:
        visit = finding.visit
        is_urgent = finding.severity == Finding.Severity.URGENT
        is_of_group = visit.unit.kind == Unit.Kind.GROUP
        if visit.reported_at is None or not (is_urgent and is_of_group):
            continue
        numbers[visit.unit_id] = numbers.get(visit.unit_id, 0) + 1
        directive = Directive(
            issuer=visit.unit,
            fiscal_year=2565,
            number=numbers[visit.unit_id],
            title="ซ่อมจุดอันตรายในอาคารเรียนและรายงานผล",
            text=f"{finding.text}\n{finding.recommendation}",
            issued_on=day_of(visit.reported_at),
            due_on=TODAY + datetime.timedelta(days=14),
            origin=Directive.Origin.VISIT,
            origin_ref=finding.origin_ref,
            origin_name=visit.title,
            policy_item=finding.policy_item,
            indicator=finding.indicator,
        )
        rows.append((directive, [Assignment(unit=visit.visited)], []))
    directives_load(directives=rows, notes=[], by=audit.OPERATOR)
    return len(rows)
