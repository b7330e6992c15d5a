"""The rounds: all of them, and one with who must report what by when."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.common import clock
from tidtam.reporting.models import Round
from tidtam.reporting.selectors import central_lines, may_control
from tidtam.reporting.selectors.pages import (
    asked_by,
    in_time_for,
    own_reports,
    rounds_known,
)


@needs(Permission.ROUND_VIEW)
@require_GET
def round_list(request: SignedInRequest) -> HttpResponse:
    """Show every round."""
    context = {"rounds": rounds_known(), "now": clock.now()}
    return render(request, "reporting/round_list.html", context)


@needs(Permission.ROUND_VIEW)
@require_GET
def round_detail(request: SignedInRequest, round_code: str) -> HttpResponse:
    """Show who must report what by when, and who did so in time."""
    round_ = get_object_or_404(Round, code=round_code)
    controls = may_control(request.user)
    context = {
        "round": round_,
        "asked": asked_by(round_),
        "in_time": in_time_for(request.user, round_),
        "own": [
            item for item in own_reports(request.user) if item.round.pk == round_.pk
        ],
        "now": clock.now(),
        "may_control": controls,
        "central": central_lines(round_) if controls else [],
    }
    return render(request, "reporting/round_detail.html", context)
