import pytest


@pytest.fixture(autouse=True)
def facts_in_scratch(settings, tmp_path):
    """Keep the disposable copies of facts out of the project's folder."""
    settings.FACTS_CACHE = tmp_path / "facts"
