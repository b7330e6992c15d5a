"""Submissions, the steps of their review, and what was sent back why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit

from .rounds import Round


class Reason(models.TextChoices):
    """Why a reviewer sends a submission or a figure back."""

    D1 = "D1", _("Figures mistyped or exchanged")
    D2 = "D2", _("Differs from its source")
    D3 = "D3", _("Changed much without explanation")
    E1 = "E1", _("Evidence incomplete or unreadable")
    E2 = "E2", _("Evidence does not bear out the figure")
    N1 = "N1", _("Explanation unclear")
    N2 = "N2", _("Not applicable without good reason")
    O1 = "O1", _("Another reason")


class Submission(models.Model):
    """What a unit sends in a round by one route of review.

    `number` is 0 for the first; an area's or bureau's supplementary ones, and later
    lots of centrally entered figures, count from 1. `area` and `branch` are the
    frozen superiors of the round. `first_submitted_at` counts for timeliness and
    never changes; `submitted_at` is the latest. `carried_by` is the submission of the
    area or bureau that takes a school's further. `state_at` is the moment at which
    the present state began.
    """

    class Route(models.TextChoices):
        """By which steps the submission is reviewed (see routes.py)."""

        SCHOOL = "school", _("School")
        AREA = "area", _("Area office")
        BUREAU = "bureau", _("Bureau with schools")
        GROUP = "group", _("Area group")
        CENTRAL = "central", _("Entered centrally")

    class State(models.TextChoices):
        """How far the submission has come."""

        DRAFT = "draft", _("Being filled in")
        SUBMITTED = "submitted", _("Submitted")
        VERIFIED = "verified", _("Verified")
        CERTIFIED = "certified", _("Certified")
        GROUP_VERIFIED = "group_verified", _("Verified by the group")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions")
    route = models.CharField(max_length=8, choices=Route)
    number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    state_at = models.DateTimeField()
    area = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    carried_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="carried"
    )
    obstacles = models.TextField(blank=True)
    suggestions = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "route", "number"], name="submission_key"
            ),
            models.CheckConstraint(
                condition=Q(number=0) | Q(route__in=["area", "bureau", "central"]),
                name="submission_numbers_from_0",
            ),
            models.CheckConstraint(
                condition=Q(carried_by__isnull=True) | Q(route="school"),
                name="submission_only_schools_are_carried",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "area", "state"], name="submission_by_area"),
            models.Index(
                fields=["round", "route", "state"], name="submission_by_state"
            ),
            models.Index(fields=["route", "state"], name="submission_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.round} {self.number or ''}".strip()

    @property
    def is_open(self) -> bool:
        """Say whether the unit may still work on it: nothing of it is under way."""
        return self.state in OPEN_STATES

    @property
    def is_under_way(self) -> bool:
        """Say whether it waits for a reviewer or for an area to carry it."""
        return self.state in UNDER_WAY_STATES

    @property
    def is_late(self) -> bool:
        """Say whether the first submission came after the round's due time."""
        first = self.first_submitted_at
        return first is not None and first > self.round.due_at


OPEN_STATES = frozenset(
    {Submission.State.DRAFT, Submission.State.RETURNED, Submission.State.WITHDRAWN}
)
UNDER_WAY_STATES = frozenset(
    {
        Submission.State.SUBMITTED,
        Submission.State.VERIFIED,
        Submission.State.CERTIFIED,
        Submission.State.GROUP_VERIFIED,
    }
)
SENT_STATES = UNDER_WAY_STATES | {Submission.State.ACCEPTED}


class DeclaredMissing(models.Model):
    """A school that an area declares missing in its submission, and why."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="declared_missing"
    )
    school = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "school"], name="declared_missing_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.school_id}"


class ReviewStep(models.Model):
    """One thing done to a submission, in order; rows are added, never changed.

    `stage` is the step of the route at which the person acted: the same as `action`
    for a step taken; for a return or a reopening the step whose turn it was. Who did
    it is kept as id and label. `is_whole` marks a return of everything; otherwise
    ReturnedValue rows name what went back. `client_key` is that of the submitting
    request, so that a repeat is known.
    """

    class Action(models.TextChoices):
        """What was done."""

        ENTERED = "entered", _("Figures entered")
        SUBMITTED = "submitted", _("Submitted")
        VERIFIED = "verified", _("Verified")
        CERTIFIED = "certified", _("Certified")
        GROUP_VERIFIED = "group_verified", _("Verified by the group")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        REOPENED = "reopened", _("Reopened")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    action = models.CharField(max_length=14, choices=Action)
    stage = models.CharField(max_length=14, choices=Submission.State)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    reason_code = models.CharField(max_length=2, choices=Reason, blank=True)
    text = models.TextField(blank=True)
    is_whole = models.BooleanField(default=False)
    client_key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "client_key"],
                condition=~Q(client_key=""),
                name="review_step_client_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.action}"


class ReturnedValue(models.Model):
    """A single figure sent back in a step, and why."""

    step = models.ForeignKey(ReviewStep, models.CASCADE, related_name="returned_values")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False
    )
    reason_code = models.CharField(max_length=2, choices=Reason)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step", "indicator"], name="returned_value_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.indicator_id}"
