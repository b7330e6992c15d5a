"""The report of a visit as a paper, from what was recorded of it.

Papers are Thai whatever the language of the page.
"""

import datetime
from collections.abc import Iterator, Sequence

from django.conf import settings

from tidtam.common.thai import date_long
from tidtam.documents.blocks import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
)
from tidtam.policies.models import PolicyItem

from .models import Check, Finding, Visit

TITLE = "รายงานการนิเทศ ติดตาม"
NUMBER = "ครั้งที่ {}"
SIMULATED = "ข้อมูลจำลอง"
NONE = "–"
MODES = {
    Visit.Mode.ON_SITE: "ลงพื้นที่",
    Visit.Mode.ONLINE: "ผ่านสื่ออิเล็กทรอนิกส์",
}
SEVERITIES = {
    Finding.Severity.GOOD: "จุดเด่น",
    Finding.Severity.ADVICE: "ข้อเสนอแนะ",
    Finding.Severity.MEND: "ต้องแก้ไข",
    Finding.Severity.URGENT: "ต้องแก้ไขทันที",
}
ANSWERS = {
    Check.Answer.YES: "ใช่",
    Check.Answer.PARTLY: "บางส่วน",
    Check.Answer.NO: "ไม่ใช่",
    Check.Answer.NOT_APPLICABLE: "ไม่เกี่ยวข้อง",
}


def report_of(
    visit: Visit,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    items: Sequence[PolicyItem],
    *,
    thai_digits: bool = True,
) -> Document:
    """Return the report as it stands; a draft says so until it is sent."""
    number = NUMBER.format(visit.numbered)
    marks = [] if visit.state == Visit.State.REPORTED else ["ร่าง"]
    if settings.SIMULATED:
        marks.append(SIMULATED)
    days = _days(visit.starts_on, visit.ends_on)
    return Document(
        title=f"{TITLE} {number}",
        lines=(TITLE, number, visit.visited.name_th, days),
        mark=" · ".join(marks),
        source=f"{visit.unit.name_th} {number}",
        made_at=visit.reported_at
        or datetime.datetime.combine(
            visit.ends_on, datetime.time(), tzinfo=datetime.UTC
        ),
        blocks=tuple(_blocks(visit, findings, checks, items, days)),
        thai_digits=thai_digits,
        author=visit.unit.name_th,
    )


def _days(first: datetime.date, last: datetime.date) -> str:
    return (
        date_long(first)
        if first == last
        else f"{date_long(first)} ถึง {date_long(last)}"
    )


def _blocks(
    visit: Visit,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    items: Sequence[PolicyItem],
    days: str,
) -> Iterator[Block]:
    yield Facts(
        (
            ("เรื่อง", visit.title),
            ("หน่วยรับการนิเทศ", visit.visited.name_th),
            ("หน่วยนิเทศ", visit.unit.name_th),
            ("วันที่", days),
            ("วิธี", MODES[Visit.Mode(visit.mode)]),
            ("ประเด็นนโยบาย", "; ".join(item.title_th for item in items) or NONE),
        )
    )
    yield Heading("ผู้นิเทศ", 2)
    yield Items(tuple(visit.visitors), first=1)
    for title, text in (("ความมุ่งหมาย", visit.purpose), ("สรุปผล", visit.summary)):
        if text:
            yield Heading(title, 2)
            for line in text.splitlines():
                if line.strip():
                    yield Paragraph(line.strip(), indent=True)
    yield Heading("ข้อค้นพบ", 2)
    yield _findings(findings)
    if checks:
        yield Heading("แบบตรวจสอบ", 2)
        yield _checks(checks)
    if visit.reply:
        yield Heading("ความเห็นของหน่วยรับการนิเทศ", 2)
        yield Paragraph(visit.reply, indent=True)
    yield Signature("." * 40, ("ผู้รายงาน", visit.unit.name_th))


def _findings(findings: Sequence[Finding]) -> Table:
    return Table(
        columns=(
            Column("ที่", 0.5),
            Column("ระดับ", 1.3),
            Column("สิ่งที่พบ", 4),
            Column("ข้อเสนอ", 3.2),
        ),
        rows=tuple(
            (
                str(row.number),
                SEVERITIES[Finding.Severity(row.severity)],
                row.text,
                row.recommendation or NONE,
            )
            for row in findings
        ),
        empty="ยังไม่มีข้อค้นพบ",
    )


def _checks(checks: Sequence[Check]) -> Table:
    return Table(
        columns=(Column("รายการ", 5), Column("พบ", 1.2), Column("หมายเหตุ", 3)),
        rows=tuple(
            (
                row.text,
                ANSWERS[Check.Answer(row.answer)] if row.answer else NONE,
                row.note or NONE,
            )
            for row in checks
        ),
    )
