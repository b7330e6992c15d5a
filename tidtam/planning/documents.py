"""A plan as a paper: PDF and Word from the same words and figures."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidtam.common import clock, thai
from tidtam.common.naming import named
from tidtam.common.thai import Language
from tidtam.documents.blocks import (
    Align,
    Block,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
)
from tidtam.indicators.models import IndicatorVersion

from .models import Milestone, Plan, Project, State
from .progress import Standing
from .selectors import (
    Money,
    Sheet,
    indicator_names,
    money_by_kind,
    standing_of_sheets,
)


def plan_document(plan: Plan, sheets: Sequence[Sheet]) -> Document:
    """Return the paper of the plan as it stands today."""
    title = _("Guidelines and action plan")
    year = _("Fiscal year %(year)d") % {"year": plan.fiscal_year}
    standing = standing_of_sheets(plan, sheets)
    marks = [] if plan.is_in_force else [str(State(plan.state).label)]
    if settings.SIMULATED:
        marks.append(_("Simulated data"))
    return Document(
        title=f"{title} {year} {_unit(plan)}",
        lines=(title, year, _unit(plan), _version(plan)),
        cover=True,
        contents=_("Contents"),
        mark=" · ".join(marks),
        source=_("Tidtam, as of %(day)s") % {"day": _day(clock.today())},
        made_at=clock.now(),
        blocks=tuple(_blocks(plan, sheets, standing)),
        thai_digits=get_language() != "en",
        author=_unit(plan),
    )


def plan_file_name(plan: Plan) -> str:
    """Return what the file is called, without its ending."""
    return f"plan-{plan.fiscal_year}-{plan.unit.code}-{plan.number}"


def _blocks(plan: Plan, sheets: Sequence[Sheet], standing: Standing) -> Iterator[Block]:
    yield Heading(_("Why this plan"))
    yield from _running(plan.preface)
    yield Heading(_("How the work is done"))
    lines = _lines(plan.approach)
    yield Items(tuple(lines), first=1) if lines else Paragraph("–")
    yield Heading(_("The plan at a glance"))
    yield _glance(standing, len(sheets))
    yield _overview(sheets)
    if money := money_by_kind(sheets):
        yield _money_table(money, _("Money by kind"), "money")
    if standing.over_disbursed:
        yield Paragraph(
            _("%(amount)s baht more are disbursed than planned.")
            % {"amount": thai.number(standing.over_disbursed, 2)},
            strong=True,
        )
    yield Heading(_("Projects"))
    names = indicator_names(sheets)
    for number, sheet in enumerate(sheets, start=1):
        yield from _project(number, sheet, names)
    yield Signature("." * 40, (_("Approved by"), _unit(plan)))


def _glance(standing: Standing, projects: int) -> Facts:
    return Facts(
        (
            (_("Projects"), thai.number(projects)),
            (_("Milestones"), thai.number(standing.steps)),
            (_("Planned money (baht)"), thai.number(standing.planned, 2)),
            (_("Disbursed so far (baht)"), thai.number(standing.disbursed, 2)),
            (_("Progress"), _percent(standing.progress)),
            (_("Expected by today"), _percent(standing.expected)),
            (_("Late milestones"), thai.number(standing.late)),
        )
    )


def _overview(sheets: Sequence[Sheet]) -> Table:
    planned = sum((s.project.budget_planned for s in sheets), Decimal(0))
    disbursed = sum((s.project.budget_disbursed for s in sheets), Decimal(0))
    rows = [
        (
            f"{number}. {sheet.project.title}",
            sheet.project.responsible or "–",
            _money(sheet.project.budget_planned),
            _money(sheet.project.budget_disbursed),
            _percent(sheet.standing.progress),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]
    total = (_("In all"), "", _money(planned), _money(disbursed), "")
    return Table(
        columns=(
            Column(_("Project"), 4),
            Column(_("Who is responsible"), 2),
            Column(_("Planned (baht)"), 1.8, Align.RIGHT),
            Column(_("Disbursed (baht)"), 1.8, Align.RIGHT),
            Column(_("Progress"), 1.4, Align.RIGHT),
        ),
        rows=(*rows, total) if rows else (),
        caption=_("Projects and money"),
        sheet="projects",
        total=bool(rows),
        empty=_("The plan has no project yet."),
    )


def _project(
    number: int, sheet: Sheet, names: dict[int, IndicatorVersion]
) -> Iterator[Block]:
    """Give a project; codes stay out, for a paper turns all its digits."""
    project = sheet.project
    yield Heading(f"{number}. {project.title}", 2)
    yield from _running(project.why)
    items = [named(row) for row in project.policy_items.all()]
    indicators = [
        named(names[row.pk]) for row in project.indicators.all() if row.pk in names
    ]
    yield Facts(
        (
            (_("Days"), f"{_day(project.starts_on)} – {_day(project.ends_on)}"),
            (_("Who is responsible"), project.responsible or "–"),
            (_("Source of the money"), project.money_source or "–"),
            (_("Policy items that it serves"), "; ".join(items) or "–"),
            (_("Indicators that it moves"), "; ".join(indicators) or "–"),
            (
                _("When the year ends"),
                str(Project.NextYear(project.next_year).label),
            ),
        )
    )
    if sheet.money:
        yield _money_table(sheet.money, _("Money"))
    yield _milestones(sheet)


def _money_table(rows: Sequence[Money], caption: str, sheet: str = "") -> Table:
    """Give planned and disbursed money with what is left, and the sums."""
    planned = sum((row.planned for row in rows), Decimal(0))
    disbursed = sum((row.disbursed for row in rows), Decimal(0))
    said = [
        (row.name, _money(row.planned), _money(row.disbursed), _money(row.left))
        for row in rows
    ]
    total = (
        _("In all"),
        _money(planned),
        _money(disbursed),
        _money(planned - disbursed),
    )
    return Table(
        columns=(
            Column(_("Kind of money"), 4),
            Column(_("Planned (baht)"), 2, Align.RIGHT),
            Column(_("Disbursed (baht)"), 2, Align.RIGHT),
            Column(_("Left (baht)"), 2, Align.RIGHT),
        ),
        rows=(*said, total),
        caption=caption,
        sheet=sheet,
        total=True,
    )


def _milestones(sheet: Sheet) -> Table:
    return Table(
        columns=(
            Column(_("Milestone"), 4),
            Column(_("Weight"), 1, Align.RIGHT),
            Column(_("Due on"), 1.6),
            Column(_("Done on"), 1.6),
            Column(_("Evidence"), 3),
        ),
        rows=tuple(
            (
                row.title,
                Figure(row.weight_shown, row.weight),
                _day(row.due_on),
                _day(row.done_on) if row.done_on else "–",
                _evidence(row),
            )
            for row in sheet.milestones
        ),
        empty=_("The project has no milestone yet."),
    )


# ---------- parts of the above ----------


def _evidence(row: Milestone) -> str:
    """Return what shows that it is done, in one line: words, then names of files."""
    files = [file.original_name for file in row.files.all()]
    return "; ".join([*_lines(row.evidence), *files]) or "–"


def _unit(plan: Plan) -> str:
    """Return the unit's name in full, as a paper gives it."""
    in_english = plan.unit.name_en if get_language() == "en" else ""
    return in_english or plan.unit.name_th


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _running(text: str) -> Iterator[Block]:
    for line in _lines(text) or ["–"]:
        yield Paragraph(line, indent=True)


def _version(plan: Plan) -> str:
    return _("Version %(number)d, %(state)s") % {
        "number": plan.number,
        "state": State(plan.state).label,
    }


def _language() -> Language:
    return "en" if get_language() == "en" else "th"


def _day(day: datetime.date) -> str:
    return thai.date_short(day, _language())


def _money(amount: Decimal) -> Figure:
    return Figure(thai.number(amount, 2), amount, 2)


def _percent(share: Fraction | None) -> str:
    if share is None:
        return "–"
    figure = thai.number(Decimal(share.numerator * 100) / share.denominator, 1)
    return f"{figure}%"
