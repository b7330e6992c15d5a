"""Every write to units and to the people who hold their positions."""

from .people import (
    HoldingError,
    HoldingRow,
    PersonRow,
    PositionRow,
    holding_end,
    holding_give,
    people_load,
    person_store,
    position_store,
)
from .units import (
    PARENT_KINDS,
    UNIT_FIELDS,
    OrganisationError,
    UnitDraft,
    closure_refresh,
    coordinates_store,
    placements_by_id,
    placements_replace,
    successions_store,
    unit_facts_store,
    units_store,
)

__all__ = [
    "PARENT_KINDS",
    "UNIT_FIELDS",
    "HoldingError",
    "HoldingRow",
    "OrganisationError",
    "PersonRow",
    "PositionRow",
    "UnitDraft",
    "closure_refresh",
    "coordinates_store",
    "holding_end",
    "holding_give",
    "people_load",
    "person_store",
    "placements_by_id",
    "placements_replace",
    "position_store",
    "successions_store",
    "unit_facts_store",
    "units_store",
]
