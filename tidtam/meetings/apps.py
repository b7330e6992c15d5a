"""Meetings on pages of other apps, in the menu, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class MeetingsConfig(AppConfig):
    """Registers panels, menu, search, deadlines, and what directives came from."""

    name = "tidtam.meetings"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import panels

        hooks.occasion_kinds.register(panels.OCCASION)
        hooks.navigation.register(panels.navigation)
        hooks.todos.register(panels.todos)
        hooks.deadlines.register(panels.deadlines)
        hooks.search_sources.register(panels.SEARCH)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
