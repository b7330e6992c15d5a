"""What views of directives share."""

from django.http import Http404

from tidtam.accounts.permissions import SignedInRequest
from tidtam.followup import selectors
from tidtam.followup.models import Assignment, Directive


def directive_of(request: SignedInRequest, number: int) -> Directive:
    """Return the directive that the user may read. Raises Http404."""
    directive = selectors.directive_of(request.user, number)
    if directive is None:
        raise Http404
    return directive


def assignment_of(request: SignedInRequest, number: int) -> Assignment:
    """Return the part that the user may read. Raises Http404."""
    part = selectors.assignment_of(request.user, number)
    if part is None:
        raise Http404
    return part
