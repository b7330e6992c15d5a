"""Forms of plans, projects and milestones."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common import clock, periods
from tidtam.common.fields import plain
from tidtam.common.forms import FilesField, ThaiDateField
from tidtam.common.thai import date_short
from tidtam.indicators.forms import IndicatorsField, current_versions
from tidtam.organisation.forms import UnitChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.policies.forms import PolicyItemsField, offer_items

from .models import PLANNING_KINDS, BudgetLine, Milestone, Plan, Project, State
from .rules import LONG
from .services import LineWords, MilestoneWords, Payment, PlanWords, ProjectWords

CODE = gettext_lazy("1 to 20 of the characters A-Z a-z 0-9 - _; it stays the same.")


def _text(label: Any, hint: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class MoneyField(forms.DecimalField):
    """An amount in baht; commas between thousands are passed over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal(0),
            max_digits=15,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Return the amount."""
        return super().clean(value.replace(",", "") if value else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount without trailing zeros."""
        return plain(value) if isinstance(value, Decimal) else value


class PlanForm(forms.Form):
    """The words of a plan; a new one asks for unit and year as well."""

    unit = UnitChoiceField(gettext_lazy("Unit"))
    fiscal_year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"), coerce=int, choices=()
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    preface = _text(
        gettext_lazy("Why this plan"),
        gettext_lazy("Its reasons and what was learned last year."),
    )
    approach = _text(
        gettext_lazy("How the work is done"),
        gettext_lazy("Who works with whom, how it is followed up. One point a line."),
        rows=8,
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"], self.fields["fiscal_year"]
            return
        offer_units(self, "unit", units)
        now = periods.fiscal_year_of(clock.today())
        years = [(year, year) for year in (now + 1, now, now - 1)]
        self.fields["fiscal_year"].choices = years  # type: ignore[attr-defined]
        self.fields["fiscal_year"].initial = now

    def words(self) -> PlanWords:
        """Return what the plan says."""
        values = self.cleaned_data
        return PlanWords(values["preface"], values["approach"])


class ProjectForm(forms.Form):
    """A project."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$", label=gettext_lazy("Code"), help_text=CODE
    )
    title = forms.CharField(label=gettext_lazy("Project"), max_length=300)
    why = _text(gettext_lazy("Why, and what it brings"), rows=4)
    responsible = forms.CharField(
        label=gettext_lazy("Who is responsible"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A person with position, or a section of the office."),
    )
    starts_on = ThaiDateField(label=gettext_lazy("First day"), max_length=40)
    ends_on = ThaiDateField(label=gettext_lazy("Last day"), max_length=40)
    money_source = forms.CharField(
        label=gettext_lazy("Source of the money"), required=False, max_length=200
    )
    next_year = forms.ChoiceField(
        label=gettext_lazy("When the year ends"), choices=Project.NextYear.choices
    )
    policy_items = PolicyItemsField(gettext_lazy("Policy items that it serves"))
    indicators = IndicatorsField(gettext_lazy("Indicators that it moves"))

    def __init__(self, *args: Any, fiscal_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_year"].initial = Project.NextYear.ENDS
        # Next year's plan is drafted before next year's policies are known.
        offer_items(self, fiscal_year, fiscal_year - 1)

    def words(self) -> ProjectWords:
        """Return what the project says."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        said["policy_items"] = tuple(said["policy_items"])
        said["indicators"] = tuple(row.indicator for row in said["indicators"])
        return ProjectWords(**said)


def project_values(project: Project) -> dict[str, Any]:
    """Return what the form shows of a project that is there."""
    names = [field.name for field in project._meta.concrete_fields]
    values = {name: getattr(project, name) for name in names}
    for name in ("starts_on", "ends_on"):
        values[name] = date_short(values[name])
    values["policy_items"] = list(project.policy_items.values_list("pk", flat=True))
    values["indicators"] = current_versions(project.indicators.values("pk"))
    return values


class MilestoneForm(forms.Form):
    """A milestone."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$", label=gettext_lazy("Code"), help_text=CODE
    )
    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=300)
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"),
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy(
            "Its share in the project: its weight over the sum of all weights."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    due_on = ThaiDateField(label=gettext_lazy("Due on"), max_length=40)

    def words(self) -> MilestoneWords:
        """Return what the milestone says."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return MilestoneWords(**said)


def milestone_values(milestone: Milestone) -> dict[str, Any]:
    """Return what the form shows of a milestone that is there."""
    return {
        "version": milestone.version,
        "code": milestone.code,
        "title": milestone.title,
        "weight": plain(milestone.weight),
        "due_on": date_short(milestone.due_on),
    }


class DoneForm(forms.Form):
    """That a milestone is done, since when, and what shows it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = ThaiDateField(
        label=gettext_lazy("Done on"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "Leave it empty to take back that it is done; its files go, too."
        ),
    )
    evidence = _text(
        gettext_lazy("Evidence"),
        gettext_lazy("What shows it: a paper and its number, an address, a place."),
        rows=3,
    )
    attached = FilesField(
        label=gettext_lazy("Files that show it"),
        required=False,
        help_text=gettext_lazy(
            "PDF, pictures, Word, Excel or PowerPoint; several files may be chosen at "
            "once. They are added to those that are there."
        ),
    )

    @staticmethod
    def first_values(row: Milestone, today: datetime.date) -> dict[str, Any]:
        """Return the day and evidence that are stored, today for what is open."""
        return {
            "version": row.version,
            "done_on": date_short(row.done_on or today),
            "evidence": row.evidence,
        }


class BudgetLineForm(forms.Form):
    """Money of one kind that a project plans."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of money"), choices=BudgetLine.Kind.choices
    )
    note = forms.CharField(
        label=gettext_lazy("What for"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example meetings, materials, travel."),
    )
    planned = MoneyField(label=gettext_lazy("Planned (baht)"))

    def words(self) -> LineWords:
        """Return what the line says."""
        values = self.cleaned_data
        return LineWords(values["kind"], values["planned"], values["note"])


def budget_line_values(line: BudgetLine) -> dict[str, Any]:
    """Return what the form shows of a line that is there."""
    names = ("version", "kind", "note", "planned")
    return {name: getattr(line, name) for name in names}


class DisbursementForm(forms.Form):
    """What was paid of a budget line: the day, the money, and what shows it."""

    line = forms.ModelChoiceField(
        label=gettext_lazy("Paid of"),
        queryset=BudgetLine.objects.none(),
        empty_label=None,
    )
    paid_on = ThaiDateField(label=gettext_lazy("Day of payment"), max_length=40)
    amount = MoneyField(label=gettext_lazy("Amount (baht)"))
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=200,
        help_text=gettext_lazy("The number of the voucher or of the paper."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["line"]
        field.queryset = project.budget_lines.all()
        self.fields["paid_on"].initial = date_short(clock.today())

    def clean_amount(self) -> Decimal:
        """Return the amount. Raises ValidationError for none."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Nothing is paid with 0 baht."))
        return amount

    def payment(self) -> Payment:
        """Return what was paid."""
        values = self.cleaned_data
        return Payment(values["paid_on"], values["amount"], values["reference"])


class ReasonForm(forms.Form):
    """Why a plan goes back to its unit."""

    reason = forms.CharField(
        label=gettext_lazy("What is to be mended"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NextYearForm(forms.Form):
    """Which projects continue in next year's draft."""

    continuing = forms.MultipleChoiceField(
        label=gettext_lazy("Projects that continue"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(plan.projects.order_by("order", "code"))
        field = self.fields["continuing"]
        field.choices = [(row.code, f"{row.code} {row.title}") for row in rows]  # type: ignore[attr-defined]
        field.initial = [
            row.code for row in rows if row.next_year == Project.NextYear.CONTINUES
        ]


class PlanListForm(forms.Form):
    """What the list of plans is narrowed to."""

    q = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Fiscal year"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of unit"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    item = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    indicator = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        kinds = [(kind.value, kind.label) for kind in PLANNING_KINDS]
        self.fields["year"].choices = every + [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["kind"].choices = every + kinds  # type: ignore[attr-defined]
        self.fields["state"].choices = every + list(State.choices)  # type: ignore[attr-defined]
