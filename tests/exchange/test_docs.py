"""docs/exchange.md says what the code does."""

import re
from pathlib import Path

import pytest

from tests.exchange.folders import TABLES
from tests.exchange.test_faults import ALLOWED
from tidtam.analysis.files import COLUMNS
from tidtam.common.tables import BadCellError
from tidtam.exchange.services import FILES
from tidtam.followup.models import Assignment, Directive
from tidtam.indicators.models import IndicatorVersion
from tidtam.meetings.models import Meeting, Series
from tidtam.organisation.models import Succession, Unit
from tidtam.planning.models import BudgetLine, Project, State
from tidtam.reporting.models import ValueRevision

PAGE = Path(__file__).parents[2] / "docs" / "exchange.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(
    section.split("\n", 1)
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
)


def documented(file):
    """Return {column: meaning} of the first table of the file's section, in order."""
    return dict(
        re.findall(r"^\| `([a-z_0-9]+)` \| (.*) \|$", SECTIONS[file], re.MULTILINE)
    )


def test_the_files_stand_in_the_order_in_which_they_are_read():
    named = [name for name in SECTIONS if name.endswith(".csv")]
    assert named == [*FILES, "results.csv"]


@pytest.mark.parametrize("file", TABLES)
def test_the_columns_are_those_of_the_table(file):
    found = [name for name in documented(file) if name not in ALLOWED]
    assert found == list(TABLES[file].columns)


def test_the_columns_of_results_are_those_written():
    assert list(documented("results.csv")) == list(COLUMNS)


@pytest.mark.parametrize("file", TABLES)
def test_the_key_is_marked(file):
    marked = [
        name
        for name, meaning in documented(file).items()
        if meaning.startswith("*key.*")
    ]
    assert marked == list(TABLES[file].key)


MAY_BE_EMPTY = r"empty|\*default:\*|as level_1|alone|at least one|ratio only"


def takes_empty(cell):
    try:
        cell("")
    except BadCellError:
        return False
    return True


@pytest.mark.parametrize("file", TABLES)
def test_columns_that_may_be_empty_say_so(file):
    columns = documented(file)
    for name, cell in TABLES[file].columns.items():
        if takes_empty(cell):
            assert re.search(MAY_BE_EMPTY, columns[name]), name


CHOICES = {
    ("units.csv", "kind"): Unit.Kind,
    ("units.csv", "sector"): Unit.Sector,
    ("successions.csv", "kind"): Succession.Kind,
    ("indicators.csv", "direction"): IndicatorVersion.Direction,
    ("indicators.csv", "over_units"): IndicatorVersion.OverUnits,
    ("indicators.csv", "reported_by"): IndicatorVersion.ReportedBy,
    ("indicators.csv", "entered_by"): IndicatorVersion.EnteredBy,
    ("indicators.csv", "ratio_bound"): IndicatorVersion.RatioBound,
    ("indicators.csv", "scoring"): IndicatorVersion.Scoring,
    ("plans.csv", "state"): State,
    ("projects.csv", "next_year"): Project.NextYear,
    ("budgets.csv", "kind"): BudgetLine.Kind,
    ("meetings.csv", "numbering"): Series.Numbering,
    ("meetings.csv", "state"): Meeting.State,
    ("directives.csv", "origin"): Directive.Origin,
    ("assignments.csv", "state"): Assignment.State,
    ("values.csv", "state"): ValueRevision.State,
}


@pytest.mark.parametrize("place", CHOICES, ids=" ".join)
def test_the_choices_are_all_named(place):
    file, column = place
    meaning = documented(file)[column]
    if (file, column) == ("indicators.csv", "over_units"):
        meaning = meaning.split(":")[1]
    words = set(re.findall(r"`([a-z_]+)`", meaning)) - {"over_units"}
    assert words == set(CHOICES[place].values)


def test_the_two_axes_are_those_of_the_rules():
    found = {}
    for left, right in re.findall(
        r"^\| ((?:`[a-z_]+`(?:, )?)+) \| ((?:`[a-z]+` ?)+) \|$",
        SECTIONS["indicators.csv"],
        re.MULTILINE,
    ):
        for over_units in re.findall(r"[a-z_]+", left):
            found[over_units] = " ".join(re.findall(r"[a-z]+", right))
    assert found == ALLOWED


DEFAULTS = re.findall(
    r"^\| `([a-z_]+)` .*\*default:\* ([0-9.]+) \|$", TEXT, re.MULTILINE
)


@pytest.mark.parametrize(("column", "default"), DEFAULTS)
def test_the_defaults_are_those_of_the_cells(column, default):
    read = TABLES["indicators.csv"].columns[column]
    assert str(read("")) == default


def test_there_are_defaults():
    assert len(DEFAULTS) == 5


EXAMPLES = re.findall(r"^    ([a-z_]+\.csv):\d+: (\w+): .+; .+$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("file", "column"), EXAMPLES)
def test_the_examples_of_faults_name_real_columns(file, column):
    assert column in TABLES[file].columns


def test_there_are_examples():
    assert len(EXAMPLES) == 7
