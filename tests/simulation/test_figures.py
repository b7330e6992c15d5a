import datetime as dt
from collections import Counter

import pytest

from tidtam.simulation.figures import Figures
from tidtam.simulation.folder import SMALL, Sample, sample_of
from tidtam.simulation.indicators import DESIGNS, SHAPES, indicators
from tidtam.simulation.rounds import NOW, OPEN_ROUND, ROUND_CODES, rounds
from tidtam.simulation.schools import STORY_AREA, STORY_MISSING, STORY_SCHOOL

ROUNDS = {row.code: row for row in rounds()}
LEVEL_OF = {row.code: row.reported_by for row in indicators()}


@pytest.fixture(scope="module")
def figures(country):
    return Figures(country)


@pytest.fixture(scope="module")
def open_round(figures):
    return list(figures.batches(OPEN_ROUND))


@pytest.fixture(scope="module")
def middling(country):
    return sample_of(country, Sample(groups=("G15", "G07", "G12"), schools=60))


@pytest.fixture(scope="module")
def small(country):
    return sample_of(country, SMALL)


def story_batch(batches):
    return next(
        b for b in batches if b.level == "school" and b.parent_code == STORY_AREA
    )


@pytest.mark.parametrize("code", ROUND_CODES)
def test_every_figure_is_valid_input(country, figures, code):
    parents = country.parents_on(ROUNDS[code].opens_at.date())
    total = 0
    for batch in figures.batches(code):
        seen = set()
        total += len(batch)
        for row, _workflow in batch.rows():
            assert LEVEL_OF[row.indicator_code] == batch.level
            assert parents[row.unit_code] == batch.parent_code
            check_figure(row)
            seen.add((row.unit_code, row.indicator_code))
        assert len(seen) == len(batch)
    assert 440_000 < total < 475_000 or code == OPEN_ROUND


def check_figure(row):
    if row.state == "not_applicable":
        assert row.note
        assert (row.value, row.numerator, row.denominator) == (None, None, None)
        return
    assert row.state == "reported"
    over_units, _, bound = SHAPES[DESIGNS[row.indicator_code].shape]
    if over_units != "ratio":
        assert row.value is not None
        assert row.numerator is None
        assert row.denominator is None
        if over_units == "share_true":
            assert row.value in (0, 1)
        return
    assert row.value is None
    assert type(row.numerator) is int
    assert type(row.denominator) is int
    assert row.denominator >= 0
    if bound == "share":
        assert 0 <= row.numerator <= row.denominator


def test_national_means_move_as_planned(figures):
    found = {}
    for code in (ROUND_CODES[0], ROUND_CODES[2], OPEN_ROUND):
        above, below = Counter(), Counter()
        for batch in figures.batches(code):
            for place, indicator in enumerate(batch.indicator_code):
                if batch.numerator[place] is not None:
                    above[indicator] += batch.numerator[place]
                    below[indicator] += batch.denominator[place]
        for indicator in ("QUA-05", "QUA-01", "EFF-01", "OPP-03"):
            rate = above[indicator] / below[indicator] * DESIGNS[indicator].factor
            found.setdefault(indicator, []).append(rate)
    reading = found["QUA-05"]
    assert reading == sorted(reading)
    assert 77 < reading[0] < 80
    assert 83 < reading[2] < 86
    assert 36 < found["QUA-01"][0] < 40 < found["QUA-01"][2] < 44
    assert found["EFF-01"][2] < found["EFF-01"][0] + 6 < found["EFF-01"][1]
    assert found["OPP-03"][2] < 0.2 < found["OPP-03"][0] < 0.3


def test_figures_hold_zeros_empty_ratios_notes_and_late_reports(figures):
    batches = list(figures.batches("2564-Q3"))
    zeros = sum(
        n == 0 and d and d > 0
        for b in batches
        for n, d in zip(b.numerator, b.denominator, strict=True)
    )
    assert zeros > 500
    assert any(d == 0 for b in batches for d in b.denominator)
    late = Counter(s.is_late for b in batches for s in b.submissions)
    assert 0.02 < late[True] / late.total() < 0.08
    due = ROUNDS["2564-Q3"].due_at
    for batch in batches:
        for sent in batch.submissions:
            if batch.level == "school":
                assert sent.is_late == (sent.submitted_at > due)


def test_some_schools_copy_their_last_round(figures):
    def tables(code):
        table = {}
        for batch in figures.batches(code):
            if batch.level == "school":
                for row, _ in batch.rows():
                    if row.numerator is not None:
                        key = row.unit_code
                        table.setdefault(key, {})[row.indicator_code] = (
                            row.numerator,
                            row.denominator,
                        )
        return table

    before, now = tables("2564-Q3"), tables("2564-Q4")
    copied = sum(before.get(unit) == said for unit, said in now.items())
    assert 200 < copied < 1500


def test_every_step_of_a_submission_comes_after_the_one_before(middling):
    figures = Figures(middling)
    for code in ROUND_CODES:
        last = NOW if code == OPEN_ROUND else dt.datetime.max.replace(tzinfo=NOW.tzinfo)
        for batch in figures.batches(code):
            for sent in batch.submissions:
                moments = [sent.submitted_at, sent.verified_at, sent.certified_at]
                if batch.level != "school":
                    moments = [sent.submitted_at, sent.certified_at, sent.verified_at]
                moments = [m for m in [*moments, sent.accepted_at] if m]
                assert moments == sorted(moments)
                assert all(m <= last for m in moments)
                assert ROUNDS[code].opens_at < (sent.submitted_at or last)
                if sent.carried_by == 1 and sent.official_at:
                    assert sent.certified_at < sent.official_at


def test_closed_rounds_are_official_throughout(figures):
    for batch in figures.batches("2564-Q2"):
        assert set(batch.workflow) == {"accepted"}
        assert all(batch.official_at)
        assert all(batch.submitted_at)


def test_the_open_round_is_half_reported_and_in_every_state(open_round):
    steps = {
        level: Counter(
            s.step for b in open_round if b.level == level for s in b.submissions
        )
        for level in ("school", "area", "group")
    }
    assert set(steps["school"]) == {
        "draft",
        "submitted",
        "verified",
        "certified",
        "returned",
    }
    assert set(steps["area"]) == {
        "draft",
        "submitted",
        "certified",
        "verified",
        "accepted",
        "returned",
    }
    sent = steps["school"].total() - steps["school"]["draft"]
    assert 0.44 < sent / 29_449 < 0.6
    workflows = Counter(word for batch in open_round for word in batch.workflow)
    assert set(workflows) == {
        "draft",
        "submitted",
        "verified",
        "certified",
        "returned",
        "area_submitted",
        "area_certified",
        "group_verified",
        "accepted",
    }


def test_what_was_returned_says_why_and_which(open_round):
    returned = [s for b in open_round for s in b.submissions if s.step == "returned"]
    for sent in returned:
        assert sent.return_code
        assert sent.return_text
        assert sent.returned
        assert sent.returned_at
    marked = sum(batch.workflow.count("returned") for batch in open_round)
    assert 0 < marked <= sum(len(sent.returned) for sent in returned)


def test_units_write_of_obstacles_in_thai(open_round):
    words = [s.obstacles for b in open_round for s in b.submissions if s.obstacles]
    assert len(words) > 1000
    assert all("\u0e01" <= text[0] <= "\u0e59" for text in words)


def test_areas_declare_the_schools_that_are_missing(figures, open_round):
    for batch in open_round:
        for carrier in batch.carriers:
            if carrier.submitted_at is None:
                assert not carrier.missing
                continue
            carried = {s.unit_code for s in batch.submissions if s.carried_by == 1}
            assert carried.isdisjoint(carrier.missing)
            assert bool(carrier.missing_reason) == bool(carrier.missing)


def test_the_story_waits_for_one_figure_and_two_schools(country, open_round):
    batch = story_batch(open_round)
    by_unit = {sent.unit_code: sent for sent in batch.submissions}
    parents = country.parents_on(NOW.date())
    schools = {code for code, parent in parents.items() if parent == STORY_AREA}
    assert schools - set(by_unit) == set(STORY_MISSING)
    assert by_unit[STORY_SCHOOL].step == "draft"
    others = [s for code, s in by_unit.items() if code != STORY_SCHOOL]
    assert {sent.step for sent in others} == {"certified"}
    pairs = list(zip(batch.unit_code, batch.indicator_code, strict=True))
    said = [indicator for unit, indicator in pairs if unit == STORY_SCHOOL]
    assert "QUA-05" not in said
    assert len(said) == 15
    reading = {unit for unit, indicator in pairs if indicator == "QUA-05"}
    assert reading == schools - {STORY_SCHOOL, *STORY_MISSING}
    area = next(b for b in open_round if b.level == "area" and b.parent_code == "G15")
    assert STORY_AREA in area.unit_code
    assert [s.step for s in area.submissions if s.unit_code == STORY_AREA] == ["draft"]


def test_the_story_school_reported_before(figures):
    batch = story_batch(figures.batches("2564-Q4"))
    assert STORY_SCHOOL in batch.unit_code


def test_the_first_round_stands_under_the_old_areas(small):
    parents = {
        code: {b.parent_code for b in Figures(small).batches(code)}
        for code in ("2564-Q1", "2564-Q2")
    }
    assert "SO34" in parents["2564-Q1"]
    assert "S12" not in parents["2564-Q1"]
    assert "S12" in parents["2564-Q2"]


def test_the_same_country_says_the_same(small):
    for code in (ROUND_CODES[1], OPEN_ROUND):
        assert list(Figures(small).batches(code)) == list(Figures(small).batches(code))
