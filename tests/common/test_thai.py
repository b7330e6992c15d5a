import datetime
import random
from decimal import Decimal

import pytest

from tidtam.common import thai

DAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "22/11/69",
        "22/11/2569",
        "22/11/2026",
        "๒๒/๑๑/๒๕๖๙",
        "๒๒/๑๑/๖๙",
        "22-11-2569",
        "22.11.69",
        "22 11 2569",
        " 22 / 11 / 2569 ",
        "2026-11-22",
        "2569-11-22",
        "22 พ.ย. 2569",
        "22 พ.ย. 69",
        "22พย69",
        "22 พฤศจิกายน 2569",
        "๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙",
        "22 พฤศจิกายน ค.ศ. 2026",
        "22 พ.ย. ค.ศ. 26",
        "วันอาทิตย์ที่ 22 พฤศจิกายน พ.ศ. 2569",
        "วันที่ 22 พฤศจิกายน 2569",
        "22\N{NO-BREAK SPACE}พ.ย.\N{NO-BREAK SPACE}2569",
        "22 Nov 2026",
        "22 November 2569",
        "22-nov-2026",
    ],
)
def test_parse_date_reads_every_usual_spelling(text):
    assert thai.parse_date(text) == DAY


def test_parse_date_reads_back_what_is_shown():
    day = datetime.date(2021, 10, 1)
    for _ in range(400):
        assert thai.parse_date(thai.date_short(day)) == day
        assert thai.parse_date(thai.date_long(day)) == day
        assert thai.parse_date(thai.date_official(day)) == day
        assert thai.parse_date(thai.thai_digits(thai.date_short(day))) == day
        assert thai.parse_date(thai.date_short(day, "en")) == day
        day += datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", thai.DateFault.UNREADABLE),
        ("พรุ่งนี้", thai.DateFault.UNREADABLE),
        ("22/11", thai.DateFault.UNREADABLE),
        ("22/11/569", thai.DateFault.UNREADABLE),
        ("22 กขค. 2569", thai.DateFault.UNREADABLE),
        ("22/11/3600", thai.DateFault.UNREADABLE),
        ("22/11-2569", thai.DateFault.UNREADABLE),
        ("31/11/2569", thai.DateFault.NO_SUCH_DAY),
        ("29/2/2569", thai.DateFault.NO_SUCH_DAY),
        ("11/22/2569", thai.DateFault.NO_SUCH_DAY),
        ("0/1/2569", thai.DateFault.NO_SUCH_DAY),
    ],
)
def test_parse_date_says_why_it_refuses(text, fault):
    with pytest.raises(thai.ThaiDateError) as refusal:
        thai.parse_date(text)
    assert refusal.value.fault is fault


def test_leap_day_is_that_of_the_year_ad():
    assert thai.parse_date("29/2/2567") == datetime.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (thai.date_short(DAY), "22 พ.ย. 2569"),
        (thai.date_short(DAY, "en"), "22 Nov 2569"),
        (thai.day_month(DAY), "22 พ.ย."),
        (thai.date_long(DAY), "22 พฤศจิกายน 2569"),
        (thai.date_with_weekday(datetime.date(2022, 2, 2)), "วันพุธที่ 2 กุมภาพันธ์ 2565"),
        (thai.date_official(datetime.date(2021, 12, 8)), "วันพุธที่ 8 ธันวาคม พ.ศ. 2564"),
        (thai.thai_digits("22 พ.ย. 2569"), "๒๒ พ.ย. ๒๕๖๙"),
        (thai.arabic_digits("๐๑๒๓๔๕๖๗๘๙"), "0123456789"),
    ],
)
def test_dates_are_shown_in_thai(shown, expected):
    assert shown == expected


def test_moments_are_shown_in_bangkok_time():
    moment = datetime.datetime(2026, 11, 22, 20, 3, tzinfo=datetime.UTC)
    assert thai.datetime_short(moment) == "23 พ.ย. 2569 03.03 น."
    assert thai.datetime_short(moment, "en") == "23 Nov 2569 03.03"
    assert thai.time_short(datetime.time(14, 3)) == "14.03 น."


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567, None, "1,234,567"),
        (-1234.5, 2, "−1,234.50"),  # noqa: RUF001
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("2.345"), 2, "2.35"),
        (Decimal("-2.345"), 2, "−2.35"),  # noqa: RUF001
        (2.675, 2, "2.68"),
        (Decimal("88.60"), None, "88.60"),
        (0, 0, "0"),
        (1e21, None, "1,000,000,000,000,000,000,000"),
    ],
)
def test_number_has_thousands_and_a_true_minus(value, decimals, expected):
    assert thai.number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.21, "+0.21"), (-0.12, "−0.12"), (0, "0.00"), (0.001, "0.00")],  # noqa: RUF001
)
def test_signed_number_shows_the_direction(value, expected):
    assert thai.signed_number(value, 2) == expected


# Words in the order in which the dictionary of the Royal Institute has them.
DICTIONARY = (
    "กก กรรม กฤษณา กลม กะ กัก กัน กา ก่า ก้า ก๊า ก๋า กาฬสินธุ์ กำ กิน กี่ กึ่ง กุ้ง กู "
    "เก เก็ง เก่ง เก้ง เก๋ง เกณฑ์ เกรง เกลือ แก แกง โก ใกล้ ไก่ ขอนแก่น เขต งาน นา น่าน ยะลา "
    "ร้อยเอ็ด ระนอง เรียน ฤกษ์ ฤๅษี ลพบุรี เลย วัน สงขลา สตูล สระแก้ว สระบุรี สุโขทัย หนองคาย "
    "องค์ อ่างทอง อำนาจเจริญ อุดรธานี ฮา"
)


def test_sort_key_follows_the_dictionary():
    words = DICTIONARY.split()
    shuffled = random.Random(2565).sample(words, len(words))  # noqa: S311
    assert sorted(shuffled, key=thai.sort_key) == words


@pytest.mark.parametrize(
    "in_order",
    [
        ["เขต 1", "เขต 2", "เขต 10", "เขต ๑๑", "เขต 100"],
        ["สพป.กาฬสินธุ์", "สพป.กาฬสินธุ์ เขต 1", "สพป.กาฬสินธุ์ เขต 2", "สพป.ขอนแก่น เขต 1"],
        ["2565-Q1", "2565-Q2", "2565-Q10", "School", "โรงเรียน"],
        ["EFF-2", "EFF-11", "OPP-02", "QUA-05"],
        ["ปลา", "ปล่า", "ปลาใหญ่"],
        ["", "1", "a", "ก"],
    ],
)
def test_sort_key_orders_names(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=thai.sort_key) == in_order


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "น\u0e4d\u0e49า"),  # sara am typed in two parts
        ("แก", "เเก"),  # sara ae typed as two sara e
        ("เขต ๑๐", "เขต 010"),
        ("Café", "cafe"),
        ("“กก”", "กก"),
    ],
)
def test_sort_key_is_one_for_spellings_that_look_alike(one, other):
    assert thai.sort_key(one) == thai.sort_key(other)


def test_sort_key_is_plain_and_fits_its_column():
    key = thai.sort_key("สำนักงานเขตพื้นที่การศึกษา É中 " * 40)
    assert len(key) == thai.SORT_KEY_LENGTH
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
