"""The audit trail and the anchor of the clock."""

from django.db import models


class ClockAnchor(models.Model):
    """The real moment at which a clock named by TIDTAM_CLOCK was first read."""

    clock_at = models.DateTimeField(unique=True)
    real_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clock_at:%Y-%m-%d %H:%M}"


class AuditEvent(models.Model):
    """One write: who, what, when, before, after. Rows are added, never changed.

    Actor and unit are kept as id and label, so that no later deletion can touch
    the trail. `at` is the rule's time, `real_at` the machine's.
    """

    at = models.DateTimeField()
    real_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(null=True)
    unit_label = models.CharField(max_length=200, blank=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    target_label = models.CharField(max_length=250, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_number = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "-id"], name="audit_by_unit"),
            models.Index(fields=["target_type", "target_id"], name="audit_by_target"),
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"


class AuditSeal(models.Model):
    """A batch of committed events under one link of the hash chain.

    `digests` holds the digest of each event in the order of `event_ids`, so that
    verification can name the first altered row; `link` chains this seal to the one
    before it.
    """

    sealed_at = models.DateTimeField()
    event_ids = models.JSONField()
    digests = models.JSONField()
    previous_link = models.CharField(max_length=64)
    link = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.link[:12]}"


class AuditSealer(models.Model):
    """Where sealing stands: one row, which whoever seals holds locked.

    `through_id` is the highest event sealed and `last_link` the end of the chain.
    `gaps` are stretches of ids below it that were not there yet, as first, last and
    since when: their transactions may still commit, or were rolled back.
    """

    through_id = models.BigIntegerField(default=0)
    last_link = models.CharField(max_length=64, blank=True)
    gaps = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.through_id} {self.last_link[:12]}"
