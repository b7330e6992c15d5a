"""Checklists: what there is, and changing one's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.accounts.permissions import Permission, SignedInRequest, needs
from tidtam.fieldwork import services
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.forms import ChecklistForm
from tidtam.fieldwork.models import Checklist
from tidtam.fieldwork.selectors import visits as selectors

from .common import again, form_page, refuse_unless


@needs(Permission.VISIT_EDIT)
@require_GET
def checklist_list(request: SignedInRequest) -> HttpResponse:
    """List the checklists that visits of the user's units may take."""
    units = list(selectors.visiting_units(request.user))
    found = selectors.checklists_visible_to(request.user)
    context = {
        "checklists": found.order_by("-is_open", "unit__sort_key", "title"),
        "own": {unit.pk for unit in units},
    }
    return render(request, "fieldwork/checklist_list.html", context)


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def checklist_add(request: SignedInRequest) -> HttpResponse:
    """Make a checklist."""
    units = selectors.visiting_units(request.user)
    form = ChecklistForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.checklist_make(
                unit=said["unit"],
                title=said["title"],
                questions=said["questions"],
                by=request.user,
            )
        except FieldworkError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Visits may take it from now on."))
            return redirect("fieldwork:checklist_list")
    return form_page(
        request, form, _("Make a checklist"), _("Store"), is_checklist=True
    )


@needs(Permission.VISIT_EDIT)
@require_http_methods(["GET", "POST"])
def checklist_edit(request: SignedInRequest, number: int) -> HttpResponse:
    """Change a checklist."""
    checklist = selectors.checklist_of(request.user, number)
    if checklist is None:
        raise Http404
    refuse_unless(request, Permission.VISIT_EDIT, checklist.unit)
    form = ChecklistForm(request.POST or None, initial=_values(checklist))
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
        try:
            services.checklist_change(checklist=checklist, by=request.user, **said)
        except FieldworkError as error:
            checklist.refresh_from_db()
            form = again(form, checklist.version)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("fieldwork:checklist_list")
    return form_page(request, form, checklist.title, _("Store"), is_checklist=True)


def _values(checklist: Checklist) -> dict[str, object]:
    questions = checklist.questions.values_list("text", flat=True)
    return {
        "version": checklist.version,
        "title": checklist.title,
        "questions": "\n".join(questions),
        "is_open": checklist.is_open,
    }
