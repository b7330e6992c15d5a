import pytest

from tidtam.simulation.country import Country, build_country


@pytest.fixture(scope="session")
def country() -> Country:
    return build_country()
