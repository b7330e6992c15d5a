"""The fixed words of yearly summaries; the paper is Thai, as its readers' files are."""

TITLE = "สรุปรายงานผลการขับเคลื่อนงานของ{}"
GROUPS = "กลุ่มพื้นที่การศึกษา"
INSPECTION = "ประจำเขตตรวจราชการ"
YEAR = "ปีงบประมาณ {}"
NATION = "กลุ่มพื้นที่การศึกษา ประจำเขตตรวจราชการ"
CONTENTS = "สารบัญ"
SIMULATED = "ข้อมูลจำลอง"
SOURCE = "ติดตาม · ค่าทางการ ณ {} · ฉบับที่ {}"
AUTHOR = "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (สพฐ.)"

LIGHTS = {
    "green": "ถึงเป้า",
    "amber": "ใกล้เป้า",
    "red": "ห่างเป้า",
    "grey": "ยังไม่สรุป",
}
OVERVIEW = "ภาพรวม"
ASPECTS = "ผลตามกรอบนโยบาย 4 ด้าน"
POLICIES = "ผลตามนโยบายรัฐมนตรีว่าการกระทรวงศึกษาธิการ"
QUICK_WINS = "ผลตามวาระเร่งด่วน (Quick Win)"
INDICATORS = "ตัวชี้วัดทั้งหมด"
SIDE_BY_SIDE = "หน่วยงานในสังกัดเทียบกัน"
DIRECTIVES = "ข้อสั่งการและผลการดำเนินการ"
PROBLEMS = "ปัญหาและอุปสรรค"
LESSONS = "บทเรียน"
INNOVATIONS = "นวัตกรรม"
NEXT_PLAN = "แผนปีถัดไป"
FRAMEWORKS = {"OBEC": ASPECTS, "MOE": POLICIES, "QW": QUICK_WINS}
NOTHING = "ไม่มีข้อมูลในปีนี้"
NO_VALUE = "–"
NO_PROBLEMS = "ไม่มีหน่วยงานใดรายงานปัญหาในปีนี้"
PROBLEM_STATES = {
    "reported": "รอคัดกรอง",
    "owned": "กำลังแก้ไข",
    "closed": "แก้ไขแล้ว",
    "declined": "ไม่รับไว้ดำเนินการ",
}
