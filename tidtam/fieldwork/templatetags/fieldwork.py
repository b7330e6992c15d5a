"""What templates ask of visits, findings and problems."""

import datetime

from django import template

from tidtam.fieldwork.models import Finding, Problem, Visit

register = template.Library()

SEVERITY_TAGS = {
    Finding.Severity.GOOD: ("done", "check"),
    Finding.Severity.ADVICE: ("", ""),
    Finding.Severity.MEND: ("back", "flag"),
    Finding.Severity.URGENT: ("late", "warn"),
}


@register.filter
def is_overdue(visit: Visit, day: datetime.date) -> bool:
    """Say whether the visit is over and its report not sent."""
    return visit.is_overdue_on(day)


@register.filter
def is_late(problem: Problem, day: datetime.date) -> bool:
    """Say whether the problem's owner is past the day."""
    return problem.is_late_on(day)


@register.filter
def severity_kind(finding: Finding) -> str:
    """Return which tag the severity wears."""
    return SEVERITY_TAGS[Finding.Severity(finding.severity)][0]


@register.filter
def severity_icon(finding: Finding) -> str:
    """Return the icon of the severity, nothing for advice."""
    return SEVERITY_TAGS[Finding.Severity(finding.severity)][1]
