"""What strikes about submissions before they are opened, in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.common import thai
from tidtam.indicators.models import Indicator

from .models import Round, Submission
from .selectors import Remarks, remarks_on


@dataclass(frozen=True)
class Remarked:
    """A submission with what strikes about it; `notes` only inform."""

    submission: Submission
    remarks: Remarks
    texts: list[str]
    notes: list[str]

    @property
    def is_clear(self) -> bool:
        """Say whether nothing strikes about it."""
        return not self.texts


def remarked(round_: Round, submissions: Sequence[Submission]) -> list[Remarked]:
    """Return the submissions of one round with what strikes about each.

    Five queries.
    """
    found = remarks_on(round_, submissions)
    codes = _codes(found.values())
    return [
        Remarked(
            item,
            found[item.pk],
            list(_texts(item, found[item.pk], codes)),
            list(_notes(item, found[item.pk])),
        )
        for item in submissions
    ]


def _codes(remarks: Iterable[Remarks]) -> dict[int, str]:
    wanted = {remark.indicator_id for each in remarks for remark in each.jumps}
    return dict(Indicator.objects.filter(pk__in=wanted).values_list("pk", "code"))


def _texts(
    submission: Submission, remarks: Remarks, codes: dict[int, str]
) -> Iterator[str]:
    for remark in remarks.jumps:
        text = (
            _("%(code)s down by %(percent)s percent")
            if remark.jump.is_fall
            else _("%(code)s up by %(percent)s percent")
        )
        said = text % {
            "code": codes.get(remark.indicator_id, ""),
            "percent": thai.number(remark.jump.percent),
        }
        yield f"{said} “{remark.answer}”" if remark.answer else said
    if remarks.is_copy:
        yield _("every figure is that of the last round")
    if submission.is_late:
        yield _("late")


def _notes(submission: Submission, remarks: Remarks) -> Iterator[str]:
    if remarks.not_applicable:
        text = ngettext(
            "%(count)d figure does not apply",
            "%(count)d figures do not apply",
            remarks.not_applicable,
        )
        yield text % {"count": remarks.not_applicable}
    first, last = submission.first_submitted_at, submission.submitted_at
    if first and last and first != last:
        yield _("sent again after mending")
