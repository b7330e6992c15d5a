"""What was learned and what was invented, and who took it up."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from tidtam.accounts.models import User
from tidtam.common.files import KeptFile
from tidtam.indicators.models import Indicator
from tidtam.organisation.models import Unit
from tidtam.policies.models import PolicyItem


class State(models.TextChoices):
    """How far an entry is; what is published, the whole country may read."""

    DRAFT = "draft", gettext_lazy("Draft")
    OFFERED = "offered", gettext_lazy("Offered for publication")
    PUBLISHED = "published", gettext_lazy("Published")


class Occasion(models.TextChoices):
    """What something was learned from."""

    ROUND = "round", gettext_lazy("A round of reports")
    PROJECT = "project", gettext_lazy("A project")
    MEETING = "meeting", gettext_lazy("A meeting")
    VISIT = "visit", gettext_lazy("A visit")
    PROBLEM = "problem", gettext_lazy("A problem")
    OTHER = "other", gettext_lazy("Something else")


class Entry(models.Model):
    """What lessons and innovations share.

    `occasion_ref` is a key that the app of the occasion understands
    (`common.hooks.occasion_of`); its name is asked for anew, for each reader.
    `version` grows with every change of the words, so that two people who write at
    once do not overwrite each other. `reason` says why it was last sent back.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="%(class)ss")
    fiscal_year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    policy_items = models.ManyToManyField(PolicyItem, related_name="%(class)ss")
    occasion = models.CharField(max_length=10, choices=Occasion.choices, blank=True)
    occasion_ref = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, published_at__isnull=False)
                | ~Q(state=State.PUBLISHED) & Q(published_at=None),
                name="%(class)s_published_at_with_state",
            )
        ]
        indexes = [
            models.Index(
                fields=["occasion", "occasion_ref"], name="%(class)s_by_occasion"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(Entry):
    """A lesson: what was planned, what happened, why, and what comes next.

    `occasion_name` is what the writer calls an occasion that Tidtam does not keep.
    """

    occasion_name = models.CharField(max_length=200, blank=True)
    planned = models.TextField()
    happened = models.TextField()
    why = models.TextField()
    what_next = models.TextField()


class Innovation(Entry):
    """An innovation: the problem, the idea, and an indicator before and after.

    `before` and `after` are codes of periods, such as 2564-Q1; the figures themselves
    are always read from the unit's results.
    """

    problem = models.TextField()
    idea = models.TextField()
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, related_name="innovations"
    )
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)


class Adoption(models.Model):
    """A unit that took up another unit's innovation, from a day on."""

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions")
    adopted_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "unit"], name="adoption_once_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.innovation_id} in {self.unit_id}"


class EntryFile(KeptFile):
    """A file of a lesson or of an innovation: a picture, a PDF, an Office file.

    A picture was made anew by Tidtam and has a `width`; anything else has none.
    """

    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, related_name="files")
    innovation = models.ForeignKey(
        Innovation, models.PROTECT, null=True, related_name="files"
    )
    caption = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lesson=None) ^ Q(innovation=None),
                name="entry_file_of_one_entry",
            )
        ]

    def __str__(self) -> str:
        return self.caption or self.original_name

    @property
    def entry(self) -> Lesson | Innovation:
        """Return the lesson or innovation that it is kept with."""
        entry = self.lesson if self.lesson_id is not None else self.innovation
        assert entry is not None  # noqa: S101  # the constraint says so
        return entry

    @entry.setter
    def entry(self, entry: Lesson | Innovation) -> None:
        if isinstance(entry, Lesson):
            self.lesson = entry
        else:
            self.innovation = entry

    @property
    def is_picture(self) -> bool:
        """Say whether a page may show it."""
        return self.width is not None
