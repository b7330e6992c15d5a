"""How the pages of lessons and innovations are asked."""

from collections.abc import Mapping
from typing import Any

from tidtam.accounts.permissions import Permission

from .asked import DONE, GET_AND_POST, Asked
from .world import World

P = Permission


def kind(_world: World, _unit: str) -> Mapping[str, Any]:
    """Name the lessons."""
    return {"kind": "lessons"}


def draft(world: World, unit: str) -> Mapping[str, Any]:
    """Give the unit's draft of a lesson."""
    return {"kind": "lessons", "number": world.drafts[unit].pk}


def offered(world: World, unit: str) -> Mapping[str, Any]:
    """Give the innovation that the unit has offered."""
    return {"kind": "innovations", "number": world.offered[unit].pk}


def words(world: World, unit: str) -> Mapping[str, Any]:
    """Fill in the draft as it is."""
    row = world.drafts[unit]
    return {
        "version": row.version,
        "fiscal_year": row.fiscal_year,
        "title": row.title,
        "occasion": row.occasion,
        "occasion_ref": row.occasion_ref,
        "planned": row.planned,
        "happened": row.happened,
        "why": row.why,
        "what_next": row.what_next,
    }


def entry_file(world: World, unit: str) -> Mapping[str, Any]:
    """Give the file of the unit's draft."""
    return {"number": world.entry_files[unit].pk}


def published(world: World, _unit: str) -> Mapping[str, Any]:
    """Give the innovation of the commission that the whole country may read."""
    return {"number": world.published.pk}


LISTS = ("", "?q=Qz", "?state=draft")
KNOWLEDGE = {
    "knowledge:library": Asked(P.KNOWLEDGE_VIEW, answers=DONE),
    "knowledge:entry_list": Asked(P.KNOWLEDGE_VIEW, kind, only="OBEC", queries=LISTS),
    "knowledge:entry_list_csv": Asked(
        P.KNOWLEDGE_VIEW, kind, only="OBEC", queries=LISTS
    ),
    "knowledge:entry_add": Asked(
        P.KNOWLEDGE_EDIT,
        kind,
        only="OBEC",
        methods=GET_AND_POST,
        answers_post=frozenset({422}),
    ),
    "knowledge:entry_detail": Asked(
        P.KNOWLEDGE_VIEW, draft, seen_with=P.KNOWLEDGE_VIEW
    ),
    "knowledge:entry_edit": Asked(
        P.KNOWLEDGE_EDIT,
        draft,
        seen_with=P.KNOWLEDGE_VIEW,
        takes=P.KNOWLEDGE_EDIT,
        writes=P.KNOWLEDGE_EDIT,
        methods=GET_AND_POST,
        form=words,
    ),
    "knowledge:entry_offer": Asked(
        P.KNOWLEDGE_EDIT,
        draft,
        seen_with=P.KNOWLEDGE_VIEW,
        writes=P.KNOWLEDGE_EDIT,
        methods=("POST",),
    ),
    "knowledge:entry_publish": Asked(
        P.KNOWLEDGE_PUBLISH,
        offered,
        seen_with=P.KNOWLEDGE_VIEW,
        writes=P.KNOWLEDGE_PUBLISH,
        methods=("POST",),
    ),
    "knowledge:entry_send_back": Asked(
        P.KNOWLEDGE_PUBLISH,
        offered,
        seen_with=P.KNOWLEDGE_VIEW,
        writes=P.KNOWLEDGE_PUBLISH,
        methods=("POST",),
        form=lambda _world, _unit: {"reason": "ขอตัวเลขก่อนและหลัง"},
    ),
    "knowledge:file_add": Asked(
        P.KNOWLEDGE_EDIT,
        draft,
        seen_with=P.KNOWLEDGE_VIEW,
        writes=P.KNOWLEDGE_EDIT,
        methods=("POST",),
        answers_post=frozenset({422}),
    ),
    "knowledge:file_read": Asked(
        P.KNOWLEDGE_VIEW, entry_file, seen_with=P.KNOWLEDGE_VIEW
    ),
    "knowledge:file_remove": Asked(
        P.KNOWLEDGE_EDIT,
        entry_file,
        seen_with=P.KNOWLEDGE_VIEW,
        writes=P.KNOWLEDGE_EDIT,
        methods=("POST",),
    ),
    "knowledge:adoption_add": Asked(
        P.KNOWLEDGE_EDIT,
        published,
        only="OBEC",
        methods=("POST",),
        answers_post=frozenset({422}),
    ),
}
