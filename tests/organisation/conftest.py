"""Units that stood in different places at different times."""

import pytest

from tests.organisation.places import BEGIN, placed
from tidtam.organisation.models import Unit

SPLIT = "2021-01-29"


@pytest.fixture
def units(db) -> dict[str, Unit]:
    """A commission, two groups, areas old and new, and schools that moved.

    OLD was split into NEW1 and NEW2. S1 moved from OLD to NEW1; S2 was closed for a
    while; S3 stands in another group.
    """
    return placed(
        {
            "OBEC": "commission",
            "BME": "bureau",
            "G1": "group",
            "G2": "group",
            "OLD": "area",
            "NEW1": "area",
            "NEW2": "area",
            "A2": "area",
            "S1": "school",
            "S2": "school",
            "S3": "school",
        },
        {
            "OBEC": [(None, BEGIN, None)],
            "BME": [("OBEC", BEGIN, None)],
            "G1": [("OBEC", BEGIN, None)],
            "G2": [("OBEC", BEGIN, None)],
            "OLD": [("G1", BEGIN, SPLIT)],
            "NEW1": [("G1", SPLIT, None)],
            "NEW2": [("G1", SPLIT, None)],
            "A2": [("G2", BEGIN, None)],
            "S1": [("OLD", BEGIN, SPLIT), ("NEW1", SPLIT, None)],
            "S2": [("OLD", BEGIN, "2020-12-01"), ("NEW1", "2021-06-01", None)],
            "S3": [("A2", BEGIN, None)],
        },
    )
