"""Rules over the whole look: files, policy of content, weight, and every part."""

import gzip
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tidtam.web import look
from tidtam.web.icons import ICONS
from tidtam.web.sheet import sheet

ROOT = Path(settings.ROOT)
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "tidtam").glob("*/templates/**/*.html"))

HOME = {"label": "หน้าแรก", "url": "/", "icon": "home", "current": True}
ENTRY = {"label": "กรอก", "url": "/e/", "icon": "edit", "count": 3, "hot": True}
UNIT = {
    "kind": "unit",
    "icon": "office",
    "value": "สพป.กาฬสินธุ์ เขต 1",
    "label": "หน่วยงาน",
    "choices": [{"label": "กลุ่ม 12", "url": "/u/"}],
}
SHELL = {
    "navigation": [
        {"label": "", "items": [HOME]},
        {"label": "งานของสำนักงาน", "items": [ENTRY]},
    ],
    "tabs": [HOME, ENTRY],
    "scope": [
        UNIT,
        {"kind": "year", "before": "ปีงบฯ", "value": "2565", "label": "ปี", "url": "/y/"},
        {"kind": "round", "before": "ไตรมาส", "value": "1", "label": "รอบ"},
    ],
    "person": {"name": "สมหญิง ใจดี", "initials": "สญ", "items": [HOME]},
    "inbox": {"url": "/inbox/", "count": 5},
    "search_url": "/search/",
    "help_url": "/help/",
}


@pytest.fixture
def request_():
    request = RequestFactory().get("/", {"sort": "-value", "q": "ก"})
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


def rendered(source, **context):
    with translation.override("th"):
        template = engines["django"].from_string("{% load tidtam %}" + source)
        return " ".join(template.render(context).split())


def page(request, **context):
    with translation.override("th"):
        context = {**SHELL, **sheet(), **context}
        return render_to_string("web/components_sheet.html", context, request)


# ---------- files ----------


def test_every_icon_and_light_is_in_the_sprite():
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    ids = re.findall(r'<symbol id="([^"]+)"', sprite)
    lights = {light.shape for light in look.LIGHTS.values()}
    assert sorted(ids) == sorted({*ICONS, *lights})


def test_style_sheets_name_only_files_that_are_here():
    for sheet_file in (STATIC / "css").glob("*.css"):
        text = sheet_file.read_text(encoding="utf-8")
        for address in re.findall(r'url\("([^"]+)"\)', text):
            assert (sheet_file.parent / address).resolve().is_file(), address


def test_style_sheet_uses_only_tokens_that_are_set():
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    used = (STATIC / "css" / "tidtam.css").read_text(encoding="utf-8")
    known = set(re.findall(r"(--[\w-]+):", tokens))
    assert set(re.findall(r"var\((--[\w-]+)", used)) <= known


def test_every_vendored_file_is_listed():
    listed = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    for path in (STATIC / "vendor").rglob("*"):
        if path.is_file() and path.name != "README.md":
            folder = path.relative_to(STATIC / "vendor").parts[0]
            assert f"`{folder}/" in listed, path


def test_first_page_weighs_less_than_100_kb(request_):
    fonts = sum(path.stat().st_size for path in STATIC.rglob("*.woff2"))
    texts = [
        STATIC / "css" / "tokens.css",
        STATIC / "css" / "tidtam.css",
        STATIC / "js" / "theme.js",
        STATIC / "js" / "shell.js",
        STATIC / "vendor" / "htmx" / "htmx.min.js",
        STATIC / "img" / "icons.svg",
    ]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in texts)
    assert fonts + packed < 90_000  # 10 kB are left for the page itself


# ---------- what the content security policy forbids ----------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_a_rendered_page_has_no_inline_style_or_script(request_):
    html = page(request_)
    assert not re.search(r"\s(style|on[a-z]+)=", html)
    for opening in re.findall(r"<script[^>]*>", html):
        assert "src=" in opening or 'type="application/json"' in opening


# ---------- parts ----------


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('{% light "green" %}', "light-green"),
        ('{% light "amber" "pill" %}', "light near pill"),
        ('{% light "red" "bare" %}', 'class="vh"'),
        ("{% light None %}", "light-grey"),
        ('{% icon "flag" %}', "icons.svg#flag"),
        ('{% tag "ส่งคืน" "back" "back" %}', "tag tag-back"),
        ("{% deadline -5 %}", "tag-late"),
        ("{% deadline 0 %}", "tag-late"),
        ("{% deadline 3 %}", "tag-acc"),
        ("{% deadline 4 %}", 'class="tag"'),
        ("{% meter 0.886 0.8 %}", 'class="fill" width="88.6%"'),
        ("{% meter 0.886 0.8 %}", 'class="tick" x="80%"'),
        ("{% meter None %}", 'class="fill" width="0%"'),
        ('{% tile 5 "สพป.เลย เขต 1" "รับแล้ว" "/a/" %}', "สพป.เลย เขต 1 · รับแล้ว"),
        ('{% tile "late" "สพป.เลย เขต 1" "เกินกำหนด" %}', "tile late"),
        ('{% matrix_cell "red" "กลุ่ม 7" "/g/7/" True True %}', "far sep dis"),
        ("{% interval 84 80 88 76 92 85 True %}", 'class="hollow"'),
        ("{% quorum 9 16 27 14 %}", 'x="51.85%"'),
    ],
)
def test_parts(source, word):
    assert word in rendered(source)


@pytest.mark.parametrize(
    "source",
    ['{% light "blue" %}', '{% icon "nope" %}', '{% tile 9 "ก" "ข" %}'],
)
def test_parts_refuse_what_they_do_not_know(source):
    with pytest.raises(ValueError, match="is not a"):
        rendered(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% tag word %}",
        '{% tile 1 word word "/" %}',
        '{% matrix_cell "red" word "/" %}',
        "{% sparkline values None word %}",
        "{% notice %}{{ word }}{% endnotice %}",
        "{% panel word %}{% endpanel %}",
        '{% drawer word id="d" %}{% enddrawer %}',
        "{{ word|keep }}",
    ],
)
def test_parts_escape(source):
    html = rendered(source, word="<b>ก</b>", values=[1, 2])
    assert "<b>ก" not in html
    assert "&lt;b&gt;" in html


def test_panel_holds_what_stands_in_it():
    html = rendered('{% panel "ต้องส่ง" count=4 hot=True %}<p>ใน</p>{% endpanel %}')
    assert "<h2>ต้องส่ง</h2>" in html
    assert 'class="n n-hot">4<' in html
    assert "<p>ใน</p>" in html


def test_map_draws_every_shape_and_marks_those_without_value():
    html = rendered(
        '{% thai_map "groups" cells "แผนที่" %}',
        cells={7: {"step": 2, "title": "กลุ่ม 7", "url": "/g/7/"}},
    )
    assert html.count("<path class=") == 20  # 19 shapes and the line to Bangkok's label
    assert html.count('<path class="void"') == 18
    assert '<a href="/g/7/"><title>กลุ่ม 7</title>' in html


def test_chart_comes_with_its_table():
    spec = {
        "kind": "trend",
        "category_name": "ไตรมาส",
        "categories": ["1", "2"],
        "decimals": 1,
        "series": [{"name": "</script>", "values": [Decimal("-3.25"), None]}],
        "band": {"name": "ช่วง", "low": [1, None], "high": [2, None]},
    }
    html = rendered("{% chart spec title=title %}", spec=spec, title="</script>ลด")
    assert '<td class="num">−3.3</td>' in html  # noqa: RUF001
    assert '<td class="num">1.0–2.0</td>' in html
    assert '<td class="num">–</td>' in html
    assert html.count("</script>") == 1
    assert '"values": [-3.25, null]' in html


def test_sort_head_turns_the_order_and_keeps_the_filter(request_):
    html = rendered('{% sort_head "value" "ค่า" True %}', request=request_)
    assert 'aria-sort="descending"' in html
    assert "sort=value" in html
    assert "q=%E0%B8%81" in html


def test_field_ties_hint_and_error_to_the_input(request_):
    html = page(request_)
    assert 'aria-describedby="id_day_helptext"' in html
    assert 'aria-describedby="id_schools_error"' in html
    assert 'id="id_schools_error"' in html
    assert 'href="#id_schools"' in html


# ---------- whole pages ----------


def test_the_sheet_of_parts_renders_with_the_shell(request_):
    html = page(request_, show_drawer=True, show_job=True)
    assert 'aria-current="page"' in html
    assert "สพป.กาฬสินธุ์ เขต 1" in html
    assert 'id="lineage"' in html


def test_the_shell_stands_without_any_context(request_):
    with translation.override("th"):
        html = render_to_string("base.html", {}, request_)
    assert 'id="content"' in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_request(name):
    with translation.override("th"):
        html = render_to_string(f"{name}.html")
    assert "btn-main" in html
    assert "<h1>" in html


@pytest.mark.parametrize("is_simulated", [True, False])
def test_simulated_data_are_marked_on_every_page(settings, is_simulated):
    settings.SIMULATED = is_simulated
    settings.TIDTAM_CLOCK = None
    with translation.override("en"):
        html = render_to_string("404.html")
    assert ("Simulated data" in html) is is_simulated
