"""One's own account, and what of signing in is closed."""

from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.accounts import services
from tidtam.accounts.permissions import (
    Permission,
    SignedInRequest,
    View,
    needs,
    public,
)
from tidtam.accounts.selectors import grants_of


@needs(Permission.ACCOUNT_EDIT)
@require_GET
def account_detail(request: SignedInRequest) -> HttpResponse:
    """Say who is signed in, with which roles until when, and how he signs in."""
    context = {
        "grants": grants_of(request.user),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "accounts/account_detail.html", context)


def recorded(view: View) -> View:
    """Record what a page of django-allauth does to one's own second factor."""

    @wraps(view)
    def wrapper(
        request: SignedInRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        with services.second_factor_recorded(user=request.user):
            return view(request, *args, **kwargs)

    return wrapper


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Answer that there is no such page."""
    raise Http404
