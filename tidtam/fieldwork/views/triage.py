"""The steps of a problem: triage, what its owner says, closing, opening again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.contents import ContentError
from tidtam.common.hooks import occasion_of
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.forms import OwnForm, SolveForm, StepForm
from tidtam.fieldwork.models import Problem
from tidtam.fieldwork.selectors import problems as selectors
from tidtam.fieldwork.services.problems import Attached
from tidtam.planning.selectors import project_of

from .common import again, problem_read, refuse_unless

LABELS = {
    "pass_up": gettext_lazy("What you ask of the superior unit"),
    "decline": gettext_lazy("Why it is not taken up"),
    "say": gettext_lazy("How far it is"),
    "close": gettext_lazy("What was changed, so that it does not come again"),
    "reopen": gettext_lazy("What is still wrong"),
}


def problem_page(
    request: SignedInRequest,
    problem: Problem,
    status: int = 200,
    wrong: tuple[str, Form] | None = None,
) -> HttpResponse:
    """Show the problem; `wrong` is a form to mend, with the name of its step."""
    user = request.user
    is_owned = problem.state == Problem.State.OWNED
    owner = problem.owner or problem.handler
    may_triage = problem.is_open and can(
        user, Permission.PROBLEM_TRIAGE, problem.handler
    )
    start = {"version": problem.version}
    forms: dict[str, Form] = {
        name: (SolveForm if name in {"say", "close"} else StepForm)(
            initial=start, prefix=name, label=label
        )
        for name, label in LABELS.items()
    }
    if may_triage:
        forms["own"] = OwnForm(problem=problem, prefix="own")
    if wrong:
        forms[wrong[0]] = wrong[1]
    submission, finding = problem.submission, problem.finding
    context: dict[str, Any] = {
        "problem": problem,
        "steps": selectors.steps_of(problem),
        "forms": forms,
        "may_triage": may_triage,
        "may_pass_up": may_triage and problem.handler.kind != "commission",
        "may_solve": is_owned and can(user, Permission.PROBLEM_SOLVE, owner),
        "may_reopen": not problem.is_open
        and can(user, Permission.PROBLEM_REPORT, problem.unit),
        "wrong_step": wrong[0] if wrong else "",
        "came_from": submission and occasion_of(user, "review", str(submission.pk)),
        "found_on": finding and occasion_of(user, "visit", finding.origin_ref),
        "project_is_seen": problem.project_id is not None
        and project_of(user, problem.project_id) is not None,
        "is_late": problem.is_late_on(clock.today()),
        "days_left": (problem.due_on - clock.today()).days if problem.due_on else None,
    }
    return render(request, "fieldwork/problem_detail.html", context, status=status)


@needs(Permission.PROBLEM_TRIAGE)
@require_POST
def problem_own(request: SignedInRequest, number: int) -> HttpResponse:
    """Give it to an owner, with a day."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_TRIAGE, problem.handler)
    form = OwnForm(request.POST, problem=problem, prefix="own")
    done = _("Its owner sees it on the first screen.")
    return _taken(request, problem, "own", form, services.problem_own, done)


@needs(Permission.PROBLEM_TRIAGE)
@require_POST
def problem_pass_up(request: SignedInRequest, number: int) -> HttpResponse:
    """Let the superior triage it."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_TRIAGE, problem.handler)
    done = _("It waits for the superior unit now.")
    form = _form(request, "pass_up")
    return _taken(request, problem, "pass_up", form, services.problem_pass_up, done)


@needs(Permission.PROBLEM_TRIAGE)
@require_POST
def problem_decline(request: SignedInRequest, number: int) -> HttpResponse:
    """Do not take it up."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_TRIAGE, problem.handler)
    done = _("It is not taken up; its reporter reads why.")
    form = _form(request, "decline")
    return _taken(request, problem, "decline", form, services.problem_decline, done)


@needs(Permission.PROBLEM_SOLVE)
@require_POST
def problem_say(request: SignedInRequest, number: int) -> HttpResponse:
    """Say how far it is."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_SOLVE, problem.owner or problem.handler)
    form = SolveForm(request.POST, request.FILES, prefix="say", label=LABELS["say"])
    done = _("It is kept; the reporter sees how far it is.")
    return _taken(request, problem, "say", form, services.problem_say, done)


@needs(Permission.PROBLEM_SOLVE)
@require_POST
def problem_close(request: SignedInRequest, number: int) -> HttpResponse:
    """Close it with what was changed."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_SOLVE, problem.owner or problem.handler)
    form = SolveForm(request.POST, request.FILES, prefix="close", label=LABELS["close"])
    done = _("It is solved. A lesson or an innovation of it helps others.")
    return _taken(request, problem, "close", form, services.problem_close, done)


@needs(Permission.PROBLEM_REPORT)
@require_POST
def problem_reopen(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that it is not solved."""
    problem = problem_read(request, number)
    refuse_unless(request, Permission.PROBLEM_REPORT, problem.unit)
    done = _("It is open again.")
    form = _form(request, "reopen")
    return _taken(request, problem, "reopen", form, services.problem_reopen, done)


def _form(request: SignedInRequest, name: str) -> StepForm:
    return StepForm(request.POST, prefix=name, label=LABELS[name])


def _taken(
    request: SignedInRequest,
    problem: Problem,
    name: str,
    form: Form,
    take: Callable[..., None],
    done: str,
) -> HttpResponse:
    """Take a step with what the form says; show the page again where it is refused."""
    if form.is_valid():
        said = dict(form.cleaned_data)
        sent = said.pop("file", None)
        if sent:
            said["attached"] = Attached(sent.file, sent.name)
        try:
            take(problem=problem, by=request.user, **said)
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        except ContentError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, done)
            return redirect("fieldwork:problem_detail", problem.pk)
    fresh = problem_read(request, problem.pk)
    return problem_page(request, fresh, 422, (name, again(form, fresh.version)))
