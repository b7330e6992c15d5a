"""What this app puts into the hooks: its check of the stored state."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers the check of the tree of units."""

    name = "tidtam.organisation"

    def ready(self) -> None:
        """Register with the hooks."""
        from tidtam.common import hooks

        from . import checks

        hooks.checks.register(checks.tree_findings)
