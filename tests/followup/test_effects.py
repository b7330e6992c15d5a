"""Directives and reports on time as figures: the worked tables, and their writing."""

import datetime
from pathlib import Path

import pytest

from tests.factories import (
    AssignmentFactory,
    DirectiveFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    RatioVersionFactory,
    RoundExclusionFactory,
    RoundFactory,
    RoundIndicatorFactory,
    RoundUnitFactory,
    ValueRevisionFactory,
)
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.common.periods import Period
from tidtam.followup import effects, services
from tidtam.reporting.models import ValueRevision

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods"
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
QUARTER = Period(2565, "Q1")
DUE = datetime.datetime(2021, 10, 21, 16, 30, tzinfo=BANGKOK)
OPENED = DUE - datetime.timedelta(days=30)
ISSUED = datetime.date(2021, 9, 1)


def table(page: str) -> list[list[str]]:
    text = (METHODS / page).read_text(encoding="utf-8").split("## Worked table")[1]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def share(said: str) -> tuple[int, int]:
    on_time, due = said.split("/")
    return int(on_time), int(due)


def assign(units, owner: str, due_on: str, done_on: str) -> None:
    done = None
    if done_on != "–":
        day = datetime.date.fromisoformat(done_on)
        done = datetime.datetime.combine(day, datetime.time(23, 30), tzinfo=BANGKOK)
    AssignmentFactory(
        directive=DirectiveFactory(
            issuer=units["OBEC"],
            issued_on=ISSUED,
            due_on=datetime.date.fromisoformat(due_on),
        ),
        unit=units[owner],
        state="done" if done else "in_progress",
        done_at=done,
    )


@pytest.mark.parametrize(("parts", "unit", "said"), table("directives-on-time.md"))
def test_directives_on_time(units, parts, unit, said):
    for part in parts.split(", "):
        assign(units, *part.split())
    pk = units[unit].pk
    found = effects.directives_on_time([pk], QUARTER, QUARTER.last_day)
    assert found == {pk: share(said)}


@pytest.fixture
def reported(units):
    """A closed round that asks an area for three indicators."""
    made = RoundFactory(
        fiscal_year=2564, span="Q4", opened_at=OPENED, opens_at=OPENED, due_at=DUE,
        closes_at=DUE + datetime.timedelta(days=9),
    )  # fmt: skip
    RoundUnitFactory(round=made, unit=units["A1"])
    asked = []
    for _number in range(3):
        version = IndicatorVersionFactory(reported_by="area")
        asked.append(
            RoundIndicatorFactory(
                round=made, indicator=version.indicator, version=version
            )
        )
    central = IndicatorVersionFactory(reported_by="area", entered_by="central")
    RoundIndicatorFactory(round=made, indicator=central.indicator, version=central)
    return made, [row.indicator for row in asked]


@pytest.mark.parametrize(("sent", "excluded", "said"), table("reports-on-time.md"))
def test_reports_on_time(units, reported, sent, excluded, said):
    round_, indicators = reported
    for moment, indicator in zip(sent.split(", "), indicators, strict=True):
        if moment != "–":
            at = datetime.datetime.fromisoformat(moment).replace(tzinfo=BANGKOK)
            ValueRevisionFactory(
                round=round_, unit=units["A1"], indicator=indicator, submitted_at=at
            )
    for indicator in indicators[3 - int(excluded) :]:
        RoundExclusionFactory(round=round_, unit=units["A1"], indicator=indicator)
    pk = units["A1"].pk
    assert effects.reports_on_time([pk], QUARTER) == {pk: share(said)}
    assert effects.reports_on_time([pk], Period(2565, "Q2")) == {pk: (0, 0)}


@pytest.fixture
def open_round(units):
    made = RoundFactory(
        code="2565-Q1", fiscal_year=2565, span="Q1",
        opens_at=datetime.datetime(2021, 12, 20, tzinfo=BANGKOK),
        opened_at=datetime.datetime(2021, 12, 20, tzinfo=BANGKOK),
        due_at=datetime.datetime(2022, 1, 21, tzinfo=BANGKOK),
        closes_at=datetime.datetime(2022, 1, 31, tzinfo=BANGKOK),
    )  # fmt: skip
    for code in ("G1", "G2"):
        RoundUnitFactory(round=made, unit=units[code])
    version = RatioVersionFactory(
        indicator=IndicatorFactory(code="EFF-10"), reported_by="group"
    )
    RoundIndicatorFactory(round=made, indicator=version.indicator, version=version)
    return made


def written(round_) -> dict[str, tuple[str, str]]:
    rows = ValueRevision.objects.filter(round=round_, superseded_at=None)
    return {row.unit.code: (str(row.numerator), str(row.denominator)) for row in rows}


def test_figures_are_written_once_and_anew_where_they_changed(units, open_round):
    assign(units, "A1", "2021-12-20", "2021-12-20")
    assert services.effects_write_open(by=audit.OPERATOR) == 2
    assert written(open_round) == {"G1": ("1", "1"), "G2": ("0", "0")}
    assert ValueRevision.objects.filter(official_at__isnull=False).count() == 2
    assert services.effects_write_open(by=audit.OPERATOR) == 0
    assert AuditEvent.objects.filter(action="values.imported").count() == 1
    assign(units, "A1", "2021-12-21", "–")
    assert services.effects_write_open(by=audit.OPERATOR) == 1
    assert written(open_round)["G1"] == ("1", "2")


def test_nothing_is_written_before_the_period_is_over(units, open_round, clock_at):
    clock_at(datetime.datetime(2021, 12, 31, 16, 0, tzinfo=BANGKOK))
    assert services.effects_write_open(by=audit.OPERATOR) == 0


def test_nothing_is_written_over_what_was_sent(units, open_round):
    from tests.factories import SubmissionFactory

    indicator = open_round.asked.get().indicator
    ValueRevisionFactory(
        round=open_round, unit=units["G1"], indicator=indicator, value=None,
        numerator=7, denominator=9,
        submission=SubmissionFactory(round=open_round, unit=units["G1"]),
    )  # fmt: skip
    assert services.effects_write_open(by=audit.OPERATOR) == 1
    assert written(open_round)["G1"] == ("7", "9")
