"""Reads of results, over figures that were really reckoned."""

import pytest

from tests.nation import NOW, build, fill
from tidtam.analysis import quick, services
from tidtam.analysis.changes import change_note
from tidtam.analysis.files import own_rows
from tidtam.analysis.models import ResultRun
from tidtam.analysis.reckoning import Country
from tidtam.analysis.selectors.figures import children_of, history_of, trend_of
from tidtam.analysis.selectors.indicators import list_of
from tidtam.analysis.selectors.lineage import lineage_of
from tidtam.analysis.selectors.national import national_of, provinces_of
from tidtam.analysis.selectors.ordering import ordered
from tidtam.analysis.selectors.portrait import portrait_of
from tidtam.analysis.selectors.question import question_of, unit_asked
from tidtam.common.periods import Period

Q1, Q2, Q3 = (Period(2565, span) for span in ("Q1", "Q2", "Q3"))


@pytest.fixture
def nation(db, clock_at):
    clock_at(NOW)
    return build()


@pytest.fixture
def reckoned(nation):
    """Give some schools' reports, reckoned by the real services."""
    ResultRun.objects.all().delete()
    for place in range(1, 19):
        nation.report(f"S{place:02}", 80 + place % 3, 100, "Q3")
    nation.report("S01", 70, 100, "Q1")
    nation.report("S01", 75, 100, "Q2")
    nation.report("T01", 95, 100, "Q3")
    services.results_refresh(everything=True)
    return nation


def ask(nation, unit, period="2565-Q3", basis=""):
    return question_of(nation.unit[unit], period, basis)


# ---------- what is asked ----------


def test_the_default_period_is_the_newest_that_fell_due(nation):
    question = ask(nation, "OBEC", "")
    assert question.period == Q3
    assert question.basis == "preliminary"
    assert question.refused == ""
    assert question.periods[0] == Period(2565, "Q4")
    assert question.like == [Q1, Q2, Q3]
    assert question.before == Q2


def test_an_unknown_period_is_told_and_the_default_shown(nation):
    question = ask(nation, "OBEC", "2560-Q1", "nonsense")
    assert (question.period, question.refused) == (Q3, "2560-Q1")
    assert question.basis == "preliminary"


def test_before_the_first_reckoning_there_is_no_period(nation):
    ResultRun.objects.all().delete()
    question = ask(nation, "OBEC", "")
    assert question.period is None
    assert question.run is None
    assert history_of(question) == {}
    assert list_of(question, "").figures == []
    assert national_of(question, []).matters == []


@pytest.mark.parametrize(
    ("person", "code", "found"),
    [
        ("secretary", "", "OBEC"),
        ("secretary", "S01", "S01"),
        ("chair", "", "G01"),
        ("chair", "A2", "A2"),
        ("chair", "S20", "S20"),
        ("chair", "G02", None),
        ("chair", "OBEC", None),
        ("chair", "B1", None),
        ("officer", "A10", None),
        ("director", "S01", "S01"),
        ("director", "S02", None),
        ("director", "A2", None),
        ("admin", "", None),
        ("secretary", "nowhere", None),
    ],
)
def test_a_unit_is_asked_only_within_ones_own_subtree(nation, person, code, found):
    unit = unit_asked(nation.user[person], code)
    assert (unit.code if unit else None) == found


def test_a_closed_unit_stays_visible_through_its_frozen_superiors(nation):
    nation.unit["S02"].ancestors.all().delete()
    assert unit_asked(nation.user["chair"], "S02") == nation.unit["S02"]
    assert unit_asked(nation.user["director"], "S02") is None


# ---------- figures ----------


def test_schools_figures_are_those_of_a_full_reckoning(reckoned):
    schools = [unit.pk for code, unit in reckoned.unit.items() if unit.kind == "school"]
    country = Country()
    for period in country.periods:
        for basis in ("official", "preliminary"):
            full = {
                (row.unit, row.indicator): row
                for row in own_rows(country, period, basis)
                if row.unit in schools
            }
            mine = quick.own_rows_of_periods([period], basis, schools)[period]
            assert {(m.row.unit, m.row.indicator): m.row for m in mine} == full


def test_a_new_report_shows_at_once_on_the_schools_page(reckoned):
    question = ask(reckoned, "S19")
    code = reckoned.indicator["QUA-05"].pk
    assert history_of(question)[Q3][code].value is None
    reckoned.report("S19", 9, 10)

    change_note(reckoned.round["Q3"].pk, None)
    assert history_of(question)[Q3][code].value == 90


def test_trend_of_a_school(reckoned):
    question = ask(reckoned, "S01")
    trend = trend_of(history_of(question), reckoned.indicator["QUA-05"].pk)
    assert [figure.row.value for figure in trend.known] == [70, 75, 81]
    assert trend.run_length == 2


def test_children_go_from_the_country_to_schools(reckoned):
    code = reckoned.indicator["QUA-05"].pk

    def under(unit):
        found = children_of(ask(reckoned, unit), code)
        return [figure.unit.code for figure in found.figures], found.are_schools

    assert under("OBEC") == (["G01", "G02"], False)
    assert under("G01") == (["A2"], False)
    schools, are_schools = under("A2")
    assert are_schools
    assert schools[:3] == ["S01", "S02", "S03"]
    assert schools[-1] == "S20", "natural numbers: 2 before 10"
    assert under("S01") == ([], False)


def test_order_of_a_column_leaves_what_has_no_value_at_the_end(reckoned):
    question = ask(reckoned, "A2")
    figures = children_of(question, reckoned.indicator["QUA-05"].pk).figures
    for sort in ("value", "-value"):
        values = [figure.row.value for figure in ordered(figures, sort)]
        assert values[-2:] == [None, None]
        assert values[:18] == sorted(values[:18], reverse=sort == "-value")
    assert ordered(figures, "nonsense") == list(figures)
    assert ordered(figures, "-name") == list(figures)[::-1]


def test_coverage_is_counted_of_the_units_that_were_asked(reckoned):
    question = ask(reckoned, "A2")
    portrait = portrait_of(question, reckoned.version["QUA-05"], "")
    figure = portrait.figure
    assert (figure.row.reported, figure.due, figure.missing) == (18, 20, 2)
    assert figure.is_complete


# ---------- where it comes from ----------


def test_lineage_of_a_school_ends_at_its_report(reckoned):
    question = ask(reckoned, "S01")
    figure = portrait_of(question, reckoned.version["QUA-05"], "").figure
    found = lineage_of(question, figure, reckoned.user["director"])
    assert [(s.unit.code, s.is_readable) for s in found.superiors] == [
        ("OBEC", False),
        ("G01", False),
        ("A2", False),
    ]
    (report,) = found.reports
    assert report.round == reckoned.round["Q3"]
    assert (report.revision.numerator, report.revision.denominator) == (81, 100)
    assert report.is_official
    assert report.submission is None


def test_lineage_of_an_area_names_the_schools_that_are_missing(reckoned):
    question = ask(reckoned, "A2")
    figure = portrait_of(question, reckoned.version["QUA-05"], "").figure
    found = lineage_of(question, figure, reckoned.user["secretary"])
    assert [unit.code for unit in found.missing] == ["S19", "S20"]
    assert found.missing_in_all == 2
    assert all(superior.is_readable for superior in found.superiors)
    assert found.reports == ()
    assert found.children_in_all == 20


# ---------- the country ----------


def groups(nation):
    return [nation.unit[code] for code in ("G01", "G02", "G10", "G00")]


def test_matrix_and_aspects(nation):
    fill(nation)
    found = national_of(ask(nation, "OBEC"), groups(nation))
    rows = {row.item.code: row for row in found.matrix.rows}
    assert [row.item.code for row in found.matrix.rows] == ["1", "2", "3", "1"]
    assert rows["2"].whole.light == "amber"
    assert [cell.light for cell in rows["2"].cells] == ["red", "amber", "amber", None]
    assert not rows["3"].is_measured
    aspects = {aspect.row.item.code: aspect for aspect in found.aspects}
    assert aspects["SAF"].now.light == "green"
    assert aspects["QUA"].now.light == "red"
    assert aspects["QUA"].now.watched == 1
    assert aspects["SAF"].scores == [4.5, 4.5, 4.5]
    assert found.worst_aspect is None


def test_matters_are_ranked_with_their_figures(nation):
    fill(nation)
    found = national_of(ask(nation, "OBEC"), groups(nation)).matters
    assert [rule.code for matter in found for rule in matter.rules] == [
        "far",
        "worse_twice",
        "coverage",
        "silent",
        "spread",
    ]
    assert found[0].points > found[1].points
    assert "84.00 → 82.00 → 78.00" in found[0].why
    assert found == sorted(found, key=lambda matter: (-matter.points, matter.what))


def test_provinces_pool_the_area_offices_seated_there(nation):
    fill(nation)
    found = provinces_of(national_of(ask(nation, "OBEC"), groups(nation)))
    share, offices = found["50"]
    assert offices == 3
    assert (share.green, share.red, share.concluded) == (0, 2, 2)


def test_the_list_is_by_aspect_until_a_column_sorts_it(nation):
    fill(nation)
    question = ask(nation, "OBEC")
    by_aspect = list_of(question, "")
    assert [
        (section.item and section.item.code, [f.code for f in section.figures])
        for section in by_aspect.sections
    ] == [("QUA", ["QUA-05", "WAT-01"]), ("SAF", ["SAF-01"]), (None, ["OPP-09"])]
    (section,) = list_of(question, "-value").sections
    assert section.figures[0].code == "SAF-01"
