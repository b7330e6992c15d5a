"""The context of the shell, for every page (base.html names what it asks for)."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tidtam.accounts.permissions import Permission

from .selectors.shell import shell_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return menu, switches and person, each looked up only when a template asks.

    Visitors get nothing. A view may give a name of its own, which then holds.
    """

    def part(name: str, nothing: object = ()) -> "SimpleLazyObject[Any]":
        def looked_up() -> Any:
            found = shell_of(request)
            return getattr(found, name)() if found else nothing

        return SimpleLazyObject(looked_up)

    def search_url() -> str:
        found = shell_of(request)
        may = found is not None and Permission.UNIT_VIEW in found.permissions
        return reverse("web:search") if may else ""

    def report_url() -> str:
        found = shell_of(request)
        if found is None or Permission.PROBLEM_REPORT not in found.permissions:
            return ""
        return (
            f"{reverse('fieldwork:problem_add')}?from={quote(request.get_full_path())}"
        )

    return {
        "navigation": part("navigation"),
        "tabs": part("tabs"),
        "scope": part("scope"),
        "person": part("person", None),
        "search_url": SimpleLazyObject(search_url),
        "report_url": SimpleLazyObject(report_url),
        "home_url": reverse("web:home"),
    }
