"""How rounds, states of work and figures are said on pages, in the page's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import (
    get_language,
    gettext_lazy,
    ngettext_lazy,
    pgettext,
    pgettext_lazy,
)
from django.utils.translation import gettext as _

from tidtam.common import thai
from tidtam.common.naming import named
from tidtam.indicators.models import IndicatorVersion

from .models import ReviewStep, Round, Submission
from .routes import ROUTES, Route, State, Step
from .selectors import Stage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NOTHING = "–"


def language() -> thai.Language:
    """Return the language of the page."""
    return "en" if (get_language() or "th").startswith("en") else "th"


def round_name(round_: Round) -> str:
    """Return `ไตรมาส 1 ปีงบประมาณ 2565`."""
    return _("%(span)s of fiscal year %(year)s") % {
        "span": span_name(round_.span),
        "year": round_.fiscal_year,
    }


def span_name(span: str) -> str:
    """Return `ไตรมาส 1`, `ครึ่งปีที่ 1`, `9 เดือน` or `ทั้งปี`."""
    if span.startswith("Q"):
        return _("Quarter %(number)s") % {"number": span[1:]}
    if span.startswith("H"):
        return _("Half-year %(number)s") % {"number": span[1:]}
    return _("Nine months") if span == "9M" else _("Full year")


# ---------- states of work ----------


@dataclass(frozen=True)
class Standing:
    """How far a report has come: its step in strips and bars, its word, its tag."""

    step: str
    word: "StrPromise | str"
    tag: str = ""
    icon: str = ""


NOT_BEGUN = Standing("0", gettext_lazy("Not begun"))
OVERDUE = Standing("late", gettext_lazy("Overdue"), "late", "clock")
_DRAFT = Standing("1", gettext_lazy("Being filled in"))
_WITHDRAWN = Standing("1", gettext_lazy("Withdrawn"))
_RETURNED = Standing("returned", gettext_lazy("Returned"), "back", "back")
_ACCEPTED = Standing("5", gettext_lazy("Accepted"), "done", "check")
_AWAITS_DIRECTOR = gettext_lazy("Waits for the director to certify")
_AWAITS_BUREAU = gettext_lazy("Waits for the monitoring bureau")

_COMMON: dict[str, Standing] = {
    State.DRAFT: _DRAFT,
    State.WITHDRAWN: _WITHDRAWN,
    State.RETURNED: _RETURNED,
    State.ACCEPTED: _ACCEPTED,
}
_BY_ROUTE: Mapping[str, Mapping[str, Standing]] = {
    Route.SCHOOL: {
        State.SUBMITTED: Standing("2", gettext_lazy("Waits for the area"), "acc"),
        State.VERIFIED: Standing("3", _AWAITS_DIRECTOR, "acc"),
        State.CERTIFIED: Standing("4", pgettext_lazy("report", "Certified"), "acc"),
    },
    Route.AREA: {
        State.SUBMITTED: Standing("2", _AWAITS_DIRECTOR, "acc"),
        State.CERTIFIED: Standing("3", gettext_lazy("Waits for the group"), "acc"),
        State.GROUP_VERIFIED: Standing("4", _AWAITS_BUREAU, "acc"),
    },
    Route.BUREAU: {
        State.SUBMITTED: Standing("2", _AWAITS_DIRECTOR, "acc"),
        State.CERTIFIED: Standing("4", _AWAITS_BUREAU, "acc"),
    },
    Route.GROUP: {
        State.SUBMITTED: Standing(
            "2", gettext_lazy("Waits for the chair to certify"), "acc"
        ),
        State.CERTIFIED: Standing("4", _AWAITS_BUREAU, "acc"),
    },
    Route.CENTRAL: {
        State.SUBMITTED: Standing("4", gettext_lazy("Waits for another analyst"), "acc")
    },
}


def standing_of(submission: Submission | None) -> Standing:
    """Return how far a submission has come; not begun where there is none."""
    if submission is None:
        return NOT_BEGUN
    of_route = _BY_ROUTE[submission.route]
    return of_route.get(submission.state) or _COMMON[submission.state]


def school_standings() -> list[tuple[str, Standing]]:
    """Return every state of a school's report with its standing, in order."""
    states = (
        State.DRAFT,
        State.RETURNED,
        State.SUBMITTED,
        State.VERIFIED,
        State.CERTIFIED,
        State.ACCEPTED,
    )
    of_route = _BY_ROUTE[Route.SCHOOL]
    return [(state, of_route.get(state) or _COMMON[state]) for state in states]


STAGES: dict[Stage, Standing] = {
    Stage.NOT_STARTED: NOT_BEGUN,
    Stage.DRAFTING: _DRAFT,
    Stage.AWAITS_CERTIFYING: _BY_ROUTE[Route.AREA][State.SUBMITTED],
    Stage.AWAITS_GROUP: _BY_ROUTE[Route.AREA][State.CERTIFIED],
    Stage.AWAITS_ACCEPTING: _BY_ROUTE[Route.AREA][State.GROUP_VERIFIED],
    Stage.ACCEPTED: _ACCEPTED,
    Stage.RETURNED: _RETURNED,
}

# What the person who takes a step presses, and what it is called in a list.
STEP_VERBS: dict[str, "StrPromise"] = {
    State.VERIFIED: pgettext_lazy("step", "Verify"),
    State.CERTIFIED: pgettext_lazy("step", "Certify"),
    State.GROUP_VERIFIED: pgettext_lazy("step", "Verify for the group"),
    State.ACCEPTED: pgettext_lazy("step", "Accept"),
}
STEP_DONE: dict[str, "StrPromise"] = {
    State.VERIFIED: gettext_lazy("Verified. It now waits for the director."),
    State.CERTIFIED: gettext_lazy("Certified."),
    State.GROUP_VERIFIED: gettext_lazy(
        "Verified for the group. It now waits for the monitoring bureau."
    ),
    State.ACCEPTED: gettext_lazy("Accepted. Its figures are official now."),
}
_TAKERS = {
    (Route.SCHOOL, State.VERIFIED): gettext_lazy("the area verifies"),
    (Route.SCHOOL, State.CERTIFIED): gettext_lazy("the area's director certifies"),
    (Route.AREA, State.CERTIFIED): gettext_lazy("the director certifies"),
    (Route.BUREAU, State.CERTIFIED): gettext_lazy("the director certifies"),
    (Route.AREA, State.GROUP_VERIFIED): gettext_lazy("the group verifies"),
    (Route.GROUP, State.CERTIFIED): gettext_lazy("the chair certifies"),
    (Route.CENTRAL, State.ACCEPTED): gettext_lazy("another analyst accepts"),
}


def route_words(route: str) -> str:
    """Return who reviews what goes this route: `ผอ.เขตรับรอง → กลุ่มตรวจ → …`."""
    bureau = _("the monitoring bureau accepts")
    words = [
        str(_TAKERS.get((Submission.Route(route), step.state), bureau))
        for step in ROUTES[route]
    ]
    if route == Route.SCHOOL:
        words.append(_("it travels in the area's report"))
    return " → ".join(words)


def verb_of(step: Step) -> str:
    """Return what the person who takes the step presses."""
    return str(STEP_VERBS[step.state])


def waiting_name(route: str, step: Step, count: int) -> str:
    """Return what waits for whoever takes the step: `ตรวจรายงานของ 14 โรงเรียน`."""
    text = _WAITING[(Submission.Route(route), step.state)]
    return str(text % {"count": count})


_WAITING = {
    (Route.SCHOOL, State.VERIFIED): ngettext_lazy(
        "Verify the report of %(count)d school",
        "Verify the reports of %(count)d schools",
        "count",
    ),
    (Route.SCHOOL, State.CERTIFIED): ngettext_lazy(
        "Certify the report of %(count)d school",
        "Certify the reports of %(count)d schools",
        "count",
    ),
    (Route.AREA, State.CERTIFIED): ngettext_lazy(
        "Certify the report of the office",
        "Certify %(count)d reports of the office",
        "count",
    ),
    (Route.AREA, State.GROUP_VERIFIED): ngettext_lazy(
        "Verify the report of %(count)d area",
        "Verify the reports of %(count)d areas",
        "count",
    ),
    (Route.AREA, State.ACCEPTED): ngettext_lazy(
        "Accept the report of %(count)d area",
        "Accept the reports of %(count)d areas",
        "count",
    ),
    (Route.BUREAU, State.CERTIFIED): ngettext_lazy(
        "Certify the report of the bureau",
        "Certify %(count)d reports of the bureau",
        "count",
    ),
    (Route.BUREAU, State.ACCEPTED): ngettext_lazy(
        "Accept the report of %(count)d bureau",
        "Accept the reports of %(count)d bureaus",
        "count",
    ),
    (Route.GROUP, State.CERTIFIED): ngettext_lazy(
        "Certify the report of the group",
        "Certify %(count)d reports of the group",
        "count",
    ),
    (Route.GROUP, State.ACCEPTED): ngettext_lazy(
        "Accept the report of %(count)d group",
        "Accept the reports of %(count)d groups",
        "count",
    ),
    (Route.CENTRAL, State.ACCEPTED): ngettext_lazy(
        "Accept %(count)d lot of central figures",
        "Accept %(count)d lots of central figures",
        "count",
    ),
}


ACTION_ICONS: dict[str, str] = {
    ReviewStep.Action.RETURNED: "back",
    ReviewStep.Action.REOPENED: "undo",
    ReviewStep.Action.WITHDRAWN: "undo",
    ReviewStep.Action.ENTERED: "edit",
    ReviewStep.Action.SUBMITTED: "send",
}


# ---------- figures ----------


def value_text(value: Decimal | None, decimals: int) -> str:
    """Return a reckoned value with the indicator's decimals, or an en dash."""
    return NOTHING if value is None else thai.number(value, decimals)


def indicator_name(version: IndicatorVersion) -> str:
    """Return the indicator's name in the language of the page."""
    return named(version)


def sentence(reason: str, remedy: str) -> str:
    """Return what is wrong and how to mend it, as one sentence."""
    joined = pgettext("beside a field", "%(reason)s; %(remedy)s")
    text = joined % {"reason": reason, "remedy": remedy}
    return text[:1].upper() + text[1:]
