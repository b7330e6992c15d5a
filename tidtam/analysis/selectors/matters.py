"""The matters to act on: ranked findings from stored results.

The rules are data: each has a weight, and gives its findings a size from 0 to 1; their
product ranks them. docs/methods/five-matters.md describes them. No owner is named where
none has been given the matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tidtam.analysis import formulas, verdicts, words
from tidtam.analysis.formulas import GREEN, GREY, RED
from tidtam.common.naming import named
from tidtam.common.thai import number
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .figures import Figure, Trend, exact
from .items import Matrix

WIDTHS = 5  # a miss of five tolerances is as large as a finding gets
NAMED = 3  # units named in a finding


@dataclass(frozen=True)
class Rule:
    """A rule of what to act on: its name and its weight in the ranking."""

    code: str
    name: str | Promise
    weight: Fraction


FAR = Rule("far", gettext_lazy("Off target"), Fraction(3))
COVERAGE = Rule("coverage", gettext_lazy("Below the coverage floor"), Fraction(3))
SILENT = Rule("silent", gettext_lazy("Overdue, nothing reported"), Fraction(3))
WORSE_TWICE = Rule("worse_twice", gettext_lazy("Worse twice"), Fraction(2))
SPREAD = Rule("spread", gettext_lazy("Off target in groups"), Fraction(1))
RULES = (FAR, COVERAGE, SILENT, WORSE_TWICE, SPREAD)


@dataclass(frozen=True)
class Matter:
    """A finding to act on, with the figures behind it.

    It is about an indicator, a policy item or the reporting itself; `points` rank it.
    """

    rules: Sequence[Rule]
    points: Fraction
    what: str
    why: str
    indicator_code: str = ""
    item: PolicyItem | None = None

    @property
    def about(self) -> str:
        """Return the names of the rules that found it."""
        return ", ".join(str(rule.name) for rule in self.rules)


@dataclass(frozen=True)
class Groups:
    """The figures of the groups for one indicator."""

    figures: Sequence[Figure]

    @property
    def red(self) -> int:
        """Return how many groups are off target."""
        return sum(figure.row.light == RED for figure in self.figures)

    @property
    def concluded(self) -> int:
        """Return how many groups are concluded."""
        return sum(figure.row.light != GREY for figure in self.figures)


@dataclass(frozen=True)
class Seen:
    """What the rules look at, of one unit, period and basis.

    `trends` and `groups` are by indicator. `silent` are the areas that have reported
    nothing although the round has fallen due, of `areas` that were expected.
    """

    trends: Sequence[tuple[Trend, Groups]]
    matrix: Matrix
    silent: Sequence[Unit] = ()
    areas: int = 0


def matters_of(seen: Seen) -> list[Matter]:
    """Return every matter, the weightiest first. No query."""
    found = [
        *_of_indicators(seen.trends),
        *_of_coverage(seen.trends),
        *_of_silence(seen),
        *_of_spread(seen.matrix),
    ]
    return sorted(found, key=lambda matter: (-matter.points, matter.what))


# ---------- indicators: off target, worse twice ----------


def _of_indicators(trends: Iterable[tuple[Trend, Groups]]) -> Iterable[Matter]:
    for trend, groups in trends:
        figure = trend.figures[-1] if trend.figures else None
        if figure is None or not figure.is_complete:
            continue
        far, worse = _far_size(figure), _worse_size(trend)
        rules = [rule for rule, size in ((FAR, far), (WORSE_TWICE, worse)) if size]
        if rules:
            yield Matter(
                rules=rules,
                points=FAR.weight * far + WORSE_TWICE.weight * worse,
                what=_indicator_finding(figure, is_far=bool(far)),
                why=" · ".join(_indicator_reasons(figure, trend, groups, bool(worse))),
                indicator_code=figure.code,
            )


def _far_size(figure: Figure) -> Fraction:
    """Return how far a red figure misses its target, from 0 to 1."""
    value, target = exact(figure.row.value), exact(figure.row.target)
    if figure.row.light != RED or value is None or target is None:
        return Fraction(0)
    rules = figure.definition.rules
    distance = formulas.shortfall(rules, value, target)
    return verdicts.in_amber_widths(rules, distance, WIDTHS)


def _worse_size(trend: Trend) -> Fraction:
    """Return how much the last two changes lost, if both were for the worse."""
    changes = [figure.improvement if figure else None for figure in trend.figures]
    figure = trend.figures[-1]
    if figure is None or not verdicts.is_worse_twice(changes):
        return Fraction(0)
    lost = -sum((change for change in changes[-2:] if change), Fraction(0))
    return verdicts.in_amber_widths(figure.definition.rules, lost, WIDTHS)


def _indicator_finding(figure: Figure, *, is_far: bool) -> str:
    if not is_far:
        return _("%(name)s became worse twice in a row") % {"name": figure.name}
    return _("%(name)s is off target by %(short)s") % {
        "name": figure.name,
        "short": words.figure(figure.shortfall, figure.version.decimals),
    }


def _indicator_reasons(
    figure: Figure, trend: Trend, groups: Groups, is_worse: bool
) -> Iterable[str]:
    decimals = figure.version.decimals
    if figure.row.target is not None:
        yield _("value %(value)s, target %(target)s") % {
            "value": words.figure(figure.row.value, decimals),
            "target": words.figure(figure.row.target, decimals),
        }
    if is_worse:
        values = [words.figure(each.row.value, decimals) for each in trend.known[-3:]]
        yield _("worse twice: %(values)s") % {"values": " → ".join(values)}
    if groups.red:
        yield _("off target in %(red)s of %(all)s groups") % {
            "red": number(groups.red),
            "all": number(groups.concluded),
        }


# ---------- reporting: groups below the floor, areas that are silent ----------


def _of_coverage(trends: Iterable[tuple[Trend, Groups]]) -> Iterable[Matter]:
    """Give one matter for all groups of which something cannot be concluded yet."""
    below: dict[int, list[Figure]] = {}
    units: dict[int, Unit] = {}
    for _trend, groups in trends:
        for figure in groups.figures:
            if figure.unit is not None and figure.due and not figure.is_complete:
                below.setdefault(figure.unit.pk, []).append(figure)
                units[figure.unit.pk] = figure.unit
    if not below:
        return
    missing = {pk: _missing_share(figures) for pk, figures in below.items()}
    worst = sorted(units.values(), key=lambda unit: (-missing[unit.pk], unit.sort_key))
    indicators = {figure.code for figures in below.values() for figure in figures}
    yield Matter(
        rules=[COVERAGE],
        points=COVERAGE.weight * missing[worst[0].pk],
        what=_coverage_finding(worst, len(indicators)),
        why=" · ".join(
            _("%(unit)s missing %(share)s %%")
            % {"unit": named(unit), "share": words.percent(float(missing[unit.pk]))}
            for unit in worst[:NAMED]
        ),
    )


def _missing_share(figures: Sequence[Figure]) -> Fraction:
    due = sum(figure.due for figure in figures)
    return Fraction(sum(figure.missing for figure in figures), due)


def _coverage_finding(units: Sequence[Unit], indicators: int) -> str:
    counts = {
        "groups": number(len(units)),
        "indicators": number(indicators),
        "unit": named(units[0]),
    }
    if len(units) == 1:
        text = ngettext(
            "%(unit)s is below the coverage floor, so %(indicators)s indicator cannot "
            "be concluded",
            "%(unit)s is below the coverage floor, so %(indicators)s indicators cannot "
            "be concluded",
            indicators,
        )
    else:
        text = ngettext(
            "%(groups)s groups are below the coverage floor, so %(indicators)s "
            "indicator cannot be concluded there",
            "%(groups)s groups are below the coverage floor, so %(indicators)s "
            "indicators cannot be concluded there",
            indicators,
        )
    return text % counts


def _of_silence(seen: Seen) -> Iterable[Matter]:
    if not seen.silent:
        return
    count = len(seen.silent)
    text = ngettext(
        "%(count)s area office is overdue and has reported nothing",
        "%(count)s area offices are overdue and have reported nothing",
        count,
    )
    yield Matter(
        rules=[SILENT],
        points=SILENT.weight * Fraction(count, max(seen.areas, count)),
        what=text % {"count": number(count)},
        why=" · ".join(named(unit) for unit in seen.silent[:NAMED]),
    )


# ---------- items: off target in many groups ----------


def _of_spread(matrix: Matrix) -> Iterable[Matter]:
    """Give the items that are well for the whole but off target in groups."""
    for row in matrix.rows:
        lights = [cell.light for cell in row.cells if cell.light not in {None, GREY}]
        red = sum(light == RED for light in lights)
        if not red or row.whole.light in {None, RED, GREY}:
            continue
        where = [
            named(unit)
            for unit, cell in zip(matrix.units, row.cells, strict=True)
            if cell.light == RED
        ]
        told = (
            _("on target as a whole")
            if row.whole.light == GREEN
            else _("near target as a whole")
        )
        yield Matter(
            rules=[SPREAD],
            points=SPREAD.weight * Fraction(red, len(lights)),
            what=_("%(item)s is off target in %(red)s of %(all)s groups")
            % {
                "item": named(row.item),
                "red": number(red),
                "all": number(len(lights)),
            },
            why=" · ".join([told, *where[:NAMED]]),
            item=row.item,
        )
