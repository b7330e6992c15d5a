"""What shows that a milestone is done: words and files, while the plan is in force."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import clock
from tidtam.common.contents import ContentError, clean_name, content_of
from tidtam.common.files import files_in_transaction
from tidtam.planning.models import Milestone, MilestoneFile, Plan, State

from .common import (
    PlanningError,
    changes,
    expect,
    expect_version,
    locked,
    person,
    record,
)

MOST = 10


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent, and what its owner calls it."""

    file: BinaryIO
    name: str


def milestone_done(
    *,
    milestone: Milestone,
    done_on: datetime.date | None,
    evidence: str,
    version: int,
    by: Doer,
    files: Sequence[SentFile] = (),
) -> Milestone:
    """Record the day on which it was done and what shows it; None takes that back.

    Files are added to those that are there; with the day they all go. Raises
    PlanningError for a day to come, without words and files, for a type of file that
    is not taken, or for too many files.
    """
    check(by, Permission.PLAN_EDIT, milestone.project.plan.unit)
    sent = [_read(each, by) for each in files]
    with files_in_transaction() as kept:
        plan, milestone = _recording(milestone, by)
        expect_version(milestone, version)
        there = list(milestone.files.all())
        shown = evidence.strip() if done_on else ""
        _refuse(done_on, bool(shown or there or sent), bool(sent))
        columns = {"done_on": done_on, "evidence": shown}
        before, after = changes(milestone, columns)
        milestone.version += 1
        milestone.save()
        if done_on is None and there:
            before["files"] = _said(there)
            files_released(there)
        if sent:
            known = {row.sha256 for row in there}
            after["files"] = _said(_keep(milestone, sent, known, kept))
            _refuse_many(milestone)
        record(plan, by, "milestone.done", target=milestone, before=before, after=after)
    return milestone


@transaction.atomic
def milestone_file_remove(*, file: MilestoneFile, by: Doer) -> None:
    """Take a file off a milestone of a plan in force.

    Raises PlanningError where nothing else would show that it is done.
    """
    plan, milestone = _recording(file.milestone, by)
    row = milestone.files.filter(pk=file.pk).first()
    if row is None:
        return
    others = milestone.files.exclude(pk=row.pk)
    if milestone.done_on and not milestone.evidence and not others.exists():
        raise PlanningError(
            _(
                "Nothing else shows that it is done. Attach another file or write what "
                "shows it, then take this one off."
            )
        )
    milestone.version += 1
    milestone.save(update_fields=["version"])
    before = {"files": _said([row])}
    record(plan, by, "milestone.file_removed", target=milestone, before=before)
    files_released([row])


def files_copied(rows: Iterable[tuple[MilestoneFile, Milestone]]) -> None:
    """Let milestones of another version name the same stored files."""
    MilestoneFile.objects.bulk_create(
        MilestoneFile(
            milestone=milestone,
            **{
                field.attname: getattr(row, field.attname)
                for field in row._meta.concrete_fields
                if field.name not in ("id", "milestone")
            },
        )
        for row, milestone in rows
    )


def files_released(rows: Sequence[MilestoneFile]) -> None:
    """Delete the rows; after the commit, the stored files that no row names now."""
    stored: list[tuple[Storage, str]] = [
        (row.file.storage, row.file.name or "") for row in rows
    ]
    MilestoneFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: _forget(stored))


# ---------- parts of the above ----------


def _forget(stored: Sequence[tuple[Storage, str]]) -> None:
    names = [name for _storage, name in stored]
    named = set(
        MilestoneFile.objects.filter(file__in=names).values_list("file", flat=True)
    )
    for storage, name in stored:
        if name and name not in named:
            storage.delete(name)


def _recording(milestone: Milestone, by: Doer) -> tuple[Plan, Milestone]:
    """Lock the plan in force, so that one records at a time; give the fresh row."""
    plan = locked(milestone.project.plan)
    check(by, Permission.PLAN_EDIT, plan.unit)
    expect(plan, State.IN_FORCE)
    return plan, Milestone.objects.select_related("project").get(pk=milestone.pk)


def _refuse(done_on: datetime.date | None, is_shown: bool, is_sent: bool) -> None:
    if done_on is None and is_sent:
        raise PlanningError(
            _("A file shows what is done. Write the day on which it was done, too."),
            "done_on",
        )
    if done_on is not None and done_on > clock.today():
        raise PlanningError(
            _("This day is still to come. Record it once it is done."), "done_on"
        )
    if done_on is not None and not is_shown:
        raise PlanningError(
            _(
                "Say what shows that it is done: a paper, its number, a link; or "
                "attach a file."
            ),
            "evidence",
        )


def _refuse_many(milestone: Milestone) -> None:
    if milestone.files.count() > MOST:
        raise PlanningError(
            _("A milestone keeps at most %(most)d files. Send fewer.") % {"most": MOST},
            "attached",
        )


def _read(sent: SentFile, by: Doer) -> tuple[MilestoneFile, BinaryIO]:
    """Return the row that the file will have. Raises PlanningError."""
    name = clean_name(sent.name)
    try:
        content = content_of(sent.file)
    except ContentError as error:
        raise PlanningError(f"{name}: {error}", "attached") from error
    row = MilestoneFile(
        original_name=name,
        content_type=content.content_type,
        size=content.size,
        sha256=content.sha256,
        added_at=clock.now(),
        added_by=person(by),
    )
    return row, sent.file


def _keep(
    milestone: Milestone,
    sent: Iterable[tuple[MilestoneFile, BinaryIO]],
    known: set[str],
    kept: list[FieldFile],
) -> list[MilestoneFile]:
    """Store the files that the milestone does not have yet."""
    rows = []
    for row, file in sent:
        if row.sha256 in known:
            continue
        known.add(row.sha256)
        row.milestone = milestone
        file.seek(0)
        row.file.save(row.original_name, File(file), save=False)
        kept.append(row.file)
        row.save()
        rows.append(row)
    return rows


def _said(rows: Iterable[MilestoneFile]) -> list[dict[str, Any]]:
    return [
        {"name": row.original_name, "sha256": row.sha256, "size": row.size}
        for row in rows
    ]
