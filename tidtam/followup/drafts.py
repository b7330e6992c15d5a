"""What is stored of directives, as the exchange files say it."""

from collections.abc import Iterator

from .models import Assignment, Directive
from .services import AssignmentDraft, DirectiveDraft


def directive_drafts() -> Iterator[DirectiveDraft]:
    """Give every stored directive."""
    partners: dict[int, list[str]] = {}
    through = Directive.partners.through.objects
    for pk, code in through.values_list("directive", "unit__code"):
        partners.setdefault(pk, []).append(code)
    rows = Directive.objects.select_related(
        "issuer", "policy_item__framework", "indicator", "project__plan__unit"
    )
    for row in rows:
        item, project = row.policy_item, row.project
        plan = project.plan if project else None
        yield DirectiveDraft(
            issuer_code=row.issuer.code,
            fiscal_year=row.fiscal_year,
            number=row.number,
            title=row.title,
            text=row.text,
            issued_on=row.issued_on,
            due_on=row.due_on,
            origin=row.origin,
            origin_name=row.origin_name,
            policy_item=(item.framework.code, item.code) if item else None,
            indicator_code=row.indicator.code if row.indicator else None,
            project=(plan.unit.code, plan.fiscal_year, plan.number, project.code)
            if plan and project
            else None,
            partners=tuple(sorted(partners.get(row.pk, ()))),
        )


def assignment_drafts() -> Iterator[AssignmentDraft]:
    """Give every stored part."""
    rows = Assignment.objects.values_list(
        "directive__issuer__code",
        "directive__fiscal_year",
        "directive__number",
        "unit__code",
        "state",
        "acknowledged_at",
        "done_at",
        "verified_at",
        "reason",
    )
    return (AssignmentDraft(*row) for row in rows)
