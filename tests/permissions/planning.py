"""How the pages of plans, projects and milestones are asked."""

from collections.abc import Mapping
from typing import Any

from tidtam.accounts.permissions import Permission
from tidtam.planning.models import Disbursement, Plan

from .asked import GET_AND_POST, Address, Asked
from .cast import TREE, Actor
from .table import covers
from .world import PLAN_YEARS, PlanState, World

P = Permission


def plan_in(state: PlanState) -> Address:
    """Return what gives the number of the unit's plan in this state."""

    def address(world: World, unit: str) -> Mapping[str, Any]:
        return {"number": _plan(world, unit, state).pk}

    return address


def _plan(world: World, unit: str, state: PlanState) -> Plan:
    return world.plans[unit, PLAN_YEARS[state]]


def file_of(world: World, unit: str) -> Mapping[str, Any]:
    """Name the Word file of the plan in force, which is read word by word."""
    return {"number": _plan(world, unit, PlanState.IN_FORCE).pk, "ending": "docx"}


def project_in(state: PlanState) -> Address:
    """Return what gives the number of the project of the unit's plan."""

    def address(world: World, unit: str) -> Mapping[str, Any]:
        return {"number": _plan(world, unit, state).projects.get().pk}

    return address


def milestone_in(state: PlanState) -> Address:
    """Return what gives the number of the milestone of the unit's plan."""

    def address(world: World, unit: str) -> Mapping[str, Any]:
        project = _plan(world, unit, state).projects.get()
        return {"number": project.milestones.get().pk}

    return address


def milestone_file(world: World, unit: str) -> Mapping[str, Any]:
    """Give the file of the milestone in force."""
    return {"number": world.milestone_files[unit].pk}


def line_in(state: PlanState) -> Address:
    """Return what gives the number of the budget line of the unit's plan."""

    def address(world: World, unit: str) -> Mapping[str, Any]:
        project = _plan(world, unit, state).projects.get()
        return {"number": project.budget_lines.get().pk}

    return address


def disbursement(world: World, unit: str) -> Mapping[str, Any]:
    """Give the disbursement of the plan in force."""
    line = line_in(PlanState.IN_FORCE)(world, unit)["number"]
    return {"number": Disbursement.objects.get(line=line).pk}


def line_words(_world: World, _unit: str) -> Mapping[str, Any]:
    """Fill in money of a kind."""
    return {"version": 1, "kind": "operating", "planned": "1000"}


def decides(actor: Actor, unit: str) -> bool:
    """Say whether the person may approve: over what stands above, or as executive."""
    above = TREE[unit][1]
    if above is None:
        return covers(actor, P.PLAN_APPROVE_COMMISSION, unit)
    return covers(actor, P.PLAN_APPROVE, above)


def _year_of(state: PlanState) -> int:
    return PLAN_YEARS[state] - 543


def project_words(_world: World, _unit: str) -> Mapping[str, Any]:
    """Fill in a project of the draft."""
    year = _year_of(PlanState.DRAFT)
    return {
        "version": 1,
        "code": "P1",
        "title": "โครงการ",
        "starts_on": f"1/10/{year - 1}",
        "ends_on": f"30/9/{year}",
        "next_year": "ends",
    }


def milestone_words(_world: World, _unit: str) -> Mapping[str, Any]:
    """Fill in a milestone of the draft."""
    return {
        "version": 1,
        "code": "M1",
        "title": "ขั้น",
        "weight": "1",
        "due_on": f"30/11/{_year_of(PlanState.DRAFT) - 1}",
    }


def new(words: Any, code: str) -> Any:
    """Return the same words under a code that is free."""
    return lambda world, unit: {**words(world, unit), "code": code}


def edits(address: Address, **more: Any) -> Asked:
    """Return how a page is asked on which a unit's own people write."""
    return Asked(
        P.PLAN_EDIT,
        address,
        seen_with=P.PLAN_VIEW,
        takes=P.PLAN_EDIT,
        writes=P.PLAN_EDIT,
        **{"methods": GET_AND_POST, **more},
    )


def posts(address: Address, **more: Any) -> Asked:
    """Return how a step of a unit's own people is asked."""
    return edits(address, methods=("POST",), **more)


def approves(**more: Any) -> Asked:
    """Return how a step of the superior is asked."""
    return Asked(
        P.PLAN_APPROVE,
        plan_in(PlanState.SUBMITTED),
        seen_with=P.PLAN_VIEW,
        may_write=decides,
        methods=("POST",),
        **more,
    )


LISTS = ("", "?q=Qz", "?state=draft", "?item=OBEC-2565/1", "?indicator=QUA-05")
DRAFT, IN_FORCE = PlanState.DRAFT, PlanState.IN_FORCE
PLANNING = {
    "planning:plan_list": Asked(P.PLAN_VIEW, queries=LISTS),
    "planning:plan_list_csv": Asked(P.PLAN_VIEW, queries=LISTS),
    "planning:plan_add": Asked(
        P.PLAN_EDIT, methods=GET_AND_POST, answers_post=frozenset({422})
    ),
    "planning:plan_detail": Asked(
        P.PLAN_VIEW, plan_in(IN_FORCE), seen_with=P.PLAN_VIEW
    ),
    "planning:plan_file": Asked(P.PLAN_VIEW, file_of, seen_with=P.PLAN_VIEW),
    "planning:plan_edit": edits(
        plan_in(DRAFT), form=lambda _w, _u: {"version": 1, "approach": "ใหม่"}
    ),
    "planning:plan_submit": posts(plan_in(DRAFT)),
    "planning:plan_approve": approves(),
    "planning:plan_return": approves(form=lambda _w, _u: {"reason": "ขอตัวเลข"}),
    "planning:plan_enforce": posts(plan_in(PlanState.APPROVED)),
    "planning:plan_discard": posts(plan_in(DRAFT)),
    "planning:plan_amend": posts(plan_in(IN_FORCE)),
    "planning:plan_next_year": edits(plan_in(IN_FORCE), form=lambda _w, _u: {}),
    "planning:project_add": edits(plan_in(DRAFT), form=new(project_words, "P2")),
    "planning:project_detail": Asked(
        P.PLAN_VIEW, project_in(IN_FORCE), seen_with=P.PLAN_VIEW
    ),
    "planning:project_edit": edits(project_in(DRAFT), form=project_words),
    "planning:project_remove": posts(project_in(DRAFT)),
    "planning:budget_line_add": edits(project_in(DRAFT), form=line_words),
    "planning:budget_line_edit": edits(line_in(DRAFT), form=line_words),
    "planning:budget_line_remove": posts(line_in(DRAFT)),
    "planning:disbursement_record": posts(
        project_in(IN_FORCE),
        form=lambda world, unit: {
            "line": line_in(IN_FORCE)(world, unit)["number"],
            "paid_on": "1/12/2564",
            "amount": "1",
            "reference": "ฎ 1",
        },
    ),
    "planning:disbursement_remove": posts(disbursement),
    "planning:milestone_add": edits(project_in(DRAFT), form=new(milestone_words, "M2")),
    "planning:milestone_edit": edits(milestone_in(DRAFT), form=milestone_words),
    "planning:milestone_done": edits(
        milestone_in(IN_FORCE),
        form=lambda _w, _u: {"version": 1, "done_on": "1/12/2564", "evidence": "ก"},
    ),
    "planning:milestone_remove": posts(milestone_in(DRAFT)),
    "planning:milestone_file": Asked(
        P.PLAN_VIEW, milestone_file, seen_with=P.PLAN_VIEW
    ),
    "planning:milestone_file_remove": posts(milestone_file),
}
