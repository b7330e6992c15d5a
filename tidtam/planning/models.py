"""Action plans of units for fiscal years: projects, milestones, money."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.common.fields import plain
from tidtam.common.files import KeptFile
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

# Units that make plans; a school's work stands in its own papers.
PLANNING_KINDS = (
    Unit.Kind.COMMISSION,
    Unit.Kind.BUREAU,
    Unit.Kind.GROUP,
    Unit.Kind.AREA,
)


class State(models.TextChoices):
    """How far a plan is."""

    DRAFT = "draft", gettext_lazy("Draft")
    SUBMITTED = "submitted", gettext_lazy("Submitted for approval")
    APPROVED = "approved", gettext_lazy("Approved")
    IN_FORCE = "in_force", gettext_lazy("In force")
    SUPERSEDED = "superseded", gettext_lazy("Superseded")


# A unit works on one version of a year at a time, beside the one in force.
IN_PREPARATION = (State.DRAFT, State.SUBMITTED, State.APPROVED)


class Plan(models.Model):
    """One version of a unit's action plan for a fiscal year.

    `number` counts the versions of a unit and year from 1; one of them is in force.
    `version` grows with every change of the words, so that two people who write at
    once do not overwrite each other. `reason` says why it was last returned.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    preface = models.TextField(blank=True)
    approach = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "number"], name="plan_key"
            ),
            models.UniqueConstraint(
                fields=["unit", "fiscal_year"],
                condition=Q(state=State.IN_FORCE),
                name="plan_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["unit", "fiscal_year"],
                condition=Q(state__in=IN_PREPARATION),
                name="plan_one_in_preparation",
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="plan_number_from_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.fiscal_year}/{self.number}"

    @property
    def is_draft(self) -> bool:
        """Say whether its projects can be changed."""
        return self.state == State.DRAFT

    @property
    def has_begun(self) -> bool:
        """Say whether it is or was in force, so that its work can be late."""
        return self.state in (State.IN_FORCE, State.SUPERSEDED)

    @property
    def is_in_force(self) -> bool:
        """Say whether work and money are recorded in it."""
        return self.state == State.IN_FORCE


class Project(models.Model):
    """A project of a plan; `code` stays the same in later versions.

    Both sums of money are reckoned from its budget lines, and never typed.
    """

    class NextYear(models.TextChoices):
        """What becomes of it when the year ends."""

        CONTINUES = "continues", gettext_lazy("Continues next year")
        ENDS = "ends", gettext_lazy("Ends with the year")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="projects")
    code = models.CharField(
        max_length=20, validators=[RegexValidator(r"^[A-Za-z0-9_-]{1,20}\Z")]
    )
    title = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    next_year = models.CharField(
        max_length=10, choices=NextYear.choices, default=NextYear.ENDS
    )
    budget_planned = models.DecimalField(
        max_digits=15, decimal_places=2, default=Decimal(0)
    )
    budget_disbursed = models.DecimalField(
        max_digits=15, decimal_places=2, default=Decimal(0)
    )
    money_source = models.CharField(max_length=200, blank=True)
    policy_items = models.ManyToManyField(PolicyItem, related_name="projects")
    indicators = models.ManyToManyField(Indicator, related_name="projects")
    order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="project_key"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="project_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(budget_planned__gte=0, budget_disbursed__gte=0),
                name="project_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def over_disbursed(self) -> Decimal:
        """Return by how much more is disbursed than planned, 0 where it is not."""
        return max(self.budget_disbursed - self.budget_planned, Decimal(0))


class BudgetLine(models.Model):
    """Money of one kind that a project plans; `number` is the same in later versions.

    `UNSPECIFIED` is the sum of a project of which only the sum is known.
    """

    class Kind(models.TextChoices):
        """The classes of expenditure of the budget procedure, and other money."""

        PERSONNEL = "personnel", gettext_lazy("Personnel budget")
        OPERATING = "operating", gettext_lazy("Operating budget")
        INVESTMENT = "investment", gettext_lazy("Investment budget")
        SUBSIDY = "subsidy", gettext_lazy("Subsidy budget")
        OTHER = "other", gettext_lazy("Other expenditure budget")
        OUTSIDE = "outside", gettext_lazy("Money outside the budget")
        UNSPECIFIED = "unspecified", gettext_lazy("Kind not specified")

    project = models.ForeignKey(Project, models.CASCADE, related_name="budget_lines")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True)
    planned = models.DecimalField(max_digits=15, decimal_places=2)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="budget_line_key"
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=0), name="budget_line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.Kind(self.kind).label)
        return f"{kind}: {self.note}" if self.note else kind


class Disbursement(models.Model):
    """Money of a line that was paid on a day; without one where it is not known."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="disbursements")
    number = models.PositiveIntegerField()
    paid_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    reference = models.CharField(max_length=200)

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="disbursement_key"),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="disbursement_above_0"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Milestone(models.Model):
    """A step of a project; progress is reckoned from the weights of those done."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    code = models.CharField(
        max_length=20, validators=[RegexValidator(r"^[A-Za-z0-9_-]{1,20}\Z")]
    )
    title = models.CharField(max_length=300)
    weight = models.DecimalField(max_digits=9, decimal_places=2)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="milestone_key"),
            models.CheckConstraint(
                condition=Q(weight__gt=0), name="milestone_weight_above_0"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weight_shown(self) -> str:
        """Return the weight without trailing zeros."""
        return plain(self.weight)


class MilestoneFile(KeptFile):
    """A file that shows that a milestone is done.

    Later versions of the plan name the same stored file, so it goes with its last row.
    """

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="files")
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "sha256"], name="milestone_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.original_name
