"""Directives on pages of other apps, in the menu, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class FollowupConfig(AppConfig):
    """Registers panels, menu, search, due days and what waits."""

    name = "tidtam.followup"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import panels

        hooks.navigation.register(panels.navigation)
        hooks.todos.register(panels.todos)
        hooks.deadlines.register(panels.deadlines)
        hooks.acts.register(panels.acts)
        hooks.search_sources.register(panels.SEARCH)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
