"""From a figure back to its evidence and forth to who accepted it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import EvidenceFactory
from tests.reporting.world import World
from tidtam.common import audit
from tidtam.organisation import tree
from tidtam.organisation.services import placements_replace
from tidtam.reporting import selectors, services
from tidtam.reporting.models import Submission


def test_a_figure_leads_to_its_submission_evidence_and_acceptance(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    kept = EvidenceFactory(
        round=world.round, unit=world.unit["S1"], indicator=world.indicator["QUA-05"]
    )
    EvidenceFactory(
        round=world.round, unit=world.unit["S1"], indicator=world.indicator["SAF-01"]
    )
    area = world.accepted_area()
    with django_assert_max_num_queries(3):
        origin = selectors.figure_origin(
            world.round, world.unit["S1"], world.indicator["QUA-05"]
        )
    (found,) = origin.revisions
    assert found.submission is not None
    assert found.submission.carried_by == area
    assert found.acceptance is not None
    assert found.acceptance.submission == area
    assert found.acceptance.actor_label == str(world.user["analyst"])
    assert origin.evidence == (kept,)


def test_a_replaced_figure_keeps_who_accepted_it(world: World) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    world.clock.on()
    services.submission_reopen(
        submission=school,
        reason_code="D2",
        text="แก้",
        values=[world.back("SAF-01")],
        by=world.user["analyst"],
    )
    world.type("clerk1", "S1", "SAF-01", value="9", version=1)
    world.submit("clerk1", "S1")
    services.submission_verify(submission=school, by=world.user["officer"])
    services.submission_certify(submission=school, by=world.user["director"])
    extra = world.to_the_end(world.supplement("officer", "A1"))
    origin = selectors.figure_origin(
        world.round, world.unit["S1"], world.indicator["SAF-01"]
    )
    accepted_in = [
        item.acceptance.submission for item in origin.revisions if item.acceptance
    ]
    assert accepted_in == [extra, area]


def test_an_imported_figure_has_no_submission(world: World) -> None:
    services.values_import(
        round_=world.round,
        drafts=[
            services.ValueDraft(
                world.unit["S1"].pk,
                world.indicator["SAF-01"].pk,
                "reported",
                "5",
                None,
                None,
                "",
                None,
            )
        ],
        moment=world.clock.moment,
        by=audit.OPERATOR,
    )
    (found,) = selectors.figure_origin(
        world.round, world.unit["S1"], world.indicator["SAF-01"]
    ).revisions
    assert (found.submission, found.acceptance) == (None, None)


def test_a_schools_trail_goes_on_in_its_carriers(world: World) -> None:
    area = world.accepted_area()
    school = Submission.objects.get(unit=world.unit["S1"])
    trail = selectors.trail_of(school)
    assert [step.action for step in trail.steps] == [
        "submitted",
        "verified",
        "certified",
    ]
    assert trail.carrier == area
    assert [step.action for step in trail.carrier_steps] == [
        "submitted",
        "certified",
        "group_verified",
        "accepted",
    ]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk1", True),
        ("officer", True),
        ("secretary", True),
        ("analyst", True),
        ("clerk2", False),
        ("officer2", False),
        ("officer_b", False),
    ],
)
def test_evidence_is_seen_from_above(world: World, who: str, may: bool) -> None:
    kept = EvidenceFactory(round=world.round, unit=world.unit["S1"])
    seen = selectors.evidence_visible_to(world.user[who])
    assert seen.filter(pk=kept.pk).exists() is may


def test_the_areas_of_the_opening_day_keep_seeing_the_round(world: World) -> None:
    kept = EvidenceFactory(round=world.round, unit=world.unit["S1"])
    moved = world.clock.moment.date()
    placements_replace(
        placements={
            "S1": [
                tree.Edge("A1", world.round.opens_at.date(), moved),
                tree.Edge("A2", moved, None),
            ]
        },
        by=audit.OPERATOR,
    )
    for who in ("officer", "officer2"):
        assert kept in selectors.evidence_visible_to(world.user[who])
        assert selectors.report_is_visible(
            world.user[who], world.round, world.unit["S1"]
        )


def test_a_removed_file_is_shown_to_nobody(world: World) -> None:
    EvidenceFactory(
        round=world.round, unit=world.unit["S1"], removed_at=world.clock.moment
    )
    for who in ("clerk1", "officer", "analyst"):
        assert not selectors.evidence_visible_to(world.user[who]).exists()
