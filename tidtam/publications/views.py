"""The list of editions, one edition on screen and as files, making and publishing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    can,
    needs,
    public,
)
from tidtam.documents.responses import document_response

from . import selectors, services
from .forms import MakeForm, YearForm
from .models import Edition

PAGE = 50


@needs(Permission.PUBLICATION_VIEW)
@require_GET
def edition_list(request: SignedInRequest) -> HttpResponse:
    """List the editions that the user may read."""
    return _list(request, None, 200)


def _list(request: SignedInRequest, form: MakeForm | None, status: int) -> HttpResponse:
    years = selectors.years_with_results()
    narrowed = YearForm(request.GET or None, years=years)
    year = narrowed.cleaned_data["year"] if narrowed.is_valid() else None
    units = selectors.units_to_sum(request.user)
    found = selectors.editions_of(request.user, year)
    context = {
        "filter": narrowed,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form or MakeForm(units=units, years=years),
        "may_make": bool(years) and units.exists(),
        "query": request.GET.urlencode(),
    }
    return render(request, "publications/edition_list.html", context, status=status)


@needs(Permission.PUBLICATION_MAKE)
@require_POST
def edition_make(request: SignedInRequest) -> HttpResponse:
    """Draw up a summary."""
    units = selectors.units_to_sum(request.user)
    years = selectors.years_with_results()
    form = MakeForm(request.POST, units=units, years=years)
    if form.is_valid():
        try:
            made = services.edition_make(by=request.user, **form.cleaned_data)
        except services.PublicationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The draft is made. Another person publishes it.")
            )
            return redirect("publications:edition_detail", made.pk)
    return _list(request, form, 422)


@needs(Permission.PUBLICATION_VIEW)
@require_GET
def edition_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show an edition as it was said."""
    edition = _edition(request, number)
    context = {
        "edition": edition,
        "paper": edition.content,
        "chapters": _chapters(edition),
        "may_publish": edition.state == Edition.State.DRAFT
        and can(request.user, Permission.PUBLICATION_PUBLISH, edition.unit),
    }
    return render(request, "publications/edition_detail.html", context)


def _chapters(edition: Edition) -> list[tuple[int, str]]:
    return [
        (place, block["text"])
        for place, block in enumerate(edition.content["blocks"])
        if block["kind"] == "heading" and block["level"] == 1
    ]


@needs(Permission.PUBLICATION_VIEW)
@require_GET
def edition_file(request: SignedInRequest, number: int, ending: str) -> HttpResponse:
    """Give an edition as PDF, Word or Excel."""
    edition = _edition(request, number)
    return _file(edition, ending)


def _file(edition: Edition, ending: str) -> HttpResponse:
    document = services.document_of(edition)
    return document_response(document, document.title, ending)


@needs(Permission.PUBLICATION_PUBLISH)
@require_POST
def edition_publish(request: SignedInRequest, number: int) -> HttpResponse:
    """Publish a draft."""
    edition = _edition(request, number)
    try:
        services.edition_publish(edition=edition, by=request.user)
    except services.PublicationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is published; everybody may read it."))
    return redirect("publications:edition_detail", number)


@public
@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """List for everybody what is published."""
    context = {"editions": selectors.editions_public()[:500]}
    return render(request, "publications/public_list.html", context)


@public
@require_GET
def public_file(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """Give everybody a published edition."""
    edition = selectors.edition_public(number)
    if edition is None:
        raise Http404
    return _file(edition, ending)


def _edition(request: SignedInRequest, number: int) -> Edition:
    edition = selectors.edition_of(request.user, number)
    if edition is None:
        raise Http404
    return edition
