"""What every page of results reads from its address, and the switches it shows."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import SignedInRequest
from tidtam.analysis import words
from tidtam.analysis.models import Basis
from tidtam.analysis.selectors.question import Question, question_of, unit_asked
from tidtam.common.naming import named
from tidtam.common.periods import Period
from tidtam.organisation.models import Unit


def asked_or_404(
    request: SignedInRequest,
    unit: Unit | None = None,
    fiscal_year: int | None = None,
) -> Question:
    """Return what the address asks: ?unit=, ?period=, ?basis=, each with a default.

    A unit that is not the user's to see is not found. The default period is one of the
    fiscal year where one is named.
    """
    code = request.GET.get("unit", "")
    found = unit or unit_asked(request.user, code)
    if found is None:
        raise Http404
    return question_of(
        found,
        request.GET.get("period", ""),
        request.GET.get("basis", ""),
        fiscal_year,
    )


def query_of(question: Question, **changes: str) -> str:
    """Return the query string of the question, for links to other pages of results."""
    parts = {
        "unit": question.unit.code,
        "period": question.period.code if question.period else "",
        "basis": question.basis.value,
    }
    return urlencode({name: text for name, text in (parts | changes).items() if text})


def switches(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    """Return the switches of the bar: unit, fiscal year, period, basis."""
    period = question.period
    unit: dict[str, Any] = {
        "kind": "unit",
        "icon": "office",
        "before": "",
        "value": named(question.unit),
        "label": _("Unit"),
    }
    if period is None:
        return [unit]
    years = sorted({each.fiscal_year for each in question.periods}, reverse=True)
    return [
        unit,
        _switch(
            request,
            ("period", "year", _("FY"), str(period.fiscal_year), _("Fiscal year")),
            [(str(year), _newest(question, year).code) for year in years],
            period.code,
            is_current=lambda code: code.startswith(f"{period.fiscal_year}-"),
        ),
        _switch(
            request,
            ("period", "round", "", words.span_name(period), _("Period")),
            [
                (words.span_name(each), each.code)
                for each in question.periods
                if each.fiscal_year == period.fiscal_year
            ],
            period.code,
        ),
        _switch(
            request,
            ("basis", "round", "", str(words.BASES[question.basis]), _("Basis")),
            [(str(words.BASES[basis]), basis) for basis in Basis.values],
            question.basis,
        ),
    ]


def _newest(question: Question, year: int) -> Period:
    """Return the same span in another year, or else that year's newest period."""
    of_year = [each for each in question.periods if each.fiscal_year == year]
    same = [
        each
        for each in of_year
        if question.period and each.span == question.period.span
    ]
    return (same or of_year)[0]


def _switch(
    request: HttpRequest,
    said: tuple[str, str, str, str, str],
    choices: Iterable[tuple[str, str]],
    now: str,
    is_current: Callable[[str], bool] | None = None,
) -> dict[str, Any]:
    """Return one switch; `said` is parameter, kind, word before, value and label."""
    name, kind, before, value, label = said
    check = is_current or (lambda code: code == now)
    return {
        "kind": kind,
        "before": before,
        "value": value,
        "label": label,
        "choices": [
            {
                "label": text,
                "url": f"?{_with(request, name, code)}",
                "current": check(code),
            }
            for text, code in choices
        ],
    }


def _with(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query[name] = value
    query.pop("page", None)
    return query.urlencode()
