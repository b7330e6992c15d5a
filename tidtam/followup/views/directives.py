"""Issuing a directive, and its page."""

import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.hooks import occasion_of
from tidtam.followup import selectors, services
from tidtam.followup.forms import AnswerForm, DirectiveForm, ReturnForm, first_values
from tidtam.followup.models import Assignment, Directive
from tidtam.planning.selectors import project_of

from .common import directive_of

USUAL_TIME = datetime.timedelta(days=30)


@needs(Permission.DIRECTIVE_ISSUE)
@require_http_methods(["GET", "POST"])
def directive_add(request: SignedInRequest) -> HttpResponse:
    """Issue a directive."""
    values = first_values(request.user, request.GET, USUAL_TIME)
    form = DirectiveForm(request.POST or None, user=request.user, initial=values)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.directive_raise(words=form.words(), by=request.user)
        except services.FollowupError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("It is issued; its owners see it on their first screen.")
            )
            return redirect("followup:directive_detail", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "followup/directive_form.html", {"form": form}, status=status
    )


@needs(Permission.DIRECTIVE_VIEW)
@require_GET
def directive_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a directive, how far its owners are, and what the reader may do next."""
    return directive_page(request, directive_of(request, number))


def directive_page(
    request: SignedInRequest,
    directive: Directive,
    wrong: tuple[int, str, Form] | None = None,
) -> HttpResponse:
    """Show the directive; `wrong` is a form to mend: of whose part, which step."""
    parts = selectors.answers_to(request.user, directive)
    may_judge = can(request.user, Permission.DIRECTIVE_ISSUE, directive.issuer)
    answering = selectors.answering_units(request.user)
    own_work = selectors.own_work(request.user).filter(directive=directive)
    barred = set(own_work.values_list("pk", flat=True)) if may_judge else set()
    context = {
        "directive": directive,
        "parts": [
            _part(
                part,
                part.unit_id in answering,
                may_judge and part.pk not in barred,
                wrong,
            )
            for part in parts
        ],
        "barred": [
            part
            for part in parts
            if part.pk in barred and part.state == Assignment.State.DONE
        ],
        "counts": _counts(parts),
        "hidden": directive.assignments.count() - len(parts),
        "partners": directive.partners.order_by("sort_key"),
        "notes": selectors.progress_of(request.user, directive),
        "project_is_seen": directive.project_id is not None
        and project_of(request.user, directive.project_id) is not None,
        "occasion": occasion_of(request.user, directive.origin, directive.origin_ref),
        "today": clock.today(),
    }
    status = 422 if wrong else 200
    return render(request, "followup/directive_detail.html", context, status=status)


def _counts(parts: list[Assignment]) -> dict[str, int]:
    today = clock.today()
    return {
        "owners": len(parts),
        "finished": sum(not part.is_open for part in parts),
        "late": sum(part.is_late_on(today) for part in parts),
    }


def _part(
    part: Assignment,
    is_own: bool,
    may_judge: bool,
    wrong: tuple[int, str, Form] | None,
) -> dict[str, Any]:
    """Return a part with the forms of the steps that the reader may take."""
    start = {"version": part.version}
    forms: dict[str, Form] = {
        "answer": AnswerForm(initial=start, prefix=f"a{part.pk}"),
        "return": ReturnForm(initial=start, prefix=f"r{part.pk}"),
    }
    if wrong and wrong[0] == part.pk:
        forms[wrong[1]] = wrong[2]
    return {
        "row": part,
        "is_late": part.is_late_on(clock.today()),
        "may_answer": part.is_open and is_own,
        "may_judge": may_judge and part.state == Assignment.State.DONE,
        "answer_form": forms["answer"],
        "return_form": forms["return"],
    }
