"""Addresses of pages, for lists whose subjects have a page only where one was built."""

from django.urls import NoReverseMatch, reverse

from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem


def link(name: str, *arguments: str) -> str:
    """Return the address of the page of this name, or nothing if there is none."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def unit_link(unit: Unit) -> str:
    """Return the address of a unit's page."""
    return reverse("web:unit_detail", args=[unit.code])


def indicator_link(code: str) -> str:
    """Return the address of an indicator's page."""
    return link("analysis:indicator_detail", code)


def policy_link(item: PolicyItem) -> str:
    """Return the address of the page of a policy item."""
    return link("policies:item_detail", item.framework.code, item.code)


def national_link() -> str:
    """Return the address of the national page."""
    return link("web:national")
