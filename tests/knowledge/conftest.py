"""What a lesson and an innovation say."""

from tests.small_country import NOW, as_, item, person, units
from tidtam.knowledge.services import InnovationWords, LessonWords

__all__ = ["NOW", "as_", "item", "person", "units"]


def lesson_words(**named: object) -> LessonWords:
    said = {
        "fiscal_year": 2565,
        "title": "เริ่มจากข้อมูลรายคน",
        "occasion": "round",
        "occasion_name": "",
        "planned": "สอนชดเชยทุกสัปดาห์",
        "happened": "ทำได้ครึ่งเดียว",
        "why": "ไม่รู้ว่าใครเข้าถึงได้",
        "what_next": "สำรวจก่อนเปิดภาคเรียน",
    }
    return LessonWords(**{**said, **named})  # type: ignore[arg-type]


def innovation_words(**named: object) -> InnovationWords:
    said = {
        "fiscal_year": 2565,
        "title": "พี่อ่านให้น้องฟัง",
        "problem": "อ่านไม่คล่อง",
        "idea": "จับคู่อ่านวันละสิบนาที",
    }
    return InnovationWords(**{**said, **named})  # type: ignore[arg-type]
