"""Publications in the menu, on pages of units, in search, on home."""

from django.apps import AppConfig

from tidtam.common import hooks


class PublicationsConfig(AppConfig):
    """Registers panels, menu and what waits for approval."""

    name = "tidtam.publications"

    def ready(self) -> None:
        """Register with the hooks."""
        from . import panels

        hooks.navigation.register(panels.navigation)
        hooks.todos.register(panels.todos)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
