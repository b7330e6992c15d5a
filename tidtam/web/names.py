"""Names in the language of the page: units, provinces, spans of the year, people."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.organisation.models import Person, Position, Unit
from tidtam.organisation.provinces import provinces

from .words import language

_PREFIX = re.compile(r"^(นางสาว|นาง|นาย|ว่าที่ร้อยตรี|ดร\.|(?:Mrs|Mr|Ms)\b\.?)\s*")
_LETTER = re.compile(r"[ก-ฮA-Za-z]")


def in_language(thai: str, english: str) -> str:
    """Return the English text on an English page where there is one, else the Thai."""
    return english if language() == "en" and english else thai


def unit_name(unit: Unit) -> str:
    """Return the short name: `สพป.เชียงใหม่ เขต 1`; in English the English name."""
    return in_language(unit.short_name_th or unit.name_th, unit.name_en)


def unit_full_name(unit: Unit) -> str:
    """Return the name in full."""
    return in_language(unit.name_th, unit.name_en)


def position_title(position: Position) -> str:
    """Return the title of a position."""
    return in_language(position.title_th, position.title_en)


def person_name(person: Person) -> str:
    """Return the name of a person."""
    return in_language(person.name_th, person.name_en)


def province_name(code: str) -> str:
    """Return the name of a province by its code, or nothing."""
    province = provinces().get(code)
    if province is None:
        return ""
    return in_language(province.name_th, province.name_en)


def span_words(span: str) -> tuple[str, str]:
    """Return the name of a span of the fiscal year, and its number: `ไตรมาส`, `1`."""
    if span.startswith("Q"):
        return _("Quarter"), span[1:]
    if span.startswith("H"):
        return _("Half year"), span[1:]
    return "", _("9 months") if span == "9M" else _("Whole year")


def initials(name: str) -> str:
    """Return the first letters of the first two words of a person's name."""
    words = _PREFIX.sub("", name).split()[:2]
    letters = (_LETTER.search(word) for word in words)
    return "".join(letter[0] for letter in letters if letter).upper()


MEASURES = {
    "pupils": gettext_lazy("Pupils"),
    "teachers": gettext_lazy("Teachers"),
    "classrooms": gettext_lazy("Classrooms"),
}


def measure_name(measure: str) -> str:
    """Return what a fact of a unit measures; an unknown measure by its own name."""
    return str(MEASURES.get(measure, measure))
