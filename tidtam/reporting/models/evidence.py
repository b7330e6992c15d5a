"""Files that bear out what a unit reports."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit

from .rounds import Round


def evidence_path(_evidence: models.Model, _name: str) -> str:
    """Return a random name, which tells nothing of the file or of its owner."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class Evidence(models.Model):
    """A file behind a unit's report in a round, or behind one figure of it.

    `content_type` was found in the content, not in the name. A removed file keeps
    its row and its content, and is shown to nobody but the trail.
    """

    round = models.ForeignKey(Round, models.PROTECT, db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="evidence", db_index=False
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="+", db_index=False
    )
    file = models.FileField(upload_to=evidence_path)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    client_key = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "client_key"],
                condition=~Q(client_key=""),
                name="evidence_client_key",
            )
        ]
        indexes = [
            models.Index(fields=["round", "unit", "indicator"], name="evidence_by_unit")
        ]

    def __str__(self) -> str:
        return self.original_name
