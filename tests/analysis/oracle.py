"""A second reckoning of results.csv, written from the words of the design alone.

Slow, plain and exact: fractions from the files to the last step, where each figure is
rounded once to a double. It shares no code with tidtam.analysis, so that a rule which
one of the two has misread shows as a difference.

`Oracle.load` takes folders of exchange files one after another, as `tidtam import`
does; `Oracle.rows` gives the rows of results.csv.
"""

import csv
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

Day = datetime.date
Row = tuple[str, ...]
BASES = ("official", "preliminary")
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
ONE_DAY = datetime.timedelta(days=1)

# First month (October is 0) and number of months.
MONTHS = {
    "Q1": (0, 3),
    "Q2": (3, 3),
    "Q3": (6, 3),
    "Q4": (9, 3),
    "H1": (0, 6),
    "H2": (6, 6),
    "9M": (0, 9),
    "Y": (0, 12),
}
WIDER = (
    ("H1", ("Q1", "Q2")),
    ("9M", ("Q1", "Q2", "Q3")),
    ("Y", ("Q1", "Q2", "Q3", "Q4")),
    ("Y", ("H1", "H2")),
)
POINTS = {
    "levels": [Fraction(point) for point in (1, 2, 3, 4, 5)],
    "three_targets": [Fraction(point) for point in (50, 75, 100)],
}


@dataclass(frozen=True)
class Result:
    """A row of results.csv as text, in the order of its columns."""

    period: str
    basis: str
    unit_code: str
    indicator_code: str
    part: str
    value: str
    numerator: str
    denominator: str
    expected: str
    reported: str
    not_applicable: str
    coverage: str
    target: str
    score: str
    light: str


COLUMNS = tuple(column.name for column in fields(Result))


@dataclass(frozen=True)
class Rule:
    """What an indicator's row in indicators.csv says of reckoning."""

    direction: str
    over_units: str
    over_time: str
    reported_by: str
    factor: Fraction
    floor: Fraction
    amber: Fraction
    scoring: str
    levels: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Placement:
    """Under `parent` ("" for none) from a day to before another."""

    parent: str
    since: Day
    until: Day | None


@dataclass(frozen=True)
class Said:
    """A reported figure, or that the question does not apply."""

    applies: bool
    value: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)


@dataclass
class Round:
    """A row of rounds.csv; `rules` and `chains` are frozen when it opens.

    `chains` gives each listed unit with its superiors, the nearest first.
    """

    fiscal_year: int
    span: str
    opens_at: datetime.datetime
    asked: list[str]
    rules: dict[str, Rule] = field(default_factory=dict)
    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Share:
    """What one unit brings to itself and its superiors in a span; None is missing."""

    unit: str
    chain: tuple[str, ...]
    said: Said | None


@dataclass(frozen=True)
class Span:
    """A period with the rounds that make it up, in the order of time."""

    fiscal_year: int
    name: str
    rounds: tuple[str, ...]

    @property
    def last_day(self) -> Day:
        first, months = MONTHS[self.name]
        return _month_start(self.fiscal_year, first + months) - ONE_DAY

    @property
    def first_day(self) -> Day:
        return _month_start(self.fiscal_year, MONTHS[self.name][0])


@dataclass
class Oracle:
    """The country as the folders loaded so far tell it."""

    kinds: dict[str, str] = field(default_factory=dict)
    placements: dict[str, list[Placement]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    curves: dict[tuple[str, str], dict[Day, Fraction]] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    said: dict[tuple[str, str, str], Said] = field(default_factory=dict)
    # (round, unit, indicator or "" for all) that a round does not ask.
    excluded: set[tuple[str, str, str]] = field(default_factory=set)

    def load(self, folder: Path, now: datetime.datetime) -> None:
        """Take in a folder at the moment, and open the rounds that are due."""
        for row in _read(folder, "units"):
            self.kinds[row["code"]] = row["kind"]
        self._load_placements(folder)
        for row in _read(folder, "indicators"):
            self.rules[row["code"]] = _rule(row)
        self._load_targets(folder)
        for row in _read(folder, "rounds"):
            if row["code"] not in self.opened:
                self.rounds[row["code"]] = _round(row)
        for code, round_ in self.rounds.items():
            if code not in self.opened and round_.opens_at <= now:
                self._open(code)
        for row in _read(folder, "values"):
            key = row["round_code"], row["unit_code"], row["indicator_code"]
            self.said[key] = _said(row)

    def rows(
        self, *, as_is: Day | None = None, bases: Sequence[str] = BASES
    ) -> list[Row]:
        """Return the rows of results.csv; `as_is` names a day of membership.

        Everything that is loaded is official, so both bases are the same.
        """
        found = []
        for indicator in self.rules:
            for span in self._spans(indicator):
                for cells in self._results(indicator, span, as_is):
                    unit, *rest = cells
                    period = f"{span.fiscal_year}-{span.name}"
                    found += [
                        (period, basis, unit, indicator, "", *rest) for basis in bases
                    ]
        return sorted(found)

    def text(self, *, as_is: Day | None = None, bases: Sequence[str] = BASES) -> str:
        """Return results.csv as it stands in the file."""
        lines = [COLUMNS, *self.rows(as_is=as_is, bases=bases)]
        return "".join(",".join(line) + "\n" for line in lines)

    # Loading

    def _load_placements(self, folder: Path) -> None:
        named: dict[str, list[Placement]] = {}
        for row in _read(folder, "placements"):
            named.setdefault(row["unit_code"], []).append(
                Placement(
                    row["parent_code"],
                    Day.fromisoformat(row["valid_from"]),
                    Day.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                )
            )
        self.placements.update(named)

    def _load_targets(self, folder: Path) -> None:
        named: dict[tuple[str, str], dict[Day, Fraction]] = {}
        for row in _read(folder, "targets"):
            key = row["indicator_code"], row["unit_code"]
            day = Day.fromisoformat(row["on"])
            named.setdefault(key, {})[day] = Fraction(row["value"])
        self.curves.update(named)

    def _open(self, code: str) -> None:
        round_ = self.rounds[code]
        round_.rules = {name: self.rules[name] for name in round_.asked}
        levels = {rule.reported_by for rule in round_.rules.values()}
        day = round_.opens_at.astimezone(BANGKOK).date()
        for unit, kind in self.kinds.items():
            if kind in levels and self._placement(unit, day):
                round_.chains[unit] = self._chain(unit, day)
        self.opened.add(code)

    # Who stands under whom

    def _placement(self, unit: str, day: Day) -> Placement | None:
        for placement in self.placements.get(unit, ()):
            ends_later = placement.until is None or day < placement.until
            if placement.since <= day and ends_later:
                return placement
        return None

    def _chain(self, unit: str, day: Day) -> tuple[str, ...]:
        """Return the superiors on the day; it ends below one that is not open."""
        placement = self._placement(unit, day)
        if not placement or not placement.parent:
            return ()
        if not self._placement(placement.parent, day):
            return ()
        return placement.parent, *self._chain(placement.parent, day)

    def _chain_in(self, code: str, unit: str, as_is: Day | None) -> tuple[str, ...]:
        """Return the superiors of a unit that the round lists.

        On a day of today's membership, a unit whose chain does not reach the
        commission stands under nobody.
        """
        if as_is is None:
            return self.rounds[code].chains[unit]
        chain = self._chain(unit, as_is)
        return chain if chain and self.kinds[chain[-1]] == "commission" else ()

    def _expected(self, code: str, indicator: str) -> list[str]:
        round_ = self.rounds[code]
        level = round_.rules[indicator].reported_by
        return [
            unit
            for unit in round_.chains
            if self.kinds[unit] == level
            and not self.excluded & {(code, unit, ""), (code, unit, indicator)}
        ]

    # Periods

    def _spans(self, indicator: str) -> list[Span]:
        """Return the indicator's periods: those with a round, and wider ones."""
        made: dict[int, dict[str, str]] = {}
        for code in self.opened:
            round_ = self.rounds[code]
            if indicator in round_.asked:
                made.setdefault(round_.fiscal_year, {})[round_.span] = code
        spans: list[Span] = []
        for year, rounds in made.items():
            found = {name: Span(year, name, (code,)) for name, code in rounds.items()}
            for name, parts in WIDER:
                if name in found or not all(part in rounds for part in parts):
                    continue
                codes = tuple(rounds[part] for part in parts)
                last = self.rounds[codes[-1]].rules[indicator]
                if last.over_time != "none":
                    found[name] = Span(year, name, codes)
            spans += found.values()
        return spans

    # Figures

    def _results(
        self, indicator: str, span: Span, as_is: Day | None
    ) -> Iterator[tuple[str, ...]]:
        """Give unit and figures of each row of the indicator in the span."""
        rule = self.rounds[span.rounds[-1]].rules[indicator]
        under: dict[str, list[Share]] = {}
        for share in self._shares(indicator, span, rule, as_is):
            for unit in (share.unit, *share.chain):
                under.setdefault(unit, []).append(share)
        for unit, shares in under.items():
            target = self._target(indicator, span, rule, unit, as_is)
            yield unit, *_figures(rule, unit, shares, target)

    def _shares(
        self, indicator: str, span: Span, rule: Rule, as_is: Day | None
    ) -> Iterator[Share]:
        placed: dict[str, tuple[str, ...]] = {}
        rounds_of: dict[str, list[Said | None]] = {}
        for code in span.rounds:
            for unit in self._expected(code, indicator):
                placed[unit] = self._chain_in(code, unit, as_is)
                said = self.said.get((code, unit, indicator))
                rounds_of.setdefault(unit, []).append(said)
                if rule.over_time in {"sum", "ratio"}:
                    yield Share(unit, placed[unit], said)
        if rule.over_time not in {"sum", "ratio"}:
            for unit, chain in placed.items():
                yield Share(unit, chain, _over_time(rule, rounds_of[unit]))

    # Targets

    def _target(
        self, indicator: str, span: Span, rule: Rule, unit: str, as_is: Day | None
    ) -> Fraction | None:
        own = self.curves.get((indicator, unit))
        curve = own
        if curve is None and rule.over_units != "sum":
            for superior in self._superiors(indicator, span, unit, as_is):
                curve = self.curves.get((indicator, superior))
                if curve is not None:
                    break
        if curve is None:
            return None
        height = _height(curve, span.last_day)
        if rule.over_time == "sum" and MONTHS[span.name][0] > 0:
            before = _height(curve, span.first_day - ONE_DAY)
            if height is None or before is None:
                return None
            return height - before
        return height

    def _superiors(
        self, indicator: str, span: Span, unit: str, as_is: Day | None
    ) -> tuple[str, ...]:
        """Return those above the unit in the last round that expects it or below it."""
        for code in reversed(span.rounds):
            for expected in self._expected(code, indicator):
                chain = (expected, *self._chain_in(code, expected, as_is))
                if unit in chain:
                    return chain[chain.index(unit) + 1 :]
        raise AssertionError("a row without a round that expects it")


def _over_time(rule: Rule, said: Sequence[Said | None]) -> Said | None:
    """Combine what one unit said in the rounds of a span, in the order of time."""
    reported = [one for one in said if one is not None and one.applies]
    if not reported:
        return next((one for one in said if one is not None), None)
    if rule.over_time in {"last", "none"}:
        return reported[-1]
    values = [one.value for one in reported]
    if rule.over_time == "mean":
        return Said(True, sum(values, Fraction(0)) / len(values))
    return Said(True, max(values) if rule.over_time == "max" else min(values))


def _figures(
    rule: Rule, unit: str, shares: Sequence[Share], target: Fraction | None
) -> Iterator[str]:
    """Give the cells from value to light."""
    reported = [one.said for one in shares if one.said and one.said.applies]
    silent = [one.said for one in shares if one.said and not one.said.applies]
    above = any(one.unit != unit for one in shares)
    value, numerator, denominator = _over_units(rule, reported, above=above)
    owed = len(shares) - len(silent)
    coverage = Fraction(len(reported), owed) if owed else None
    complete = coverage is not None and coverage >= rule.floor
    score, light = None, "grey"
    if value is not None and complete:
        score, light = _score(rule, value, target), _light(rule, value, target)
    yield from (_cell(value), _cell(numerator), _cell(denominator))
    yield from (str(len(shares)), str(len(reported)), str(len(silent)))
    yield from (_cell(coverage), _cell(target), _cell(score), light)


def _over_units(
    rule: Rule, reported: Sequence[Said], *, above: bool
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return value, numerator and denominator."""
    if not reported or (rule.over_units == "none" and above):
        return None, None, None
    values = [one.value for one in reported]
    if rule.over_units == "ratio":
        below = sum((one.denominator for one in reported), Fraction(0))
        upper = sum(values, Fraction(0))
        return upper / below * rule.factor if below else None, upper, below
    if rule.over_units == "share_true":
        upper = Fraction(sum(value != 0 for value in values))
        below = Fraction(len(values))
        return upper / below * rule.factor, upper, below
    if rule.over_units == "max":
        return max(values), None, None
    if rule.over_units == "min":
        return min(values), None, None
    total = sum(values, Fraction(0))
    return total / len(values) if rule.over_units == "mean" else total, None, None


def _score(rule: Rule, value: Fraction, target: Fraction | None) -> Fraction | None:
    if rule.scoring == "none":
        return None
    if rule.scoring == "milestone":
        return min(Fraction(5), max(Fraction(1), value))
    if rule.direction == "range":
        if target is None:
            return None
        value = abs(value - target)
    points = POINTS[rule.scoring]
    levels = [level for level in rule.levels[: len(points)] if level is not None]
    if rule.direction != "up":
        value, levels = -value, [-level for level in levels]
    if value < levels[0]:
        return Fraction(0) if rule.scoring == "three_targets" else points[0]
    for (low, high), (start, end) in zip(
        pairwise(levels), pairwise(points), strict=True
    ):
        if value <= high:
            return start + (end - start) * (value - low) / (high - low)
    return points[-1]


def _light(rule: Rule, value: Fraction, target: Fraction | None) -> str:
    if target is None:
        return "grey"
    if rule.direction == "range":
        given = [level for level in rule.levels if level is not None]
        short = abs(value - target) - (given[-1] if given else 0)
    else:
        short = target - value if rule.direction == "up" else value - target
    if short <= 0:
        return "green"
    return "amber" if short <= rule.amber else "red"


def _height(curve: Mapping[Day, Fraction], day: Day) -> Fraction | None:
    """Return the height of a target curve on the day."""
    days = sorted(curve)
    if day < days[0]:
        return None
    for start, end in pairwise(days):
        if day < end:
            share = Fraction((day - start).days, (end - start).days)
            return curve[start] + (curve[end] - curve[start]) * share
    return curve[days[-1]]


def _cell(number: Fraction | None) -> str:
    """Return the shortest plain decimal that reads back to the nearest double."""
    if number is None:
        return ""
    text = format(Decimal(repr(float(number))), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _month_start(fiscal_year: int, months: int) -> Day:
    """Return the first day of the month so many months after 1 October."""
    years, month = divmod(9 + months, 12)
    return Day(fiscal_year - 544 + years, month + 1, 1)


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rule(row: Mapping[str, str]) -> Rule:
    levels = [row[f"level_{place}"] for place in range(1, 6)]
    return Rule(
        row["direction"],
        row["over_units"],
        row["over_time"],
        row["reported_by"],
        Fraction(row["factor"] or 1),
        Fraction(row["coverage_floor"] or "0.80"),
        Fraction(row["amber_within"] or 0),
        row["scoring"],
        tuple(Fraction(level) if level else None for level in levels),
    )


def _round(row: Mapping[str, str]) -> Round:
    return Round(
        int(row["fiscal_year"]),
        row["period"].partition("-")[2],
        datetime.datetime.fromisoformat(row["opens_at"]),
        row["indicator_codes"].split("|"),
    )


def _said(row: Mapping[str, str]) -> Said:
    if row["state"] == "not_applicable":
        return Said(False)
    if row["value"]:
        return Said(True, Fraction(row["value"]))
    return Said(True, Fraction(row["numerator"]), Fraction(row["denominator"]))
