"""What this app puts into the hooks: its check of the stored state."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Registers the check of the clock."""

    name = "tidtam.common"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import checks, hooks

        hooks.checks.register(checks.clock_findings)
