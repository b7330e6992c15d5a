"""How the pages of visits, checklists and problems are asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tidtam.accounts.permissions import Permission

from .asked import DONE, GET_AND_POST, Asked
from .cast import Actor, above
from .table import covers
from .world import World

P = Permission
REFUSED = frozenset({422})


def visit(world: World, unit: str) -> Mapping[str, Any]:
    """Give the visit that the unit made to itself, which is being written up."""
    return {"number": world.visits[unit].pk}


def report(world: World, unit: str) -> Mapping[str, Any]:
    """Give the visit of the unit whose report was sent."""
    return {"number": world.reports[unit].pk}


def finding(world: World, unit: str) -> Mapping[str, Any]:
    """Give the finding of the visit."""
    return {"number": world.findings[unit].pk}


def photo(world: World, unit: str) -> Mapping[str, Any]:
    """Give the picture of the visit."""
    return {"number": world.photos[unit].pk}


def checklist(world: World, unit: str) -> Mapping[str, Any]:
    """Give the checklist of the unit."""
    return {"number": world.checklists[unit].pk}


def waiting(world: World, unit: str) -> Mapping[str, Any]:
    """Give the problem of the unit that waits for its own triage."""
    return {"number": world.problems[unit].pk}


def owned(world: World, unit: str) -> Mapping[str, Any]:
    """Give the problem that the unit deals with."""
    return {"number": world.owned[unit].pk}


def ended(world: World, unit: str) -> Mapping[str, Any]:
    """Give the problem of the unit that has ended."""
    return {"number": world.ended[unit].pk}


def step_file(world: World, unit: str) -> Mapping[str, Any]:
    """Give the file of a step."""
    return {"number": world.step_files[unit].pk}


def said(name: str) -> Any:
    """Return a form of the step with words."""
    return lambda _world, _unit: {f"{name}-version": 1, f"{name}-text": "ทำแล้ว"}


def given(world: World, unit: str) -> Mapping[str, Any]:
    """Give the problem to the unit itself."""
    return {
        "own-version": 1,
        "own-owner": world.units[unit].pk,
        "own-urgency": 2,
        "own-due_on": "28/2/2565",
    }


VISIT_LISTS = ("", "?q=Qz", "?side=made&state=made&year=2565", "?side=received")
PROBLEM_LISTS = ("", "?q=Qz", "?turn=triage", "?state=owned&urgency=3")
READ = Asked(P.VISIT_VIEW, visit, seen_with=P.VISIT_VIEW)
KEEP = Asked(
    P.VISIT_EDIT,
    visit,
    seen_with=P.VISIT_VIEW,
    takes=P.VISIT_EDIT,
    writes=P.VISIT_EDIT,
    methods=GET_AND_POST,
    answers_post=REFUSED,
)
STEP = replace(KEEP, methods=("POST",), answers_post=DONE)
ADD = Asked(P.VISIT_EDIT, methods=GET_AND_POST, answers_post=REFUSED)


def problem_step(permission: Permission, address: Any, name: str) -> Asked:
    """Ask a step of a problem."""
    return Asked(
        permission,
        address,
        seen_with=P.PROBLEM_VIEW,
        writes=permission,
        methods=("POST",),
        form=given if name == "own" else said(name),
    )


def is_handed(actor: Actor, unit: str) -> bool:
    """Say whether the unit's checklists are shown: to those above it, and below."""
    is_below = actor.unit is not None and unit in above(actor.unit)
    return is_below or covers(actor, P.VISIT_VIEW, unit)


FIELDWORK = {
    "fieldwork:visit_list": Asked(P.VISIT_VIEW, queries=VISIT_LISTS),
    "fieldwork:visit_list_csv": Asked(P.VISIT_VIEW, queries=VISIT_LISTS),
    "fieldwork:visit_add": ADD,
    "fieldwork:visit_detail": READ,
    "fieldwork:visit_paper": replace(
        READ, address=lambda world, unit: {**report(world, unit), "ending": "pdf"}
    ),
    "fieldwork:visit_edit": KEEP,
    "fieldwork:visit_hold": STEP,
    "fieldwork:visit_report": STEP,
    "fieldwork:visit_cancel": replace(STEP, answers_post=REFUSED),
    "fieldwork:visit_reply": Asked(
        P.VISIT_ANSWER,
        report,
        seen_with=P.VISIT_VIEW,
        writes=P.VISIT_ANSWER,
        methods=("POST",),
        form=lambda _world, _unit: {"text": "รับทราบ"},
    ),
    "fieldwork:checks_edit": KEEP,
    "fieldwork:finding_add": KEEP,
    "fieldwork:finding_edit": replace(KEEP, address=finding),
    "fieldwork:finding_remove": replace(STEP, address=finding),
    "fieldwork:photo_add": replace(STEP, answers_post=REFUSED),
    "fieldwork:photo_file": replace(READ, address=photo),
    "fieldwork:photo_remove": replace(STEP, address=photo),
    "fieldwork:checklist_list": Asked(P.VISIT_EDIT),
    "fieldwork:checklist_add": ADD,
    "fieldwork:checklist_edit": replace(
        KEEP, address=checklist, seen_with=None, may_see=is_handed
    ),
    "fieldwork:problem_list": Asked(P.PROBLEM_VIEW, queries=PROBLEM_LISTS),
    "fieldwork:problem_list_csv": Asked(P.PROBLEM_VIEW, queries=PROBLEM_LISTS),
    "fieldwork:problem_add": Asked(
        P.PROBLEM_REPORT, methods=GET_AND_POST, answers_post=REFUSED
    ),
    "fieldwork:problem_detail": Asked(
        P.PROBLEM_VIEW, waiting, seen_with=P.PROBLEM_VIEW
    ),
    "fieldwork:step_file": Asked(P.PROBLEM_VIEW, step_file, seen_with=P.PROBLEM_VIEW),
    "fieldwork:problem_own": problem_step(P.PROBLEM_TRIAGE, waiting, "own"),
    "fieldwork:problem_pass_up": replace(
        problem_step(P.PROBLEM_TRIAGE, waiting, "pass_up"),
        answers_post=frozenset({302, 422}),  # nobody stands above the commission
    ),
    "fieldwork:problem_decline": problem_step(P.PROBLEM_TRIAGE, waiting, "decline"),
    "fieldwork:problem_say": problem_step(P.PROBLEM_SOLVE, owned, "say"),
    "fieldwork:problem_close": problem_step(P.PROBLEM_SOLVE, owned, "close"),
    "fieldwork:problem_reopen": problem_step(P.PROBLEM_REPORT, ended, "reopen"),
}
