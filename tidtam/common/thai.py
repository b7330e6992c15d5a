"""Thai dates, digits, numbers and sort order, as pure functions.

Years on screen are Buddhist (B.E. = A.D. + 543); years in storage are not. Moments are
shown in Bangkok time.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["th", "en"]

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
MINUS = "\N{MINUS SIGN}"

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
MONTHS_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_ENGLISH = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


# ---------- digits and numbers ----------


def thai_digits(text: str) -> str:
    """Return the text with every Arabic digit as a Thai one, for official papers."""
    return text.translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Return the text with every Thai digit as an Arabic one."""
    return text.translate(_TO_ARABIC)


def number(value: Decimal | float | int, decimals: int | None = None) -> str:
    """Return the number with thousands separated and a true minus sign.

    With `decimals` it is rounded half up to that many places; without, it keeps the
    places it has. A value that rounds to zero has no sign.
    """
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    return MINUS + text if exact < 0 else text


def signed_number(value: Decimal | float | int, decimals: int | None = None) -> str:
    """Return a change: like `number`, with a plus sign in front of a rise."""
    text = number(value, decimals)
    is_rise = not text.startswith(MINUS) and any(digit in text for digit in "123456789")
    return "+" + text if is_rise else text


# ---------- dates ----------


def buddhist_year(year: int) -> int:
    """Return the Buddhist year that runs with the given year A.D."""
    return year + ERA


def date_short(day: datetime.date, language: Language = "th") -> str:
    """Return `22 พ.ย. 2569`, in English `22 Nov 2569`."""
    return f"{day_month(day, language)} {buddhist_year(day.year)}"


def day_month(day: datetime.date, language: Language = "th") -> str:
    """Return `22 พ.ย.`, where the year is plain from the page."""
    return f"{day.day} {month_short(day.month, language)}"


def month_short(month: int, language: Language = "th") -> str:
    """Return the short name of a month, 1 to 12."""
    if language == "th":
        return MONTHS_SHORT[month - 1]
    return MONTHS_ENGLISH[month - 1][:3]


def date_long(day: datetime.date, language: Language = "th") -> str:
    """Return `22 พฤศจิกายน 2569`."""
    months = MONTHS if language == "th" else MONTHS_ENGLISH
    return f"{day.day} {months[day.month - 1]} {buddhist_year(day.year)}"


def date_with_weekday(day: datetime.date, language: Language = "th") -> str:
    """Return `วันพุธที่ 2 กุมภาพันธ์ 2565`."""
    if language == "th":
        return f"วัน{WEEKDAYS[day.weekday()]}ที่ {date_long(day)}"
    return f"{WEEKDAYS_ENGLISH[day.weekday()]} {date_long(day, language)}"


def date_official(day: datetime.date) -> str:
    """Return `วันพุธที่ 8 ธันวาคม พ.ศ. 2564`, as papers and minutes write it."""
    month = MONTHS[day.month - 1]
    weekday = WEEKDAYS[day.weekday()]
    return f"วัน{weekday}ที่ {day.day} {month} พ.ศ. {buddhist_year(day.year)}"


def in_bangkok(moment: datetime.datetime) -> datetime.datetime:
    """Return an aware moment as the clocks of Bangkok show it; leave a naive one."""
    return moment.astimezone(BANGKOK) if moment.tzinfo else moment


def time_short(
    moment: datetime.datetime | datetime.time, language: Language = "th"
) -> str:
    """Return `14.03 น.`, in English `14.03`."""
    if isinstance(moment, datetime.datetime):
        moment = in_bangkok(moment)
    text = f"{moment.hour:02}.{moment.minute:02}"
    return f"{text} น." if language == "th" else text


def datetime_short(moment: datetime.datetime, language: Language = "th") -> str:
    """Return `22 พ.ย. 2569 14.03 น.`."""
    local = in_bangkok(moment)
    return f"{date_short(local, language)} {time_short(local, language)}"


class DateFault(StrEnum):
    """Why a date could not be read."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"


class ThaiDateError(ValueError):
    """The text is not a date; `fault` says why."""

    def __init__(self, fault: DateFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_YEAR = r"(?P<year>\d{4}|\d{2})"
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_NUMERIC = re.compile(
    rf"(?P<day>\d{{1,2}})\s*(?P<mark>[-/. ])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*"
    rf"{_YEAR}"
)
_NAMED = re.compile(rf"(?P<day>\d{{1,2}})[\s/-]*(?P<name>[^\d]+?)[\s/-]*{_YEAR}")
_FORMS = (_ISO, _NUMERIC, _NAMED)
_WEEKDAY = re.compile(r"^วัน(?:ที่|[ก-๎]*ที่)?\s*")
_CHRISTIAN = re.compile(r"ค\s*\.?\s*ศ\s*\.?|\bA\.?D\.?", re.IGNORECASE)
_BUDDHIST = re.compile(r"พ\s*\.?\s*ศ\s*\.?|\bB\.?E\.?", re.IGNORECASE)


def parse_date(text: str) -> datetime.date:
    """Return the day that the text names, in any usual Thai spelling.

    Day before month, except in ISO order. Digits may be Thai. A year of four digits
    from 2400 on is Buddhist, a lesser one is A.D.; a year of two digits is Buddhist
    (69 is 2569) unless ค.ศ. stands before it.

    Raises ThaiDateError if the text cannot be read or names no day of the calendar.
    """
    clean = " ".join(arabic_digits(text).replace("\N{NO-BREAK SPACE}", " ").split())
    is_christian = _CHRISTIAN.search(clean) is not None
    for aside in (_WEEKDAY, _CHRISTIAN, _BUDDHIST):
        clean = aside.sub(" ", clean).strip()
    match = next(filter(None, (form.fullmatch(clean) for form in _FORMS)), None)
    if match is None:
        raise ThaiDateError(DateFault.UNREADABLE)
    parts = match.groupdict()
    month = _month_of(parts["name"]) if "name" in parts else int(parts["month"])
    year = _year_of(parts["year"], is_christian=is_christian)
    try:
        return datetime.date(year, month, int(parts["day"]))
    except ValueError as error:
        raise ThaiDateError(DateFault.NO_SUCH_DAY) from error


def _year_of(digits: str, *, is_christian: bool) -> int:
    year = int(digits)
    if len(digits) == 2:
        return 2000 + year if is_christian else 2500 + year - ERA
    year = year if is_christian or year < 2400 else year - ERA
    if not 1800 <= year < 2400:
        raise ThaiDateError(DateFault.UNREADABLE)
    return year


def _month_of(name: str) -> int:
    wanted = _month_key(name)
    if wanted not in _MONTH_OF:
        raise ThaiDateError(DateFault.UNREADABLE)
    return _MONTH_OF[wanted]


def _month_key(name: str) -> str:
    return re.sub(r"[\s.,]", "", name).casefold()


_MONTH_OF = {
    _month_key(spelling): index
    for names in (
        MONTHS,
        MONTHS_SHORT,
        MONTHS_ENGLISH,
        [name[:3] for name in MONTHS_ENGLISH],
    )
    for index, spelling in enumerate(names, start=1)
} | {"กพ": 2, "เมย": 4, "sept": 9}


# ---------- sort order ----------

SORT_KEY_LENGTH = 500

_DIGITS_36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_LEADING_VOWEL = re.compile(r"([เ-ไ])([ก-ฮ])")
_OUTER_SIGNS = re.compile(r"^[^\w\u0e00-\u0e7f]+|[^\w\u0e00-\u0e7f]+$")
_SPLIT_SARA_AM = re.compile(r"\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# Looked at only between words that are otherwise the same, in this order.
_MARKS = {mark: str(rank) for rank, mark in enumerate("็่้๊๋์ํ๎", start=2)}
_NO_MARK = "1"
_SEPARATOR, _ABBREVIATION, _REPETITION, _NUMBER, _LATIN, _THAI, _OTHER = (
    1,
    2,
    3,
    5,
    10,
    40,
    1200,
)


def sort_key(text: str) -> str:
    """Return a key whose plain order is the order of the Royal Institute dictionary.

    Consonants come before vowels, a leading vowel counts after its consonant, and tone
    marks decide only between words that are otherwise the same. Numbers sort by value
    (เขต 2 before เขต 10) before Latin letters, and those before Thai. Signs and spaces
    only part words; case and Latin accents do not count.

    The key is made of 0-9 and a-z alone, so that every database and every collation
    orders it alike, and is cut at SORT_KEY_LENGTH.
    """
    primary, marks = [], []
    for weight, mark in _weights(_normal(text)):
        primary.append(weight)
        marks.append(mark)
    tail = "".join(marks).rstrip(_NO_MARK)
    return ("".join(primary) + "00" + tail)[:SORT_KEY_LENGTH]


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFC", arabic_digits(text)).casefold()
    text = text.replace("เเ", "แ")
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    text = _LEADING_VOWEL.sub(r"\2\1", text)
    return _OUTER_SIGNS.sub("", text)


def _weights(text: str) -> Iterator[tuple[str, str]]:
    """Give (primary weight, its mark and those that follow) of each element in turn."""
    for kind, run in groupby(text, key=_kind):
        characters = "".join(run)
        if kind == "number":
            yield _number_weight(characters), _NO_MARK
        elif kind == "separator":
            yield _pair(_SEPARATOR), _NO_MARK
        elif kind == "mark":
            # A mark has no weight of its own; it stands behind its bearer's.
            yield "", "".join(_MARKS[character] for character in characters)
        else:
            for character in characters:
                yield _letter_weight(character), _NO_MARK


def _kind(character: str) -> str:
    if character in "0123456789":
        return "number"
    if character in _MARKS:
        return "mark"
    if character.isalnum() or "ก" <= character <= "ๆ":
        return "letter"
    return "separator"


def _number_weight(digits: str) -> str:
    plain = digits.lstrip("0") or "0"
    return _pair(_NUMBER) + f"{min(len(plain), 99):02}" + plain


def _letter_weight(character: str) -> str:
    if character == "ฯ":
        return _pair(_ABBREVIATION)
    if character == "ๆ":
        return _pair(_REPETITION)
    if "ก" <= character <= "ๅ":
        return _pair(_THAI + ord(character) - ord("ก"))
    base = unicodedata.normalize("NFD", character)[0]
    if "a" <= base <= "z":
        return _pair(_LATIN + ord(base) - ord("a"))
    return _pair(_OTHER) + f"{ord(character):06x}"


def _pair(weight: int) -> str:
    return _DIGITS_36[weight // 36] + _DIGITS_36[weight % 36]
