import datetime

import pytest
from django.utils import translation

from tidtam.web import words

DAY = datetime.date(2026, 11, 22)
MOMENT = datetime.datetime(2026, 11, 22, 7, 3, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _thai():
    with translation.override("th"):
        yield


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.thai_date(DAY), "22 พ.ย. 2569"),
        (words.thai_date(MOMENT), "22 พ.ย. 2569"),
        (words.thai_date(None), ""),
        (words.thai_day(DAY), "22 พ.ย."),
        (words.thai_date_long(DAY), "22 พฤศจิกายน 2569"),
        (words.thai_weekday(DAY), "วันอาทิตย์ที่ 22 พฤศจิกายน 2569"),
        (words.thai_time(MOMENT), "14.03 น."),
        (words.thai_datetime(MOMENT), "22 พ.ย. 2569 14.03 น."),
        (words.thai_digits("ข้อ 12"), "ข้อ ๑๒"),
        (words.number(1234.5, 2), "1,234.50"),
        (words.number(None), "–"),
        (words.number(0), "0"),
        (words.signed(-0.12, 2), "−0.12"),  # noqa: RUF001
        (words.signed(None), "–"),
        (words.percent(0.886), "88.6"),
        (words.percent(None), "–"),
        (words.measured("80.78", "ร้อยละ"), "ร้อยละ 80.78"),
        (words.measured("3.67", "คะแนน"), "3.67 คะแนน"),
    ],
)
def test_filters_in_thai(shown, expected):
    assert shown == expected


def test_filters_in_english():
    with translation.override("en"):
        assert words.thai_date(DAY) == "22 Nov 2569"
        assert words.thai_datetime(MOMENT) == "22 Nov 2569 14.03"


def test_a_moment_is_shown_on_its_day_in_bangkok():
    late = datetime.datetime(2026, 11, 22, 20, 0, tzinfo=datetime.UTC)
    assert words.thai_date(late) == "23 พ.ย. 2569"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("เหลือ 2 วัน", ["2 วัน"]),
        ("สพป.กาฬสินธุ์ เขต 1", ["เขต 1"]),
        ("ร้อยละ 88.6 ของ 29,449 โรงเรียน", ["ร้อยละ 88.6", "29,449 โรงเรียน"]),
        ("ณ 19 ม.ค. 2565 13.30 น.", ["19 ม.ค. 2565", "13.30 น."]),
        ("ภายใน 21 ม.ค. นี้", ["21 ม.ค."]),
        ("ไม่มีตัวเลข", []),
    ],
)
def test_keep_holds_figure_and_noun_together(text, kept):
    result = words.keep(text)
    assert [
        part.split("</span>")[0] for part in result.split('<span class="nw">')[1:]
    ] == kept
    plain = result.replace('<span class="nw">', "").replace("</span>", "")
    assert plain == text


def test_keep_escapes():
    assert words.keep("<b> 3 วัน") == '&lt;b&gt; <span class="nw">3 วัน</span>'
