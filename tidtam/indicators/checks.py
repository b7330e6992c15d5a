"""What the doctor looks at here: that definitions keep to the rules."""

from collections.abc import Iterator

from tidtam.common.hooks import Finding

from . import rules
from .files import DEFINITION_FIELDS
from .models import IndicatorVersion


def definition_findings() -> Iterator[Finding]:
    """Give what is wrong with the current definitions."""
    rows = IndicatorVersion.objects.filter(is_current=True).order_by("indicator__code")
    for code, *values in rows.values_list("indicator__code", *DEFINITION_FIELDS):
        for column, reason, remedy in rules.problems(rules.Definition(*values)):
            yield Finding("definition", f"{code} {column}", reason, remedy)
