"""What was asked and found on a visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Check, Finding, Visit
from tidtam.fieldwork.selectors.visits import directives_of_finding
from tidtam.indicators.models import Indicator
from tidtam.policies.models import PolicyItem

from .visits import visit_event, visit_locked


@dataclass(frozen=True)
class FindingWords:
    """What a finding says."""

    severity: str
    text: str
    recommendation: str = ""
    policy_item: PolicyItem | None = None
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Answered:
    """What a page showed of a question, and what was made of it."""

    answer_shown: str
    note_shown: str
    answer: str
    note: str


@transaction.atomic
def checks_record(*, visit: Visit, answers: Mapping[int, Answered], by: Doer) -> int:
    """Store what was made of questions, by the check's id; return how many changed.

    What the page showed and left as it was, stays as it is stored. Raises
    PermissionDenied, or FieldworkError where the report is sent already, or where
    somebody else answered or took out one of those questions meanwhile.
    """
    row = visit_locked(visit, by)
    made = {
        pk: each
        for pk, each in answers.items()
        if (each.answer, each.note) != (each.answer_shown, each.note_shown)
    }
    found = {each.pk: each for each in Check.objects.filter(visit=row, pk__in=made)}
    changed, before = [], {}
    for pk, said in made.items():
        check = found.get(pk)
        if check is None:
            raise FieldworkError(questions_changed())
        stored = (check.answer, check.note)
        if stored == (said.answer, said.note):
            continue
        if stored != (said.answer_shown, said.note_shown):
            raise FieldworkError(
                _(
                    "Somebody else has answered question %(number)d since you opened "
                    "the page. Open the checklist anew, and answer what is left."
                )
                % {"number": check.order}
            )
        before[check.text] = list(stored)
        check.answer, check.note = said.answer, said.note
        changed.append(check)
    if changed:
        Check.objects.bulk_update(changed, ["answer", "note"])
        after = {each.text: [each.answer, each.note] for each in changed}
        visit_event(row, by, "checked", before=before, after=after)
    return len(changed)


def questions_changed() -> str:
    """Return what is said where the questions are other ones than the page showed."""
    return _(
        "The questions of this visit have changed since you opened the page. Open the "
        "checklist anew, and answer those that are there now."
    )


@transaction.atomic
def finding_add(*, visit: Visit, words: FindingWords, by: Doer) -> Finding:
    """Write down a finding, under the next number of the visit."""
    row = visit_locked(visit, by)
    last = row.findings.aggregate(last=Max("number"))["last"] or 0
    made: Finding = row.findings.create(number=last + 1, **vars(words))
    visit_event(row, by, "finding_added", after=_said(made))
    return made


@transaction.atomic
def finding_change(
    *, finding: Finding, words: FindingWords, version: int, by: Doer
) -> Finding:
    """Change a finding of a visit whose report has not been sent."""
    visit = visit_locked(finding.visit, by)
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if row.version != version:
        raise FieldworkError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the page of the visit, and store again."
            )
        )
    before = _said(row)
    for name, value in vars(words).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    visit_event(visit, by, "finding_changed", before=before, after=_said(row))
    return row


@transaction.atomic
def finding_remove(*, finding: Finding, by: Doer) -> None:
    """Take a finding out again; its pictures stay with the visit.

    Raises FieldworkError where a directive or a problem names it.
    """
    visit = visit_locked(finding.visit, by)
    row = Finding.objects.get(pk=finding.pk)
    if row.problems.exists() or directives_of_finding(row).exists():
        raise FieldworkError(
            _("A directive or a problem came from it, so the finding stays.")
        )
    before = _said(row)
    row.delete()
    visit_event(visit, by, "finding_removed", before=before, after={})


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "number": finding.number,
        "severity": finding.severity,
        "text": finding.text,
        "recommendation": finding.recommendation,
        "policy_item": str(finding.policy_item or ""),
        "indicator": str(finding.indicator or ""),
    }
