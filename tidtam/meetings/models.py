"""Series of meetings, each meeting, and all that its record holds."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

# Addresses of meetings carry long keys.
LINK_LENGTH = 1000


class Series(models.Model):
    """Meetings of one body, numbered within fiscal or calendar years."""

    class Numbering(models.TextChoices):
        """Within which year the numbers run."""

        FISCAL = "fiscal", gettext_lazy("Fiscal year")
        CALENDAR = "calendar", gettext_lazy("Calendar year")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meeting_series")
    name = models.CharField(max_length=300)
    numbering = models.CharField(max_length=10, choices=Numbering.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="series_name")
        ]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Who belongs to the body, by position; the name is of who holds it now.

    `collective` is what members of one sort are called together in a press release.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="members")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=200)
    collective = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)
    is_chair = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "order"], name="member_order"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(is_chair=True), name="member_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.position


class Meeting(models.Model):
    """One meeting. `year` is Buddhist; `sequence` counts the invitations sent.

    `version` grows with every change of its own words.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", gettext_lazy("Planned")
        INVITED = "invited", gettext_lazy("Invited")
        HELD = "held", gettext_lazy("Held, minutes not adopted")
        ADOPTED = "adopted", gettext_lazy("Minutes adopted")

    series = models.ForeignKey(Series, models.PROTECT, related_name="meetings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PLANNED, db_index=True
    )
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=300)
    online = models.CharField(max_length=100, blank=True)
    online_link = models.URLField(blank=True, max_length=LINK_LENGTH)
    opening = models.TextField(blank=True)
    taken_by = models.CharField(max_length=200, blank=True)
    taken_by_position = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_by_position = models.CharField(max_length=200, blank=True)
    recorded_minutes = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "number"], name="meeting_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series.name} {self.numbered}"

    @property
    def name(self) -> str:
        """Return what papers call it: the series, with its fiscal year."""
        if self.series.numbering == Series.Numbering.CALENDAR:
            return self.series.name
        return f"{self.series.name} ประจำปีงบประมาณ พ.ศ. {self.year}"

    @property
    def numbered(self) -> str:
        """Return the number as papers write it, such as 2/2565."""
        return f"{self.number}/{self.year}"


class AgendaItem(models.Model):
    """A matter on the agenda; its number, such as 4.1, is apart from its kind."""

    class Kind(models.TextChoices):
        """What the meeting is asked."""

        ANNOUNCED = "announced", gettext_lazy("Announced by the chair")
        MINUTES = "minutes", gettext_lazy("Adoption of minutes")
        ARISING = "arising", gettext_lazy("Matters arising")
        INFORMED = "informed", gettext_lazy("For information")
        DECIDED = "decided", gettext_lazy("For decision")
        OTHER = "other", gettext_lazy("Other matters")

    class Decision(models.TextChoices):
        """What the meeting resolved, in the standard phrases of minutes."""

        NOTED = "noted", gettext_lazy("Noted")
        ADOPTED = "adopted", gettext_lazy("Minutes adopted without changes")
        ADOPTED_CHANGED = (
            "adopted_changed",
            gettext_lazy("Minutes adopted with changes"),
        )
        AGREED = "agreed", gettext_lazy("Agreed")
        APPROVED = "approved", gettext_lazy("Approved")
        AGREED_PRINCIPLE = "agreed_principle", gettext_lazy("Agreed in principle")
        ASSIGNED = "assigned", gettext_lazy("Assigned")
        AGREED_ASSIGNED = "agreed_assigned", gettext_lazy("Agreed and assigned")
        REFUSED = "refused", gettext_lazy("Not agreed")
        POSTPONED = "postponed", gettext_lazy("Withdrawn or postponed")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    presenter = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    discussion = models.TextField(blank=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    resolution = models.TextField(blank=True)
    policy_items = models.ManyToManyField(PolicyItem, related_name="agenda_items")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="agenda_item_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Vote(models.Model):
    """How a vote on an item went: counts alone, so a secret vote stays secret."""

    class Method(models.TextChoices):
        """Whether all see who votes how."""

        OPEN = "open", gettext_lazy("Open vote")
        SECRET = "secret", gettext_lazy("Secret vote")

    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="vote")
    method = models.CharField(max_length=10, choices=Method.choices)
    taken_at = models.TimeField()
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    dissent = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.in_favour}:{self.against}:{self.abstained}"

    @property
    def voted(self) -> int:
        """Return how many voted, those who abstained among them."""
        return self.in_favour + self.against + self.abstained


def paper_path(_paper: "Paper", name: str) -> str:
    """Return a random path, so that no name of a file tells anything."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
    return f"meetings/{uuid.uuid4().hex}.{ending[:5]}"


class Paper(models.Model):
    """A file on an item of the agenda."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="papers")
    file = models.FileField(upload_to=paper_path)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.original_name


class Attendance(models.Model):
    """Who came to a meeting, how and when; without a member it is a guest."""

    class Presence(models.TextChoices):
        """Whether and how somebody came."""

        UNKNOWN = "unknown", gettext_lazy("Not recorded")
        ON_SITE = "on_site", gettext_lazy("On site")
        ONLINE = "online", gettext_lazy("Online")
        ABSENT = "absent", gettext_lazy("Did not come")

    class Means(models.TextChoices):
        """How the person was identified before the meeting."""

        SIGNED = "signed", gettext_lazy("Signed the list")
        ACCOUNT = "account", gettext_lazy("Own account")
        CODE = "code", gettext_lazy("One-time code")
        VOUCHED = "vouched", gettext_lazy("Another member vouched")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="attendance"
    )
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=200)
    collective = models.CharField(max_length=200, blank=True)
    is_chair = models.BooleanField(default=False)
    presence = models.CharField(
        max_length=10, choices=Presence.choices, default=Presence.UNKNOWN
    )
    identified_by = models.CharField(max_length=10, choices=Means.choices, blank=True)
    came_at = models.TimeField(null=True)
    left_at = models.TimeField(null=True)
    apology = models.CharField(max_length=200, blank=True)
    substitute = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], name="attendance_once_a_member"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.position

    @property
    def is_present(self) -> bool:
        """Say whether the person, or a substitute, came."""
        return self.presence in {self.Presence.ON_SITE, self.Presence.ONLINE}


class Statement(models.Model):
    """Words said at a meeting, and whose they are."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="statements")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Incident(models.Model):
    """Something that disturbed a meeting, such as a line that broke."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="incidents")
    happened_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self) -> str:
        return self.what


class Invitation(models.Model):
    """A copy of what was sent to one member, kept as proof.

    `sent_at` is when it was handed over last, or tried; `failure` says why it failed.
    """

    class State(models.TextChoices):
        """Whether the mail server took it."""

        WAITING = "waiting", gettext_lazy("Being sent")
        SENT = "sent", gettext_lazy("Sent")
        FAILED = "failed", gettext_lazy("Not sent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    member = models.ForeignKey(Member, models.PROTECT, related_name="invitations")
    sequence = models.PositiveIntegerField()
    to = models.EmailField()
    sent_at = models.DateTimeField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member", "sequence"], name="invitation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.sequence}"


class PressRelease(models.Model):
    """What the public is told of a meeting, once a second person has approved it."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="press")
    title = models.CharField(max_length=300)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
