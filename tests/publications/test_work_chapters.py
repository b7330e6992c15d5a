"""Chapters of work: problems counted under each unit, innovations of all under it."""

import datetime

import pytest

from tests.documents.reading import pdf_text, squeezed
from tests.factories import (
    AdoptionFactory,
    InnovationFactory,
    ProblemFactory,
    RoundFactory,
    SubmissionFactory,
)
from tests.publications.conftest import OFFICIAL
from tidtam.common import audit
from tidtam.documents.pdf import pdf
from tidtam.publications import services

pytestmark = pytest.mark.django_db
IN_YEAR = datetime.datetime(2021, 3, 1, 3, tzinfo=datetime.UTC)


def made(unit):
    edition = services.edition_make(unit=unit, fiscal_year=2564, by=audit.OPERATOR)
    return squeezed(pdf_text(pdf(services.document_of(edition))))


def problem(unit, handler, text, **fields):
    said = {"title": text, "text": text, "reported_at": IN_YEAR, **fields}
    return ProblemFactory(unit=unit, handler=handler, **said)


def test_what_was_changed_stands_beside_the_problem(year, units):
    problem(
        units["A1"], units["G1"], "รถรับส่งไม่พอ", state="closed",
        changed="ท้องถิ่นจัดรถเพิ่ม", ended_at=IN_YEAR,
    )  # fmt: skip
    problem(units["A1"], units["G1"], "ครูไม่ครบ")
    text = made(units["G1"])
    assert squeezed("รายงานปัญหา 2 เรื่อง แก้ไขแล้ว 1 เรื่อง ยังไม่แล้วเสร็จ 1 เรื่อง") in text
    assert squeezed("ท้องถิ่นจัดรถเพิ่ม") in text
    assert squeezed("รอคัดกรอง") in text


def test_schools_are_counted_and_not_named(year, units):
    problem(units["S1"], units["A1"], "หลังคารั่ว")
    text = made(units["G1"])
    assert squeezed("รายงานปัญหา 1 เรื่อง") in text
    assert squeezed("หลังคารั่ว") not in text


def test_one_that_ended_after_the_moment_was_still_open(year, units):
    later = OFFICIAL + datetime.timedelta(days=4000)
    problem(
        units["A1"], units["G1"], "ครูไม่ครบ", state="closed", changed="เกลี่ยครูแล้ว",
        ended_at=later,
    )  # fmt: skip
    text = made(units["G1"])
    assert squeezed("แก้ไขแล้ว 0 เรื่อง ยังไม่แล้วเสร็จ 1 เรื่อง") in text
    assert squeezed("เกลี่ยครูแล้ว") not in text


def test_those_of_reports_belong_to_the_year_of_the_round(year, units):
    after = datetime.datetime(2021, 10, 12, 3, tzinfo=datetime.UTC)
    sent = SubmissionFactory(round=year, unit=units["A1"], submitted_at=after)
    problem(units["A1"], units["G1"], "จากรายงาน", submission=sent, reported_at=after)
    problem(units["A1"], units["G1"], "ของปีถัดไป", reported_at=after)
    other = RoundFactory(code="2565-Q1", fiscal_year=2565)
    next_sent = SubmissionFactory(round=other, unit=units["A1"], submitted_at=after)
    problem(
        units["A1"], units["G1"], "ของรอบถัดไป", submission=next_sent, reported_at=after
    )
    text = made(units["G1"])
    assert squeezed("รายงานปัญหา 1 เรื่อง") in text
    assert squeezed("จากรายงาน") in text


def test_a_year_without_problems_says_so(year, units):
    assert squeezed("ไม่มีหน่วยงานใดรายงานปัญหาในปีนี้") in made(units["G1"])


def test_innovations_of_all_units_under_it_the_most_taken_up_first(year, units):
    told = {"fiscal_year": 2564, "state": "published", "published_at": IN_YEAR}
    InnovationFactory(unit=units["A1"], title="พี่อ่านให้น้อง", **told)
    used = InnovationFactory(unit=units["S1"], title="คลินิกเอกสาร", **told)
    AdoptionFactory(innovation=used, unit=units["A2"])
    InnovationFactory(unit=units["A2"], title="ของกลุ่มอื่น", **told)
    nation, group = made(units["OBEC"]), made(units["G1"])
    assert nation.index(squeezed("คลินิกเอกสาร")) < nation.index(squeezed("พี่อ่านให้น้อง"))
    assert squeezed("ของกลุ่มอื่น") in nation
    assert squeezed("ของกลุ่มอื่น") not in group
