"""Make the yearly summaries of the nation and every group as PDF, Word and Excel.

Loads the simulated country with the four rounds of 2564 into a scratch SQLite database,
reckons it, then makes an edition of each of the 20 units and its files, as
`tidtam report` does. The limit is 15 s for all PDFs together and 2 s for a single one;
Word and Excel are measured beside it. --quick keeps two schools of every area, which
leaves the papers as long as they are.

    python benchmarks/summaries.py [--quick]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = {"all": 15.0, "one": 2.0}
YEAR = 2564
GROUPS = tuple(f"G{number:02}" for number in range(19))


def main() -> None:
    """Print one JSON object: seconds, and the ratios to their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    is_quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), is_quick=is_quick)
        figures = measure()
    print(json.dumps(figures))


def prepare(folder: Path, *, is_quick: bool) -> None:
    """Load the country with a year of rounds into a database under the folder."""
    os.environ.update(
        DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3",
        TIDTAM_VAR=str(folder),
        TIDTAM_CLOCK="2022-01-19T09:00:00+07:00",
        TIDTAM_SIMULATED="1",
        DJANGO_SETTINGS_MODULE="tidtam.settings",
    )
    os.environ.pop("TIDTAM_FACTS", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from tidtam.analysis.services import results_refresh
    from tidtam.simulation import services
    from tidtam.simulation.folder import Sample

    call_command("migrate", verbosity=0)
    services.country_seed(
        sample=Sample(GROUPS, areas=20, schools=2) if is_quick else None,
        only_rounds={f"{YEAR}-Q{quarter}" for quarter in range(1, 5)},
    )
    results_refresh()


def measure() -> dict[str, object]:
    """Make every edition and file; return seconds and ratios."""
    from django.utils import translation

    from tidtam.common import audit
    from tidtam.documents.responses import FORMATS
    from tidtam.publications import selectors, services

    units = selectors.units_with_results(YEAR)
    seconds: dict[str, float] = dict.fromkeys(("editions", *FORMATS), 0.0)
    slowest = size = 0.0
    with translation.override("th"):
        for unit in units:
            started = time.perf_counter()
            (edition,) = services.editions_make(
                units=[unit], fiscal_year=YEAR, by=audit.OPERATOR
            )
            document = services.document_of(edition)
            made = time.perf_counter() - started
            seconds["editions"] += made
            for ending, (make, _kind) in FORMATS.items():
                at = time.perf_counter()
                content = make(document)
                took = time.perf_counter() - at
                seconds[ending] += took
                if ending == "pdf":
                    slowest = max(slowest, made + took)
                    size = max(size, len(content))
    whole = seconds["editions"] + seconds["pdf"]
    return {
        "units": len(units),
        "seconds": {name: round(spent, 3) for name, spent in seconds.items()},
        "pdf_all_seconds": round(whole, 3),
        "pdf_slowest_seconds": round(slowest, 3),
        "pdf_largest_bytes": int(size),
        "ratio_all": round(whole / LIMIT["all"], 3),
        "ratio_one": round(slowest / LIMIT["one"], 3),
    }


if __name__ == "__main__":
    main()
