"""Why a write was refused; each says it in words for the person who asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tidtam.common.contents import ContentError


class ReportingError(Exception):
    """A write was refused; the message says why and what can be done."""


class RoundNotOpenError(ReportingError):
    """The round has not opened yet."""

    def __init__(self) -> None:
        super().__init__(_("The round is not open yet."))


class RoundClosedError(ReportingError):
    """The round is closed, and nothing was sent back to mend."""

    def __init__(self) -> None:
        super().__init__(
            _("The round is closed. Ask the monitoring bureau to extend it.")
        )


class NotListedError(ReportingError):
    """The unit is not on the round's frozen list."""

    def __init__(self) -> None:
        super().__init__(_("The unit is not on the list of the round."))


class NotAskedError(ReportingError):
    """The round does not ask the indicator of the unit."""

    def __init__(self) -> None:
        super().__init__(_("The round does not ask this indicator of the unit."))


class LockedError(ReportingError):
    """What would be changed is under review or accepted."""

    def __init__(self) -> None:
        super().__init__(
            _("This is under review or accepted. Only what is sent back can change.")
        )


class StepError(ReportingError):
    """The submission is not where this step can be taken; somebody was quicker."""


class CarriedError(ReportingError):
    """The submission travels in that of its area, which must go back first."""

    def __init__(self) -> None:
        super().__init__(
            _("The area's submission carries it. That one has to be sent back first.")
        )


# The file cannot be taken as evidence.
EvidenceError = ContentError


class OwnWorkError(PermissionDenied):
    """The person did another step of this route, or reports here."""

    def __init__(self) -> None:
        super().__init__(
            _("You did another step of this submission. Another person must do this.")
        )


@dataclass(frozen=True)
class SubmissionProblem:
    """What stands in the way of a submission: where, why, and what to do.

    `indicator_id` is None for what concerns no figure; `unit_id` is the school
    concerned, or the unit that submits.
    """

    unit_id: int
    indicator_id: int | None
    field: str
    reason: str
    remedy: str


class SubmissionProblemsError(ReportingError):
    """Something has to be mended before submitting; `problems` names all of it."""

    def __init__(self, problems: Sequence[SubmissionProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            ngettext(
                "There is %(count)d point to mend before submitting.",
                "There are %(count)d points to mend before submitting.",
                count,
            )
            % {"count": count}
        )
