"""What directives put on pages of other apps."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_in_request, holds_known
from tidtam.common import clock
from tidtam.common.hooks import (
    Act,
    Deadline,
    Found,
    NavigationItem,
    Panel,
    SearchSource,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.naming import named
from tidtam.common.thai import BANGKOK
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.planning.selectors import same_project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Submission
from tidtam.reporting.words import round_name

from .models import Assignment, Directive
from .register import Wanted, register_of
from .selectors import (
    about,
    due_soon_of,
    late_issued_by,
    may_direct,
    open_of,
    to_verify_by,
)

Origin = Directive.Origin
ACTS = 3
DEADLINES = 5
ACT_RANK = 2


def directive_url(directive: Directive) -> str:
    """Return the address of the directive's page."""
    return reverse("followup:directive_detail", args=[directive.pk])


def of_unit(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return what the unit issued or answers for."""
    where = Q(issuer=unit) | Q(assignments__unit=unit) | Q(partners=unit)
    return _shown(request, where, f"unit={unit.code}")


def of_policy_item(request: HttpRequest, item: PolicyItem) -> Mapping[str, Any] | None:
    """Return the directives about the item."""
    query = f"policy={item.framework.code}/{item.code}"
    return _shown(request, Q(policy_item=item), query)


def of_indicator(
    request: HttpRequest, indicator: Indicator
) -> Mapping[str, Any] | None:
    """Return the directives about the indicator."""
    unit = request.GET.get("unit", "")
    query = f"origin=light&indicator={indicator.code}" + (
        f"&unit={unit}" if unit.isascii() and unit.replace("-", "").isalnum() else ""
    )
    return _shown(request, Q(indicator=indicator), query)


def of_project(request: HttpRequest, project: Project) -> Mapping[str, Any] | None:
    """Return the directives about the project, in any version of its plan."""
    return _shown(request, same_project(project), f"project={project.pk}")


def _shown(request: HttpRequest, where: Q, query: str) -> Mapping[str, Any] | None:
    if not holds_in_request(request, Permission.DIRECTIVE_VIEW):
        return None
    directives, count = about(request.user, where)
    may_issue = holds_in_request(request, Permission.DIRECTIVE_ISSUE)
    if not directives and not may_issue:
        return None
    return {
        "directives": directives,
        "count": count,
        "may_issue": may_issue,
        "query": query,
        "today": clock.today(),
    }


def of_submission(
    request: HttpRequest, submission: Submission
) -> Mapping[str, Any] | None:
    """Return the directives that the review of the report raised."""
    place = f"{round_name(submission.round)} {named(submission.unit)}"
    about_it = {"name": place}
    return raised_by(request, Origin.REVIEW, submission.pk, submission.unit, about_it)


def raised_by(
    request: HttpRequest, origin: str, ref: Any, unit: Unit, about_it: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """Return the directives that a thing about the unit raised, and how to raise one.

    For "followup/raised_panel.html", on the page of that thing, whichever app keeps it.
    Offered to whoever issues for a unit above; `about_it` fills in the form.
    """
    user = request.user
    if not (
        isinstance(user, User) and holds_in_request(request, Permission.DIRECTIVE_VIEW)
    ):
        return None
    where = Q(origin=origin, origin_ref=str(ref))
    directives, count = about(user, where)
    is_issuer = holds_in_request(request, Permission.DIRECTIVE_ISSUE)
    may_issue = is_issuer and may_direct(user, unit)
    if not directives and not may_issue:
        return None
    first = {"origin": origin, "ref": ref, "unit": unit.code, **about_it}
    return {
        "directives": directives,
        "count": count,
        "may_issue": may_issue,
        "query": urlencode({name: value for name, value in first.items() if value}),
        "today": clock.today(),
    }


PANELS = (
    Panel(
        "directives",
        Subject.UNIT,
        "followup/panel.html",
        of_unit,
        order=40,
        later=True,
    ),
    Panel(
        "directives",
        Subject.POLICY_ITEM,
        "followup/policy_section.html",
        of_policy_item,
        order=60,
    ),
    Panel("directives", Subject.PROJECT, "followup/panel.html", of_project, order=60),
    Panel(
        "directives", Subject.INDICATOR, "followup/panel.html", of_indicator, order=60
    ),
    Panel(
        "directives",
        Subject.SUBMISSION,
        "followup/raised_panel.html",
        of_submission,
        order=50,
    ),
)


# ---------- first screen, menu, search ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what the user's units owe, what came back, and what waits for a verdict."""
    for part in open_of(user):
        directive = part.directive
        yield Todo(
            kind=TodoKind.RETURNED if part.reason else TodoKind.OWE,
            what=_("Directive: %(title)s") % {"title": directive.title},
            url=directive_url(directive),
            button=(
                _("Acknowledge")
                if part.state == Assignment.State.ISSUED
                else _("Answer")
            ),
            why=part.reason or named(directive.issuer),
            due_at=_end_of(directive),
        )
    if not holds_known(user, Permission.DIRECTIVE_ISSUE):
        return
    for directive in to_verify_by(user):
        count = directive.waiting  # type: ignore[attr-defined]  # annotated
        yield Todo(
            kind=TodoKind.REVIEW,
            what=_("Directive: %(title)s") % {"title": directive.title},
            url=directive_url(directive),
            button=_("Verify"),
            why=ngettext("%(n)d owner says done", "%(n)d owners say done", count)
            % {"n": count},
            count=count,
        )


def _end_of(directive: Directive) -> datetime.datetime:
    return datetime.datetime.combine(
        directive.due_on, datetime.time(23, 59), tzinfo=BANGKOK
    )


def deadlines(user: User) -> Iterator[Deadline]:
    """Give the due days to come of what the user's own units owe, issued or join."""
    for directive in due_soon_of(user, clock.today())[:DEADLINES]:
        what = _("Directive: %(title)s") % {"title": directive.title}
        yield Deadline(_end_of(directive), what, directive_url(directive))


def acts(user: User) -> Iterator[Act]:
    """Give the user's own directives that most owners are late with."""
    for directive in late_issued_by(user, clock.today())[:ACTS]:
        late = directive.late  # type: ignore[attr-defined]  # annotated
        owners = directive.owners  # type: ignore[attr-defined]
        yield Act(
            rank=ACT_RANK,
            what=directive.title,
            url=directive_url(directive),
            why=_("%(late)d of %(all)d owners are overdue")
            % {"late": late, "all": owners},
            owner=named(directive.issuer),
            due_at=_end_of(directive),
            button=_("See who"),
        )


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the register."""
    if "directive_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Directives"),
            reverse("followup:directive_list"),
            "flag",
            order=40,
        )


def found(user: User, words: Sequence[str], limit: int) -> list[Found]:
    """Return the directives whose words or issuer hold the words."""
    return [
        Found(
            title=row.title,
            url=directive_url(row),
            code=row.numbered,
            detail=named(row.issuer),
        )
        for row in register_of(user, Wanted(words))[:limit]
    ]


SEARCH = SearchSource("directives", gettext_lazy("Directives"), "flag", found, order=50)
