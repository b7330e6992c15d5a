"""Yearly summaries: the figures of the screen in every file, kept, made again equal."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.documents.reading import pdf_text, sheets, squeezed, word_text
from tests.factories import EditionFactory, InnovationFactory, LessonFactory
from tests.publications.conftest import OFFICIAL
from tidtam import cli
from tidtam.accounts.actions import ACTION_NAMES
from tidtam.accounts.models import Role
from tidtam.analysis.services import results_refresh
from tidtam.common import audit
from tidtam.common.models import AuditEvent
from tidtam.documents.blocks import content_hash
from tidtam.documents.pdf import pdf
from tidtam.documents.word import word
from tidtam.documents.workbook import workbook
from tidtam.publications import services
from tidtam.publications.models import Edition
from tidtam.publications.services import PublicationError
from tidtam.reporting.models import ValueRevision

CHAPTERS = [
    "1 ภาพรวม",
    "2 ผลตามกรอบนโยบาย 4 ด้าน",
    "3 ตัวชี้วัดทั้งหมด",
    "4 หน่วยงานในสังกัดเทียบกัน",
    "5 ข้อสั่งการและผลการดำเนินการ",
    "6 ปัญหาและอุปสรรค",
    "7 บทเรียน",
    "8 นวัตกรรม",
    "9 แผนปีถัดไป",
]


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def edition(year, units) -> Edition:
    return services.edition_make(
        unit=units["OBEC"], fiscal_year=2564, by=audit.OPERATOR
    )


def test_the_figures_of_the_screen_stand_in_every_file(edition, year, as_):
    code = year.asked.get().indicator.code
    page = text(
        as_(Role.ANALYST, "OBEC").get(
            f"/indicators/{code}/?unit=OBEC&period=2564-Y&basis=official"
        )
    )
    assert "66.67" in page, "4 of 6, the sums first and the division last"
    document = services.document_of(edition)
    assert "66.67" in pdf_text(pdf(document))
    assert "66.67" in word_text(word(document))
    book = sheets(workbook(document))
    row = next(row for row in book["ตัวชี้วัดทั้งหมด"] if str(row[0]).startswith(code))
    assert row[1] == pytest.approx(200 / 3)
    assert row[2] == 70
    screen = text(as_(Role.ANALYST, "OBEC").get(f"/publications/{edition.pk}/"))
    assert "66.67" in screen
    for name in ("ชื่อ G1", "ชื่อ G2"):
        assert name in screen
        assert squeezed(name) in squeezed(pdf_text(pdf(document)))


def test_every_chapter_is_there_in_order(edition):
    said = [b["text"] for b in edition.content["blocks"] if b["kind"] == "heading"]
    assert [title for title in said if title[0].isdigit()] == CHAPTERS
    contents = squeezed(pdf_text(pdf(services.document_of(edition))))
    assert "สารบัญ" in contents
    assert all(squeezed(title) in contents for title in CHAPTERS)


def test_a_group_has_its_areas_side_by_side(year, units):
    made = services.edition_make(unit=units["G1"], fiscal_year=2564, by=audit.OPERATOR)
    book = sheets(workbook(services.document_of(made)))
    assert [row[0] for row in book["หน่วยงานในสังกัดเทียบกัน"][1:2]] == ["ชื่อ A1"]
    assert next(row for row in book["ตัวชี้วัดทั้งหมด"][1:])[1] == 75


def test_files_made_again_are_equal_and_so_is_the_hash(edition):
    document = services.document_of(edition)
    again = services.document_of(Edition.objects.get())
    assert pdf(document) == pdf(again)
    assert word(document) == word(again)
    assert workbook(document) == workbook(again)
    assert content_hash(again) == edition.content_hash


def change(year, unit, at: datetime.datetime) -> None:
    """Replace what the unit reported by 0 of 4, from a moment on."""
    old = ValueRevision.objects.get(unit=unit)
    old.superseded_at = old.unofficial_at = at
    old.save()
    ValueRevision.objects.create(
        round=year, unit=unit, indicator=old.indicator, state="reported",
        numerator=Decimal(0), denominator=Decimal(4), recorded_at=at, official_at=at,
        submitted_at=OFFICIAL,
    )  # fmt: skip


def test_figures_reckoned_again_as_of_its_moment_are_equal(edition, year, units):
    assert services.edition_check(edition=edition)
    change(year, units["A1"], edition.as_of + datetime.timedelta(microseconds=1))
    results_refresh(everything=True)
    newer = services.edition_make(
        unit=units["OBEC"], fiscal_year=2564, by=audit.OPERATOR
    )
    assert newer.number == 2
    assert newer.figures_hash != edition.figures_hash
    assert services.edition_check(edition=edition), "it speaks of its own moment"
    assert services.edition_check(edition=newer)
    wrong = Edition(
        unit=edition.unit, fiscal_year=2564, number=1, as_of=newer.as_of,
        figures_hash=edition.figures_hash,
    )  # fmt: skip
    assert not services.edition_check(edition=wrong)


def test_what_was_learned_and_invented_stands_in_it(year, units):
    told = {
        "unit": units["A1"],
        "fiscal_year": 2564,
        "state": "published",
        "published_at": OFFICIAL,
    }
    LessonFactory(title="เริ่มจากข้อมูลรายคน", **told)
    InnovationFactory(title="พี่อ่านให้น้องฟัง", **told)
    LessonFactory(title="ยังเป็นร่าง", unit=units["A1"], fiscal_year=2564)
    made = services.edition_make(unit=units["G1"], fiscal_year=2564, by=audit.OPERATOR)
    said = json.dumps(made.content, ensure_ascii=False)
    assert "เริ่มจากข้อมูลรายคน" in said
    assert "พี่อ่านให้น้องฟัง" in said
    assert "ยังเป็นร่าง" not in said


def test_a_year_without_results_is_refused(year, units, person):
    with pytest.raises(PublicationError, match="2560"):
        services.edition_make(
            unit=units["OBEC"], fiscal_year=2560, by=person(Role.ANALYST, "OBEC")
        )
    assert not Edition.objects.exists()


def test_who_may_make_and_publish(year, units, person):
    officer, chair = person(Role.GROUP_OFFICER, "G1"), person(Role.GROUP_CHAIR, "G1")
    with pytest.raises(PermissionDenied):
        services.edition_make(unit=units["G2"], fiscal_year=2564, by=officer)
    own = services.edition_make(unit=units["G1"], fiscal_year=2564, by=officer)
    with pytest.raises(PermissionDenied):
        services.edition_publish(edition=own, by=officer)
    by_chair = services.edition_make(unit=units["G1"], fiscal_year=2564, by=chair)
    with pytest.raises(PublicationError, match="yourself"):
        services.edition_publish(edition=by_chair, by=chair)
    services.edition_publish(edition=own, by=chair)
    with pytest.raises(PublicationError, match="already"):
        services.edition_publish(edition=own, by=chair)
    actions = AuditEvent.objects.filter(action__startswith="edition.")
    assert {event.action for event in actions} == {"edition.made", "edition.published"}
    assert {"edition.made", "edition.published"} <= ACTION_NAMES.keys()


def test_a_draft_is_its_own_peoples_and_a_published_one_everybodys(as_, year, units):
    client = as_(Role.GROUP_OFFICER, "G1")
    sent = {"unit": units["G1"].pk, "fiscal_year": "2564"}
    answer = client.post("/publications/make/", sent)
    made = Edition.objects.get()
    assert answer["Location"] == f"/publications/{made.pk}/"
    other = as_(Role.AREA_OFFICER, "A2")
    assert other.get(f"/publications/{made.pk}/").status_code == 404
    assert other.get(f"/publications/{made.pk}.pdf").status_code == 404
    assert Client().get(f"/public/{made.pk}.pdf").status_code == 404
    chair = as_(Role.GROUP_CHAIR, "G1")
    assert "Read and publish" in text(chair.get("/"))
    chair.post(f"/publications/{made.pk}/publish/")
    assert other.get(f"/publications/{made.pk}/").status_code == 200
    assert f"/public/{made.pk}.pdf" in text(Client().get("/public/"))
    for ending in ("pdf", "docx", "xlsx"):
        assert Client().get(f"/public/{made.pk}.{ending}").status_code == 200
    assert Client().get(f"/public/{made.pk}.exe").status_code == 404


def test_a_unit_of_others_is_not_offered(as_, year, units):
    sent = {"unit": units["G2"].pk, "fiscal_year": "2564"}
    answer = as_(Role.GROUP_OFFICER, "G1").post("/publications/make/", sent)
    assert answer.status_code == 422
    assert not Edition.objects.exists()


def test_the_command_writes_a_file_for_each_unit(year, tmp_path, capsys):
    folder = tmp_path / "out"
    words = ["report", "2564", str(folder), "--format", "pdf", "--format", "xlsx"]
    assert cli.main([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert len(said["files"]) == 6  # the commission and two groups
    assert sorted(path.name for path in folder.glob("*.pdf")) == [
        f"summary-2564-{code}.pdf" for code in ("G1", "G2", "OBEC")
    ]
    assert cli.main(["report", "2564", str(folder), "--check"]) == 0
    assert cli.main(["report", "2560", str(folder)]) == 1


def test_the_list_takes_the_same_queries_for_few_and_many(as_, year, units):
    client = as_(Role.ANALYST, "OBEC")

    def queries() -> int:
        client.get("/publications/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/publications/")
        return len(seen)

    EditionFactory(unit=units["G1"])
    few = queries()
    for _number in range(60):
        EditionFactory(unit=units["G1"])
    assert queries() == few <= 18
