"""What the doctor looks at here: stored results that cannot be."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from tidtam.common.hooks import Finding

from .models import Result


def result_findings() -> Iterator[Finding]:
    """Give results with a coverage above 1 or more units than are expected."""
    rows = Result.objects.filter(
        Q(coverage__gt=1) | Q(expected__lt=F("reported") + F("not_applicable")),
        run__is_current=True,
    ).values_list(
        "run__period", "run__basis", "unit__code", "indicator__code", "coverage"
    )
    for *key, coverage in rows:
        yield Finding(
            "coverage",
            " ".join(key),
            _("more units reported than are expected (coverage %(coverage)s)")
            % {"coverage": coverage},
            _("look for figures off their lists, then run bin/tidtam rollup --all"),
        )
