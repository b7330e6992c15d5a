"""Loading the simulated country: the same rooms and doors as real data.

Units, policies, indicators and targets go in as exchange files; rounds are opened on
their own days; figures are loaded raw, with the moments of their review.
"""

import datetime
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from django.db import transaction
from django.utils import translation

from tidtam.common import audit, periods
from tidtam.exchange.services import folder_import
from tidtam.indicators.models import Indicator
from tidtam.organisation import services as organisation
from tidtam.organisation.models import Unit
from tidtam.publications.selectors import units_with_results, years_with_results
from tidtam.publications.services import edition_publish, editions_make
from tidtam.reporting import services as reporting
from tidtam.reporting.models import Round
from tidtam.reporting.services.loading import values_load
from tidtam.reporting.services.rounds import RoundDraft

from .country import build_country
from .directives import directives_seed
from .figures import Figures
from .folder import Sample, sample_of, write_country
from .knowledge import knowledge_seed
from .loading import Codes, batch_of
from .meetings import meetings_seed
from .planning import planning_seed
from .problems import problems_seed
from .rounds import rounds
from .rows import RoundRow
from .visits import visits_seed

Progress = Callable[[str], None]

# The register begins before the first round opens.
BEGINNING = datetime.datetime(2020, 10, 1, tzinfo=datetime.UTC)


def country_seed(
    *,
    sample: Sample | None = None,
    only_rounds: Collection[str] | None = None,
    progress: Progress = lambda _line: None,
) -> dict[str, int]:
    """Load the simulated country into an empty database; return counts.

    `sample` keeps a part of the country, `only_rounds` some of the rounds.
    Raises AlreadySeededError where units are stored already.
    """
    if Unit.objects.exists():
        raise AlreadySeededError
    progress("country")
    country = build_country()
    if sample is not None:
        country = sample_of(country, sample)
    with tempfile.TemporaryDirectory() as folder:
        write_country(Path(folder), country)
        folder_import(
            folder=Path(folder),
            by=audit.OPERATOR,
            progress=progress,
            moment=BEGINNING,
        )
    organisation.people_load(
        people=country.people,
        positions=country.positions,
        holders=country.holders,
        by=audit.OPERATOR,
    )
    organisation.coordinates_store(coordinates=country.coordinates, by=audit.OPERATOR)
    progress("plans")
    planned = planning_seed()
    figures = Figures(country)
    counts = {"units": len(country.units), "values": 0}
    for row in rounds():
        if only_rounds is not None and row.code not in only_rounds:
            continue
        progress(row.code)
        counts["values"] += _round_seed(row, figures)
    progress("meetings")
    counts |= meetings_seed()
    progress("directives")
    counts |= directives_seed()
    progress("visits and problems")
    counts |= visits_seed() | problems_seed()
    progress("knowledge")
    counts |= planned | knowledge_seed()
    return counts


def editions_seed(progress: Progress = lambda _line: None) -> dict[str, int]:
    """Publish the summary of the last whole year of the nation and each group."""
    years = years_with_results()
    if not years:
        return {"editions": 0}
    with translation.override("th"):
        made = editions_make(
            units=units_with_results(years[0]),
            fiscal_year=years[0],
            by=audit.OPERATOR,
            progress=progress,
        )
    for edition in made:
        edition_publish(edition=edition, by=audit.OPERATOR)
    return {"editions": len(made)}


class AlreadySeededError(Exception):
    """The database holds units already, so the simulated country is not loaded."""


@transaction.atomic
def _round_seed(row: RoundRow, figures: Figures) -> int:
    """Make and open one round and load its figures; return how many."""
    period = periods.parse(row.period)
    if period is None:
        raise ValueError(row.period)
    draft = RoundDraft(
        row.code,
        row.fiscal_year,
        period,
        row.opens_at,
        row.due_at,
        row.closes_at,
        tuple(sorted(row.indicator_codes.split("|"))),
    )
    reporting.rounds_store(drafts=[draft], by=audit.OPERATOR)
    round_ = Round.objects.get(code=row.code)
    reporting.round_open(round_=round_, by=audit.OPERATOR, moment=row.opens_at)
    rows = list(Unit.objects.values_list("code", "pk", "kind"))
    codes = Codes(
        {code: pk for code, pk, _kind in rows},
        {code: kind for code, _pk, kind in rows},
        dict(Indicator.objects.values_list("code", "pk")),
    )
    counts = values_load(
        round_=round_,
        batches=(batch_of(batch, codes) for batch in figures.batches(row.code)),
        by=audit.OPERATOR,
    )
    return counts["values"]
