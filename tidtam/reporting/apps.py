"""What this app puts into the hooks: its pages, what people owe, how a unit stands."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Registers reports, reviews and rounds."""

    name = "tidtam.reporting"

    def ready(self) -> None:
        """Register with the hooks."""
        from tidtam.common import hooks

        from . import checks, first_screen

        hooks.navigation.register(first_screen.navigation)
        hooks.todos.register(first_screen.todos)
        hooks.deadlines.register(first_screen.deadlines)
        for panel in (
            first_screen.UNIT_PANEL,
            first_screen.WAITING_PANEL,
            first_screen.SILENT_PANEL,
        ):
            hooks.panels.register(panel)
        for kind in first_screen.OCCASIONS:
            hooks.occasion_kinds.register(kind)
        hooks.checks.register(checks.round_findings)
        hooks.checks.register(checks.value_findings)
