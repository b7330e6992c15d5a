"""Minutes by Form 11, the agenda, the press release: every part, order, exact words."""

import dataclasses

import pytest

from tests.documents.reading import pdf_text, squeezed, word_text
from tests.factories import VoteFactory
from tidtam.documents.pdf import pdf
from tidtam.documents.word import word
from tidtam.meetings import papers
from tidtam.meetings.models import AgendaItem
from tidtam.meetings.selectors import record_of
from tidtam.meetings.wording import DECISIONS, KINDS, resolution_text

# Form 11, in its order; digits as papers write them.
FORM_11 = [
    "รายงานการประชุมขับเคลื่อนนโยบาย ประจำปีงบประมาณ พ.ศ. ๒๕๖๕",
    "ครั้งที่ ๒/๒๕๖๕",
    "เมื่อวันพุธที่ ๘ ธันวาคม พ.ศ. ๒๕๖๔",
    "ณ ห้องประชุม ๑ และผ่านสื่ออิเล็กทรอนิกส์ (Zoom Meeting)",
    "ผู้มาประชุม",
    "๑. นายหนึ่ง สมมติ เลขาธิการ (เลขาฯ) ประธาน",
    "๒. นายแทน สมมติ (แทน ประธานกลุ่ม ๑) มาประชุมแทน",
    "ผู้ไม่มาประชุม",
    "๑. นางสาม สมมติ กรรมการ (ติดราชการ)",
    "ผู้เข้าร่วมประชุม",
    "๑. นายแขก สมมติ ผู้สังเกตการณ์",
    "เริ่มประชุมเวลา ๐๙.๓๐ น.",
    "เปิดการประชุมแล้ว",
    "ระเบียบวาระที่ ๑ เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "มติที่ประชุม รับทราบ",
    "ระเบียบวาระที่ ๔.๑ เรื่องเสนอเพื่อพิจารณา แผนปี ๒๕๖๕",
    "มติที่ประชุม เห็นชอบ และมอบหมายให้ทุกกลุ่มทำต่อ",
    "ระเบียบวาระที่ ๕ เรื่องอื่น ๆ",
    "ไม่มี",
    "“ต้องทำงานในเชิงรุก”",
    "เลขาฯ กล่าว",
    "เลิกประชุมเวลา ๑๒.๐๕ น.",
    "(นางสาวจด สมมติ)",
    "ผู้จดรายงานการประชุม",
    "(นายตรวจ สมมติ)",
    "ผู้ตรวจรายงานการประชุม",
]
# Words that the regulation does not use for these parts.
WRONG = [
    "บันทึกการประชุม", "ผู้เข้าประชุม", "เปิดประชุมเวลา", "ปิดประชุมเวลา", "ผู้บันทึก",
]  # fmt: skip


@pytest.fixture
def record(held):
    return record_of(held)


@pytest.mark.parametrize(
    ("make", "read"), [(pdf, pdf_text), (word, word_text)], ids=["pdf", "word"]
)
def test_minutes_have_every_part_of_form_11_in_order(record, make, read):
    text = squeezed(read(make(papers.minutes(record))))
    at = 0
    for part in FORM_11:
        assert squeezed(part) in text[at:], part
        at = text.index(squeezed(part), at) + len(squeezed(part))
    for words in WRONG:
        assert squeezed(words) not in text


VOTES = {
    "open": "ที่ประชุมลงคะแนนโดยเปิดเผย เมื่อเวลา ๑๐.๕๒ น. เห็นชอบ ๑ เสียง ไม่เห็นชอบ ๐ เสียง "  # noqa: RUF001
    "งดออกเสียง ๑ เสียง โดยมีผู้มาประชุมขณะลงคะแนน ๒ คน จากทั้งหมด ๓ คน",
    "secret": "ที่ประชุมลงคะแนนโดยลับ เมื่อเวลา ๑๐.๕๒ น.",
}


@pytest.mark.parametrize("method", VOTES)
def test_a_vote_stands_before_the_resolution(held, method):
    item = held.items.get(number="4.1")
    VoteFactory(
        item=item, method=method, in_favour=1, abstained=1, dissent="ควรรอข้อมูลเพิ่ม"
    )
    text = squeezed(pdf_text(pdf(papers.minutes(record_of(held)))))
    parts = [VOTES[method], "ความเห็นแย้ง ควรรอข้อมูลเพิ่ม", "มติที่ประชุม เห็นชอบ และมอบหมาย"]
    places = [text.index(squeezed(part)) for part in parts]
    assert places == sorted(places)


def test_digits_are_arabic_on_request(record):
    text = squeezed(pdf_text(pdf(papers.minutes(record, thai_digits=False))))
    assert "เมื่อวันพุธที่8ธันวาคมพ.ศ.2564" in text


def test_who_joined_is_left_out_where_nobody_did(record):
    rows = [row for row in record.attendance if row.member_id]
    alone = dataclasses.replace(record, attendance=rows)
    assert "ผู้เข้าร่วมประชุม" not in pdf_text(pdf(papers.minutes(alone)))


def test_minutes_of_simulated_data_say_so_on_every_page(record):
    marked = dataclasses.replace(record, simulated=True)
    assert "ข้อมูลจำลอง" in pdf_text(pdf(papers.minutes(marked)))


def test_every_kind_and_decision_has_its_phrase():
    assert KINDS.keys() == set(AgendaItem.Kind)
    assert DECISIONS.keys() == set(AgendaItem.Decision)


@pytest.mark.parametrize(
    ("decision", "words", "said"),
    [
        ("noted", "", "รับทราบ"),
        ("assigned", "ให้ สตผ. ดำเนินการ", "มอบหมายให้ สตผ. ดำเนินการ"),
        ("adopted_changed", "หน้า 2", "รับรองรายงานการประชุมโดยมีการแก้ไข ดังนี้ หน้า 2"),
        ("", "ตามที่เสนอ", "ตามที่เสนอ"),
    ],
)
def test_a_resolution_is_the_phrase_and_what_is_added(decision, words, said):
    assert resolution_text(AgendaItem(decision=decision, resolution=words)) == said


def test_a_press_release_says_who_where_what_and_the_words(record):
    told = dataclasses.replace(record, assignments=["ให้ทุกกลุ่มทำงานร่วมกับ สตผ."])
    text = papers.press_text(told)
    assert text.startswith(
        "วันที่ 8 ธันวาคม 2564 นายหนึ่ง สมมติ เลขาธิการ (เลขาฯ) เป็นประธานการประชุม"
    )
    assert "โดยมี ประธานกลุ่ม 1 นายแขก สมมติ ผู้สังเกตการณ์ เข้าร่วม ณ ห้องประชุม 1" in text
    assert "ควบคู่กับการประชุมผ่านระบบสื่ออิเล็กทรอนิกส์ โปรแกรม Zoom Meeting" in text
    assert "นายหนึ่ง สมมติ (เลขาฯ) เปิดเผยว่า เปิดการประชุมแล้ว" in text
    assert "โดยได้มอบหมายให้ทุกกลุ่มทำงานร่วมกับ สตผ." in text
    assert "“ต้องทำงานในเชิงรุก” เลขาฯ กล่าว" in text
    assert text.endswith("อาทิ แผนปี 2565")


def test_those_of_one_sort_are_told_together(record):
    chairs = "ประธานกลุ่ม ทั้ง 18 เขต"
    for row in record.attendance[1:3]:
        row.collective, row.presence = chairs, "online"
    assert papers.press_text(record).count(chairs) == 1
