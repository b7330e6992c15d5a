"""What this app puts into the hooks: its check of the stored state."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers the check of definitions."""

    name = "tidtam.indicators"

    def ready(self) -> None:
        """Register with the hooks."""
        from tidtam.common import hooks

        from . import checks

        hooks.checks.register(checks.definition_findings)
