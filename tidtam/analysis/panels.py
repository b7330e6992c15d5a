"""What results put on pages of other apps: policy items, units, the menu, home."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, can, units_granted_to
from tidtam.common.hooks import (
    Act,
    NavigationItem,
    Panel,
    Section,
    Seen,
    Subject,
)
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

WORST_SHOWN = 8


# ---------- on the page of a policy item ----------


def policy_results(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return what became of the item, for the unit, period and basis of the address."""
    from . import words
    from .selectors.policy import item_results_of
    from .selectors.question import question_of, unit_asked
    from .views.asking import query_of

    if not isinstance(request.user, User):
        return None
    unit = unit_asked(request.user, request.GET.get("unit", ""))
    if unit is None:
        return None
    year = item.framework.fiscal_year
    question = question_of(
        unit, request.GET.get("period", ""), request.GET.get("basis", ""), year
    )
    return {
        "question": question,
        "results": item_results_of(question, item, request.GET.get("sort", "")),
        "choices": [
            (words.span_name(each), query_of(question, period=each.code), each)
            for each in question.periods
            if each.fiscal_year == year
        ],
        "query": query_of(question),
        "others": query_of(question, unit=""),
        "period_name": words.period_name(question.period) if question.period else "",
        "basis_name": words.BASES[question.basis],
    }


# ---------- on the page of a unit ----------


def unit_results(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return how the unit stands: by aspect, and its indicators furthest off."""
    from . import findings, words
    from .formulas import RED
    from .selectors.indicators import list_of
    from .selectors.question import question_of
    from .views.asking import query_of

    if not isinstance(request.user, User) or not can(
        request.user, Permission.RESULT_VIEW, unit
    ):
        return None
    question = question_of(unit, "", "")
    found = list_of(question, "")
    if not found.figures:
        return None
    far = [figure for figure in found.figures if figure.row.light == RED]
    return {
        "question": question,
        "list": found,
        "heading": findings.list_finding(found.figures),
        "far": far[:WORST_SHOWN],
        "far_in_all": len(far),
        "query": query_of(question),
        "period_name": words.period_name(question.period) if question.period else "",
        "basis_name": words.BASES[question.basis],
    }


PANELS = (
    Panel(
        "results",
        Subject.POLICY_ITEM,
        "analysis/policy_results.html",
        policy_results,
        order=30,
    ),
    Panel(
        "results", Subject.UNIT, "analysis/unit_results.html", unit_results, order=20
    ),
)


# ---------- in the menu ----------


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the pages of results."""
    if "result_view" in seen.permissions:
        yield NavigationItem(
            Section.RESULTS,
            _("Indicators"),
            reverse("analysis:indicator_list"),
            "chart",
            order=30,
            tab=True,
        )


# ---------- on the home of executives ----------


def acts(user: Any) -> Iterable[Act]:
    """Give the first matters to act on, to those who answer for the whole country."""
    from .selectors.national import national_of
    from .selectors.question import question_of
    from .views.asking import query_of

    units = units_granted_to(user, Permission.ANALYSIS_VIEW)
    country = units.filter(kind=Unit.Kind.COMMISSION).first()
    if country is None:
        return
    groups = Unit.objects.filter(kind=Unit.Kind.GROUP).order_by("sort_key", "code")
    question = question_of(country, "", "")
    for rank, matter in enumerate(
        national_of(question, list(groups)).matters[:5], start=1
    ):
        url = ""
        if matter.indicator_code:
            address = reverse("analysis:indicator_detail", args=[matter.indicator_code])
            url = f"{address}?{query_of(question)}"
        elif matter.item is not None:
            address = reverse(
                "policies:item_detail",
                args=[matter.item.framework.code, matter.item.code],
            )
            url = f"{address}?{query_of(question)}"
        else:
            url = f"{reverse('analysis:indicator_list')}?{query_of(question)}"
        yield Act(rank, matter.what, url, matter.why, button=_("Where from"))
