"""Plans on pages of other apps, in the menu, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class PlanningConfig(AppConfig):
    """Registers panels, menu, search, what is owed and what waits for approval."""

    name = "tidtam.planning"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import panels

        hooks.navigation.register(panels.navigation)
        hooks.todos.register(panels.todos)
        hooks.deadlines.register(panels.deadlines)
        hooks.search_sources.register(panels.SEARCH)
        hooks.occasion_kinds.register(panels.OCCASION)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
