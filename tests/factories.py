"""What a test starts from: one factory a model, in the order of the apps."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from tidtam.accounts.models import Grant, Role, User
from tidtam.analysis.models import Result, ResultCell, ResultRun, ValuesChange
from tidtam.common.models import AuditEvent, AuditSeal, AuditSealer, ClockAnchor
from tidtam.fieldwork.models import (
    Check,
    Checklist,
    Finding,
    Photo,
    Problem,
    ProblemStep,
    Question,
    Visit,
)
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.indicators.models import Indicator, IndicatorVersion, TargetPoint
from tidtam.knowledge.models import Adoption, EntryFile, Innovation, Lesson, Occasion
from tidtam.meetings.models import (
    AgendaItem,
    Attendance,
    Incident,
    Invitation,
    Meeting,
    Member,
    Paper,
    PressRelease,
    Series,
    Statement,
    Vote,
)
from tidtam.organisation.models import (
    Closure,
    Holding,
    Person,
    Placement,
    Position,
    Succession,
    Unit,
    UnitFact,
)
from tidtam.planning.models import (
    BudgetLine,
    Disbursement,
    Milestone,
    MilestoneFile,
    Plan,
    Project,
)
from tidtam.policies.models import Alignment, Framework, PolicyItem
from tidtam.publications.models import Edition
from tidtam.reporting.models import (
    DeclaredMissing,
    DraftFigure,
    Evidence,
    ReturnedValue,
    ReviewStep,
    Round,
    RoundExclusion,
    RoundIndicator,
    RoundUnit,
    Submission,
    ValueRevision,
)

BEGINNING = datetime.datetime(2020, 10, 1, tzinfo=datetime.UTC)
OPENING = datetime.datetime(2021, 12, 20, 1, 30, tzinfo=datetime.UTC)


# ---------- common ----------


class ClockAnchorFactory(DjangoModelFactory):
    class Meta:
        model = ClockAnchor

    clock_at = OPENING
    real_at = OPENING


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = AuditEvent

    at = OPENING
    real_at = OPENING
    actor_label = "operator"
    action = "unit.stored"
    target_type = "unit"
    target_id = "1"
    target_label = "หน่วย"


class AuditSealFactory(DjangoModelFactory):
    class Meta:
        model = AuditSeal

    sealed_at = OPENING
    event_ids = [1]
    digests = ["0" * 64]
    previous_link = ""
    link = factory.Sequence(lambda n: f"{n:064}")


class AuditSealerFactory(DjangoModelFactory):
    class Meta:
        model = AuditSealer


# ---------- organisation ----------


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:05}")
    kind = Unit.Kind.SCHOOL
    name_th = factory.LazyAttribute(lambda unit: f"หน่วย {unit.code}")
    sort_key = factory.LazyAttribute(lambda unit: unit.code)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name_th = factory.Sequence(lambda n: f"บุคคลสมมติ {n}")
    is_invented = True


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    unit = factory.SubFactory(UnitFactory)
    parent = factory.SubFactory(UnitFactory, kind=Unit.Kind.AREA)
    valid_from = BEGINNING.date()


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = Closure

    unit = factory.SubFactory(UnitFactory)
    ancestor = factory.SubFactory(UnitFactory, kind=Unit.Kind.AREA)
    depth = 1
    valid_from = BEGINNING.date()


class UnitFactFactory(DjangoModelFactory):
    class Meta:
        model = UnitFact

    unit = factory.SubFactory(UnitFactory)
    on = BEGINNING.date()
    measure = "pupils"
    value = Decimal(120)


class SuccessionFactory(DjangoModelFactory):
    class Meta:
        model = Succession

    from_unit = factory.SubFactory(UnitFactory)
    to_unit = factory.SubFactory(UnitFactory)
    kind = Succession.Kind.MERGE
    on = BEGINNING.date()


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position

    unit = factory.SubFactory(UnitFactory)
    title_th = "ผู้อำนวยการ"


class HoldingFactory(DjangoModelFactory):
    class Meta:
        model = Holding

    position = factory.SubFactory(PositionFactory)
    person = factory.SubFactory(PersonFactory)
    valid_from = BEGINNING.date()


# ---------- accounts ----------


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    person = factory.SubFactory(PersonFactory)


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.SCHOOL_CLERK
    valid_from = BEGINNING.date()


# ---------- policies ----------


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    code = factory.Sequence(lambda n: f"FW-{n}")
    fiscal_year = 2565


class PolicyItemFactory(DjangoModelFactory):
    class Meta:
        model = PolicyItem

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"{n}")
    title_th = factory.LazyAttribute(lambda item: f"ข้อ {item.code}")
    order = 1


class AlignmentFactory(DjangoModelFactory):
    class Meta:
        model = Alignment

    item = factory.SubFactory(PolicyItemFactory)
    other = factory.SubFactory(PolicyItemFactory)


# ---------- indicators ----------


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"IND-{n:02}")


class IndicatorVersionFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorVersion

    indicator = factory.SubFactory(IndicatorFactory)
    number = 1
    recorded_at = BEGINNING
    name_th = factory.LazyAttribute(lambda row: f"ตัวชี้วัด {row.indicator.code}")
    direction = IndicatorVersion.Direction.UP
    over_units = IndicatorVersion.OverUnits.SUM
    over_time = IndicatorVersion.OverTime.LAST
    reported_by = IndicatorVersion.ReportedBy.SCHOOL
    entered_by = IndicatorVersion.EnteredBy.UNIT
    factor = Decimal(1)
    decimals = 2
    coverage_floor = Decimal("0.8")
    amber_within = Decimal(5)
    weight = Decimal(1)
    scoring = IndicatorVersion.Scoring.NONE


class RatioVersionFactory(IndicatorVersionFactory):
    over_units = IndicatorVersion.OverUnits.RATIO
    ratio_bound = IndicatorVersion.RatioBound.SHARE
    factor = Decimal(100)


class TargetPointFactory(DjangoModelFactory):
    class Meta:
        model = TargetPoint

    indicator = factory.SubFactory(IndicatorFactory)
    unit = factory.SubFactory(UnitFactory)
    on = BEGINNING.date()
    value = Decimal(80)
    recorded_at = BEGINNING


# ---------- reporting ----------


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    code = factory.LazyAttribute(lambda row: f"{row.fiscal_year}-{row.span}")
    fiscal_year = 2565
    span = "Q1"
    opens_at = OPENING
    due_at = OPENING + datetime.timedelta(days=30)
    closes_at = OPENING + datetime.timedelta(days=40)


class RoundIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = RoundIndicator

    round = factory.SubFactory(RoundFactory)
    indicator = factory.SubFactory(IndicatorFactory)


class RoundUnitFactory(DjangoModelFactory):
    class Meta:
        model = RoundUnit

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)


class RoundExclusionFactory(DjangoModelFactory):
    class Meta:
        model = RoundExclusion

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
    route = Submission.Route.SCHOOL
    state_at = OPENING


class ReviewStepFactory(DjangoModelFactory):
    class Meta:
        model = ReviewStep

    submission = factory.SubFactory(SubmissionFactory)
    action = ReviewStep.Action.SUBMITTED
    stage = Submission.State.SUBMITTED
    at = OPENING


class ReturnedValueFactory(DjangoModelFactory):
    class Meta:
        model = ReturnedValue

    step = factory.SubFactory(ReviewStepFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    reason_code = "D1"


class DeclaredMissingFactory(DjangoModelFactory):
    class Meta:
        model = DeclaredMissing

    submission = factory.SubFactory(SubmissionFactory, route=Submission.Route.AREA)
    school = factory.SubFactory(UnitFactory)
    reason = "ยังไม่ส่ง"


class DraftFigureFactory(DjangoModelFactory):
    class Meta:
        model = DraftFigure

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    updated_at = OPENING


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
    file = factory.django.FileField(data=b"%PDF-1.7 simulated")
    original_name = "หลักฐาน.pdf"
    content_type = "application/pdf"
    size = 18
    sha256 = "0" * 64
    uploaded_at = OPENING


class ValueRevisionFactory(DjangoModelFactory):
    class Meta:
        model = ValueRevision

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    state = ValueRevision.State.REPORTED
    value = Decimal(1)
    recorded_at = OPENING


# ---------- analysis ----------


class ResultRunFactory(DjangoModelFactory):
    class Meta:
        model = ResultRun

    period = "2565-Q1"
    basis = "official"
    as_of = OPENING


class ResultCellFactory(DjangoModelFactory):
    class Meta:
        model = ResultCell

    run = factory.SubFactory(ResultRunFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    last_order = 1
    expected = 2
    reported = 1
    not_applicable = 0
    true_units = 1


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    run = factory.SubFactory(ResultRunFactory)
    unit = factory.SubFactory(UnitFactory, kind=Unit.Kind.AREA)
    version = factory.SubFactory(IndicatorVersionFactory)
    indicator = factory.SelfAttribute("version.indicator")
    value = 81.5
    expected = 2
    reported = 2
    not_applicable = 0
    coverage = 1.0
    light = Result.Light.GREEN


class ValuesChangeFactory(DjangoModelFactory):
    class Meta:
        model = ValuesChange

    round = factory.SubFactory(RoundFactory)
    at = OPENING


# ---------- planning ----------


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    unit = factory.SubFactory(UnitFactory)
    fiscal_year = 2565


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda number: f"P{number}")
    title = factory.Sequence(lambda number: f"โครงการสมมติ {number}")
    starts_on = datetime.date(2021, 10, 1)
    ends_on = datetime.date(2022, 9, 30)
    budget_planned = Decimal(100000)


class BudgetLineFactory(DjangoModelFactory):
    """Make a line without touching the sums of its project."""

    class Meta:
        model = BudgetLine

    project = factory.SubFactory(ProjectFactory)
    number = 1
    kind = BudgetLine.Kind.OPERATING
    planned = Decimal(100000)


class DisbursementFactory(DjangoModelFactory):
    class Meta:
        model = Disbursement

    line = factory.SubFactory(BudgetLineFactory)
    number = 1
    paid_on = datetime.date(2021, 12, 1)
    amount = Decimal(1)
    reference = factory.Sequence(lambda number: f"ฎีกาสมมติ {number}")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda number: f"M{number}")
    title = factory.Sequence(lambda number: f"ขั้นสมมติ {number}")
    weight = Decimal(1)
    due_on = datetime.date(2022, 3, 31)


class MilestoneFileFactory(DjangoModelFactory):
    class Meta:
        model = MilestoneFile

    milestone = factory.SubFactory(MilestoneFactory)
    file = factory.django.FileField(filename="a.pdf", data=b"%PDF-1.7 a")
    original_name = "a.pdf"
    content_type = "application/pdf"
    sha256 = factory.Sequence(lambda number: f"{number:064}")
    size = 10
    added_at = OPENING


# ---------- knowledge ----------


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    unit = factory.SubFactory(UnitFactory)
    fiscal_year = 2565
    title = factory.Sequence(lambda number: f"บทเรียนสมมติ {number}")
    occasion = Occasion.ROUND
    planned = "ตั้งใจไว้"
    happened = "เกิดขึ้นจริง"
    why = "เพราะ"
    what_next = "ทำต่อ"
    written_at = OPENING


class InnovationFactory(DjangoModelFactory):
    class Meta:
        model = Innovation

    unit = factory.SubFactory(UnitFactory)
    fiscal_year = 2565
    title = factory.Sequence(lambda number: f"นวัตกรรมสมมติ {number}")
    problem = "ปัญหา"
    idea = "แนวคิด"
    written_at = OPENING


class EntryFileFactory(DjangoModelFactory):
    class Meta:
        model = EntryFile

    lesson = factory.SubFactory(LessonFactory)
    file = factory.django.FileField(filename="a.pdf", data=b"%PDF-1.7\n%%EOF\n")
    original_name = "เอกสาร.pdf"
    content_type = "application/pdf"
    sha256 = factory.Sequence(lambda number: f"{number:064}")
    size = 15
    added_at = OPENING


class AdoptionFactory(DjangoModelFactory):
    class Meta:
        model = Adoption

    innovation = factory.SubFactory(InnovationFactory)
    unit = factory.SubFactory(UnitFactory)
    adopted_on = OPENING.date()


# ---------- followup ----------


class DirectiveFactory(DjangoModelFactory):
    class Meta:
        model = Directive

    issuer = factory.SubFactory(UnitFactory)
    fiscal_year = 2565
    number = factory.Sequence(lambda number: number + 101)
    title = factory.Sequence(lambda number: f"ข้อสั่งการสมมติ {number}")
    text = "ให้ดำเนินการ"
    issued_on = OPENING.date()
    due_on = datetime.date(2022, 1, 31)
    origin = Directive.Origin.OTHER


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    directive = factory.SubFactory(DirectiveFactory)
    unit = factory.SubFactory(UnitFactory)


class ProgressFactory(DjangoModelFactory):
    class Meta:
        model = Progress

    assignment = factory.SubFactory(AssignmentFactory)
    at = OPENING
    step = Assignment.State.IN_PROGRESS
    text = "กำลังดำเนินการ"


# ---------- meetings ----------


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence(lambda number: f"การประชุมสมมติ {number}")
    numbering = Series.Numbering.FISCAL


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    series = factory.SubFactory(SeriesFactory)
    order = factory.Sequence(lambda number: number + 1)
    position = "กรรมการ"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    series = factory.SubFactory(SeriesFactory)
    year = 2565
    number = factory.Sequence(lambda number: number + 1)
    starts_at = datetime.datetime(2022, 2, 2, 2, 30, tzinfo=datetime.UTC)
    place = "ห้องประชุมสมมติ"


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    order = 100
    number = "1"
    kind = AgendaItem.Kind.INFORMED
    title = factory.Sequence(lambda number: f"เรื่องสมมติ {number}")


class VoteFactory(DjangoModelFactory):
    class Meta:
        model = Vote

    item = factory.SubFactory(AgendaItemFactory)
    method = Vote.Method.OPEN
    taken_at = datetime.time(10, 52)
    in_favour = 2
    against = 0
    abstained = 0


class PaperFactory(DjangoModelFactory):
    class Meta:
        model = Paper

    item = factory.SubFactory(AgendaItemFactory)
    file = factory.django.FileField(filename="a.pdf", data=b"%PDF-1.7\n%%EOF\n")
    original_name = "เอกสาร.pdf"
    content_type = "application/pdf"
    sha256 = "0" * 64
    added_at = OPENING


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    order = 1
    position = "กรรมการ"


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    meeting = factory.SubFactory(MeetingFactory)
    text = "ต้องทำงานในเชิงรุก"
    by = "ประธาน"


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = Incident

    meeting = factory.SubFactory(MeetingFactory)
    happened_at = datetime.time(10, 20)
    minutes = 4
    what = "เสียงขาดหาย"


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    meeting = factory.SubFactory(MeetingFactory)
    member = factory.SubFactory(MemberFactory)
    sequence = 1
    to = "member@obec.example"
    sent_at = OPENING
    text = "ขอเชิญประชุม"


class PressReleaseFactory(DjangoModelFactory):
    class Meta:
        model = PressRelease

    meeting = factory.SubFactory(MeetingFactory)
    title = factory.Sequence(lambda number: f"ข่าวสมมติ {number}")
    text = "เนื้อข่าว"


# ---------- fieldwork ----------


class ChecklistFactory(DjangoModelFactory):
    class Meta:
        model = Checklist

    unit = factory.SubFactory(UnitFactory)
    title = factory.Sequence(lambda number: f"แบบสมมติ {number}")


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    checklist = factory.SubFactory(ChecklistFactory)
    order = factory.Sequence(lambda number: number + 1)
    text = "มีแผนเผชิญเหตุหรือไม่"


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    unit = factory.SubFactory(UnitFactory, kind=Unit.Kind.GROUP)
    visited = factory.SubFactory(UnitFactory, kind=Unit.Kind.AREA)
    fiscal_year = 2565
    number = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"การนิเทศสมมติ {number}")
    starts_on = datetime.date(2022, 1, 12)
    ends_on = datetime.date(2022, 1, 12)
    team = "นางสมมติ ใจดี ศึกษานิเทศก์"


class CheckFactory(DjangoModelFactory):
    class Meta:
        model = Check

    visit = factory.SubFactory(VisitFactory)
    order = factory.Sequence(lambda number: number + 1)
    text = "มีแผนเผชิญเหตุหรือไม่"


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    visit = factory.SubFactory(VisitFactory)
    number = factory.Sequence(lambda number: number + 1)
    severity = Finding.Severity.MEND
    text = factory.Sequence(lambda number: f"สิ่งที่พบสมมติ {number}")


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = Photo

    visit = factory.SubFactory(VisitFactory)
    file = factory.django.ImageField(filename="a.jpg", width=8, height=8)
    original_name = "a.jpg"
    content_type = "image/jpeg"
    sha256 = factory.Sequence(lambda number: f"{number:064}")
    caption = "ห้องเรียน"
    width = 8
    height = 8
    added_at = OPENING


class ProblemFactory(DjangoModelFactory):
    class Meta:
        model = Problem

    unit = factory.SubFactory(UnitFactory)
    handler = factory.SubFactory(UnitFactory, kind=Unit.Kind.AREA)
    title = factory.Sequence(lambda number: f"ปัญหาสมมติ {number}")
    text = "รายละเอียดของปัญหา"
    reported_at = OPENING


class ProblemStepFactory(DjangoModelFactory):
    class Meta:
        model = ProblemStep

    problem = factory.SubFactory(ProblemFactory)
    at = OPENING
    step = ProblemStep.Step.REPORTED
    text = "แจ้งปัญหา"


# ---------- publications ----------


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    unit = factory.SubFactory(UnitFactory)
    fiscal_year = 2564
    number = factory.Sequence(lambda number: number + 1)
    as_of = OPENING
    content = factory.LazyFunction(
        lambda: {
            "title": "สรุปสมมติ", "lines": ["สรุปสมมติ"], "cover": False, "contents": "",
            "mark": "", "source": "", "thai_digits": False, "author": "", "blocks": [],
        }
    )  # fmt: skip
    content_hash = "0" * 64
    figures_hash = "0" * 64
