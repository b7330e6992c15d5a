"""Words of rounds, states and figures, for `{% load reporting %}`."""

import datetime

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.common import clock
from tidtam.common.naming import named
from tidtam.reporting import words
from tidtam.reporting.models import ReviewStep, Round, Submission
from tidtam.reporting.words import Standing

register = template.Library()

register.filter("named", named)
register.filter("value_text", words.value_text)


@register.filter
def round_name(round_: Round) -> str:
    """`ไตรมาส 1 ปีงบประมาณ 2565`."""
    return words.round_name(round_)


@register.filter
def standing(submission: Submission | None) -> Standing:
    """How far a submission has come: step, word, tag, icon."""
    return words.standing_of(submission)


@register.filter
def route_words(route: str) -> str:
    """Who reviews what goes this route."""
    return words.route_words(route)


@register.filter
def action_icon(step: ReviewStep) -> str:
    """The icon of something done to a submission."""
    return words.ACTION_ICONS.get(step.action, "check")


@register.filter
def review_url(submission: Submission) -> str:
    """The address of the submission as its reviewers see it."""
    central = submission.route == Submission.Route.CENTRAL
    name = "reporting:central_review" if central else "reporting:report_review"
    url = reverse(name, args=[submission.round.code, submission.unit.code])
    return f"{url}?number={submission.number}" if submission.number else url


@register.filter
def waited(moment: datetime.datetime) -> str:
    """`รอ 3 วัน`, since the moment."""
    days = (clock.today() - clock.day_of(moment)).days
    if days <= 0:
        return _("since today")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


@register.filter
def file_size(size: int) -> str:
    """`1.4 MB` or `320 kB`."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} kB"
