"""Roll up one round of the whole country, from the database to stored results.

Loads 29,449 simulated schools with one round of figures into a scratch SQLite database
(no ORM rows, the same loader as the demonstration), then times each stage of reckoning
it: reading the facts, the Ibis expression, merging and formulas, storing. The limit is
5 s for the whole and 0.5 s for the expression. --quick uses fewer repetitions.

    python benchmarks/rollup.py [--quick]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = {"total": 5.0, "expression": 0.5}
ROUND = "2564-Q1"


def main() -> None:
    """Print one JSON object: seconds by stage and the ratios to their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    repeats = 2 if parser.parse_args().quick else 7
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        figures = measure(repeats)
    print(json.dumps(figures))


def prepare(folder: Path) -> None:
    """Load the country with one round into a database under the folder."""
    os.environ.update(
        DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3",
        TIDTAM_VAR=str(folder),
        TIDTAM_CLOCK="2022-01-19T09:00:00+07:00",
        DJANGO_SETTINGS_MODULE="tidtam.settings",
    )
    os.environ.pop("TIDTAM_FACTS", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from tidtam.simulation import services

    call_command("migrate", verbosity=0)
    services.country_seed(only_rounds={ROUND})


def measure(repeats: int) -> dict[str, object]:
    """Reckon the round several times, cold facts each time."""
    from tidtam.analysis import engine, expressions, facts, reckoning, services
    from tidtam.analysis.reckoning import Country
    from tidtam.reporting.models import ValueRevision

    stages: dict[str, list[float]] = {}
    rows = 0

    def timed(stage: str, since: float) -> float:
        now = time.perf_counter()
        stages.setdefault(stage, []).append(now - since)
        return now

    for _repeat in range(repeats + 1):
        for path in Path(os.environ["TIDTAM_VAR"]).rglob("round-*.parquet"):
            path.unlink()
        country = Country()
        (period,) = [item for item in country.periods if item.code == ROUND]
        (round_pk,) = {pk for item in country.of_period(period) for pk in item.rounds}
        started = at = time.perf_counter()
        facts.of_round(round_pk)
        at = timed("facts", at)
        inputs = reckoning._inputs(country, period, "official", None)
        at = timed("inputs", at)
        table = engine.run(expressions.cells(inputs))
        at = timed("expression", at)
        cells = reckoning.cells_of(table)
        results = reckoning.figures_above(country, period, cells)
        at = timed("formulas", at)
        services._store(country, period, "official", cells, results)
        timed("store", at)
        timed("total", started)
        rows = len(results)
    median = {
        stage: round(statistics.median(seconds[1:]), 3)
        for stage, seconds in stages.items()
    }
    return {
        "values": ValueRevision.objects.count(),
        "results": rows,
        "repeats": repeats,
        "seconds": median,
        "ratio_to_limit": {
            stage: round(median[stage] / limit, 3) for stage, limit in LIMIT.items()
        },
    }


if __name__ == "__main__":
    main()
