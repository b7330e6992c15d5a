"""Loading whole rounds raw: what comes in is what stands, review included."""

import datetime
from decimal import Decimal

from tests.reporting.world import World
from tidtam.analysis.models import ValuesChange
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.reporting import selectors, services
from tidtam.reporting.models import DraftFigure, Submission, ValueRevision
from tidtam.reporting.services import (
    DraftLoad,
    LoadBatch,
    StepLoad,
    SubmissionLoad,
    ValueLoad,
    values_load,
)


def load(world: World) -> dict[str, int]:
    """A1 accepted with S1; S2 sent back on one figure; S3 typed something."""
    unit, indicator = world.unit, world.indicator
    start = world.clock.moment

    def at(hours: int) -> datetime.datetime:
        return start + datetime.timedelta(hours=hours)

    def step(action: str, hours: int) -> StepLoad:
        return StepLoad(action, action, at(hours), actor_label="สมมติ")

    area = (unit["A1"].pk, "area", 0)
    schools = LoadBatch(
        submissions=[
            SubmissionLoad(
                unit["A1"].pk,
                "area",
                0,
                "accepted",
                at(6),
                submitted_at=at(3),
                obstacles="ครูไม่ครบชั้น",
                steps=[
                    step("submitted", 3),
                    step("certified", 4),
                    step("group_verified", 5),
                    step("accepted", 6),
                ],
                missing={unit["S2"].pk: "ติดตามแล้ว", unit["S3"].pk: "ติดตามแล้ว"},
            ),
            SubmissionLoad(
                unit["S1"].pk,
                "school",
                0,
                "accepted",
                at(6),
                submitted_at=at(0),
                carried_by=area,
                steps=[step("submitted", 0), step("verified", 1), step("certified", 2)],
            ),
            SubmissionLoad(
                unit["S2"].pk,
                "school",
                0,
                "returned",
                at(1),
                submitted_at=at(0),
                steps=[
                    step("submitted", 0),
                    StepLoad(
                        "returned",
                        "verified",
                        at(1),
                        reason_code="D2",
                        text="ไม่ตรง",
                        returned=[indicator["SAF-01"].pk],
                    ),
                ],
            ),
            SubmissionLoad(unit["S3"].pk, "school", 0, "draft", at(0)),
        ],
        values=[
            ValueLoad(
                unit["S1"].pk,
                indicator["QUA-05"].pk,
                "reported",
                None,
                "40",
                "50",
                "",
                at(0),
                None,
                at(6),
                "school",
            ),
            ValueLoad(
                unit["S2"].pk,
                indicator["SAF-01"].pk,
                "reported",
                "7",
                None,
                None,
                "",
                at(0),
                at(1),
                None,
                "school",
            ),
            ValueLoad(
                unit["S2"].pk,
                indicator["QUA-05"].pk,
                "not_applicable",
                None,
                None,
                None,
                "ไม่มีชั้น",
                at(0),
                None,
                None,
                "school",
            ),
        ],
        drafts=[
            DraftLoad(
                unit["S3"].pk,
                indicator["SAF-01"].pk,
                "reported",
                "12.5",
                None,
                None,
                "",
                at(0),
            )
        ],
    )
    areas = LoadBatch(
        submissions=[
            SubmissionLoad(unit["A1"].pk, "area", 0, "accepted", at(6)),  # known
        ],
        values=[
            ValueLoad(
                unit["A1"].pk,
                indicator["EFF-01"].pk,
                "reported",
                None,
                "1",
                "2",
                "",
                at(3),
                None,
                at(6),
                "area",
            ),
            ValueLoad(
                unit["A1"].pk,
                indicator["EFF-05"].pk,
                "reported",
                "3",
                None,
                None,
                "",
                at(3),
                None,
                at(4),
                "",
            ),
        ],
    )
    return values_load(
        round_=world.round, batches=iter([schools, areas]), by=audit.OPERATOR
    )


def test_a_loaded_round_stands_as_if_it_had_been_reported(world: World) -> None:
    ValuesChange.objects.all().delete()
    assert load(world) == {"submissions": 4, "steps": 9, "values": 5, "drafts": 1}
    school = Submission.objects.get(unit=world.unit["S1"])
    area = Submission.objects.get(unit=world.unit["A1"])
    assert school.carried_by == area
    assert (school.area, school.branch) == (world.unit["A1"], world.unit["G1"])
    assert area.first_submitted_at == area.submitted_at
    assert area.obstacles == "ครูไม่ครบชั้น"
    assert area.declared_missing.count() == 2
    revision = world.only("S1", "QUA-05")
    assert revision.submission == school
    assert (revision.numerator, revision.denominator) == (40, 50)
    assert revision.recorded_at == school.submitted_at
    assert revision.official_at == area.state_at
    assert world.only("A1", "EFF-05").submission is None
    assert ValuesChange.objects.get().whole
    event = AuditEvent.objects.get(action="values.loaded")
    assert event.after["values"] == 5


def test_the_form_of_a_loaded_school_shows_what_went_back(world: World) -> None:
    load(world)
    form = selectors.form_of(world.round, world.unit["S2"])
    quality, safety = form.lines
    assert safety.returned is not None
    assert (safety.returned.reason_code, safety.returned.text) == ("D2", "ไม่ตรง")
    assert not safety.cell.is_locked
    assert safety.cell.typed.value == "7"
    assert quality.cell.is_locked
    assert quality.state == "not_applicable"


def test_a_loaded_return_can_be_mended_and_sent_again(world: World) -> None:
    load(world)
    world.clock.on(10)
    world.type("clerk2", "S2", "SAF-01", value="8")
    assert world.submit("clerk2", "S2").state == "submitted"
    assert [item.value for item in world.revisions("S2", "SAF-01")] == [7, 8]


def test_a_loaded_draft_goes_on_where_it_stopped(world: World) -> None:
    load(world)
    draft = DraftFigure.objects.get()
    assert (draft.raw_value, draft.value) == ("12.5", Decimal("12.5"))
    assert not world.type("clerk3", "S3", "SAF-01", value="13").is_saved
    assert world.type("clerk3", "S3", "SAF-01", value="13", version=1).is_saved


def test_a_loaded_acceptance_can_be_opened_again(world: World) -> None:
    load(world)
    world.clock.on(10)
    school = Submission.objects.get(unit=world.unit["S1"])
    services.submission_reopen(
        submission=school,
        reason_code="D2",
        text="ไม่ตรง",
        by=world.user["analyst"],
    )
    kept = ValueRevision.objects.get(unit=world.unit["S1"])
    assert kept.unofficial_at is None
    assert kept.superseded_at == world.clock.moment
