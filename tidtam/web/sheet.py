"""Invented content for components_sheet.html, which shows every part in every state."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

from . import maps

GROUPS = (
    "กลางตอนบน", "กลางปริมณฑล", "กลางตอนล่าง 1", "กลางตอนล่าง 2", "ใต้ฝั่งอ่าวไทย",
    "ใต้ฝั่งอันดามัน", "ใต้ชายแดน", "ตะวันออก 1", "ตะวันออก 2", "อีสานตอนบน 1",
    "อีสานตอนบน 2", "อีสานตอนกลาง", "อีสานตอนล่าง 1", "อีสานตอนล่าง 2", "เหนือตอนบน 1",
    "เหนือตอนบน 2", "เหนือตอนล่าง 1", "เหนือตอนล่าง 2",
)  # fmt: skip
FIRST_OF_PART = {1, 5, 8, 10, 15}
STEPS = {
    "0": ("ยังไม่เริ่ม", 4),
    "1": ("กำลังกรอก", 14),
    "2": ("รอ ผอ. รับรอง", 38),
    "3": ("รอกลุ่มตรวจ", 83),
    "4": ("รอ สตผ. ตรวจ", 52),
    "5": ("รับแล้ว", 24),
    "returned": ("ส่งคืน", 10),
    "late": ("เกินกำหนด", 20),
}
HERE = "#content"


class SheetForm(forms.Form):
    """One field of each kind."""

    day = forms.CharField(
        label="วันที่ตรวจ", help_text="พิมพ์แบบใดก็ได้ เช่น 22/11/69 หรือ ๒๒/๑๑/๒๕๖๙"
    )
    schools = forms.IntegerField(
        label="โรงเรียนที่ได้รับการนิเทศ",
        max_value=166,
        error_messages={"max_value": "180 มากกว่าโรงเรียนทั้งหมด 166 ใส่ไม่เกิน 166"},
    )
    reason = forms.CharField(
        label="เหตุผล", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    state = forms.ChoiceField(
        label="สถานะ",
        choices=[("reported", "รายงาน"), ("not_applicable", "ไม่เกี่ยวข้อง")],
        widget=forms.RadioSelect,
    )
    confirm = forms.BooleanField(
        label="ผู้อำนวยการเห็นชอบแล้ว",
        error_messages={"required": "ทำเครื่องหมายเมื่อผู้อำนวยการเห็นชอบแล้ว"},
    )


def sheet() -> dict[str, Any]:
    """Return the context of the sheet."""
    return {
        "form": SheetForm(
            {"day": "22 พ.ย. 2569", "schools": "180", "state": "reported"}
        ),
        "aspects": _aspects(),
        "steps": [
            {"step": step, "word": word, "count": count, "url": HERE}
            for step, (word, count) in STEPS.items()
        ],
        "strips": [_strip(number) for number in (1, 2, 7)],
        "matrix": _matrix(),
        "map_groups": _map_groups(),
        "map_steps": ["45", "55", "65", "75", "80", "100 %"],
        "map_provinces": {
            code: {"light": _light(index), "title": code}
            for index, code in enumerate(maps.country("provinces").shapes)
        },
        "trend": _trend(),
        "funnel": _funnel(),
        "bars": _bars(),
        "ranks": _ranks(),
        "page": Paginator(range(180), 20).page(4),
        "chain": _chain(),
    }


def _light(index: int) -> str:
    return ("green", "green", "amber", "green", "red", "green", "grey")[index * 5 % 7]


def _aspects() -> list[dict[str, Any]]:
    rows = (
        ("ความปลอดภัย", "amber", 3.62, [3.1, 3.2, 3.3, 3.35, 3.41, 3.62], 3.75, 0.21,
         "ห่างเป้า 1 จาก 6 ตัวชี้วัด"),
        ("โอกาส", "red", 3.18, [3.2, 3.25, 3.3, 3.34, 3.3, 3.18], 3.7, -0.12,
         "ห่างเป้า 2 จาก 7 ตัวชี้วัด"),
        ("คุณภาพ", "green", 3.94, [3.4, 3.5, 3.7, 3.8, 3.86, 3.94], 3.8, 0.08,
         "ห่างเป้า 1 จาก 12 ตัวชี้วัด"),
        ("ประสิทธิภาพ", "grey", None, [3.1, None, 3.3, 3.4, 3.45, 3.47], 3.6, None,
         "รายงานแล้วร้อยละ 71 ต่ำกว่าเกณฑ์"),
    )  # fmt: skip
    names = ("name", "light", "score", "trend", "target", "change", "note")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _strip(number: int) -> dict[str, Any]:
    steps = list(STEPS)
    areas = []
    for index in range(14):
        step = steps[(index * 3 + number) % len(steps)]
        areas.append(
            {
                "step": step,
                "word": STEPS[step][0],
                "name": f"สพป.ตัวอย่าง เขต {index + 1}",
                "url": HERE,
                "selected": number == 2 and index == 4,
            }
        )
    share = 9 / 14
    name = GROUPS[number - 1]
    return {
        "number": number, "name": name, "share": share, "done": "9/14", "areas": areas
    }  # fmt: skip


def _matrix() -> dict[str, Any]:
    names = (
        "ความปลอดภัยของผู้เรียน", "หลักสูตรฐานสมรรถนะ", "Big Data",
        "ศูนย์ความเป็นเลิศ อาชีวะ", "ผู้มีความต้องการพิเศษ",
    )  # fmt: skip
    groups = [
        {"number": number, "name": name, "first": number in FIRST_OF_PART}
        for number, name in enumerate(GROUPS, start=1)
    ]
    rows = [
        {
            "name": name,
            "light": _light(row),
            "cells": [
                {
                    "light": _light(row * 3 + number * number),
                    "name": f"กลุ่ม {number}",
                    "disagrees": (row + number) % 17 == 0,
                    "first": number in FIRST_OF_PART,
                }
                for number in range(1, 19)
            ],
        }
        for row, name in enumerate(names)
    ]
    return {"groups": groups, "rows": rows}


def _map_groups() -> dict[int, dict[str, Any]]:
    cells: dict[int, dict[str, Any]] = {
        number: {
            "step": number * 7 % 6 + 1,
            "title": f"กลุ่ม {number} {name}",
            "url": HERE,
        }
        for number, name in enumerate(GROUPS, start=1)
    }
    del cells[11]
    return cells | {0: {"step": 4, "title": "ส่วนกลาง", "url": HERE, "text": "กทม."}}


def _trend() -> dict[str, Any]:
    values = [76.8, 77.5, 74.9, 76.2, 78.3, 79.6, 80.9, 83.4, 84.24]
    gap = [None] * 8
    return {
        "kind": "trend",
        "category_name": "ไตรมาส",
        "categories": [
            f"{quarter}/{year}" for year in (63, 64, 65) for quarter in range(1, 5)
        ],
        "decimals": 2,
        "min": 72,
        "max": 92,
        "series": [
            {"name": "ค่า", "values": [*values, None, None, None], "role": "main"},
            {
                "name": "เป้า",
                "values": [78, 78, 78, 78, 79.5, 81, 82.5, 84.5, 86, 87.3, 88.7, 90],
                "role": "target",
            },
            {
                "name": "คาด",
                "values": [*gap, 84.24, 85.0, 85.8, 86.7],
                "role": "forecast",
            },
        ],
        "band": {
            "name": "ช่วงร้อยละ 80",
            "low": [*gap, 84.24, 83.9, 84.0, 84.1],
            "high": [*gap, 84.24, 86.1, 87.6, 89.2],
        },
    }


def _funnel() -> dict[str, Any]:
    centre = 84.2
    points = []
    for index in range(120):
        pupils = 1000 + index * 7919 % 14000
        swing = (index * 37 % 41 - 20) / 20 * 300 / pupils**0.5
        kind = {-1: "low", 1: "high"}.get(int(swing * pupils**0.5 / 285), "usual")
        points.append(
            {
                "name": f"สพป.ตัวอย่าง เขต {index + 1}",
                "x": pupils,
                "y": round(centre + swing, 2),
                "kind": kind,
                "url": HERE,
            }
        )

    def limit(width: float, role: str) -> dict[str, Any]:
        sizes = range(900, 15600, 300)
        return {"role": role, "points": [[n, centre + width / n**0.5] for n in sizes]}

    return {
        "kind": "points",
        "category_name": "เขต",
        "x_name": "นักเรียน (คน)",
        "y_name": "ร้อยละ",
        "decimals": 2,
        "min": 72,
        "max": 96,
        "points": points,
        "lines": [
            {
                "role": "centre",
                "label": "ประเทศ",
                "points": [[500, centre], [15500, centre]],
            },
            *(limit(width, "outer") for width in (280, -280)),
            *(limit(width, "inner") for width in (180, -180)),
        ],
    }


def _bars() -> dict[str, Any]:
    return {
        "kind": "bars",
        "category_name": "กลุ่ม",
        "categories": ["กลุ่ม 7", "กลุ่ม 6", "กลุ่ม 5", "กลุ่ม 12"],
        "decimals": 1,
        "min": 0,
        "max": 100,
        "target": 80,
        "target_name": "เกณฑ์ 80",
        "series": [{"name": "รายงาน", "values": [71, 83.2, 88.6, 91.0]}],
    }


def _ranks() -> list[dict[str, Any]]:
    rows = (
        ("กลุ่ม 15", 0.932, 86.45, 85.2, 87.9, 1.3, "green", False),
        ("กลุ่ม 8", 0.945, 84.96, 83.7, 86.4, 0, "amber", False),
        ("กลุ่ม 12", 0.910, 83.88, 83.0, 84.9, -2.1, "red", False),
        ("กลุ่ม 7", 0.710, 81.20, 78.9, 83.4, -0.4, "grey", True),
    )
    names = ("name", "coverage", "value", "lower", "upper", "change", "light", "low")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _chain() -> list[dict[str, str]]:
    return [
        {"count": "1", "text": "ข้อนโยบาย เชื่อม 3 กรอบ"},
        {"count": "18", "text": "แผนกลุ่ม 64 โครงการ"},
        {"count": "4", "text": "ตัวชี้วัด 245 เป้าหมาย"},
        {"count": "88.6 %", "text": "รายงานแล้วในไตรมาส 1"},
        {"count": "5", "text": "มติ 12 ข้อสั่งการ"},
        {"count": "9", "text": "บทเรียน 3 นวัตกรรม"},
    ]
