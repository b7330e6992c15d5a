"""Problems: what hurts where since when, who deals with it, what was changed."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from tidtam.accounts.models import User
from tidtam.common.files import KeptFile
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.planning.models import Project
from tidtam.policies.models import PolicyItem
from tidtam.reporting.models import Submission

from .visits import Finding


class Problem(models.Model):
    """A problem of a unit, from its report to what was changed.

    `handler` is the unit whose turn it is to triage: at first the superior. Triage
    gives it to an `owner` with a day, passes it up to the handler's own superior, or
    declines it with a `reason`. The owner closes it only with what was `changed`; who
    reported it may say that it is not solved, which opens it again with a reason.
    `page` is where it was reported from; a `submission` or `finding` is what it flowed
    in from. `version` grows with every step.
    """

    class State(models.TextChoices):
        """How far it is."""

        REPORTED = "reported", gettext_lazy("Waits for triage")
        OWNED = "owned", gettext_lazy("Being dealt with")
        CLOSED = "closed", pgettext_lazy("problem", "Solved")
        DECLINED = "declined", gettext_lazy("Not taken up")

    class Urgency(models.IntegerChoices):
        """How soon somebody must act; the smaller the sooner."""

        DANGER = 1, gettext_lazy("Danger: within a day")
        HIGH = 2, gettext_lazy("High: within a week")
        NORMAL = 3, gettext_lazy("Normal: within a month")
        LOW = 4, gettext_lazy("Low: this fiscal year")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems")
    title = models.CharField(max_length=200)
    text = models.TextField()
    suggestion = models.TextField(blank=True)
    since = models.DateField(null=True)
    urgency = models.PositiveSmallIntegerField(
        choices=Urgency.choices, default=Urgency.NORMAL
    )
    policy_item = models.ForeignKey(
        PolicyItem, models.PROTECT, null=True, related_name="problems"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="problems"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="problems"
    )
    page = models.CharField(max_length=300, blank=True)
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, related_name="problem"
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, related_name="problems"
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.REPORTED
    )
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="problems_to_triage")
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="problems_owned"
    )
    due_on = models.DateField(null=True)
    changed = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="owned", owner__isnull=False, due_on__isnull=False)
                | ~Q(state="owned"),
                name="problem_owned_by_someone_with_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(changed=""),
                name="problem_closed_with_what_was_changed",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="problem_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "declined"], ended_at__isnull=False)
                | ~Q(state__in=["closed", "declined"]) & Q(ended_at=None),
                name="problem_ended_at_with_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "urgency"], name="problem_by_state"),
            models.Index(fields=["handler", "state"], name="problem_by_handler"),
            models.Index(fields=["owner", "state"], name="problem_by_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self.state not in CLOSED_STATES

    def state_at(self, moment: datetime.datetime) -> str:
        """Return its state; one that ended after the moment was being dealt with."""
        is_later = self.ended_at is not None and self.ended_at > moment
        return self.State.OWNED if is_later else self.State(self.state)

    def is_late_on(self, day: datetime.date) -> bool:
        """Say whether its owner is past the day."""
        is_owned = self.state == self.State.OWNED
        return is_owned and self.due_on is not None and self.due_on < day


CLOSED_STATES = (Problem.State.CLOSED, Problem.State.DECLINED)


class ProblemStep(KeptFile):
    """One step of a problem: who did what with which words, with a file or none."""

    class Step(models.TextChoices):
        """What was done."""

        REPORTED = "reported", pgettext_lazy("step", "Reported")
        FLOWED_IN = "flowed_in", gettext_lazy("Taken from a report")
        RESTATED = "restated", gettext_lazy("Told anew in a later report")
        PASSED_UP = "passed_up", gettext_lazy("Passed up")
        OWNED = "owned", gettext_lazy("Given to an owner")
        SAID = "said", gettext_lazy("Word on how far it is")
        CLOSED = "closed", pgettext_lazy("problem", "Solved")
        DECLINED = "declined", gettext_lazy("Not taken up")
        REOPENED = "reopened", gettext_lazy("Opened again")

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=10, choices=Step.choices)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.step}"
