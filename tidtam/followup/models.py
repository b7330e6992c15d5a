"""Directives, what each owner answers for, and what they report of it."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.common import clock
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem


class Directive(models.Model):
    """What a unit tells others to do by a day; numbered by issuer and fiscal year.

    `origin_ref` is a key that the app which raised it understands
    (`common.hooks.occasion_of`).
    """

    class Origin(models.TextChoices):
        """What it was raised by."""

        MEETING = "meeting", gettext_lazy("A meeting")
        VISIT = "visit", gettext_lazy("A visit")
        PROBLEM = "problem", gettext_lazy("A problem")
        REVIEW = "review", gettext_lazy("A review")
        LIGHT = "light", gettext_lazy("A red light")
        OTHER = "other", gettext_lazy("Something else")

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="directives_issued")
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    issued_on = models.DateField()
    due_on = models.DateField(db_index=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    origin_ref = models.CharField(max_length=40, blank=True)
    origin_name = models.CharField(max_length=200, blank=True)
    policy_item = models.ForeignKey(
        PolicyItem, models.PROTECT, null=True, related_name="directives"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="directives"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="directives"
    )
    partners = models.ManyToManyField(Unit, related_name="directives_joined")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "fiscal_year", "number"], name="directive_number"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")),
                name="directive_due_on_or_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numbered} {self.title}"

    @property
    def numbered(self) -> str:
        """Return the number as papers write it, such as 2/2565."""
        return f"{self.number}/{self.fiscal_year}"

    @property
    def days_left(self) -> int:
        """Return the days until it is due; below zero once that day has gone by."""
        return (self.due_on - clock.today()).days


class Assignment(models.Model):
    """A directive as one of its owners answers for it.

    `reason` says why the issuer last returned it. `version` grows with every step.
    """

    class State(models.TextChoices):
        """How far the owner is."""

        ISSUED = "issued", gettext_lazy("Not acknowledged")
        ACKNOWLEDGED = "acknowledged", gettext_lazy("Acknowledged")
        IN_PROGRESS = "in_progress", gettext_lazy("In progress")
        DONE = "done", gettext_lazy("Done, to be verified")
        VERIFIED = "verified", gettext_lazy("Verified")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.ISSUED, db_index=True
    )
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "unit"], name="assignment_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "verified"], done_at__isnull=False)
                | ~Q(state__in=["done", "verified"]) & Q(done_at=None),
                name="assignment_done_at_with_state",
            ),
            models.CheckConstraint(
                condition=Q(state="verified", verified_at__isnull=False)
                | ~Q(state="verified") & Q(verified_at=None),
                name="assignment_verified_at_with_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} for {self.unit_id}"

    @property
    def is_open(self) -> bool:
        """Say whether the owner still has to do something."""
        return self.state not in FINISHED

    def is_late_on(self, day: datetime.date) -> bool:
        """Say whether it is open past its due day."""
        return self.is_open and self.directive.due_on < day


FINISHED = (Assignment.State.DONE, Assignment.State.VERIFIED)
OPEN_STATES = tuple(state for state in Assignment.State if state not in FINISHED)


def progress_path(_progress: "Progress", name: str) -> str:
    """Return a random path, so that no name of a file tells anything."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
    return f"directives/{uuid.uuid4().hex}.{ending[:5]}"


class Progress(models.Model):
    """What an owner, or the issuer, said at one step, with a file of evidence or none.

    `step` is the state that it led to.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="progress")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    file = models.FileField(upload_to=progress_path, blank=True)
    original_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.step}"

    @property
    def step_name(self) -> str:
        """Return the state that it led to, in words."""
        return str(Assignment.State(self.step).label)
