"""The register of directives, and its files."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.naming import named
from tidtam.common.thai import date_short
from tidtam.documents.blocks import Align, Column, Document, Figure, Table
from tidtam.documents.responses import document_response
from tidtam.followup.forms import RegisterForm
from tidtam.followup.register import (
    owners_in_words,
    owners_of,
    register_of,
    register_with_counts,
)
from tidtam.followup.selectors import issuing_units

PAGE = 50
MORE = ("issuer", "policy", "origin", "year", "side")  # behind a click


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_list(request: SignedInRequest) -> HttpResponse:
    """Show the register: late ones on top."""
    form = RegisterForm(request.GET or None, user=request.user)
    register = register_with_counts(request.user, form.wanted())
    page = Paginator(register.found, PAGE).get_page(request.GET.get("page"))
    rows: list[Any] = list(page.object_list)
    page.object_list = rows
    owners = owners_in_words(request.user, rows)
    for row in rows:
        row.owners_said = owners.get(row.pk, "")
    state = form["state"].value() or ""
    context = {
        "form": form,
        "more": [form[name] for name in MORE],
        "is_narrow": any(form[name].value() for name in MORE),
        "page": page,
        "chips": _chips(request, state, register.counts),
        "query": request.GET.urlencode(),
        "today": clock.today(),
        "may_issue": issuing_units(request.user).exists(),
    }
    return render(request, "followup/directive_list.html", context)


def _chips(
    request: SignedInRequest, state: str, counts: dict[str, int]
) -> list[dict[str, Any]]:
    """Return the states with what each would show, the other filters kept."""
    labels = {
        "": (_("All"), "every"),
        "late": (_("Overdue"), "late"),
        "open": (_("Not done yet"), "open"),
        "done": (_("Done"), "done"),
        "verify": (_("With parts to verify"), "verify"),
    }
    rest = request.GET.copy()
    rest.pop("page", None)
    chips = []
    for name, (label, counted) in labels.items():
        rest.pop("state", None)
        if name:
            rest["state"] = name
        query = rest.urlencode()
        chips.append(
            {
                "label": label,
                "count": counts[counted],
                "url": f"?{query}",
                "is_chosen": state == name,
            }
        )
    return chips


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_list_csv(request: SignedInRequest) -> HttpResponseBase:
    """Give the same as CSV."""
    return csv_response("directives", _header(), _rows(request))


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_list_xlsx(request: SignedInRequest) -> HttpResponse:
    """Give the same as a workbook."""
    title = _("Register of directives")
    day = date_short(clock.today(), "en" if get_language() == "en" else "th")
    rows = tuple(tuple(map(_cell, row)) for row in _rows(request))
    table = Table(
        tuple(Column(label, align=Align.LEFT) for label in _header()),
        rows,
        caption=title,
        sheet=_("Directives"),
    )
    document = Document(
        title=title,
        blocks=(table,),
        made_at=clock.now(),
        lines=(title,),
        mark=_("Simulated data") if settings.SIMULATED else "",
        source=_("Tidtam, as of %(day)s") % {"day": day},
    )
    return document_response(document, "directives", "xlsx")


def _header() -> list[str]:
    return [
        _("Number"),
        _("Directive"),
        _("Issued by"),
        _("Issued"),
        _("Due"),
        _("Raised by"),
        _("Which one"),
        _("Policy item"),
        _("Indicator"),
        _("Who is to do it"),
        _("Number of owners"),
        _("Done"),
        _("Verified"),
        _("Overdue"),
    ]


def _rows(request: SignedInRequest) -> Iterator[tuple[str | int, ...]]:
    """Give every directive that the page's filter lets through, in its order."""
    form = RegisterForm(request.GET or None, user=request.user)
    found: list[Any] = list(register_of(request.user, form.wanted()))
    owners = owners_of(request.user, (row.pk for row in found))
    for row in found:
        item = row.policy_item
        yield (
            row.numbered,
            row.title,
            named(row.issuer),
            row.issued_on.isoformat(),
            row.due_on.isoformat(),
            row.get_origin_display(),
            row.origin_name,
            f"{item.framework.code}/{item.code} {named(item)}" if item else "",
            row.indicator.code if row.indicator else "",
            ", ".join(named(unit) for unit in owners[row.pk]),
            row.owners,
            row.done,
            row.verified,
            row.late,
        )


def _cell(value: str | int) -> str | Figure:
    """Return a number as a number."""
    if isinstance(value, int):
        return Figure(str(value), Decimal(value), 0)
    return value
