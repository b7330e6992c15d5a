"""Reader of directives.csv."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from tidtam.common import clock, tables
from tidtam.common.periods import fiscal_year_of
from tidtam.common.tables import BadCellError, Faults, Row, Table, unknown_key
from tidtam.followup.models import Assignment, Directive
from tidtam.followup.services import AssignmentDraft, DirectiveDraft
from tidtam.indicators.files import policy_item_keys, unknown_indicator
from tidtam.organisation.files import unknown_unit
from tidtam.organisation.models import Unit
from tidtam.planning.files import PROJECTS
from tidtam.planning.services.drafts import ProjectKey
from tidtam.policies.files import unknown_item
from tidtam.policies.services import ItemKey

from .common import KEY, LONG, FollowupStage, Known, adder


def _policy_item(raw: str) -> ItemKey | None:
    """Read framework_code/item_code."""
    keys = policy_item_keys(raw)
    if len(keys) > 1:
        raise BadCellError(
            _("the cell names %(count)d policy items") % {"count": len(keys)},
            _("keep the one that the directive serves"),
        )
    return keys[0] if keys else None


def _project(raw: str) -> ProjectKey | None:
    """Read unit_code/fiscal_year/number/code."""
    if not raw:
        return None
    parts = raw.split("/")
    if len(parts) != 4:
        raise BadCellError(
            _("%(raw)r does not name a project") % {"raw": raw},
            _("write unit_code/fiscal_year/number/code, as in projects.csv"),
        )
    unit, year, number, code = parts
    return (
        tables.code(unit),
        tables.fiscal_year(year),
        tables.count(number),
        tables.code(code),
    )


DIRECTIVES = Table(
    "directives.csv",
    {
        **KEY,
        "title": tables.text(200, required=True),
        "text": tables.text(LONG, required=True),
        "issued_on": tables.day,
        "due_on": tables.day,
        "origin": tables.choice(Directive.Origin.values),
        "origin_name": tables.text(200),
        "policy_item": _policy_item,
        "indicator_code": tables.optional(tables.code),
        "project": _project,
        "partners": lambda raw: tuple(sorted(tables.codes(raw))),
    },
    tuple(KEY),
)
# What was told to the owners: it stands once any of them has answered.
TOLD = ("title", "text", "issued_on", "due_on")


def stage_directives(
    folder: Path,
    staged: FollowupStage,
    parts: Iterable[AssignmentDraft],
    known: Known,
    faults: Faults,
) -> None:
    """Read the directives that differ from the stored ones; faults go to `faults`."""
    issued = Assignment.State.ISSUED
    answered = {part.directive_key for part in parts if part.state != issued}
    for row in tables.read_table(folder, DIRECTIVES, faults) or ():
        draft = DirectiveDraft(*row.values)
        stored = staged.standing.get(draft.key)
        staged.standing[draft.key] = draft
        if stored == draft:
            continue
        staged.directives.append(draft)
        _check_units(row, draft, known, faults)
        _check_days(row, draft, known, faults)
        _check_subjects(row, draft, known, faults)
        if stored is not None and draft.key in answered:
            _keep_what_was_told(row, draft, stored, faults)


def _check_units(row: Row, draft: DirectiveDraft, known: Known, faults: Faults) -> None:
    if draft.issuer_code not in known.kinds:
        unknown_unit(faults, DIRECTIVES.file, row, "issuer_code")
    elif known.kinds[draft.issuer_code] == Unit.Kind.SCHOOL:
        adder(faults, DIRECTIVES, row)(
            "issuer_code",
            _("a school issues no directives"),
            _("write the commission, a bureau, a group or an area"),
        )
    for code in draft.partners:
        if code not in known.kinds and not faults.may_bring("units.csv", code):
            adder(faults, DIRECTIVES, row)(
                "partners",
                _("there is no unit %(code)s") % {"code": code},
                _("write the code of a stored unit or add it to units.csv"),
            )


def _check_days(row: Row, draft: DirectiveDraft, known: Known, faults: Faults) -> None:
    add = adder(faults, DIRECTIVES, row)
    if fiscal_year_of(draft.issued_on) != draft.fiscal_year:
        add(
            "issued_on",
            _("the day lies outside fiscal year %(year)d")
            % {"year": draft.fiscal_year},
            _("write the fiscal year of the day of issue, or mend the day"),
        )
    if draft.issued_on > clock.day_of(known.moment):
        add(
            "issued_on",
            _("the day is still to come"),
            _("write the day on which it was issued"),
        )
    if draft.due_on < draft.issued_on:
        add(
            "due_on",
            _("it is due before it is issued"),
            _("write the day of issue or a later one"),
        )


def _check_subjects(
    row: Row, draft: DirectiveDraft, known: Known, faults: Faults
) -> None:
    item, code, project = draft.policy_item, draft.indicator_code, draft.project
    if item is not None and item not in known.policy_items:
        name = "/".join(item)
        unknown_item(faults, DIRECTIVES.file, row.line, "policy_item", name)
    if code is not None and code not in known.indicators:
        unknown_indicator(faults, DIRECTIVES.file, row, "indicator_code", code)
    if project is not None and project not in known.projects:
        unknown_key(faults, DIRECTIVES, row, "project", PROJECTS, project)


def _keep_what_was_told(
    row: Row, draft: DirectiveDraft, stored: DirectiveDraft, faults: Faults
) -> None:
    for name in TOLD:
        if getattr(draft, name) != getattr(stored, name):
            adder(faults, DIRECTIVES, row)(
                name,
                _("an owner has answered directive %(number)d/%(year)d already")
                % {"number": draft.number, "year": draft.fiscal_year},
                _("keep what is stored, and issue another directive for what is new"),
            )
