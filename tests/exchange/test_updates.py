"""What an import changes, what it leaves, and the moments that it writes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.exchange.folders import BANGKOK, COUNTRY, command, put, stored, text
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    MemberFactory,
    VoteFactory,
)
from tidtam.common import audit, clock
from tidtam.common.models import AuditEvent
from tidtam.exchange import services
from tidtam.followup.models import Assignment, Directive
from tidtam.indicators.models import Indicator, IndicatorVersion, TargetPoint
from tidtam.meetings.models import Meeting, Series
from tidtam.organisation import tree
from tidtam.organisation.models import Closure, Placement, Succession, Unit, UnitFact
from tidtam.organisation.services import placements_by_id
from tidtam.policies.models import PolicyItem
from tidtam.reporting import files as reporting_files
from tidtam.reporting.models import Round, RoundIndicator, RoundUnit, ValueRevision

pytestmark = pytest.mark.django_db

LATER = datetime.datetime(2022, 2, 1, 12, tzinfo=BANGKOK)


@pytest.fixture
def load(tmp_path, standing):
    """Return what imports some rows and gives the exit code."""
    number = iter(range(100))

    def run(**rows):
        files = {
            f"{name}.csv": text(f"{name}.csv", found) for name, found in rows.items()
        }
        return command("import", put(tmp_path / f"new{next(number)}", files))

    return run


def moments(unit, indicator):
    """Return (value, the four moments) of each revision, oldest first."""
    found = ValueRevision.objects.filter(
        unit__code=unit, indicator__code=indicator
    ).order_by("pk")
    return [
        (
            str(row.value),
            row.recorded_at,
            row.superseded_at,
            row.official_at,
            row.unofficial_at,
        )
        for row in found
    ]


# ---------- values ----------


def test_a_new_value_is_official_from_the_moment_of_import(small, standing):
    at = standing.moment
    assert moments("S1", "SUM") == [("1.5", at, None, at, None)]


def test_a_changed_value_is_a_new_revision(small, standing, load):
    first, standing.moment = standing.moment, LATER
    assert load(values=["R1,S1,SUM,,reported,2,,,2022-01-10T09:00:00.25+07:00,"]) == 0
    assert moments("S1", "SUM") == [
        ("1.5", first, LATER, first, LATER),
        ("2", LATER, None, LATER, None),
    ]
    assert ValueRevision.objects.count() == len(COUNTRY["values.csv"]) + 1


@pytest.mark.parametrize(
    "row",
    [
        "R1,S1,SUM,,reported,1.50,,,2022-01-10T09:00:00.25+07:00,",
        "R1,S1,SUM,,reported,001.500000,,,2022-01-10T02:00:00.250Z,",
        "R1,S2,SUM,,reported,-0,,,,",
        "R1,S1,RAT,,reported,,40.0,50,2022-01-10T09:00+07:00,",
    ],
)
def test_equal_numbers_and_times_leave_no_trace(small, standing, load, row):
    standing.moment = LATER
    before = stored()
    assert load(values=[row]) == 0
    assert stored() == before


@pytest.mark.parametrize(
    ("unit", "row"),
    [
        ("S2", "R1,S2,SUM,,not_applicable,,,,,ปิดชั้น"),
        ("S2", "R1,S2,SUM,,reported,0,,,,มีหมายเหตุ"),
        ("S2", "R1,S2,SUM,,reported,0,,,2022-01-10T09:00:00+07:00,"),
        ("P1", "R1,P1,SUM,,reported,0,,,2022-01-10T09:00:00+07:00,"),
    ],
)
def test_state_note_and_time_are_part_of_a_value(small, standing, load, unit, row):
    standing.moment = LATER
    assert load(values=[row]) == 0
    assert len(moments(unit, "SUM")) == 2
    assert AuditEvent.objects.latest("pk").after["changed"] == 1


def test_values_that_are_absent_stay(small, load):
    before = ValueRevision.objects.filter(superseded_at=None).count()
    assert load(values=["R1,S3,SUM,,reported,4,,,,"]) == 0
    assert ValueRevision.objects.filter(superseded_at=None).count() == before + 1


def test_an_import_overtakes_what_is_on_its_way(small, standing, load):
    """S1 has sent a new figure that is not accepted: the operator's word goes first."""
    first = standing.moment
    sent = first + datetime.timedelta(days=1)
    old = ValueRevision.objects.get(unit__code="S1", indicator__code="SUM")
    old.superseded_at = sent
    old.save()
    ValueRevision.objects.create(
        round=old.round,
        unit=old.unit,
        indicator=old.indicator,
        state="reported",
        value=9,
        recorded_at=sent,
    )
    standing.moment = LATER
    assert load(values=["R1,S1,SUM,,reported,2,,,,"]) == 0
    assert moments("S1", "SUM") == [
        ("1.5", first, sent, first, LATER),
        ("9", sent, LATER, None, None),
        ("2", LATER, None, LATER, None),
    ]


def test_a_figure_on_its_way_is_not_exported(small, tmp_path):
    ValueRevision.objects.filter(unit__code="S1").update(official_at=None)
    reporting_files.write(tmp_path)
    assert ",S1," not in (tmp_path / "values.csv").read_text(encoding="utf-8")


def test_an_equal_figure_on_its_way_becomes_official(small, standing, load):
    ValueRevision.objects.filter(unit__code="S1", indicator__code="SUM").update(
        official_at=None
    )
    first, standing.moment = standing.moment, LATER
    assert load(values=["R1,S1,SUM,,reported,1.5,,,2022-01-10T09:00:00.25+07:00,"]) == 0
    assert moments("S1", "SUM") == [
        ("1.5", first, LATER, None, None),
        ("1.5", LATER, None, LATER, None),
    ]


# ---------- targets ----------


def test_targets_replace_the_whole_curve(small, standing, load):
    first, standing.moment = standing.moment, LATER
    assert load(targets=["RAT,OBEC,2022-09-30,90"]) == 0
    points = TargetPoint.objects.filter(indicator__code="RAT").order_by("pk")
    assert [
        (str(point.on), str(point.value), point.recorded_at, point.superseded_at)
        for point in points
    ] == [
        ("2021-10-01", "70", first, LATER),
        ("2022-09-30", "80.5", first, LATER),
        ("2022-09-30", "90", LATER, None),
    ]
    other = TargetPoint.objects.get(indicator__code="SUM")
    assert other.superseded_at is None


def test_an_equal_curve_leaves_no_trace(small, standing, load):
    standing.moment = LATER
    before = stored()
    curve = ["RAT,OBEC,2022-09-30,80.50", "RAT,OBEC,2021-10-01,70.0"]
    assert load(targets=curve) == 0
    assert stored() == before


# ---------- units, placements ----------


def closure_as_stored():
    return {
        tuple(row)
        for row in Closure.objects.values_list(
            "unit", "ancestor", "depth", "valid_from", "valid_to"
        )
    }


def closure_as_reckoned():
    placements = placements_by_id()
    return {
        (unit, row.ancestor, row.depth, row.valid_from, row.valid_to)
        for unit in placements
        for row in tree.ancestries(placements, unit, {})
    }


def test_the_closure_is_right_after_the_first_import(small):
    assert closure_as_stored() == closure_as_reckoned()
    assert Closure.objects.count() == len(closure_as_stored())


@pytest.mark.parametrize(
    "placements",
    [
        ["A1,G2,2010-10-01,"],
        ["A1,G1,2010-10-01,2015-10-01", "A1,G2,2016-10-01,"],
        ["G1,OBEC,2015-01-01,2020-01-01", "G1,OBEC,2021-01-01,"],
        ["S1,A2,2010-10-01,", "A2,G1,2012-10-01,"],
        ["OBEC,,2003-07-07,2021-01-01"],
    ],
)
def test_placements_replace_the_whole_set_of_a_unit(small, load, placements):
    named = {line.split(",")[0] for line in placements}
    kept = [
        line for line in COUNTRY["placements.csv"] if line.split(",")[0] not in named
    ]
    assert load(placements=placements) == 0
    rows = Placement.objects.values_list(
        "unit__code", "parent__code", "valid_from", "valid_to"
    )
    assert {
        f"{unit},{parent or ''},{start},{end or ''}"
        for unit, parent, start, end in rows
    } == {*kept, *placements}
    assert closure_as_stored() == closure_as_reckoned()
    assert Closure.objects.count() == len(closure_as_stored())


def test_an_equal_set_of_placements_leaves_no_trace(small, load):
    before = stored()
    assert load(placements=["A1,G1,2020-10-01,", "A1,G2,2010-10-01,2020-10-01"]) == 0
    assert stored() == before


def test_a_unit_keeps_its_identity_when_it_is_renamed(small, load):
    old = Unit.objects.get(code="S1")
    assert load(units=["S1,school,โรงเรียน 10,New name,,secondary,12"]) == 0
    new = Unit.objects.get(code="S1")
    assert (new.pk, new.name_en, new.sector, new.province_code) == (
        old.pk,
        "New name",
        "secondary",
        "12",
    )
    assert new.sort_key != old.sort_key
    assert AuditEvent.objects.latest("pk").after["changed"] == 1


def test_a_unit_may_close_and_reopen(small, load):
    rows = ["S0,A1,2010-10-01,2021-10-01", "S0,A2,2022-10-01,"]
    assert load(placements=rows) == 0
    assert closure_as_stored() == closure_as_reckoned()


def test_facts_and_successions_are_updated_by_key(small, load):
    assert (
        load(
            unit_facts=["S1,2021-06-10,pupils,121", "S1,2022-06-10,pupils,130"],
            successions=["S0,S1,split,2021-10-01,0.5"],
        )
        == 0
    )
    pupils = UnitFact.objects.filter(unit__code="S1", measure="pupils").order_by("on")
    assert [str(fact.value) for fact in pupils] == ["121", "130"]
    row = Succession.objects.get(to_unit__code="S1")
    assert (row.kind, str(row.share)) == ("split", "0.5")


# ---------- policies, indicators ----------


def test_policy_items_are_updated_by_key_and_may_move(small, load):
    assert (
        load(
            policies=[
                "POL65,2565,1-1,3,ย้ายแล้ว,,,2",
                "POL65,2565,3,,ข้อใหม่,,,3",
            ]
        )
        == 0
    )
    item = PolicyItem.objects.get(framework__code="POL65", code="1-1")
    assert (item.parent.code, item.title_th, item.order) == ("3", "ย้ายแล้ว", 2)
    assert PolicyItem.objects.count() == 4


def test_a_changed_definition_is_a_new_version_and_open_rounds_keep_theirs(
    small, standing, load
):
    standing.moment = LATER
    changed = COUNTRY["indicators.csv"][2].replace(",share,", ",rate,")
    assert load(indicators=[changed]) == 0
    versions = IndicatorVersion.objects.filter(indicator__code="RAT").order_by("number")
    assert [(row.number, row.ratio_bound, row.is_current) for row in versions] == [
        (1, "share", False),
        (2, "rate", True),
    ]
    assert versions[1].recorded_at == LATER
    asked = RoundIndicator.objects.get(round__code="R1", indicator__code="RAT")
    assert asked.version.number == 1
    assert load(values=["R1,S1,RAT,,reported,,51,50,,"]) == 1


def test_policy_items_of_an_indicator_change_without_a_new_version(small, load):
    changed = COUNTRY["indicators.csv"][2].replace("POL65/1|QW65/1", "QW65/1|POL65/1-1")
    assert load(indicators=[changed]) == 0
    indicator = Indicator.objects.get(code="RAT")
    assert indicator.versions.count() == 1
    assert {item.code for item in indicator.policy_items.all()} == {"1", "1-1"}
    before = stored()
    assert load(indicators=[changed]) == 0
    assert stored() == before


def test_empty_cells_of_an_indicator_take_their_defaults(db, load):
    row = "NEW,ก,,,up,sum,sum,school,unit,,,,,,,none,,,,,,"
    assert load(indicators=[row]) == 0
    version = IndicatorVersion.objects.get()
    assert [
        str(number)
        for number in (
            version.factor,
            version.decimals,
            version.coverage_floor,
            version.amber_within,
            version.weight,
        )
    ] == ["1", "2", "0.8", "0", "1"]


# ---------- directives ----------


def test_a_directive_that_nobody_answered_may_change(small, load):
    before = Directive.objects.get(number=10)
    Assignment.objects.filter(directive=before).update(
        state="issued", acknowledged_at=None
    )
    row = "OBEC,2565,10,ซ้อมแผน,สอง,2021-12-15,2022-01-31,light,SUM,QW65/1,SUM,,G1"
    assert load(directives=[row]) == 0
    after = Directive.objects.get(number=10)
    assert (after.pk, after.title, str(after.due_on), after.indicator.code) == (
        before.pk, "ซ้อมแผน", "2022-01-31", "SUM",
    )  # fmt: skip
    assert [unit.code for unit in after.partners.all()] == ["G1"]
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.after["changed"]) == ("directives.stored", 1)


def test_what_a_directive_is_about_may_be_mended_after_an_answer(small, load):
    row = COUNTRY["directives.csv"][1].replace(
        "POL65/1,RAT,A1/2565/2/P1,B1", "QW65/1,,,"
    )
    assert load(directives=[row]) == 0
    found = Directive.objects.get(issuer__code="OBEC", number=1)
    assert (found.policy_item.framework.code, found.indicator, found.project) == (
        "QW65", None, None,
    )  # fmt: skip
    assert not found.partners.exists()
    assert found.assignments.count() == 2


def test_a_directive_keeps_the_link_to_what_raised_it(small, load):
    Directive.objects.update(origin_ref="7")
    row = COUNTRY["directives.csv"][0]
    assert load(directives=[row.replace("other,,", "other,เดิม,")]) == 0
    assert Directive.objects.get(issuer__code="A1").origin_ref == "7"
    assert load(directives=[row.replace("other,,", "review,R1,")]) == 0
    assert Directive.objects.get(issuer__code="A1").origin_ref == ""


def test_a_part_goes_forward_and_its_page_notices(small, load):
    part = Assignment.objects.get(directive__number=10, unit__code="G1")
    row = "OBEC,2565,10,G1,done,2021-12-16T09:00:00+07:00,2022-01-14T23:59:00+07:00,,"
    assert load(assignments=[row]) == 0
    moved = Assignment.objects.get(pk=part.pk)
    assert (moved.state, moved.version) == ("done", part.version + 1)
    assert clock.day_of(moved.done_at) == datetime.date(2022, 1, 14)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.after["changed"]) == ("assignments.stored", 1)


def test_an_owner_who_finishes_again_loses_the_reason(small, load):
    row = "OBEC,2565,1,G2,done,2021-12-09T09:00:00+07:00,2022-01-14T09:00:00+07:00,,"
    assert load(assignments=[row]) == 0
    assert Assignment.objects.get(directive__number=1, unit__code="G2").reason == ""


def test_an_owner_may_be_added_and_none_is_deleted(small, load):
    assert load(assignments=["OBEC,2565,10,A1,issued,,,,"]) == 0
    owners = Assignment.objects.filter(directive__number=10)
    assert {row.unit.code for row in owners} == {"A1", "G1", "G2"}
    assert Directive.objects.count() == len(COUNTRY["directives.csv"])


# ---------- rounds ----------

NEW = (
    "R9,2565,2565-Q3,{opens_at},2022-07-21T16:30:00+07:00,2022-07-31T16:30:00+07:00,"
    "{indicators}"
)


def listed(code):
    return set(
        RoundUnit.objects.filter(round__code=code).values_list("unit__code", flat=True)
    )


def test_a_round_whose_time_has_come_is_opened(small, standing):
    assert Round.objects.get(code="R1").opened_at == standing.moment
    assert listed("R1") == {"A1", "A2", "G1", "G2", "P1", "S1", "S2", "S3"}
    row = RoundUnit.objects.get(round__code="R1", unit__code="S1")
    assert (row.area.code, row.branch.code) == ("A1", "G1")


def test_a_round_to_come_is_not_opened(small):
    assert Round.objects.get(code="R2").opened_at is None
    assert listed("R2") == set()


@pytest.mark.parametrize(
    ("opens_at", "is_listed"),
    [
        ("2021-10-01T00:30:00+07:00", False),  # 30 September in UTC
        ("2021-09-30T23:30:00+07:00", True),
        ("2021-09-30T17:00:00+00:00", False),  # midnight in Bangkok
        ("2021-09-30T16:59:59Z", True),
    ],
)
def test_the_list_is_that_of_the_day_in_bangkok(small, load, opens_at, is_listed):
    """S0 was open up to and including 30 September."""
    assert load(rounds=[NEW.format(opens_at=opens_at, indicators="SUM")]) == 0
    assert ("S0" in listed("R9")) is is_listed
    assert {"S1", "S2", "S3", "P1"} <= listed("R9")


def test_a_round_opens_at_its_very_moment(small, standing, load):
    row = NEW.format(opens_at=standing.moment.isoformat(), indicators="SUM")
    assert load(rounds=[row]) == 0
    assert Round.objects.get(code="R9").opened_at == standing.moment


def test_values_open_a_stored_round_whose_time_has_come(small, standing, load):
    assert load(values=["R2,S1,SUM,,reported,1,,,,"]) == 1
    standing.moment = datetime.datetime(2022, 3, 21, 8, 30, tzinfo=BANGKOK)
    assert load(values=["R2,S1,SUM,,reported,1,,,,"]) == 0
    assert Round.objects.get(code="R2").opened_at == standing.moment
    assert listed("R2") == {"P1", "S1", "S2", "S3"}


def test_a_stored_round_that_cannot_open_blocks_no_other_file(small, standing, load):
    """G2 closes before R2 opens: S3 would hang in the air."""
    assert load(placements=["G2,OBEC,2010-10-01,2022-03-01"]) == 0
    standing.moment = datetime.datetime(2022, 4, 1, tzinfo=BANGKOK)
    assert load(unit_facts=["S1,2022-06-10,pupils,130"]) == 0
    assert Round.objects.get(code="R2").opened_at is None


def test_values_say_why_their_round_cannot_open(small, standing, load, capsys):
    load(placements=["G2,OBEC,2010-10-01,2022-03-01"])
    standing.moment = datetime.datetime(2022, 4, 1, tzinfo=BANGKOK)
    assert load(values=["R2,S1,SUM,,reported,1,,,,"]) == 1
    assert capsys.readouterr().err.startswith(
        "values.csv:2: round_code: S3 does not stand under the commission on "
        "2022-03-21: G2 is closed"
    )


def test_a_round_and_all_it_needs_may_come_in_one_folder(small, load):
    assert (
        load(
            units=["S9,school,ใหม่,,,,"],
            placements=["S9,A2,2021-05-01,"],
            rounds=[NEW.format(opens_at="2021-12-20T08:30+07:00", indicators="SUM")],
            values=["R9,S9,SUM,,reported,7,,,,"],
        )
        == 0
    )
    assert "S9" in listed("R9")
    assert "S9" not in listed("R1")


def test_an_opened_round_may_get_more_time(small, load):
    row = COUNTRY["rounds.csv"][0].replace("2022-01-31T16:30", "2022-02-28T16:30")
    assert load(rounds=[row]) == 0
    closes_at = Round.objects.get(code="R1").closes_at
    assert clock.day_of(closes_at) == datetime.date(2022, 2, 28)
    assert listed("R1")


def test_the_order_of_indicators_does_not_matter(small, load):
    before = stored()
    row = COUNTRY["rounds.csv"][0].replace("MS|RANGE|RAT", "RAT|MS|RANGE")
    assert load(rounds=[row]) == 0
    assert stored() == before


def test_a_round_to_come_may_change_altogether(small, load):
    row = NEW.format(opens_at="2022-06-21T08:30:00+07:00", indicators="RATE")
    assert load(rounds=[row.replace("R9", "R2")]) == 0
    round_ = Round.objects.get(code="R2")
    assert round_.period.code == "2565-Q3"
    asked = round_.asked.values_list("indicator__code", flat=True)
    assert list(asked) == ["RATE"]


def test_a_later_placement_does_not_touch_an_open_list(small, load):
    assert load(placements=["S1,A2,2010-10-01,"]) == 0
    row = RoundUnit.objects.get(round__code="R1", unit__code="S1")
    assert row.area.code == "A1"
    assert load(values=["R1,S1,SUM,,reported,5,,,,"]) == 0


# ---------- meetings ----------

PLANNED = COUNTRY["meetings.csv"][2]


def test_a_changed_meeting_is_updated_and_nothing_else(small, load):
    before = {row.pk: row.version for row in Meeting.objects.all()}
    assert load(meetings=[PLANNED.replace("planned", "invited")]) == 0
    row = Meeting.objects.get(number=3)
    assert (row.state, row.version) == ("invited", before.pop(row.pk) + 1)
    assert {r.pk: r.version for r in Meeting.objects.exclude(pk=row.pk)} == before
    event = AuditEvent.objects.latest("pk")
    assert event.action == "meetings.stored"
    assert {k: event.after[k] for k in ("made", "changed")} == {"made": 0, "changed": 1}


def test_a_new_meeting_has_a_place_for_each_member_that_is_there(small, load):
    series = Series.objects.get(unit__code="OBEC")
    MemberFactory(series=series, position="ประธาน", is_chair=True)
    assert load(meetings=[PLANNED.replace("2565,3", "2565,4")]) == 0
    made = Meeting.objects.get(number=4)
    assert [row.position for row in made.attendance.all()] == ["ประธาน"]
    assert Series.objects.count() == 2


def test_the_record_of_a_meeting_stays_when_its_head_is_imported(small, load):
    held = Meeting.objects.get(number=2)
    AgendaItemFactory(meeting=held)
    AttendanceFactory(meeting=held)
    changed = COUNTRY["meetings.csv"][1].replace("ชั้น 2", "ชั้น 3")
    assert load(meetings=[changed]) == 0
    held.refresh_from_db()
    assert held.place == "ห้องประชุม 1, ชั้น 3"
    assert (held.items.count(), held.attendance.count()) == (1, 1)


def test_an_adopted_meeting_is_left_as_it_is(small, load, capsys):
    adopted = COUNTRY["meetings.csv"][0]
    before = stored()
    assert load(meetings=[adopted]) == 0
    assert load(meetings=[adopted.replace("16:30", "17:00")]) == 1
    assert "meetings.csv:2: state: the minutes of this" in capsys.readouterr().err
    assert stored() == before


def test_the_hours_of_an_imported_meeting_keep_its_votes_within(small, load, capsys):
    item = AgendaItemFactory(meeting=Meeting.objects.get(number=2))
    VoteFactory(item=item)
    head = COUNTRY["meetings.csv"][1]
    assert load(meetings=[head.replace("T12:05", "T12:10")]) == 0
    before = stored()
    assert load(meetings=[head.replace("T12:05", "T10:30")]) == 1
    assert "starts_at: a vote was taken at 10:52" in capsys.readouterr().err
    assert stored() == before


def test_meetings_take_the_same_queries_for_few_and_many(small, load):
    def queries(first: int, count: int) -> int:
        rows = [
            PLANNED.replace("2565,3", f"2565,{first + number}")
            for number in range(count)
        ]
        with CaptureQueriesContext(connection) as seen:
            assert load(meetings=rows) == 0
        return len(seen)

    assert queries(10, 1) == queries(20, 40)


# ---------- somebody else writes at the same time ----------


def test_what_was_written_meanwhile_is_read_again(
    small, standing, tmp_path, monkeypatch
):
    row = "R1,S3,SUM,,reported,4,,,,"
    mine = put(tmp_path / "mine", {"values.csv": text("values.csv", [row])})

    def other_import():
        monkeypatch.undo()
        monkeypatch.setattr(clock, "now", standing.now)
        services.folder_import(folder=mine, by=audit.OPERATOR)

    monkeypatch.setattr(services, "_wait_for_other_imports", other_import)
    counts = services.folder_import(folder=mine, by=audit.OPERATOR)
    assert counts == {}
    assert len(moments("S3", "SUM")) == 1


def test_files_that_became_wrong_meanwhile_are_refused(small, tmp_path, monkeypatch):
    row = "R1,S3,SUM,,reported,4,,,,"
    mine = put(tmp_path / "mine", {"values.csv": text("values.csv", [row])})

    def other_write():
        RoundUnit.objects.filter(unit__code="S3").delete()
        AuditEvent.objects.create(
            at=LATER, real_at=LATER, actor_label="x", action="round.refrozen"
        )

    monkeypatch.setattr(services, "_wait_for_other_imports", other_write)
    with pytest.raises(services.FaultyFilesError):
        services.folder_import(folder=mine, by=audit.OPERATOR)
    assert moments("S3", "SUM") == []
