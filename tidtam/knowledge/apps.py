"""Lessons and innovations on pages of other apps, in the menu, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class KnowledgeConfig(AppConfig):
    """Registers panels, menu, search and what waits for publication."""

    name = "tidtam.knowledge"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import panels

        hooks.navigation.register(panels.navigation)
        hooks.todos.register(panels.todos)
        hooks.search_sources.register(panels.SEARCH)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
