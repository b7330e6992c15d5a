import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.reporting.pages import FORM, Browser, text_of
from tests.reporting.world import World
from tidtam.reporting import services
from tidtam.reporting.models import Evidence

S1 = FORM.format(unit="S1")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
NAME = "คำสั่งแต่งตั้ง 12-2565.pdf"


def file_of(content: bytes = PDF, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def kept(world: World, who: str = "clerk1", unit: str = "S1") -> Evidence:
    return services.evidence_add(
        round_=world.round,
        unit=world.unit[unit],
        file=io.BytesIO(PDF),
        name=NAME,
        client_key="",
        by=world.user[who],
        indicator=world.indicator["QUA-05"],
    )


# ---------- opening ----------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("clerk1", 200), ("officer", 200), ("chair", 200), ("analyst", 200)),
        *(("clerk2", 404), ("officer2", 404), ("secretary2", 404)),
    ],
)
def test_a_file_is_opened_by_its_unit_and_those_above(world, who, status):
    evidence = kept(world)
    client = Client()
    client.force_login(world.user[who])
    answer = client.get(f"/evidence/{evidence.pk}/")
    answer.close()
    assert answer.status_code == status


def test_a_file_is_to_be_kept_and_never_shown_inside_a_page(world):
    evidence = kept(world)
    client = Client()
    client.force_login(world.user["clerk1"])
    answer = client.get(f"/evidence/{evidence.pk}/")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=utf-8''%E0%B8%84" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.getvalue() == PDF
    answer.close()


def test_a_file_taken_off_or_unknown_is_not_there(world):
    evidence = kept(world)
    services.evidence_remove(evidence=evidence, by=world.user["clerk1"])
    clerk = Browser(world, "clerk1")
    clerk.get(f"/evidence/{evidence.pk}/", 404)
    clerk.get("/evidence/99999/", 404)
    assert Client().get(f"/evidence/{evidence.pk}/").status_code == 302


def test_a_file_takes_no_post(world):
    evidence = kept(world)
    Browser(world, "clerk1").post(f"/evidence/{evidence.pk}/", {}, 405)


# ---------- sending ----------


def test_several_files_are_sent_with_the_form(world):
    clerk = Browser(world, "clerk1")
    clerk.press(
        S1,
        "save",
        **{
            "QUA-05-files": [file_of(), file_of(PDF + b"2", "สอง.pdf")],
            "report-files": [file_of(PDF + b"3", "ทั้งฉบับ.pdf")],
            "upload_key": "k",
        },
    )
    found = Evidence.objects.order_by("pk").values_list(
        "indicator__code", "original_name"
    )
    assert set(found) == {
        ("QUA-05", NAME),
        ("QUA-05", "สอง.pdf"),
        (None, "ทั้งฉบับ.pdf"),
    }
    assert "สอง.pdf" in clerk.get(S1)


def test_a_repeat_of_the_same_form_keeps_no_second_file(world):
    clerk = Browser(world, "clerk1")
    for _press in range(2):
        clerk.press(S1, "save", **{"QUA-05-files": [file_of()], "upload_key": "k"})
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00 a program", "หลักฐาน.pdf"),
        (b"<html><script>alert(1)</script></html>", "หลักฐาน.pdf"),
        (b"", "ว่าง.pdf"),
    ],
)
def test_a_disguised_or_empty_file_is_refused_with_words(world, content, name):
    clerk = Browser(world, "clerk1")
    typed = {"SAF-01-value": "7", "QUA-05-files": [file_of(content, name)]}
    clerk.press(S1, "save", **typed)
    assert not Evidence.objects.exists()
    page = clerk.get(S1)
    assert name in page
    assert "note bad" in page
    assert 'value="7"' in page  # what was typed beside it is kept


def test_a_macro_workbook_is_refused(world):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in ("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"):
            archive.writestr(part, "")
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", **{"QUA-05-files": [file_of(content.getvalue(), "ก.xlsx")]})
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_refused(world, settings):
    settings.EVIDENCE_LIMIT_MB = 1
    clerk = Browser(world, "clerk1")
    large = file_of(PDF + b"0" * 1_100_000, "ใหญ่.pdf")
    clerk.press(S1, "save", **{"QUA-05-files": [large]})
    assert not Evidence.objects.exists()
    assert "1 MB" in clerk.get(S1)


def test_with_scripts_the_list_of_files_comes_back(world):
    client = Client(headers={"hx-request": "true"})
    client.force_login(world.user["clerk1"])
    sent = {"QUA-05-files": [file_of(), file_of(b"MZ", "ปลอม.pdf")], "upload_key": "k"}
    page = text_of(client.post(f"{S1}evidence/QUA-05/", sent))
    assert 'id="QUA-05-evidence"' in page
    assert 'id="QUA-05-count"' in page
    assert "ปลอม.pdf" in page
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("officer", "QUA-05", 403),
        ("clerk2", "QUA-05", 404),
        ("clerk1", "NONE", 404),
        ("clerk1", "QUA-05", 302),
        ("clerk1", "report", 302),
    ],
)
def test_files_are_sent_by_the_units_own_people_only(world, who, code, status):
    url = f"{S1}evidence/{code}/"
    Browser(world, who).post(url, {f"{code}-files": [file_of()]}, status)
    assert Evidence.objects.count() == (status == 302)


# ---------- taking off ----------


def test_a_file_is_taken_off_before_submitting(world):
    evidence = kept(world)
    clerk = Browser(world, "clerk1")
    clerk.press(S1, "save", remove=str(evidence.pk), **{"SAF-01-value": "7"})
    evidence.refresh_from_db()
    assert evidence.removed_at is not None
    assert 'value="7"' in clerk.get(S1)  # nothing typed is lost on the way


def test_a_file_stays_once_the_report_is_under_review(world):
    evidence = kept(world)
    world.submitted("clerk1", "S1")
    clerk = Browser(world, "clerk1")
    clerk.post(f"/evidence/{evidence.pk}/remove/", {})
    evidence.refresh_from_db()
    assert evidence.removed_at is None
    assert "note bad" in clerk.get(S1)


@pytest.mark.parametrize(
    ("who", "status"), [("clerk1", 302), ("officer", 403), ("clerk2", 404)]
)
def test_files_are_taken_off_by_the_units_own_people_only(world, who, status):
    evidence = kept(world)
    url = f"/evidence/{evidence.pk}/remove/"
    Browser(world, who).get(url, 405)
    Browser(world, who).post(url, {}, status)
    evidence.refresh_from_db()
    assert (evidence.removed_at is not None) is (status == 302)


def test_a_file_of_another_report_is_not_taken_off_through_this_one(world):
    other = kept(world, "clerk2", "S2")
    clerk = Browser(world, "clerk1")
    clerk.post(S1, {"do": "save", "remove": str(other.pk)}, 404)
    other.refresh_from_db()
    assert other.removed_at is None
