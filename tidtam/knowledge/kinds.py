"""The two kinds of entry, by the word that stands in their addresses."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from .models import Entry, Innovation, Lesson


@dataclass(frozen=True)
class Kind:
    """A kind of entry: its word in addresses, its model, and what pages say of it."""

    slug: str
    model: type[Lesson] | type[Innovation]
    name: Any
    plural: Any
    add: Any
    came_from: Any


LESSON = Kind(
    "lessons",
    Lesson,
    gettext_lazy("Lesson"),
    gettext_lazy("Lessons"),
    gettext_lazy("Write a lesson"),
    gettext_lazy("Learned from"),
)
INNOVATION = Kind(
    "innovations",
    Innovation,
    gettext_lazy("Innovation"),
    gettext_lazy("Innovations"),
    gettext_lazy("Describe an innovation"),
    gettext_lazy("Came from"),
)
KINDS = {kind.slug: kind for kind in (LESSON, INNOVATION)}


def kind_of(entry: Entry) -> Kind:
    """Return the kind of the entry."""
    return LESSON if isinstance(entry, Lesson) else INNOVATION
