"""Analysis listens to what lower apps change and shows results on their pages."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Registers the notes of change that lead to a refresh, panels, menu and acts."""

    name = "tidtam.analysis"

    def ready(self) -> None:
        """Register with the hooks."""
        from tidtam.common import hooks

        from . import checks, judging, panels, tasks

        hooks.after_values_changed.register(tasks.on_values_changed)
        hooks.after_rules_changed.register(tasks.on_rules_changed)
        hooks.figures_judged.register(judging.judge)
        hooks.navigation.register(panels.navigation)
        hooks.acts.register(panels.acts)
        hooks.checks.register(checks.result_findings)
        for panel in panels.PANELS:
            hooks.panels.register(panel)
