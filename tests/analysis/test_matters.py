from fractions import Fraction

import pytest

from tests.analysis.test_verdicts import table
from tests.factories import RatioVersionFactory
from tidtam.analysis.reckoning import ResultRow
from tidtam.analysis.selectors import matters
from tidtam.analysis.selectors.figures import Definition, Figure, Trend
from tidtam.analysis.selectors.items import Matrix
from tidtam.analysis.selectors.matters import Groups, Seen
from tidtam.common.periods import Period

PERIODS = [Period(2565, span) for span in ("Q1", "Q2", "Q3")]
NOTHING = Matrix([], [])


def trend(amber, values, target, light, coverage=1.0) -> Trend:
    version = RatioVersionFactory.build(amber_within=amber)
    definition = Definition(version, "QUA-05")
    figures, before = [], None
    for value in values:
        row = ResultRow(
            1, 1, 1, value, None, None, 20, 20, 0, coverage, target, None, light
        )
        figures.append(Figure(row, definition, before))
        before = row
    return Trend(PERIODS[-len(figures) :], figures)


@pytest.mark.parametrize(
    ("amber", "values", "target", "light", "points"), table("five-matters.md")
)
def test_worked_table(amber, values, target, light, points):
    seen = trend(amber, [float(v) for v in values.split(",")], float(target), light)
    found = matters.matters_of(Seen([(seen, Groups([]))], NOTHING))
    assert sum((matter.points for matter in found), Fraction(0)) == Fraction(points)


def test_an_indicator_below_its_floor_is_no_matter():
    seen = trend("2", [84.0, 82.0, 80.0], 85.0, "grey", coverage=0.5)
    assert matters.matters_of(Seen([(seen, Groups([]))], NOTHING)) == []


def test_both_rules_make_one_finding_with_both_reasons():
    seen = trend("2", [84.0, 82.0, 80.0], 85.0, "red")
    (found,) = matters.matters_of(Seen([(seen, Groups([]))], NOTHING))
    assert found.indicator_code == "QUA-05"
    assert [rule.code for rule in found.rules] == ["far", "worse_twice"]
    assert "84.00 → 82.00 → 80.00" in found.why
