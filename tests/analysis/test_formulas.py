"""Reckon every row of the worked tables of docs/methods with the code."""

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from tidtam.analysis import engine, expressions, facts, formulas, reckoning
from tidtam.analysis.formulas import TWELFTHS, Figure, Partials, Rules
from tidtam.analysis.reckoning import Country
from tidtam.analysis.spans import OpenRound, Reckoning, reckonings
from tidtam.common import periods

METHODS = Path(__file__).parents[2] / "docs" / "methods"
NONE = "–"
Row = dict[str, str]
ROUNDS = ("Q1", "Q2", "Q3", "Q4")


def tables(page: str) -> dict[str, list[Row]]:
    """Return the worked tables of a page by heading."""
    found: dict[str, list[Row]] = {}
    text = (METHODS / f"{page}.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        heading, _newline, body = section.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        if heading.startswith("Worked table"):
            names, _rule, *rows = [
                [cell.strip() for cell in line.strip("|").split("|")] for line in lines
            ]
            found[heading] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def rows_of(page: str, heading: str = "Worked table") -> list:
    rows = tables(page)[heading]
    assert rows
    return [pytest.param(row, id=" ".join(row.values())) for row in rows]


def worked(page: str, heading: str = "Worked table"):
    """Run the test once for each row of the table."""
    return pytest.mark.parametrize("row", rows_of(page, heading))


def number(cell: str) -> Fraction | None:
    return None if cell == NONE else Fraction(cell)


def exact(cell: str) -> Fraction:
    return Fraction(cell)


def several(cell: str) -> list[str]:
    return [] if cell == NONE else [part.strip() for part in cell.split(";")]


def rules(over_units="sum", **changes) -> Rules:
    given = {
        "direction": "up",
        "over_time": "last",
        "factor": Fraction(1),
        "coverage_floor": Fraction("0.8"),
        "amber_within": Fraction(0),
        "weight": Fraction(1),
        "scoring": "none",
    }
    return Rules(over_units=over_units, **{**given, **changes})


def partials_of(said: str) -> Partials:
    """Return the partials of one unit that says so."""
    if said == "missing":
        return Partials(expected=1)
    if said == "n/a":
        return Partials(expected=1, not_applicable=1)
    if " / " in said:
        numerator, denominator = map(Fraction, said.split(" / "))
        return Partials(1, 1, numerator=numerator, denominator=denominator)
    value = Fraction(said)
    twelfths = value * TWELFTHS
    return Partials(
        1, 1, 0, int(value != 0), total=twelfths, highest=twelfths, lowest=twelfths
    )


def figure_of(rule: Rules, cell: str, *, is_own: bool = False) -> Figure:
    merged = formulas.merge(partials_of(said) for said in several(cell))
    return formulas.figure(rule, merged, is_own=is_own)


def test_every_page_is_in_the_index_and_every_link_leads_somewhere():
    index = (METHODS / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in METHODS.glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([a-z-]+\.md)\)", index))
    for page in METHODS.glob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (METHODS / link).resolve().exists(), (page.name, link)


@worked("rollup-ratios")
def test_ratios(row):
    rule = rules("ratio", factor=exact(row["factor"]))
    figure = figure_of(rule, row["units say"])
    assert figure.value == number(row["value"])
    assert figure.numerator == number(row["numerator"])
    assert figure.denominator == number(row["denominator"])


@worked("rollup-sums")
def test_sums(row):
    assert figure_of(rules("sum"), row["units say"]).value == number(row["value"])


@worked("rollup-means")
def test_means(row):
    assert figure_of(rules("mean"), row["units say"]).value == number(row["value"])


@worked("rollup-extremes")
@pytest.mark.parametrize("extreme", ["max", "min"])
def test_extremes(row, extreme):
    assert figure_of(rules(extreme), row["units say"]).value == number(row[extreme])


@worked("rollup-share-of-units")
def test_shares_of_units(row):
    rule = rules("share_true", factor=exact(row["factor"]))
    figure = figure_of(rule, row["units say"])
    assert figure.value == number(row["value"])
    assert figure.numerator == number(row["numerator"])
    assert figure.denominator == number(row["denominator"])


@worked("rollup-not-added-up")
def test_not_added_up(row):
    is_own = row["seen at"] == "itself"
    figure = figure_of(rules("none"), row["units say"], is_own=is_own)
    assert figure.value == number(row["value"])


@worked("coverage")
def test_coverage(row):
    counts = [int(row[name]) for name in ("expected", "reported", "not applicable")]
    partials = Partials(*counts)
    if row["coverage"] == "error":
        with pytest.raises(ValueError, match="more units"):
            formulas.coverage(partials)
        return
    rule = rules(coverage_floor=exact(row["floor"]))
    covered = formulas.coverage(partials)
    assert covered == number(row["coverage"])
    assert formulas.is_complete(rule, covered) == (row["complete"] == "yes")


def curve_of(cell: str) -> list[tuple[datetime.date, Fraction]]:
    points = [part.split(": ") for part in several(cell)]
    return [(datetime.date.fromisoformat(on), exact(height)) for on, height in points]


@worked("targets", "Worked table: heights")
def test_heights_of_a_curve(row):
    day = datetime.date.fromisoformat(row["day"])
    height = formulas.curve_on(curve_of(row["points"]), day)
    assert height == number(row["height"])


@worked("targets", "Worked table: periods")
def test_targets_of_periods(row):
    period = periods.parse(row["period"])
    rule = rules(over_time=row["over_time"])
    target = formulas.period_target(rule, curve_of(row["points"]), period)
    assert target == number(row["target"])


@worked("targets", "Worked table: whose curve")
def test_whose_curve_counts(row):
    period = periods.Period(2565, "Q1")
    later = period.last_day + datetime.timedelta(days=1)
    units = ("school", "area", "group", "commission")
    country = Country(as_of=datetime.datetime(2022, 1, 19, tzinfo=datetime.UTC))
    country.rules = {1: rules(row["over_units"])}
    country.curves = {
        (7, unit): (
            [(later, Fraction(1))]
            if row[unit] == "none yet"
            else [(period.first_day, exact(row[unit]))]
        )
        for unit in units
        if row[unit] != NONE
    }
    asked = Reckoning(period, 7, (1,), 1)
    target = reckoning.target_of(country, asked, "school", units[1:])
    assert target == number(row["target of the school"])


@worked("score-levels")
def test_score_by_levels(row):
    levels = tuple(map(Fraction, several(row["levels"])))
    rule = rules(direction=row["direction"], scoring="levels", levels=levels)
    assert formulas.score(rule, number(row["value"]), None) == number(row["score"])


@worked("score-range")
def test_score_of_a_range(row):
    levels = tuple(map(Fraction, several(row["levels"])))
    rule = rules(direction="range", scoring="levels", levels=levels)
    points = formulas.score(rule, number(row["value"]), number(row["target"]))
    assert points == number(row["score"])


@worked("score-milestones")
@pytest.mark.parametrize("direction", ["up", "down", "range"])
def test_score_of_milestones(row, direction):
    rule = rules(direction=direction, scoring="milestone")
    assert formulas.score(rule, number(row["value"]), None) == number(row["score"])


@worked("score-three-targets")
def test_score_by_three_targets(row):
    levels = tuple(map(Fraction, several(row["levels"])))
    rule = rules(direction=row["direction"], scoring="three_targets", levels=levels)
    points = formulas.score(rule, number(row["value"]), number(row["target"]))
    assert points == number(row["points"])


def test_what_is_not_scored_has_no_score():
    assert formulas.score(rules(scoring="none"), Fraction(3), Fraction(3)) is None


@worked("unit-score")
def test_score_of_a_unit(row):
    pairs = [part.split(" × ") for part in several(row["weight × score"])]
    scored = [(exact(weight), number(points)) for weight, points in pairs]
    found = formulas.unit_score(scored)
    assert found.score == number(row["unit score"])
    assert found.weight_share == number(row["weight share"])


@worked("lights")
def test_lights(row):
    rule = rules(
        direction=row["direction"],
        amber_within=exact(row["amber_within"]),
        coverage_floor=exact(row["floor"]),
        limit=number(row["limit"]) or Fraction(0),
    )
    value, target = number(row["value"]), number(row["target"])
    found = formulas.light(rule, value, target, number(row["coverage"]))
    assert found == row["light"]


@worked("wider-periods", "Worked table: which periods")
def test_which_wider_periods_have_figures(row):
    made = several(row["rounds opened"])
    rounds = [
        OpenRound(place, periods.Period(2565, span), {7: 1})
        for place, span in enumerate(made, start=1)
    ]
    found = {item.period.span for item in reckonings(rounds, {1: row["over_time"]})}
    assert found - set(made) == set(several(row["derived"]))
    assert set(made) <= found


def arrow(schema: pa.Schema, rows: list[tuple]) -> pa.Table:
    names = schema.names
    return pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in rows], schema=schema
    )


def own_partials(rows: list[Row]) -> dict[int, Partials]:
    """Return what the expressions make of each row: unit 1, the row's indicator."""
    listed, asked, said = [], [], []
    for place, span in enumerate(ROUNDS, start=1):
        listed.append((place, 1, "school", 0, 0, True))
        for indicator, row in enumerate(rows):
            is_added = expressions.is_added(row["over_time"], len(ROUNDS))
            over_time = row["over_time"]
            asked.append((place, indicator, place, "school", is_added, over_time))
            if row[span] != "missing":
                said.append((place, 1, indicator, *stored(row[span]), 0, None, 0, None))
    inputs = expressions.Inputs(
        engine.rows(arrow(expressions.LISTED, listed)),
        engine.rows(arrow(expressions.ASKED, asked)),
        engine.rows(expressions.EXCLUDED.empty_table()),
        engine.rows(arrow(facts.SCHEMA, said)),
    )
    found = engine.run(expressions.own(inputs)).to_pylist()
    return {row["indicator"]: reckoning.partials_of(row) for row in found}


def stored(said: str) -> tuple:
    """Return is_reported, value, numerator and denominator of a revision."""
    if said == "n/a":
        return False, None, None, None
    if " / " in said:
        numerator, denominator = said.split(" / ")
        return True, None, decimal(numerator), decimal(denominator)
    return True, decimal(said), None, None


def decimal(text: str) -> Decimal:
    return Decimal(text)


def test_a_unit_combines_its_rounds():
    rows = tables("wider-periods")["Worked table: one unit over a year"]
    found = own_partials(rows)
    assert len(found) == len(rows)
    for indicator, row in enumerate(rows):
        partials = found[indicator]
        rule = rules(row["over_units"], over_time=row["over_time"])
        figure = formulas.figure(rule, partials, is_own=True)
        counts = partials.expected, partials.reported, partials.not_applicable
        assert figure.value == number(row["value"]), row
        assert [str(count) for count in counts] == [
            row[name] for name in ("expected", "reported", "not applicable")
        ], row


def test_figures_leave_as_the_nearest_double():
    assert formulas.as_double(Fraction(1, 3)) == 1 / 3
    assert formulas.as_double(Fraction(3, 10)) == 0.3
    assert str(formulas.as_double(Fraction(0))) == "0.0"
    assert formulas.as_double(None) is None


@pytest.mark.parametrize("split", range(4))
def test_merging_parts_equals_reckoning_the_whole(split):
    said = ["3", "n/a", "-5.25", "missing"]
    whole = formulas.merge(partials_of(each) for each in said)
    parts = (said[:split], said[split:])
    merged = formulas.merge(
        formulas.merge(partials_of(each) for each in part) for part in parts
    )
    assert merged == whole
