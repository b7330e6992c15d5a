"""The fixed words of Thai minutes, agendas and press releases.

Source: Form 11 of the Office of the Prime Minister's regulation on clerical work, B.E.
2526, as amended; papers are Thai whatever the language of the page.
"""

from tidtam.common.thai import time_short

from .models import AgendaItem, Attendance, Vote
from .quorum import Quorum

Decision = AgendaItem.Decision
Kind = AgendaItem.Kind
Presence, Means = Attendance.Presence, Attendance.Means

# A series is named "การประชุม…", and so are its papers.
THE, MEETING = "การ", "การประชุม"
MINUTES = "รายงานการประชุม"
AGENDA = "ระเบียบวาระการประชุม"
NUMBER = "ครั้งที่ {}"
ON = "เมื่อ{}"
AT = "ณ {}"
AND_ONLINE = " และผ่านสื่ออิเล็กทรอนิกส์ ({})"
CAME = "ผู้มาประชุม"
NOT_CAME = "ผู้ไม่มาประชุม"
JOINED = "ผู้เข้าร่วมประชุม"
BEGAN = "เริ่มประชุมเวลา {}"
ENDED = "เลิกประชุมเวลา {}"
ITEM = "ระเบียบวาระที่ {}"
RESOLVED = "มติที่ประชุม"
TAKEN_BY = "ผู้จดรายงานการประชุม"
CHECKED_BY = "ผู้ตรวจรายงานการประชุม"
CHAIR = "ประธาน"
SUBSTITUTE = "{substitute} (แทน {name}) มาประชุมแทน"
NONE = "ไม่มี"
VOTED = "ที่ประชุมลงคะแนน{how} เมื่อเวลา {time} {counts}"
VOTE_COUNTS = "เห็นชอบ {} เสียง ไม่เห็นชอบ {} เสียง งดออกเสียง {} เสียง"
VOTE_QUORUM = "โดยมีผู้มาประชุมขณะลงคะแนน {} คน จากทั้งหมด {} คน"
DISSENT = "ความเห็นแย้ง"
ON_DUTY = "ติดราชการ"
VIEWS = "ที่ประชุมได้พิจารณาแล้ว มีความเห็นดังนี้"

DECISIONS = {
    Decision.NOTED: "รับทราบ",
    Decision.ADOPTED: "รับรองรายงานการประชุมโดยไม่มีการแก้ไข",
    Decision.ADOPTED_CHANGED: "รับรองรายงานการประชุมโดยมีการแก้ไข ดังนี้",
    Decision.AGREED: "เห็นชอบ",
    Decision.APPROVED: "อนุมัติ",
    Decision.AGREED_PRINCIPLE: "เห็นชอบในหลักการ และให้",
    Decision.ASSIGNED: "มอบหมาย",
    Decision.AGREED_ASSIGNED: "เห็นชอบ และมอบหมาย",
    Decision.REFUSED: "ไม่เห็นชอบ",
    Decision.POSTPONED: "ให้เลื่อนการพิจารณา",
}
YES = "ใช่"
PRESENCES = {
    Presence.UNKNOWN: "ยังไม่บันทึก",
    Presence.ON_SITE: "ณ ห้องประชุม",
    Presence.ONLINE: "ผ่านสื่ออิเล็กทรอนิกส์",
    Presence.ABSENT: "ไม่มาประชุม",
}
MEANS = {
    Means.SIGNED: "ลงชื่อ",
    Means.ACCOUNT: "บัญชีของตน",
    Means.CODE: "รหัสครั้งเดียว",
    Means.VOUCHED: "กรรมการอื่นรับรอง",
}
METHODS = {Vote.Method.OPEN: "โดยเปิดเผย", Vote.Method.SECRET: "โดยลับ"}
KINDS = {
    Kind.ANNOUNCED: "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    Kind.MINUTES: "เรื่องการรับรองรายงานการประชุม",
    Kind.ARISING: "เรื่องสืบเนื่อง",
    Kind.INFORMED: "เรื่องเสนอเพื่อทราบ",
    Kind.DECIDED: "เรื่องเสนอเพื่อพิจารณา",
    Kind.OTHER: "เรื่องอื่น ๆ",
}
# Decisions whose phrase runs on into what was resolved, without a space.
RUNS_ON = {Decision.AGREED_PRINCIPLE, Decision.ASSIGNED, Decision.AGREED_ASSIGNED}


def resolution_text(item: AgendaItem) -> str:
    """Return the resolution: the standard phrase, then what is added to it."""
    if not item.decision:
        return item.resolution
    decision = Decision(item.decision)
    gap = "" if decision in RUNS_ON else " "
    return f"{DECISIONS[decision]}{gap if item.resolution else ''}{item.resolution}"


def vote_text(vote: Vote, quorum: Quorum) -> str:
    """Return how a vote went, with who was there at it."""
    counts = VOTE_COUNTS.format(vote.in_favour, vote.against, vote.abstained)
    said = VOTED.format(
        how=METHODS[Vote.Method(vote.method)],
        time=time_short(vote.taken_at),
        counts=counts,
    )
    return f"{said} {VOTE_QUORUM.format(quorum.came, quorum.members)}"
