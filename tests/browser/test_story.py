"""The story: one figure from a school to the nation and back to its evidence.

A school of สพป.เชียงใหม่ เขต 1 fills in QUA-05 and attaches its evidence. The area
officer returns it once with a reason, it is mended, verified, and certified by the
director. The area submits with two schools declared missing; group 15 verifies, สตผ.
accepts. The national figure moves by exactly the school's numerator and denominator,
the page of the indicator leads back to the evidence file, and the audit trail shows
each step.
"""

import csv
import io
import json
import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Response, expect

from .conftest import SignIn
from .site import Site
from .visitor import Visitor

pytestmark = pytest.mark.browser

ROUND, INDICATOR = "2565-Q1", "QUA-05"
SCHOOL, AREA = "X50010001", "P5001"
SCHOOL_NAME, AREA_NAME, GROUP_NAME = "บ้านสันป่างาม", "สพป.เชียงใหม่ เขต 1", "กลุ่ม 15"
REASON = "ตัวหารไม่ตรงกับจำนวนนักเรียน ป.1-ป.3 โปรดตรวจ"
WHY_MISSING = "ติดตามแล้วสองครั้ง โรงเรียนยังไม่ส่ง"
WHY_JUMPED = "ตรวจกับเอกสารแล้ว ตัวเลขถูกต้อง"
FILE_NAME = "ผลการอ่าน ป.1-ป.3.pdf"
CONTENT = b"%PDF-1.7\n% simulated evidence of the story\n%%EOF\n"
WITHIN = 45  # seconds in which the worker must have reckoned


class Ratio(NamedTuple):
    """A numerator and a denominator."""

    numerator: float
    denominator: float

    def __add__(self, other: object) -> "Ratio":
        assert isinstance(other, Ratio)
        return Ratio(
            self.numerator + other.numerator, self.denominator + other.denominator
        )

    def __sub__(self, other: "Ratio") -> "Ratio":
        return Ratio(
            self.numerator - other.numerator, self.denominator - other.denominator
        )


WRONG, RIGHT = Ratio(40, 45), Ratio(41, 44)


def test_a_figure_travels_to_the_nation_and_back(
    site: Site, sign_in: SignIn, tmp_path: Path
) -> None:
    reader = sign_in("demo.secretary.general")
    nation = figure_of(reader, "OBEC", "preliminary")
    official = figure_of(reader, "OBEC", "official")
    waiting = figure_of(reader, AREA, "preliminary") - figure_of(
        reader, AREA, "official"
    )

    clerk = sign_in("demo.school.clerk")
    open_owed_report(clerk)
    type_figure(clerk, WRONG)
    attach(clerk, tmp_path)
    submit(clerk)
    until(reader, "OBEC", "preliminary", nation + WRONG)

    officer = sign_in("demo.area.officer")
    open_from_queue(officer, SCHOOL_NAME)
    send_back(officer)
    until(reader, "OBEC", "preliminary", nation)

    mend_what_was_returned(clerk)
    submit(clerk)
    until(reader, "OBEC", "preliminary", nation + RIGHT)

    open_from_queue(officer, SCHOOL_NAME)
    take_step(officer)
    director = sign_in("demo.area.director")
    open_from_queue(director, SCHOOL_NAME)
    take_step(director)

    submit_package(officer)
    open_from_queue(director, AREA_NAME)
    take_step(director)
    secretary = sign_in("demo.group.secretary")
    open_from_queue(secretary, AREA_NAME)
    take_step(secretary)
    analyst = sign_in("demo.analyst.one")
    analyst.open(f"/reports/{ROUND}/{AREA}/review/")
    assert WHY_MISSING in analyst.text()
    take_step(analyst)

    # The school's figure moved the nation when it was submitted; now that all of the
    # package is official, the official figure moves by it and what waited beside it.
    until(reader, "OBEC", "official", official + waiting + RIGHT)
    assert figure_of(reader, "OBEC", "preliminary") == nation + RIGHT
    assert figure_of(reader, SCHOOL, "official") == RIGHT

    walk_from_the_nation_to_the_evidence(reader)
    read_history(clerk)
    read_trail(sign_in("demo.administrator"))
    assert json.loads(site.run("verify-audit", "--json"))["fault"] is None
    for person in (reader, clerk, officer, director, secretary, analyst):
        assert not person.faults


# ---------- figures ----------


def figure_of(reader: Visitor, unit: str, basis: str) -> Ratio:
    """Return the unit's figure of the round as the file of the page gives it."""
    address = f"{reader.site.address}/indicators/{INDICATOR}/trend.csv"
    query = {"unit": unit, "period": ROUND, "basis": basis}
    answer = reader.context.request.get(address, params=query)
    assert answer.status == 200
    rows = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
    (row,) = (row for row in rows if row["งวด"] == ROUND)
    return Ratio(float(row["ตัวตั้ง"] or 0), float(row["ตัวหาร"] or 0))


def until(reader: Visitor, unit: str, basis: str, wanted: Ratio) -> None:
    """Wait until the worker has reckoned the figure."""
    deadline = time.monotonic() + WITHIN
    while (found := figure_of(reader, unit, basis)) != wanted:
        assert time.monotonic() < deadline, f"{found}, not {wanted}"
        time.sleep(0.3)


# ---------- the school ----------


def open_owed_report(clerk: Visitor) -> None:
    """Go from the first screen to the first field that is empty."""
    clerk.open("/")
    assert "15 จาก 16" in clerk.text()
    clerk.page.locator("main a.btn-main").first.click()
    expect(clerk.page.locator(field("numerator"))).to_be_focused()


def field(name: str, code: str = INDICATOR) -> str:
    return f"[name='{code}-{name}']"


def type_figure(clerk: Visitor, figure: Ratio) -> None:
    """Type both numbers; each saves itself and is there after the page comes again."""
    for name, number in zip(Ratio._fields, figure, strict=True):
        clerk.page.fill(field(name), str(int(number)))
        with clerk.page.expect_response(is_saved):
            clerk.page.press(field(name), "Tab")
    clerk.page.reload()
    for name, number in zip(Ratio._fields, figure, strict=True):
        assert clerk.page.input_value(field(name)) == str(int(number))


def is_saved(answer: Response) -> bool:
    return "/lines/" in answer.url and answer.ok


def attach(clerk: Visitor, folder: Path) -> None:
    path = folder / FILE_NAME
    path.write_bytes(CONTENT)
    clerk.page.click(f"a[href='#files-{INDICATOR}']")
    clerk.page.set_input_files(field("files"), path)
    expect(clerk.page.get_by_text(FILE_NAME).first).to_be_visible()
    clerk.page.reload()
    expect(clerk.page.get_by_text(FILE_NAME).first).to_be_visible()


def submit(person: Visitor, missing: str = "") -> None:
    """Check, look at everything once more, and submit."""
    person.page.click("button[name=do][value=check]")
    person.page.wait_for_url("**/submit/**")
    if missing:
        person.page.fill("[name=missing-common]", missing)
    person.page.click("form:has([name=client_key]) button.btn-main")
    person.page.wait_for_url(lambda url: "/submit/" not in url)


def mend_what_was_returned(clerk: Visitor) -> None:
    """Read why on the first screen, and go to the figure in one click."""
    clerk.open("/")
    assert REASON in clerk.text()
    clerk.page.locator("main a.btn-main").first.click()
    expect(clerk.page.locator(field("numerator"))).to_be_focused()
    assert REASON in clerk.text()
    locked = clerk.page.locator(".entry input:enabled[name$='-numerator']")
    assert locked.count() == 1, "only what was returned may be changed"
    type_figure(clerk, RIGHT)


# ---------- the reviewers ----------


def open_from_queue(person: Visitor, name: str) -> None:
    """Open what waits, from the list of all that waits."""
    person.open("/review/")
    person.page.get_by_role("link", name=name, exact=True).first.click()
    person.page.wait_for_url("**/review/**")
    expect(person.page.locator("section.act-now")).to_be_visible()


def send_back(officer: Visitor) -> None:
    """Send one figure back, with its reason beside it."""
    line = officer.page.locator(f"tbody:has(#line-{INDICATOR})")
    line.locator("summary").click()
    line.locator(field("back")).check()
    line.locator(field("reason")).select_option("D2")
    line.locator(field("text")).fill(REASON)
    officer.page.click("#send-back button")
    expect(officer.page.locator("section.act-now")).to_have_count(0)


def take_step(person: Visitor) -> None:
    person.page.click("section.act-now button.btn-main")
    expect(person.page.locator("section.act-now")).to_have_count(0)


# ---------- the area ----------


def submit_package(officer: Visitor) -> None:
    """Answer what is asked of the area's own figures, and submit with two missing."""
    officer.open(f"/reports/{ROUND}/{AREA}/")
    asked = officer.page.locator(".note.warn:has(.answer)")
    for left in range(asked.count(), 0, -1):
        asked.first.locator(".answer").fill(WHY_JUMPED)
        with officer.page.expect_response(is_saved):
            asked.first.get_by_role("button").click()
        expect(asked).to_have_count(left - 1)
    officer.page.click("button[name=do][value=check]")
    officer.page.wait_for_url("**/submit/**")
    missing = officer.page.locator("[name^=missing-]:not([name=missing-common])")
    assert missing.count() == 2
    officer.page.fill("[name=missing-common]", WHY_MISSING)
    officer.page.click("form:has([name=client_key]) button.btn-main")
    officer.page.wait_for_url(lambda url: "/submit/" not in url)


# ---------- and back ----------


def walk_from_the_nation_to_the_evidence(reader: Visitor) -> None:
    """Follow links alone: policy, indicator, group, area, school, where from, file."""
    page = reader.page
    reader.open(f"/national/?period={ROUND}")
    page.locator("table.matrix tbody th a").first.click()
    page.get_by_role("link", name=re.compile("ป.1–ป.3 ที่อ่านออกเขียนได้")).first.click()
    for name in (GROUP_NAME, AREA_NAME, SCHOOL_NAME):
        page.locator("main table").get_by_role("link", name=name).first.click()
        expect(page.locator("main")).to_contain_text(name)
    assert reader.path() == f"/indicators/{INDICATOR}/"
    page.locator("main a.why").first.click()
    link = page.get_by_role("link", name=re.compile(re.escape(FILE_NAME)))
    with page.expect_download() as download:
        link.first.click()
    assert download.value.suggested_filename == FILE_NAME
    assert Path(download.value.path()).read_bytes() == CONTENT


def read_history(clerk: Visitor) -> None:
    """Find both revisions, the reason, and every step in the history of the report."""
    clerk.open(f"/reports/{ROUND}/{SCHOOL}/history/")
    said = clerk.text()
    for figure in (WRONG, RIGHT):
        assert f"{figure.numerator:.0f} ÷ {figure.denominator:.0f}" in said
    assert REASON in said
    assert "นางสาวสมมติ นักวิเคราะห์หนึ่ง" in said, "who accepted it"


def read_trail(administrator: Visitor) -> None:
    """Find who took each step in the audit trail, newest first."""
    expected = {
        SCHOOL: ["ผู้อำนวยการเขต", "เจ้าหน้าที่เขต", "ธุรการ", "เจ้าหน้าที่เขต", "ธุรการ"],
        AREA: ["นักวิเคราะห์หนึ่ง", "เลขานุการกลุ่ม", "ผู้อำนวยการเขต", "เจ้าหน้าที่เขต"],
    }
    for unit, people in expected.items():
        administrator.open(f"/accounts/audit/?unit={unit}&action=submission")
        rows = administrator.page.locator("main tbody tr td:nth-child(2)")
        names = rows.all_inner_texts()[: len(people)]
        assert len(names) == len(people)
        assert all(part in name for part, name in zip(people, names, strict=True)), (
            names
        )
    administrator.open(f"/accounts/audit/?unit={SCHOOL}&action=evidence")
    assert FILE_NAME in administrator.text()
