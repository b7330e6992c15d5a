"""What plans, projects, milestones and money are to be, as a file brings it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from tidtam.policies.services import ItemKey

PlanKey = tuple[str, int, int]  # unit code, fiscal year, number of the version
ProjectKey = tuple[str, int, int, str]
MilestoneKey = tuple[str, int, int, str, str]
LineKey = tuple[str, int, int, str, int]
PaymentKey = tuple[str, int, int, str, int, int]


@dataclass(frozen=True)
class PlanDraft:
    """What a version of a plan is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    state: str
    preface: str = ""
    approach: str = ""
    reason: str = ""
    submitted_at: datetime.datetime | None = None
    approved_at: datetime.datetime | None = None
    in_force_at: datetime.datetime | None = None

    @property
    def key(self) -> PlanKey:
        """Return unit, year and number."""
        return self.unit_code, self.fiscal_year, self.number


@dataclass(frozen=True)
class ProjectDraft:
    """What a project is to be; links are sorted keys."""

    unit_code: str
    fiscal_year: int
    number: int
    code: str
    title: str
    why: str
    responsible: str
    starts_on: datetime.date
    ends_on: datetime.date
    next_year: str
    budget_planned: Decimal
    budget_disbursed: Decimal
    money_source: str
    policy_items: tuple[ItemKey, ...]
    indicators: tuple[str, ...]
    order: int

    @property
    def plan_key(self) -> PlanKey:
        """Return the key of its plan."""
        return self.unit_code, self.fiscal_year, self.number

    @property
    def key(self) -> ProjectKey:
        """Return the key of its plan and its code."""
        return *self.plan_key, self.code


@dataclass(frozen=True)
class MilestoneDraft:
    """What a milestone is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    project_code: str
    code: str
    title: str
    weight: Decimal
    due_on: datetime.date
    done_on: datetime.date | None = None
    evidence: str = ""

    @property
    def project_key(self) -> ProjectKey:
        """Return the key of its project."""
        return self.unit_code, self.fiscal_year, self.number, self.project_code

    @property
    def key(self) -> MilestoneKey:
        """Return the key of its project and its code."""
        return *self.project_key, self.code


@dataclass(frozen=True)
class BudgetLineDraft:
    """What a budget line is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    project_code: str
    line: int
    kind: str
    note: str
    planned: Decimal

    @property
    def project_key(self) -> ProjectKey:
        """Return the key of its project."""
        return self.unit_code, self.fiscal_year, self.number, self.project_code

    @property
    def key(self) -> LineKey:
        """Return the key of its project and its number there."""
        return *self.project_key, self.line


@dataclass(frozen=True)
class DisbursementDraft:
    """What a disbursement is to be."""

    unit_code: str
    fiscal_year: int
    number: int
    project_code: str
    line: int
    payment: int
    paid_on: datetime.date | None
    amount: Decimal
    reference: str

    @property
    def project_key(self) -> ProjectKey:
        """Return the key of its project."""
        return self.unit_code, self.fiscal_year, self.number, self.project_code

    @property
    def line_key(self) -> LineKey:
        """Return the key of its line."""
        return *self.project_key, self.line

    @property
    def key(self) -> PaymentKey:
        """Return the key of its line and its number there."""
        return *self.line_key, self.payment


Draft = PlanDraft | ProjectDraft | MilestoneDraft | BudgetLineDraft | DisbursementDraft
