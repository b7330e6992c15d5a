"""Forms of problems."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, units_visible_to
from tidtam.common import clock
from tidtam.common.forms import ThaiDateField
from tidtam.common.keys import row_id
from tidtam.common.thai import date_short
from tidtam.fieldwork.models import Finding, Problem
from tidtam.fieldwork.selectors.problems import owners_offered, reporting_units
from tidtam.fieldwork.selectors.visits import finding_of
from tidtam.fieldwork.services import ProblemWords
from tidtam.fieldwork.services.problems import due_by
from tidtam.indicators.forms import IndicatorField
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.forms import UnitChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.planning.selectors import project_of
from tidtam.policies.forms import PolicyItemField, offer_items
from tidtam.policies.models import PolicyItem

from .visits import long_text

CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
FILE_HINT = gettext_lazy("A picture, PDF or Office file.")


class ProblemForm(forms.Form):
    """A problem: what, where, since when, how urgent."""

    title = forms.CharField(
        label=gettext_lazy("What is the problem"),
        max_length=200,
        help_text=gettext_lazy("One sentence, as it will stand in lists."),
    )
    text = long_text(
        gettext_lazy("In full"),
        gettext_lazy("What happens, who is affected, what was tried."),
        5,
        required=True,
    )
    unit = UnitChoiceField(
        gettext_lazy("Where"), required=False, empty_label=gettext_lazy("Choose")
    )
    other = forms.CharField(
        label=gettext_lazy("Or a unit under it"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Its code, which stands on the unit's page."),
    )
    since = ThaiDateField(
        label=gettext_lazy("Since when"), max_length=40, required=False
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent"),
        coerce=int,
        choices=Problem.Urgency.choices,
        initial=Problem.Urgency.NORMAL,
        widget=forms.RadioSelect,
    )
    suggestion = long_text(gettext_lazy("What would help"), rows=2)
    policy_item = PolicyItemField(gettext_lazy("Policy item"))
    indicator = IndicatorField(gettext_lazy("Indicator"))
    file = forms.FileField(
        label=gettext_lazy("Picture or paper"), required=False, help_text=FILE_HINT
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    project = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    finding = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer_items(self)
        offer_units(self, "unit", reporting_units(user))

    def clean_page(self) -> str:
        """Return the address that it came from, if it is one of ours."""
        page = str(self.cleaned_data["page"])
        return page if _match(page) else ""

    def clean(self) -> dict[str, Any]:
        """Ask for one place; what it came from is read anew with the user's eyes."""
        values = super().clean() or {}
        code = values.pop("other", "")
        if code:
            units = units_visible_to(self.user, Permission.PROBLEM_REPORT)
            values["unit"] = units.filter(code=code).first()
            if values["unit"] is None:
                self.add_error(
                    "other",
                    _("There is no unit %(code)s. The code stands on the unit's page.")
                    % {"code": code},
                )
        elif not values.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Choose where the problem is."))
        number = row_id(values.get("project", ""))
        values["project"] = _begun(self.user, number) if number else None
        number = row_id(values.get("finding", ""))
        values["finding"] = finding_of(self.user, number) if number else None
        return values

    def words(self) -> ProblemWords:
        """Return what the form says."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "file"}
        version = said.pop("indicator")
        return ProblemWords(**said, indicator=version.indicator if version else None)


def _match(page: str) -> Any:
    """Return what the address stands for, None for one that is not ours."""
    if not page.startswith("/") or page.startswith("//"):
        return None
    try:
        return resolve(page.partition("?")[0])
    except Resolver404:
        return None


def first_values(user: User, page: str, finding: str = "") -> dict[str, Any]:
    """Return what a new problem starts with, from the page that led here."""
    match = _match(page[:300])
    values: dict[str, Any] = {"page": page[:300] if match else ""}
    if number := row_id(finding):
        values |= _of_finding(finding_of(user, number))
    if match is None:
        return values
    at, named = match.view_name, match.kwargs
    code = named.get("unit_code") or (
        named.get("code")
        if at.startswith("web:unit")
        else QueryDict(page.partition("?")[2]).get("unit")
    )
    if code and CODE.fullmatch(code):
        values |= _of_unit(user, code)
    if at == "policies:item_detail":
        values["policy_item"] = PolicyItem.objects.filter(
            framework__code=named["framework"], code=named["code"]
        ).first()
    elif at.startswith("analysis:indicator_detail"):
        values["indicator"] = IndicatorVersion.objects.filter(
            indicator__code=named["code"], is_current=True
        ).first()
    elif at == "planning:project_detail":
        project = _begun(user, named["number"])
        if project is not None:
            values |= {"project": project.pk, **_of_unit(user, project.plan.unit.code)}
    return values


def _begun(user: User, number: int) -> Project | None:
    """Return a project that the user may read, unless its plan is still a draft."""
    project = project_of(user, number)
    return project if project is not None and project.plan.has_begun else None


def _of_unit(user: User, code: str) -> dict[str, Any]:
    """Choose the unit where it is the user's own, else name it by its code."""
    own = reporting_units(user).filter(code=code).first()
    if own is not None:
        return {"unit": own.pk}
    under = units_visible_to(user, Permission.PROBLEM_REPORT).filter(code=code)
    return {"other": code} if under.exists() else {}


def _of_finding(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return {}
    return {
        "finding": finding.pk,
        "title": finding.text[:200],
        "text": finding.text,
        "suggestion": finding.recommendation,
        "other": finding.visit.visited.code,
        "policy_item": finding.policy_item_id,
        "indicator": IndicatorVersion.objects.filter(
            indicator=finding.indicator_id, is_current=True
        ).first(),
    }


class StepForm(forms.Form):
    """A step with words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = long_text("", rows=3, required=True)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class SolveForm(StepForm):
    """How far it is or what was changed, with a file or none."""

    file = forms.FileField(
        label=gettext_lazy("Picture or paper"), required=False, help_text=FILE_HINT
    )


class OwnForm(forms.Form):
    """To whom a problem is given, how urgent it is, by when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = UnitChoiceField(gettext_lazy("Who deals with it"))
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent"), coerce=int, choices=Problem.Urgency.choices
    )
    due_on = ThaiDateField(label=gettext_lazy("By when"), max_length=40)
    text = long_text(gettext_lazy("What is expected"), rows=2)

    def __init__(
        self, sent: Any = None, *, problem: Problem, prefix: str | None = None
    ) -> None:
        today = clock.today()
        first = {
            "version": problem.version,
            "owner": problem.owner_id or problem.handler_id,
            "urgency": problem.urgency,
            "due_on": date_short(problem.due_on or due_by(problem.urgency, today)),
        }
        super().__init__(sent, initial=first, prefix=prefix)
        offered = [unit.pk for unit in owners_offered(problem, today)]
        self.fields["owner"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.filter(pk__in=offered).order_by("sort_key", "code")
        )


class RegisterForm(forms.Form):
    """What the register is narrowed to."""

    q = forms.CharField(
        label=gettext_lazy("Words or unit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "in"}
        ),
    )
    turn = forms.ChoiceField(
        label=gettext_lazy("Waits for us"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        widget=forms.Select(attrs={"class": "in"}),
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "in"}),
    )
    unit = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    item = forms.CharField(required=False, max_length=41, widget=forms.HiddenInput)
    indicator = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    project = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: list[tuple[Any, Any]] = [("", _("All"))]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "turn": [("triage", _("To be triaged")), ("solve", _("To be solved"))],
            "state": [
                ("open", _("Not ended")),
                ("late", _("Overdue")),
                *Problem.State.choices,
            ],
            "urgency": list(Problem.Urgency.choices),
        }
        for name, found in choices.items():
            self.fields[name].choices = every + found  # type: ignore[attr-defined]

    def clean_project(self) -> int | None:
        """Return the id, None where none is given."""
        return row_id(self.cleaned_data["project"])
