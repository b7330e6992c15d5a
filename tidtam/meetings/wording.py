"""The fixed words of Thai minutes, agendas and press releases.

Source: Form 11 of the Office of the Prime Minister's regulation on clerical work, B.E.
2526, as amended; papers are Thai whatever the language of the page.
"""

from .models import AgendaItem

Decision = AgendaItem.Decision
Kind = AgendaItem.Kind

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
