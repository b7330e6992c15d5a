"""The first screen: never a menu, overdue on top, one button to the first thing."""

import datetime
import re

import pytest
from django.test import Client

from tests.web.conftest import BANGKOK
from tidtam.accounts.models import Role
from tidtam.common import hooks
from tidtam.common.hooks import Act, Deadline, Panel, Place, Subject, Todo, TodoKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_hooks")]


def at(month, day, hour=16, minute=30):
    return datetime.datetime(2022, month, day, hour, minute, tzinfo=BANGKOK)


OVERDUE = Todo(
    TodoKind.OWE, "แผนช่วยเหลือโรงเรียน", "/plan/", "แนบหลักฐาน", due_at=at(1, 14)
)
REPORT = Todo(
    TodoKind.OWE,
    "รายงานไตรมาส 1",
    "/report/",
    "กรอกต่อที่ SAF-03",
    why="กรอกแล้ว 11 จาก 12",
    due_at=at(1, 21),
    button_url="/report/#saf03",
    share=0.92,
)
RETURNED = Todo(
    TodoKind.RETURNED, "OPP-02", "/opp/", "แก้ค่านี้", why="ตัวหารไม่ตรงกับบัญชีรายชื่อ"
)
REVIEW = Todo(
    TodoKind.REVIEW, "รายงานของโรงเรียน", "/queue/", "ตรวจ", due_at=at(1, 21), count=14
)


def shows(*todos):
    hooks.todos.register(lambda user: todos)


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def main_button(html: str) -> str:
    found = re.findall(r'<a class="btn btn-main"\s+href="([^"]*)"', html)
    assert len(found) == 1, "one primary button a view"
    return found[0]


@pytest.fixture
def clerk(sign_in):
    return sign_in(Role.SCHOOL_CLERK, "S01")


def test_the_next_thing_is_the_heading_and_its_first_field_the_button(clerk):
    shows(REPORT, REVIEW)
    html = page(clerk)
    heading = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)[1]
    said = re.sub("<.*?>", "", heading).strip()
    assert said == "รายงานไตรมาส 1 by Friday 21 January 2565, 2 days left"
    assert main_button(html) == "/report/#saf03"


def test_overdue_stands_on_top_in_words_and_colour(clerk):
    shows(REPORT, OVERDUE)
    html = page(clerk)
    assert html.index("แผนช่วยเหลือโรงเรียน</a>") < html.index("รายงานไตรมาส 1</a>")
    assert "5 days overdue" in html
    assert "tag tag-late" in html
    assert "Overdue: แผนช่วยเหลือโรงเรียน" in html
    assert main_button(html) == "/plan/"


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Overdue since today"), (16, "Due today")]
)
def test_the_last_day_is_told_by_the_hour(clerk, hour, words):
    shows(Todo(TodoKind.OWE, "รายงาน", "/r/", "กรอก", due_at=at(1, 19, hour)))
    assert words in page(clerk)


def test_a_return_says_why_and_comes_before_what_is_not_overdue(clerk):
    shows(REPORT, RETURNED)
    html = page(clerk)
    assert "ตัวหารไม่ตรงกับบัญชีรายชื่อ" in html
    assert "1 thing was returned to you" in html
    assert main_button(html) == "/opp/"


def test_reviews_are_counted_by_what_they_stand_for(officer):
    shows(REVIEW)
    html = page(officer)
    assert "14 things wait for you" in html
    assert "Waiting for me 14" in html
    assert main_button(html) == "/queue/"


def test_many_things_of_one_kind_are_cut_and_counted(officer):
    shows(*(Todo(TodoKind.REVIEW, f"ชิ้นที่ {n}", f"/{n}/", "ตรวจ") for n in range(25)))
    html = page(officer)
    assert html.count('<p class="what">') == 20
    assert "Showing 20 of 25" in html


def test_nothing_to_do_says_when_the_next_thing_comes(clerk):
    hooks.deadlines.register(
        lambda user: [
            Deadline(at(4, 1, 8), "เปิดรอบไตรมาส 2/2565"),
            Deadline(at(1, 10), "ผ่านไปแล้ว"),
        ]
    )
    html = page(clerk)
    assert "You owe nothing today" in html
    assert "Next: เปิดรอบไตรมาส 2/2565" in html
    assert "ผ่านไปแล้ว" not in html
    assert '/units/S01/"' in html


def test_nothing_planned_is_said_too(clerk):
    assert "Nothing is planned yet" in page(clerk)


def test_someone_without_a_role_is_told_whom_to_ask(sign_in):
    html = page(sign_in(None))
    assert "You have no role in any unit yet" in html
    assert "Nobody has given you a role yet" in html


def test_executives_get_the_country_and_the_things_to_act_on(national, clerk):
    hooks.acts.register(
        lambda user: [
            Act(n, f"เรื่องที่ {n}", f"/act/{n}/", owner="ประธาน", button="สั่งการ")
            for n in (7, 6, 5, 4, 3, 2)
        ]
    )
    html = page(national)
    assert "5 things to act on" in html
    assert html.index("เรื่องที่ 2") < html.index("เรื่องที่ 3")
    assert "เรื่องที่ 7" not in html
    assert main_button(html) == "/national/"
    assert "เรื่องที่" not in page(clerk)


def test_an_app_can_put_a_panel_on_home(clerk, tmp_path, settings):
    hooks.panels.register(
        Panel(
            "empty",
            Subject.HOME,
            "web/components/empty.html",
            lambda request, user: {"title": f"แผงของ {user.pk}"},
            place=Place.SIDE,
        )
    )
    hooks.panels.register(
        Panel("none", Subject.HOME, "missing.html", lambda request, user: None)
    )
    assert "แผงของ" in page(clerk)


def test_home_asks_little_whatever_it_shows(officer, django_assert_max_num_queries):
    shows(*[REPORT, RETURNED, REVIEW, OVERDUE] * 5)
    with django_assert_max_num_queries(8):
        page(officer)


def test_visitors_are_led_to_the_sign_in_page(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_home_is_only_read(officer):
    assert officer.post("/").status_code == 405
