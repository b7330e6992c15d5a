"""The library, an entry's page, its forms, and what stands on other pages."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AdoptionFactory, InnovationFactory, LessonFactory
from tests.knowledge.conftest import NOW
from tidtam.accounts.models import Role
from tidtam.knowledge.models import Adoption, Innovation, Lesson, State

PUBLISHED = {"state": State.PUBLISHED, "published_at": NOW}
SENT = {
    "fiscal_year": "2565",
    "title": "เริ่มจากข้อมูลรายคน",
    "occasion": "round",
    "planned": "ก",
    "happened": "ข",
    "why": "ค",
    "what_next": "ง",
}


def text(response) -> str:
    return response.content.decode()


def test_an_empty_library_says_how_it_is_filled(as_):
    page = text(as_(Role.AREA_OFFICER, "A1").get("/knowledge/", follow=True))
    assert "Nothing is published yet" in page
    assert "/knowledge/lessons/add/" in page


def test_drafts_stay_within_the_unit_and_what_is_published_goes_everywhere(as_, units):
    LessonFactory(unit=units["A1"], title="ร่างของหนึ่ง")
    LessonFactory(unit=units["A1"], title="เผยแพร่ของหนึ่ง", **PUBLISHED)
    own = text(as_(Role.AREA_OFFICER, "A1").get("/knowledge/lessons/"))
    assert "ร่างของหนึ่ง" in own
    assert "เผยแพร่ของหนึ่ง" in own
    above = text(as_(Role.GROUP_CHAIR, "G1").get("/knowledge/lessons/"))
    assert "ร่างของหนึ่ง" in above
    other = text(as_(Role.AREA_OFFICER, "A2").get("/knowledge/lessons/"))
    assert "ร่างของหนึ่ง" not in other
    assert "เผยแพร่ของหนึ่ง" in other


def test_the_filter_narrows_page_and_file_alike(as_, units):
    LessonFactory(unit=units["A1"], title="เบิกจ่าย", fiscal_year=2564, **PUBLISHED)
    LessonFactory(unit=units["A1"], title="อ่านออก", **PUBLISHED)
    client = as_(Role.ANALYST, "OBEC")
    assert "อ่านออก" not in text(client.get("/knowledge/lessons/?year=2564"))
    assert "Nothing fits" in text(client.get("/knowledge/lessons/?q=ไม่มี"))
    answer = client.get("/knowledge/lessons/list.csv?q=อ่าน")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [row["Title"] for row in csv.DictReader(io.StringIO(rows))] == ["อ่านออก"]


def test_there_are_two_kinds_and_no_third(as_):
    assert as_(Role.ANALYST, "OBEC").get("/knowledge/rumours/").status_code == 404


def test_a_lesson_goes_from_draft_to_the_country(as_, units, item):
    writer, director = as_(Role.AREA_OFFICER, "A1"), as_(Role.AREA_DIRECTOR, "A1")
    sent = {**SENT, "unit": units["A1"].pk, "policy_items": [item.pk]}
    answer = writer.post("/knowledge/lessons/add/", sent)
    lesson = Lesson.objects.get()
    url = f"/knowledge/lessons/{lesson.pk}/"
    assert answer["Location"] == url
    assert "Offer for publication" in text(writer.get(url))
    writer.post(f"{url}offer/")
    assert "เริ่มจากข้อมูลรายคน" in text(director.get("/"))
    assert "Publish for the whole country" in text(director.get(url))
    assert "Publish for the whole country" not in text(writer.get(url))
    director.post(f"{url}publish/")
    lesson.refresh_from_db()
    assert lesson.state == State.PUBLISHED
    page = text(writer.get("/policies/OBEC-2565/1/"))
    assert url in page


def test_what_came_back_stands_on_the_writers_first_screen(as_, units):
    lesson = LessonFactory(unit=units["A1"], title="ขอเผยแพร่", state=State.OFFERED)
    url = f"/knowledge/lessons/{lesson.pk}/"
    director = as_(Role.AREA_DIRECTOR, "A1")
    empty = director.post(f"{url}send-back/", {"reason": ""})
    assert empty.status_code == 422
    assert "1 place to mend" in text(empty)
    director.post(f"{url}send-back/", {"reason": "ขอตัวเลขก่อนหลัง"})
    home = text(as_(Role.AREA_OFFICER, "A1").get("/"))
    assert "ขอตัวเลขก่อนหลัง" in home
    assert f"{url}edit/" in home


def test_words_are_kept_where_somebody_was_faster(as_, units):
    lesson = LessonFactory(unit=units["A1"], version=3)
    client = as_(Role.AREA_OFFICER, "A1")
    url = f"/knowledge/lessons/{lesson.pk}/edit/"
    assert 'value="3"' in text(client.get(url))
    late = client.post(url, {**SENT, "why": "คำของฉัน", "version": "2"})
    assert late.status_code == 422
    assert "Somebody else has changed it" in text(late)
    assert "คำของฉัน" in text(late)
    client.post(url, {**SENT, "why": "คำของฉัน", "version": "3"})
    lesson.refresh_from_db()
    assert lesson.why == "คำของฉัน"


def test_missing_words_are_asked_for(as_, units):
    answer = as_(Role.AREA_OFFICER, "A1").post(
        "/knowledge/lessons/add/", {"unit": units["A1"].pk}
    )
    assert answer.status_code == 422
    assert "7 places to mend" in text(answer)
    assert not Lesson.objects.exists()


def test_nobody_is_offered_a_unit_of_others(as_, units):
    answer = as_(Role.AREA_OFFICER, "A1").post(
        "/knowledge/lessons/add/", {**SENT, "unit": units["A2"].pk}
    )
    assert answer.status_code == 422
    assert not Lesson.objects.exists()


def test_an_innovation_is_taken_up_and_counted(as_, units):
    made = InnovationFactory(unit=units["A1"], **PUBLISHED)
    url = f"/knowledge/innovations/{made.pk}/"
    client = as_(Role.AREA_OFFICER, "A2")
    assert "Our unit uses it, too" in text(client.get(url))
    sent = {"unit": units["A2"].pk, "adopted_on": "10/1/2565", "note": "ทั้งเขต"}
    client.post(f"/knowledge/{made.pk}/adopt/", sent)
    assert Adoption.objects.get().unit == units["A2"]
    assert "10 Jan 2565" in text(client.get(url))
    again = client.post(f"/knowledge/{made.pk}/adopt/", sent)
    assert again.status_code == 422
    assert "recorded already" in text(again)


def test_an_indicator_wants_both_quarters_in_order(as_, units):
    from tests.factories import IndicatorVersionFactory, RoundFactory

    version = IndicatorVersionFactory(is_current=True)
    for span in ("Q1", "Q2"):
        RoundFactory(fiscal_year=2564, span=span, opened_at=NOW)
    client = as_(Role.AREA_OFFICER, "A1")
    sent = {
        "unit": units["A1"].pk,
        "fiscal_year": "2565",
        "title": "พี่อ่านให้น้องฟัง",
        "problem": "ก",
        "idea": "ข",
        "indicator": version.pk,
    }
    missing = client.post("/knowledge/innovations/add/", sent)
    assert "2 places to mend" in text(missing)
    turned = {**sent, "before": "2564-Q2", "after": "2564-Q1"}
    assert "later than the one before" in text(
        client.post("/knowledge/innovations/add/", turned)
    )
    client.post(
        "/knowledge/innovations/add/",
        {**sent, "before": "2564-Q1", "after": "2564-Q2"},
    )
    made = Innovation.objects.get()
    assert (made.indicator, made.before, made.after) == (
        version.indicator, "2564-Q1", "2564-Q2",
    )  # fmt: skip


def test_search_finds_what_the_reader_may_see(as_, units):
    LessonFactory(unit=units["A1"], title="คลินิกเอกสาร", **PUBLISHED)
    LessonFactory(unit=units["A1"], title="คลินิกลับ")
    page = text(as_(Role.AREA_OFFICER, "A2").get("/search/?q=คลินิก"))
    assert "คลินิกเอกสาร" in page
    assert "คลินิกลับ" not in page


@pytest.mark.parametrize("kind", ["lessons", "innovations"])
def test_the_list_takes_the_same_queries_for_few_and_many(as_, units, kind):
    factory = {"lessons": LessonFactory, "innovations": InnovationFactory}[kind]
    client = as_(Role.ANALYST, "OBEC")

    def queries() -> int:
        client.get(f"/knowledge/{kind}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/knowledge/{kind}/")
        return len(seen)

    made = factory(unit=units["A1"], **PUBLISHED)
    few = queries()
    for number in range(60):
        made = factory(unit=units["A1" if number % 2 else "A2"], **PUBLISHED)
    if kind == "innovations":
        AdoptionFactory(innovation=made, unit=units["G1"])
    assert queries() == few <= 16
    assert "page=2" in text(client.get(f"/knowledge/{kind}/"))
