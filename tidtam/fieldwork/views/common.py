"""What the pages of fieldwork share: which row a page is about, and forms anew."""

from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render

from tidtam.accounts.permissions import Permission, SignedInRequest, can
from tidtam.fieldwork.models import Finding, Photo, Problem, Visit
from tidtam.fieldwork.selectors import problems, visits

AForm = TypeVar("AForm", bound=Form)


def visit_read(request: SignedInRequest, number: int) -> Visit:
    """Return a visit that the user may see. Raises Http404."""
    visit = visits.visit_of(request.user, number)
    if visit is None:
        raise Http404
    return visit


def visit_kept(request: SignedInRequest, number: int) -> Visit:
    """Return a visit that the user makes. Raises Http404 or PermissionDenied."""
    visit = visit_read(request, number)
    refuse_unless(request, Permission.VISIT_EDIT, visit.unit)
    return visit


def finding_kept(request: SignedInRequest, number: int) -> Finding:
    """Return a finding of a visit that the user makes. Raises the same."""
    finding = visits.finding_of(request.user, number)
    if finding is None:
        raise Http404
    refuse_unless(request, Permission.VISIT_EDIT, finding.visit.unit)
    return finding


def photo_kept(request: SignedInRequest, number: int) -> Photo:
    """Return a picture of a visit that the user makes. Raises the same."""
    photo = visits.photo_of(request.user, number)
    if photo is None:
        raise Http404
    refuse_unless(request, Permission.VISIT_EDIT, photo.visit.unit)
    return photo


def problem_read(request: SignedInRequest, number: int) -> Problem:
    """Return a problem that the user may read. Raises Http404."""
    problem = problems.problem_of(request.user, number)
    if problem is None:
        raise Http404
    return problem


def refuse_unless(request: SignedInRequest, permission: Permission, unit: Any) -> None:
    """Raise PermissionDenied unless the user holds the permission over the unit."""
    if not can(request.user, permission, unit):
        raise PermissionDenied


def again(form: AForm, version: int) -> AForm:
    """Return the bound form as it was sent, upon the present version."""
    sent = cast(QueryDict, form.data).copy()
    sent[form.add_prefix("version")] = str(version)
    form.data = sent
    return form


def form_page(
    request: SignedInRequest, form: Form, title: str, button: str, **more: Any
) -> HttpResponse:
    """Show a form on a page of its own; `crumbs` are (label, url) pairs above it."""
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, "button": button, **more}
    return render(request, "fieldwork/form.html", context, status=status)
