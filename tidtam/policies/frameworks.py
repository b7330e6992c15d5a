"""What the known frameworks of policy are called; their codes end in the year."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Framework

Words = str | Promise


@dataclass(frozen=True)
class FrameworkName:
    """How a framework is called in full and in short; `order` on lists of them.

    `are_aspects` marks the framework whose items part the work into aspects.
    """

    title: Words
    short: Words
    order: int
    are_aspects: bool = False


KNOWN = {
    "MOE": FrameworkName(
        _("The Minister of Education's 12 policies"), _("Minister's policy"), 2
    ),
    "QW": FrameworkName(_("Urgent agendas (Quick Win)"), _("Quick Win"), 3),
    "OBEC": FrameworkName(
        _("OBEC's policy framework, 4 aspects"), _("OBEC aspect"), 1, are_aspects=True
    ),
}
UNKNOWN_ORDER = 9


def name_of(framework: Framework) -> FrameworkName:
    """Return the name of a framework; of an unknown one its code."""
    key = framework.code.removesuffix(f"-{framework.fiscal_year}")
    return KNOWN.get(key) or FrameworkName(
        framework.code, framework.code, UNKNOWN_ORDER
    )
