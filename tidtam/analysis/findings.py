"""Sentences that say what figures show: the headings of pages and charts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.common.thai import number, signed_number

from . import words
from .formulas import AMBER, GREEN, GREY, RED
from .selectors.figures import Figure, Trend
from .verdicts import count_lights


def trend_finding(trend: Trend) -> str:
    """Return whether it is really moving, in one sentence."""
    known = trend.known
    if not known:
        return _("No figure yet")
    if known[-1] is not trend.figures[-1]:
        at = max(place for place, each in enumerate(trend.figures) if each in known)
        return _("No figure in this period; the last was %(value)s in %(period)s") % {
            "value": words.figure(known[-1].row.value, known[-1].version.decimals),
            "period": words.period_short(trend.periods[at]),
        }
    if len(known) == 1:
        return _("One figure so far: no trend can be told")
    moved, last = trend.run_length, known[-1]
    place = _place(last)
    if abs(moved) > 1:
        better = ngettext(
            "Better %(count)s time in a row", "Better %(count)s times in a row", moved
        )
        worse = ngettext(
            "Worse %(count)s time in a row", "Worse %(count)s times in a row", -moved
        )
        text = (better if moved > 0 else worse) % {"count": number(abs(moved))}
    elif last.change:
        text = _("%(change)s from the period before") % {
            "change": signed_number(last.change, last.version.decimals)
        }
    else:
        text = _("As in the period before")
    return f"{text}{place}"


def _place(figure: Figure) -> str:
    """Return how it stands to its target, as the end of a sentence."""
    if figure.row.target is None:
        return ""
    if figure.row.light == GREY:
        return _(", coverage too low to conclude")
    short = figure.shortfall
    if short is None or short <= 0:
        return _(", on target")
    return _(", %(short)s from the target") % {
        "short": words.figure(short, figure.version.decimals)
    }


def children_finding(figures: Sequence[Figure], are_schools: bool) -> str:
    """Return how those under a unit stand, in one sentence."""
    counts = count_lights(figure.row.light for figure in figures)
    concluded = counts[GREEN] + counts[AMBER] + counts[RED]
    told = {
        "count": number(counts[RED] if concluded else len(figures)),
        "all": number(concluded),
    }
    if not concluded:
        text = (
            ngettext(
                "%(count)s school, none concluded",
                "%(count)s schools, none concluded",
                len(figures),
            )
            if are_schools
            else ngettext(
                "%(count)s unit, none concluded",
                "%(count)s units, none concluded",
                len(figures),
            )
        )
        return text % told
    if counts[RED]:
        text = (
            _("%(count)s of %(all)s schools off target")
            if are_schools
            else _("%(count)s of %(all)s units off target")
        )
        return text % told
    return (
        _("None of %(all)s schools is off target")
        if are_schools
        else _("None of %(all)s units is off target")
    ) % told


def list_finding(figures: Sequence[Figure]) -> str:
    """Return how a unit's indicators stand, in one sentence."""
    owed = [figure for figure in figures if figure.row.target is not None]
    counts = count_lights(figure.row.light for figure in owed)
    if not owed:
        return _("No indicator has a target in this period")
    if counts[GREY] * 2 > len(owed):
        return _("%(count)s of %(all)s indicators cannot be concluded yet") % {
            "count": number(counts[GREY]),
            "all": number(len(owed)),
        }
    return _("%(green)s of %(all)s indicators on target, %(red)s off target") % {
        "green": number(counts[GREEN]),
        "all": number(len(owed)),
        "red": number(counts[RED]),
    }
