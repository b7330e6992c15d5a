"""How the pages of directives are asked."""

from collections.abc import Mapping
from typing import Any

from tidtam.accounts.permissions import Permission

from .asked import GET_AND_POST, Asked
from .world import World

P = Permission


def directive(world: World, unit: str) -> Mapping[str, Any]:
    """Give the directive that the unit issued to itself."""
    return {"number": world.answering[unit].directive_id}


def answering(world: World, unit: str) -> Mapping[str, Any]:
    """Give the unit's part that is still open."""
    return {"number": world.answering[unit].pk}


def finished(world: World, unit: str) -> Mapping[str, Any]:
    """Give the unit's part that waits for a verdict."""
    return {"number": world.finished[unit].pk}


def note(world: World, unit: str) -> Mapping[str, Any]:
    """Give the file of evidence of the unit."""
    return {"number": world.notes[unit].pk}


def said(world: World, unit: str) -> Mapping[str, Any]:
    """Say how far it is."""
    part = world.answering[unit]
    return {f"a{part.pk}-version": part.version, f"a{part.pk}-text": "ทำแล้ว"}


def missing(world: World, unit: str) -> Mapping[str, Any]:
    """Say what is missing."""
    part = world.finished[unit]
    return {f"r{part.pk}-version": part.version, f"r{part.pk}-reason": "ขอหลักฐาน"}


def version(_world: World, _unit: str) -> Mapping[str, Any]:
    """Name the version that was read."""
    return {"version": 1}


LISTS = (
    "",
    "?q=Qz",
    "?state=late&side=issued",
    "?side=addressed&state=open",
    "?owner=Qz&state=verify",
    "?owner=S111&origin=other",
    "?issuer=OBEC&policy=POL65/1&year=2565&state=done",
)


def _step(part: Any, permission: Permission, form: Any) -> Asked:
    return Asked(
        permission,
        part,
        seen_with=P.DIRECTIVE_VIEW,
        writes=permission,
        methods=("POST",),
        form=form,
    )


FOLLOWUP = {
    "followup:directive_list": Asked(P.DIRECTIVE_VIEW, queries=LISTS),
    "followup:directive_list_csv": Asked(P.DIRECTIVE_VIEW, queries=LISTS),
    "followup:directive_list_xlsx": Asked(P.DIRECTIVE_VIEW, queries=LISTS),
    "followup:directive_add": Asked(
        P.DIRECTIVE_ISSUE,
        methods=GET_AND_POST,
        answers_post=frozenset({422}),
    ),
    "followup:directive_detail": Asked(
        P.DIRECTIVE_VIEW, directive, seen_with=P.DIRECTIVE_VIEW
    ),
    "followup:progress_file": Asked(P.DIRECTIVE_VIEW, note, seen_with=P.DIRECTIVE_VIEW),
    "followup:assignment_acknowledge": _step(answering, P.DIRECTIVE_ANSWER, version),
    "followup:assignment_report": _step(answering, P.DIRECTIVE_ANSWER, said),
    "followup:assignment_finish": _step(answering, P.DIRECTIVE_ANSWER, said),
    "followup:assignment_verify": _step(finished, P.DIRECTIVE_ISSUE, version),
    "followup:assignment_return": _step(finished, P.DIRECTIVE_ISSUE, missing),
}
