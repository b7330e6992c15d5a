"""How the pages of publications are asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tidtam.accounts.permissions import Permission

from .asked import Asked
from .world import World

P = Permission


def draft(world: World, unit: str) -> Mapping[str, Any]:
    """Give the draft of the unit."""
    return {"number": world.editions[unit].pk}


def draft_file(ending: str) -> Any:
    """Return the address of a file of the draft."""
    return lambda world, unit: {**draft(world, unit), "ending": ending}


READ = Asked(P.PUBLICATION_VIEW, draft, seen_with=P.PUBLICATION_MAKE)
PUBLICATIONS = {
    "publications:edition_list": Asked(P.PUBLICATION_VIEW, queries=("", "?year=2564")),
    "publications:edition_make": Asked(
        P.PUBLICATION_MAKE, methods=("POST",), answers_post=frozenset({422})
    ),
    "publications:edition_detail": READ,
    "publications:edition_file": replace(READ, address=draft_file("pdf")),
    "publications:edition_publish": Asked(
        P.PUBLICATION_PUBLISH,
        draft,
        seen_with=P.PUBLICATION_MAKE,
        writes=P.PUBLICATION_PUBLISH,
        methods=("POST",),
    ),
    "publications:public_list": Asked(None, by_few=True),
    "publications:public_file": Asked(
        None,
        lambda world, _unit: {"number": world.public.pk, "ending": "xlsx"},
        only="OBEC",
        by_few=True,
    ),
}
