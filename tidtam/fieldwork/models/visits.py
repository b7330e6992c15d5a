"""Visits: who went where when, what was asked, what was found, with pictures."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from tidtam.accounts.models import User
from tidtam.common.files import KeptFile
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem

from .checklists import Checklist


class Visit(models.Model):
    """A visit of a unit to one that stands under it; numbered by unit and fiscal year.

    `team` names the visitors, one a line. What was found is for the visiting unit and
    those above it until the report is sent to the visited unit, which then may answer
    (`reply`). `reason` says why a visit was called off. `version` grows with every
    change of the visit's own words.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", pgettext_lazy("visit", "Planned")
        MADE = "made", gettext_lazy("Made, being written up")
        REPORTED = "reported", gettext_lazy("Report sent")
        CANCELLED = "cancelled", gettext_lazy("Called off")

    class Mode(models.TextChoices):
        """How the visitors meet those whom they visit."""

        ON_SITE = "on_site", pgettext_lazy("visit", "On site")
        ONLINE = "online", pgettext_lazy("visit", "Online")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits_made")
    visited = models.ForeignKey(Unit, models.PROTECT, related_name="visits_received")
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    starts_on = models.DateField(db_index=True)
    ends_on = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    team = models.TextField()
    purpose = models.TextField(blank=True)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, related_name="visits"
    )
    policy_items = models.ManyToManyField(PolicyItem, related_name="visits")
    summary = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PLANNED, db_index=True
    )
    reason = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "number"], name="visit_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="visit_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="reported", reported_at__isnull=False)
                | ~Q(state="reported") & Q(reported_at=None),
                name="visit_reported_at_with_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numbered} {self.title}"

    @property
    def numbered(self) -> str:
        """Return the number as papers write it, such as 3/2565."""
        return f"{self.number}/{self.fiscal_year}"

    @property
    def visitors(self) -> list[str]:
        """Return the visitors, one an entry."""
        return [line.strip() for line in self.team.splitlines() if line.strip()]

    @property
    def is_open(self) -> bool:
        """Say whether its record may still be changed."""
        return self.state in {self.State.PLANNED, self.State.MADE}

    @property
    def is_reported(self) -> bool:
        """Say whether its report is sent."""
        return self.state == self.State.REPORTED

    def is_overdue_on(self, day: datetime.date) -> bool:
        """Say whether it is over and its report has not been sent."""
        return self.is_open and self.ends_on < day


class Check(models.Model):
    """A question as it was asked on a visit, and what was seen."""

    class Answer(models.TextChoices):
        """What was seen."""

        YES = "yes", pgettext_lazy("checklist", "Yes")
        PARTLY = "partly", pgettext_lazy("checklist", "Partly")
        NO = "no", pgettext_lazy("checklist", "No")
        NOT_APPLICABLE = "n_a", pgettext_lazy("checklist", "Does not apply")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="checks")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "order"], name="check_order")
        ]

    def __str__(self) -> str:
        return self.text


class Finding(models.Model):
    """What was found on a visit, how grave it is, and what is recommended."""

    class Severity(models.TextChoices):
        """How grave it is."""

        GOOD = "good", gettext_lazy("Good practice")
        ADVICE = "advice", gettext_lazy("Advice")
        MEND = "mend", gettext_lazy("To be mended")
        URGENT = "urgent", gettext_lazy("To be mended at once")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=10, choices=Severity.choices)
    text = models.TextField()
    recommendation = models.TextField(blank=True)
    policy_item = models.ForeignKey(
        PolicyItem, models.PROTECT, null=True, related_name="findings"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="findings"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="finding_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:60]}"

    @property
    def needs_action(self) -> bool:
        """Say whether something must be done about it."""
        return self.severity in NEEDS_ACTION

    @property
    def origin_ref(self) -> str:
        """Return the key by which a directive names the finding that raised it."""
        return f"{self.visit_id}-{self.pk}"


NEEDS_ACTION = (Finding.Severity.MEND, Finding.Severity.URGENT)


class Photo(KeptFile):
    """A picture of a visit, stored anew without what the camera wrote into it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    finding = models.ForeignKey(
        Finding, models.SET_NULL, null=True, related_name="photos"
    )
    caption = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.caption
