"""What reporting shows elsewhere: in the menu, on first screens, on a unit's page."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, holds_known, units_granted_to
from tidtam.common import clock
from tidtam.common.hooks import (
    Deadline,
    NavigationItem,
    Occasion,
    OccasionKind,
    Panel,
    Place,
    Section,
    Seen,
    Subject,
    Todo,
    TodoKind,
)
from tidtam.common.keys import row_id
from tidtam.common.naming import named
from tidtam.organisation.models import Unit

from .models import Round
from .packages import package_of
from .piles import chosen_of, piles_of, submissions_in
from .remarks import remarked
from .routes import CARRYING, Route, route_of
from .selectors import (
    Owed,
    ReportForm,
    Waiting,
    placing_of,
    report_is_visible,
    reports_owed,
    reviews_waiting,
    submission_of,
    submissions_to_review,
    submissions_visible_to,
)
from .selectors.pages import reports_owed_count, round_open_now
from .words import round_name, standing_of, waiting_name

# ---------- the menu ----------


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the pages of reports, reviews and rounds that the user may open."""
    if "report_submit" in seen.permissions:
        count = reports_owed_count(seen.user)
        yield NavigationItem(
            Section.WORK,
            _("Fill in reports"),
            reverse("reporting:report_list"),
            "edit",
            order=10,
            count=count.owed,
            hot=bool(count.returned),
            tab=True,
        )
    if "review_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Review reports"),
            reverse("reporting:review_queue"),
            "eye",
            order=20,
            count=submissions_to_review(seen.user, seen.permissions).count(),
            tab=True,
        )
    if "control_room_view" in seen.permissions and "commission" in seen.kinds:
        open_now = round_open_now()
        if open_now is not None:
            yield NavigationItem(
                Section.WORK,
                _("Control room"),
                reverse("reporting:round_control", args=[open_now.code]),
                "round",
                order=5,
                tab=True,
                short=_("Control"),
            )
    if "round_view" in seen.permissions:
        yield NavigationItem(
            Section.WORK,
            _("Rounds"),
            reverse("reporting:round_list"),
            "calendar",
            order=80,
        )


# ---------- first screens ----------


def todos(user: User) -> Iterator[Todo]:
    """Give what the user owes, what came back, and what waits for review."""
    for owed in reports_owed(user):
        yield from _owed_todos(owed)
    for waiting in reviews_waiting(user):
        yield _review_todo(waiting)


def _owed_todos(owed: Owed) -> Iterator[Todo]:
    form = owed.form
    url = reverse("reporting:report_form", args=[form.round.code, form.unit.code])
    if form.submission is not None and not form.submission.is_open:
        yield _supplement_todo(owed)
        return
    if owed.is_returned:
        yield from _returned_todos(form, url)
        return
    what = _("Report of %(round)s, %(unit)s") % {
        "round": round_name(form.round),
        "unit": named(form.unit),
    }
    is_done = form.first_to_do is None
    yield Todo(
        kind=TodoKind.OWE,
        what=what,
        url=url,
        button=_("Check and submit") if is_done else pgettext("report", "Go on"),
        why=_progress(form),
        due_at=form.round.due_at,
        button_url=url if is_done else f"{url}?field=first",
        share=form.filled / len(form.lines) if form.lines else None,
    )


def _progress(form: ReportForm) -> str:
    text = ngettext(
        "%(filled)d of %(all)d figure filled in",
        "%(filled)d of %(all)d figures filled in",
        len(form.lines),
    )
    parts = [text % {"filled": form.filled, "all": len(form.lines)}]
    if form.mending:
        text = ngettext(
            "%(count)d point to mend", "%(count)d points to mend", len(form.mending)
        )
        parts.append(text % {"count": len(form.mending)})
    return " · ".join(parts)


def _returned_todos(form: ReportForm, url: str) -> Iterator[Todo]:
    """Give what came back: each figure that did, else the whole."""
    for line in form.lines:
        back = line.returned
        if back is not None and not line.cell.is_locked:
            yield Todo(
                kind=TodoKind.RETURNED,
                what=f"{line.code} {named(line.cell.asked.version)}",
                url=f"{url}#line-{line.code}",
                button=_("Mend this figure"),
                why=f"{back.reason}: “{back.text}” {back.by}",
                due_at=form.round.due_at,
                button_url=f"{url}?field={line.code}",
            )
    if form.returned is not None:
        yield Todo(
            kind=TodoKind.RETURNED,
            what=_("Report of %(round)s, %(unit)s")
            % {"round": round_name(form.round), "unit": named(form.unit)},
            url=url,
            button=_("Mend the report"),
            why=f"{form.returned.reason}: “{form.returned.text}” {form.returned.by}",
            due_at=form.round.due_at,
        )


def _supplement_todo(owed: Owed) -> Todo:
    form = owed.form
    text = ngettext(
        "Send %(count)d more certified school on, %(round)s",
        "Send %(count)d more certified schools on, %(round)s",
        owed.waiting_schools,
    )
    return Todo(
        kind=TodoKind.OWE,
        what=text % {"count": owed.waiting_schools, "round": round_name(form.round)},
        url=reverse("reporting:report_schools", args=[form.round.code, form.unit.code]),
        button=_("Send on"),
        why=_("Certified after the report of %(unit)s had left")
        % {"unit": named(form.unit)},
        due_at=form.round.closes_at,
    )


def _review_todo(waiting: Waiting) -> Todo:
    key = f"{waiting.round.code}-{waiting.route}-{waiting.step.state}"
    return Todo(
        kind=TodoKind.REVIEW,
        what=waiting_name(waiting.route, waiting.step, waiting.count),
        url=f"{reverse('reporting:review_queue')}?pile={key}",
        button=_("Review"),
        why=round_name(waiting.round),
        due_at=waiting.round.closes_at,
        count=waiting.count,
    )


def deadlines(user: User) -> Iterable[Deadline]:
    """Give the moments to come at which rounds open, fall due and close."""
    url = reverse("reporting:round_list")
    now = clock.now()
    for round_ in Round.objects.filter(closes_at__gt=now).order_by("due_at")[:5]:
        name = round_name(round_)
        for at, text in (
            (round_.opens_at, _("%(round)s opens")),
            (round_.due_at, _("%(round)s falls due")),
            (round_.closes_at, _("%(round)s closes")),
        ):
            yield Deadline(at, text % {"round": name}, url)


# ---------- panels of home ----------

ROWS_SHOWN = 5
SILENT_SHOWN = 7


def waiting_context(request: HttpRequest, user: User) -> Mapping[str, Any] | None:
    """Return the first reports that wait for the user, with what strikes of each."""
    pile = chosen_of(piles_of(user))
    if pile is None:
        return None
    first = list(submissions_in(user, pile)[:ROWS_SHOWN])
    return {"pile": pile, "rows": remarked(pile.waiting.round, first)}


WAITING_PANEL = Panel(
    name="reporting_waiting",
    subject=Subject.HOME,
    template="reporting/home_waiting.html",
    context=waiting_context,
    order=20,
    later=True,
)


def silent_context(request: HttpRequest, user: User) -> Mapping[str, Any] | None:
    """Return which schools of the user's area or bureau have not reported yet."""
    round_ = round_open_now()
    unit = (
        units_granted_to(user, Permission.REVIEW_VIEW)
        .filter(kind__in=[Unit.Kind.AREA, Unit.Kind.BUREAU])
        .first()
    )
    if round_ is None or unit is None:
        return None
    package = package_of(round_, unit)
    if not package.rows:
        return None
    silent = package.silent
    return {
        "round": round_,
        "unit": unit,
        "package": package,
        "silent": [(row, standing_of(row.submission)) for row in silent[:SILENT_SHOWN]],
        "silent_count": len(silent),
        "sent": len(package.rows) - len(silent),
        "share": 1 - len(silent) / len(package.rows),
    }


SILENT_PANEL = Panel(
    name="reporting_silent",
    subject=Subject.HOME,
    template="reporting/home_silent.html",
    context=silent_context,
    order=20,
    place=Place.SIDE,
    later=True,
)


# ---------- a unit's page ----------


def unit_context(request: HttpRequest, unit: Unit) -> Mapping[str, Any] | None:
    """Return how the unit's report of the round opened last stands."""
    round_ = round_open_now()
    user = request.user
    if round_ is None or not isinstance(user, User):
        return None
    if not report_is_visible(user, round_, unit) or not placing_of(round_, unit):
        return None
    route = route_of(unit)
    submission = submission_of(round_, unit, route)
    package = package_of(round_, unit) if route in CARRYING else None
    return {
        "round": round_,
        "unit": unit,
        "submission": submission,
        "standing": standing_of(submission),
        "package": package,
    }


UNIT_PANEL = Panel(
    name="reporting",
    subject=Subject.UNIT,
    template="reporting/unit_panel.html",
    context=unit_context,
    order=20,
    place=Place.SIDE,
    later=True,  # it asks a dozen times, as much as the rest of the page
)


# ---------- what directives and lessons come from ----------


def review_occasion(user: User, ref: str) -> Occasion | None:
    """Return the submission of this id."""
    number = row_id(ref)
    if number is None:
        return None
    rows = submissions_visible_to(user).exclude(first_submitted_at=None)
    found = rows.select_related("round", "unit").filter(pk=number).first()
    if found is None:
        return None
    prefix = "central" if found.route == Route.CENTRAL else "report"
    url = reverse(
        f"reporting:{prefix}_review", args=[found.round.code, found.unit.code]
    )
    name = f"{round_name(found.round)} {named(found.unit)}"
    return Occasion(name, f"{url}?number={found.number}")


def round_occasion(user: User, ref: str) -> Occasion | None:
    """Return the round of this code."""
    found = Round.objects.filter(code=ref, opened_at__isnull=False).first()
    if found is None or not holds_known(user, Permission.ROUND_VIEW):
        return None
    return Occasion(
        round_name(found), reverse("reporting:round_detail", args=[found.code])
    )


OCCASIONS = (
    OccasionKind("review", review_occasion),
    OccasionKind("round", round_occasion),
)
