"""The world that is asked: built once, every row with a canary and its reach."""

import datetime
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from tests.factories import (
    BEGINNING,
    AgendaItemFactory,
    AssignmentFactory,
    AttendanceFactory,
    AuditEventFactory,
    BudgetLineFactory,
    CheckFactory,
    ChecklistFactory,
    DirectiveFactory,
    DisbursementFactory,
    EditionFactory,
    EntryFileFactory,
    FindingFactory,
    FrameworkFactory,
    GrantFactory,
    HoldingFactory,
    IncidentFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    InnovationFactory,
    InvitationFactory,
    LessonFactory,
    MeetingFactory,
    MemberFactory,
    MilestoneFactory,
    MilestoneFileFactory,
    PaperFactory,
    PersonFactory,
    PhotoFactory,
    PlanFactory,
    PolicyItemFactory,
    PositionFactory,
    PressReleaseFactory,
    ProblemFactory,
    ProblemStepFactory,
    ProgressFactory,
    ProjectFactory,
    QuestionFactory,
    RatioVersionFactory,
    RoundFactory,
    RoundIndicatorFactory,
    SeriesFactory,
    StatementFactory,
    TargetPointFactory,
    UnitFactFactory,
    UnitFactory,
    UserFactory,
    VisitFactory,
    VoteFactory,
)
from tidtam.accounts.models import Role, User
from tidtam.accounts.permissions import Permission
from tidtam.analysis.services import results_refresh
from tidtam.common import audit
from tidtam.documents.blocks import Document, Paragraph, plain
from tidtam.fieldwork.models import (
    Checklist,
    Finding,
    Photo,
    Problem,
    ProblemStep,
    Visit,
)
from tidtam.followup.models import Assignment, Progress
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.knowledge.models import EntryFile, Innovation, Lesson, State
from tidtam.meetings.models import Incident, Meeting, Paper
from tidtam.organisation import tree
from tidtam.organisation.models import Unit
from tidtam.organisation.services import placements_replace
from tidtam.planning.models import MilestoneFile, Plan
from tidtam.planning.models import State as PlanState
from tidtam.policies.models import PolicyItem
from tidtam.publications.models import Edition
from tidtam.reporting import services
from tidtam.reporting.models import Evidence, Round, Submission
from tidtam.reporting.services import ValueDraft, ValueReturn, values_import
from tidtam.reporting.typed import TypedFigure

from .canaries import Canaries
from .cast import (
    ACTORS,
    FORMER_PARENT,
    GRANT_ENDED,
    GRANT_TO_COME,
    MOVED,
    TREE,
    Actor,
    above,
    frozen_above,
)
from .table import Reach, held

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
OPENS = datetime.datetime(2021, 12, 20, 8, 30, tzinfo=BANGKOK)
DUE = datetime.datetime(2022, 1, 21, 16, 30, tzinfo=BANGKOK)
CLOSES = datetime.datetime(2022, 1, 31, 16, 30, tzinfo=BANGKOK)
MOVED_ON = datetime.date(2022, 1, 10)
NOW = datetime.datetime(2022, 1, 19, 9, 0, tzinfo=BANGKOK)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)

P = Permission
Kind = Unit.Kind
By = IndicatorVersion.ReportedBy
Entered = IndicatorVersion.EnteredBy

# Indicator -> (reported by, entered by, is a ratio).
INDICATORS = {
    "QUA-05": (By.SCHOOL, Entered.UNIT, True),
    "SAF-01": (By.SCHOOL, Entered.UNIT, False),
    "EFF-01": (By.AREA, Entered.UNIT, True),
    "EFF-05": (By.AREA, Entered.CENTRAL, False),
    "GRP-01": (By.GROUP, Entered.UNIT, False),
}
REPORTERS = {
    "S111", "S112", "S121", "S122", "S211", "S212", "S221", "P1", "M",
    "A11", "A12", "A21", "A22", "G1", "G2",
}  # fmt: skip


@dataclass
class Clock:
    """The clock of the world: it stands still until it is moved on."""

    moment: datetime.datetime = OPENS + DAY

    def now(self) -> datetime.datetime:
        return self.moment

    def on(self) -> None:
        self.moment += datetime.timedelta(hours=1)


@dataclass
class World:
    """Every row by the key of its unit, and who may see it."""

    clock: Clock
    canaries: Canaries = field(default_factory=Canaries)
    reach: dict[str, list[Reach]] = field(default_factory=lambda: defaultdict(list))
    owners: dict[str, set[Actor]] = field(default_factory=lambda: defaultdict(set))
    units: dict[str, Unit] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    items: dict[str, PolicyItem] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    workers: dict[tuple[Role, str], User] = field(default_factory=dict)
    members: dict[str, User] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    drafts: dict[str, Lesson] = field(default_factory=dict)
    offered: dict[str, Innovation] = field(default_factory=dict)
    entry_files: dict[str, EntryFile] = field(default_factory=dict)
    published: Innovation = field(init=False)
    answering: dict[str, Assignment] = field(default_factory=dict)
    finished: dict[str, Assignment] = field(default_factory=dict)
    notes: dict[str, Progress] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    news: Meeting = field(init=False)
    visits: dict[str, Visit] = field(default_factory=dict)
    reports: dict[str, Visit] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    photos: dict[str, Photo] = field(default_factory=dict)
    checklists: dict[str, Checklist] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    owned: dict[str, Problem] = field(default_factory=dict)
    ended: dict[str, Problem] = field(default_factory=dict)
    step_files: dict[str, ProblemStep] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    public: Edition = field(init=False)
    milestone_files: dict[str, MilestoneFile] = field(default_factory=dict)
    plans: dict[tuple[str, int], Plan] = field(default_factory=dict)

    @property
    def waiting(self) -> set[str]:
        """Return the units whose report waits for a step."""
        return {"S112", "S212", "A22", "BSE", "G1", "G2"}

    # ---------- canaries ----------

    def word(self, row: str, *reaches: Reach) -> str:
        """Return a word of the row, which those within reach may see."""
        self.reach[row] += reaches
        return self.canaries.word(row)

    def number(self, row: str, *reaches: Reach) -> int:
        """Return a number of the row, which those within reach may see."""
        self.reach[row] += reaches
        return self.canaries.number(row)

    def foreign_rows_in(self, text: str, actor: Actor) -> set[str]:
        """Return the rows shown in the text that the person may not see."""
        return {row for row in self.canaries.rows_in(text) if not self.sees(actor, row)}

    def sees(self, actor: Actor, row: str) -> bool:
        """Say whether the person may see the row."""
        if actor in self.owners[row]:
            return True
        return any(reach.includes(actor) for reach in self.reach[row])

    def names(self, code: str) -> str:
        """Return the stored code of the unit."""
        return self.units[code].code

    # ---------- reporting ----------

    def worker(self, role: Role, unit: str, *on: str) -> User:
        """Return who does this work in the unit; their name stands on what they did."""
        person = self.workers.get((role, unit))
        row = f"person:{role.value} of {unit}"
        if person is None:
            self.reach[row].append(Reach(P.USER_VIEW, unit))
            person = UserFactory(
                username=f"{self.word(row).lower()}.{role.value}",
                person=PersonFactory(name_th=f"นางสมมติ {self.word(row)}"),
            )
            GrantFactory(user=person, unit=self.units[unit], role=role)
            self.workers[role, unit] = person
        for code in (unit, *on):
            self.reach[row] += _of_report(code)
        return person

    def type(
        self, unit: str, indicator: str, by: User, *, central: bool = False
    ) -> None:
        """Type a figure with a note, both of them canaries."""
        is_ratio = INDICATORS[indicator][2]
        row = f"figure:{unit} {indicator}"
        reach = _of_report(unit)
        first, second = self.number(row, *reach), self.number(row, *reach)
        typed = (
            {"numerator": str(first), "denominator": str(second)}
            if is_ratio
            else {"value": str(first)}
        )
        services.draft_save(
            round_=self.rounds["2565-Q1"],
            unit=self.units[unit],
            indicator=self.indicators[indicator],
            typed=TypedFigure(note=f"หมายเหตุ {self.word(row)}", **typed),
            version=0,
            by=by,
            central=central,
        )

    def fill(self, unit: str, by: User) -> None:
        """Fill in all that the unit is asked, its words, and a file of evidence."""
        kind = TREE[unit][0]
        for code, (reported_by, entered_by, _is_ratio) in INDICATORS.items():
            if reported_by == kind and entered_by == Entered.UNIT:
                self.type(unit, code, by)
        row, reach = f"words:{unit}", _of_report(unit)
        services.submission_words_save(
            round_=self.rounds["2565-Q1"],
            unit=self.units[unit],
            obstacles=f"อุปสรรค {self.word(row, *reach)}",
            suggestions=f"ข้อเสนอ {self.word(row)}",
            by=by,
        )
        self.evidence[unit] = self.attach(unit, f"evidence:{unit}", by)

    def attach(self, unit: str, row: str, by: User) -> Evidence:
        """Add a file whose name and content are canaries, for the first indicator.

        The name stands in the trail; the content is for those who may see evidence.
        """
        reach = Reach(P.EVIDENCE_VIEW, unit, in_round=True)
        reaches = [reach] if row.startswith("evidence:") else []
        name = self.word(row, Reach(P.AUDIT_VIEW, unit), *reaches)
        inside = self.word(f"content of {row}", *reaches)
        code = {Kind.SCHOOL: "QUA-05", Kind.AREA: "EFF-01", Kind.GROUP: "GRP-01"}
        return services.evidence_add(
            round_=self.rounds["2565-Q1"],
            unit=self.units[unit],
            indicator=self.indicators[code[TREE[unit][0]]],
            file=io.BytesIO(f"%PDF-1.7\n% {inside}\n%%EOF\n".encode()),
            name=f"หลักฐาน {name}.pdf",
            client_key=f"file-{row}",
            by=by,
        )

    def submit(self, unit: str, by: User, *missing: str) -> Submission:
        """Submit the unit's report, with a reason for each school that is missing."""
        self.clock.on()
        row, reach = f"missing:{unit}", _of_report(unit)
        reasons = {
            self.units[code].pk: f"ติดตามแล้ว {self.word(row, *reach)}"
            for code in missing
        }
        sent = services.submission_submit(
            round_=self.rounds["2565-Q1"],
            unit=self.units[unit],
            client_key=f"key-{unit}",
            by=by,
            missing=reasons,
        )
        self.submissions[unit] = sent
        return sent

    def step(self, take: Callable[..., Submission], unit: str, by: User) -> Submission:
        """Take a step with a word of the reviewer on it."""
        self.clock.on()
        row = f"step:{unit} {take.__name__}"
        carried = [code for code in TREE if unit in frozen_above(code)]
        reach = [item for code in (unit, *carried) for item in _of_report(code)]
        return take(
            submission=self.submissions[unit],
            by=by,
            text=f"เห็นชอบ {self.word(row, *reach)}",
        )


def build(clock: Clock) -> World:
    """Build the country, its people, what it reports, and the results."""
    world = World(clock)
    _build_units(world)
    _build_people(world)
    _build_frames(world)
    _build_closed_round(world)
    _build_open_round(world)
    _build_directives(world)
    _build_meetings(world)
    _build_visits(world)
    _build_problems(world)
    _build_knowledge(world)
    _build_plans(world)
    _build_editions(world)
    _build_trail(world)
    clock.moment = NOW
    results_refresh()
    return world


def _of_report(unit: str) -> list[Reach]:
    """Return who may see what a unit says in a round, and the trail of it."""
    return [
        Reach(P.REPORT_VIEW, unit, in_round=True),
        Reach(P.AUDIT_VIEW, unit),
    ]


# ---------- units and people ----------


def _build_units(world: World) -> None:
    for code, (kind, _parent) in TREE.items():
        row = f"unit:{code}"
        world.reach[row] += [
            Reach(P.UNIT_VIEW, code, outline=True),
            Reach(P.REPORT_VIEW, code, in_round=True),
        ]
        world.units[code] = UnitFactory(
            code=f"{code}-{world.word(row)}",
            kind=kind,
            name_th=f"หน่วยสมมติ {world.word(row)}",
            name_en=f"Invented unit {world.word(row)}",
            short_name_th=f"นส. {world.word(row)}",
            sort_key=f"{world.word(row)}",
        )
        fact = f"fact:{code}"
        UnitFactFactory(
            unit=world.units[code],
            value=world.number(fact, Reach(P.UNIT_VIEW, code), *_of_report(code)),
        )
    edges = {
        world.names(code): [
            tree.Edge(world.names(parent) if parent else None, BEGINNING.date(), None)
        ]
        for code, (_kind, parent) in TREE.items()
    }
    today = TREE[MOVED][1]
    assert today
    edges[world.names(MOVED)] = [
        tree.Edge(world.names(FORMER_PARENT), BEGINNING.date(), MOVED_ON),
        tree.Edge(world.names(today), MOVED_ON, None),
    ]
    placements_replace(placements=edges, by=audit.OPERATOR)


# The fiscal year of the plan in each state: a unit has one of a state and year.
PLAN_YEARS = {
    PlanState.IN_FORCE: 2565,
    PlanState.DRAFT: 2563,
    PlanState.SUBMITTED: 2562,
    PlanState.APPROVED: 2561,
}

MEMBERS = {
    Kind.COMMISSION: Role.EXECUTIVE,
    Kind.BUREAU: Role.AREA_SUPERVISOR,
    Kind.GROUP: Role.GROUP_MEMBER,
    Kind.AREA: Role.AREA_SUPERVISOR,
    Kind.SCHOOL: Role.SCHOOL_DIRECTOR,
}


def _build_people(world: World) -> None:
    for actor in ACTORS:
        if actor.is_signed_in:
            _build_actor(world, actor)
    for code, unit in world.units.items():
        row = f"member:{code}"
        world.reach[row].append(Reach(P.USER_VIEW, code))
        world.members[code] = UserFactory(
            username=f"{world.word(row).lower()}.member",
            person=PersonFactory(name_th=f"นางสมมติ {world.word(row)}"),
        )
        GrantFactory(user=world.members[code], unit=unit, role=MEMBERS[Kind(unit.kind)])
        row = f"holder:{code}"
        world.reach[row].append(Reach(P.UNIT_VIEW, code))
        HoldingFactory(
            position=PositionFactory(
                unit=unit,
                title_th=f"ตำแหน่ง {world.word(row)}",
                board=unit.kind == Kind.GROUP,
            ),
            person=PersonFactory(name_th=f"นายสมมติ {world.word(row)}"),
        )


def _build_actor(world: World, actor: Actor) -> None:
    """Make the account of someone who asks, with the grant they have."""
    row = f"actor:{actor}"
    world.owners[row].add(actor)
    user = UserFactory(
        username=f"{world.word(row).lower()}.{len(world.users)}",
        person=PersonFactory(name_th=f"นางสาวสมมติ {world.word(row)}"),
    )
    world.users[actor.name] = user
    if actor.role and actor.unit:
        world.reach[row].append(Reach(P.USER_VIEW, actor.unit))
        GrantFactory(user=user, unit=world.units[actor.unit], role=actor.role)
    ends = {
        GRANT_ENDED: {"valid_to": TODAY},
        GRANT_TO_COME: {"valid_from": TODAY + DAY},
    }
    if actor in ends:
        grant: dict[str, Any] = {"user": user, "unit": world.units["OBEC"]}
        GrantFactory(role=Role.ANALYST, **grant, **ends[actor])
    if actor == GRANT_TO_COME:
        world.owners["unit:OBEC"].add(actor)  # told in the account what comes
    world.reach[row].append(Reach(P.USER_VIEW, "OBEC"))


# ---------- what the country shares ----------


def _build_frames(world: World) -> None:
    framework = FrameworkFactory(code="OBEC-2565", fiscal_year=2565)
    for order, code in enumerate(("1", "2"), start=1):
        world.items[code] = PolicyItemFactory(
            framework=framework, code=code, order=order
        )
    for code, (reported_by, entered_by, is_ratio) in INDICATORS.items():
        indicator = IndicatorFactory(code=code)
        world.indicators[code] = indicator
        make = RatioVersionFactory if is_ratio else IndicatorVersionFactory
        make(
            indicator=indicator,
            reported_by=reported_by,
            entered_by=entered_by,
            **({"ratio_bound": "rate"} if is_ratio else {}),
        )
        indicator.policy_items.add(world.items["1"])
        TargetPointFactory(indicator=indicator, unit=world.units["OBEC"])
    for code, fiscal_year, span, opens_at in (
        ("2564-Q4", 2564, "Q4", OPENS - 90 * DAY),
        ("2565-Q1", 2565, "Q1", OPENS),
    ):
        made = RoundFactory(
            code=code,
            fiscal_year=fiscal_year,
            span=span,
            opens_at=opens_at,
            due_at=opens_at + (DUE - OPENS),
            closes_at=opens_at + (CLOSES - OPENS),
        )
        for indicator in world.indicators.values():
            RoundIndicatorFactory(round=made, indicator=indicator)
        world.rounds[code] = services.round_open(
            round_=made, by=audit.OPERATOR, moment=opens_at
        )


# ---------- what was reported ----------


def _build_closed_round(world: World) -> None:
    """Give every reporter an official figure in the round before."""
    drafts = []
    for unit in sorted(REPORTERS):
        for code, (reported_by, _entered_by, is_ratio) in INDICATORS.items():
            if reported_by != TREE[unit][0]:
                continue
            row, reach = f"official:{unit} {code}", _of_report(unit)
            first, second = world.number(row, *reach), world.number(row, *reach)
            drafts.append(
                ValueDraft(
                    world.units[unit].pk,
                    world.indicators[code].pk,
                    "reported",
                    None if is_ratio else str(first),
                    str(first) if is_ratio else None,
                    str(second) if is_ratio else None,
                    f"หมายเหตุ {world.word(row)}",
                    OPENS - 70 * DAY,
                )
            )
    values_import(
        round_=world.rounds["2564-Q4"],
        drafts=drafts,
        moment=OPENS - 60 * DAY,
        by=audit.OPERATOR,
    )


def _build_open_round(world: World) -> None:
    """Bring the reports of the open round into every state of the review."""
    for unit in sorted(REPORTERS - {"P1"}):
        if TREE[unit][0] == Kind.SCHOOL:
            world.fill(unit, world.worker(Role.SCHOOL_CLERK, unit))
    world.fill("P1", world.worker(Role.SCHOOL_CLERK, "P1"))
    _schools_of(world, "A11", submitted=["S112"], certified=["M"])
    _schools_of(world, "A12", certified=["S121", "S122"])
    _schools_of(world, "A21", returned=["S211"], verified=["S212"])
    _schools_of(world, "A22", certified=["S221"])
    _schools_of(world, "BSE", certified=["P1"])
    for area in ("A11", "A12", "A21", "A22"):
        world.fill(area, world.worker(Role.AREA_OFFICER, area))
    _send_area(world, "A12")
    _send_area(world, "A22", "S222")
    _take(world, services.submission_certify, Role.AREA_DIRECTOR, "A12", "A22")
    _take(world, services.submission_verify_group, Role.GROUP_OFFICER, "A12", at="G1")
    _take(world, services.submission_accept, Role.ANALYST, "A12", at="OBEC")
    world.submit("BSE", world.worker(Role.AREA_OFFICER, "BSE"))
    for group in ("G1", "G2"):
        by = world.worker(Role.GROUP_OFFICER, group)
        world.fill(group, by)
        world.submit(group, by)
    _take(world, services.submission_certify, Role.GROUP_CHAIR, "G2")
    for area in ("A11", "A21"):
        analyst = world.worker(Role.ANALYST, "OBEC", area)
        world.type(area, "EFF-05", analyst, central=True)
    _remove_evidence(world)


def _schools_of(
    world: World,
    carrier: str,
    *,
    submitted: Iterable[str] = (),
    verified: Iterable[str] = (),
    certified: Iterable[str] = (),
    returned: Iterable[str] = (),
) -> None:
    """Take the schools of an area or bureau as far as each has come."""
    submitted, verified, certified = list(submitted), list(verified), list(certified)
    for unit in (*submitted, *verified, *certified, *returned):
        world.submit(unit, world.worker(Role.SCHOOL_CLERK, unit))
    officer = world.worker(Role.AREA_OFFICER, carrier, *verified, *certified, *returned)
    for unit in (*verified, *certified):
        world.step(services.submission_verify, unit, officer)
    director = world.worker(Role.AREA_DIRECTOR, carrier, *certified)
    for unit in certified:
        world.step(services.submission_certify, unit, director)
    for unit in returned:
        world.clock.on()
        row = f"return:{unit}"
        why = world.word(row, *_of_report(unit))
        services.submission_return(
            submission=world.submissions[unit],
            reason_code="D1",
            text=f"แก้ไข {why}",
            by=officer,
            values=[ValueReturn(world.indicators["QUA-05"].pk, "D2", why)],
        )


def _send_area(world: World, area: str, *missing: str) -> None:
    world.submit(area, world.worker(Role.AREA_OFFICER, area), *missing)


def _take(
    world: World,
    take: Callable[..., Submission],
    role: Role,
    *units: str,
    at: str = "",
) -> None:
    """Take a step of each unit's report, by the worker of the unit or `at` another."""
    for unit in units:
        carried = [code for code in TREE if unit in frozen_above(code)]
        world.step(take, unit, world.worker(role, at or unit, unit, *carried))


def _remove_evidence(world: World) -> None:
    """Add a file to the draft of S111 and take it off again; only the trail has it."""
    by = world.worker(Role.SCHOOL_CLERK, "S111")
    gone = world.attach("S111", "removed:S111", by)
    world.evidence["removed"] = services.evidence_remove(evidence=gone, by=by)


# ---------- the trail ----------


def _build_directives(world: World) -> None:
    """Give every unit two directives of its own: to be answered, to be verified."""
    for code, unit in world.units.items():
        row = f"directive:{code}"
        word = world.word(row, Reach(P.DIRECTIVE_VIEW, code), Reach(P.AUDIT_VIEW, code))
        for parts, state in (
            (world.answering, Assignment.State.IN_PROGRESS),
            (world.finished, Assignment.State.DONE),
        ):
            part = AssignmentFactory(
                directive=DirectiveFactory(issuer=unit, title=f"สั่ง {word}"),
                unit=unit,
                state=state,
                done_at=OPENS if state == Assignment.State.DONE else None,
            )
            note = ProgressFactory(assignment=part, text=word)
            parts[code] = part
        note.original_name = f"{word}.pdf"
        note.content_type = "application/pdf"
        note.file.save("a.pdf", ContentFile(f"%PDF-1.7 {word}".encode()))
        world.notes[code] = note


def _build_meetings(world: World) -> None:
    """Give every unit a meeting of its own, with a paper and a press release."""
    for code, unit in world.units.items():
        row = f"meeting:{code}"
        word = world.word(row, Reach(P.MEETING_VIEW, code), Reach(P.AUDIT_VIEW, code))
        meeting = MeetingFactory(
            series=SeriesFactory(unit=unit, name=f"การประชุม {word}"),
            state="held",
            opening=word,
            starts_at=NOW - DAY,
            ends_at=NOW - DAY + datetime.timedelta(hours=2),
        )
        item = AgendaItemFactory(meeting=meeting, title=f"เรื่อง {word}")
        VoteFactory(item=item, dissent=f"เห็นแย้ง {word}")
        AttendanceFactory(meeting=meeting, position=f"กรรมการ {word}")
        StatementFactory(meeting=meeting, text=word)
        member = MemberFactory(series=meeting.series, position=f"กรรมการ {word}")
        InvitationFactory(meeting=meeting, member=member, text=f"ขอเชิญ {word}")
        incident = IncidentFactory(meeting=meeting, what=f"เสียงขาดหาย {word}")
        world.incidents[code] = incident
        world.papers[code] = PaperFactory(item=item, original_name=f"{word}.pdf")
        world.meetings[code] = meeting
        PressReleaseFactory(meeting=meeting, title=f"ข่าว {word}", text=word)
    public = MeetingFactory(series=SeriesFactory(unit=world.units["OBEC"]))
    PressReleaseFactory(meeting=public, approved_at=OPENS)
    world.news = public


def _build_visits(world: World) -> None:
    """Give every unit a visit being written up, one reported, one by its superior.

    What the superior found is not for the visited unit while it is being written up.
    """
    for code, unit in world.units.items():
        row = f"visit:{code}"
        reach = (Reach(P.VISIT_VIEW, code), Reach(P.AUDIT_VIEW, code))
        word = world.word(row, *reach)
        _build_checklist(world, code)
        for state, made in (("made", world.visits), ("reported", world.reports)):
            visit = VisitFactory(
                unit=unit,
                visited=unit,
                title=f"นิเทศ {word}",
                state=state,
                team=f"ศึกษานิเทศก์ {word}",
                summary=word,
                reported_at=OPENS if state == "reported" else None,
            )
            FindingFactory(visit=visit, text=f"พบ {word}")
            CheckFactory(visit=visit, text=f"ถาม {word}", note=word)
            made[code] = visit
        visit = world.visits[code]
        world.findings[code] = FindingFactory(visit=visit, text=f"พบ {word}")
        world.photos[code] = PhotoFactory(visit=visit, caption=f"ภาพ {word}")
        parent = TREE[code][1]
        if parent is not None:
            _build_superiors_visit(world, parent, code)


def _build_superiors_visit(world: World, parent: str, code: str) -> None:
    row = f"visit to:{code}"
    own = (Reach(P.VISIT_VIEW, parent), Reach(P.AUDIT_VIEW, parent))
    announced = world.word(row, *own, Reach(P.VISIT_VIEW, code))
    inside = world.word(f"findings at:{code}", *own)
    visit = VisitFactory(
        unit=world.units[parent],
        visited=world.units[code],
        title=f"นิเทศ {announced}",
        state="made",
        summary=inside,
    )
    FindingFactory(visit=visit, text=f"พบ {inside}", recommendation=inside)
    CheckFactory(visit=visit, text=f"ถาม {inside}")
    PhotoFactory(visit=visit, caption=f"ภาพ {inside}")


def _build_checklist(world: World, code: str) -> None:
    """Make a checklist that those under the unit may take, too."""
    row = f"checklist:{code}"
    word = world.word(row, Reach(P.VISIT_VIEW, code), Reach(P.AUDIT_VIEW, code))
    world.checklists[code] = ChecklistFactory(
        unit=world.units[code], title=f"แบบ {word}"
    )
    QuestionFactory(checklist=world.checklists[code], text=f"ถาม {word}")
    below = {
        actor
        for actor in ACTORS
        if P.VISIT_EDIT in held(actor) and actor.unit and code in above(actor.unit)
    }
    world.owners[row] |= below
    world.owners[f"unit:{code}"] |= below


def _build_problems(world: World) -> None:
    """Give every unit a problem to triage, one to solve, and one that has ended."""
    for code, unit in world.units.items():
        row = f"problem:{code}"
        word = world.word(row, Reach(P.PROBLEM_VIEW, code), Reach(P.AUDIT_VIEW, code))
        given = {"owner": unit, "due_on": TODAY - DAY}
        for made, named in (
            (world.problems, {"state": "reported", "urgency": 1}),
            (world.owned, {"state": "owned", **given}),
            (world.ended, {"state": "closed", "ended_at": OPENS, "changed": word}),
        ):
            made[code] = ProblemFactory(
                unit=unit,
                handler=unit,
                title=f"ปัญหา {word}",
                text=word,
                suggestion=word,
                indicator=world.indicators["QUA-05"],
                policy_item=world.items["1"],
                **named,
            )
        step = ProblemStepFactory(problem=world.owned[code], text=word)
        step.original_name = f"{word}.pdf"
        step.content_type = "application/pdf"
        step.file.save("a.pdf", ContentFile(f"%PDF-1.7 {word}".encode()))
        world.step_files[code] = step


def _build_knowledge(world: World) -> None:
    """Give every unit a draft and something offered; publish one for the country."""
    for code, unit in world.units.items():
        row = f"knowledge:{code}"
        word = world.word(row, Reach(P.KNOWLEDGE_VIEW, code), Reach(P.AUDIT_VIEW, code))
        reason = f"ขอให้เติม {word}"
        about = {"occasion": "problem", "occasion_ref": str(world.problems[code].pk)}
        world.drafts[code] = LessonFactory(
            unit=unit, title=f"บทเรียน {word}", why=word, reason=reason, **about
        )
        file = EntryFileFactory(
            lesson=world.drafts[code],
            original_name=f"{word}.pdf",
            caption=f"แบบบันทึก {word}",
        )
        file.file.save("a.pdf", ContentFile(f"%PDF-1.7 {word}".encode()))
        world.entry_files[code] = file
        world.offered[code] = InnovationFactory(
            unit=unit,
            title=f"นวัตกรรม {word}",
            idea=word,
            state=State.OFFERED,
            **about,
        )
    country = world.units["OBEC"]
    world.published = InnovationFactory(
        unit=country,
        state=State.PUBLISHED,
        published_at=OPENS,
        occasion="problem",
        occasion_ref=str(world.problems["OBEC"].pk),
    )
    world.owners["unit:OBEC"] |= {a for a in ACTORS if P.KNOWLEDGE_VIEW in held(a)}


def _build_plans(world: World) -> None:
    """Give every unit a plan of each state that a page acts on, each of its own year.

    Schools make none in truth; here they show that nobody reaches theirs either.
    """
    for code, unit in world.units.items():
        row = f"plan:{code}"
        world.reach[row] += [Reach(P.PLAN_VIEW, code), Reach(P.AUDIT_VIEW, code)]
        for state, year in PLAN_YEARS.items():
            plan = PlanFactory(
                unit=unit,
                fiscal_year=year,
                state=state,
                preface=world.word(row),
                reason=f"ขอให้เติม {world.word(row)}",
            )
            world.plans[code, year] = plan
            project = ProjectFactory(
                plan=plan,
                code="P1",
                title=f"โครงการ {world.word(row)}",
                starts_on=datetime.date(year - 544, 10, 1),
                ends_on=datetime.date(year - 543, 9, 30),
                budget_planned=world.number(row),
            )
            project.policy_items.add(world.items["1"])
            project.indicators.add(world.indicators["QUA-05"])
            line = BudgetLineFactory(
                project=project, planned=project.budget_planned, note=world.word(row)
            )
            step = MilestoneFactory(
                project=project,
                code="M1",
                title=f"ขั้น {world.word(row)}",
                due_on=datetime.date(year - 544, 11, 30),
            )
            if state == PlanState.IN_FORCE:
                DisbursementFactory(line=line, reference=world.word(row))
                name = world.word(row)
                world.milestone_files[code] = MilestoneFileFactory(
                    milestone=step,
                    original_name=f"{name}.pdf",
                    file=ContentFile(f"%PDF-1.7 {name}".encode(), "a.pdf"),
                )


def _build_editions(world: World) -> None:
    """Give every unit a draft of a summary; publish one for everybody."""
    for code, unit in world.units.items():
        row = f"edition:{code}"
        word = world.word(
            row, Reach(P.PUBLICATION_MAKE, code), Reach(P.AUDIT_VIEW, code)
        )
        made = EditionFactory(unit=unit)
        made.content |= {
            "title": f"สรุป {word}",
            "lines": [f"สรุป {word}"],
            "blocks": [plain_block(Paragraph(word))],
        }
        made.save()
        world.editions[code] = made
    world.public = EditionFactory(
        unit=world.units["OBEC"], state="published", published_at=OPENS
    )
    world.owners["unit:OBEC"] |= set(ACTORS)  # who published is named to everybody


def plain_block(block: Paragraph) -> dict[str, Any]:
    """Return a block as an edition keeps it."""
    kept: dict[str, Any] = plain(Document("", (block,), OPENS))["blocks"][0]
    return kept


def _build_trail(world: World) -> None:
    """Add an event to the trail of each unit that tells of nothing else."""
    for code, unit in world.units.items():
        row = f"event:{code}"
        AuditEventFactory(
            unit_id=unit.pk,
            unit_label=str(unit),
            actor_label=f"ผู้กระทำ {world.word(row, Reach(P.AUDIT_VIEW, code))}",
            target_label=f"สิ่งที่ทำ {world.word(row)}",
            after={"text": world.word(row)},
        )
