"""Directives in bulk: as exchange files bring them, and as the demonstration has."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from tidtam.common import audit
from tidtam.followup.models import Assignment, Directive, Progress
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.services.drafts import ProjectKey
from tidtam.planning.services.loading import projects_by_key
from tidtam.policies.services import ItemKey, items_by_key

DirectiveKey = tuple[str, int, int]  # issuer's code, fiscal year, number
AssignmentKey = tuple[str, int, int, str]
BATCH = 500
Counts = dict[str, int]


@dataclass(frozen=True)
class DirectiveDraft:
    """What a directive is to be; partners are sorted codes."""

    issuer_code: str
    fiscal_year: int
    number: int
    title: str
    text: str
    issued_on: datetime.date
    due_on: datetime.date
    origin: str
    origin_name: str = ""
    policy_item: ItemKey | None = None
    indicator_code: str | None = None
    project: ProjectKey | None = None
    partners: tuple[str, ...] = ()

    @property
    def key(self) -> DirectiveKey:
        """Return issuer, year and number."""
        return self.issuer_code, self.fiscal_year, self.number


@dataclass(frozen=True)
class AssignmentDraft:
    """How far an owner is to be."""

    issuer_code: str
    fiscal_year: int
    number: int
    unit_code: str
    state: str
    acknowledged_at: datetime.datetime | None = None
    done_at: datetime.datetime | None = None
    verified_at: datetime.datetime | None = None
    reason: str = ""

    @property
    def directive_key(self) -> DirectiveKey:
        """Return the key of its directive."""
        return self.issuer_code, self.fiscal_year, self.number

    @property
    def key(self) -> AssignmentKey:
        """Return the key of its directive and its owner."""
        return *self.directive_key, self.unit_code


@transaction.atomic
def directives_store(
    *,
    directives: Sequence[DirectiveDraft] = (),
    assignments: Sequence[AssignmentDraft] = (),
    by: audit.Actor,
) -> dict[str, Counts]:
    """Make or update directives and their owners' parts; return the counts of each.

    Each sort that changes leaves one event with counts and a digest.
    """
    counts = {}
    if directives:
        made = _store_directives(directives)
        counts["directives"] = _event("directives.stored", directives, made, by)
    if assignments:
        made = _store_assignments(assignments)
        counts["assignments"] = _event("assignments.stored", assignments, made, by)
    return counts


def _event(
    action: str,
    drafts: Sequence[DirectiveDraft | AssignmentDraft],
    counts: Counts,
    by: audit.Actor,
) -> Counts:
    rows = (
        tuple(str(getattr(draft, each.name)) for each in fields(draft))
        for draft in drafts
    )
    audit.record(
        by=by,
        action=action,
        target_type=action.partition(".")[0],
        after={**counts, "digest": audit.digest_of(rows)},
    )
    return counts


def _store_directives(drafts: Sequence[DirectiveDraft]) -> Counts:
    units = dict(Unit.objects.values_list("code", "pk"))
    items = {key: row.pk for key, row in items_by_key().items()}
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    projects = projects_by_key(draft.project[0] for draft in drafts if draft.project)
    stored = _directives_by_key(draft.issuer_code for draft in drafts)
    rows = []
    for draft in drafts:
        row = stored.get(draft.key) or Directive(
            issuer_id=units[draft.issuer_code],
            fiscal_year=draft.fiscal_year,
            number=draft.number,
        )
        if row.origin != draft.origin:
            row.origin_ref = ""  # what it leads to is of the former kind
        for name in PLAIN:
            setattr(row, name, getattr(draft, name))
        row.policy_item_id = items[draft.policy_item] if draft.policy_item else None
        code = draft.indicator_code
        row.indicator_id = indicators[code] if code else None
        row.project = projects[draft.project] if draft.project else None
        rows.append(row)
    new = [row for row in rows if not row.pk]
    old = [row for row in rows if row.pk]
    Directive.objects.bulk_create(new, batch_size=BATCH)
    names = [*PLAIN, "origin_ref", "policy_item", "indicator", "project"]
    Directive.objects.bulk_update(old, names, batch_size=BATCH)
    _relink(
        {
            row.pk: [units[code] for code in draft.partners]
            for row, draft in zip(rows, drafts, strict=True)
        }
    )
    return {"made": len(new), "changed": len(old)}


PLAIN = ("title", "text", "issued_on", "due_on", "origin", "origin_name")


def _relink(wanted: Mapping[int, Sequence[int]]) -> None:
    through = Directive.partners.through
    ids = list(wanted)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        through.objects.filter(directive_id__in=part).delete()
    through.objects.bulk_create(
        (
            through(directive_id=directive, unit_id=unit)
            for directive, units in wanted.items()
            for unit in units
        ),
        batch_size=BATCH,
    )


def _store_assignments(drafts: Sequence[AssignmentDraft]) -> Counts:
    issuers = {draft.issuer_code for draft in drafts}
    directives = _directives_by_key(issuers)
    units = dict(Unit.objects.values_list("code", "pk"))
    found = Assignment.objects.filter(directive__issuer__code__in=issuers)
    stored = {(row.directive_id, row.unit_id): row for row in found}
    new, old = [], []
    for draft in drafts:
        directive, unit = directives[draft.directive_key], units[draft.unit_code]
        row = stored.get((directive.pk, unit))
        if row is None:
            row = Assignment(directive=directive, unit_id=unit)
            new.append(row)
        else:
            row.version += 1
            old.append(row)
        for name in STEPS:
            setattr(row, name, getattr(draft, name))
    Assignment.objects.bulk_create(new, batch_size=BATCH)
    Assignment.objects.bulk_update(old, [*STEPS, "version"], batch_size=BATCH)
    return {"made": len(new), "changed": len(old)}


STEPS = ("state", "acknowledged_at", "done_at", "verified_at", "reason")


def _directives_by_key(issuers: Iterable[str]) -> dict[DirectiveKey, Directive]:
    rows = Directive.objects.filter(issuer__code__in=set(issuers))
    return {
        (row.issuer.code, row.fiscal_year, row.number): row
        for row in rows.select_related("issuer")
    }


@transaction.atomic
def directives_load(
    *,
    directives: Iterable[tuple[Directive, Sequence[Assignment], Sequence[Unit]]],
    notes: Iterable[Progress],
    by: audit.Operator,
) -> dict[str, int]:
    """Load directives as they are, with one event for all; for the demo."""
    rows = list(directives)
    Directive.objects.bulk_create(row for row, _owners, _partners in rows)
    Directive.partners.through.objects.bulk_create(
        Directive.partners.through(directive_id=row.pk, unit_id=unit.pk)
        for row, _owners, partners in rows
        for unit in partners
    )
    owners = [part for row, parts, _partners in rows for part in _of(row, parts)]
    Assignment.objects.bulk_create(owners)
    kept = list(notes)
    for note in kept:
        note.assignment_id = note.assignment.pk
    Progress.objects.bulk_create(kept)
    counts = {"directives": len(rows), "assignments": len(owners)}
    audit.record(
        by=by, action="directives.loaded", target_type="followup", after=counts
    )
    return counts


def _of(row: Directive, parts: Sequence[Assignment]) -> Sequence[Assignment]:
    for part in parts:
        part.directive_id = row.pk
    return parts
