"""Reader and writer of rounds.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import periods, tables
from tidtam.common.periods import Period
from tidtam.common.tables import BadCellError, Faults, Row, Table, moment_text
from tidtam.indicators.files import unknown_indicator
from tidtam.indicators.rules import Definition
from tidtam.reporting.models import Round
from tidtam.reporting.services.rounds import RoundDraft, draft_of


def _period(raw: str) -> Period:
    found = periods.parse(raw)
    if found is None:
        raise BadCellError(
            _("%(raw)r is not a period") % {"raw": raw},
            _("write it as 2565-Q1 (Q1..Q4, H1, H2, 9M or Y)"),
        )
    return found


ROUNDS = Table(
    "rounds.csv",
    {
        "code": tables.code,
        "fiscal_year": tables.fiscal_year,
        "period": _period,
        "opens_at": tables.moment,
        "due_at": tables.moment,
        "closes_at": tables.moment,
        "indicator_codes": tables.codes,
    },
    ("code",),
)


@dataclass
class StagedRounds:
    """Every round as it will stand.

    `lines` holds the line of each round that the file names, `opened` those whose
    list is frozen already, `changed` what is to be written.
    """

    drafts: dict[str, RoundDraft]
    opened: frozenset[str]
    lines: dict[str, int] = field(default_factory=dict)
    changed: list[RoundDraft] = field(default_factory=list)


def stage_rounds(
    folder: Path, definitions: Mapping[str, Definition], faults: Faults
) -> StagedRounds:
    """Read the file against what is stored and staged before it."""
    stored = {item.code: draft_of(item) for item in Round.objects.all()}
    opened = Round.objects.exclude(opened_at=None).values_list("code", flat=True)
    staged = StagedRounds(dict(stored), frozenset(opened))
    for row in tables.read_table(folder, ROUNDS, faults) or ():
        *said, codes = row.values
        draft = RoundDraft(*[*said, tuple(sorted(codes))])
        _check_round(row, draft, definitions, faults)
        old = stored.get(draft.code)
        if (
            old is not None
            and draft.code in staged.opened
            and old.frozen_part != draft.frozen_part
        ):
            faults.add(
                ROUNDS.file,
                row.line,
                "code",
                _("the round is open, so its list no longer changes"),
                _("restore its period, opens_at and indicator_codes"),
            )
        if old != draft:
            staged.changed.append(draft)
        staged.drafts[draft.code] = draft
        staged.lines[draft.code] = row.line
    _refuse_twice_a_period(staged, faults)
    return staged


def _check_round(
    row: Row,
    draft: RoundDraft,
    definitions: Mapping[str, Definition],
    faults: Faults,
) -> None:
    def fault(column: str, reason: str, remedy: str) -> None:
        faults.add(ROUNDS.file, row.line, column, reason, remedy)

    if draft.period.fiscal_year != draft.fiscal_year:
        fault(
            "period",
            _("the period does not lie in fiscal year %(year)d")
            % {"year": draft.fiscal_year},
            _("give both the same year"),
        )
    if draft.due_at <= draft.opens_at:
        fault("due_at", _("due_at is not after opens_at"), _("write a later time"))
    if draft.closes_at < draft.due_at:
        fault("closes_at", _("closes_at is before due_at"), _("write a later time"))
    if not draft.indicator_codes:
        fault(
            "indicator_codes",
            _("the round asks for no indicator"),
            _("write indicator codes separated by |"),
        )
    for code in draft.indicator_codes:
        if code not in definitions:
            unknown_indicator(faults, ROUNDS.file, row, "indicator_codes", code)


def _refuse_twice_a_period(staged: StagedRounds, faults: Faults) -> None:
    """An indicator has at most one round a period."""
    holders: dict[tuple[Period, str], list[str]] = {}
    for draft in staged.drafts.values():
        for indicator in draft.indicator_codes:
            holders.setdefault((draft.period, indicator), []).append(draft.code)
    for (period, indicator), codes in holders.items():
        for code in codes if len(codes) > 1 else ():
            if code in staged.lines:
                faults.add(
                    ROUNDS.file,
                    staged.lines[code],
                    "indicator_codes",
                    _("%(indicator)s has more than one round in %(period)s: %(rounds)s")
                    % {
                        "indicator": indicator,
                        "period": period.code,
                        "rounds": ", ".join(codes),
                    },
                    _("leave the indicator in one of them"),
                )


def round_rows() -> Iterator[Sequence[str]]:
    """Give the rows of the file, sorted as text by code."""
    for round_ in sorted(Round.objects.all(), key=lambda item: item.code):
        yield _round_row(draft_of(round_))


def _round_row(draft: RoundDraft) -> Sequence[str]:
    return (
        draft.code,
        str(draft.fiscal_year),
        draft.period.code,
        moment_text(draft.opens_at),
        moment_text(draft.due_at),
        moment_text(draft.closes_at),
        "|".join(draft.indicator_codes),
    )
