"""One document as PDF, Word and workbook."""

import dataclasses
import datetime
import io
import shutil
import subprocess
import zipfile
from decimal import Decimal

import pytest
from django.http import Http404

from tidtam.documents.blocks import (
    Align,
    Bar,
    Bars,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Items,
    Light,
    PageBreak,
    Paragraph,
    Quote,
    Shade,
    Signature,
    Table,
    content_hash,
    texts,
)
from tidtam.documents.pdf import pdf
from tidtam.documents.responses import document_response
from tidtam.documents.word import word
from tidtam.documents.workbook import workbook

from .reading import pdf_pages, pdf_text, sheets, squeezed, word_text

MARKUP = '#strong[x] $a$ "q" \\ * _ <b> & {{ y }}'
PAPER = Document(
    title="รายงานการประชุม",
    lines=("รายงานการประชุมคณะกรรมการ", "ครั้งที่ 2/2565"),
    contents="สารบัญ",
    mark="ข้อมูลจำลอง",
    source="ติดตาม ณ 19 ม.ค. 2565",
    made_at=datetime.datetime(2022, 1, 19, 2, tzinfo=datetime.UTC),
    blocks=(
        Heading("ภาพรวม"),
        Paragraph("ที่ประชุมพิจารณาทั้งนี้ผู้ไม่มาประชุมขั้นพื้นฐาน น้ำ ปี่", indent=True),
        Paragraph("รับทราบ", lead="มติที่ประชุม"),
        Facts((("เมื่อ", "วันพุธที่ 8 ธันวาคม พ.ศ. 2564"), ("ณ", "ห้องประชุม 1"))),
        Quote("“เราต้องสร้างสิ่งดี”", "เลขาธิการ กพฐ. กล่าว"),
        Heading("ตัวชี้วัด", 2),
        Table(
            columns=(
                Column("ตัวชี้วัด", 3),
                Column("ค่า", 1, Align.RIGHT),
                Column("สัญญาณ"),
            ),
            rows=(
                (
                    "อ่านออก",
                    Figure("88.12", Decimal("88.12"), 2),
                    Light(Shade.AMBER, "ใกล้เป้า"),
                ),
                ("=1+1", Figure("–"), Light(Shade.GREY, "ยังไม่สรุป")),
                ("รวม", Figure("1,234", Decimal(1234), 0), ""),
            ),
            caption="ตารางที่ 1",
            sheet="ตัวชี้วัด [1/2]",
            total=True,
        ),
        Table(columns=(Column("ก"),), rows=(), empty="ยังไม่มีข้อมูล", sheet="ว่าง"),
        Bars(
            "ความครอบคลุม",
            (
                Bar("เขต 1", "95.00 %", 0.95, 0.9, Shade.GREEN),
                Bar("เขต 2", "ไม่มีค่า", None),
            ),
            note="เส้นประคือเป้าหมาย",
        ),
        PageBreak(),
        Items((MARKUP, "ข้อสอง"), first=1),
        Items(("ก ข", "ค ง")),
        Signature("นางสาวสมมติ ตัวอย่าง", ("ผู้จดรายงานการประชุม",)),
    ),
)
THAI = dataclasses.replace(PAPER, thai_digits=True)


@pytest.mark.parametrize(
    ("make", "read"), [(pdf, pdf_text), (word, word_text)], ids=["pdf", "word"]
)
@pytest.mark.parametrize("paper", [PAPER, THAI], ids=["arabic", "thai"])
def test_every_text_of_a_document_is_in_its_file_in_order(make, read, paper):
    found = squeezed(read(make(paper)))
    at = 0
    for text in list(texts(paper)):
        if text in {paper.lines[0], *("ภาพรวม", "ตัวชี้วัด")}:
            continue  # stands in the contents as well
        assert squeezed(text) in found[at:], text
        at = found.index(squeezed(text), at)
    assert squeezed(PAPER.mark) in found
    assert MARKUP.split()[0] in found or paper is THAI


def test_thai_digits_are_written_everywhere_on_paper_and_nowhere_in_numbers():
    assert "ครั้งที่๒/๒๕๖๕" in squeezed(pdf_text(pdf(THAI)))
    assert "ครั้งที่ ๒/๒๕๖๕" in word_text(word(THAI))
    assert not set("0123456789") & set(squeezed(pdf_text(pdf(THAI))))
    assert sheets(workbook(THAI))["ตัวชี้วัด  1 2"][1][1] == 88.12


def test_text_copied_from_a_pdf_has_no_letter_twice():
    text = squeezed(pdf_text(pdf(PAPER)))
    assert "ทั้งนี้ผู้ไม่มาประชุมขั้นพื้นฐาน" in text


def test_a_break_begins_a_page_and_contents_have_their_own():
    pages = pdf_pages(pdf(PAPER))
    assert "สารบัญ" in pages[0]
    assert "อ่านออก" in pages[1]
    assert "ข้อสอง" in pages[2]


def test_a_workbook_keeps_numbers_as_numbers_and_text_as_text():
    made = sheets(workbook(PAPER))
    assert list(made) == ["Contents", "ตัวชี้วัด  1 2", "ว่าง"]
    rows = made["ตัวชี้วัด  1 2"]
    assert rows[0] == ["ตัวชี้วัด", "ค่า", "สัญญาณ"]
    assert rows[1] == ["อ่านออก", 88.12, "ใกล้เป้า"]
    assert rows[2] == ["=1+1", "–", "ยังไม่สรุป"], "a text is never a formula"
    assert rows[3][:2] == ["รวม", 1234]
    assert rows[-1][0] == "ข้อมูลจำลอง"
    assert made["Contents"][0][0] == PAPER.lines[0]


def test_sheets_of_one_name_are_told_apart():
    table = Table(columns=(Column("ก"),), rows=(("1",),), sheet="ก" * 40)
    paper = dataclasses.replace(PAPER, blocks=(table, table))
    names = list(sheets(workbook(paper)))[1:]
    assert names == ["ก" * 31, "ก" * 29 + " 2"]


@pytest.mark.parametrize("make", [pdf, word, workbook])
def test_equal_documents_are_equal_files(make):
    assert make(PAPER) == make(dataclasses.replace(PAPER))


def test_the_hash_is_over_what_is_said():
    later = PAPER.made_at + datetime.timedelta(days=1)
    assert content_hash(PAPER) == content_hash(
        dataclasses.replace(PAPER, made_at=later)
    )
    assert content_hash(PAPER) != content_hash(dataclasses.replace(PAPER, mark=""))


def test_a_word_file_has_real_headings_and_heads_of_tables_that_repeat():
    with zipfile.ZipFile(io.BytesIO(word(PAPER))) as parts:
        body = parts.read("word/document.xml").decode()
    assert '<w:pStyle w:val="Heading1"/>' in body
    assert "<w:tblHeader" in body


def test_a_word_file_opens_in_an_office(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.docx").write_bytes(word(PAPER))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "a.docx"],
        cwd=tmp_path,
        check=True,
        timeout=120,
        capture_output=True,
    )
    text = squeezed(pdf_text((tmp_path / "a.pdf").read_bytes()))
    assert "มติที่ประชุมรับทราบ" in text


def test_a_document_answers_a_browser():
    answer = document_response(PAPER, "รายงาน 2-2565", "pdf")
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; ")
    assert "%E0%B8%A3" in answer["Content-Disposition"]
    assert document_response(PAPER, "x", "docx")["Content-Disposition"].startswith(
        "attachment; "
    )
    with pytest.raises(Http404):
        document_response(PAPER, "x", "exe")
