"""Dates, numbers and words as pages show them; templates have each as a filter.

They give text in the language of the page, always with Buddhist years and Arabic
digits; `thai_digits` turns the digits for official papers. None and an empty value give
an en dash where a figure is expected and nothing where a date is.
"""

import datetime
import re
from decimal import Decimal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tidtam.common import thai

Figure = Decimal | float | int
NOTHING = "–"

_MONTH = "|".join(re.escape(name) for name in (*thai.MONTHS_SHORT, *thai.MONTHS))
_NOUNS = (
    "วันทำการ|วัน|คน|แห่ง|เขต|กลุ่ม|เรื่อง|จุด|ตัวชี้วัด|ตัว|ไฟล์|โรงเรียน|ล้านบาท|บาท|วินาที|นาที|"
    "ชั่วโมง|ครั้ง|ข้อ|โครงการ|จังหวัด|ช่อง|ค่า|รอบ|ปี|เดือน|สัปดาห์|ฉบับ|หน่วยงาน|งวด|รายการ|%"
)
_LABELS = (
    "เขต|กลุ่ม|ร้อยละ|ข้อ|ครั้งที่|ไตรมาส|ปีงบประมาณ|ปี|หน้า|วาระ|ระเบียบวาระที่|พ\\.ศ\\.|"
    "ห่างเป้า|เป้า|รุ่นที่|ฉบับแก้ไขที่"
)
_FIGURE = r"[+−]?[\d๐-๙][\d๐-๙.,/]*"  # noqa: RUF001
_TOGETHER = re.compile(
    rf"{_FIGURE} (?:{_MONTH})(?: {_FIGURE})?"
    rf"|{_FIGURE} น\."
    rf"|(?:{_LABELS}) {_FIGURE}(?: (?:{_NOUNS}))?"
    rf"|{_FIGURE} (?:{_NOUNS})"
)


def language() -> thai.Language:
    """Return the language of the page."""
    return "en" if (get_language() or "th").startswith("en") else "th"


def thai_date(day: datetime.date | None) -> str:
    """`22 พ.ย. 2569`."""
    return thai.date_short(_day(day), language()) if day else ""


def thai_day(day: datetime.date | None) -> str:
    """`22 พ.ย.`, where the year is plain from the page."""
    return thai.day_month(_day(day), language()) if day else ""


def thai_date_long(day: datetime.date | None) -> str:
    """`22 พฤศจิกายน 2569`."""
    return thai.date_long(_day(day), language()) if day else ""


def thai_weekday(day: datetime.date | None) -> str:
    """`วันพุธที่ 2 กุมภาพันธ์ 2565`."""
    return thai.date_with_weekday(_day(day), language()) if day else ""


def thai_time(moment: datetime.datetime | datetime.time | None) -> str:
    """`14.03 น.`."""
    return "" if moment is None else thai.time_short(moment, language())


def thai_datetime(moment: datetime.datetime | None) -> str:
    """`22 พ.ย. 2569 14.03 น.`."""
    return thai.datetime_short(moment, language()) if moment else ""


def thai_digits(text: object) -> str:
    """Turn every digit into a Thai one, for official papers."""
    return thai.thai_digits(str(text))


def number(value: Figure | None, decimals: int | None = None) -> str:
    """`−1,234.50`: thousands separated, a true minus sign; `–` for None."""  # noqa: RUF002
    if value is None or value == "":
        return NOTHING
    return thai.number(value, decimals)


def signed(value: Figure | None, decimals: int | None = None) -> str:
    """`+0.21`: a change, with its direction."""
    if value is None or value == "":
        return NOTHING
    return thai.signed_number(value, decimals)


def percent(share: Figure | None, decimals: int = 1) -> str:
    """`88.6` for the share 0.886; the page adds ร้อยละ or %."""
    if share is None or share == "":
        return NOTHING
    return thai.number(Decimal(str(share)) * 100, decimals)


def measured(figure: str, unit: str) -> str:
    """`3.67 คะแนน`, but `ร้อยละ 80.78`: Thai says it before the figure."""
    return f"{unit} {figure}" if unit == "ร้อยละ" else f"{figure} {unit}"


def keep(text: str) -> SafeString:
    """Keep each figure on the line of its noun: `3 วัน`, `เขต 2`, `21 ม.ค. 2565`."""
    escaped = conditional_escape(text)
    kept = _TOGETHER.sub(r'<span class="nw">\g<0></span>', escaped)
    return mark_safe(kept)  # noqa: S308 (escaped above)


def _day(day: datetime.date) -> datetime.date:
    return thai.in_bangkok(day) if isinstance(day, datetime.datetime) else day
