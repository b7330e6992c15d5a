"""The evidence pack of a meeting: one ZIP with a manifest."""

import csv
import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from tidtam.common.downloads import BYTE_ORDER_MARK, safe
from tidtam.common.thai import date_official, datetime_short, in_bangkok, time_short
from tidtam.documents.pdf import pdf

from . import papers, wording
from .calendar import invitation_file
from .models import Attendance, Vote
from .papers import Record
from .proof import Proof
from .quorum import quorum_of

MANIFEST = "manifest.sha256"
README = "README.txt"
# The format knows no day before this one.
OLDEST = (1980, 1, 1, 0, 0, 0)
IN_MEMORY = 4 * 1024 * 1024
CHUNK = 64 * 1024
PARTS = re.compile(r"[/\\]")
UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


@dataclass
class _Pack:
    archive: zipfile.ZipFile
    moment: tuple[int, int, int, int, int, int]
    hashes: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, text: str) -> None:
        """Keep a text."""
        self.file(name, io.BytesIO(text.encode()))

    def file(self, name: str, content: IO[bytes]) -> None:
        """Keep a file, read part by part."""
        name = self._free(name)
        info = zipfile.ZipInfo(name, self.moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        found = hashlib.sha256()
        with self.archive.open(info, "w") as kept:
            while part := content.read(CHUNK):
                found.update(part)
                kept.write(part)
        self.hashes[name] = found.hexdigest()

    def _free(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        number, tried = 1, name
        while tried in self.hashes:
            number += 1
            tried = f"{stem} ({number}){dot}{ending}"
        return tried


def pack(proof: Proof, *, organiser: str, with_addresses: bool) -> IO[bytes]:
    """Return the pack as an open file at its beginning.

    Equal records give equal bytes. Addresses of members stand in it only where the
    reader may see them. `manifest.sha256` is what `sha256sum --check` reads.
    """
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    starts = in_bangkok(proof.meeting.starts_at)
    with zipfile.ZipFile(kept, "w") as archive:
        made = _Pack(archive, max(OLDEST, (*starts.timetuple()[:5], 0)))
        _add_invitations(made, proof, organiser, with_addresses=with_addresses)
        missing = _add_papers(made, proof)
        _add_documents(made, proof)
        for name, rows in _tables(proof):
            made.text(name, _csv(rows, simulated=proof.record.simulated))
        made.text(README, "\n".join(_readme(proof, missing)) + "\n")
        lines = (f"{found}  {name}\n" for name, found in sorted(made.hashes.items()))
        made.text(MANIFEST, "".join(lines))
    kept.seek(0)
    return kept


def _add_invitations(
    made: _Pack, proof: Proof, organiser: str, *, with_addresses: bool
) -> None:
    for sent in proof.invitations:
        head = [f"ถึง {sent.member}", f"ส่ง {datetime_short(sent.sent_at)}"]
        if with_addresses:
            head.insert(1, f"อีเมล {sent.to}")
        name = f"invitations/{sent.sequence}-{sent.member.order:02}.txt"
        made.text(name, "\n".join([*head, "", sent.text]) + "\n")
    last = max((sent.sent_at for sent in proof.invitations), default=None)
    calendar = invitation_file(
        proof.meeting,
        proof.record.items,
        organiser=organiser,
        attendees=(),
        moment=last or proof.meeting.starts_at,
    )
    made.file("invitation.ics", io.BytesIO(calendar))


def _add_papers(made: _Pack, proof: Proof) -> list[str]:
    """Keep the papers; return the names of those that the storage has lost."""
    missing = []
    for number, paper in proof.papers:
        last = PARTS.split(paper.original_name)[-1]
        name = UNSAFE.sub("_", last).lstrip(".") or "paper"
        try:
            content = paper.file.open("rb")
        except OSError:
            missing.append(f"{number} {paper.original_name}")
            continue
        with content:
            made.file(f"papers/{number} {name}", content)
    return missing


def _add_documents(made: _Pack, proof: Proof) -> None:
    made.file("agenda.pdf", io.BytesIO(pdf(papers.agenda(proof.record))))
    if proof.was_held:
        made.file("minutes.pdf", io.BytesIO(pdf(papers.minutes(proof.record))))
    if proof.release and proof.release.approved_at:
        release = papers.press_release(proof.release, proof.record)
        made.file("press-release.pdf", io.BytesIO(pdf(release)))


Table = Iterable[Sequence[object]]


def _tables(proof: Proof) -> Iterator[tuple[str, Table]]:
    yield "attendance.csv", _attendance(proof.record)
    if proof.votes:
        yield "votes.csv", _votes(proof)
    if proof.incidents:
        rows = ((_hour(i.happened_at), i.minutes, i.what) for i in proof.incidents)
        yield "incidents.csv", [("เวลา", "นาที", "เหตุขัดข้อง"), *rows]


def _attendance(record: Record) -> Table:
    yield (
        "ที่", "ชื่อ", "ตำแหน่ง", "กรรมการ", "มาประชุม", "แสดงตนโดย", "เวลามา",
        "เวลากลับ", "ผู้มาประชุมแทน", "เหตุที่ไม่มา",
    )  # fmt: skip
    for number, row in enumerate(record.attendance, start=1):
        yield (
            number,
            row.name,
            row.position,
            wording.YES if row.member_id else "",
            wording.PRESENCES[Attendance.Presence(row.presence)],
            wording.MEANS[Attendance.Means(row.identified_by)]
            if row.identified_by
            else "",
            _hour(row.came_at),
            _hour(row.left_at),
            row.substitute,
            row.apology,
        )


def _votes(proof: Proof) -> Table:
    yield (
        "ระเบียบวาระที่", "วิธี", "เวลา", "เห็นชอบ", "ไม่เห็นชอบ", "งดออกเสียง",
        "ผู้มาประชุมขณะลงคะแนน", "กรรมการทั้งหมด", "ความเห็นแย้ง",
    )  # fmt: skip
    for number, vote in proof.votes:
        quorum = quorum_of(proof.record.attendance, vote.taken_at)
        yield (
            number,
            wording.METHODS[Vote.Method(vote.method)],
            _hour(vote.taken_at),
            vote.in_favour,
            vote.against,
            vote.abstained,
            quorum.came,
            quorum.members,
            vote.dissent,
        )


def _hour(moment: object) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _csv(rows: Table, *, simulated: bool) -> str:
    """Return the table; simulated data say so in every row."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    for number, row in enumerate(rows):
        mark = papers.SIMULATED if number else "หมายเหตุ"
        writer.writerow([*map(safe, row), *([mark] if simulated else [])])
    return f"{BYTE_ORDER_MARK}{kept.getvalue()}"


def _readme(proof: Proof, missing: Sequence[str]) -> Iterator[str]:
    """Give what is in the pack, in the words of the papers."""
    meeting = proof.meeting
    starts = in_bangkok(meeting.starts_at)
    ends = f" ถึง {time_short(meeting.ends_at)}" if meeting.ends_at else ""
    yield f"ชุดหลักฐาน {meeting.name} {wording.NUMBER.format(meeting.numbered)}"
    yield f"{date_official(starts.date())} เวลา {time_short(starts)}{ends}"
    yield wording.AT.format(papers.place_of(meeting))
    if proof.record.simulated:
        yield papers.SIMULATED
    if meeting.note:
        yield meeting.note
    yield ""
    yield f"เชิญ {proof.invited} คน"
    yield f"มาประชุม {len(proof.record.came)} คน แสดงตน {len(proof.identified)} คน"
    if meeting.recorded_minutes:
        yield f"บันทึกเสียงและภาพ {meeting.recorded_minutes} นาที (เก็บไว้นอกระบบ)"
    if proof.incidents:
        count = len(proof.incidents)
        yield f"เหตุขัดข้อง {count} ครั้ง รวม {proof.incident_minutes} นาที"
    if proof.release and not proof.release.approved_at:
        yield "ข่าวประชาสัมพันธ์ยังไม่อนุมัติ จึงไม่อยู่ในชุดนี้"
    for name in missing:
        yield f"ไม่พบไฟล์เอกสารประกอบ {name}"
    yield ""
    yield f"ตรวจไฟล์: sha256sum --check {MANIFEST}"
