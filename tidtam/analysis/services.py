"""Every write of results: whole reckonings, refreshes of what changed, the check."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from django.db import transaction

from tidtam.common import bulk, clock
from tidtam.common.fields import plain
from tidtam.common.periods import Period

from . import reckoning
from .changes import Waiting, waiting
from .formulas import Partials
from .models import Basis, Result, ResultCell, ResultRun, ValuesChange
from .reckoning import Cell, Country, ResultRow, Scope

Progress = Callable[[str], None]
BATCH = 500
DIGITS = Context(prec=40)
CELL_COLUMNS = [
    "run_id",
    "indicator_id",
    "area_id",
    "branch_id",
    "last_order",
    "expected",
    "reported",
    "not_applicable",
    "true_units",
    "numerator",
    "denominator",
    "total",
    "highest",
    "lowest",
]
RESULT_COLUMNS = [
    "run_id",
    "unit_id",
    "indicator_id",
    "version_id",
    "value",
    "numerator",
    "denominator",
    "expected",
    "reported",
    "not_applicable",
    "coverage",
    "target",
    "score",
    "light",
]


def results_refresh(
    *,
    bases: Iterable[str] = Basis.values,
    everything: bool = False,
    progress: Progress = lambda _line: None,
) -> int:
    """Reckon what is stale, for just the rounds and placings touched.

    Returns how many (period, basis) were reckoned. A run is written in short
    batches and shown only once its pointer flips.
    """
    stale = waiting()
    country = Country()
    done = 0
    for period in country.periods:
        rounds = {pk for item in country.of_period(period) for pk in item.rounds}
        scopes = {
            basis: _scope(country, period, basis, stale, rounds, everything)
            for basis in bases
        }
        done += _reckon(country, period, scopes, progress)
    if set(bases) == set(Basis.values):
        for start in range(0, len(stale.notes), BATCH):
            ValuesChange.objects.filter(
                pk__in=stale.notes[start : start + BATCH]
            ).update(handled=True)
    return done


WHOLE = Scope((), frozenset())


def _scope(
    country: Country,
    period: Period,
    basis: str,
    stale: Waiting,
    rounds: set[int],
    everything: bool,
) -> Scope | None:
    """Return what of the period must be reckoned: None nothing, WHOLE all of it."""
    touched = {pk: stale.rounds[pk] for pk in rounds if pk in stale.rounds}
    exists = _current(period, basis) is not None
    if everything or stale.everything or not exists or None in touched.values():
        return WHOLE
    if not touched:
        return None
    return reckoning.scope_of(
        country, period, {pk: given for pk, given in touched.items() if given}
    )


def _reckon(
    country: Country,
    period: Period,
    scopes: Mapping[str, Scope | None],
    progress: Progress,
) -> int:
    """Reckon the period on each basis that has a scope; return how many.

    Where every figure that counts is official, the bases are one reckoning.
    """
    wanted = {basis: scope for basis, scope in scopes.items() if scope is not None}
    shared: list[Cell] | None = None
    for basis, scope in wanted.items():
        progress(f"{period.code} {basis}")
        if scope is WHOLE and shared is not None:
            cells = shared
        else:
            cells = _cells(country, period, basis, scope)
        if scope is WHOLE and len(wanted) > 1 and shared is None:
            shared = cells if reckoning.is_all_official(country, period) else None
        rows = reckoning.figures_above(country, period, cells)
        _store(country, period, basis, cells, rows)
    return len(wanted)


def _cells(country: Country, period: Period, basis: str, scope: Scope) -> list[Cell]:
    """Return all cells of the period: those of the scope anew, the others as stored."""
    if scope is WHOLE:
        return reckoning.partials_of_cells(country, period, basis)
    kept = [
        cell
        for cell in stored_cells(period, basis)
        if (cell.area, cell.branch) not in scope.placings
    ]
    return [*kept, *reckoning.partials_of_cells(country, period, basis, scope)]


def stored_cells(period: Period, basis: str) -> Iterator[Cell]:
    """Give the stored cells of the period."""
    rows = ResultCell.objects.filter(
        run__period=period.code, run__basis=basis, run__is_current=True
    )
    for row in rows.iterator():
        yield Cell(
            row.indicator_id,
            row.area_id,
            row.branch_id,
            row.last_order,
            Partials(
                row.expected,
                row.reported,
                row.not_applicable,
                row.true_units,
                *(
                    Fraction(number or 0)
                    for number in (row.numerator, row.denominator, row.total)
                ),
                *(
                    None if number is None else Fraction(number)
                    for number in (row.highest, row.lowest)
                ),
            ),
        )


def _current(period: Period, basis: str) -> ResultRun | None:
    return ResultRun.objects.filter(
        period=period.code, basis=basis, is_current=True
    ).first()


def _store(
    country: Country,
    period: Period,
    basis: str,
    cells: list[Cell],
    rows: list[ResultRow],
) -> None:
    """Write a run in short batches, flip the pointer, drop the run before."""
    run = ResultRun.objects.create(period=period.code, basis=basis, as_of=country.as_of)
    stored = [
        (
            run.pk,
            cell.indicator,
            cell.area,
            cell.branch,
            cell.last_place,
            cell.partials.expected,
            cell.partials.reported,
            cell.partials.not_applicable,
            cell.partials.true_units,
            *(
                _exact(number)
                for number in (
                    cell.partials.numerator,
                    cell.partials.denominator,
                    cell.partials.total,
                    cell.partials.highest,
                    cell.partials.lowest,
                )
            ),
        )
        for cell in cells
    ]
    for start in range(0, len(stored), BATCH):
        with transaction.atomic():
            bulk.insert(ResultCell, CELL_COLUMNS, stored[start : start + BATCH])
    for start in range(0, len(rows), BATCH):
        with transaction.atomic():
            bulk.insert(
                Result,
                RESULT_COLUMNS,
                [(run.pk, *row) for row in rows[start : start + BATCH]],
            )
    _flip(run)


def _exact(number: Fraction | None) -> str | None:
    """Return a sum as plain decimal text; it has at most six decimals."""
    if number is None:
        return None
    micro = number * 1_000_000
    if micro.denominator != 1:
        raise ValueError("a partial has more than six decimals")
    return plain(Decimal(micro.numerator).scaleb(-6, DIGITS))


@transaction.atomic
def _flip(run: ResultRun) -> None:
    """Show the run in place of the one before it."""
    older = ResultRun.objects.filter(period=run.period, basis=run.basis).exclude(
        pk=run.pk
    )
    older.update(is_current=False)
    run.is_current, run.finished_at = True, clock.now()
    run.save(update_fields=["is_current", "finished_at"])
    stale = list(older.filter(pk__lt=run.pk).values_list("pk", flat=True))
    ResultCell.objects.filter(run__in=stale)._raw_delete(using="default")
    Result.objects.filter(run__in=stale)._raw_delete(using="default")
    older.filter(pk__in=stale).delete()


@dataclass(frozen=True)
class Difference:
    """A stored row that a full reckoning does not give, or the reverse."""

    period: str
    basis: str
    unit: int
    indicator: int
    stored: ResultRow | None
    reckoned: ResultRow | None


def results_check(
    *,
    bases: Iterable[str] = Basis.values,
    progress: Progress = lambda _line: None,
) -> list[Difference]:
    """Reckon everything anew and return where what is stored differs."""
    found: list[Difference] = []
    country = Country()
    shown = {
        (run.period, run.basis): run
        for run in ResultRun.objects.filter(is_current=True)
    }
    for basis in bases:
        for period in country.periods:
            progress(f"{period.code} {basis}")
            run = shown.pop((period.code, basis), None)
            cells = reckoning.partials_of_cells(country, period, basis)
            fresh = reckoning.figures_above(country, period, cells)
            found += _compare(period.code, basis, run, fresh)
        for code, basis_shown in list(shown):
            if basis_shown == basis:
                found += _compare(code, basis, shown.pop((code, basis)), [])
    return found


def _compare(
    period: str, basis: str, run: ResultRun | None, fresh: list[ResultRow]
) -> list[Difference]:
    stored = {(row.unit, row.indicator): row for row in stored_rows(run)} if run else {}
    reckoned = {(row.unit, row.indicator): row for row in fresh}
    return [
        Difference(period, basis, *key, stored.get(key), reckoned.get(key))
        for key in sorted(stored.keys() | reckoned.keys())
        if stored.get(key) != reckoned.get(key)
    ]


def stored_rows(run: ResultRun) -> Iterator[ResultRow]:
    """Give the stored rows of a run."""
    rows = Result.objects.filter(run=run).values_list(*RESULT_COLUMNS[1:])
    for row in rows.iterator(chunk_size=BATCH):
        yield ResultRow(*row)
