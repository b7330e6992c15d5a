"""What this app puts into the hooks, and what every form says of an empty field."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Registers the check of the clock, and the words for what was left empty."""

    name = "tidtam.common"

    def ready(self) -> None:
        """Register with the hooks."""
        from django.forms import Field, TimeField, URLField

        from . import checks, forms, hooks

        Field.default_error_messages["required"] = forms.EMPTY
        TimeField.default_error_messages["invalid"] = forms.NO_TIME
        URLField.default_error_messages["invalid"] = forms.NO_ADDRESS
        hooks.checks.register(checks.clock_findings)
