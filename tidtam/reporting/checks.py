"""What the doctor looks at here: figures against the frozen lists of their rounds."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tidtam.common.hooks import Finding

from .models import Round, RoundExclusion, RoundIndicator, RoundUnit, ValueRevision

CURRENT = Q(superseded_at=None)
OFFICIAL = Q(official_at__isnull=False, unofficial_at=None)


def round_findings() -> Iterator[Finding]:
    """Give open rounds without a list or with a version that is not frozen."""
    opened = Round.objects.exclude(opened_at=None).order_by("code")
    for round_ in opened.filter(listed=None):
        yield Finding(
            "round",
            round_.code,
            _("the round is open and its list is empty"),
            _("correct the list of the round"),
        )
    unfrozen = RoundIndicator.objects.filter(round__in=opened, version=None)
    for round_code, code in unfrozen.values_list("round__code", "indicator__code"):
        yield Finding(
            "round",
            f"{round_code} {code}",
            _("the round is open and the version of the indicator is not frozen"),
            _("restore the round from a backup"),
        )


def value_findings() -> Iterator[Finding]:
    """Give keys with two standing revisions, and figures that nobody asked for."""
    yield from _doubled(CURRENT, _("two revisions are current"))
    yield from _doubled(OFFICIAL, _("two revisions are official"))
    standing = ValueRevision.objects.filter(CURRENT | OFFICIAL)
    listed = RoundUnit.objects.filter(round=OuterRef("round"), unit=OuterRef("unit"))
    asked = RoundIndicator.objects.filter(
        round=OuterRef("round"), indicator=OuterRef("indicator")
    )
    excluded = RoundExclusion.objects.filter(
        Q(indicator=OuterRef("indicator")) | Q(indicator=None),
        round=OuterRef("round"),
        unit=OuterRef("unit"),
    )
    yield from _off(
        standing.filter(~Exists(listed)), _("the unit is not on the list of the round")
    )
    yield from _off(
        standing.filter(~Exists(asked)), _("the round does not ask for the indicator")
    )
    yield from _off(
        standing.filter(Exists(excluded)), _("the round leaves the unit out")
    )
    yield from _off(
        standing.filter(
            Exists(asked.exclude(version__reported_by=OuterRef("unit__kind")))
        ),
        _("the unit is not of the kind that reports the indicator"),
    )


def _doubled(standing: Q, reason: str) -> Iterator[Finding]:
    keys = (
        ValueRevision.objects.filter(standing)
        .values("round", "unit", "indicator", "part")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .values_list("round__code", "unit__code", "indicator__code")
    )
    for key in keys:
        yield Finding(
            "doubled-value", " ".join(key), reason, _("restore the table from a backup")
        )


def _off(values: QuerySet[ValueRevision], reason: str) -> Iterator[Finding]:
    keys = values.order_by("pk").values_list(
        F("round__code"), F("unit__code"), F("indicator__code")
    )
    for key in dict.fromkeys(keys):
        yield Finding(
            "value-off-list",
            " ".join(key),
            reason,
            _("correct the list of the round, or withdraw the figure"),
        )
