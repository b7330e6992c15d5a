"""People who can sign in, and the roles they hold over units for a time."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tidtam.common import clock
from tidtam.organisation.models import Person, Unit


class User(AbstractUser):
    """An account; it points to the person whose it is."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)

    def __str__(self) -> str:
        return self.person.name_th if self.person else self.username


class Role(models.TextChoices):
    """What a person may be for a unit and everything under it (design section 1)."""

    SCHOOL_CLERK = "school_clerk", _("School clerk")
    SCHOOL_DIRECTOR = "school_director", _("School director")
    AREA_OFFICER = "area_officer", _("Area officer")
    AREA_SUPERVISOR = "area_supervisor", _("Area supervisor")
    AREA_DIRECTOR = "area_director", _("Area director")
    GROUP_OFFICER = "group_officer", _("Group secretary")
    GROUP_MEMBER = "group_member", _("Group board member")
    GROUP_CHAIR = "group_chair", _("Group chair")
    ANALYST = "analyst", _("Monitoring bureau analyst")
    EXECUTIVE = "executive", _("Executive")
    ADMINISTRATOR = "administrator", _("System administrator")


class Grant(models.Model):
    """A role over a unit and its subtree, from a day to before another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="grant_from_before_to",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role", "valid_from"], name="grant_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"

    @property
    def has_ended(self) -> bool:
        """Say whether the last day of the grant is over."""
        return self.valid_to is not None and self.valid_to <= clock.today()
