"""Press releases: drafted, changed, approved."""

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.models import User
from tidtam.accounts.permissions import Doer, Permission, check
from tidtam.common import clock
from tidtam.meetings.models import Meeting, PressRelease
from tidtam.meetings.papers import press_text, press_title
from tidtam.meetings.selectors import record_of

from .common import MeetingError, expect_version, locked, record


@transaction.atomic
def release_begin(*, meeting: Meeting, by: Doer) -> PressRelease:
    """Draft a press release from the record; an existing one is given back."""
    row = locked(meeting, by)
    found = PressRelease.objects.filter(meeting=row).first()
    if found is not None:
        return found
    whole = record_of(row)
    made = PressRelease.objects.create(
        meeting=row,
        title=press_title(whole),
        text=press_text(whole),
        written_by=by if isinstance(by, User) else None,
    )
    record(row, by, "release_begun", after={"title": made.title})
    return made


@transaction.atomic
def release_change(
    *, release: PressRelease, title: str, text: str, version: int, by: Doer
) -> PressRelease:
    """Edit a press release; what was approved must be approved anew."""
    row = locked(release.meeting, by)
    found = PressRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    expect_version(found, version)
    before = {"title": found.title, "text": found.text}
    found.title, found.text, found.version = title, text, version + 1
    found.written_by = by if isinstance(by, User) else None
    found.approved_by = found.approved_at = None
    found.save()
    after = {"title": title, "text": text}
    record(row, by, "release_changed", before=before, after=after)
    return found


@transaction.atomic
def release_approve(*, release: PressRelease, by: Doer) -> PressRelease:
    """Approve a press release for the public; nobody approves his own words."""
    found = (
        PressRelease.objects.select_for_update(of=("self",))
        .select_related("meeting__series__unit")
        .get(pk=release.pk)
    )
    check(by, Permission.MEETING_APPROVE, found.meeting.series.unit)
    if isinstance(by, User) and found.written_by_id == by.pk:
        raise MeetingError(_("You wrote it yourself. Another person approves it."))
    if found.approved_at is not None:
        raise MeetingError(_("It is approved already."))
    found.approved_at = clock.now()
    found.approved_by = by if isinstance(by, User) else None
    found.save()
    record(found.meeting, by, "release_approved", after={"title": found.title})
    return found
