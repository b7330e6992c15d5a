"""Compare the project's reckoning with the oracle, digit for digit."""

import datetime
import io
from pathlib import Path

import pytest

from tests.analysis.oracle import Oracle
from tests.analysis.random_country import LATER, NOW, YEARS, RandomCountry
from tidtam.analysis import files, quick, services
from tidtam.analysis.changes import waiting
from tidtam.analysis.reckoning import Country
from tidtam.common import tables
from tidtam.common.audit import OPERATOR
from tidtam.common.models import AuditEvent
from tidtam.exchange.services import FaultyFilesError, folder_export, folder_import
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.reporting.models import Round, RoundExclusion

HOUR = datetime.timedelta(hours=1)
SHOWN = 8
# Each period costs time, so each country has those of one family in one year.
FAMILIES = (
    ("Q1 Q2 Q3 Q4", "Q1 Q2 Q3 Q4 Y", "Q1 Q2 Q3 9M", "Q2 Q4"),
    ("H1 H2", "9M H2", "Y", ""),
    ("Q1 Q2", "Q1 Q2 H2", "Q1 Q2 H1 H2"),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_end_of_2567(clock_at):
    clock_at(NOW)


def made_of(seed: int) -> RandomCountry:
    family = seed % 3
    return RandomCountry(seed, years=[YEARS[family]], patterns=FAMILIES[family])


def same(found: str, wanted: str) -> bool:
    """Say whether the texts are equal; print the first lines that differ."""
    if found == wanted:
        return True
    ours, theirs = set(found.splitlines()), set(wanted.splitlines())
    for name, lines in (("project", ours - theirs), ("oracle", theirs - ours)):
        print(f"only in the {name}: {len(lines)} lines")  # noqa: T201
        print("\n".join(sorted(lines)[:SHOWN]))  # noqa: T201
    return False


def imported(folder: Path) -> dict[str, dict[str, int]]:
    """Import the folder; a refusal is a fault of the generator."""
    try:
        return folder_import(folder=folder, by=OPERATOR)
    except FaultyFilesError as error:
        raise AssertionError(error.faults[:SHOWN]) from None


def taken_by_both(folder: Path) -> Oracle:
    """Import the folder and return an oracle that has read it too."""
    imported(folder)
    oracle = Oracle()
    oracle.load(folder, NOW)
    return oracle


def exported(folder: Path) -> str:
    folder_export(folder=folder)
    return (folder / "results.csv").read_text(encoding="utf-8")


def printed(country: Country) -> str:
    """Return what `tidtam rollup --basis official` prints."""
    out = io.StringIO()
    tables.write_rows(out, files.COLUMNS, files.reckoned_lines(country, ["official"]))
    return out.getvalue()


@pytest.mark.parametrize("seed", range(3))
def test_results_equal_the_oracle_and_importing_them_changes_nothing(seed, tmp_path):
    oracle = taken_by_both(made_of(seed).write(tmp_path / "country"))
    assert same(exported(tmp_path / "export"), oracle.text())
    events = AuditEvent.objects.count()
    assert imported(tmp_path / "export") == {}
    assert AuditEvent.objects.count() == events
    assert not waiting()


def test_refreshing_what_changed_equals_reckoning_everything(tmp_path):
    made = made_of(200)
    oracle = taken_by_both(made.write(tmp_path / "country"))
    services.results_refresh()
    for area in made.areas[:2]:
        change = made.write_values(tmp_path / area, under=area, chance=0.3)
        oracle.load(change, NOW)
        imported(change)
    services.results_refresh()
    assert services.results_check() == []
    assert same(exported(tmp_path / "export"), oracle.text())


def leave_out(made: RandomCountry, oracle: Oracle) -> None:
    """Narrow rounds that are not open yet, for both."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    indicators = {each.code: each for each in Indicator.objects.all()}
    rounds = {each.code: each for each in Round.objects.all()}
    oracle.excluded = made.exclude_some()
    for code, unit, indicator in oracle.excluded:
        RoundExclusion.objects.create(
            round=rounds[code],
            unit=units[unit],
            indicator=indicators.get(indicator),
        )


def test_opened_lists_and_versions_stay_frozen(tmp_path, clock_at):
    """History, rules and targets change later; opened rounds keep theirs."""
    made = made_of(301)
    oracle = taken_by_both(made.write(tmp_path / "first"))
    before = oracle.text(bases=["official"])
    services.results_refresh()
    leave_out(made, oracle)
    clock_at(LATER)
    change = made.write_changes(tmp_path / "second", LATER)
    oracle.load(change, LATER)
    imported(change)
    assert same(exported(tmp_path / "export"), oracle.text())
    assert same(printed(Country(as_of=NOW + HOUR)), before)


def test_membership_on_a_day_equals_the_oracle(tmp_path):
    made = made_of(402)
    oracle = taken_by_both(made.write(tmp_path / "country"))
    for day in made.random.sample(made.days_of_interest(), 2):
        wanted = oracle.text(as_is=day, bases=["official"])
        assert same(printed(Country(as_is_on=day)), wanted)


def test_quick_own_figures_equal_the_slow_ones(tmp_path):
    imported(made_of(502).write(tmp_path / "country"))
    units = list(Unit.objects.values_list("pk", flat=True))
    country = Country()
    for period in country.periods:
        slow = sorted(files.own_rows(country, period, "official"))
        rows = quick.own_rows_of_periods([period], "official", units)[period]
        assert sorted(own.row for own in rows) == slow
