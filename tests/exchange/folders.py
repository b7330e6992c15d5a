"""A small country as exchange files, and what a test needs to import and look at it."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.apps import apps

from tidtam import cli
from tidtam.followup.files import ASSIGNMENTS, DIRECTIVES
from tidtam.indicators.files import INDICATORS, TARGETS
from tidtam.meetings.files import MEETINGS
from tidtam.organisation.files import PLACEMENTS, SUCCESSIONS, UNIT_FACTS, UNITS
from tidtam.planning.files import (
    BUDGETS,
    DISBURSEMENTS,
    MILESTONES,
    PLANS,
    PROJECTS,
)
from tidtam.policies.files import ALIGNMENTS, POLICIES
from tidtam.reporting.files import ROUNDS, VALUES

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))
TABLES = {
    table.file: table
    for table in (
        UNITS,
        PLACEMENTS,
        UNIT_FACTS,
        SUCCESSIONS,
        POLICIES,
        ALIGNMENTS,
        INDICATORS,
        TARGETS,
        PLANS,
        PROJECTS,
        MILESTONES,
        BUDGETS,
        DISBURSEMENTS,
        MEETINGS,
        DIRECTIVES,
        ASSIGNMENTS,
        ROUNDS,
        VALUES,
    )
}
HEADERS = {name: ",".join(table.columns) for name, table in TABLES.items()}

# In canonical form: sorted as text by key, defaults written out, times in +07:00.
# S0 was closed before the round; A1 moved from G2 to G1; P1 stands under a bureau.
COUNTRY = {
    "units.csv": (
        "A1,area,สพป. หนึ่ง เขต 1,Area 1,สพป. 1,primary,10",
        "A2,area,สพม. สอง,Area 2,สพม. 2,secondary,11",
        "B1,bureau,สำนักบริหารงานการศึกษาพิเศษ,,สศศ.,special,",
        "G1,group,กลุ่มพื้นที่การศึกษา 1,Group 1,,,",
        "G2,group,กลุ่มพื้นที่การศึกษา 2,Group 2,,,",
        "OBEC,commission,สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน,OBEC,สพฐ.,,",
        "P1,school,โรงเรียนโสตศึกษา,,,special,10",
        'S0,school,"โรงเรียน ""เดิม"", ยุบแล้ว",,,primary,10',
        "S1,school,โรงเรียนหนึ่ง,School 1,,primary,10",
        "S2,school,โรงเรียนสอง,School 2,,primary,10",
        "S3,school,โรงเรียนสาม,School 3,,secondary,11",
    ),
    "placements.csv": (
        "A1,G2,2010-10-01,2020-10-01",
        "A1,G1,2020-10-01,",
        "A2,G2,2010-10-01,",
        "B1,OBEC,2010-10-01,",
        "G1,OBEC,2010-10-01,",
        "G2,OBEC,2010-10-01,",
        "OBEC,,2003-07-07,",
        "P1,B1,2010-10-01,",
        "S0,A1,2010-10-01,2021-10-01",
        "S1,A1,2010-10-01,",
        "S2,A1,2010-10-01,",
        "S3,A2,2010-10-01,",
    ),
    "unit_facts.csv": (
        "S1,2021-06-10,pupils,120",
        "S1,2021-06-10,teachers,8.5",
        "S2,2021-06-10,pupils,0",
    ),
    "successions.csv": ("S0,S1,merge,2021-10-01,0.4", "S0,S2,merge,2021-10-01,"),
    "policies.csv": (
        "POL65,2565,1,,ความปลอดภัย,Safety,ให้ความสำคัญ,1",
        "POL65,2565,1-1,1,สถานศึกษาปลอดภัย,,,1",
        "QW65,2565,1,,หนึ่งในเจ็ด,Quick Win,,1",
    ),
    "alignments.csv": ("POL65,1-1,QW65,1",),
    "indicators.csv": (
        "MS,ขั้นตอนของกลุ่ม,,ขั้น,up,none,last,group,central,,1,0,1,0,1,milestone,,,,,,",
        "RANGE,อัตราส่วนครู,,คน,range,mean,last,area,unit,,1,2,0.8,1.5,1,levels,"
        "10,8,6,4,2,",
        "RAT,ร้อยละที่อ่านออก,Literacy,ร้อยละ,up,ratio,ratio,school,unit,share,100,2,0.8,"
        "5,1,levels,60,70,80,90,95,POL65/1|QW65/1",
        "RATE,คะแนนเฉลี่ย,,คะแนน,up,ratio,last,area,unit,rate,1,2,0.8,0,0.5,"
        "three_targets,40,50,60,,,POL65/1-1",
        "SUM,เด็กที่กลับมาเรียน,,คน,up,sum,sum,school,unit,,1,0,0.8,0,1,none,,,,,,",
    ),
    "targets.csv": (
        "RAT,OBEC,2021-10-01,70",
        "RAT,OBEC,2022-09-30,80.5",
        "SUM,S1,2022-09-30,12",
    ),
    "plans.csv": (
        "A1,2565,1,superseded,เหตุผล,,,2021-10-04T09:00:00+07:00,"
        "2021-10-06T09:00:00+07:00,2021-10-07T09:00:00+07:00",
        "A1,2565,2,in_force,เหตุผล,หนึ่ง,,2021-11-04T09:00:00+07:00,"
        "2021-11-06T09:00:00+07:00,2021-11-07T09:00:00+07:00",
        "A1,2565,3,draft,เหตุผล,,ขอแหล่งงบ,2021-12-04T09:00:00+07:00,,",
        "OBEC,2565,1,submitted,,,,2021-10-04T09:00:00+07:00,,",
    ),
    "projects.csv": (
        "A1,2565,1,P1,โรงเรียนปลอดภัย,,,2021-10-01,2022-09-30,ends,1000,0,,,,1",
        "A1,2565,2,P1,โรงเรียนปลอดภัย,ให้ปลอดภัย,กลุ่มนโยบายและแผน,2021-10-01,2022-09-30,"
        "continues,1000.5,250.25,งบ สพฐ.,POL65/1|QW65/1,RAT|SUM,1",
        "A1,2565,2,P2,อ่านออก,,,2021-11-01,2022-03-31,ends,0,0,,,,2",
    ),
    "milestones.csv": (
        "A1,2565,2,P1,M1,ประชุมชี้แจง,10,2021-10-31,2021-10-29,บันทึกข้อความ",
        "A1,2565,2,P1,M2,สรุปผล,2.5,2022-08-31,,",
    ),
    "budgets.csv": (
        "A1,2565,1,P1,1,unspecified,,1000",
        "A1,2565,2,P1,1,operating,ค่าวัสดุ,600.25",
        "A1,2565,2,P1,2,subsidy,,400.25",
    ),
    "disbursements.csv": (
        "A1,2565,2,P1,1,1,2021-12-01,200.25,ฎีกาที่ 1",
        "A1,2565,2,P1,2,1,,50,ยอดยกมา",
    ),
    "meetings.csv": (
        "G1,การประชุมคณะกรรมการกลุ่ม,calendar,2564,12,adopted,2021-12-14T13:00:00+07:00,"
        "2021-12-14T16:30:00+07:00,ห้องประชุมกลุ่ม,,,,นางสาวจด สมมติ,,,,,",
        "OBEC,การประชุมขับเคลื่อนนโยบาย,fiscal,2565,2,held,2021-12-08T09:30:00+07:00,"
        '2021-12-08T12:05:00+07:00,"ห้องประชุม 1, ชั้น 2",Zoom Meeting,'
        'https://meet.example/2,"เปิดประชุม\nบรรทัดสอง",นางสาวจด สมมติ,นักวิเคราะห์,'
        "นายตรวจ สมมติ,ผู้อำนวยการ,155,หมายเหตุ",
        "OBEC,การประชุมขับเคลื่อนนโยบาย,fiscal,2565,3,planned,2022-02-02T09:30:00+07:00,,"
        "ห้องประชุม 1,,,,,,,,,",
    ),
    "directives.csv": (
        "A1,2565,1,ลงนามสัญญา,ให้ครบ,2021-12-01,2022-01-31,other,,,,,",
        "OBEC,2565,1,กำกับติดตามเขต,ร่วมกับสำนัก,2021-12-08,2022-09-30,meeting,"
        "ครั้งที่ 2/2565,POL65/1,RAT,A1/2565/2/P1,B1",
        'OBEC,2565,10,"ซ้อมแผน, ทุกเขต","หนึ่ง, ""สอง""",2021-12-15,2022-01-14,light,'
        "SUM,,,,B1|G2",
    ),
    "assignments.csv": (
        "A1,2565,1,S1,verified,,2021-12-20T09:00:00+07:00,2021-12-21T09:00:00+07:00,",
        "OBEC,2565,1,G1,done,2021-12-09T09:00:00+07:00,2022-01-10T09:00:00.500000+07:00"
        ",,",
        "OBEC,2565,1,G2,in_progress,2021-12-09T09:00:00+07:00,,,ขอรายชื่อ",
        "OBEC,2565,10,G1,acknowledged,2021-12-16T09:00:00+07:00,,,",
        "OBEC,2565,10,G2,issued,,,,",
    ),
    "rounds.csv": (
        "R1,2565,2565-Q1,2021-12-20T08:30:00+07:00,2022-01-21T16:30:00+07:00,"
        "2022-01-31T16:30:00+07:00,MS|RANGE|RAT|RATE|SUM",
        "R2,2565,2565-Q2,2022-03-21T08:30:00+07:00,2022-04-21T16:30:00+07:00,"
        "2022-04-30T16:30:00+07:00,RAT|SUM",
    ),
    "values.csv": (
        "R1,A1,RATE,,reported,,-12.5,4,2022-01-10T09:00:00+07:00,",
        "R1,G1,MS,,reported,3,,,2022-01-10T09:00:00+07:00,",
        "R1,P1,SUM,,not_applicable,,,,2022-01-10T09:00:00+07:00,ไม่มีนักเรียนวัยนี้",
        "R1,S1,RAT,,reported,,40,50,2022-01-10T09:00:00+07:00,",
        "R1,S1,SUM,,reported,1.5,,,2022-01-10T09:00:00.250000+07:00,",
        'R1,S2,RAT,,reported,,0,0,,"บรรทัดหนึ่ง\nบรรทัดสอง, ""อ้าง"""',
        "R1,S2,SUM,,reported,0,,,,",
    ),
}


def text(file: str, rows: Iterable[str]) -> str:
    """Return the file's header and the rows as the text of the file."""
    return "\n".join([HEADERS[file], *rows]) + "\n"


def country() -> dict[str, str]:
    """Return the text of each file of the small country."""
    return {file: text(file, rows) for file, rows in COUNTRY.items()}


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files into the folder, which is made if missing."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(raw)
    return folder


def command(*words: str | Path) -> int:
    """Run the command line."""
    return cli.main([str(word) for word in words])


def stored() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of ours, by the name of its model."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__module__.startswith("tidtam.")
    }
