"""What a visit, a finding and a problem say."""

import datetime
import io

import pytest
from PIL import Image

from tests.small_country import NOW, as_, item, person, units
from tidtam.accounts.models import Role
from tidtam.fieldwork.models import Problem, Visit
from tidtam.fieldwork.services import (
    ProblemWords,
    VisitWords,
    problem_report,
    visit_plan,
)

__all__ = ["NOW", "as_", "item", "person", "units"]

TODAY = datetime.date(2022, 1, 19)
DAY = datetime.timedelta(days=1)


def visit_words(units, **named: object) -> VisitWords:
    said = {
        "visited": units["A1"],
        "title": "เยี่ยมเพื่อดูความปลอดภัย",
        "starts_on": TODAY,
        "ends_on": TODAY,
        "mode": "on_site",
        "team": "นางสมมติ ใจดี ศึกษานิเทศก์\nนายสมมติ กล้าหาญ กรรมการ",
    }
    return VisitWords(**{**said, **named})  # type: ignore[arg-type]


def problem_words(units, **named: object) -> ProblemWords:
    said = {
        "unit": units["S1"],
        "title": "หลังคารั่วสามห้อง",
        "text": "ฝนตกแล้วเรียนไม่ได้",
    }
    return ProblemWords(**{**said, **named})  # type: ignore[arg-type]


@pytest.fixture
def visit(units, person) -> Visit:
    by = person(Role.GROUP_OFFICER, "G1")
    return visit_plan(unit=units["G1"], words=visit_words(units), by=by)


@pytest.fixture
def problem(units, person) -> Problem:
    by = person(Role.SCHOOL_CLERK, "S1")
    return problem_report(words=problem_words(units), by=by)


def picture(
    size: tuple[int, int] = (64, 48), kind: str = "JPEG", exif: bytes = b""
) -> bytes:
    """Return a picture of its own colour, with what a camera writes into it."""
    file = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, (40, 90, 140)).save(file, kind, **extra)
    return file.getvalue()
