"""Checklists: made and changed by the unit that hands them down."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import audit
from tidtam.fieldwork.errors import FieldworkError
from tidtam.fieldwork.models import Checklist, Question
from tidtam.organisation.models import Unit


@transaction.atomic
def checklist_make(
    *, unit: Unit, title: str, questions: Sequence[str], by: Doer
) -> Checklist:
    """Make a checklist of the unit.

    Raises PermissionDenied, or FieldworkError where the unit has one of this title.
    """
    check(by, Permission.VISIT_EDIT, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    _refuse_twin(unit, title, 0)
    made = Checklist.objects.create(unit=unit, title=title)
    _ask(made, questions)
    audit.record(
        by=by,
        action="checklist.made",
        target=made,
        unit=unit,
        after={"title": title, "questions": list(questions)},
    )
    return made


@transaction.atomic
def checklist_change(
    *,
    checklist: Checklist,
    title: str,
    questions: Sequence[str],
    is_open: bool,
    version: int,
    by: Doer,
) -> Checklist:
    """Change a checklist; visits that took a copy of it stay as they are.

    Raises PermissionDenied, or FieldworkError where somebody changed it meanwhile.
    """
    rows = Checklist.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.get(pk=checklist.pk)
    check(by, Permission.VISIT_EDIT, row.unit)
    if row.version != version:
        raise FieldworkError(
            _(
                "Somebody else has changed it since you opened it. Your words are "
                "still below: compare them with the list, and store again."
            )
        )
    _refuse_twin(row.unit, title, row.pk)
    before = {
        "title": row.title,
        "questions": list(row.questions.values_list("text", flat=True)),
        "is_open": row.is_open,
    }
    row.title, row.is_open, row.version = title, is_open, row.version + 1
    row.save()
    row.questions.all().delete()
    _ask(row, questions)
    audit.record(
        by=by,
        action="checklist.changed",
        target=row,
        unit=row.unit,
        before=before,
        after={"title": title, "questions": list(questions), "is_open": is_open},
    )
    return row


def _ask(checklist: Checklist, questions: Sequence[str]) -> None:
    Question.objects.bulk_create(
        Question(checklist=checklist, order=order, text=text)
        for order, text in enumerate(questions, start=1)
    )


def _refuse_twin(unit: Unit, title: str, pk: int) -> None:
    if Checklist.objects.filter(unit=unit, title=title).exclude(pk=pk).exists():
        raise FieldworkError(
            _("The unit has a checklist of this title already."), "title"
        )
