"""Reads of plans, projects and milestones."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from tidtam.accounts.models import User
from tidtam.accounts.permissions import (
    Permission,
    Visitor,
    units_granted_to,
    units_visible_to,
)
from tidtam.common import clock
from tidtam.indicators.models import Indicator, IndicatorVersion
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import in_order
from tidtam.policies.models import PolicyItem

from .models import (
    PLANNING_KINDS,
    BudgetLine,
    Disbursement,
    Milestone,
    MilestoneFile,
    Plan,
    Project,
    State,
)
from .permissions import may_approve
from .progress import Standing, Step, Work, standing_of

SHOWN_IN_PANEL = 5
SOON_DAYS = 30


@dataclass(frozen=True)
class Wanted:
    """What the list of plans is narrowed to; empty narrows nothing."""

    words: Sequence[str] = ()
    fiscal_year: int | None = None
    state: str = ""
    kind: str = ""
    item: str = ""
    indicator: str = ""


def plans_visible_to(user: Visitor) -> QuerySet[Plan]:
    """Return the plans of the user's units and of those under them."""
    units = units_visible_to(user, Permission.PLAN_VIEW).values("pk")
    return Plan.objects.filter(unit__in=units)


def plans_wanted(user: User, wanted: Wanted) -> QuerySet[Plan]:
    """Return the plans that fit, newest year first, then by the order of units.

    Without a state, superseded versions are left out.
    """
    found = plans_visible_to(user).select_related("unit")
    for word in wanted.words:
        found = found.filter(
            Q(unit__name_th__icontains=word)
            | Q(unit__name_en__icontains=word)
            | Q(unit__short_name_th__icontains=word)
            | Q(unit__code__iexact=word)
        )
    if wanted.fiscal_year is not None:
        found = found.filter(fiscal_year=wanted.fiscal_year)
    if wanted.kind:
        found = found.filter(unit__kind=wanted.kind)
    framework, _slash, code = wanted.item.partition("/")
    if wanted.item:
        serving = Project.objects.filter(
            policy_items__framework__code=framework, policy_items__code=code
        )
        found = found.filter(pk__in=serving.values("plan"))
    if wanted.indicator:
        serving = Project.objects.filter(indicators__code=wanted.indicator)
        found = found.filter(pk__in=serving.values("plan"))
    if wanted.state:
        found = found.filter(state=wanted.state)
    else:
        found = found.exclude(state=State.SUPERSEDED)
    return found.order_by("-fiscal_year", "unit__sort_key", "unit__code", "-number")


def plan_of(user: User, number: int) -> Plan | None:
    """Return one plan that the user may read."""
    plans = plans_visible_to(user).select_related(
        "unit", "submitted_by__person", "approved_by__person"
    )
    return plans.filter(pk=number).first()


def project_of(user: User, number: int) -> Project | None:
    """Return one project of a plan that the user may read."""
    rows = Project.objects.filter(plan__in=plans_visible_to(user).values("pk"))
    rows = rows.select_related("plan__unit").prefetch_related(
        "milestones__files", "budget_lines__disbursements"
    )
    return rows.filter(pk=number).first()


def same_project(project: Project, prefix: str = "project__") -> Q:
    """Return the condition that a row is about the project, in any version of its plan.

    `prefix` leads from the row to its project.
    """
    plan = project.plan
    return Q(
        **{
            f"{prefix}code": project.code,
            f"{prefix}plan__unit": plan.unit_id,
            f"{prefix}plan__fiscal_year": plan.fiscal_year,
        }
    )


def milestone_of(user: User, number: int) -> Milestone | None:
    """Return one milestone of a plan that the user may read."""
    rows = Milestone.objects.filter(
        project__plan__in=plans_visible_to(user).values("pk")
    )
    return rows.select_related("project__plan__unit").filter(pk=number).first()


def milestone_file_of(user: User, number: int) -> MilestoneFile | None:
    """Return one file of a milestone of a plan that the user may read."""
    plans = plans_visible_to(user).values("pk")
    rows = MilestoneFile.objects.filter(milestone__project__plan__in=plans)
    return (
        rows.select_related("milestone__project__plan__unit").filter(pk=number).first()
    )


def budget_line_of(user: User, number: int) -> BudgetLine | None:
    """Return one budget line of a plan that the user may read."""
    plans = plans_visible_to(user).values("pk")
    rows = BudgetLine.objects.filter(project__plan__in=plans)
    return rows.select_related("project__plan__unit").filter(pk=number).first()


def disbursement_of(user: User, number: int) -> Disbursement | None:
    """Return one disbursement of a plan that the user may read."""
    plans = plans_visible_to(user).values("pk")
    rows = Disbursement.objects.filter(line__project__plan__in=plans)
    return rows.select_related("line__project__plan__unit").filter(pk=number).first()


def years_known() -> list[int]:
    """Return the fiscal years of plans, newest first."""
    years = Plan.objects.order_by("-fiscal_year").values_list("fiscal_year", flat=True)
    return list(years.distinct())


def writing_units(user: User) -> QuerySet[Unit]:
    """Return the units whose plans the user may write, in order."""
    units = units_granted_to(user, Permission.PLAN_EDIT)
    return in_order(units.filter(kind__in=PLANNING_KINDS))


def versions_of(plan: Plan) -> QuerySet[Plan]:
    """Return every version of the plan's unit and year, the newest first."""
    rows = Plan.objects.filter(unit=plan.unit_id, fiscal_year=plan.fiscal_year)
    return rows.order_by("-number")


# ---------- how plans stand ----------


@dataclass(frozen=True)
class Line:
    """A plan in a list, and how it stands today."""

    plan: Plan
    standing: Standing
    projects: int


@dataclass(frozen=True)
class Money:
    """Money planned and disbursed, of a line or of several of one kind."""

    name: str
    planned: Decimal
    disbursed: Decimal
    lines: Sequence[BudgetLine]

    @property
    def left(self) -> Decimal:
        """Return what is planned and not disbursed; below 0 where it is more."""
        return self.planned - self.disbursed


@dataclass(frozen=True)
class Sheet:
    """A project with its milestones in the order of their days, and how it stands."""

    project: Project
    milestones: Sequence[Milestone]
    standing: Standing

    @property
    def money(self) -> list[Money]:
        """Return the money of the project by its lines."""
        return [_money_of(str(row), [row]) for row in self.project.budget_lines.all()]

    @property
    def late(self) -> list[Milestone]:
        """Return the milestones whose day has passed and that are not done."""
        today = clock.today()
        return [row for row in self.milestones if is_late(row, today)]


def is_late(milestone: Milestone, day: datetime.date) -> bool:
    """Say whether its day has passed and it is not done."""
    return _step(milestone).is_late(day)


def lines_of(plans: Iterable[Plan]) -> list[Line]:
    """Return how each of the plans stands today. Two queries."""
    rows = list(plans)
    works: dict[int, list[Work]] = {}
    projects = Project.objects.filter(plan__in=[row.pk for row in rows])
    for project in projects.prefetch_related("milestones"):
        works.setdefault(project.plan_id, []).append(_work(project))
    day = clock.today()
    return [
        Line(
            plan,
            standing_of(works.get(plan.pk, []), plan.fiscal_year, day),
            len(works.get(plan.pk, [])),
        )
        for plan in rows
    ]


def sheets_of(plan: Plan) -> list[Sheet]:
    """Return the plan's projects in order, with what they serve. Eight queries."""
    projects = plan.projects.order_by("order", "code").prefetch_related(
        Prefetch("milestones", _milestones()),
        "budget_lines__disbursements",
        Prefetch("policy_items", _items()),
        Prefetch("indicators", Indicator.objects.order_by("code")),
    )
    return [sheet_of(project, plan) for project in projects]


def sheet_of(project: Project, plan: Plan) -> Sheet:
    """Return one project with its milestones and how it stands today."""
    milestones = sorted(
        project.milestones.all(), key=lambda row: (row.due_on, row.code)
    )
    works = [_work(project)]
    return Sheet(
        project, milestones, standing_of(works, plan.fiscal_year, clock.today())
    )


def standing_of_sheets(plan: Plan, sheets: Sequence[Sheet]) -> Standing:
    """Return how the plan stands today, from its projects."""
    works = [_work(sheet.project) for sheet in sheets]
    return standing_of(works, plan.fiscal_year, clock.today())


def money_by_kind(sheets: Sequence[Sheet]) -> list[Money]:
    """Return the money of the projects by kind, in the order of the kinds."""
    lines: dict[str, list[BudgetLine]] = {}
    for sheet in sheets:
        for row in sheet.project.budget_lines.all():
            lines.setdefault(row.kind, []).append(row)
    return [
        _money_of(str(kind.label), lines[kind])
        for kind in BudgetLine.Kind
        if kind in lines
    ]


def _money_of(name: str, lines: Sequence[BudgetLine]) -> Money:
    paid = (row.amount for line in lines for row in line.disbursements.all())
    planned = (line.planned for line in lines)
    return Money(name, sum(planned, Decimal(0)), sum(paid, Decimal(0)), lines)


def _work(project: Project) -> Work:
    steps = tuple(_step(row) for row in project.milestones.all())
    return Work(steps, project.budget_planned, project.budget_disbursed)


def _step(row: Milestone) -> Step:
    return Step(row.weight, row.due_on, row.done_on)


def _milestones() -> QuerySet[Milestone]:
    rows = Milestone.objects.order_by("due_on", "code")
    return rows.prefetch_related("files")


def _items() -> QuerySet[PolicyItem]:
    items = PolicyItem.objects.select_related("framework")
    return items.order_by("framework__code", "order")


def indicator_names(sheets: Iterable[Sheet]) -> dict[int, IndicatorVersion]:
    """Return the current definition of every indicator that the projects name."""
    ids = {row.pk for sheet in sheets for row in sheet.project.indicators.all()}
    current = IndicatorVersion.objects.filter(indicator__in=ids, is_current=True)
    return {row.indicator_id: row for row in current.select_related("indicator")}


# ---------- on other pages ----------


@dataclass(frozen=True)
class Serving:
    """Some projects in force that serve something, and how many there are in all."""

    sheets: Sequence[Sheet]
    count: int
    budget: Decimal


def serving(user: Visitor, where: Q) -> Serving | None:
    """Return the projects in force that fit, of the widest units first."""
    units = units_visible_to(user, Permission.PLAN_VIEW).values("pk")
    rows = (
        Project.objects.filter(where, plan__state=State.IN_FORCE, plan__unit__in=units)
        .select_related("plan__unit")
        .order_by("-plan__fiscal_year", "-budget_planned", "pk")
    )
    budgets = list(rows.values_list("budget_planned", flat=True))
    if not budgets:
        return None
    shown = rows.prefetch_related("milestones")[:SHOWN_IN_PANEL]
    sheets = [sheet_of(project, project.plan) for project in shown]
    return Serving(sheets, len(budgets), sum(budgets, Decimal(0)))


def plans_in_unit(user: Visitor, unit: Unit) -> list[Line]:
    """Return the unit's plans that are not superseded, newest year first."""
    rows = plans_visible_to(user).filter(unit=unit).exclude(state=State.SUPERSEDED)
    return lines_of(rows.select_related("unit").order_by("-fiscal_year", "-number"))


def own_waiting(user: User) -> QuerySet[Plan]:
    """Return the user's own plans that came back, then those to be put in force."""
    units = units_granted_to(user, Permission.PLAN_EDIT).values("pk")
    returned = Q(state=State.DRAFT) & ~Q(reason="")
    rows = Plan.objects.filter(returned | Q(state=State.APPROVED), unit__in=units)
    return rows.select_related("unit").order_by("-state", "submitted_at")


def awaiting(user: User) -> list[Plan]:
    """Return what waits for the user's approval, the longest waiting first."""
    below = units_visible_to(user, Permission.PLAN_APPROVE).values("pk")
    own = units_granted_to(user, Permission.PLAN_APPROVE).values("pk")
    country = units_granted_to(user, Permission.PLAN_APPROVE_COMMISSION).values("pk")
    rows = Plan.objects.filter(state=State.SUBMITTED).filter(
        Q(unit__in=below) & ~Q(unit__in=own)
        | Q(unit__in=country, unit__kind=Unit.Kind.COMMISSION)
    )
    mine = rows.exclude(written_by=user.pk).exclude(submitted_by=user.pk)
    return list(mine.select_related("unit").order_by("submitted_at"))


def overdue_of(user: User, day: datetime.date) -> QuerySet[Milestone]:
    """Return the late milestones of the user's own plans in force, the oldest first."""
    return _own_open(user).filter(due_on__lt=day).order_by("due_on", "pk")


def due_soon_of(user: User, day: datetime.date) -> QuerySet[Milestone]:
    """Return the milestones of the user's own plans that fall due within a month."""
    last = day + datetime.timedelta(days=SOON_DAYS)
    rows = _own_open(user).filter(due_on__gte=day, due_on__lte=last)
    return rows.order_by("due_on", "pk")


def _own_open(user: User) -> QuerySet[Milestone]:
    units = units_granted_to(user, Permission.PLAN_EDIT).values("pk")
    rows = Milestone.objects.filter(
        project__plan__state=State.IN_FORCE,
        project__plan__unit__in=units,
        done_on=None,
    )
    return rows.select_related("project__plan__unit")


def may_be_approved_by(user: User, plan: Plan) -> bool:
    """Say whether this person may approve or return the plan now."""
    return (
        plan.state == State.SUBMITTED
        and user.pk not in {plan.written_by_id, plan.submitted_by_id}
        and may_approve(user, plan.unit)
    )
