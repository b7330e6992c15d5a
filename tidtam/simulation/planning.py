"""Simulated action plans of the demonstration: fiscal years 2564 and 2565."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tidtam.common import audit
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import BudgetLine, Project, State
from tidtam.planning.services import (
    BudgetLineDraft,
    DisbursementDraft,
    MilestoneDraft,
    PlanDraft,
    ProjectDraft,
    plans_store,
)
from tidtam.policies.models import PolicyItem
from tidtam.policies.services import ItemKey

YEARS = (2564, 2565)
TODAY = datetime.date(2022, 1, 19)
PREFACE = (
    "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐานจัดตั้งกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ "
    "เพื่อขับเคลื่อนนโยบายและแผนปฏิบัติราชการลงสู่เขตพื้นที่การศึกษา\n"
    "แผนนี้จัดทำจากผลการดำเนินงานและบทเรียนของปีที่ผ่านมา ภายใต้กรอบนโยบาย 12 ข้อ "
    "7 วาระเร่งด่วน (Quick Win) และกรอบนโยบาย 4 ด้าน (ข้อมูลจำลอง)"
)
APPROACH = (
    "ใช้พื้นที่เป็นฐานและใช้นวัตกรรมในการขับเคลื่อน เข้าถึงพื้นที่ได้อย่างรวดเร็ว\n"
    "กำกับติดตามร่วมกับสำนักติดตามและประเมินผลการจัดการศึกษาขั้นพื้นฐาน (สตผ.) ทุกไตรมาส\n"
    "รายงานความก้าวหน้าและการเบิกจ่ายทุกเดือน พร้อมหลักฐานของแต่ละขั้น\n"
    "ถอดบทเรียนเมื่อสิ้นปีงบประมาณ และใช้ทำแผนปีถัดไป"
)
SOURCES = (
    "งบประมาณ สพฐ. งบดำเนินงาน",
    "งบพัฒนาคุณภาพการจัดการศึกษาของเขตพื้นที่",
    "งบกลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ",
)
PLANS = "กลุ่มนโยบายและแผน"
SUPERVISION = "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา"
PROMOTION = "กลุ่มส่งเสริมการจัดการศึกษา"
FINANCE = "กลุ่มบริหารงานการเงินและสินทรัพย์"


@dataclass(frozen=True)
class Idea:
    """A project that many units might have: what it serves, who does it, its money.

    `others` are items beside the aspect, as framework without its year/code.
    """

    title: str
    why: str
    aspect: str
    others: tuple[str, ...]
    indicator: str
    office: str
    thousands: int
    steps: tuple[str, str, str, str]


FIRST = "ค่าตอบแทน ใช้สอยและวัสดุ"
SECOND = (
    (BudgetLine.Kind.SUBSIDY, "อุดหนุนโรงเรียนที่ร่วมโครงการ"),
    (BudgetLine.Kind.OTHER, "ประชุมเชิงปฏิบัติการและนิเทศ"),
    (BudgetLine.Kind.INVESTMENT, "ครุภัณฑ์และปรับปรุงสิ่งก่อสร้าง"),
)
COMMON = ("แต่งตั้งคณะทำงานและจัดทำปฏิทิน", "ประชุมชี้แจงผู้เกี่ยวข้อง")
IDEAS = (
    Idea(
        "สถานศึกษาปลอดภัย",
        "ให้นักเรียน ครู และบุคลากรได้รับการคุ้มครองจากภัยทุกรูปแบบ",
        "SAF",
        ("QW/1",),
        "SAF-01",
        PROMOTION,
        240,
        (*COMMON, "สถานศึกษาสำรวจและแก้จุดเสี่ยง", "ประเมินและรายงานผลสถานศึกษาปลอดภัย"),
    ),
    Idea(
        "ยกระดับการอ่านออกเขียนได้",
        "ให้นักเรียนชั้นประถมศึกษาตอนต้นอ่านคล่องและเขียนคล่องทุกคน",
        "QUA",
        ("MOE/1", "QW/2"),
        "QUA-05",
        SUPERVISION,
        320,
        (*COMMON, "คัดกรองและซ่อมเสริมนักเรียนเป็นรายคน", "ประเมินการอ่านปลายปีและสรุปผล"),
    ),
    Idea(
        "พาน้องกลับมาเรียน",
        "ให้เด็กที่หลุดออกจากระบบกลับเข้าเรียนและเรียนต่อจนจบการศึกษาภาคบังคับ",
        "OPP",
        ("MOE/11", "MOE/12"),
        "OPP-02",
        PROMOTION,
        180,
        (*COMMON, "ค้นหาและติดตามนักเรียนเป็นรายคน", "ส่งต่อและดูแลช่วยเหลือจนจบปีการศึกษา"),
    ),
    Idea(
        "เร่งรัดการเบิกจ่ายงบประมาณ",
        "ให้การเบิกจ่ายเป็นไปตามเป้าหมายของแต่ละไตรมาส",
        "EFF",
        ("MOE/4", "MOE/6"),
        "EFF-01",
        FINANCE,
        60,
        (*COMMON, "ตรวจเอกสารร่วมกันก่อนเบิกจ่าย", "สรุปผลการเบิกจ่ายสิ้นปีงบประมาณ"),
    ),
    Idea(
        "นิเทศ กำกับ ติดตามเชิงพื้นที่แบบบูรณาการ",
        "ให้โรงเรียนได้รับการช่วยเหลือตรงปัญหาโดยไม่เสียเวลาสอน",
        "EFF",
        ("MOE/2", "MOE/5"),
        "EFF-09",
        SUPERVISION,
        150,
        (*COMMON, "นิเทศโรงเรียนตามปฏิทินเดียวกันทั้งเขต", "สรุปข้อค้นพบและข้อเสนอแนะ"),
    ),
    Idea(
        "พัฒนาโรงเรียนคุณภาพของชุมชน",
        "ให้นักเรียนโรงเรียนขนาดเล็กเข้าถึงโรงเรียนที่มีคุณภาพใกล้บ้าน",
        "EFF",
        ("MOE/6", "MOE/11"),
        "EFF-08",
        PLANS,
        450,
        (*COMMON, "จัดทำแผนพัฒนาโรงเรียนหลักร่วมกับชุมชน", "ติดตามและประเมินผลโรงเรียนหลัก"),
    ),
)
# How many projects a unit of the kind has, and how much larger its money is.
SIZES = {
    Unit.Kind.COMMISSION: (6, 200),
    Unit.Kind.GROUP: (5, 4),
    Unit.Kind.AREA: (3, 1),
}
# (months after 1 October, weight) of the four steps.
PACE = ((1, 10), (2, 20), (7, 40), (11, 30))


def planning_seed() -> dict[str, int]:
    """Load the plans of two years; the same for the same units."""
    chance = random.Random("planning")  # noqa: S311  # a plausible country, no secret
    links = _Links()
    plans: list[PlanDraft] = []
    projects: list[ProjectDraft] = []
    milestones: list[MilestoneDraft] = []
    lines: list[BudgetLineDraft] = []
    payments: list[DisbursementDraft] = []
    for number, unit in enumerate(_units()):
        for year in YEARS:
            plan = _plan(unit, year, number)
            plans.append(plan)
            for project in _projects(chance, unit, plan, number, links):
                steps = list(_steps(chance, plan, project))
                milestones += steps
                project = _disbursed(chance, project, steps)
                projects.append(project)
                own = _lines(project, number)
                lines += own
                payments += _payments(project, own, steps)
    plans_store(
        plans=plans,
        projects=projects,
        milestones=milestones,
        budgets=lines,
        disbursements=payments,
        by=audit.OPERATOR,
    )
    return {"plans": len(plans), "projects": len(projects)}


class _Links:
    """What projects may name: policy items and indicators that exist."""

    def __init__(self) -> None:
        rows = PolicyItem.objects.filter(framework__fiscal_year__in=YEARS)
        self.items = set(rows.values_list("framework__code", "code"))
        self.indicators = set(Indicator.objects.values_list("code", flat=True))

    def of(self, idea: Idea, year: int) -> list[ItemKey]:
        """Return the items of the year that the idea serves and that exist."""
        named = [("OBEC", idea.aspect), *(tuple(key.split("/")) for key in idea.others)]
        asked = {(f"{framework}-{year}", code) for framework, code in named}
        return sorted(asked & self.items)


def _units() -> list[Unit]:
    standing = Unit.objects.filter(kind__in=SIZES, placements__valid_to=None)
    return list(standing.order_by("kind", "code").distinct())


def _plan(unit: Unit, year: int, number: int) -> PlanDraft:
    """Give the unit's plan; a few of the newer ones are still on their way."""
    begins = datetime.datetime(year - 544, 10, 4, 3, 0, tzinfo=datetime.UTC)
    submitted = begins + datetime.timedelta(days=number % 11)
    approved = submitted + datetime.timedelta(days=5 + number % 9)
    state, reason = State.IN_FORCE, ""
    if year == YEARS[-1] and unit.kind == Unit.Kind.AREA:
        state = {6: State.SUBMITTED, 11: State.DRAFT}.get(number % 24, State.IN_FORCE)
    if state == State.DRAFT:
        reason = "ขอให้เพิ่มน้ำหนักของขั้นที่วัดผลกับนักเรียน และระบุแหล่งงบประมาณ"
    decided = state == State.IN_FORCE
    return PlanDraft(
        unit.code,
        year,
        1,
        state,
        PREFACE,
        APPROACH,
        reason,
        submitted,
        approved if decided else None,
        approved + datetime.timedelta(days=2) if decided else None,
    )


def _projects(
    chance: random.Random, unit: Unit, plan: PlanDraft, number: int, links: _Links
) -> Iterator[ProjectDraft]:
    many, size = SIZES[Unit.Kind(unit.kind)]
    for place in range(many):
        idea = IDEAS[(number + place) % len(IDEAS)]
        year = plan.fiscal_year
        items = links.of(idea, year)
        planned = Decimal(idea.thousands * size + chance.randrange(0, 90, 5)) * 1000
        yield ProjectDraft(
            unit.code,
            year,
            1,
            f"P{place + 1:02}",
            f"โครงการ{idea.title} ปีงบประมาณ {year}",
            f"{idea.why} (ข้อมูลจำลอง)",
            idea.office,
            datetime.date(year - 544, 10, 1),
            datetime.date(year - 543, 9, 30),
            Project.NextYear.ENDS if place == many - 1 else Project.NextYear.CONTINUES,
            planned,
            Decimal(0),
            SOURCES[(number + place) % len(SOURCES)],
            tuple(items),
            (idea.indicator,) if idea.indicator in links.indicators else (),
            place + 1,
        )


def _steps(
    chance: random.Random, plan: PlanDraft, project: ProjectDraft
) -> Iterator[MilestoneDraft]:
    """Give the four steps; those due by now are mostly done, a few of them late."""
    idea = next(each for each in IDEAS if each.title in project.title)
    for number, (title, (months, weight)) in enumerate(
        zip(idea.steps, PACE, strict=True), start=1
    ):
        due = _month_end(plan.fiscal_year, months)
        done = due + datetime.timedelta(days=chance.randrange(-20, 6))
        skipped = chance.random() < (0.03 if plan.fiscal_year < YEARS[-1] else 0.12)
        is_done = plan.state == State.IN_FORCE and done <= TODAY and not skipped
        yield MilestoneDraft(
            *plan.key,
            project.code,
            f"M{number}",
            title,
            Decimal(weight),
            due,
            done if is_done else None,
            f"บันทึกข้อความ เลขที่ จำลอง/{plan.fiscal_year}-{number}" if is_done else "",
        )


def _disbursed(
    chance: random.Random, project: ProjectDraft, steps: Sequence[MilestoneDraft]
) -> ProjectDraft:
    """Let money follow the work, a little behind it."""
    done = sum((row.weight for row in steps if row.done_on), Decimal(0)) / 100
    share = done * Decimal(chance.randrange(60, 100)) / 100
    amount = (project.budget_planned * share).quantize(Decimal("0.01"))
    return replace(project, budget_disbursed=amount)


def _lines(project: ProjectDraft, number: int) -> list[BudgetLineDraft]:
    """Give the money by kind: two fifths, or more, of the second; the rest first."""
    kind, note = SECOND[(number + project.order) % len(SECOND)]
    second = (project.budget_planned * 2 / 5).quantize(Decimal(1000))
    first = project.budget_planned - second
    place = (*project.plan_key, project.code)
    return [
        BudgetLineDraft(*place, 1, BudgetLine.Kind.OPERATING, FIRST, first),
        BudgetLineDraft(*place, 2, kind, note, second),
    ]


def _payments(
    project: ProjectDraft,
    lines: Sequence[BudgetLineDraft],
    steps: Sequence[MilestoneDraft],
) -> Iterator[DisbursementDraft]:
    """Pay what is disbursed on the days of the steps done, the first line first."""
    days = [row.done_on for row in steps if row.done_on]
    left = project.budget_disbursed
    for line in lines:
        paid = min(left, line.planned)
        left -= paid
        for number, (day, amount) in enumerate(_parts(days, paid), start=1):
            yield DisbursementDraft(
                *line.project_key,
                line.line,
                number,
                max(day, project.starts_on),
                amount,
                f"ฎีกาที่ จำลอง/{line.fiscal_year}-{line.line}{number:02}",
            )


def _parts(
    days: Sequence[datetime.date], sum_: Decimal
) -> Iterator[tuple[datetime.date, Decimal]]:
    """Give the sum in equal parts, one a day; the last takes the rest."""
    if not sum_:
        return
    part = (sum_ / len(days)).quantize(Decimal("0.01"))
    for day in days[:-1]:
        yield day, part
    yield days[-1], sum_ - part * (len(days) - 1)


def _month_end(fiscal_year: int, months: int) -> datetime.date:
    """Return the last day of the month so many months after October."""
    year, month = fiscal_year - 544, 10 + months
    later = datetime.date(year + month // 12, month % 12 + 1, 1)
    return later - datetime.timedelta(days=1)
