"""How pages and files name periods, bases and the ways of adding up."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.common import thai
from tidtam.common.periods import Period

Words = str | Promise

BASES: dict[str, Words] = {
    "preliminary": gettext_lazy("Preliminary figures"),
    "official": gettext_lazy("Official figures"),
}

SCHEMES: dict[str, Words] = {
    "five": gettext_lazy("1 to 5 (levels, milestones)"),
    "points": gettext_lazy("0 to 100 points (three targets)"),
}
BEST: dict[str, int] = {"five": 5, "points": 100}


def period_name(period: Period) -> str:
    """Return `ไตรมาส 1 ปีงบประมาณ 2565`."""
    year = {"year": period.fiscal_year, "number": period.span[1:]}
    names: dict[str, Callable[[], str]] = {
        "Q": lambda: _("Quarter %(number)s, fiscal year %(year)s") % year,
        "H": lambda: _("Half-year %(number)s, fiscal year %(year)s") % year,
        "9": lambda: _("Nine months of fiscal year %(year)s") % year,
        "Y": lambda: _("Fiscal year %(year)s") % year,
    }
    return names[period.span[0]]()


def period_short(period: Period) -> str:
    """Return `ไตรมาส 1/2565`, for axes and heads of columns."""
    year = {"year": period.fiscal_year, "number": period.span[1:]}
    names: dict[str, Callable[[], str]] = {
        "Q": lambda: _("Q%(number)s/%(year)s") % year,
        "H": lambda: _("H%(number)s/%(year)s") % year,
        "9": lambda: _("9 months/%(year)s") % year,
        "Y": lambda: _("Year %(year)s") % year,
    }
    return names[period.span[0]]()


def span_name(period: Period) -> str:
    """Return `ไตรมาส 1`, where the year is plain from the page."""
    number = {"number": period.span[1:]}
    names: dict[str, Callable[[], str]] = {
        "Q": lambda: _("Quarter %(number)s") % number,
        "H": lambda: _("Half-year %(number)s") % number,
        "9": lambda: _("Nine months"),
        "Y": lambda: _("Whole year"),
    }
    return names[period.span[0]]()


def figure(value: float | None, decimals: int) -> str:
    """Return the figure with its decimals, `–` for none."""
    return "–" if value is None else thai.number(value, decimals)


def percent(share: float | None, decimals: int = 1) -> str:
    """Return `88.6` for the share 0.886, `–` for none."""
    if share is None:
        return "–"
    return thai.number(Decimal(str(share)) * 100, decimals)
