"""Two stories from the field, each told by those whose work it is.

A school clerk reports a problem from the page on which it struck; the area gives it to
the school, whose director closes it with what was changed, and the clerk goes on to
the lesson. Group 15 visits an area, finds what must be mended at once, and makes a
directive of it, which the area answers and the group verifies.
"""

import re

import pytest
from playwright.sync_api import expect

from .conftest import SignIn
from .visitor import Visitor

pytestmark = pytest.mark.browser

PROBLEM = "ไฟทางเดินหน้าอาคารเรียนดับทั้งแถว"
CHANGED = "เปลี่ยนหลอดไฟทั้งแถว และให้ภารโรงตรวจทุกวันจันทร์"
VISIT = "ติดตามความปลอดภัยหลังน้ำลด"
FOUND = "กำแพงด้านหลังเอียงและร้าว นักเรียนเดินผ่านทุกวัน"
AREA = "สพป.เชียงใหม่ เขต 1"


def press(visitor: Visitor, name: str) -> None:
    """Press the button of this name in the main part of the page."""
    visitor.page.get_by_role("main").get_by_role("button", name=name).first.click()
    visitor.page.wait_for_load_state("networkidle")


def follow(visitor: Visitor, name: str) -> None:
    """Follow the link of this name in the main part of the page."""
    visitor.page.get_by_role("main").get_by_role("link", name=name).first.click()
    visitor.page.wait_for_load_state("networkidle")


def test_a_problem_is_reported_owned_and_closed_with_a_change(sign_in: SignIn) -> None:
    clerk = sign_in("demo.school.clerk")
    clerk.open("/reports/2565-Q1/X50010001/")
    clerk.page.locator(".rail a", has_text="แจ้งปัญหา").last.click()
    clerk.page.fill("[name=title]", PROBLEM)
    clerk.page.fill("[name=text]", "ดับมาสองสัปดาห์ เด็กกลับบ้านมืด")
    clerk.page.check("[name=urgency][value='2']")
    press(clerk, "แจ้งปัญหา")
    expect(clerk.page.locator("h1")).to_have_text(re.compile(PROBLEM))
    assert "/reports/2565-Q1/X50010001/" in clerk.text()
    path = clerk.path()

    officer = sign_in("demo.area.officer")
    officer.open("/problems/?turn=triage")
    follow(officer, PROBLEM)
    officer.page.select_option("#triage [name$=owner]", label="บ้านสันป่างาม")
    press(officer, "มอบผู้รับผิดชอบ")
    expect(officer.page.locator("main")).to_contain_text("กำลังแก้ไข")

    director = sign_in("demo.school.director")
    director.open(path)
    press(director, "แก้ไขแล้ว")
    expect(director.page.locator("main")).to_contain_text("โปรดกรอกช่องนี้")
    director.page.locator("#solve textarea").first.fill(CHANGED)
    press(director, "แก้ไขแล้ว")
    expect(director.page.locator("#changed")).to_contain_text(CHANGED)

    clerk.open(path)
    follow(clerk, "เขียนบทเรียน")
    expect(clerk.page.locator("main")).to_contain_text(PROBLEM)
    assert not clerk.faults
    assert not officer.faults


def test_what_a_visit_finds_becomes_a_directive_and_is_done(sign_in: SignIn) -> None:
    chair = sign_in("demo.group.chair")
    chair.open("/visits/add/")
    chair.page.fill("[name=title]", VISIT)
    chair.page.select_option("[name=visited]", label=AREA)
    chair.page.fill("[name=team]", "นางสาวสมมติ ทดสอบ ศึกษานิเทศก์")
    press(chair, "บันทึกแผน")
    press(chair, "นิเทศแล้ว")
    follow(chair, "เพิ่มข้อค้นพบ")
    chair.page.select_option("[name=severity]", value="urgent")
    chair.page.fill("[name=text]", FOUND)
    chair.page.fill("[name=recommendation]", "ปิดกั้นทันที และซ่อมให้เสร็จ")
    press(chair, "บันทึก")
    visit = chair.path()

    director = sign_in("demo.area.director")
    director.open(visit)
    assert FOUND not in director.text(), "nothing is read before the report is sent"

    chair.open(visit)
    press(chair, "ส่งรายงาน")
    follow(chair, "ทำเป็นข้อสั่งการ")
    chair.page.fill("[name=due_on]", "31 ม.ค. 2565")
    chair.page.fill("[name=text]", "ปิดกั้นและซ่อมกำแพง")
    press(chair, "ออกข้อสั่งการ")
    directive = chair.path()
    follow(chair, VISIT)
    assert chair.path() == visit
    expect(chair.page.locator("#findings")).to_contain_text("ครบกำหนด")

    director.open(directive)
    press(director, "รับทราบ")
    director.page.locator("main form textarea").first.fill("ซ่อมเสร็จ ตรวจรับแล้ว")
    press(director, "แล้วเสร็จ")
    chair.open(directive)
    press(chair, "ตรวจรับ")
    expect(chair.page.locator("main")).to_contain_text("1 จาก 1")
    assert not chair.faults
    assert not director.faults
