"""The register: chips with counts, filters, files of exactly what is shown."""

import csv
import datetime
import html
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AssignmentFactory, DirectiveFactory, UnitFactory
from tests.followup.conftest import NOW
from tidtam.accounts.models import Role
from tidtam.followup.models import Assignment

State = Assignment.State
ISSUED = datetime.date(2021, 12, 1)
PAST, COMING = datetime.date(2022, 1, 10), datetime.date(2022, 3, 1)
TIMES = {
    State.ISSUED: {},
    State.DONE: {"done_at": NOW},
    State.VERIFIED: {"done_at": NOW, "verified_at": NOW},
}


def made(units, title, *owners, state=State.ISSUED, due=COMING, **named):
    row = DirectiveFactory(
        **{"issuer": units["OBEC"], "issued_on": ISSUED, **named},
        title=title,
        due_on=due,
    )
    for code in owners:
        AssignmentFactory(directive=row, unit=units[code], state=state, **TIMES[state])
    return row


@pytest.fixture
def country(units, item):
    """Two late, one open, three done, one of them to be verified."""
    made(units, "ร้าวหลังคา", "G1", "G2", due=PAST, origin="meeting", policy_item=item)
    made(units, "ค้างส่ง", "G2", due=PAST, origin="visit")
    made(units, "กำลังไป", "A1", issuer=units["G1"], fiscal_year=2564)
    made(units, "ปิดงาน", "G1", state=State.VERIFIED, due=PAST, origin="meeting")
    made(units, "ปิดอีกงาน", "G2", state=State.VERIFIED)
    made(units, "รอดู", "G1", state=State.DONE, origin="problem")
    return units


def text(response) -> str:
    return html.unescape(response.content.decode())


def chips(page: str) -> dict[str, int]:
    nav = re.search(r'<nav class="pad filters".*?</nav>', page, re.DOTALL)[0]
    found = re.findall(r">([A-Z][\w ]+?) (\d+)</a>", nav)
    return {label: int(count) for label, count in found}


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/directives/\d+/">([^<]+)</a></th>', page)


def csv_titles(client, query: str) -> list[str]:
    answer = client.get(f"/directives/list.csv{query}")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row["Directive"] for row in csv.DictReader(io.StringIO(content))]


def xlsx_text(client, query: str) -> str:
    answer = client.get(f"/directives/list.xlsx{query}")
    assert "spreadsheetml" in answer["Content-Type"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return book.read("xl/sharedStrings.xml").decode()


def test_the_chips_count_each_state_once(as_, country):
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/"))
    assert chips(page) == {
        "All": 6, "Overdue": 2, "Not done yet": 1, "Done": 3, "With parts to verify": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("late", {"ร้าวหลังคา", "ค้างส่ง"}),
        ("open", {"กำลังไป"}),
        ("done", {"ปิดงาน", "ปิดอีกงาน", "รอดู"}),
        ("verify", {"รอดู"}),
    ],
)
def test_a_chip_shows_as_many_as_it_says(as_, country, state, shown):
    client = as_(Role.ANALYST, "OBEC")
    page = text(client.get(f"/directives/?state={state}"))
    assert set(titles(page)) == shown
    assert 'aria-current="true"' in page
    assert chips(page)["All"] == 6


FILTERS = [
    ("?owner=G1", {"ร้าวหลังคา", "ปิดงาน", "รอดู"}),
    ("?owner=%E0%B8%8A%E0%B8%B7%E0%B9%88%E0%B8%AD+A1", {"กำลังไป"}),  # its name
    ("?issuer=G1", {"กำลังไป"}),
    ("?policy=OBEC-2565/1", {"ร้าวหลังคา"}),
    ("?origin=meeting", {"ร้าวหลังคา", "ปิดงาน"}),
    ("?origin=meeting&state=done", {"ปิดงาน"}),
    ("?origin=problem", {"รอดู"}),
    ("?year=2564", {"กำลังไป"}),
    ("?side=issued", {"ร้าวหลังคา", "ค้างส่ง", "ปิดงาน", "ปิดอีกงาน", "รอดู"}),
    ("?q=%E0%B8%9B%E0%B8%B4%E0%B8%94", {"ปิดงาน", "ปิดอีกงาน"}),
    ("?owner=G1&state=late", {"ร้าวหลังคา"}),
]


@pytest.mark.parametrize(("query", "shown"), FILTERS)
def test_page_and_files_hold_what_the_filter_lets_through(as_, country, query, shown):
    client = as_(Role.ANALYST, "OBEC")
    page = client.get(f"/directives/{query}")
    assert set(titles(text(page))) == shown
    rows = csv_titles(client, query)
    assert rows == titles(text(page))
    book = xlsx_text(client, query)
    every = {"ร้าวหลังคา", "ค้างส่ง", "กำลังไป", "ปิดงาน", "ปิดอีกงาน", "รอดู"}
    assert {title for title in every if f">{title}<" in book} == shown


def test_other_filters_are_kept_by_the_chips(as_, country):
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/?origin=meeting&state=late"))
    assert 'href="?origin=meeting&state=done"' in page
    assert 'href="?origin=meeting"' in page
    assert chips(page)["All"] == 2
    assert 'name="state" value="late"' in page
    assert '<details class="mt-3" open>' in page


def test_a_filter_that_cannot_be_narrows_nothing(as_, country):
    client = as_(Role.ANALYST, "OBEC")
    for query in ("?state=x", "?issuer=ZZ", "?policy=a", "?year=abc"):
        page = client.get(f"/directives/{query}")
        assert page.status_code == 200
        assert len(titles(text(page))) == 6


def test_nothing_fits_and_the_chips_stay(as_, country):
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/?q=qqqq&state=late"))
    assert "Nothing fits" in page
    assert chips(page)["All"] == 0


def test_another_owner_of_the_same_directive_cannot_be_found_out(as_, country):
    client = as_(Role.GROUP_CHAIR, "G1")
    page = text(client.get("/directives/?owner=G2"))
    assert titles(page) == []
    assert chips(page)["All"] == 0
    assert csv_titles(client, "?owner=G2") == []
    whole = text(client.get("/directives/"))
    assert "ชื่อ G2" not in whole
    assert "ชื่อ G2" not in xlsx_text(client, "")


def test_the_choices_are_those_of_what_is_seen(as_, country):
    page = text(as_(Role.GROUP_CHAIR, "G2").get("/directives/"))
    assert '<option value="OBEC">' in page
    assert '<option value="G1">' not in page
    assert '<option value="2564">' not in page


def test_few_owners_are_named_and_many_are_counted(as_, country):
    row = made(country, "ทุกเขต")
    for _number in range(3):
        AssignmentFactory(directive=row, unit=UnitFactory(kind="area"))
    AssignmentFactory(directive=row, unit=country["G1"])
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/"))
    assert "3 area offices · 1 group" in page
    assert "ชื่อ G1 and ชื่อ G2" in page


def test_a_late_one_says_by_how_many_days(as_, country):
    page = text(as_(Role.ANALYST, "OBEC").get("/directives/?state=late"))
    assert page.count("9 days overdue") == 2


def test_files_say_who_is_to_do_it_and_what_it_is_about(as_, country):
    client = as_(Role.ANALYST, "OBEC")
    answer = client.get("/directives/list.csv?policy=OBEC-2565/1")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["Who is to do it"] == "ชื่อ G1, ชื่อ G2"
    assert row["Raised by"] == "A meeting"
    assert row["Policy item"].startswith("OBEC-2565/1 ")
    assert (row["Number of owners"], row["Done"], row["Overdue"]) == ("2", "0", "2")


@pytest.mark.parametrize("page", ["", "list.csv", "list.xlsx"])
def test_few_and_many_take_the_same_queries(as_, country, page):
    client = as_(Role.ANALYST, "OBEC")

    def queries() -> int:
        client.get(f"/directives/{page}")
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(f"/directives/{page}")
            if answer.streaming:
                list(answer.streaming_content)
        return len(seen)

    made(country, "หลายหน่วย", "G1", "G2", "A1")
    few = queries()
    for number in range(30):
        made(country, f"เรื่องที่ {number}", "G1", "G2", "A1")
    assert queries() == few <= 22
