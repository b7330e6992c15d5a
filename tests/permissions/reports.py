"""How the pages of reporting are asked, and who may take which step of the world."""

from collections.abc import Callable, Mapping
from typing import Any

from tidtam.accounts.permissions import Permission
from tidtam.organisation.models import Unit

from .asked import DONE, GET_AND_POST, PAGE, SENT, Address, Asked
from .cast import TREE, Actor
from .table import covers_exactly
from .world import World

P = Permission
Kind = Unit.Kind
ROUND = "2565-Q1"
OWN_INDICATOR = {Kind.SCHOOL: "SAF-01", Kind.AREA: "EFF-01", Kind.GROUP: "GRP-01"}
CARRIERS = {"A11", "A12", "A21", "A22", "BSE"}
CENTRAL_INDICATOR = "EFF-05"

# What waits in the world: unit -> (state that the step leads into, permission of the
# step, unit over which it must be held). Of what has no step due, one it has behind it.
STEPS: Mapping[str, tuple[str, Permission, str]] = {
    "S112": ("verified", P.REPORT_VERIFY, "A11"),
    "M": ("certified", P.REPORT_CERTIFY_SCHOOL, "A11"),
    "S121": ("certified", P.REPORT_CERTIFY_SCHOOL, "A12"),
    "S122": ("certified", P.REPORT_CERTIFY_SCHOOL, "A12"),
    "S211": ("verified", P.REPORT_VERIFY, "A21"),
    "S212": ("certified", P.REPORT_CERTIFY_SCHOOL, "A21"),
    "S221": ("certified", P.REPORT_CERTIFY_SCHOOL, "A22"),
    "P1": ("certified", P.REPORT_CERTIFY_SCHOOL, "BSE"),
    "A12": ("accepted", P.REPORT_ACCEPT, "OBEC"),
    "A22": ("group_verified", P.REPORT_VERIFY_GROUP, "G2"),
    "BSE": ("certified", P.REPORT_CERTIFY_AREA, "BSE"),
    "G1": ("certified", P.REPORT_CERTIFY_GROUP, "G1"),
    "G2": ("accepted", P.REPORT_ACCEPT, "OBEC"),
}
# Who may send it back: those whose turn it is, or the turn of what carries it.
RETURNS: Mapping[str, tuple[Permission, str]] = {
    **{unit: (permission, over) for unit, (_state, permission, over) in STEPS.items()},
    "S121": (P.REPORT_ACCEPT, "OBEC"),
    "S122": (P.REPORT_ACCEPT, "OBEC"),
    "S221": (P.REPORT_VERIFY_GROUP, "G2"),
    "P1": (P.REPORT_CERTIFY_AREA, "BSE"),
}
BACK_ALREADY = {"S211"}


# ---------- addresses ----------


def report(world: World, unit: str) -> Mapping[str, Any] | None:
    """Give the round and the unit, where the unit takes part in the round."""
    takes_part = TREE[unit][0] in OWN_INDICATOR or unit in CARRIERS
    if not takes_part:
        return None
    return {"round_code": ROUND, "unit_code": world.names(unit)}


def narrowed(units: Callable[[str], bool], code: str = "") -> Address:
    """Return the address of a report of some units, with an indicator if one is named.

    `own` as the code stands for an indicator that the unit itself reports.
    """

    def address(world: World, unit: str) -> Mapping[str, Any] | None:
        found = report(world, unit) if units(unit) else None
        if found is None or not code:
            return found
        own = OWN_INDICATOR.get(TREE[unit][0], "") if code == "own" else code
        return {**found, "code": own}

    return address


def is_area(unit: str) -> bool:
    """Say whether the centre enters figures for the unit."""
    return TREE[unit][0] == Kind.AREA


def is_reporter(unit: str) -> bool:
    """Say whether the unit itself reports figures."""
    return TREE[unit][0] in OWN_INDICATOR


def file_of(world: World, unit: str) -> Mapping[str, Any] | None:
    """Give the file of evidence of the unit."""
    evidence = world.evidence.get(unit)
    return {"pk": evidence.pk} if evidence else None


# ---------- forms ----------


def figure(_world: World, unit: str) -> Mapping[str, Any]:
    """Type another figure over the one of the unit's own indicator."""
    code = OWN_INDICATOR.get(TREE[unit][0], "")
    if code == "EFF-01":
        return {f"{code}-version": "1", f"{code}-numerator": "5"}
    return {f"{code}-version": "1", f"{code}-value": "7"}


def central_figure(_world: World, _unit: str) -> Mapping[str, Any]:
    """Type another figure over the one of the centre."""
    return {f"{CENTRAL_INDICATOR}-version": "1", f"{CENTRAL_INDICATOR}-value": "7"}


def step(_world: World, unit: str) -> Mapping[str, Any]:
    """Take the step that waits."""
    return {"state": STEPS[unit][0], "text": "เห็นชอบ"}


def sending_back(_world: World, _unit: str) -> Mapping[str, Any]:
    """Send the whole back."""
    return {"reason_code": "D1", "text": "แก้ไขตัวเลข", "extent": "whole"}


def may_step(actor: Actor, unit: str) -> bool:
    """Say whether the table gives the person the step."""
    _state, permission, over = STEPS[unit]
    return covers_exactly(actor, permission, over)


def may_return(actor: Actor, unit: str) -> bool:
    """Say whether the table lets the person send it back."""
    return unit not in BACK_ALREADY and covers_exactly(actor, *RETURNS[unit])


# ---------- the pages ----------


def reading(**more: Any) -> Asked:
    """Ask a page that shows a report."""
    return Asked(P.REPORT_VIEW, report, seen_with=P.REPORT_VIEW, in_round=True, **more)


def writing(permission: Permission, address: Address = report, **more: Any) -> Asked:
    """Ask a page on which the unit's own people write."""
    return Asked(
        permission,
        address,
        seen_with=P.REPORT_VIEW,
        takes=permission,
        writes=permission,
        in_round=True,
        **{"methods": ("POST",), **more},
    )


def central(code: str = "", **more: Any) -> Asked:
    """Ask a page on which the centre enters figures of an area."""
    return Asked(
        P.CENTRAL_ENTER,
        narrowed(is_area, code),
        seen_with=P.REPORT_VIEW,
        in_round=True,
        **{"methods": ("POST",), **more},
    )


def reviewing(**more: Any) -> Asked:
    """Ask for a step of the review."""
    return Asked(
        P.REVIEW_VIEW,
        narrowed(lambda unit: unit in STEPS),
        seen_with=P.REPORT_VIEW,
        in_round=True,
        methods=("POST",),
        **more,
    )


REPORTS = {
    "reporting:report_list": Asked(P.REPORT_VIEW),
    "reporting:report_form": Asked(
        P.REPORT_VIEW,
        report,
        seen_with=P.REPORT_VIEW,
        writes=P.REPORT_EDIT,
        in_round=True,
        methods=GET_AND_POST,
        form=figure,
    ),
    "reporting:report_line": writing(
        P.REPORT_EDIT, narrowed(is_reporter, "own"), form=figure, answers_post=PAGE
    ),
    "reporting:report_words": writing(
        P.REPORT_EDIT,
        form=lambda _world, _unit: {"obstacles": "ไม่มี", "suggestions": ""},
        answers_post=PAGE,
    ),
    "reporting:report_evidence": writing(
        P.EVIDENCE_ADD, narrowed(is_reporter, "own"), answers_post=DONE
    ),
    "reporting:report_submit": writing(
        P.REPORT_SUBMIT, methods=GET_AND_POST, answers_post=SENT
    ),
    "reporting:report_withdraw": writing(
        P.REPORT_WITHDRAW, methods=GET_AND_POST, answers=frozenset({200, 302})
    ),
    "reporting:report_supplement": writing(
        P.REPORT_SUBMIT, narrowed(lambda unit: unit in CARRIERS)
    ),
    "reporting:report_schools": Asked(
        P.REPORT_VIEW,
        narrowed(lambda unit: unit in CARRIERS),
        seen_with=P.REPORT_VIEW,
        in_round=True,
    ),
    "reporting:report_review": reading(),
    "reporting:review_step": reviewing(form=step, may_write=may_step),
    "reporting:review_return": reviewing(form=sending_back, may_write=may_return),
    "reporting:report_history": reading(),
    "reporting:report_print": reading(),
    "reporting:central_form": central(methods=GET_AND_POST, form=central_figure),
    "reporting:central_line": central(
        CENTRAL_INDICATOR, form=central_figure, answers_post=PAGE
    ),
    "reporting:central_evidence": central(CENTRAL_INDICATOR),
    "reporting:central_submit": central(methods=GET_AND_POST, answers_post=SENT),
    "reporting:central_review": Asked(
        P.REPORT_VIEW, narrowed(is_area), seen_with=P.REPORT_VIEW, in_round=True
    ),
    "reporting:evidence_file": Asked(
        P.EVIDENCE_VIEW, file_of, seen_with=P.EVIDENCE_VIEW, in_round=True
    ),
    "reporting:evidence_removal": Asked(
        P.EVIDENCE_VIEW,
        file_of,
        seen_with=P.EVIDENCE_VIEW,
        writes=P.EVIDENCE_ADD,
        in_round=True,
        methods=("POST",),
    ),
    "reporting:review_queue": Asked(P.REVIEW_VIEW),
    "reporting:review_bulk": Asked(
        P.REVIEW_VIEW,
        methods=("POST",),
        form=lambda _world, _unit: {"pile": "", "all": "all"},
        answers_post=frozenset({200, 302}),
    ),
    "reporting:round_list": Asked(P.ROUND_VIEW),
    "reporting:round_detail": Asked(
        P.ROUND_VIEW, lambda _world, _unit: {"round_code": ROUND}, only="OBEC"
    ),
    "reporting:round_control": Asked(
        P.CONTROL_ROOM_VIEW,
        lambda _world, _unit: {"round_code": ROUND},
        seen_with=P.CONTROL_ROOM_VIEW,
        only="OBEC",
        queries=("", "?view=table", "?view=schools"),
    ),
    "reporting:round_control_csv": Asked(
        P.CONTROL_ROOM_VIEW,
        lambda _world, _unit: {"round_code": ROUND},
        seen_with=P.CONTROL_ROOM_VIEW,
        only="OBEC",
    ),
}
