"""The form of a directive, and what it starts with."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, units_visible_to
from tidtam.common import clock
from tidtam.common.forms import ThaiDateField
from tidtam.common.hooks import occasion_of
from tidtam.common.keys import row_id
from tidtam.followup.models import Directive
from tidtam.followup.selectors import issuing_units
from tidtam.followup.services import DirectiveWords
from tidtam.indicators.forms import IndicatorField
from tidtam.indicators.models import IndicatorVersion
from tidtam.organisation.forms import UnitChoiceField, UnitsChoiceField, offer_units
from tidtam.organisation.models import Unit
from tidtam.organisation.selectors import children_on, in_order
from tidtam.planning.models import Project, State
from tidtam.planning.selectors import plans_visible_to, project_of
from tidtam.policies.forms import PolicyItemField, offer_items
from tidtam.policies.models import PolicyItem

LONG = 4000


def _picks() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "picks"})


class DirectiveForm(forms.Form):
    """A directive; who may be told stands right under the issuing unit, or is named."""

    issuer = UnitChoiceField(gettext_lazy("Issued by"))
    title = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=200,
        help_text=gettext_lazy("One sentence, as it will stand in lists."),
    )
    text = forms.CharField(
        label=gettext_lazy("In full"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What is expected, and how it will be seen to be done."),
    )
    due_on = ThaiDateField(label=gettext_lazy("Due"), max_length=40)
    everybody = forms.BooleanField(
        label=gettext_lazy("Every group, or every office right under the issuing unit"),
        required=False,
    )
    owners = UnitsChoiceField(
        label=gettext_lazy("Who is to do it"),
        queryset=Unit.objects.none(),
        required=False,
        widget=_picks(),
    )
    others = forms.CharField(
        label=gettext_lazy("Other units under the issuing unit"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their codes, with spaces between."),
    )
    partners = UnitsChoiceField(
        label=gettext_lazy("Together with"),
        queryset=Unit.objects.none(),
        required=False,
        widget=_picks(),
    )
    policy_item = PolicyItemField(gettext_lazy("Policy item"))
    indicator = IndicatorField(gettext_lazy("Indicator"))
    project = forms.ModelChoiceField(
        label=gettext_lazy("Project"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Raised by"), choices=Directive.Origin.choices
    )
    origin_name = forms.CharField(
        label=gettext_lazy("Which one"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "The name of the meeting, visit, problem, report or indicator."
        ),
    )
    origin_ref = forms.CharField(
        required=False, max_length=40, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        today = clock.today()
        units = issuing_units(user)
        offer_units(self, "issuer", units)
        self.children: dict[int, list[int]] = {}
        for unit in units:
            under = children_on(unit, today)
            if unit.kind == Unit.Kind.COMMISSION:
                under = under.filter(kind=Unit.Kind.GROUP)
            self.children[unit.pk] = list(under.values_list("pk", flat=True))
        below = {pk for found in self.children.values() for pk in found}
        self.fields["owners"].queryset = in_order(  # type: ignore[attr-defined]
            Unit.objects.filter(pk__in=below).exclude(kind=Unit.Kind.SCHOOL)
        )
        bureaus = units_visible_to(user, Permission.UNIT_VIEW).filter(
            kind=Unit.Kind.BUREAU
        )
        if bureaus:
            self.fields["partners"].queryset = in_order(bureaus)  # type: ignore[attr-defined]
        else:
            del self.fields["partners"]
        offer_items(self)
        self._choose_project(user)

    def _choose_project(self, user: User) -> None:
        """Offer the projects in force of the issuing units, and the one asked for."""
        field = self.fields["project"]
        seen = Project.objects.filter(
            plan__in=plans_visible_to(user).filter(state=State.IN_FORCE).values("pk")
        )
        own = issuing_units(user).order_by().values("pk")
        asked = self.initial.get("project")
        offered = seen.filter(Q(plan__unit__in=own) | Q(pk=asked.pk if asked else None))
        field.queryset = seen  # type: ignore[attr-defined]
        rows = offered.select_related("plan").order_by("-plan__fiscal_year", "order")
        field.choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((row.pk, f"{row.plan.fiscal_year} {row.title}") for row in rows),
        ]

    def clean_others(self) -> list[Unit]:
        """Return the units of the codes. Raises ValidationError for an unknown one."""
        codes = self.cleaned_data["others"].replace(",", " ").split()
        units = units_visible_to(self.user, Permission.UNIT_VIEW)
        found = {unit.code: unit for unit in units.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(
                _("There is no unit %(codes)s. The code stands on the unit's page.")
                % {"codes": ", ".join(unknown)}
            )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        """Keep the link only to what is of the chosen kind and the user may see."""
        said = super().clean() or {}
        kind, ref = said.get("origin", ""), said.get("origin_ref", "")
        if occasion_of(self.user, kind, ref) is None:
            said["origin_ref"] = ""
        return said

    def words(self) -> DirectiveWords:
        """Return what the directive says, every owner once."""
        said = dict(self.cleaned_data)
        issuer: Unit = said["issuer"]
        everybody, others = said.pop("everybody"), said.pop("others")
        owners = [*said.pop("owners"), *others]
        if everybody:
            owners += self._everybody(issuer)
        version = said.pop("indicator")
        return DirectiveWords(
            **{
                **said,
                "owners": tuple({unit.pk: unit for unit in owners}.values()),
                "partners": tuple(said.get("partners", ())),
                "indicator": version.indicator if version else None,
            }
        )

    def _everybody(self, issuer: Unit) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__in=self.children.get(issuer.pk, []))


def first_values(
    user: User, asked: Any, default_due: datetime.timedelta
) -> dict[str, Any]:
    """Return what a new directive starts with, from the address that led here."""
    from tidtam.common.thai import date_short

    values: dict[str, Any] = {
        "due_on": date_short(clock.today() + default_due),
        "origin": asked.get("origin", Directive.Origin.OTHER),
        "origin_ref": asked.get("ref", "")[:40],
        "origin_name": asked.get("name", "")[:200],
        "title": asked.get("title", "")[:200],
        "others": asked.get("unit", "")[:20],
    }
    code = asked.get("indicator", "")
    if code:
        values["indicator"] = IndicatorVersion.objects.filter(
            indicator__code=code, is_current=True
        ).first()
    project = row_id(asked.get("project", ""))
    if project is not None:
        values["project"] = project_of(user, project)
    framework, _slash, item = asked.get("policy", "").partition("/")
    if item:
        values["policy_item"] = PolicyItem.objects.filter(
            framework__code=framework, code=item
        ).first()
    if Unit.objects.filter(
        pk__in=issuing_units(user).values("pk"), code=values["others"]
    ).exists():
        values["others"] = ""
    return values
