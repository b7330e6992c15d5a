"""Visits and problems on pages of other apps, in the menu, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class FieldworkConfig(AppConfig):
    """Registers panels, menu, search, what waits, and what flows in from reports."""

    name = "tidtam.fieldwork"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import first_screen, panels
        from .services import problem_flow_in

        hooks.after_submission_sent.register(problem_flow_in)
        hooks.navigation.register(first_screen.navigation)
        hooks.todos.register(first_screen.todos)
        hooks.deadlines.register(first_screen.deadlines)
        hooks.acts.register(first_screen.acts)
        for kind in panels.OCCASIONS:
            hooks.occasion_kinds.register(kind)
        for source in first_screen.SEARCHES:
            hooks.search_sources.register(source)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
