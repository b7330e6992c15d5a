"""The library of lessons and innovations, and each entry."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Permission, SignedInRequest, can, needs
from tidtam.common import clock
from tidtam.common.downloads import csv_response
from tidtam.common.files import file_response
from tidtam.common.hooks import occasion_of
from tidtam.common.naming import named
from tidtam.common.search import words_of
from tidtam.common.thai import date_short

from . import selectors, services
from .forms import (
    AdoptionForm,
    EntryForm,
    FileForm,
    InnovationForm,
    LessonForm,
    LibraryForm,
    ReasonForm,
    asked_values,
    first_values,
)
from .kinds import INNOVATION, KINDS, LESSON, Kind, kind_of
from .models import EntryFile, Innovation, Lesson, Occasion, State

PAGE = 50
FORMS: dict[str, type[LessonForm] | type[InnovationForm]] = {
    LESSON.slug: LessonForm,
    INNOVATION.slug: InnovationForm,
}


@needs(Permission.KNOWLEDGE_VIEW)
@require_GET
def library(request: SignedInRequest) -> HttpResponse:
    """Lead to the lessons."""
    return redirect("knowledge:entry_list", LESSON.slug)


@needs(Permission.KNOWLEDGE_VIEW)
@require_GET
def entry_list(request: SignedInRequest, kind: str) -> HttpResponse:
    """List the entries of one kind that the user may read."""
    found = _kind(kind)
    form, entries = _found(request, found)
    context = {
        "kind": found,
        "kinds": KINDS.values(),
        "form": form,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "query": request.GET.urlencode(),
        "may_write": selectors.writing_units(request.user).exists(),
    }
    return render(request, "knowledge/entry_list.html", context)


@needs(Permission.KNOWLEDGE_VIEW)
@require_GET
def entry_list_csv(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """Give the same as CSV."""
    found = _kind(kind)
    _form, entries = _found(request, found)
    header = [_("Fiscal year"), _("Title"), _("Unit code"), _("Unit"), _("State")]
    rows = (
        (
            str(entry.fiscal_year),
            entry.title,
            entry.unit.code,
            named(entry.unit),
            str(State(entry.state).label),
        )
        for entry in entries
    )
    return csv_response(found.slug, header, rows)


def _found(
    request: SignedInRequest, kind: Kind
) -> tuple[LibraryForm, QuerySet[Lesson | Innovation]]:
    form = LibraryForm(request.GET or None, years=selectors.years_known())
    wanted = selectors.Wanted()
    if form.is_valid():
        values = form.cleaned_data
        wanted = selectors.Wanted(
            words_of(values["q"]), values["year"], values["state"]
        )
    return form, selectors.library_of(request.user, kind, wanted)


@needs(Permission.KNOWLEDGE_VIEW)
@require_GET
def entry_detail(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Show one entry, with what its reader may do next."""
    entry = _entry(request, kind, number)
    return _page(request, entry, kind)


def _page(
    request: SignedInRequest,
    entry: Lesson | Innovation,
    kind: str,
    status: int = 200,
    *,
    file_form: FileForm | None = None,
    reason_form: ReasonForm | None = None,
    adoption_form: AdoptionForm | None = None,
) -> HttpResponse:
    """Show the entry; a form that was sent with a fault stands there as it was sent."""
    may_edit = can(request.user, Permission.KNOWLEDGE_EDIT, entry.unit)
    may_publish = can(request.user, Permission.KNOWLEDGE_PUBLISH, entry.unit)
    context: dict[str, Any] = {
        "kind": _kind(kind),
        "entry": entry,
        "items": selectors.items_of(entry),
        **_files(entry),
        "occasion": occasion_of(request.user, entry.occasion, entry.occasion_ref),
        "may_change": may_edit and entry.state == State.DRAFT,
        "may_publish": may_publish and entry.state == State.OFFERED,
        "may_send_back": may_publish and entry.state != State.DRAFT,
        "file_form": file_form or FileForm(),
        "reason_form": reason_form or ReasonForm(),
    }
    if isinstance(entry, Innovation):
        adoption_form = adoption_form or _adoption_form(request)
        context |= {
            "effect": selectors.effect_of(entry),
            "adoptions": selectors.adoptions_of(entry),
            "adoption_form": adoption_form,
            "may_adopt": entry.state == State.PUBLISHED
            and bool(adoption_form.fields["unit"].queryset.exclude(pk=entry.unit_id)),  # type: ignore[attr-defined]
        }
    return render(request, "knowledge/entry_detail.html", context, status=status)


def _files(entry: Lesson | Innovation) -> dict[str, list[EntryFile]]:
    files = list(entry.files.all())
    return {
        "files": files,
        "pictures": [file for file in files if file.is_picture],
        "papers": [file for file in files if not file.is_picture],
    }


@needs(Permission.KNOWLEDGE_EDIT)
@require_http_methods(["GET", "POST"])
def entry_add(request: SignedInRequest, kind: str) -> HttpResponse:
    """Begin an entry."""
    found = _kind(kind)
    units = selectors.writing_units(request.user)
    form = FORMS[kind](
        request.POST or None,
        user=request.user,
        units=units,
        initial={"occasion": Occasion.OTHER, **asked_values(request.GET)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _written(form, request.user)
        except services.KnowledgeError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The draft is stored."))
            return redirect("knowledge:entry_detail", kind, made.pk)
    return _form_page(request, found, form)


def _written(form: LessonForm | InnovationForm, user: User) -> Lesson | Innovation:
    unit = form.cleaned_data["unit"]
    if isinstance(form, LessonForm):
        return services.lesson_write(unit=unit, words=form.words(), by=user)
    return services.innovation_write(unit=unit, words=form.words(), by=user)


@needs(Permission.KNOWLEDGE_EDIT)
@require_http_methods(["GET", "POST"])
def entry_edit(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Change a draft."""
    entry = _entry(request, kind, number)
    if not can(request.user, Permission.KNOWLEDGE_EDIT, entry.unit):
        raise PermissionDenied
    first = {**first_values(entry), **asked_values(request.GET)}
    form = FORMS[kind](
        request.POST or None, user=request.user, entry=entry, initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.entry_change(
                entry=entry,
                words=form.words(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
            )
        except services.KnowledgeError as error:
            entry.refresh_from_db()
            form = _again(FORMS[kind], request, entry)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The draft is stored."))
            return redirect("knowledge:entry_detail", kind, number)
    return _form_page(request, _kind(kind), form, entry)


def _again(
    form: type[LessonForm] | type[InnovationForm],
    request: SignedInRequest,
    entry: Lesson | Innovation,
) -> LessonForm | InnovationForm:
    """Return the form with the words that were sent, upon the present version."""
    sent = request.POST.copy()
    sent["version"] = str(entry.version)
    filled = form(sent, user=request.user, entry=entry, initial=first_values(entry))
    filled.full_clean()
    return filled


def _form_page(
    request: SignedInRequest,
    kind: Kind,
    form: EntryForm,
    entry: Lesson | Innovation | None = None,
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"kind": kind, "form": form, "entry": entry}
    return render(request, "knowledge/entry_form.html", context, status=status)


@needs(Permission.KNOWLEDGE_EDIT)
@require_POST
def entry_offer(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Offer a draft for publication."""
    done = _("It is offered; those who publish it see it on their first screen.")
    return _step(request, kind, number, services.entry_offer, done)


@needs(Permission.KNOWLEDGE_PUBLISH)
@require_POST
def entry_publish(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Publish what was offered."""
    done = _("It is published; the whole country may read it.")
    return _step(request, kind, number, services.entry_publish, done)


def _step(
    request: SignedInRequest,
    kind: str,
    number: int,
    take: Callable[..., Lesson | Innovation],
    done: str,
) -> HttpResponse:
    entry = _entry(request, kind, number)
    try:
        take(entry=entry, by=request.user)
    except services.KnowledgeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("knowledge:entry_detail", kind, number)


@needs(Permission.KNOWLEDGE_PUBLISH)
@require_POST
def entry_send_back(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Send an entry back to its writer, with a reason."""
    entry = _entry(request, kind, number)
    form = ReasonForm(request.POST)
    if not can(request.user, Permission.KNOWLEDGE_PUBLISH, entry.unit):
        raise PermissionDenied
    if form.is_valid():
        try:
            services.entry_send_back(
                entry=entry, reason=form.cleaned_data["reason"], by=request.user
            )
        except services.KnowledgeError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("It is a draft again, with your reason."))
            return redirect("knowledge:entry_detail", kind, number)
    return _page(request, entry, kind, 422, reason_form=form)


@needs(Permission.KNOWLEDGE_EDIT)
@require_POST
def file_add(request: SignedInRequest, kind: str, number: int) -> HttpResponse:
    """Keep a file with a draft."""
    entry = _entry(request, kind, number)
    if not can(request.user, Permission.KNOWLEDGE_EDIT, entry.unit):
        raise PermissionDenied
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.file_add(
                entry=entry,
                file=sent.file,
                name=sent.name,
                caption=form.cleaned_data["caption"],
                by=request.user,
            )
        except services.KnowledgeError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The file is kept."))
            return _to_files(entry)
    return _page(request, entry, kind, 422, file_form=form)


@needs(Permission.KNOWLEDGE_VIEW)
@require_GET
def file_read(request: SignedInRequest, number: int) -> FileResponse:
    """Give a file; a picture to be shown on the page of its entry."""
    file = _file(request, number)
    return file_response(file, inline=file.is_picture)


@needs(Permission.KNOWLEDGE_EDIT)
@require_POST
def file_remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a file out of a draft."""
    file = _file(request, number)
    try:
        services.file_remove(file=file, by=request.user)
    except services.KnowledgeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is taken out."))
    return _to_files(file.entry)


def _to_files(entry: Lesson | Innovation) -> HttpResponse:
    response = redirect("knowledge:entry_detail", kind_of(entry).slug, entry.pk)
    response["Location"] += "#files"
    return response


def _file(request: SignedInRequest, number: int) -> EntryFile:
    file = selectors.file_of(request.user, number)
    if file is None:
        raise Http404
    return file


@needs(Permission.KNOWLEDGE_EDIT)
@require_POST
def adoption_add(request: SignedInRequest, number: int) -> HttpResponse:
    """Record that one of the user's units took an innovation up."""
    entry = _entry(request, INNOVATION.slug, number)
    if not isinstance(entry, Innovation):
        raise Http404
    form = _adoption_form(request, request.POST)
    if form.is_valid():
        try:
            services.adoption_record(
                innovation=entry, by=request.user, **form.cleaned_data
            )
        except services.KnowledgeError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("It is recorded that the unit uses it."))
            return redirect("knowledge:entry_detail", INNOVATION.slug, number)
    return _page(request, entry, INNOVATION.slug, 422, adoption_form=form)


def _adoption_form(request: SignedInRequest, sent: Any = None) -> AdoptionForm:
    return AdoptionForm(
        sent,
        units=selectors.writing_units(request.user),
        initial={"adopted_on": date_short(clock.today())},
    )


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _entry(request: SignedInRequest, kind: str, number: int) -> Lesson | Innovation:
    entry = selectors.entry_of(request.user, _kind(kind), number)
    if entry is None:
        raise Http404
    return entry
