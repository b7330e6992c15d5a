"""Every write to lessons, innovations, their files and adoptions."""

from tidtam.knowledge.errors import KnowledgeError

from .entries import (
    ACTIONS,
    InnovationWords,
    LessonWords,
    adoption_record,
    entry_change,
    entry_offer,
    entry_publish,
    entry_send_back,
    innovation_write,
    knowledge_load,
    lesson_write,
    occasion_lost,
)
from .files import file_add, file_remove

__all__ = [
    "ACTIONS",
    "InnovationWords",
    "KnowledgeError",
    "LessonWords",
    "adoption_record",
    "entry_change",
    "entry_offer",
    "entry_publish",
    "entry_send_back",
    "file_add",
    "file_remove",
    "innovation_write",
    "knowledge_load",
    "lesson_write",
    "occasion_lost",
]
