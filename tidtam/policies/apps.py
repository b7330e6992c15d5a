"""Policies stand in the menu."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.common import hooks
from tidtam.common.hooks import NavigationItem, Section, Seen


class PoliciesConfig(AppConfig):
    """Registers the page of frameworks in the menu."""

    name = "tidtam.policies"

    def ready(self) -> None:
        """Register with the hooks."""
        hooks.navigation.register(navigation)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the page of frameworks."""
    if "policy_view" in seen.permissions:
        yield NavigationItem(
            Section.RESULTS,
            _("Policies"),
            reverse("policies:framework_list"),
            "policy",
            order=20,
        )
