import re
from fractions import Fraction
from pathlib import Path

import pytest

from tidtam.analysis import verdicts
from tidtam.analysis.formulas import Rules
from tidtam.analysis.verdicts import Counted, Scored

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods"


def table(page: str) -> list[list[str]]:
    """Return the rows of the worked table of a page."""
    text = Path(METHODS / page).read_text(encoding="utf-8").split("## Worked table")[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return rows[2:]


def rules(direction: str = "up", amber: Fraction = Fraction(2), **more) -> Rules:
    given = {
        "over_units": "ratio",
        "over_time": "last",
        "factor": Fraction(100),
        "coverage_floor": Fraction(4, 5),
        "weight": Fraction(1),
        "scoring": "levels",
        "levels": tuple(Fraction(n) for n in (70, 75, 80, 85, 90)),
    }
    return Rules(direction=direction, amber_within=amber, **(given | more))


@pytest.mark.parametrize(("said", "light"), table("item-light.md"))
def test_light_of_an_item(said, light):
    counted = []
    for each in said.split(","):
        name, weight = each.split()
        counted.append(
            Counted("grey" if name == "w" else name, Fraction(weight), name != "w")
        )
    assert (verdicts.item_light(counted) or "–") == light


def test_light_of_an_item_without_indicators():
    assert verdicts.item_light([]) is None


def test_schemes_are_never_mixed_and_levels_go_with_milestones():
    found = verdicts.scheme_scores(
        [
            Scored("levels", Fraction(2), Fraction(4), Fraction(5)),
            Scored("milestone", Fraction(1), Fraction(1), Fraction(2)),
            Scored("levels", Fraction(1), None, Fraction(3)),
            Scored("three_targets", Fraction(9), Fraction(75), None),
            Scored("none", Fraction(9), None, None),
        ]
    )
    assert [each.scheme for each in found] == ["points", "five"]
    points, five = found
    assert five.result.score == 3
    assert five.result.weight_share == Fraction(3, 4)
    assert five.at_target == 4, "over the scored ones only"
    assert points.result.score == 75
    assert points.at_target is None


@pytest.mark.parametrize(
    ("direction", "before", "now", "expected"),
    [
        ("up", 1, 3, 2),
        ("down", 1, 3, -2),
        ("range", 10, 19, 9),
        ("range", 19, 22, -1),
        ("up", None, 3, None),
        ("up", 3, None, None),
    ],
)
def test_improvement_is_in_the_good_direction(direction, before, now, expected):
    twenty = Fraction(20)
    found = verdicts.improvement(
        rules(direction),
        None if before is None else Fraction(before),
        None if now is None else Fraction(now),
        (twenty, twenty),
    )
    assert found == expected


def test_a_range_without_target_has_no_improvement():
    assert verdicts.improvement(rules("range"), Fraction(1), Fraction(2)) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], False),
        ([-1], False),
        ([-1, -1], True),
        ([1, -1, -2], True),
        ([-1, 0], False),
        ([-1, None], False),
    ],
)
def test_worse_twice(changes, expected):
    found = [None if each is None else Fraction(each) for each in changes]
    assert verdicts.is_worse_twice(found) is expected


def test_score_at_the_target():
    assert verdicts.score_at_target(rules(), Fraction(85)) == 4
    assert verdicts.score_at_target(rules(), None) is None


def test_the_page_of_matters_names_every_rule_with_its_weight():
    from tidtam.analysis.selectors.matters import RULES

    text = (METHODS / "five-matters.md").read_text(encoding="utf-8")
    told = dict(
        re.findall(r"^\| ([a-z ]+) \| .* \| (\d) \|$", text, flags=re.MULTILINE)
    )
    said = {
        "far": "off target",
        "coverage": "below the floor",
        "silent": "silent",
        "worse_twice": "worse twice",
        "spread": "off target in groups",
    }
    assert {said[rule.code]: str(rule.weight) for rule in RULES} == told
