"""Which periods have figures, and which rounds each is reckoned from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tidtam.common.periods import PARTS, Period

# Rounds are added up, each where its own frozen list has it; otherwise a unit first
# combines its own rounds and counts once.
ADDED_OVER_TIME = frozenset({"sum", "ratio"})


@dataclass(frozen=True)
class OpenRound:
    """An opened round: its period and the version of each indicator it asks."""

    pk: int
    period: Period
    versions: Mapping[int, int]


@dataclass(frozen=True)
class Reckoning:
    """One indicator in one period: from which rounds, by which version's rules.

    `rounds` come in the order of time; the version is that of the last of them.
    """

    period: Period
    indicator: int
    rounds: tuple[int, ...]
    version: int


def reckonings(
    rounds: Iterable[OpenRound], over_time: Mapping[int, str]
) -> list[Reckoning]:
    """Return every period that has figures, for every indicator.

    `over_time` is that of each version. A round made for a period counts before
    figures derived from narrower rounds; an indicator that is not combined over
    time (none) has no derived period.
    """
    by_indicator: dict[int, dict[Period, OpenRound]] = {}
    for item in rounds:
        for indicator in item.versions:
            by_indicator.setdefault(indicator, {})[item.period] = item
    found = []
    for indicator, made in by_indicator.items():
        for period, parts in _spans(made):
            version = parts[-1].versions[indicator]
            if len(parts) == 1 or over_time[version] != "none":
                pks = tuple(part.pk for part in parts)
                found.append(Reckoning(period, indicator, pks, version))
    return sorted(found, key=lambda item: (item.period, item.indicator))


def _spans(
    made: Mapping[Period, OpenRound],
) -> Iterable[tuple[Period, tuple[OpenRound, ...]]]:
    """Give each period with the rounds that make it up."""
    for period, item in made.items():
        yield period, (item,)
    for year in {period.fiscal_year for period in made}:
        for span, ways in PARTS.items():
            period = Period(year, span)
            if period in made:
                continue
            for way in ways:
                parts = [made.get(Period(year, part)) for part in way]
                if all(parts):
                    yield period, tuple(part for part in parts if part)
                    break
