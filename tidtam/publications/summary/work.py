"""The chapters of work: directives, problems, lessons, innovations, the next plan."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import Count, Q

from tidtam.common.thai import date_long, in_bangkok, number
from tidtam.documents.blocks import (
    Align,
    Block,
    Column,
    Paragraph,
    Table,
)
from tidtam.documents.blocks import Figure as Number
from tidtam.fieldwork.models import Problem
from tidtam.fieldwork.selectors.yearly import Tally, of_year, tallies
from tidtam.followup.models import FINISHED, Assignment
from tidtam.knowledge.models import Innovation, Lesson
from tidtam.organisation.models import Closure
from tidtam.organisation.selectors import holds_on
from tidtam.planning.models import Plan, Project
from tidtam.planning.models import State as PlanState
from tidtam.publications import wording

from .asked import Asked
from .cells import chapter

PROBLEMS_SHOWN = 20
INNOVATIONS_SHOWN = 20


def work_chapters(first: int, asked: Asked) -> Iterator[Block]:
    """Give the chapters of work, numbered from `first` on."""
    chapters: tuple[tuple[str, Callable[[Asked], Iterator[Block]]], ...] = (
        (wording.DIRECTIVES, _directives),
        (wording.PROBLEMS, _problems),
        (wording.LESSONS, _lessons),
        (wording.INNOVATIONS, _innovations),
        (wording.NEXT_PLAN, _next_plan),
    )
    for count, (title, make) in enumerate(chapters, start=first):
        yield from chapter(count, title)
        yield from make(asked)


def _within(asked: Asked) -> Q:
    """Return the condition that a row belongs to the unit or one under it."""
    return Q(unit=asked.unit.pk) | Q(unit__in=[unit.pk for unit in asked.children])


def _directives(asked: Asked) -> Iterator[Block]:
    rows = (
        Assignment.objects.filter(
            _within(asked) | Q(directive__issuer=asked.unit),
            directive__fiscal_year=asked.fiscal_year,
            directive__issued_on__lte=in_bangkok(asked.as_of).date(),
        )
        .values("directive__number", "directive__title", "directive__due_on")
        .annotate(
            owners=Count("pk", distinct=True),
            done=Count("pk", filter=Q(state__in=FINISHED), distinct=True),
        )
        .order_by("directive__due_on", "directive__number", "directive__title")
    )
    yield Table(
        columns=(
            Column("ข้อสั่งการ", 5),
            Column("กำหนด", 1.6),
            Column("ผู้รับผิดชอบ (แห่ง)", 1.4, Align.RIGHT),
            Column("แล้วเสร็จ (แห่ง)", 1.4, Align.RIGHT),
        ),
        rows=tuple(
            (
                str(row["directive__title"]),
                date_long(row["directive__due_on"]),
                Number(str(row["owners"]), Decimal(row["owners"]), 0),
                Number(str(row["done"]), Decimal(row["done"]), 0),
            )
            for row in rows
        ),
        sheet="ข้อสั่งการ",
        empty="ไม่มีข้อสั่งการในปีนี้",
    )


def _problems(asked: Asked) -> Iterator[Block]:
    """Give how many were told under each unit, and the gravest of the units named.

    Of schools and others further down only the numbers are given.
    """
    told = of_year(asked.fiscal_year, asked.as_of)
    counts = tallies(
        told, [asked.unit, *asked.children], asked.period.last_day, asked.as_of
    )
    whole = counts.get(asked.unit.pk, Tally())
    if not whole.told:
        yield Paragraph(wording.NO_PROBLEMS)
        return
    yield Paragraph(
        f"รายงานปัญหา {number(whole.told)} เรื่อง แก้ไขแล้ว {number(whole.solved)} เรื่อง "
        f"ยังไม่แล้วเสร็จ {number(whole.open)} เรื่อง "
        f"ไม่รับไว้ดำเนินการ {number(whole.declined)} เรื่อง",
        indent=True,
    )
    yield Table(
        columns=(
            Column("หน่วยงาน รวมหน่วยงานในสังกัด", 4),
            Column("รายงาน (เรื่อง)", 1.3, Align.RIGHT),
            Column("แก้ไขแล้ว (เรื่อง)", 1.3, Align.RIGHT),
            Column("ยังไม่แล้วเสร็จ (เรื่อง)", 1.6, Align.RIGHT),
            Column("ไม่รับไว้ (เรื่อง)", 1.3, Align.RIGHT),
        ),
        rows=tuple(
            (
                unit.name_th,
                *(
                    Number(number(count), Decimal(count), 0)
                    for count in (tally.told, tally.solved, tally.open, tally.declined)
                ),
            )
            for unit in asked.children
            if (tally := counts.get(unit.pk, Tally())).told
        ),
        caption="จำนวนปัญหาที่รายงานและผลการแก้ไข",
        sheet="ปัญหาตามหน่วยงาน",
        empty=wording.NO_PROBLEMS,
    )
    rows = told.filter(_within(asked)).select_related("unit")
    rows = rows.order_by("urgency", "unit__sort_key", "reported_at", "pk")
    shown = list(rows[: PROBLEMS_SHOWN + 1])
    yield Table(
        columns=(
            Column("หน่วยงาน", 2.5),
            Column("ปัญหา", 3.5),
            Column("ผล", 1.4),
            Column("สิ่งที่เปลี่ยน หรือเหตุที่ไม่รับ", 3.4),
        ),
        rows=tuple(
            (
                row.unit.name_th,
                row.text,
                wording.PROBLEM_STATES[row.state_at(asked.as_of)],
                _what_became(row, asked.as_of) or wording.NO_VALUE,
            )
            for row in shown[:PROBLEMS_SHOWN]
        ),
        caption="ปัญหาของหน่วยงานและหน่วยงานที่สังกัดโดยตรง เรียงตามความเร่งด่วน",
        sheet="ปัญหาและอุปสรรค",
        empty="ไม่มีปัญหาของหน่วยงานเองหรือหน่วยงานที่สังกัดโดยตรง",
    )
    if len(shown) > PROBLEMS_SHOWN:
        yield Paragraph(f"แสดง {PROBLEMS_SHOWN} รายการแรก", small=True)


def _what_became(problem: Problem, as_of: datetime.datetime) -> str:
    """Return what was changed, or why it was not taken up, as known at the moment."""
    state = problem.state_at(as_of)
    if state == Problem.State.CLOSED:
        return problem.changed
    return problem.reason if state == Problem.State.DECLINED else ""


def _lessons(asked: Asked) -> Iterator[Block]:
    rows = Lesson.objects.filter(
        _within(asked), fiscal_year=asked.fiscal_year, published_at__lte=asked.as_of
    )
    yield Table(
        columns=(
            Column("บทเรียน", 3),
            Column("สิ่งที่เกิดขึ้นและเหตุ", 4),
            Column("สิ่งที่จะทำต่อ", 3),
        ),
        rows=tuple(
            (
                f"{row.title} ({row.unit.short_name_th or row.unit.name_th})",
                f"{row.happened} เพราะ{row.why}",
                row.what_next,
            )
            for row in rows.select_related("unit").order_by("unit__sort_key", "pk")
        ),
        sheet="บทเรียน",
        empty="ยังไม่มีบทเรียนที่เผยแพร่ในปีนี้",
    )


def _innovations(asked: Asked) -> Iterator[Block]:
    """Give those of the unit and all under it, the most taken up first."""
    under = Closure.objects.filter(
        holds_on(asked.period.last_day), ancestor=asked.unit
    ).values("unit")
    rows = Innovation.objects.filter(
        unit__in=under, fiscal_year=asked.fiscal_year, published_at__lte=asked.as_of
    ).annotate(taken_up=Count("adoptions"))
    rows = rows.select_related("unit").order_by("-taken_up", "unit__sort_key", "pk")
    shown = list(rows[: INNOVATIONS_SHOWN + 1])
    yield Table(
        columns=(
            Column("นวัตกรรม", 3),
            Column("ปัญหา", 3),
            Column("แนวคิดและวิธีทำ", 3.5),
            Column("ผู้นำไปใช้ (แห่ง)", 1.2, Align.RIGHT),
        ),
        rows=tuple(
            (
                f"{row.title} ({row.unit.short_name_th or row.unit.name_th})",
                row.problem,
                row.idea,
                Number(str(row.taken_up), Decimal(row.taken_up), 0),
            )
            for row in shown[:INNOVATIONS_SHOWN]
        ),
        sheet="นวัตกรรม",
        empty="ยังไม่มีนวัตกรรมที่เผยแพร่ในปีนี้",
    )
    if len(shown) > INNOVATIONS_SHOWN:
        yield Paragraph(f"แสดง {INNOVATIONS_SHOWN} เรื่องที่มีผู้นำไปใช้มากที่สุด", small=True)


def _next_plan(asked: Asked) -> Iterator[Block]:
    year = asked.fiscal_year + 1
    plan = (
        Plan.objects.filter(
            unit=asked.unit, fiscal_year=year, in_force_at__lte=asked.as_of
        )
        .filter(state__in=[PlanState.IN_FORCE, PlanState.SUPERSEDED])
        .order_by("-number")
        .first()
    )
    projects = (
        Project.objects.filter(plan=plan).order_by("order", "code") if plan else []
    )
    if plan and plan.preface:
        yield Paragraph(plan.preface, indent=True)
    yield Table(
        columns=(
            Column("โครงการ", 5),
            Column("ผู้รับผิดชอบ", 2.4),
            Column("งบประมาณ (บาท)", 1.8, Align.RIGHT),
        ),
        rows=tuple(
            (
                row.title,
                row.responsible or wording.NO_VALUE,
                Number(number(row.budget_planned, 2), row.budget_planned, 2),
            )
            for row in projects
        ),
        sheet=f"แผนปี {year}",
        empty=f"ยังไม่มีแผนปีงบประมาณ {year} ที่ใช้บังคับ",
    )
