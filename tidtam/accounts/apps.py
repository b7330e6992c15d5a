"""What this app puts into the hooks: people and the audit trail in the menu."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.common import hooks
from tidtam.common.hooks import NavigationItem, Section, Seen


class AccountsConfig(AppConfig):
    """Registers the pages of people and of the audit trail."""

    name = "tidtam.accounts"

    def ready(self) -> None:
        """Register with the hooks."""
        hooks.navigation.register(navigation)


def navigation(seen: Seen) -> Iterator[NavigationItem]:
    """Give the pages that the user may open."""
    if "user_view" in seen.permissions:
        yield NavigationItem(
            Section.SYSTEM, _("People"), reverse("accounts:user_list"), "users"
        )
    if "audit_view" in seen.permissions:
        yield NavigationItem(
            Section.SYSTEM, _("Audit trail"), reverse("accounts:audit_list"), "audit"
        )
