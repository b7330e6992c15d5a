"""How a directive leads back to what raised it, which may lie in a higher app."""

from collections.abc import Callable
from typing import Any

from .models import Directive

# Given a user and the key, return the address of the page, nothing where it is not
# theirs to see.
Resolver = Callable[[Any, str], str]
_resolvers: dict[str, Resolver] = {}


def register(origin: Directive.Origin, resolver: Resolver) -> None:
    """Let an app answer for the origins of its kind."""
    _resolvers[origin.value] = resolver


def origin_url(user: Any, directive: Directive) -> str:
    """Return where the directive came from, for this user."""
    resolver = _resolvers.get(directive.origin)
    return resolver(user, directive.origin_ref) if resolver else ""
